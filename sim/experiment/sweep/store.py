"""The folder of a sweep while a command writes into it: one writer, or shards side by side.

manifest.json        what is asked, by which versions; written whole
cells.parquet        a row for each cell wanted: scenario, point, replicate, seed, run id, the values of the factors
store/runs-*.parquet       a row for each run done and retailer: id, digest, seconds, outcomes
store/failures-*.parquet   a row for each run that failed, with all that is needed to do it again
aside/               files that were found torn; their runs are done again
pause                asks the command that is writing to end when what is under way is done

What has been done is known by the ids in the store, whatever was asked when it was done.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from sim.errors import OutputError
from sim.experiment.folder import MANIFEST
from sim.experiment.locking import drop_lock, is_locked, take_lock
from sim.experiment.sweep import shards
from sim.experiment.sweep.work import Ended
from sim.experiment.sweep.writer import FAILURES, RUNS, Writer

FORMAT, VERSION = "trm-sweep", 1
CELLS, STORE, ASIDE, PAUSE = "cells.parquet", "store", "aside", "pause"
ALONE = "all"
"""The writer that has a folder to itself."""
LOCK = ".lock"
"""The file that is locked; that of a shard has more to its name."""
_KNOWN = frozenset({MANIFEST, CELLS, STORE, ASIDE, PAUSE, "report.html"})


class Store:
    """What a folder holds, and the way to add to it, as a context manager.

    Parameters
    ----------
    path
        A new or empty folder, or that of a sweep.
    name
        Of the experiment; a folder holds one.
    shard
        Which part of how many this command does beside others in the same folder; None when it is alone.

    Attributes
    ----------
    done
        The digest of the outcomes of each run done, by run id.
    failed
        The kind of error of each run that failed and was never done, by run id.
    held
        The manifest that stands in the folder; empty in a new one.

    Raises
    ------
    OutputError
        On entering: it cannot be written, is in use, or holds something else.
    """

    def __init__(self, path: Path, *, name: str, shard: tuple[int, int] | None = None) -> None:
        self.path, self._name = path, name
        self._alone = shard is None
        self._name_of_writer = ALONE if shard is None else f"{shard[0]}of{shard[1]}"
        self.done: dict[str, str] = {}
        self.failed: dict[str, str] = {}
        self.held: dict[str, Any] = {}
        self._created = False
        self._lock = -1

    def __enter__(self) -> Self:
        self._created = not self.path.exists()
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            self._lock = take_lock(self._lock_file)
        except OSError as problem:
            raise _refused(self.path, f"results cannot be written here ({problem.strerror or problem})") from None
        try:
            self._keep_others_out()
            self.held = check_folder(self.path, self._name)
            self._tidy()
            self._writer = Writer(self.path / STORE, self._name_of_writer)
            self.reload()
        except BaseException as problem:
            self._leave()
            if isinstance(problem, OSError):
                raise _refused(self.path, f"results cannot be written here ({problem})") from None
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if not isinstance(value, OutputError):  # or the disk would be tried once more
                self.flush()
        finally:
            self._leave()

    def reload(self) -> None:
        """Read what is there: our own, and what others have added meanwhile."""
        self.done, self.failed = read_index(self.path)

    def add_run(self, ended: Ended) -> None:
        """Keep a run that was done; it is on disk after some seconds, or after `flush`."""
        if ended.task.id not in self.done:
            with self._writing():
                self.note(ended.task.id, self._writer.add_run(ended))

    def add_failure(self, ended: Ended, world: str | None) -> None:
        """Keep a run that failed, with its world as JSON (None when its values make none)."""
        self.failed[ended.task.id] = str(ended.answer.error)
        with self._writing():
            self._writer.add_failure(ended, world)

    def note(self, run: str, outcomes_digest: str | None, error: str = "") -> None:
        """Take note of a run that stands in the store: the digest of its outcomes, or None and its kind of error."""
        if outcomes_digest is None:
            self.failed[run] = error
        else:
            self.done[run] = outcomes_digest
            self.failed.pop(run, None)

    def flush(self) -> None:
        """Write all that is kept."""
        with self._writing():
            self._writer.flush()

    def flush_when_due(self) -> None:
        """Write what has been kept for some seconds."""
        with self._writing():
            self._writer.flush_when_due()

    def compact(self) -> None:
        """Put our files together; all files, when we have the folder to ourselves."""
        self.flush()
        with self._writing():
            if self._alone:
                self._set_torn_aside()
            self._writer.compact(everybody=self._alone)

    def write_cells(self, table: Any) -> None:
        """Write the cells that are wanted."""
        with self._writing():
            shards.write_table(table, self.path / CELLS, by=f"-{self._name_of_writer}-")

    def write_manifest(self, manifest: Mapping[str, Any]) -> None:
        """Write the manifest."""
        torn = self.path / f"{MANIFEST}-{self._name_of_writer}-{shards.TORN}"
        with self._writing():
            torn.write_text(json.dumps(manifest, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
            os.replace(torn, self.path / MANIFEST)

    @property
    def paused(self) -> bool:
        """Whether somebody has asked to pause."""
        return (self.path / PAUSE).exists()

    @property
    def _lock_file(self) -> Path:
        return self.path / (LOCK if self._alone else f"{LOCK}-{self._name_of_writer}")

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """A disk that is full or gone is something that the user can mend; what was written before is kept."""
        try:
            yield
        except OSError as problem:
            raise _refused(self.path, f"results cannot be written here ({problem.strerror or problem})") from problem

    def _keep_others_out(self) -> None:
        """Shards write side by side; one who is alone writes beside nobody."""
        others = [self.path / LOCK] if not self._alone else list(self.path.glob(f"{LOCK}-*"))
        if any(is_locked(other) for other in others):
            raise _refused(
                self.path, "another command is writing into this folder", "another folder, or wait until it has ended"
            )
        if self._alone:
            for other in others:  # of shards that were killed
                other.unlink(missing_ok=True)

    def _tidy(self) -> None:
        """Take up what a killed command left: half-written files go, torn ones are set aside."""
        inside = self.path / STORE
        inside.mkdir(exist_ok=True)
        (self.path / PAUSE).unlink(missing_ok=True)
        mine = "*" if self._alone else f"*-{self._name_of_writer}-*"
        for left in (*inside.glob(f"{mine}{shards.TORN}"), *self.path.glob(f"{mine}{shards.TORN}")):
            left.unlink(missing_ok=True)
        if self._alone:
            self._set_torn_aside()

    def _set_torn_aside(self) -> None:
        for torn in torn_files(self.path):
            (self.path / ASIDE).mkdir(exist_ok=True)
            target, number = self.path / ASIDE / torn, 2
            while target.exists():
                target, number = self.path / ASIDE / f"{torn}.{number}", number + 1
            os.replace(self.path / STORE / torn, target)

    def _leave(self) -> None:
        drop_lock(self._lock_file, self._lock)
        if self._created and not any(self.path.rglob("*.*")):
            for inside in (self.path / STORE, self.path):
                if inside.exists():
                    inside.rmdir()


def check_folder(path: Path, name: str | None = None) -> dict[str, Any]:
    """The manifest of the folder of a sweep; empty when nothing is there yet.

    Raises
    ------
    OutputError
        The folder holds anything else, or another experiment than `name`.
    """
    foreign = sorted(
        entry.name
        for entry in path.iterdir()
        if entry.name not in _KNOWN and not entry.name.startswith(".") and not entry.name.endswith(shards.TORN)
    )
    held: dict[str, Any] = {}
    if (path / MANIFEST).exists():
        try:
            content: Any = json.loads((path / MANIFEST).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            foreign = [MANIFEST]
        else:
            held = content if isinstance(content, dict) else {}
            if held.get("format") != FORMAT:
                foreign = [MANIFEST]
    if foreign:
        raise _refused(path, f"the folder holds something else ('{foreign[0]}')", "a new folder, or that of a sweep")
    if held and name is not None and held.get("name") != name:
        raise _refused(path, f"the folder holds the experiment '{held.get('name')}', not '{name}'", "another folder")
    return held


def torn_files(path: Path) -> tuple[str, ...]:
    """Files of the store that cannot be read to their end."""
    return tuple(name for table in (RUNS, FAILURES) for name in shards.torn_files(path / STORE, table))


def read_index(path: Path, without: Collection[str] = ()) -> tuple[dict[str, str], dict[str, str]]:
    """The digest of the outcomes of each run done, and the error of each that only failed, by run id.

    Files `without` which it is to be read are passed over.
    """
    done: dict[str, str] = {}
    for table in shards.read(path / STORE, RUNS, ["id", "outcomes_digest"], without):
        done.update(zip(table["id"].to_pylist(), table["outcomes_digest"].to_pylist(), strict=True))
    failures: list[tuple[float, str, str]] = []
    for table in shards.read(path / STORE, FAILURES, ["entry", "id", "error", "finished"], without):
        failures += zip(*(table[name].to_pylist() for name in ("finished", "id", "error")), strict=True)
    return done, {run: error for _, run, error in sorted(failures) if run not in done}


def total_digest(wanted: Iterable[str], done: Mapping[str, str], failed: Mapping[str, str]) -> str:
    """A hash over what became of the runs that are wanted, in the order of their ids."""
    total = hashlib.sha256()
    for run in sorted(set(wanted)):
        if run in done:
            total.update(f"{run} {done[run]}\n".encode())
        elif run in failed:
            total.update(f"{run} failed {failed[run]}\n".encode())
    return total.hexdigest()


def tally(
    runs: Sequence[str], done: Mapping[str, str], failed: Mapping[str, str], stopped: str | None = None
) -> dict[str, Any]:
    """How many of the runs wanted are done and have failed, the digest, and all that in a word.

    `stopped` says why more may be wanted than is known; None when all is.
    """
    completed, gone_wrong = sum(run in done for run in runs), sum(run in failed for run in runs)
    status = f"failed: {gone_wrong} of {len(runs)}" if gone_wrong else "complete"
    if stopped is not None or completed + gone_wrong < len(runs):
        status = f"{stopped or 'partial'}: {completed} of {len(runs)}"
    return {
        "status": status,
        "planned": len(runs),
        "completed": completed,
        "failed": gone_wrong,
        "digest": total_digest(runs, done, failed),
    }


def _refused(path: Path, problem: str, allowed: str | None = None) -> OutputError:
    return OutputError(problem, where=str(path), allowed=allowed)
