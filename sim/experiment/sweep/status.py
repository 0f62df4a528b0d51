"""How far a sweep is: what its folder holds against what is wanted. And asking it to pause."""

from __future__ import annotations

import os
import shlex
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from sim.errors import InputError
from sim.experiment.locking import is_locked
from sim.experiment.sweep import shards
from sim.experiment.sweep.reading import load_sweep
from sim.experiment.sweep.store import CELLS, LOCK, PAUSE, STORE, read_index, torn_files
from sim.experiment.sweep.writer import FAILURES, RUNS

_RECENT_SECONDS = 600.0
"""The rate is that of so long before the last run that ended."""


@dataclass(frozen=True)
class SweepStatus:
    """How far a sweep is.

    Attributes
    ----------
    planned
        Cells wanted so far; a design that learns may come to want more.
    completed, failed, left
        What became of them.
    errors
        Failed cells by their kind of error.
    running
        Whether a command is writing into the folder, shards included. A cluster's is the one that gave it the work.
    paused
        Whether it was asked to pause.
    rate
        Runs that ended in a second, lately; None when too few have.
    seconds_left
        What the rest takes at that rate; None when nothing runs or the rate is not known.
    torn
        Files that cannot be read; the next command sets them aside and does their runs again.
    """

    name: str
    folder: str
    planned: int
    completed: int
    failed: int
    left: int
    errors: dict[str, int]
    running: bool
    paused: bool
    rate: float | None
    seconds_left: float | None
    torn: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """A document for `json.dumps`."""
        return asdict(self) | {"torn": list(self.torn)}

    def lines(self) -> list[str]:
        """The same, to read."""
        doing = "pausing" if self.running and self.paused else "running" if self.running else "not running"
        found = [
            f"{self.name} in {self.folder}: {doing}",
            f"{self.completed:,} of {self.planned:,} runs done, {self.failed:,} failed, {self.left:,} left",
        ]
        found += [f"  {error}: {count:,}" for error, count in self.errors.items()]
        if self.rate is not None and self.running:
            left = "" if self.seconds_left is None else f", about {_duration(self.seconds_left)} left"
            found.append(f"{self.rate:.3g} runs a second{left}")
        if self.torn:
            found.append(f"{len(self.torn)} torn files; the next command does their runs again")
        if self.left and not self.running:
            found.append(f"trm sweep resume {shlex.quote(str(self.folder))} goes on with it")
        return found


def sweep_status(folder: str | os.PathLike[str]) -> SweepStatus:
    """How far the sweep of a folder is, whether or not a command is writing into it.

    Raises
    ------
    InputError
        It is no sweep's folder.
    """
    sweep = load_sweep(folder)
    path = sweep.folder
    ids = pq.read_table(path / CELLS, columns=["id"])["id"].to_pylist()
    torn = torn_files(path)
    done, failed = read_index(path, without=torn)
    completed = sum(run in done for run in ids)
    errors = Counter(failed[run] for run in ids if run in failed)
    left = len(ids) - completed - errors.total()
    running = any(is_locked(lock) for lock in path.glob(f"{LOCK}*"))
    rate = _rate(path / STORE)
    return SweepStatus(
        name=sweep.name,
        folder=os.fspath(path),
        planned=len(ids),
        completed=completed,
        failed=errors.total(),
        left=left,
        errors=dict(sorted(errors.items())),
        running=running,
        paused=(path / PAUSE).exists(),
        rate=rate,
        seconds_left=left / rate if running and rate else None,
        torn=torn,
    )


def pause_sweep(folder: str | os.PathLike[str]) -> None:
    """Ask the command that writes into a folder to end when what is under way is done; the same command resumes.

    Raises
    ------
    InputError
        It is no sweep's folder, or nothing is writing into it.
    """
    path = load_sweep(folder).folder
    if not any(is_locked(lock) for lock in path.glob(f"{LOCK}*")):
        raise InputError("no command is writing into this folder", where=str(path))
    (path / PAUSE).touch()


def _rate(store: Path) -> float | None:
    times: list[float] = []
    for table, key in ((RUNS, "id"), (FAILURES, "entry")):
        for part in shards.read(store, table, [key, "finished"]):
            times += dict(zip(part[key].to_pylist(), part["finished"].to_pylist(), strict=True)).values()
    return rate_of(times)


def rate_of(times: Sequence[float]) -> float | None:
    """Ends in a second over the last minutes in which there were any; None for fewer than two moments."""
    if not times:
        return None
    last = max(times)
    lately = [each for each in times if last - each <= _RECENT_SECONDS]
    span = last - min(lately)
    return (len(lately) - 1) / span if span > 0 else None


def _duration(seconds: float) -> str:
    minutes = seconds / 60
    return f"{seconds:.0f} s" if minutes < 2 else f"{minutes:.0f} min" if minutes < 120 else f"{minutes / 60:.1f} h"
