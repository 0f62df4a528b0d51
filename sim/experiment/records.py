"""Runs to do and runs done, as plain records."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sim.scenario.policy_file import PolicyFiles
from sim.scenario.schema import Scenario


@dataclass(frozen=True)
class Job:
    """One run to do. With `shards`, its tables are written to that folder under its `number`.

    `policies` are the files of policies that the scenario names, as they were when the command began.
    """

    number: int
    label: str
    scenario: Scenario
    replicate: int
    seed: int
    threads: int = 1
    shards: Path | None = None
    policies: PolicyFiles = field(default_factory=dict)


@dataclass(frozen=True)
class Run:
    """One run done: its outcomes, the digest of its whole time series, and what a command keeps of it by day."""

    label: str
    replicate: int
    seed: int
    digest: str
    outcomes: dict[str, float]
    by_retailer: dict[str, dict[str, float]]
    seconds: float
    by_day: dict[str, NDArray[np.float64]] = field(default_factory=dict, compare=False)


@dataclass(frozen=True)
class Failure:
    """One run that failed, with what is needed to do it again and the traceback as text."""

    label: str
    replicate: int
    seed: int
    error: str
    message: str
    traceback: str


@dataclass(frozen=True)
class Batch:
    """What became of a list of jobs, in the order of the jobs; `interrupted` when some were never done."""

    planned: int
    runs: tuple[Run, ...]
    failures: tuple[Failure, ...]
    interrupted: bool

    @property
    def status(self) -> str:
        """``complete``, or how much of it there is."""
        if self.interrupted:
            return f"interrupted: {len(self.runs)} of {self.planned}"
        if self.failures:
            return f"failed: {len(self.failures)} of {self.planned}"
        return "complete"


def column(runs: Iterable[Run], label: str, outcome: str, replicates: int) -> NDArray[np.float64]:
    """An outcome of one scenario by replicate; NaN where the run is missing or the outcome undefined."""
    values = np.full(replicates, np.nan)
    for done in runs:
        if done.label == label:
            values[done.replicate] = done.outcomes.get(outcome, np.nan)
    return values


def complete_pairs(runs: Iterable[Run], labels: Sequence[str]) -> int:
    """Replicates in which the runs of all scenarios are done."""
    sides: dict[int, int] = {}
    for done in runs:
        sides[done.replicate] = sides.get(done.replicate, 0) + 1
    return sum(count == len(labels) for count in sides.values())
