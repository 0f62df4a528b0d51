"""An experiment: a question with its worlds and factors laid out, and the plan of what is to be run for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import TypeAdapter

from sim.experiment.spec.claim_section import ClaimSection
from sim.experiment.spec.design_sections import DesignSection, StopSection
from sim.experiment.spec.factors import Factor, Role
from sim.experiment.spec.optimise_section import OptimiseSection
from sim.experiment.sweep.plan import Point, Value
from sim.scenario.registry import Parameter, node_at
from sim.scenario.schema import Scenario


@dataclass(frozen=True)
class Experiment:
    """A question, ready to be planned.

    Attributes
    ----------
    name
        That of its file.
    where
        How messages call the file; None for a mapping.
    scenarios
        The worlds by label, with all that is fixed laid on. The first is the one that others are held against.
    fixed
        What is laid on the worlds, as for ``--set``.
    levers, unknowns
        What varies.
    responses
        The outcomes asked about.
    replicates, seed
        Runs of each scenario at each point, and the seed of their luck and of the design.
    own
        What the file sets in one scenario alone, by label; it is laid on `scenarios` already.
    claim
        The sentence that it puts to the test.
    """

    name: str
    title: str
    description: str
    question: str
    where: str | None
    scenarios: Mapping[str, Scenario]
    fixed: tuple[str, ...]
    levers: tuple[Factor, ...]
    unknowns: tuple[Factor, ...]
    responses: tuple[str, ...]
    replicates: int
    seed: int
    design: DesignSection
    stop: StopSection | None = None
    optimise: OptimiseSection | None = None
    own: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    claim: ClaimSection | None = None

    @property
    def factors(self) -> tuple[Factor, ...]:
        """All that varies, in the order of every design's columns: the levers, then the unknowns."""
        return (*self.levers, *self.unknowns)

    @property
    def document(self) -> dict[str, Any]:
        """All of it as plain values, from which `experiment_of` makes it again."""
        return {
            "name": self.name,
            "title": self.title,
            "description": self.description,
            "question": self.question,
            "where": self.where,
            "scenarios": {label: world.model_dump(mode="json") for label, world in self.scenarios.items()},
            "fixed": list(self.fixed),
            "levers": [factor.row() for factor in self.levers],
            "unknowns": [factor.row() for factor in self.unknowns],
            "responses": list(self.responses),
            "replicates": self.replicates,
            "seed": self.seed,
            "design": self.design.model_dump(mode="json"),
            "stop": None if self.stop is None else self.stop.model_dump(mode="json"),
            "optimise": None if self.optimise is None else self.optimise.model_dump(mode="json"),
            "own": {label: list(settings) for label, settings in self.own.items()},
            "claim": None if self.claim is None else self.claim.model_dump(mode="json"),
        }

    def point(self, number: int, values: Sequence[Value]) -> Point:
        """A design point with a value of each factor, in their order."""
        return Point(number, {factor.path: value for factor, value in zip(self.factors, values, strict=True)})


def experiment_of(document: Mapping[str, Any]) -> Experiment:
    """The experiment that a document tells of, such as that in the manifest of a sweep."""
    kept = {key: document[key] for key in ("name", "title", "description", "question", "where", "replicates", "seed")}
    return Experiment(
        **kept,
        scenarios={label: Scenario.model_validate(table) for label, table in document["scenarios"].items()},
        fixed=tuple(document["fixed"]),
        levers=tuple(_factor(row, "lever") for row in document["levers"]),
        unknowns=tuple(_factor(row, "unknown") for row in document["unknowns"]),
        responses=tuple(document["responses"]),
        design=TypeAdapter[Any](DesignSection).validate_python(document["design"]),
        stop=None if document["stop"] is None else StopSection.model_validate(document["stop"]),
        optimise=None if document["optimise"] is None else OptimiseSection.model_validate(document["optimise"]),
        own={label: tuple(settings) for label, settings in document["own"].items()},
        claim=None if document["claim"] is None else ClaimSection.model_validate(document["claim"]),
    )


def _factor(row: Mapping[str, Any], role: Role) -> Factor:
    steps = row["factor"].split(".")
    found = node_at(steps) or node_at(steps[:-1])
    if not isinstance(found, Parameter):
        raise ValueError(f"{row['factor']} is no parameter of this version")
    if "levels" in row:
        return Factor(row["factor"], role, found, levels=tuple(row["levels"]))
    return Factor(row["factor"], role, found, low=row["low"], high=row["high"], log=row["log"], steps=row["steps"])
