"""What an outcome is."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

Better = Literal["higher", "lower", "neither"]

_BOUNDED = {"share": (0.0, 1.0), "index 0-1": (0.0, 1.0), "index -1 to 1": (-1.0, 1.0), "points": (-100.0, 100.0)}
_COUNTED = frozenset(
    {
        "units",
        "complaints",
        "hours",
        "incidents",
        "followers",
        "views",
        "reactions",
        "participants",
        "failures",
        "views/complaint",
        "people/complaint",
        "days",
        "posts/day",
        "minutes",
        "orders/day",
        "questions",
        "ideas",
    }
)
"""Units of what is counted or waited for, which is never below zero."""


@dataclass(frozen=True)
class Outcome:
    """What an outcome is called, counted in, and which way is better (for the retailer and its consumers).

    `at_least` is said where its unit does not say it: money that is paid, for one, is never below zero.
    """

    name: str
    title: str
    unit: str
    better: Better
    decimals: int
    description: str
    at_least: float = -math.inf

    @property
    def bounds(self) -> tuple[float, float]:
        """What it lies between; an interval of its mean that says more would speak of what cannot be."""
        least, most = _BOUNDED.get(self.unit, (0.0 if self.unit in _COUNTED else -math.inf, math.inf))
        return max(least, self.at_least), most
