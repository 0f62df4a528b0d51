"""How many more pairs may settle a comparison, as far as the pairs that there are can tell."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.special import stdtrit

from sim.experiment.anytime import Moments, mean_interval

SURE = 0.8
"""How surely the true mean lies among those that the range of a forecast is made for (a t-interval)."""
FAR = 1_000_000
"""More pairs than this count as never."""
_MEANS = 41


@dataclass(frozen=True)
class Forecast:
    """More pairs that settle it if mean and spread stay as they are, and from and to where the mean may truly lie.

    None is: more than anyone would run, or never. A forecast says nothing of the decision itself.
    """

    about: int | None
    least: int | None
    most: int | None

    def row(self) -> dict[str, int | None]:
        """For JSON."""
        return {"about": self.about, "from": self.least, "to": self.most}


def forecast(contrasts: Sequence[Moments], alpha: float, margin: float | None, least: int) -> Forecast | None:
    """More pairs until all these contrasts are settled; None where none of them can be reckoned with yet."""
    if not contrasts or any(of.n < 2 for of in contrasts):
        return None
    return together([_one(of, alpha, margin, least) for of in contrasts])


def together(each: Sequence[Forecast]) -> Forecast | None:
    """More pairs until the last of them is settled; None of none."""
    if not each:
        return None
    columns = [(f.about, f.least, f.most) for f in each]
    return Forecast(*(_longest(column) for column in zip(*columns, strict=True)))


def _longest(several: Sequence[int | None]) -> int | None:
    known = [value for value in several if value is not None]
    return max(known) if len(known) == len(several) else None


def _one(of: Moments, alpha: float, margin: float | None, least: int) -> Forecast:
    half = float(stdtrit(of.n - 1, 0.5 + SURE / 2)) * of.deviation / math.sqrt(of.n)
    means = np.linspace(of.mean - half, of.mean + half, _MEANS)
    if of.mean - half <= 0.0 <= of.mean + half:
        means = np.append(means, 0.0)
    several = [_more(replace(of, mean=float(mean)), alpha, margin, least) for mean in means]
    found = (_more(of, alpha, margin, least), min(several), max(several))
    return Forecast(*(None if math.isinf(value) else int(value) for value in found))


def _more(of: Moments, alpha: float, margin: float | None, least: int) -> float:
    """The fewest further pairs after which an interval around this mean settles the contrast."""

    def settled(n: int) -> bool:
        ends = mean_interval(replace(of, n=n), alpha)
        if ends is None:
            return False
        low, high = ends
        within = margin is not None and -margin <= low and high <= margin
        return within or not low <= 0.0 <= high or low == high

    # An interval narrows as pairs are added, and what it settles once it settles ever after.
    short, enough = max(of.n, least - 1), max(of.n + 1, least)
    while not settled(enough):
        if enough > FAR:
            return math.inf
        short, enough = enough, 2 * enough
    while enough - short > 1:
        middle = (short + enough) // 2
        short, enough = (short, middle) if settled(middle) else (middle, enough)
    return enough - of.n
