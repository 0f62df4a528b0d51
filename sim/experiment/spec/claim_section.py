"""What ``[claim]`` of an experiment file may say: a sentence that the data decide, and the contrasts that decide it."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from sim.experiment.claims.measures import is_measure
from sim.metrics import OUTCOMES
from sim.scenario.fields import Part


class Words(Part):
    """One text in both languages."""

    en: str = Field(description="In English", min_length=1)
    id: str = Field(description="In Indonesian", min_length=1)


class ClaimPart(Part):
    """One contrast: a measure, summed over the scenarios in `plus` less those in `minus`, world by world."""

    says: Words = Field(description="What is held against what, in a few words")
    measure: str = Field(description="An outcome, or a measure of `sim.experiment.claims.measures`")
    plus: tuple[str, ...] = Field(description="Scenarios whose values count", min_length=1)
    minus: tuple[str, ...] = Field((), description="Scenarios whose values are taken off")
    expect: Literal["higher", "lower"] = Field(description="On which side of zero the claim has the difference")
    asserted: bool = Field(True, description="Whether the claim stands or falls with it; else it is told beside it")
    extent: Literal["mostly", "at_times"] = Field(
        "mostly", description="Whether the claim has it so in most worlds, or says that there are such worlds"
    )
    matters: float | None = Field(
        None, description="The smallest difference that would matter, in the unit of the measure", gt=0.0
    )
    matters_of: str | None = Field(
        None, description="An outcome: `matters` is then a share of its mean in the first scenario of `minus`"
    )

    @model_validator(mode="after")
    def _of_what_there_is(self) -> Self:
        if not is_measure(self.measure):
            raise ValueError(f"measure: there is no outcome or measure '{self.measure}'")
        if self.matters_of is not None:
            if self.matters_of not in OUTCOMES:
                raise ValueError(f"matters_of: there is no outcome '{self.matters_of}'")
            if self.matters is None or not self.minus:
                raise ValueError("matters_of: it needs `matters`, and a scenario in `minus`")
        if set(self.plus) & set(self.minus):
            raise ValueError("minus: a scenario stands in `plus` as well")
        return self

    @property
    def arms(self) -> tuple[str, ...]:
        """All scenarios that it needs."""
        return (*self.plus, *self.minus)


class ClaimSection(Part):
    """A sentence of the source paper, put to the test."""

    id: str = Field(description="Such as H4", pattern=r"^H[1-9][0-9]?$")
    statement: Words = Field(description="What is claimed, in one sentence")
    source: str = Field(description="Where the paper says so", min_length=1)
    depends: tuple[str, ...] = Field(
        (), description="Unknown parameters on which it is said to depend; ``*`` stands for every name"
    )
    payback: tuple[str, str] | None = Field(
        None,
        description="Two scenarios whose earnings are held against each other day by day, the second minus the first",
    )
    parts: tuple[ClaimPart, ...] = Field(description="The contrasts, the one that says most first", min_length=1)

    @model_validator(mode="after")
    def _asserts_something(self) -> Self:
        if not self.parts[0].asserted:
            raise ValueError("parts: the first is not asserted, and it is the one whose difference is told first")
        return self
