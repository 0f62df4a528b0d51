"""What ``[optimise]`` of an experiment file may say: what is wanted, within which budget, at what effort."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, GetJsonSchemaHandler, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from sim.metrics import OUTCOMES
from sim.scenario.fields import Part


class Objective(Part):
    """An outcome that is to be high or low."""

    outcome: str = Field(description="The outcome")
    goal: Literal["higher", "lower"] | None = Field(None, description="Which way is wanted; its own unless said")

    @model_validator(mode="before")
    @classmethod
    def _a_name_is_enough(cls, value: object) -> object:
        return {"outcome": value} if isinstance(value, str) else value

    @classmethod
    def __get_pydantic_json_schema__(cls, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """The form of one, which a name alone has as well."""
        return {"anyOf": [{"type": "string"}, handler(core)]}

    @model_validator(mode="after")
    def _has_a_direction(self) -> Self:
        if self.outcome not in OUTCOMES:
            raise ValueError(f"outcome: there is no outcome '{self.outcome}'")
        if self.goal is None and OUTCOMES[self.outcome].better == "neither":
            raise ValueError(f"goal: neither direction of {self.outcome} is better by itself, so say which is wanted")
        return self

    @property
    def direction(self) -> str:
        """``higher`` or ``lower``."""
        return self.goal or OUTCOMES[self.outcome].better


class Constraint(Part):
    """A bound on the mean of an outcome."""

    outcome: str = Field(description="The outcome")
    most: float | None = Field(None, description="Its mean may be at most this")
    least: float | None = Field(None, description="Its mean has to be at least this")

    @model_validator(mode="after")
    def _bounds_an_outcome(self) -> Self:
        if self.outcome not in OUTCOMES:
            raise ValueError(f"outcome: there is no outcome '{self.outcome}'")
        if self.most is None and self.least is None:
            raise ValueError("most: neither a largest nor a smallest mean is given")
        return self


class OptimiseSection(Part):
    """What the levers are to bring."""

    objectives: tuple[Objective, ...] = Field(
        tuple(Objective.model_validate(name) for name in ("loyalty", "ror", "relationship_spending")),
        description="What is wanted: outcomes, or tables of them",
        min_length=1,
    )
    budget: tuple[Constraint, ...] = Field((), description="What has to hold on average, such as a largest spending")
    satisfice: tuple[Constraint, ...] = Field(
        (),
        description="What is good enough in one world; unless said the budget, and for each other objective what the "
        "present policy keeps in nine of ten drawn worlds",
    )
    trials: int = Field(80, description="Settings of the levers that are tried", ge=2, le=100_000)
    population: int = Field(16, description="Trials of one generation", ge=2, le=10_000)
    front: int = Field(12, description="Settings of the front that are run anew at most, spread over it", ge=1, le=1000)
    fresh: int = Field(16, description="Fresh worlds in which they are run anew", ge=2, le=10_000)
    candidates: int = Field(5, description="Settings at most that go into the drawn worlds", ge=1, le=1000)
    worlds: int = Field(60, description="Worlds drawn from what nobody knows", ge=8, le=100_000)
    test: int = Field(
        40, description="Fresh worlds in which the place where a choice fails is tested", ge=2, le=100_000
    )

    @model_validator(mode="after")
    def _each_objective_once(self) -> Self:
        names = [objective.outcome for objective in self.objectives]
        if len(set(names)) < len(names):
            raise ValueError("objectives: an outcome stands there twice")
        return self

    @property
    def asked(self) -> tuple[str, ...]:
        """All outcomes that are looked at, the objectives first."""
        bounds = (*self.budget, *self.satisfice)
        return tuple(dict.fromkeys([o.outcome for o in self.objectives] + [bound.outcome for bound in bounds]))
