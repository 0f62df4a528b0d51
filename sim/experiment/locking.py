"""Locks that die with their holder: one writer at a time, and nothing to mend after a kill."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

from sim.errors import OutputError

_GLANCE_SECONDS = 0.2
"""Who only looks whether a lock is held has it for a moment, which is no reason to refuse."""


def take_lock(path: Path) -> int:
    """Take the lock that a file stands for and write our process number into it; returns the open file.

    Raises
    ------
    OutputError
        A process that lives holds it.
    """
    until = time.monotonic() + _GLANCE_SECONDS
    while True:
        file = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
        if not _try_lock(file):
            if time.monotonic() < until:
                os.close(file)
                time.sleep(0.02)
                continue
            holder = os.read(file, 20).decode(errors="replace").strip() or "unknown"
            os.close(file)
            raise OutputError(
                f"another command is writing into this folder (process {holder})",
                where=str(path.parent),
                allowed="another folder, or wait until it has ended",
            )
        try:
            if os.path.samestat(os.fstat(file), os.stat(path)):
                break
        except FileNotFoundError:
            pass
        os.close(file)  # its holder removed the file just before we got the lock: take the new one
    os.truncate(file, 0)
    os.write(file, f"{os.getpid()}\n".encode())
    return file


def drop_lock(path: Path, file: int) -> None:
    """Give a lock back; `file` is what `take_lock` returned."""
    if sys.platform == "win32":  # an open file cannot be removed there
        os.close(file)
        path.unlink(missing_ok=True)
    else:
        path.unlink(missing_ok=True)
        os.close(file)


def is_locked(path: Path) -> bool:
    """True while a living process holds the lock; the file of a dead one's may still be there."""
    try:
        file = os.open(path, os.O_RDWR)
    except FileNotFoundError:
        return False
    try:
        return not _try_lock(file)
    finally:
        os.close(file)


if sys.platform == "win32":
    import msvcrt

    def _try_lock(file: int) -> bool:
        os.lseek(file, 4096, os.SEEK_SET)  # a byte behind the text, which others may then still read
        try:
            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        finally:
            os.lseek(file, 0, os.SEEK_SET)
        return True

else:
    import fcntl

    def _try_lock(file: int) -> bool:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
