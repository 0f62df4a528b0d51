"""A results folder while it is written: one writer at a time, all files at once or none.

Files are made in a hidden folder inside the results folder and moved into place when all are there, the
manifest last: a folder with a manifest is whole. A lock file keeps a second command out; the system
drops the lock when its holder dies, so a killed command leaves nothing to mend.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Self

from sim.errors import OutputError
from sim.experiment.locking import drop_lock, take_lock

MANIFEST = "manifest.json"
INTERRUPTED = "interrupted"
"""How the status in the manifest of an interrupted command begins."""
FORMAT = "trm-results"
"""Stands in every manifest of ours: other programs, too, write files of that name."""
_LOCK = ".lock"
_TEMPORARY = ".partial-"


def set_aside(path: Path) -> Path:
    """Where a command that is interrupted puts what it has done when `path` holds whole results from before."""
    return path.with_name(f"{path.name}.interrupted")


def holds_whole_results(path: Path) -> bool:
    """Whether a folder holds results of ours, of a command that was not interrupted."""
    try:
        manifest = json.loads((path / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    ours = isinstance(manifest, dict) and manifest.get("format") == FORMAT
    return ours and not str(manifest.get("status", "")).startswith(INTERRUPTED)


class OutputFolder:
    """A folder to write results into, as a context manager.

    Parameters
    ----------
    path
        A new or empty folder, or one that holds earlier results.
    known
        File names that results may have. Only these are ever replaced or removed.
    overwrite
        Whether earlier results may be replaced.

    Raises
    ------
    OutputError
        On entering: it cannot be written, is in use, or holds something that must stay.
    """

    def __init__(self, path: Path, *, known: frozenset[str], overwrite: bool = False) -> None:
        self.path, self._known, self._overwrite = path, known, overwrite
        self._lock = -1
        self._created = False
        self.temporary = Path()

    def __enter__(self) -> Self:
        self._created = not self.path.exists()
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            self._lock = take_lock(self.path / _LOCK)
        except OSError as problem:
            raise self._refused(f"results cannot be written here ({_reason(problem)})") from None
        try:
            self._check_content()
            for left in self.path.glob(f"{_TEMPORARY}*"):  # of a command that was killed
                shutil.rmtree(left, ignore_errors=True)
            self.temporary = Path(tempfile.mkdtemp(prefix=_TEMPORARY, dir=self.path))
        except BaseException as problem:
            self._leave()
            if isinstance(problem, OSError):
                raise self._refused(f"results cannot be written here ({_reason(problem)})") from None
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        shutil.rmtree(self.temporary, ignore_errors=True)
        self._leave()
        if isinstance(value, OSError):
            raise self._refused(f"results cannot be written here ({_reason(value)})") from value

    def publish(self) -> None:
        """Move every file of the temporary folder into place; earlier results go."""
        new = sorted(file.name for file in self.temporary.iterdir() if file.is_file())
        (self.path / MANIFEST).unlink(missing_ok=True)
        for name in sorted(self._known - set(new)):
            (self.path / name).unlink(missing_ok=True)
        for name in sorted(new, key=lambda name: name == MANIFEST):
            os.replace(self.temporary / name, self.path / name)

    def _check_content(self) -> None:
        there = {entry.name for entry in self.path.iterdir() if not entry.name.startswith(".")}
        foreign = sorted(there - self._known)
        ours = MANIFEST in there and FORMAT in (self.path / MANIFEST).read_text(errors="replace")
        if (foreign or MANIFEST in there) and not ours:
            raise self._refused(
                f"the folder holds something else ('{(foreign or [MANIFEST])[0]}')",
                allowed="a new or empty folder, or one with earlier results",
            )
        if there and not self._overwrite:
            raise self._refused(
                "the folder holds earlier results", allowed="another folder, or --overwrite to replace them"
            )

    def _leave(self) -> None:
        drop_lock(self.path / _LOCK, self._lock)
        if self._created and not any(self.path.iterdir()):
            self.path.rmdir()

    def _refused(self, problem: str, allowed: str | None = None) -> OutputError:
        return OutputError(problem, where=str(self.path), allowed=allowed)


def _reason(problem: OSError) -> str:
    return problem.strerror or str(problem)
