"""Designs whose points are known beforehand, and how often each point is run.

Cells are in the order of replicates: all points and scenarios once, then again with the luck of the next replicate. So
a sweep that is stopped half-way has seen every point and scenario about equally often, and results of it are balanced.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from sim.experiment.anytime import agreeing_pairs, moments
from sim.experiment.statistics import CONFIDENCE, estimate
from sim.experiment.sweep.plan import Cell, Point

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Stopping:
    """When the replicates of a point are enough: once all intervals are narrow enough, or there are `most`.

    The rule is that of Chow and Robbins (1965): go on until the half-width of the 95% interval is at most what is
    wanted. It looks at the width alone and never at what the result says, so that looking again and again favours
    no scenario; the first replicates have to be enough to know the spread (five or more). Replicates that are all equal
    know none: they are enough once others are known to be rare (`agreeing_pairs`), as events that are rare do not
    happen in most of them.

    Attributes
    ----------
    half_width
        What is wanted, by outcome.
    of
        The intervals looked at: of the paired differences from the first scenario, or of each scenario.
    batch
        Replicates added at a time.
    most
        Replicates at most.
    """

    half_width: Mapping[str, float]
    of: Literal["difference", "response"]
    batch: int
    most: int

    def settled(self, held: Mapping[str, Mapping[str, Floats]]) -> bool:
        """Whether these outcomes, by scenario and name and in the order of replicates, are known well enough.

        A run that failed is a NaN. Outcomes that no run defines would stay so, and are not waited for.
        """
        first, *others = held
        for outcome, wanted in self.half_width.items():
            if self.of == "difference" and others:
                columns = [held[other][outcome] - held[first][outcome] for other in others]
            else:
                columns = [held[label][outcome] for label in held]
            if any(_half_width(column) > wanted for column in columns):
                return False
        return True


def _half_width(values: Floats) -> float:
    used = values[np.isfinite(values)]
    if len(used) == 0:
        return 0.0
    if moments(used).constant:
        return 0.0 if len(used) >= agreeing_pairs(1 - CONFIDENCE) else math.inf
    found = estimate(used)
    return math.inf if found.low is None or found.high is None else (found.high - found.low) / 2.0


@dataclass(frozen=True)
class Replication:
    """How often each point is run in each scenario."""

    labels: tuple[str, ...]
    replicates: int
    stopping: Stopping | None = None

    def cells(self, points: Sequence[Point], done: Done) -> tuple[list[Cell], bool]:
        """The cells wanted of these points so far, and whether they are all there will be."""
        found = self._rounds(points, 0, self.replicates)
        if self.stopping is None:
            return found, done.have(found)
        whole = True
        wanted = {point.number: self.replicates for point in points}
        open_points = list(points)
        while open_points:
            grown: dict[int, tuple[Point, int, int]] = {}
            for point in open_points:
                runs = wanted[point.number]
                if not done.have(self._rounds([point], 0, runs)):
                    whole = False
                elif runs < self.stopping.most and not self.stopping.settled(self._held(point, runs, done)):
                    grown[point.number] = (point, runs, min(runs + self.stopping.batch, self.stopping.most))
            last = max((end for _, _, end in grown.values()), default=0)
            for replicate in range(min((begin for _, begin, _ in grown.values()), default=0), last):
                at = [point for point, begin, end in grown.values() if begin <= replicate < end]
                found += self._rounds(at, replicate, replicate + 1)
            wanted |= {number: end for number, (_, _, end) in grown.items()}
            open_points = [point for point, _, _ in grown.values()]
        return found, whole

    def _rounds(self, points: Sequence[Point], begin: int, end: int) -> list[Cell]:
        return [
            Cell(label, point, replicate)
            for replicate in range(begin, end)
            for point in points
            for label in self.labels
        ]

    def _held(self, point: Point, runs: int, done: Done) -> dict[str, dict[str, Floats]]:
        outcomes = self.stopping.half_width if self.stopping else ()
        return {
            label: {name: done.column(label, point.number, runs, name) for name in outcomes} for label in self.labels
        }


class Done:
    """The runs that have ended, looked up by scenario, point and replicate."""

    def __init__(self, frame: pd.DataFrame | None) -> None:
        self._frame = frame
        self._rows: dict[tuple[str, int, int], int] = {}
        self._columns: dict[str, Floats] = {}
        if frame is not None:
            keys = zip(frame["scenario"].tolist(), frame["point"].tolist(), frame["replicate"].tolist(), strict=True)
            self._rows = {key: row for row, key in enumerate(keys)}

    def have(self, cells: Sequence[Cell]) -> bool:
        """Whether all of these have ended."""
        return all((cell.label, cell.point.number, cell.replicate) in self._rows for cell in cells)

    def column(self, label: str, point: int, runs: int, outcome: str) -> Floats:
        """An outcome of the first `runs` replicates of a scenario at a point; NaN for a run that failed."""
        if self._frame is None:
            raise ValueError("nothing has been run")
        if outcome not in self._columns:  # nor is it in the frame when all runs failed
            held = self._frame.get(outcome)
            self._columns[outcome] = (
                np.full(len(self._frame), np.nan) if held is None else held.to_numpy(dtype=np.float64)
            )
        return self._columns[outcome][[self._rows[label, point, replicate] for replicate in range(runs)]]


@dataclass(frozen=True)
class FixedDesign:
    """Points that are all known beforehand; with a stopping rule their replicates are not."""

    points: tuple[Point, ...]
    replication: Replication

    @property
    def adaptive(self) -> bool:
        """Whether what is wanted depends on what was found."""
        return self.replication.stopping is not None

    def cells(self, done: pd.DataFrame | None) -> list[Cell]:
        """All cells wanted so far."""
        return self.replication.cells(self.points, Done(done))[0]
