"""The search for the front as a design that learns: NSGA-II, a generation at a time.

Optuna asks for the settings of a generation, all of it is run in the same worlds, and Optuna is told. NSGA-II (Deb et
al. 2002) is named, as the sampler that Optuna takes by itself is made for one objective. What it suggests depends on
its seed and on what it was told, and on nothing else. So a search that was killed is begun anew with the runs that
stand in its folder, and comes by the same way to the same end.

No setting is tried twice: what NSGA-II suggests again is refused, and it is asked for another. Where there are no more
settings than may be tried, all of them are, and NSGA-II has no say.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.experiment.optimise.levers import distributions, every_setting, optuna, settings, values_of
from sim.experiment.spec.factors import Factor
from sim.experiment.spec.optimise_section import Constraint, OptimiseSection
from sim.experiment.sweep.plan import Cell, Point

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]

PRESENT = 1_000_000
"""Number of the point at which the first scenario stands as it is; the others follow."""
BROKEN = "failed runs"
"""Name of the constraint that a setting breaks under which runs fail."""
JOURNAL = "study.journal"
TIRELESS = 100
"""Suggestions in a row of what was tried already, after which the search has nothing new to say."""


@dataclass(frozen=True)
class Trial:
    """A setting of the levers that was tried.

    Attributes
    ----------
    number
        Its place in the search.
    values
        Of the levers, by path.
    means
        By outcome over the worlds in which it ran; NaN where one has no value in some.
    failed
        Worlds in which the run failed.
    feasible
        Whether all ran and the budget holds.
    """

    number: int
    values: Mapping[str, Any]
    means: Mapping[str, float]
    failed: int
    feasible: bool


@dataclass
class SearchDesign:
    """Cells of a search, a generation more each time that one has ended.

    With the first the scenarios are run as they are, in the same worlds, so that what the search promises can be held
    against them (`present`: means by label and outcome). A generation that was handed out is taken as ended when the
    design is asked again; what then has no row has failed.
    """

    labels: tuple[str, ...]
    levers: tuple[Factor, ...]
    section: OptimiseSection
    replicates: int
    seed: int
    adaptive: bool = True
    trials: list[Trial] = field(default_factory=list)
    present: dict[str, Mapping[str, float]] = field(default_factory=dict)
    _cells: list[Cell] = field(default_factory=list)
    _asked: list[Any] = field(default_factory=list)
    _points: list[Point] = field(default_factory=list)
    _seen: set[tuple[Any, ...]] = field(default_factory=set)
    _all: Iterator[dict[str, Any]] | None = None
    _over: bool = False
    _study: Any = None

    def cells(self, done: pd.DataFrame | None) -> Sequence[Cell]:
        """All cells wanted so far."""
        if self._study is None:
            self._study = self._new_study()
            there_are = settings(self.levers)
            if there_are is not None and there_are <= self.section.trials:
                self._all = every_setting(self.levers)
        if self._asked and done is not None:
            self._tell(done)
        if not self._asked and not self._over and len(self.trials) < self.section.trials:
            self._ask()
        return tuple(self._cells)

    def _new_study(self) -> Any:
        package = optuna()
        return package.create_study(
            sampler=package.samplers.NSGAIISampler(population_size=self.section.population, seed=self.seed % 2**32),
            directions=directions(self.section),
        )

    def _ask(self) -> None:
        """Hand out the next generation, replicate by replicate."""
        first = len(self.trials)
        size = min(self.section.population, self.section.trials - first)
        while len(self._asked) < size and not self._over:
            self._over = not self._ask_one(first + len(self._asked))
        tried = [(self.labels[0], point) for point in self._points]
        if not first:
            tried = [*((label, Point(PRESENT + k, {})) for k, label in enumerate(self.labels)), *tried]
        self._cells += [Cell(label, point, replicate) for replicate in range(self.replicates) for label, point in tried]

    def _ask_one(self, number: int) -> bool:
        """Ask for a setting that was not tried before; False where there is none, or none is suggested."""
        space = distributions(self.levers)
        for _ in range(TIRELESS):
            if self._all is not None:
                following = next(self._all, None)
                if following is None:
                    return False
                self._study.enqueue_trial(following)
            asked = self._study.ask(space)
            values = values_of(self.levers, asked.params)
            if (key := tuple(values.values())) not in self._seen:
                self._seen.add(key)
                self._asked.append(asked)
                self._points.append(Point(number, values))
                return True
            # Optuna counts what failed in no generation, so that one holds as many different settings as it should.
            self._study.tell(asked, state=optuna().trial.TrialState.FAIL)
        return False

    def _tell(self, done: pd.DataFrame) -> None:
        """Tell what became of a generation; settings with a failed run are worse than all others."""
        if not self.trials:
            self.present = {
                label: self._trial(Point(PRESENT + k, {}), done).means for k, label in enumerate(self.labels)
            }
        for point, asked in zip(self._points, self._asked, strict=True):
            trial = self._trial(point, done)
            for name, over in breaches(trial, self.section.budget).items():
                asked.set_constraint(name, over)
            self._study.tell(asked, self._told(trial))
            self.trials.append(trial)
        self._asked, self._points = [], []

    def _trial(self, point: Point, done: pd.DataFrame) -> Trial:
        mine = done[done["point"] == point.number]
        held = {name: mine[name].to_numpy(dtype=np.float64) if name in mine else np.array([]) for name in self._asks}
        defined = [name for name in self._asks if np.isfinite(held[name]).any()]
        ran = int(max((np.isfinite(held[name]).sum() for name in defined), default=0))
        means = {
            name: float(column.mean()) if len(column) == self.replicates else float("nan")
            for name, column in held.items()
        }
        trial = Trial(point.number, dict(point.values), means, self.replicates - ran, False)
        feasible = all(over <= 0.0 for over in breaches(trial, self.section.budget).values())
        return Trial(trial.number, trial.values, trial.means, trial.failed, feasible)

    @property
    def _asks(self) -> tuple[str, ...]:
        return self.section.asked

    def _told(self, trial: Trial) -> list[float]:
        found = []
        for objective in self.section.objectives:
            mean = trial.means[objective.outcome]
            worst = -np.inf if objective.direction == "higher" else np.inf
            found.append(mean if np.isfinite(mean) else worst)
        return found

    def write_journal(self, path: Path) -> None:
        """Put the trials that were told into a journal that Optuna's own tools open; those in it stay."""
        package = optuna()
        backend = package.storages.journal.JournalFileBackend(str(path))
        study = package.create_study(
            study_name="trm optimise",
            storage=package.storages.JournalStorage(backend),
            directions=directions(self.section),
            load_if_exists=True,
        )
        told = self._study.get_trials(states=[package.trial.TrialState.COMPLETE])  # without what was refused
        there = [trial.params for trial in study.trials]
        study.add_trials([trial for trial in told if trial.params not in there])


def directions(section: OptimiseSection) -> list[str]:
    """What Optuna is to do with each objective."""
    return ["maximize" if objective.direction == "higher" else "minimize" for objective in section.objectives]


def breaches(trial: Trial, budget: Sequence[Constraint]) -> dict[str, float]:
    """By how much a setting breaks each bound; nothing above zero means that it holds."""
    found = {BROKEN: float(trial.failed) if all(np.isfinite(v) for v in trial.means.values()) else 1e9}
    for bound in budget:
        mean = trial.means[bound.outcome]
        if not np.isfinite(mean):
            continue
        if bound.most is not None:
            found[f"{bound.outcome} at most {bound.most:g}"] = mean - bound.most
        if bound.least is not None:
            found[f"{bound.outcome} at least {bound.least:g}"] = bound.least - mean
    return found
