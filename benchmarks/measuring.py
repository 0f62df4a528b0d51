"""Clocks, memory, and processes of their own: what every benchmark measures with.

What has one thread is told in processor time, which other programs on the machine hardly touch; what has several
threads or processes in time of the clock.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parent.parent
GIB = 2.0**30


class Clocks(NamedTuple):
    """Seconds of the clock on the wall, and of the processors for all threads of this process."""

    wall: float
    processor: float

    @staticmethod
    def now() -> Clocks:
        """Both clocks as they stand."""
        return Clocks(time.perf_counter(), time.process_time())

    def since(self, began: Clocks) -> Clocks:
        """What has passed on both."""
        return Clocks(self.wall - began.wall, self.processor - began.processor)


def clocked(work: Callable[[], object]) -> Clocks:
    """What a piece of work takes on both clocks."""
    began = Clocks.now()
    work()
    return Clocks.now().since(began)


def resident_bytes(process: int | None = None) -> int:
    """Memory that a process holds now (this one by default); 0 when it is gone. Linux only."""
    try:
        pages = int(Path(f"/proc/{process or os.getpid()}/statm").read_text().split()[1])
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")


def peak_bytes() -> int:
    """The most memory that this process has held. Linux only.

    Not ``ru_maxrss``: that counts what the parent held when it started the process, so a large parent hides the peak
    of a small child. ``VmHWM`` is of the process alone.
    """
    lines = Path("/proc/self/status").read_text().splitlines()
    return int(dict(line.split(":", 1) for line in lines)["VmHWM"].split()[0]) * 1024


def free_gib() -> float | None:
    """Memory that a new process may take without any other being pushed out; None where the system does not tell."""
    try:
        lines = Path("/proc/meminfo").read_text().splitlines()
    except FileNotFoundError:
        return None
    known = dict(line.split(":") for line in lines)
    return int(known["MemAvailable"].split()[0]) * 1024 / GIB


class OwnProcess:
    """A function ``module:name`` that runs in a process of its own, and prints one JSON document when it is done."""

    def __init__(self, target: str, *arguments: object, environment: Mapping[str, str] | None = None) -> None:
        module, name = target.split(":")
        code = (
            f"import json; from {module} import {name}; "
            f"print(json.dumps({name}(*{list(arguments)!r}), allow_nan=False))"
        )
        self._target = target
        self._process = subprocess.Popen(
            [sys.executable, "-c", code],
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env={**os.environ, **(environment or {})},
        )

    def result(self) -> Any:
        """What the function returned.

        Raises
        ------
        RuntimeError
            The process failed, or was ended by the system (which it does when memory is short).
        """
        out, _ = self._process.communicate()
        if self._process.returncode:
            raise RuntimeError(f"{self._target} in a process of its own ended with {self._process.returncode}")
        return json.loads(out.splitlines()[-1])


def alone(target: str, *arguments: object, environment: Mapping[str, str] | None = None) -> Any:
    """What a function returns in a process of its own, so that its memory and its imports are its own."""
    return OwnProcess(target, *arguments, environment=environment).result()
