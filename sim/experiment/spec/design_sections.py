"""What ``[design]`` and ``[stop]`` of an experiment file may say."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self, TypeAlias

from pydantic import Discriminator, Field, Tag, field_validator, model_validator

from sim.metrics import OUTCOMES
from sim.scenario.fields import Part

MOST_POINTS = 1_000_000


class FactorialSection(Part):
    """Every combination of the levels; a range says in how many ``steps`` it is taken."""

    kind: Literal["factorial"] = Field("factorial", description="Every combination of the levels")


class OneAtATimeSection(Part):
    """The world as it is, and each factor moved by itself."""

    kind: Literal["one-at-a-time"] = Field(description="The world as it is, and each factor moved by itself")


class LatinHypercubeSection(Part):
    """Points spread over the ranges, each factor evenly (McKay, Beckman and Conover 1979)."""

    kind: Literal["latin-hypercube"] = Field(description="Points spread over the ranges, each factor evenly")
    points: int = Field(description="Number of points", ge=2, le=MOST_POINTS)


class SobolSection(Part):
    """Rows for Sobol indices (Saltelli 2010): `points` times factors + 2, or 2 x factors + 2 with the second order."""

    kind: Literal["sobol"] = Field(description="Rows for Sobol indices, after Saltelli")
    points: int = Field(description="Base points, a power of two", ge=2, le=MOST_POINTS)
    second_order: bool = Field(False, description="Whether rows for interactions of two are added")

    @field_validator("points")
    @classmethod
    def _a_power_of_two(cls, value: int) -> int:
        if value & (value - 1):
            below = 1 << (value.bit_length() - 1)
            raise ValueError(f"{value} is no power of two, and others unbalance the sequence; {below} or {2 * below}")
        return value


class MorrisSection(Part):
    """Trajectories through a grid for elementary effects (Morris 1991): `trajectories` times factors + 1."""

    kind: Literal["morris"] = Field(description="Trajectories for elementary effects")
    trajectories: int = Field(10, description="Number of trajectories", ge=2, le=MOST_POINTS)
    levels: int = Field(4, description="Levels of the grid, an even number", ge=2, le=64)

    @field_validator("levels")
    @classmethod
    def _even(cls, value: int) -> int:
        if value % 2:
            raise ValueError(f"{value} is odd, and with an even number all levels are equally likely")
        return value


class AdaptiveSection(Part):
    """Rounds of points where the response is least known (Seo and others 2000; Gramacy and Lee 2009)."""

    kind: Literal["adaptive"] = Field(description="Rounds of points where the response is least known")
    points: int = Field(description="Number of points in the end", ge=3, le=500)
    start: int = Field(0, description="Points of the first round; 0 for three a factor and at least 8", ge=0, le=500)
    batch: int = Field(4, description="Points of each further round", ge=1, le=200)
    response: str = Field("", description="The outcome looked at; the first response unless said")


def _kind(value: Any) -> Any:
    """The text that says which section a table is; a section says it itself."""
    kind = value.get("kind") if isinstance(value, dict) else getattr(value, "kind", None)
    return kind if kind is None or isinstance(kind, str) else str(kind)


# Told apart by a function, since pydantic takes a plain key only where no validator stands before it, as in every Part.
DesignSection: TypeAlias = Annotated[
    Annotated[FactorialSection, Tag("factorial")]
    | Annotated[OneAtATimeSection, Tag("one-at-a-time")]
    | Annotated[LatinHypercubeSection, Tag("latin-hypercube")]
    | Annotated[SobolSection, Tag("sobol")]
    | Annotated[MorrisSection, Tag("morris")]
    | Annotated[AdaptiveSection, Tag("adaptive")],
    Discriminator(_kind),
]


class StopSection(Part):
    """When the replicates of a point are enough."""

    half_width: dict[str, float] = Field(
        description="The half-width of the 95% interval that is narrow enough, by outcome", min_length=1
    )
    of: Literal["difference", "response"] = Field(
        "difference",
        description="Whose interval: of the paired differences from the first scenario, or of each scenario",
    )
    batch: int = Field(5, description="Replicates added at a time", ge=1, le=1_000)
    most: int = Field(100, description="Replicates of a point at most", ge=2, le=1_000_000)

    @field_validator("half_width", mode="before")
    @classmethod
    def _whole_numbers_do(cls, value: object) -> object:
        if not isinstance(value, dict):
            return value
        return {k: float(v) if isinstance(v, int) and not isinstance(v, bool) else v for k, v in value.items()}

    @model_validator(mode="after")
    def _widths_of_outcomes(self) -> Self:
        for name, width in self.half_width.items():
            if name not in OUTCOMES:
                raise ValueError(f"half_width.{name}: there is no such outcome")
            if width <= 0.0:
                raise ValueError(f"half_width.{name}: {width!r} is not above 0")
        return self
