"""The sensitivity analysis of a sweep: what its design allows, on every outcome asked about and every difference."""

from __future__ import annotations

import os
import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.errors import InputError, nearest_name
from sim.experiment.sensitivity.breaking import breaks_of
from sim.experiment.sensitivity.morris import Morris, morris
from sim.experiment.sensitivity.records import Explained, Sensitivity, Subject
from sim.experiment.sensitivity.slices import Shapes, shapes
from sim.experiment.sensitivity.sobol import Sobol, sobol
from sim.experiment.spec.design_sections import (
    FactorialSection,
    LatinHypercubeSection,
    MorrisSection,
    SobolSection,
)
from sim.experiment.spec.experiment import Experiment, experiment_of
from sim.experiment.sweep.plan import Point
from sim.experiment.sweep.reading import load_sweep
from sim.experiment.sweep.sampling import fixed_points, places
from sim.metrics import OUTCOMES

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]

SAME = 1e-12
"""Part of an outcome by which two runs may differ through the rounding of sums alone."""


def sensitivity(folder: str | os.PathLike[str], *, outcomes: Sequence[str] = (), strict: bool = False) -> Sensitivity:
    """What moves the outcomes of a sweep, and what moves the differences between its scenarios.

    Parameters
    ----------
    folder
        Of a sweep with a Sobol, Morris, Latin hypercube or factorial design.
    outcomes
        Those to explain; by default the responses of the experiment.
    strict
        Refuse a design with any hole, in place of dropping whole blocks and saying so.

    Raises
    ------
    InputError
        The folder holds no such sweep, an outcome is none, or no outcome has figures as too many runs are missing.
    """
    sweep = load_sweep(folder)
    words = ["trm", "sensitivity", os.fspath(folder), *(w for name in outcomes for w in ("--outcome", name))]
    return analyse(
        experiment_of(sweep.manifest["document"]),
        sweep.runs,
        sweep.failures,
        sweep.cells,
        outcomes=outcomes,
        strict=strict,
        command=shlex.join([*words, *(["--strict"] if strict else [])]),
    )


def analyse(
    experiment: Experiment,
    runs: pd.DataFrame,
    failures: pd.DataFrame,
    cells: pd.DataFrame,
    *,
    outcomes: Sequence[str] = (),
    strict: bool = False,
    command: str = "",
) -> Sensitivity:
    """The same of the runs themselves; see `sensitivity`.

    Parameters
    ----------
    runs
        A row for each run done: ``scenario``, ``point``, ``replicate`` and the outcomes.
    failures
        A row for each run failed: ``scenario``, ``point``, ``error``.
    cells
        A row for each run wanted: ``point``.
    """
    kind = experiment.design.kind
    if not isinstance(experiment.design, SobolSection | MorrisSection | LatinHypercubeSection | FactorialSection):
        raise InputError(
            f"a design of kind '{kind}' does not spread its points for this",
            where=experiment.where or experiment.name,
            key="design.kind",
            allowed="sobol, morris, latin-hypercube, factorial",
        )
    wanted = {*cells["point"].tolist()}  # without the points of a Latin hypercube whose values make no world
    lab = _Lab(experiment, tuple(p for p in fixed_points(experiment) if p.number in wanted), runs, strict)
    labels = list(experiment.scenarios)
    explained: list[Explained] = []
    refused: dict[str, str] = {}
    for outcome in [_outcome(name) for name in outcomes or experiment.responses]:
        for subject in (
            *(Subject(outcome, label) for label in labels),
            *(Subject(outcome, label, labels[0]) for label in labels[1:]),
        ):
            try:
                explained.append(lab.explain(subject))
            except InputError as error:
                refused[subject.text] = str(error)
    if not explained:
        raise InputError(next(iter(refused.values())))
    return Sensitivity(
        experiment=experiment.name,
        design=kind,
        factors=tuple(factor.row() for factor in experiment.factors),
        explained=tuple(explained),
        refused=refused,
        planned=len(cells),
        done=len(runs),
        breaks=breaks_of(experiment, lab.points, runs, failures),
        command=command,
    )


