"""The source paper's claims put to the test: every scenario of each in worlds drawn from what nobody knows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from sim.experiment.claims.builtin import chosen_claims, load_claim
from sim.experiment.claims.conditions import Condition, conditions
from sim.experiment.claims.records import ClaimFound, Claims, PartFound
from sim.experiment.claims.trials import IT, Key, Trial, Trials, perform_drawn, values_of
from sim.experiment.claims.verdict import holding_together, judge, judge_all
from sim.experiment.compare import MAX_PAIRS, alike
from sim.experiment.execution import MAX_WORKERS
from sim.experiment.jobs import Progress, perform_all
from sim.experiment.payback import WAYS, Payback, payback
from sim.experiment.plan import MAX_SEED, shell_command, whole_number
from sim.experiment.records import Run
from sim.experiment.spec.claim_section import ClaimPart, ClaimSection
from sim.experiment.spec.paths import covers
from sim.scenario.overriding import settings_of

Floats = NDArray[np.float64]
LEAST_WORLDS = 2


def try_claims(
    only: Sequence[str] = (),
    *,
    worlds: int | None = None,
    seed: int | None = None,
    overrides: Iterable[str] = (),
    workers: int | None = None,
    threads: int = 1,
    progress: Progress | None = None,
) -> Claims:
    """Put claims to the test.

    Parameters
    ----------
    only
        Ids, such as ``"H4"``; all when none is given.
    worlds
        Drawn worlds of each claim; by default as many as its file says, 100.
    seed
        Of worlds and luck; by default that of `baseline`.
    overrides
        Values set in all worlds of all claims. What is set is not drawn.
    workers, threads, progress
        As for `sim.compare`.

    A run that fails costs the contrasts that need it one world. An interruption ends the runs and returns what is
    done, marked as interrupted.

    Raises
    ------
    InputError
        An id, a setting or an argument is wrong.
    """
    if worlds is not None:
        worlds = whole_number(worlds, "worlds", LEAST_WORLDS, MAX_PAIRS)
    if seed is not None:
        seed = whole_number(seed, "seed", 0, MAX_SEED)
    if workers is not None:
        workers = whole_number(workers, "workers", 1, MAX_WORKERS)
    threads = whole_number(threads, "threads", 1, MAX_WORKERS)
    overrides = settings_of(overrides)
    trials = Trials()
    for name in chosen_claims(only):
        trials.add(load_claim(name, overrides, seed=seed, worlds=worlds), threads)
    jobs = {key: trials.jobs[key] for key in trials.ordered()}
    batch = perform_all(list(jobs.values()), workers=workers, progress=progress, work=perform_drawn)
    done = {(run.label, run.replicate): run for run in batch.runs}
    runs = {key: done[job.label, job.replicate] for key, job in jobs.items() if (job.label, job.replicate) in done}
    base = trials.trials[0].experiment.seed
    options = {"only": tuple(only), "worlds": len(trials.trials[0].worlds) if worlds is None else worlds, "seed": base}
    return Claims(
        claims=tuple(_found(trial, runs) for trial in trials.trials),
        seed=base,
        runs=len(batch.runs),
        planned=batch.planned,
        failures=batch.failures,
        interrupted=batch.interrupted,
        command=shell_command("claims", (), options, overrides),
    )


def _found(trial: Trial, runs: Mapping[Key, Run]) -> ClaimFound:
    claim = trial.experiment.claim
    assert claim is not None
    drivers = _Drivers(trial, claim, runs)
    parts = tuple(_part(trial, part, runs, drivers) for part in claim.parts)
    asserted = [found for found in parts if found.part.asserted]
    together = holding_together([(found.differences, found.part.expect) for found in asserted])
    return ClaimFound(
        experiment=trial.experiment,
        claim=claim,
        verdict=judge_all([found.judgement for found in asserted], together),
        parts=parts,
        together=together,
        worlds=len(trial.worlds),
        refused=trial.refused,
        payback=_payback(trial, claim.payback, runs) if claim.payback else None,
    )


class _Drivers:
    """What a difference may depend on: the drawn parameters, and how much of its promise IT keeps."""

    def __init__(self, trial: Trial, claim: ClaimSection, runs: Mapping[Key, Run]) -> None:
        factors = [factor.path for factor in trial.experiment.factors]
        self._trial, self._runs = trial, runs
        self._paths = [*factors, IT]
        self._values = values_of(trial.worlds, factors)
        self._asserted = sum(part.asserted for part in claim.parts)
        self._foreseen = [any(covers(wanted, path) for wanted in claim.depends) for path in self._paths]

    def of(self, part: ClaimPart, differences: Floats) -> tuple[Condition, ...]:
        """Those that go with the differences of a contrast."""
        it = _column(self._trial, part.plus[0], IT, self._runs)
        held = np.where(np.isfinite(it), differences, np.nan)
        values = np.column_stack([self._values, it])
        together = self._asserted if part.asserted else 1
        return tuple(conditions(held, values, self._paths, self._foreseen, part.expect, together))


def _part(trial: Trial, part: ClaimPart, runs: Mapping[Key, Run], drivers: _Drivers) -> PartFound:
    scenarios = trial.experiment.scenarios
    total = np.zeros(len(trial.worlds))
    for label in part.plus:
        total = total + _column(trial, label, part.measure, runs)
    for label in part.minus:
        total = total - _column(trial, label, part.measure, runs)
    pair = [scenarios[label] for label in part.arms]
    matters = part.matters
    if matters is not None and part.matters_of is not None:
        base = _column(trial, part.minus[0], part.matters_of, runs)
        matters = matters * abs(float(np.nanmean(base))) if np.isfinite(base).any() else None
    return PartFound(
        part,
        total,
        judge(total, part.expect, part.extent, matters),
        drivers.of(part, total),
        len(pair) == 2 and alike(*pair),
    )


def _column(trial: Trial, label: str, measure: str, runs: Mapping[Key, Run]) -> Floats:
    """A measure of a scenario by world; NaN where the run is missing or the measure undefined."""
    values = np.full(len(trial.worlds), np.nan)
    for place, key in enumerate(trial.keys[label]):
        if key in runs:
            values[place] = runs[key].outcomes[measure]
    return values


def _payback(trial: Trial, arms: tuple[str, str], runs: Mapping[Key, Run]) -> Payback:
    held = []
    for label in arms:
        world = trial.experiment.scenarios[label]
        rows = {way: np.full((len(trial.worlds), world.days), np.nan) for way in WAYS}
        for place, key in enumerate(trial.keys[label]):
            for way in WAYS if key in runs else ():
                rows[way][place] = runs[key].by_day[way]
        held.append(rows)
    return payback(held[0], held[1], world.finance.discount_rate)
