"""A scenario weighed against its comparator in the same worlds.

Who gains (CV4), when it pays back (K1), where it loses (K2), and which of the paper's conclusions hold (C3).
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.experiment.compare import MAX_PAIRS, contrasts
from sim.experiment.execution import execute
from sim.experiment.file_names import UNKNOWNS
from sim.experiment.jobs import Progress, perform
from sim.experiment.payback import WAYS, Floats, Payback, earnings, payback
from sim.experiment.plan import MAX_SEED, load_all, refuse_unlike, shell_command, whole_number, word
from sim.experiment.records import Batch, Failure, Job, Run, complete_pairs
from sim.experiment.report_card import Grade, read_counts, report_card
from sim.experiment.surplus import Flotation, Surpluses, flotation, surpluses
from sim.experiment.unknown_worlds import DRAWN, Plausible, draw, draws_frame, plausible
from sim.recorder import RunResult
from sim.scenario.loading import Source
from sim.scenario.overriding import settings_of
from sim.scenario.schema import Scenario

if TYPE_CHECKING:
    import pandas as pd

COMPARATOR = "traditional"
KIND = "win-win"
"""Kind of the results folder."""


@dataclass(frozen=True)
class Weighing:
    """What the runs of two scenarios in the same worlds say, b against a."""

    a: str
    b: str
    surpluses: Surpluses
    payback: Payback
    flotation: Flotation
    card: tuple[Grade, ...]


@dataclass(frozen=True)
class WinWin:
    """A scenario against its comparator.

    Attributes
    ----------
    scenarios
        By name: the comparator, then the scenario.
    pairs
        Worlds asked for; `drawn` of them for the unknown parameters.
    runs, failures
        What was done, and what failed, in drawn worlds too; `interrupted` when some runs were never done.
    weighing
        What the paired worlds say.
    plausible
        What the drawn worlds say; None when none were asked for.
    command
        The command that does the same again.
    """

    scenarios: dict[str, Scenario]
    pairs: int
    drawn: int
    seed: int
    runs: tuple[Run, ...]
    failures: tuple[Failure, ...]
    planned: int
    interrupted: bool
    weighing: Weighing
    plausible: Plausible | None
    command: str

    def to_frame(self) -> pd.DataFrame:
        """One row for each party."""
        import pandas as pd

        return pd.DataFrame(self.weighing.surpluses.row()["parties"])

    def to_json(self) -> dict[str, Any]:
        """A document for `json.dumps`: None (null) where a number is undefined, never NaN."""
        w = self.weighing
        scenario = self.scenarios[w.b]
        return {
            "scenario": w.b,
            "against": w.a,
            "focal": scenario.focal,
            "seed": self.seed,
            "days": scenario.days,
            "consumers": scenario.consumers.count,
            "pairs": complete_pairs([run for run in self.runs if run.label in self.scenarios], [w.a, w.b]),
            "pairs_asked": self.pairs,
            "interrupted": self.interrupted,
            "surpluses": w.surpluses.row(),
            "payback": w.payback.row(),
            "flotation": w.flotation.row(),
            "report_card": [grade.row() for grade in w.card],
            "unknowns": None if self.plausible is None else self.plausible.row(),
            "failures": [
                {"scenario": f.label, "replicate": f.replicate, "seed": f.seed, "error": f"{f.error}: {f.message}"}
                for f in self.failures
            ],
            "command": self.command,
        }


def win_win(
    source: Source,
    *,
    against: Source = COMPARATOR,
    pairs: int = 20,
    unknowns: int = 0,
    seed: int | None = None,
    overrides: Iterable[str] = (),
    on: Source | None = None,
    workers: int | None = None,
    threads: int = 1,
    out: str | os.PathLike[str] | None = None,
    overwrite: bool = False,
    progress: Progress | None = None,
) -> WinWin:
    """Weigh a scenario against its comparator in paired worlds.

    Parameters
    ----------
    source, against
        The scenario and its comparator: built-in names, paths, tables or `Scenario`s.
    pairs
        Worlds in which both are run with the parameters that they have.
    unknowns
        Further worlds in which all parameters marked as unknown are drawn from their ranges.
    seed
        Of worlds and draws; by default that of the comparator.
    overrides, on, workers, threads, out, overwrite, progress
        As for `sim.compare`.

    Raises
    ------
    InputError
        A scenario, an argument or the folder is wrong.
    """
    overrides = settings_of(overrides)
    pairs = whole_number(pairs, "pairs", 1, MAX_PAIRS)
    unknowns = whole_number(unknowns, "unknowns", 0, MAX_PAIRS)
    scenarios = load_all((against, source), overrides, on)
    a, b = scenarios
    refuse_unlike(scenarios)
    base = scenarios[a].seed if seed is None else whole_number(seed, "seed", 0, MAX_SEED)
    options = {"against": word(against), "pairs": pairs} | ({"unknowns": unknowns} if unknowns else {}) | {"seed": base}
    command = shell_command("winwin", [source], options, overrides, on)
    draws = draw(scenarios, unknowns, base, threads)

    def summarise(batch: Batch) -> pd.DataFrame:
        import pandas as pd

        return pd.DataFrame([found.row() for found in contrasts(batch.runs, (a, b), pairs)])

    def tables(batch: Batch) -> dict[str, pd.DataFrame]:
        return {UNKNOWNS: draws_frame(draws, batch.runs, a, b)} if unknowns else {}

    batch = execute(
        scenarios,
        pairs,
        base,
        kind=KIND,
        command=command,
        summarise=summarise,
        work=perform_weighing,
        beside=draws.jobs,
        tables=tables,
        design=lambda _: {"unknowns": unknowns, "refused": draws.refused},
        workers=workers,
        threads=threads,
        out=out,
        overwrite=overwrite,
        progress=progress,
    )
    kept = [run for run in batch.runs if not run.label.endswith(DRAWN)]
    return WinWin(
        scenarios=scenarios,
        pairs=pairs,
        drawn=unknowns,
        seed=base,
        runs=batch.runs,
        failures=batch.failures,
        planned=batch.planned,
        interrupted=batch.interrupted,
        weighing=weigh(scenarios, kept, earned_by_runs(kept, scenarios, pairs), pairs),
        plausible=plausible(draws_frame(draws, batch.runs, a, b), unknowns, draws.refused) if unknowns else None,
        command=command,
    )


def weigh(
    scenarios: Mapping[str, Scenario], runs: Sequence[Run], earned: Mapping[str, dict[str, Floats]], pairs: int
) -> Weighing:
    """What the runs of two scenarios say, the second against the first.

    Parameters
    ----------
    earned
        By scenario, what `earnings` gives of each run: arrays (pairs, days), NaN where a run is missing.
    """
    a, b = scenarios
    return Weighing(
        a=a,
        b=b,
        surpluses=surpluses(runs, a, b, pairs),
        payback=payback(earned[a], earned[b], scenarios[b].finance.discount_rate),
        flotation=flotation(runs, a, b, pairs),
        card=report_card(runs, a, b, pairs),
    )


def perform_weighing(job: Job) -> Run:
    """Do one run, and keep what the focal retailer earned by day and what the report card counts."""

    def keep(result: RunResult) -> dict[str, Floats]:
        days = result.retailers
        return earnings(days[days["retailer"] == result.scenario.focal])

    return perform(job, read_counts, keep)


def earned_by_runs(runs: Sequence[Run], scenarios: Mapping[str, Scenario], pairs: int) -> dict[str, dict[str, Floats]]:
    """Earnings by scenario and way, as arrays (pairs, days)."""
    held = {label: {way: np.full((pairs, s.days), np.nan) for way in WAYS} for label, s in scenarios.items()}
    for run in runs:
        for way in WAYS:
            held[run.label][way][run.replicate] = run.by_day[way]
    return held
