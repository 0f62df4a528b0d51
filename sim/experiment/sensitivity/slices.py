"""The shape of what an unknown does: the outcome in slices of its range, and how far its distribution moves there.

For any design that spreads its points evenly and independently over the space. In each slice of an unknown's range
the outcome's distribution is compared with that over all points by the largest distance of the two cumulative
distributions (Kolmogorov and Smirnov); PAWN takes the median over the slices (Pianosi and Wagener 2015, 2018). This
sees what moves the tails or the spread and leaves the mean alone, which shares of variance may not. An unknown that
does nothing also has a distance above zero, as slices are small: what shuffled outcomes give is the floor.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from sim.errors import InputError
from sim.experiment.payback import ends
from sim.experiment.sensitivity.completeness import Repair, whole_blocks
from sim.experiment.sensitivity.indices import ROUNDING
from sim.experiment.sensitivity.resampling import bootstrap_weights, keyed_uniforms
from sim.experiment.statistics import CONFIDENCE, Estimate, estimate

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]

SLICES = 10
LEAST_IN_SLICE = 6
"""Points without which a slice tells nothing."""
SHUFFLES = 1000
BOOTSTRAPS = 200
STRAIGHT = 0.5
"""Part of the whole height of a shape that its way against its own direction may have."""


@dataclass(frozen=True)
class Slice:
    """A part of an unknown's range (its values from `low` to `high`), and the outcome's mean there."""

    low: float
    high: float
    mean: Estimate

    def row(self) -> dict[str, Any]:
        """For JSON."""
        return {"low": self.low, "high": self.high} | ends(self.mean)


@dataclass(frozen=True)
class Shape:
    """What one unknown does to an outcome's distribution and mean.

    Attributes
    ----------
    distance
        Median over the slices of the distance between the distribution there and over all points (PAWN).
    floor
        What unknowns without any effect all stay below in 95% of designs.
    explained
        Share of the variance that the means of the slices explain, less what slices of luck would.
    course
        ``rises``, ``falls``, ``bends``; or ``nothing shown`` when the distance is below the floor.
    """

    name: str
    distance: Estimate
    floor: float
    explained: float | None
    course: str
    slices: tuple[Slice, ...]

    @property
    def shown(self) -> bool:
        """Whether the distance is above the floor."""
        return self.distance.mean is not None and self.distance.mean > self.floor

    def row(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "parameter": self.name,
            "distance": ends(self.distance),
            "floor": self.floor,
            "explained": self.explained,
            "course": self.course,
            "slices": [each.row() for each in self.slices],
        }


@dataclass(frozen=True)
class Shapes:
    """Shapes on one outcome, the largest distance first.

    Attributes
    ----------
    moves
        Whether the outcome varies over the design by more than rounding; where not, every distance is zero.
    """

    shapes: tuple[Shape, ...]
    points: int
    replicates: int
    repair: Repair
    moves: bool

    def row(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "method": "slices",
            "shapes": [shape.row() for shape in self.shapes],
            "points": self.points,
            "replicates": self.replicates,
            "design": self.repair.row(),
        }


def shapes(
    names: Sequence[str],
    x: Floats,
    values: Floats,
    *,
    what: str = "the outcome",
    seed: int = 0,
    strict: bool = False,
    slices: int = SLICES,
    times: int = SHUFFLES,
) -> Shapes:
    """Shapes of all unknowns.

    Parameters
    ----------
    names
        The D unknowns.
    x
        Their values, (points, D).
    values
        Outcomes (points, replicates), NaN where there is none; over the replicates the mean is taken.
    what, strict
        As for `sobol`.

    Raises
    ------
    InputError
        The design has too many holes, or too few points for two slices.
    """
    whole, repair = whole_blocks(values, "point", what, strict=strict)
    x, y = x[whole], values[whole].mean(axis=1)
    moves = _moves(y)
    count = min(slices, len(y) // LEAST_IN_SLICE)
    if count < 2:
        raise InputError(
            f"{len(y)} points are too few for slices of them",
            where="the design",
            allowed=f"at least {2 * LEAST_IN_SLICE}",
        )
    order = np.argsort(y, kind="stable")
    x, y = x[order], y[order]
    even = np.full((1, len(y)), 1.0 / len(y))
    weights = bootstrap_weights(len(y), seed, f"slices {what}", BOOTSTRAPS)
    shuffled = np.argsort(keyed_uniforms(times * len(y), seed, f"shuffle {what}").reshape(times, -1), axis=1)
    quantile = 1.0 - (1.0 - CONFIDENCE) / len(names)
    floors: dict[tuple[int, ...], float] = {}  # without any effect only the sizes of the slices matter
    found = []
    for column, name in enumerate(names):
        part = slice_of(x[:, column], count)
        distance = half = floor = 0.0
        if moves:  # or the ranks of rounding errors would be taken for a distribution
            distance = float(_distances(part, y, even)[0])
            half = float(ndtri(0.5 + CONFIDENCE / 2) * _distances(part, y, weights).std(ddof=1))
            sizes = tuple(np.bincount(part).tolist())
            if sizes not in floors:
                floors[sizes] = float(np.quantile([_distances(part[row], y, even)[0] for row in shuffled], quantile))
            floor = floors[sizes]
        means = tuple(
            Slice(float(x[part == k, column].min()), float(x[part == k, column].max()), estimate(y[part == k]))
            for k in range(int(part.max()) + 1)
        )
        course = _course([each.mean.mean or 0.0 for each in means]) if distance > floor else "nothing shown"
        value = Estimate(distance, max(distance - half, 0.0), min(distance + half, 1.0), len(y))
        found.append(Shape(name, value, floor, _explained(part, y), course, means))
    found.sort(key=lambda shape: -(shape.distance.mean or 0.0))
    return Shapes(tuple(found), len(y), values.shape[1], repair, moves)


def _moves(y: Floats) -> bool:
    """Whether outcomes vary by more than rounding, as `sim.experiment.sensitivity.indices.ratio` has it."""
    return bool(((y - y.mean()) ** 2).mean() > ROUNDING * np.abs(y).max() ** 2)


def slice_of(x: Floats, count: int) -> Whole:
    """The slice of each point, 0 and up: `count` of them with equally many points, or one for each of few values."""
    distinct = np.unique(x)
    if len(distinct) <= count:
        return np.searchsorted(distinct, x)
    cuts = np.unique(np.quantile(x, np.linspace(0.0, 1.0, count + 1)[1:-1]))
    part = np.searchsorted(cuts, x, side="right")
    return np.unique(part, return_inverse=True)[1]


def _distances(part: Whole, y: Floats, weights: Floats) -> Floats:
    """Median distance over the slices for each row of weights; points are sorted by their outcome.

    Equal outcomes are one step of a distribution, so distances are taken at the last of them.
    """
    last = np.append(y[1:] > y[:-1], True)
    over_all = np.cumsum(weights, axis=1)[:, last]
    gaps = []
    for k in range(int(part.max()) + 1):
        inside = weights * (part == k)
        mass = inside.sum(axis=1, keepdims=True)
        within = np.cumsum(inside, axis=1)[:, last] / np.where(mass > 0.0, mass, 1.0)
        gaps.append(np.where(mass[:, 0] > 0.0, np.abs(within - over_all).max(axis=1), np.nan))
    return np.asarray(np.nanmedian(gaps, axis=0))


def _explained(part: Whole, y: Floats) -> float | None:
    """Epsilon squared of Kelley (1935): the share between slices, less its expectation under no effect."""
    groups = int(part.max()) + 1
    if not _moves(y) or len(y) <= groups:
        return None
    whole = float(((y - y.mean()) ** 2).sum())
    sizes = np.bincount(part)
    means = np.bincount(part, weights=y) / sizes
    within = float(((y - means[part]) ** 2).sum())
    return 1.0 - (within / (len(y) - groups)) / (whole / (len(y) - 1))


def _course(means: Sequence[float]) -> str:
    """Which way the means of the slices go: mostly one way, or there and back."""
    steps = np.diff(means)
    up, down = float(steps[steps > 0].sum()), float(-steps[steps < 0].sum())
    if min(up, down) > STRAIGHT * max(up, down):
        return "bends"
    return "rises" if up > down else "falls"
