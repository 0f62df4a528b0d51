"""One scenario run several times, each time with other luck: what it gives, and how sure that is."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.experiment.execution import execute
from sim.experiment.intensity import posting_deciles
from sim.experiment.jobs import Progress
from sim.experiment.plan import MAX_SEED, load_all, shell_command, whole_number
from sim.experiment.records import Batch, Failure, Run, column
from sim.experiment.statistics import Estimate, estimate
from sim.metrics import OUTCOMES
from sim.scenario.loading import Source
from sim.scenario.overriding import settings_of
from sim.scenario.schema import Scenario

if TYPE_CHECKING:
    import pandas as pd

MAX_REPLICATES = 100_000


@dataclass(frozen=True)
class Replication:
    """A scenario run under the seeds of its replicates.

    Attributes
    ----------
    replicates
        Runs asked for; `runs` and `failures` say what became of them.
    outcomes
        Mean and interval of each outcome of the focal retailer and the market.
    by_retailer
        The same for every retailer.
    digest
        That of the run when there is one, else a hash over the digests of all, in order.
    """

    scenario: Scenario
    replicates: int
    seed: int
    runs: tuple[Run, ...]
    failures: tuple[Failure, ...]
    interrupted: bool
    outcomes: dict[str, Estimate]
    by_retailer: dict[str, dict[str, Estimate]]
    digest: str | None
    command: str

    def to_frame(self) -> pd.DataFrame:
        """One row for each outcome."""
        return summary_frame(self.outcomes)

    @cached_property
    def posting_deciles(self) -> pd.DataFrame:
        """Retailers of all runs sorted into ten groups by posting intensity (see `sim.experiment.intensity`)."""
        return posting_deciles(self.runs)

    def to_json(self) -> dict[str, Any]:
        """A document for `json.dumps`: None (null) where a number is undefined, never NaN."""
        return {
            "scenario": self.scenario.name,
            "seed": self.seed,
            "days": self.scenario.days,
            "consumers": self.scenario.consumers.count,
            "focal": self.scenario.focal,
            "replicates": len(self.runs),
            "replicates_asked": self.replicates,
            "interrupted": self.interrupted,
            "digest": self.digest,
            "outcomes": {name: value.row() for name, value in self.outcomes.items()},
            "by_retailer": {
                retailer: {name: value.row() for name, value in outcomes.items()}
                for retailer, outcomes in self.by_retailer.items()
            },
            "posting_deciles": _plain(self.posting_deciles) if self.runs else [],
            "units": {name: outcome.unit for name, outcome in OUTCOMES.items()},
            "runs": [
                {"replicate": r.replicate, "seed": r.seed, "digest": r.digest, "seconds": round(r.seconds, 3)}
                for r in self.runs
            ],
            "failures": [
                {"replicate": f.replicate, "seed": f.seed, "error": f"{f.error}: {f.message}"} for f in self.failures
            ],
            "command": self.command,
        }


def replicate(
    source: Source,
    *,
    replicates: int = 5,
    seed: int | None = None,
    overrides: Iterable[str] = (),
    on: Source | None = None,
    workers: int | None = None,
    threads: int = 1,
    out: str | os.PathLike[str] | None = None,
    overwrite: bool = False,
    progress: Progress | None = None,
) -> Replication:
    """Run a scenario under the seeds ``replicate_seed(seed, 0), …``; the arguments are those of `compare`.

    Raises
    ------
    InputError
        The scenario, an argument or the folder is wrong.
    """
    overrides = settings_of(overrides)
    replicates = whole_number(replicates, "replicates", 1, MAX_REPLICATES)
    scenarios = load_all([source], overrides, on)
    ((label, scenario),) = scenarios.items()
    base = scenario.seed if seed is None else whole_number(seed, "seed", 0, MAX_SEED)
    command = shell_command("run", [source], {"replicates": replicates, "seed": base}, overrides, on)

    def summarise(batch: Batch) -> pd.DataFrame:
        return summary_frame(summary(batch.runs, label, replicates))

    batch = execute(
        scenarios,
        replicates,
        base,
        kind="run",
        command=command,
        summarise=summarise,
        workers=workers,
        threads=threads,
        out=out,
        overwrite=overwrite,
        progress=progress,
    )
    return Replication(
        scenario=scenario,
        replicates=replicates,
        seed=base,
        runs=batch.runs,
        failures=batch.failures,
        interrupted=batch.interrupted,
        outcomes=summary(batch.runs, label, replicates),
        by_retailer=_retailers(batch.runs, scenario),
        digest=_digest(batch.runs),
        command=command,
    )


def summary(runs: Sequence[Run], label: str, replicates: int) -> dict[str, Estimate]:
    """Mean and interval of every outcome of one scenario."""
    return {
        name: estimate(column(runs, label, name, replicates)).within(outcome.bounds)
        for name, outcome in OUTCOMES.items()
    }


def summary_frame(outcomes: dict[str, Estimate]) -> pd.DataFrame:
    """One row for each outcome: name, title, unit, mean, low, high, worlds used and left out."""
    import pandas as pd

    return pd.DataFrame(
        [
            {"outcome": name, "title": OUTCOMES[name].title, "unit": OUTCOMES[name].unit, **value.row()}
            for name, value in outcomes.items()
        ]
    )


def _plain(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of a table of numbers, with None where one is undefined."""
    rows = frame.to_dict("records")
    return [{str(k): v if v == v else None for k, v in row.items()} for row in rows]


def _retailers(runs: Sequence[Run], scenario: Scenario) -> dict[str, dict[str, Estimate]]:
    return {
        retailer: {
            name: estimate([run.by_retailer[retailer].get(name, np.nan) for run in runs]).within(outcome.bounds)
            for name, outcome in OUTCOMES.items()
            if any(name in run.by_retailer[retailer] for run in runs)
        }
        for retailer in scenario.retailers
    }


def _digest(runs: Sequence[Run]) -> str | None:
    if len(runs) < 2:
        return runs[0].digest if runs else None
    return hashlib.sha256("".join(run.digest for run in runs).encode()).hexdigest()
