"""Adds runs to a folder's store: kept for some seconds, then written as files that are whole."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from sim.experiment.sweep.rows import Kept, failure_row, failures_table, outcomes_digest, runs_table
from sim.experiment.sweep.shards import Shards
from sim.experiment.sweep.work import Done, Ended

RUNS, FAILURES = "runs", "failures"
_FLUSH_RUNS = 400
_FLUSH_SECONDS = 3.0


class Writer:
    """What one writer adds to a store.

    Parameters
    ----------
    folder
        Where the files are.
    name
        Letters and digits; nobody else who lives writes under this name.
    """

    def __init__(self, folder: Path, name: str) -> None:
        self._run_files, self._failure_files = Shards(folder, RUNS, name), Shards(folder, FAILURES, name)
        self._runs: list[Kept] = []
        self._failures: list[dict[str, Any]] = []
        self._flushed = time.monotonic()

    def add_run(self, ended: Ended) -> str:
        """Keep a run that was done; returns the digest of its outcomes."""
        done: Done = ended.answer.value
        digest = outcomes_digest(done.by_retailer)
        self._runs.append(Kept(ended.task.id, digest, done, ended.seconds, time.time()))
        self.flush_when_due()
        return digest

    def add_failure(self, ended: Ended, world: str | None) -> None:
        """Keep a run that failed, with its world as JSON (None when its values make none)."""
        self._failures.append(failure_row(ended, world))
        self.flush_when_due()

    def flush_when_due(self) -> None:
        """Write what has been kept for some seconds, or is much."""
        waiting = len(self._runs) + len(self._failures)
        if not waiting:
            self._flushed = time.monotonic()
        elif waiting >= _FLUSH_RUNS or time.monotonic() - self._flushed >= _FLUSH_SECONDS:
            self.flush()

    def flush(self) -> None:
        """Write all that is kept."""
        if self._runs:
            self._run_files.add(runs_table(self._runs))
            self._runs = []
        if self._failures:
            self._failure_files.add(failures_table(self._failures))
            self._failures = []
        self._flushed = time.monotonic()

    def compact(self, *, everybody: bool) -> None:
        """Put our files together; those of all writers with `everybody`, when nobody else writes."""
        self.flush()
        self._run_files.compact(everybody=everybody)
        self._failure_files.compact(everybody=everybody)
