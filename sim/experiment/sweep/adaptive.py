"""A design that learns: rounds of points where the response, or the difference between scenarios, is least known.

After each round a Gaussian process is fitted to what was found (`sim.experiment.sweep.gaussian`), and the points of the
next round are those of highest "expected improvement for global fit" (Lam and Notz 2008): the squared difference
between what is expected at a point and at the run point that tells most about it, plus the variance that is left there.
The first draws points to where the surface changes fast, such as an edge beyond which another policy wins; the second
to where little is known. Within a round each point is chosen as if those before it had given what is expected of them
("kriging believer": Ginsbourger, Le Riche and Carraro 2010). Where scenarios are compared, the surface is that of their
paired difference.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.experiment.drawing import latin_hypercube
from sim.experiment.spec.experiment import Experiment
from sim.experiment.spec.factors import Factor
from sim.experiment.sweep.design import Done, Replication
from sim.experiment.sweep.gaussian import Surface, fitted
from sim.experiment.sweep.plan import Cell, Point, Value
from sim.experiment.sweep.sampling import points_at

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]

_CANDIDATES = 500
_DIGITS = 9  # of a score; the rest is the rounding of one machine


@dataclass(frozen=True)
class AdaptiveDesign:
    """Rounds of points, each a function of what the rounds before it found.

    Attributes
    ----------
    first
        The points of the first round.
    points
        Points in the end.
    batch
        Points of a further round.
    response
        The outcome looked at.
    allowed
        Says whether the values of a point go together; others are not chosen.
    """

    experiment: Experiment
    replication: Replication
    first: tuple[Point, ...]
    points: int
    batch: int
    response: str
    allowed: Callable[[Point], bool]
    adaptive: bool = True
    _known: dict[bytes, tuple[Point, ...]] = field(default_factory=dict, repr=False, compare=False)

    def cells(self, done: pd.DataFrame | None) -> list[Cell]:
        """All cells wanted so far, round by round."""
        ended = Done(done)
        points, latest = list(self.first), self.first
        found: list[Cell] = []
        while latest:
            wanted, whole = self.replication.cells(latest, ended)
            found += wanted
            if not whole or len(points) >= self.points:
                break
            latest = self._next(points, ended)
            points += latest
        return found

    def _next(self, points: Sequence[Point], ended: Done) -> tuple[Point, ...]:
        """The points of the next round; none when no candidate is left."""
        targets = [self._means(points, ended, label) for label in self._targets()]
        key = np.asarray(targets).tobytes()  # a round is chosen once, however often the cells are asked for
        if key not in self._known:
            self._known[key] = self._chosen(points, targets)
        return self._known[key]

    def _targets(self) -> tuple[str, ...]:
        labels = self.replication.labels
        return labels[1:] or labels

    def _means(self, points: Sequence[Point], ended: Done, label: str) -> Floats:
        """The mean at each point of the difference from the first scenario, or of the only scenario; NaN for none."""
        first = self.replication.labels[0]
        means = np.full(len(points), np.nan)
        for k, point in enumerate(points):
            runs = self._runs(point, ended)
            values = ended.column(label, point.number, runs, self.response)
            if label != first:
                values = values - ended.column(first, point.number, runs, self.response)
            if np.isfinite(values).any():
                means[k] = np.nanmean(values)
        return means

    def _runs(self, point: Point, ended: Done) -> int:
        """Replicates wanted of a point, all of which have ended."""
        return max(cell.replicate for cell in self.replication.cells([point], ended)[0]) + 1

    def _chosen(self, points: Sequence[Point], targets: Sequence[Floats]) -> tuple[Point, ...]:
        factors = self.experiment.factors
        ordered = [factor.numeric for factor in factors]
        at = coordinates(factors, points)
        surfaces = []
        for means in targets:
            known = np.isfinite(means)
            surfaces.append(fitted(at[known], means[known], ordered))
        paths = [factor.path for factor in factors]
        held = {tuple(point.values.items()) for point in points}
        candidates: list[Point] = []
        places = latin_hypercube(paths, _CANDIDATES, self.experiment.seed, f"candidates {len(points)}")
        for point in points_at(self.experiment, places):
            key = tuple(point.values.items())
            if key not in held:
                held.add(key)
                candidates.append(point)
        return self._best(surfaces, candidates, min(self.batch, self.points - len(points)), len(points))

    def _best(
        self, surfaces: Sequence[Surface], candidates: list[Point], wanted: int, number: int
    ) -> tuple[Point, ...]:
        """The candidates that promise most, one after another; values that do not go together are passed over."""
        chosen: list[Point] = []
        at = coordinates(self.experiment.factors, candidates)
        while len(chosen) < wanted and candidates:
            best = int(np.argmax(sum(np.round(promise(surface, at), _DIGITS) for surface in surfaces)))
            point, place = candidates.pop(best), at[best : best + 1]
            at = np.delete(at, best, axis=0)
            if self.allowed(point):
                chosen.append(Point(number + len(chosen), point.values))
                surfaces = [surface.believing(place, surface.prediction(place)[0]) for surface in surfaces]
        return tuple(chosen)


def promise(surface: Surface, at: Floats) -> Floats:
    """Expected improvement for global fit at coordinates `at`, in units of the surface's variance."""
    mean, variance, spread = surface.prediction(at)
    if not len(surface.at) or spread <= 0.0:
        return variance
    there, _, _ = surface.prediction(surface.at)
    return ((mean - there[surface.nearest(at)]) ** 2 + variance) / spread


def coordinates(factors: Sequence[Factor], points: Sequence[Point]) -> Floats:
    """Where points lie (points, factors): from 0 to 1 along a factor with distances, else the number of its level."""
    result = np.empty((len(points), len(factors)))
    for k, factor in enumerate(factors):
        result[:, k] = [_coordinate(factor, point.values[factor.path]) for point in points]
    return result


def _coordinate(factor: Factor, value: Value) -> float:
    if factor.levels is None:
        return factor.place(value)
    if not factor.numeric:
        return float(factor.levels.index(value))
    numbers = [float(level) for level in factor.levels]
    low, high = min(numbers), max(numbers)
    return (float(value) - low) / (high - low) if high > low else 0.0
