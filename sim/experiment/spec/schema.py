"""The schema of an experiment file: a question, the worlds it is asked of, what varies, and how it is answered."""

from __future__ import annotations

from typing import Any, Literal, Self

from pydantic import Field, field_validator, model_validator

from sim.experiment.spec.claim_section import ClaimSection
from sim.experiment.spec.design_sections import DesignSection, FactorialSection, StopSection
from sim.experiment.spec.optimise_section import OptimiseSection
from sim.scenario.fields import Part


class ArmSection(Part):
    """A scenario with settings of its own, which the others do not have."""

    scenario: str = Field(description="Name or path of the world", min_length=1)
    set: dict[str, Any] = Field(default_factory=dict, description="Values fixed in this one")


class ExperimentFile(Part):
    """One question. What its tables of factors hold is read in `sim.experiment.spec.factors`."""

    title: str = Field("", description="Title to show")
    description: str = Field("", description="What it does")
    question: str = Field("", description="What it asks, in one sentence")
    scenarios: tuple[str, ...] | dict[str, str | ArmSection] = Field(
        description="The worlds, compared at every point: names or paths, or a table of them by label, in which one "
        "may have settings of its own; the first is the one that others are held against",
    )
    on: str | None = Field(
        None, description="Another world to lay the scenarios on, in place of the one that they start from"
    )
    set: dict[str, Any] = Field(default_factory=dict, description="Values fixed in all worlds")
    levers: dict[str, Any] = Field(
        default_factory=dict,
        description="What one decides. A value fixes, a list varies, {low, high} is a range, "
        '"sweep" the range of the registry',
    )
    unknowns: dict[str, Any] | Literal["all"] = Field(
        default_factory=dict,
        description='What nobody knows, written as levers are; `mechanisms` takes in all unknowns of these, "all" all',
    )
    responses: tuple[str, ...] = Field(("loyalty", "ror"), description="Outcomes that are asked about", min_length=1)
    replicates: int = Field(
        5, description="Runs of each scenario at each point, each with other luck", ge=1, le=100_000
    )
    seed: int | None = Field(
        None, description="Seed of all luck and of the design; that of the first scenario unless said", ge=0, le=2**62
    )
    design: DesignSection = Field(FactorialSection(kind="factorial"), description="Which points are run")
    stop: StopSection | None = Field(None, description="When the replicates of a point are enough")
    optimise: OptimiseSection | None = Field(None, description="What the levers are to bring")
    claim: ClaimSection | None = Field(None, description="A sentence that the experiment puts to the test")

    @field_validator("scenarios")
    @classmethod
    def _at_least_one(
        cls, value: tuple[str, ...] | dict[str, str | ArmSection]
    ) -> tuple[str, ...] | dict[str, str | ArmSection]:
        if not value:
            raise ValueError("no scenario is named")
        return value

    @model_validator(mode="after")
    def _a_claim_names_its_scenarios(self) -> Self:
        if self.claim is None:
            return self
        known = list(self.scenarios)
        named = [arm for part in self.claim.parts for arm in part.arms] + [*(self.claim.payback or ())]
        for label in named:
            if label not in known:
                raise ValueError(f"claim: the experiment has no scenario '{label}', only {', '.join(known)}")
        return self


def experiment_schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of an experiment file.

    What holds between several keys, and between a factor and the registry, is checked on loading only.
    """
    form = ExperimentFile.model_json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **form, "title": "Experiment file"}
