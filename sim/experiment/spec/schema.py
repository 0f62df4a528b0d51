"""The schema of an experiment file: a question, the worlds it is asked of, what varies, and how it is answered."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field, field_validator

from sim.experiment.spec.design_sections import DesignSection, FactorialSection, StopSection
from sim.experiment.spec.optimise_section import OptimiseSection
from sim.scenario.fields import Part


class ExperimentFile(Part):
    """One question. What its tables of factors hold is read in `sim.experiment.spec.factors`."""

    title: str = Field("", description="Title to show")
    description: str = Field("", description="What it does")
    question: str = Field("", description="What it asks, in one sentence")
    scenarios: tuple[str, ...] | dict[str, str] = Field(
        description="The worlds, compared at every point: names or paths, or a table of them by label; "
        "the first is the one that others are held against",
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

    @field_validator("scenarios")
    @classmethod
    def _at_least_one(cls, value: tuple[str, ...] | dict[str, str]) -> tuple[str, ...] | dict[str, str]:
        if not value:
            raise ValueError("no scenario is named")
        return value


def experiment_schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of an experiment file.

    What holds between several keys, and between a factor and the registry, is checked on loading only.
    """
    form = ExperimentFile.model_json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **form, "title": "Experiment file"}
