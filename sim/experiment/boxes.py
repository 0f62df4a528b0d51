"""Boxes of a parameter space in which something holds more often than elsewhere: patient rule induction.

The method is PRIM (Friedman and Fisher 1999, "Bump hunting in high-dimensional data"): from the whole space, the
slice of one parameter's range whose loss raises the mean of the rest most is peeled off, again and again; what was cut
too far is pasted back. Two things keep a box readable and honest. It may bind only parameters that show a correlation
with what is sought, by intervals that hold for all of them at once, and only a few of those: every set of so many is
tried. And of all boxes on the way that one is taken whose share has the highest lower end of Wilson's interval, which
weighs a high share against few points; of its ends those stay that shut out points which surely do worse.

A box is found where the data happen to be favourable, so the share inside it is flattered. Only fresh points tell.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from sim.experiment.statistics import rank_correlation, t_quantile, wilson_interval

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

PEEL = 0.08
"""Share of the points in a box that one peel takes off: patience."""
CANDIDATES = 9
"""Parameters at most of which sets are tried."""
AT_ONCE = 3
"""Parameters in a set."""
WORSE = 1.5
"""Half-widths by which the points that an end shuts out have to be worse: more than one, as the best end was sought."""


@dataclass(frozen=True)
class Box:
    """Bounds (low, high) of the parameters that it binds, by their column; both ends belong to it."""

    bounds: dict[int, tuple[float, float]]

    def holds(self, x: Floats) -> Flags:
        """Which rows of `x` (points, parameters) are inside."""
        inside = np.ones(len(x), dtype=np.bool_)
        for column, (low, high) in self.bounds.items():
            inside &= (x[:, column] >= low) & (x[:, column] <= high)
        return inside

    def bound(self, column: int, low: float | None = None, high: float | None = None) -> Box:
        """The same with an end of one parameter moved."""
        old_low, old_high = self.bounds.get(column, (-np.inf, np.inf))
        ends = (old_low if low is None else low, old_high if high is None else high)
        return Box(self.bounds | {column: ends})

    def without(self, column: int) -> Box:
        """The same without a bound on one parameter."""
        return Box({c: ends for c, ends in self.bounds.items() if c != column})

    def opened(self) -> Iterator[Box]:
        """The same with one end of one parameter freed, each in turn."""
        for column, (low, high) in self.bounds.items():
            for ends in ((-np.inf, high), (low, np.inf)):
                if ends == (-np.inf, np.inf):
                    yield self.without(column)
                elif ends != (low, high):
                    yield Box(self.bounds | {column: ends})

    def within(self, other: Box) -> Box:
        """What both have in common."""
        bounds = dict(other.bounds)
        for column, (low, high) in self.bounds.items():
            old_low, old_high = bounds.get(column, (-np.inf, np.inf))
            bounds[column] = (max(low, old_low), min(high, old_high))
        return Box(bounds)


EVERYWHERE = Box({})


def showing(x: Floats, score: Floats) -> list[int]:
    """The columns of `x` whose ranks surely go with those of `score`, the strongest first."""
    found = [(column, rank_correlation(x[:, column], score, among=x.shape[1])) for column in range(x.shape[1])]
    shown = [
        (column, r.mean)
        for column, r in found
        if r.mean is not None and r.low is not None and r.high is not None and (r.low > 0.0 or r.high < 0.0)
    ]
    return [column for column, _ in sorted(shown, key=lambda item: -abs(item[1]))]


def find_box(
    x: Floats, y: Floats, columns: Sequence[int], *, binds: int, least: int, bound: Collection[int] = ()
) -> Box:
    """The box with the highest share that is surely reached.

    Parameters
    ----------
    x
        Points, (points, parameters).
    y
        What holds at each, from 0 to 1: the share of its worlds that are won.
    columns
        The parameters that may be bound, the most promising first.
    binds
        How many at most, with those that are `bound` already.
    least
        Points that a box keeps at least.
    """
    best = EVERYWHERE
    for size in range(1, AT_ONCE + 1):
        for chosen in combinations(columns[:CANDIDATES], size):
            if len({*chosen, *bound}) > binds:
                continue
            way = max(_peeled(x, y, chosen, least), key=lambda box: surely(box, x, y), default=EVERYWHERE)
            best = max(best, way, key=lambda box: surely(box, x, y))
    return _simpler(_pasted(best, x, y), x, y)


def surely(box: Box, x: Floats, y: Floats) -> float:
    """The lower end of the interval of the share inside a box; 0 where no point is."""
    inside = y[box.holds(x)]
    return wilson_interval(float(inside.mean()), len(inside))[0] if len(inside) else 0.0


def readable(box: Box, low: Sequence[float], high: Sequence[float], whole: Sequence[bool]) -> Box:
    """The box with its bounds moved to round numbers, a hundredth of the range apart or less, or to whole ones.

    A bound that then takes nothing off the range, from `low` to `high`, is dropped.
    """
    bounds = {}
    for column, (start, end) in box.bounds.items():
        step = 1.0 if whole[column] else 10.0 ** np.floor(np.log10((high[column] - low[column]) / 50.0))
        first = -np.inf if start <= low[column] else float(np.round(np.round(start / step) * step, 12))
        last = np.inf if end >= high[column] else float(np.round(np.round(end / step) * step, 12))
        if first > low[column] or last < high[column]:
            bounds[column] = (first, last)
    return Box(bounds)


def _peeled(x: Floats, y: Floats, columns: Sequence[int], least: int) -> Iterator[Box]:
    """The boxes on the way of peeling these columns, each inside the one before it."""
    box, inside = EVERYWHERE, np.ones(len(x), dtype=np.bool_)
    while True:
        count, mean = int(inside.sum()), float(y[inside].mean())
        best, gain = None, 0.0
        for smaller in _narrower(box, x[inside], columns):
            kept = smaller.holds(x)
            n = int(kept.sum())
            if not least <= n < count:
                continue
            # Gain for each point given up: slices of whole numbers are of many sizes.
            found = (float(y[kept].mean()) - mean) / (count - n)
            if found > gain:
                best, gain = (smaller, kept), found
        if best is None:
            return
        box, inside = best
        yield box


def _narrower(box: Box, x: Floats, columns: Sequence[int]) -> Iterator[Box]:
    """The box with a slice taken off either end of one parameter, given the points inside."""
    for column in columns:
        values = x[:, column]
        low, high = np.quantile(values, [PEEL, 1.0 - PEEL])
        above, below = values[values > low], values[values < high]
        if len(above):
            yield box.bound(column, low=float(above.min()))
        if len(below):
            yield box.bound(column, high=float(below.max()))


def _pasted(box: Box, x: Floats, y: Floats) -> Box:
    """The box with its ends moved outwards, a point at a time, as long as that makes the share surer."""
    best = surely(box, x, y)
    moved = True
    while moved:
        moved = False
        for column in list(box.bounds):
            low, high = box.bounds[column]
            others = x[box.without(column).holds(x), column]
            below, above = others[others < low], others[others > high]
            wider = [box.bound(column, low=float(below.max()))] if len(below) else []
            wider += [box.bound(column, high=float(above.min()))] if len(above) else []
            for larger in wider:
                if (sure := surely(larger, x, y)) >= best:
                    box, best, moved = larger, sure, True
                    break
    return box


def _simpler(box: Box, x: Floats, y: Floats) -> Box:
    """The box without the ends that shut out nothing worse: a point shut out by one end alone speaks for that end."""
    while box.bounds:
        inside = box.holds(x)
        weakest, ratio = min(
            ((larger, _worse(y[larger.holds(x) & ~inside], y[inside])) for larger in box.opened()),
            key=lambda item: item[1],
        )
        if ratio > WORSE:
            return box
        box = weakest
    return box


def _worse(outside: Floats, inside: Floats) -> float:
    """How far the mean outside is below that inside, in half-widths of the difference's interval."""
    few = min(len(outside), len(inside))
    if few < 2:
        return 0.0
    gap = float(inside.mean() - outside.mean())
    half = t_quantile(few - 1) * float(np.sqrt(inside.var(ddof=1) / len(inside) + outside.var(ddof=1) / len(outside)))
    return gap / half if half > 0.0 else np.sign(gap) * np.inf if gap else 0.0
