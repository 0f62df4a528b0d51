"""What has to be settled before a comparison stops, how surely, and what it may cost."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sim.errors import InputError
from sim.experiment.plan import whole_number
from sim.metrics import OUTCOMES

HEADLINES = ("loyalty", "ror")
"""Outcomes that decide where nobody names others."""
MOST_BUDGET = 100_000


@dataclass(frozen=True)
class UntilSettled:
    """What has to be settled, how surely, and what it may cost.

    Attributes
    ----------
    outcomes
        Those that decide. Others are shown, and decide nothing.
    confidence
        With which all that is called settled holds together.
    budget
        Pairs after which to stop in any case.
    least
        Pairs before which nothing is called settled.
    indifferent
        By outcome, in its unit: a difference that would not matter. That two scenarios do not differ by more is then a
        decision too.
    drop_beaten
        Whether a scenario that can no longer be chosen on any outcome is run no further.

    Raises
    ------
    InputError
        A value is out of its bounds, or an outcome is unknown or has no better side.
    """

    outcomes: tuple[str, ...] = HEADLINES
    confidence: float = 0.95
    budget: int = 400
    least: int = 20
    indifferent: Mapping[str, float] = field(default_factory=dict)
    drop_beaten: bool = True

    def __post_init__(self) -> None:
        object.__setattr__(self, "outcomes", tuple(self.outcomes))
        object.__setattr__(self, "indifferent", dict(self.indifferent))
        object.__setattr__(self, "least", whole_number(self.least, "least", 5, MOST_BUDGET))
        object.__setattr__(self, "budget", whole_number(self.budget, "budget", self.least, MOST_BUDGET))
        if type(self.confidence) not in (int, float) or not 0.5 <= self.confidence <= 0.9999:
            raise InputError(f"{self.confidence!r} will not do", where="confidence", allowed="from 0.5 to 0.9999")
        sided = [name for name, outcome in OUTCOMES.items() if outcome.better != "neither"]
        for name in self.outcomes:
            if name not in OUTCOMES:
                raise InputError(f"'{name}' is no outcome", where="outcome", allowed=", ".join(sided))
            if name not in sided:
                raise InputError(f"more of '{name}' is neither better nor worse", where="outcome")
        if not self.outcomes or len(set(self.outcomes)) < len(self.outcomes):
            raise InputError("each outcome that decides is to be named once", where="outcome")
        for name, margin in self.indifferent.items():
            if name not in self.outcomes:
                raise InputError(f"'{name}' does not decide", where="indifferent", allowed=", ".join(self.outcomes))
            if type(margin) not in (int, float) or not 0 < margin < math.inf:
                raise InputError(f"{margin!r} will not do for '{name}'", where="indifferent", allowed="above zero")

    def looks(self) -> Iterator[int]:
        """Numbers of pairs at which to look: every 5, and every fifth part of them when they are many."""
        pairs = self.least
        while pairs < self.budget:
            yield pairs
            pairs += max(5, 5 * (pairs // 25))
        yield self.budget

    def alpha(self, scenarios: int) -> float:
        """The error that each interval may make where so many scenarios are compared."""
        return (1 - self.confidence) / (len(self.outcomes) * math.comb(scenarios, 2))

    def row(self) -> dict[str, Any]:
        """Flat, for JSON and for a manifest."""
        return {
            "outcomes": list(self.outcomes),
            "confidence": self.confidence,
            "budget": self.budget,
            "least": self.least,
            "indifferent": dict(self.indifferent),
            "drop_beaten": self.drop_beaten,
        }

    def options(self) -> dict[str, object]:
        """The options of `trm compare` that say the same (see `sim.experiment.plan.shell_command`)."""
        given: dict[str, object] = {"until-settled": True, "confidence": self.confidence, "budget": self.budget}
        if self.least != 20:
            given["least"] = self.least
        given["outcome"] = self.outcomes
        if self.indifferent:
            given["indifferent"] = tuple(f"{name}={margin}" for name, margin in self.indifferent.items())
        if not self.drop_beaten:
            given["keep-beaten"] = True
        return given
