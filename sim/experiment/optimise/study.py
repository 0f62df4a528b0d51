"""An optimisation from the experiment to the choice: search, front anew, drawn worlds, and where the choice fails.

Each of the four is a sweep in a folder of its own, so each survives what befalls it, and running the command again
goes on where it stopped. No world is used twice: each phase has the luck of replicates of its own.
"""

from __future__ import annotations

import json
import os
import shlex
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.errors import InputError
from sim.experiment.file_names import OPTIMISATION
from sim.experiment.jobs import Progress
from sim.experiment.optimise.candidates import Candidate, Listed, as_it_is, in_worlds, outcomes_of
from sim.experiment.optimise.failing import Weakness, inside_of, tested, weakness
from sim.experiment.optimise.fresh import Anew, Curse, anew, curses
from sim.experiment.optimise.levers import optuna, own_values, settings
from sim.experiment.optimise.pareto import front, gains, spread
from sim.experiment.optimise.records import Optimisation, Phase
from sim.experiment.optimise.robust import Robust, enough, robust
from sim.experiment.optimise.search import JOURNAL, PRESENT, SearchDesign, Trial
from sim.experiment.optimise.unknowns import Worlds, draw, ordered, unknowns_of
from sim.experiment.spec.experiment import Experiment
from sim.experiment.spec.loading import Source, load_experiment
from sim.experiment.spec.optimise_section import OptimiseSection
from sim.experiment.statistics import share
from sim.experiment.sweep.plan import Design, Plan
from sim.experiment.sweep.reading import Sweep, load_sweep
from sim.experiment.sweep.sweep import TIMEOUT, run_sweep
from sim.experiment.sweep.work import Work, perform
from sim.scenario.overriding import settings_of

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]

Present = Mapping[str, Mapping[str, float]]
DOCUMENT, FORMAT = OPTIMISATION, "trm-optimisation"
"""The result as a document, in the folder, and what it says of itself."""
SEARCH = "search"
"""The folder of the first phase."""


def optimise(
    source: Source,
    out: str | os.PathLike[str],
    *,
    overrides: Iterable[str] = (),
    trials: int | None = None,
    replicates: int | None = None,
    worlds: int | None = None,
    seed: int | None = None,
    workers: int | None = None,
    timeout: float | None = TIMEOUT,
    cluster: str | None = None,
    progress: Progress | None = None,
    work: Work = perform,
) -> Optimisation:
    """Search the levers of an experiment for the front, run it anew, and choose under what nobody knows.

    Parameters
    ----------
    source, overrides, replicates, seed
        As for `load_experiment`; each trial is run in so many replicates.
    out
        The folder, new or one in which this was begun.
    trials, worlds
        In place of those of ``[optimise]``: settings tried, and worlds drawn.
    workers, timeout, cluster, progress, work
        As for `run_sweep`.

    Raises
    ------
    InputError
        The experiment has no levers, an argument or the folder is wrong, or Optuna is not installed.
    """
    overrides = settings_of(overrides)
    experiment = load_experiment(source, overrides, seed=seed, replicates=replicates)
    if not experiment.levers:
        raise InputError(
            "nothing can be decided here: there are no levers",
            where=experiment.where or experiment.name,
            key="levers",
            allowed="at least one that varies",
        )
    optuna()
    section = _section(experiment, trials, worlds)
    options = {"trials": trials, "replicates": replicates, "worlds": worlds, "seed": seed}
    command = _command(source, out, options, overrides)
    means = {"workers": workers, "timeout": timeout, "cluster": cluster, "progress": progress, "work": work}
    lab = Lab(experiment, section, Path(out), command, means)
    found = lab.live()
    lab.write(found)
    return found


def _section(experiment: Experiment, trials: int | None, worlds: int | None) -> OptimiseSection:
    held = (experiment.optimise or OptimiseSection.model_validate({})).model_dump()
    changed = {name: value for name, value in (("trials", trials), ("worlds", worlds)) if value is not None}
    try:
        return OptimiseSection.model_validate(held | changed)
    except ValueError:
        raise InputError(
            f"{', '.join(f'{value} {name}' for name, value in changed.items())} will not do",
            where="trm optimise",
            allowed="trials from 2, worlds from 8",
        ) from None


def _command(
    source: Source, out: str | os.PathLike[str], options: Mapping[str, object], overrides: Sequence[str]
) -> str:
    named = os.fspath(source) if isinstance(source, str | os.PathLike) else "experiment.toml"
    words = ["trm", "optimise", named, "--out", os.fspath(out)]
    words += [word for name, value in options.items() if value is not None for word in (f"--{name}", str(value))]
    words += [word for override in overrides for word in ("--set", override)]
    return shlex.join(words)


