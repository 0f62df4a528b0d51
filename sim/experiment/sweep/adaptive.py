"""A design that learns: rounds of points where the response, or the difference between scenarios, is least known.

After each round a Gaussian process is fitted to what was found (`sim.experiment.sweep.gaussian`), and the points of the
next are chosen one by one so that the variance that is left, averaged over the whole region, becomes least: "active
learning Cohn" (Cohn 1996; Seo and others 2000), which Gramacy and Lee (2009) recommend for simulations because the mere
largest variance runs to the corners. Along factors by which the response changes fast the process has a short length,
so that more points fall there. Where a scenario is held against another, the surface is that of their paired
difference.
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

_CANDIDATES, _REFERENCE = 400, 400
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
        seed, what = self.experiment.seed, f"candidates {len(points)}"
        held = {tuple(point.values.items()) for point in points}
        candidates: list[Point] = []
        for point in points_at(self.experiment, latin_hypercube(paths, _CANDIDATES, seed, what)):
            key = tuple(point.values.items())
            if key not in held:
                held.add(key)
                candidates.append(point)
        reference = coordinates(
            factors, points_at(self.experiment, latin_hypercube(paths, _REFERENCE, seed, "reference"))
        )
        wanted = min(self.batch, self.points - len(points))
        return self._best(surfaces, candidates, reference, wanted, len(points))

    def _best(
        self, surfaces: Sequence[Surface], candidates: Sequence[Point], reference: Floats, wanted: int, number: int
    ) -> tuple[Point, ...]:
        """The candidates that, one after another, leave least variance over the reference points."""
        at = coordinates(self.experiment.factors, candidates)
        towards = [surface.covariance(reference, at) for surface in surfaces]
        among = [surface.covariance(at, at) for surface in surfaces]
        free = np.ones(len(candidates), dtype=bool)
        chosen: list[Point] = []
        while len(chosen) < wanted and free.any():
            gain = np.zeros(len(candidates))
            for surface, cross, own in zip(surfaces, towards, among, strict=True):
                gain += (cross**2).mean(axis=0) / (np.maximum(np.diag(own), 0.0) + surface.nugget)
            gain = np.where(free, np.round(gain / max(gain.max(), 1e-300), _DIGITS), -1.0)
            best = int(np.argmax(gain))
            free[best] = False
            if not self.allowed(candidates[best]):
                continue
            chosen.append(Point(number + len(chosen), candidates[best].values))
            for k, surface in enumerate(surfaces):  # what will be known of the surface once this point is run
                weight = among[k][best, best] + surface.nugget
                towards[k] = towards[k] - np.outer(towards[k][:, best], among[k][best]) / weight
                among[k] = among[k] - np.outer(among[k][:, best], among[k][best]) / weight
        return tuple(chosen)


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
