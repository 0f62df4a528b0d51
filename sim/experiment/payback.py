"""Whether and when a scenario pays back against its comparator (K1), and in how many worlds it loses (K2).

What counts is the profit of the focal retailer, day by day, as a difference of two runs in the same world, discounted
to the first day. It is told in two ways, which differ in the IT alone:

- *as paid*: IT counts in full on the day it is bought, and what it is still worth at the end counts for nothing. That
  is the burden on the budget of which the paper speaks, so it is the first answer.
- *as written off*: IT is an asset that loses its worth evenly over its life, as it stands in the books.

Everything else that is bought to last (goods on the shelves, know-how) stands in both at what the books say. The
capital with which a firm begins is no profit in either.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.experiment.daily import difference_by_day
from sim.experiment.statistics import Estimate, estimate, middle, share

Floats = NDArray[np.float64]
AS_PAID, WRITTEN_OFF = "earned_as_paid", "earned_written_off"
WAYS = (AS_PAID, WRITTEN_OFF)
NEVER = math.inf
"""Payback day of a world that never pays back."""


def earnings(days: pd.DataFrame) -> dict[str, Floats]:
    """Profit since the first day on each evening, both ways, from the rows of one retailer of table `retailers`."""
    booked = days["profit"].to_numpy(dtype=np.float64)
    return {AS_PAID: booked - days["it_assets"].to_numpy(dtype=np.float64), WRITTEN_OFF: booked}


def discounted_gain(of_a: Floats, of_b: Floats, rate: float) -> Floats:
    """What b has earned more than a on each evening, discounted to the first day.

    Parameters
    ----------
    of_a, of_b
        Earnings since the first day, days along the last axis.
    rate
        Discount rate of a year: what comes on day d counts ``(1 + rate) ** (-d / 365)``.
    """
    flows = np.diff(of_b - of_a, axis=-1, prepend=0.0)
    factors = (1.0 + rate) ** (-np.arange(flows.shape[-1]) / 365.0)
    gain: Floats = np.cumsum(flows * factors, axis=-1)
    return gain


def payback_day(gain: Floats) -> float:
    """The first day from which on a cumulated gain is above zero until the end; `NEVER` where it does not end so."""
    behind = np.flatnonzero(gain <= 0.0)
    if len(behind) == 0:
        return 0.0
    return NEVER if behind[-1] == len(gain) - 1 else float(behind[-1] + 1)


@dataclass(frozen=True)
class Payback:
    """The discounted difference of profits over the worlds.

    Attributes
    ----------
    rate
        Discount rate of a year.
    curve, curve_written_off
        Mean over the worlds of the cumulated difference on each day, with the ends of its interval: (mean, low, high).
    value, value_written_off
        Net present value of the difference over the whole run.
    loses
        Share of worlds in which that is below zero, as paid.
    day
        Median payback day; infinite where it is never.
    mean_day
        Payback day of the mean curve.
    never
        Share of worlds that never pay back.
    deepest, deepest_day
        The lowest point of the mean curve with its interval, and its day; none where it is never below zero.
    """

    rate: float
    curve: tuple[list[float], list[float], list[float]]
    curve_written_off: tuple[list[float], list[float], list[float]]
    value: Estimate
    value_written_off: Estimate
    loses: Estimate
    day: Estimate
    mean_day: float | None
    never: Estimate
    deepest: Estimate | None
    deepest_day: int | None

    @property
    def same(self) -> bool:
        """Whether the profits were equal on every day of every world: nothing was spent that could come back."""
        ends = [end for curve in (self.curve, self.curve_written_off) for line in curve for end in line]
        return self.value.n > 0 and all(end == 0.0 for end in ends if not math.isnan(end))

    def row(self) -> dict[str, Any]:
        """For JSON, without the single days; ``"never"`` stands for a payback day that does not come."""
        return {
            "unit": "IDR",
            "discount_rate": self.rate,
            "worlds": self.value.n,
            "net_present_value": ends(self.value),
            "net_present_value_it_written_off": ends(self.value_written_off),
            "loses": ends(self.loses, "share"),
            "payback_day": ends(self.day, "median"),
            "payback_day_of_the_mean": told(self.mean_day),
            "never_pays_back": ends(self.never, "share"),
            "deepest": None if self.deepest is None else {"day": self.deepest_day} | ends(self.deepest),
        }


def payback(of_a: Mapping[str, Floats], of_b: Mapping[str, Floats], rate: float) -> Payback:
    """What the earnings of both scenarios say; arrays (worlds, days), NaN in a world that is not to be used."""
    gains = {way: discounted_gain(of_a[way], of_b[way], rate) for way in WAYS}
    whole = np.isfinite(gains[AS_PAID]).all(axis=1)
    paid, written_off = gains[AS_PAID][whole], gains[WRITTEN_OFF][whole]
    days = np.array([payback_day(gain) for gain in paid])
    mean = paid.mean(axis=0) if len(paid) else np.array([])
    lowest = int(mean.argmin()) if len(mean) else 0
    is_low = len(mean) > 0 and mean[lowest] < 0.0
    return Payback(
        rate=rate,
        curve=difference_by_day(paid),
        curve_written_off=difference_by_day(written_off),
        value=estimate(paid[:, -1]),
        value_written_off=estimate(written_off[:, -1]),
        loses=share(paid[:, -1] < 0.0),
        day=middle(days),
        mean_day=payback_day(mean) if len(mean) else None,
        never=share(np.isinf(days)),
        deepest=estimate(paid[:, lowest]) if is_low else None,
        deepest_day=lowest if is_low else None,
    )


def ends(value: Estimate, name: str = "mean") -> dict[str, Any]:
    """A figure and its interval, for JSON."""
    return {name: told(value.mean), "low": told(value.low), "high": told(value.high)}


def told(value: float | None) -> float | str | None:
    """A day, or the word for one that does not come."""
    return "never" if value is not None and math.isinf(value) else value