@dataclass
class Lab:
    """An optimisation on its way."""

    experiment: Experiment
    section: OptimiseSection
    folder: Path
    command: str
    means: Mapping[str, Any]
    phases: list[Phase] = field(default_factory=list)
    curses: tuple[Curse, ...] = ()
    twins: dict[int, str] = field(default_factory=dict)
    searched: pd.DataFrame | None = None
    interrupted: bool = False

    @property
    def label(self) -> str:
        """The scenario in which levers are set, and the present policy as it is."""
        return next(iter(self.experiment.scenarios))

    def stopped(self) -> bool:
        """Whether something was left undone."""
        return self.interrupted

    def live(self) -> Optimisation:
        """All phases, as far as it comes."""
        tried, promised, present = self.search()
        again = () if self.stopped() else self.front_anew(tried, promised, present)
        held: Robust | None = None
        weak: tuple[Weakness, ...] = ()
        if again and not self.stopped():
            held, weak = self.drawn_worlds(again)
        found = Optimisation(
            experiment=self.experiment.name,
            question=self.experiment.question or self.experiment.title,
            folder=self.folder,
            seed=self.experiment.seed,
            replicates=self.experiment.replicates,
            levers=tuple(lever.row() for lever in self.experiment.levers),
            unknowns=tuple(factor.row() for factor in unknowns_of(self.experiment)),
            section=self.section,
            present=self.label,
            own={label: own_values(self.experiment.levers, it) for label, it in self.experiment.scenarios.items()},
            settings=settings(self.experiment.levers),
            trials=tried,
            promised=promised,
            twins=self.twins,
            anew=again,
            curses=self.curses,
            robust=held,
            weaknesses=weak,
            phases=tuple(self.phases),
            interrupted=self.interrupted,
            command=self.command,
        )
        return found

    def write(self, found: Optimisation) -> None:
        """Put the document into the folder, with the experiment from which the folder can be read again."""
        document = {"format": FORMAT, **found.to_json(), "document": self.experiment.document}
        text = json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False) + "\n"
        temporary = self.folder / f"{DOCUMENT}.new"
        temporary.write_text(text, encoding="utf-8")
        os.replace(temporary, self.folder / DOCUMENT)

    # ------------------------------------------------------------------------------------ phases

    def search(self) -> tuple[tuple[Trial, ...], tuple[int, ...], Present]:
        """All trials, the numbers of those on the front (feasible and not bettered), and what the scenarios gave."""
        experiment = self.experiment
        labels = tuple(experiment.scenarios)
        design = SearchDesign(labels, experiment.levers, self.section, experiment.replicates, experiment.seed)
        self.searched = self.run(SEARCH, design).runs
        self.keep(design)
        aims = self.section.objectives
        values = np.array([[trial.means[aim.outcome] for aim in aims] for trial in design.trials])
        values = values.reshape(-1, len(aims))
        feasible = np.array([trial.feasible for trial in design.trials], dtype=np.bool_)
        best = front(np.where(feasible[:, None], gains(values, aims), np.nan))
        return tuple(design.trials), tuple(design.trials[k].number for k in best), design.present

    def keep(self, design: SearchDesign) -> None:
        """Leave the search where Optuna's own tools find it."""
        design.write_journal(self.folder / JOURNAL)

    def front_anew(self, tried: Sequence[Trial], promised: Sequence[int], present: Present) -> tuple[Anew, ...]:
        """The scenarios as they are and the front, spread over it, in fresh worlds.

        A setting of the front that is one of these scenarios stands there as that scenario, and not once more.
        """
        aims, names = self.section.objectives, self.section.asked
        for number in promised:
            label = as_it_is(self._candidate(tried[number]), self.experiment.scenarios)
            if label is not None:
                self.twins[number] = label
        chosen = [tried[number] for number in promised if number not in self.twins]
        values = np.array([[trial.means[aim.outcome] for aim in aims] for trial in chosen]).reshape(-1, len(aims))
        chosen = [chosen[k] for k in spread(gains(values, aims), self.section.front)]
        as_they_are = [Candidate(label, label, {}) for label in self.experiment.scenarios]
        candidates = [*as_they_are, *(self._candidate(trial) for trial in chosen)]
        means = [present[label] for label in self.experiment.scenarios] + [trial.means for trial in chosen]
        first, fresh = self.experiment.replicates, self.section.fresh
        sweep = self.run("fresh", Listed(in_worlds(candidates, [{}] * fresh, first, apart=False)))
        found = outcomes_of(sweep.runs, candidates, fresh, first, names, apart=False)
        numbers = [*(PRESENT + k for k in range(len(as_they_are))), *(trial.number for trial in chosen)]
        before = self._searched(numbers)
        self.curses = curses(candidates, before, found, self.section)
        return anew(candidates, means, found, self.section)

    def _candidate(self, trial: Trial) -> Candidate:
        return Candidate(f"trial {trial.number}", self.label, trial.values)

    def _searched(self, numbers: Sequence[int]) -> Floats:
        """Outcomes (worlds, points, outcomes) in the worlds of the search, by the points' numbers."""
        if self.searched is None:
            raise ValueError("nothing has been searched")
        held = np.full((self.experiment.replicates, len(numbers), len(self.section.asked)), np.nan)
        for k, name in enumerate(self.section.asked):
            table = self.searched.pivot(index="replicate", columns="point", values=name)
            table = table.reindex(index=range(len(held)), columns=list(numbers))
            held[:, :, k] = table.to_numpy(dtype=np.float64)
        return held

    def drawn_worlds(self, again: Sequence[Anew]) -> tuple[Robust | None, tuple[Weakness, ...]]:
        """The scenarios as they are and the front by fresh worlds in drawn ones; then where the choices fail."""
        experiment, section = self.experiment, self.section
        first = experiment.replicates + section.fresh
        worlds = draw(unknowns_of(experiment), experiment.scenarios, section.worlds, experiment.seed, "optimise")
        candidates = self._candidates(again)
        sweep = self.run("worlds", Listed(in_worlds(candidates, worlds.values, first, apart=True)))
        if self.stopped():
            return None, ()
        values = outcomes_of(sweep.runs, candidates, len(worlds.values), first, section.asked, apart=True)
        held = robust(candidates, values, section, worlds.refused, experiment.seed)
        if held is None:
            return None, ()
        weak = []
        for k, choice in enumerate(dict.fromkeys([held.by_regret.name, held.by_good.name])):
            place = [candidate.name for candidate in candidates].index(choice)
            fails = ~enough(values[:, place], held.bounds, section.asked)
            found = weakness(choice, ordered(worlds.factors), worlds.table(), fails)
            weak.append(self._tested(found, candidates[place], worlds, held, k))
        return held, tuple(weak)

    def _candidates(self, again: Sequence[Anew]) -> list[Candidate]:
        """What goes into the drawn worlds: the scenarios as they are, and settings of the fresh front."""
        aims = self.section.objectives
        kept = [each for each in again if each.candidate.is_present]
        ours = [each for each in again if not each.candidate.is_present and each.on_front]
        means = np.array([[each.fresh[aim.outcome].mean for aim in aims] for each in ours], dtype=np.float64)
        chosen = spread(gains(means.reshape(-1, len(aims)), aims), self.section.candidates)
        return [each.candidate for each in [*kept, *(ours[k] for k in chosen)]]

    def _tested(self, found: Weakness, choice: Candidate, drawn: Worlds, held: Robust, number: int) -> Weakness:
        """A box with what fresh worlds in it say."""
        if not found.bounds or self.stopped():
            return found
        experiment, section = self.experiment, self.section
        what = f"box of {choice.name}"
        inside = draw(inside_of(found, drawn.factors), experiment.scenarios, section.test, experiment.seed, what)
        first = experiment.replicates + section.fresh + section.worlds + number * section.test
        sweep = self.run(f"box-{number + 1}", Listed(in_worlds([choice], inside.values, first, apart=True)))
        if self.stopped():
            return found
        values = outcomes_of(sweep.runs, [choice], len(inside.values), first, section.asked, apart=True)
        return tested(found, ~enough(values[:, 0], held.bounds, section.asked))

    # -------------------------------------------------------------------------------------- runs

    def run(self, name: str, design: Design) -> Sweep:
        """One phase: a sweep in its folder."""
        experiment = self.experiment
        plan = Plan(
            name=f"{experiment.name} {name}",
            scenarios=experiment.scenarios,
            design=design,
            seed=experiment.seed,
            responses=self.section.asked,
            document={"optimise": name, "command": self.command},
        )
        result = run_sweep(plan, self.folder / name, **self.means)
        self.interrupted |= result.interrupted or result.paused
        sweep = load_sweep(self.folder / name)
        self.note(name, sweep)
        return sweep

    def note(self, name: str, sweep: Sweep) -> None:
        """Count how the runs of a phase went; a run that several places of the design share is one run."""
        broken = sweep.failures.drop_duplicates("id")
        counted = broken["error"].value_counts()
        kinds = {str(kind): int(count) for kind, count in sorted(counted.items(), key=lambda item: -item[1])}
        runs, completed, failed = sweep.cells["id"].nunique(), sweep.runs["id"].nunique(), len(broken)
        ended = [True] * failed + [False] * completed
        self.phases.append(Phase(name, runs, completed, share(ended), kinds, sweep.digest))