@dataclass(frozen=True)
class _Lab:
    """A design and its runs."""

    experiment: Experiment
    points: tuple[Point, ...]
    runs: pd.DataFrame
    strict: bool

    def explain(self, subject: Subject) -> Explained:
        """All figures that the design allows of one subject.

        Raises
        ------
        InputError
            Too many runs give no value of it.
        """
        values = self._values(subject.scenario, subject.outcome)
        if subject.against is not None:
            values = difference(values, self._values(subject.against, subject.outcome))
        design = self.experiment.design
        if isinstance(design, SobolSection):
            found = self._sobol(subject, values, second=design.second_order)
            return Explained(subject, found, None, self._shapes_of_base(subject, values, found))
        if isinstance(design, MorrisSection):
            return Explained(subject, None, self._morris(subject, values), None)
        return Explained(subject, None, None, self._shapes(subject, values, range(len(self.points))))

    def _values(self, label: str, outcome: str) -> Floats:
        """An outcome of one scenario, (points, replicates); NaN where there is none.

        With a stopping rule points have different numbers of replicates: those that all of them have are used.
        """
        rows = {point.number: row for row, point in enumerate(self.points)}
        values = np.full((len(rows), self.experiment.replicates), np.nan)
        mine = self.runs[self.runs["scenario"] == label]
        if outcome not in mine:
            return values
        columns = (mine["point"].tolist(), mine["replicate"].tolist(), mine[outcome].to_numpy(dtype=np.float64))
        for point, replicate, value in zip(*columns, strict=True):
            if point in rows and replicate < values.shape[1]:
                values[rows[point], replicate] = value
        return values

    @property
    def _names(self) -> list[str]:
        return [factor.path for factor in self.experiment.factors]

    @property
    def _seed(self) -> int:
        return self.experiment.seed

    def _sobol(self, subject: Subject, values: Floats, *, second: bool) -> Sobol:
        rows = (2 if second else 1) * len(self._names) + 2
        blocks = values.reshape(-1, rows, values.shape[1])
        return sobol(self._names, blocks, second=second, what=subject.text, seed=self._seed, strict=self.strict)

    def _morris(self, subject: Subject, values: Floats) -> Morris:
        count = len(self._names)
        at = places(self.experiment).reshape(-1, count + 1, count)
        blocks = values.reshape(-1, count + 1, values.shape[1])
        return morris(self._names, at, blocks, what=subject.text, seed=self._seed, strict=self.strict)

    def _shapes_of_base(self, subject: Subject, values: Floats, found: Sobol) -> Shapes | None:
        """Shapes on the points A and B of the base samples that are whole, which alone are independent."""
        rows = len(values) // found.repair.blocks
        whole = sorted({*range(found.repair.blocks)} - {*found.repair.dropped})
        kept = [row for block in whole for row in (block * rows, block * rows + rows - 1)]
        try:
            return self._shapes(subject, values, kept)
        except InputError:  # too few for slices, which leaves the indices as good as they are
            return None

    def _shapes(self, subject: Subject, values: Floats, kept: Sequence[int]) -> Shapes:
        x = np.array([self._row(self.points[row]) for row in kept], dtype=np.float64)
        y = values[list(kept)]
        return shapes(self._names, x, y, what=subject.text, seed=self._seed, strict=self.strict)

    def _row(self, point: Point) -> list[float]:
        return numbers(self.experiment, point)


def difference(a: Floats, b: Floats) -> Floats:
    """`a` less `b`, zero where the two are the same but for rounding."""
    apart = a - b
    return np.where(np.abs(apart) <= SAME * np.maximum(np.abs(a), np.abs(b)), 0.0, apart)


def numbers(experiment: Experiment, point: Point) -> list[float]:
    """The values of a point as numbers; of a list that is none, the place of the level in it."""
    return [
        float(point.values[factor.path])
        if factor.numeric or factor.levels is None
        else float(factor.levels.index(point.values[factor.path]))
        for factor in experiment.factors
    ]


def _outcome(name: str) -> str:
    if name not in OUTCOMES:
        raise InputError(
            f"there is no outcome '{name}'", where="--outcome", nearest=nearest_name(name, OUTCOMES), allowed="see docs"
        )
    return name
