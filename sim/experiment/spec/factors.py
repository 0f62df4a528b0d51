"""A factor: a parameter that varies over the points of a design, as a list of levels or along a range."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from sim.experiment.sweep.plan import Value
from sim.scenario.registry import Parameter

Role = Literal["lever", "unknown"]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Factor:
    """A parameter that varies.

    Attributes
    ----------
    path
        Of the parameter; ``*`` in it means the same value for every name of the world.
    role
        A lever is decided; an unknown is what nobody knows.
    levels
        The values of a list, in its order; None for a range.
    low, high
        Both ends of a range, themselves among it; None for a list.
    log
        Whether equal steps along the range are equal ratios.
    steps
        How many levels a design of levels takes of a range; None when the file does not say.
    """

    path: str
    role: Role
    parameter: Parameter
    levels: tuple[Value, ...] | None = None
    low: float | None = None
    high: float | None = None
    log: bool = False
    steps: int | None = None

    @property
    def whole(self) -> bool:
        """Whether its values are whole numbers."""
        return self.parameter.kind == "whole number"

    @property
    def numeric(self) -> bool:
        """Whether its values have an order and a distance."""
        return self.levels is None or all(
            isinstance(level, int | float) and not isinstance(level, bool) for level in self.levels
        )

    def values(self, places: Sequence[float] | Floats) -> list[Value]:
        """The values at places from 0 to 1; each level, and each whole number, has an equal part of them."""
        if self.levels is not None:
            return [self.levels[min(int(place * len(self.levels)), len(self.levels) - 1)] for place in places]
        return [self._at(float(place)) for place in places]

    def _at(self, place: float) -> Value:
        low, high = self._ends()
        if not self.whole:
            return min(low * (high / low) ** place if self.log else low + place * (high - low), high)
        if self.log:  # from half below the least to half above the largest, so that the ends are as likely as others
            value = (low - 0.5) * ((high + 0.5) / (low - 0.5)) ** place
            return int(min(max(math.floor(value + 0.5), low), high))
        return int(min(low + math.floor(place * (high - low + 1.0)), high))

    def place(self, value: Value) -> float:
        """A place from 0 to 1 that has this value: the middle of its part where it has one."""
        if self.levels is not None:
            return (self.levels.index(value) + 0.5) / len(self.levels)
        low, high = self._ends()
        given = float(value)
        if self.whole and self.log:
            return math.log(given / (low - 0.5)) / math.log((high + 0.5) / (low - 0.5))
        if self.whole:
            return (given - low + 0.5) / (high - low + 1.0)
        if low == high:
            return 0.5
        return math.log(given / low) / math.log(high / low) if self.log else (given - low) / (high - low)

    def chosen(self) -> tuple[Value, ...]:
        """The levels that a design of levels takes: those of the list, or `steps` of the range with both ends."""
        if self.levels is not None:
            return self.levels
        low, high = self._ends()
        shares = np.linspace(0.0, 1.0, self.steps or 2)
        values = [low * (high / low) ** float(s) if self.log else low + float(s) * (high - low) for s in shares]
        values[-1] = high
        return tuple(dict.fromkeys(round(value) if self.whole else value for value in values))

    def row(self) -> dict[str, Any]:
        """As plain values, for JSON."""
        held: dict[str, Any] = {"factor": self.path, "role": self.role, "unit": self.parameter.unit}
        if self.levels is not None:
            return held | {"levels": list(self.levels)}
        return held | {"low": self.low, "high": self.high, "log": self.log, "whole": self.whole, "steps": self.steps}

    def _ends(self) -> tuple[float, float]:
        if self.low is None or self.high is None:
            raise ValueError(f"{self.path} is a list of levels and has no range")
        return self.low, self.high
