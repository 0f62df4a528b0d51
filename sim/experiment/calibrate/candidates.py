"""Which parameters each kind of export can inform, and where they may lie before it has been seen.

The ranges of the schema are those worth sweeping in the built-in worlds, a town with four grocers. A shop of a user's
own may sell once a day or once in two years, so for a few parameters the range is wider here; the reason stands beside
it. What spans a factor of ten or more is drawn evenly in its logarithm.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.errors import InputError
from sim.scenario.registry import Parameter, parameter
from sim.scenario.schema import Scenario

Floats = NDArray[np.float64]
Range = tuple[float, float] | None
WIDE = 10.0
"""Highest over lowest value from which a range is gone through in its logarithm."""

# Paths by kind; {retailer} is the focal one, {platform} that of the account. None: the schema's range.
_INFORMED: dict[str, dict[str, Range]] = {
    "purchases": {
        "consumers.shop_rate": (0.001, 0.5),  # from a purchase in two years to one on every second day
        "consumers.shop_rate_shape": (0.05, 3.0),  # one seller alone is more unequal than a whole category
        "consumers.taste_spread": (0.0, 3.0),  # a specialist is liked or not
        "consumers.basket_units": (1.0, 10.0),
        "experience.expectation_at_start": (0.5, 1.0),  # who tries a new shop may expect too much
        "relationship.exit_prob": (0.0, 1.0),  # a cohort may lose a quarter of its customers at each purchase
        "retailers.{retailer}.service_failure_prob": (0.0, 0.6),  # likewise
    },
    "posts": {
        "platforms.{platform}.like_prob": (0.0002, 0.1),  # the rates of pages differ by orders of magnitude
        "platforms.{platform}.comment_prob": (0.00002, 0.03),
        "platforms.{platform}.share_prob": (0.00002, 0.03),
        "platforms.{platform}.crowding": None,
        "attention.fatigue_step": None,
        "attention.fatigue_half_life_days": None,
    },
    "replies": {
        "retailers.{retailer}.reply.staff_hours": None,
        "retailers.{retailer}.reply.opening_hour": (0.0, 12.0),  # desks of large brands work by night
        "retailers.{retailer}.reply.closing_hour": (12.5, 24.0),
        "retailers.{retailer}.reply.message_minutes": None,
        "retailers.{retailer}.reply.approval_hours": None,
        "retailers.{retailer}.it.auto_answer_share": None,
        "complaints.patience_hours": None,
        "questions.patience_hours": None,
    },
    "followers": {
        "attention.following_at_start": (0.005, 0.3),
        "attention.follow_after_purchase": None,
        "attention.follow_after_share": None,
        "attention.unfollow_prob": None,
    },
}


@dataclass(frozen=True)
class Candidate:
    """A parameter at one place of a world that may be fitted.

    Attributes
    ----------
    path, parameter
        Where it stands, and what the schema says of it.
    kind
        The kind of export that may inform it.
    low, high
        Where it may lie.
    default
        Its value in the world that is calibrated.
    """

    path: str
    parameter: Parameter
    kind: str
    low: float
    high: float
    default: float

    @property
    def in_logarithms(self) -> bool:
        """Whether the range is gone through in its logarithm."""
        return self.low > 0.0 and self.high / self.low >= WIDE

    def value(self, place: Floats) -> Floats:
        """Values at places from 0 to 1 of the range."""
        if self.in_logarithms:
            return np.asarray(self.low * (self.high / self.low) ** place)
        return np.asarray(self.low + place * (self.high - self.low))

    def place(self, value: float) -> float:
        """Where a value lies in the range, from 0 to 1; what lies outside is at its end."""
        held = min(max(value, self.low), self.high)
        if self.in_logarithms:
            return float(np.log(held / self.low) / np.log(self.high / self.low))
        return (held - self.low) / (self.high - self.low)

    def setting(self, value: float) -> str:
        """The text that sets it, as for ``--set``."""
        return f"{self.path}={rounded(value)!r}"


def rounded(value: float) -> float:
    """To five digits that count: what is fitted is not known better."""
    return float(f"{value:.5g}")


def candidates(base: Scenario, kinds: Sequence[str], platform: str | None) -> tuple[Candidate, ...]:
    """What exports of these kinds may inform in a world, in the order of this module."""
    found = []
    for kind in kinds:
        for template, own in _INFORMED[kind].items():
            path = template.format(retailer=base.focal, platform=platform)
            known = parameter(path)
            low, high = own or known.sweep or (0.0, 1.0)
            found.append(Candidate(path, known, kind, low, high, _value(base, path)))
    return tuple(found)


def account_platform(base: Scenario, wanted: str | None, kinds: Sequence[str]) -> str | None:
    """The platform of the account that exports are of: the focal retailer's first one unless another is wanted.

    Raises
    ------
    InputError
        The retailer has no account there, or none at all although exports speak of one.
    """
    accounts = base.accounts_of(base.focal)
    if wanted is not None and wanted not in accounts:
        raise InputError(
            f"{base.focal} has no account on '{wanted}'", where="platform", allowed=", ".join(accounts) or "none"
        )
    if not accounts and set(kinds) - {"purchases"}:
        raise InputError(f"{base.focal} has no account that these exports could be of", where=base.name)
    return wanted or (accounts[0] if accounts else None)


def _value(base: Scenario, path: str) -> float:
    held: object = base.model_dump()
    for step in path.split("."):
        assert isinstance(held, dict)  # the schema has the path
        held = held[step]
    assert isinstance(held, int | float)
    return float(held)
