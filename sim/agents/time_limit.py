"""A limit on the time that a block of Python may take, in any thread and on every system.

A signal would do for the main thread of a Unix process only. So another thread looks on, and makes Python raise in
the thread of the block. That reaches code which computes, between two of its instructions; a call into the operating
system that blocks is ended when it returns.
"""

from __future__ import annotations

import ctypes
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

_LOOK_SECONDS = 0.5


class TookTooLongError(BaseException):
    """A block took longer than it may. No `Exception`, so that a block which catches those still ends."""

    def __str__(self) -> str:
        return "it came to no end"


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raise `TookTooLongError` inside the block when it takes longer, give or take half a second."""
    thread = threading.get_ident()
    _WATCH.begin(thread, seconds)
    try:
        yield
    finally:
        _WATCH.end(thread)


class _Watch:
    """One thread for the whole process, started when it is first needed, that looks at all blocks under way."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._ends: dict[int, float] = {}
        self._struck: set[int] = set()
        self._started = False

    def begin(self, thread: int, seconds: float) -> None:
        with self._lock:
            self._ends[thread] = time.monotonic() + seconds
            if not self._started:
                self._started = True
                threading.Thread(target=self._look, daemon=True, name="time limit").start()

    def end(self, thread: int) -> None:
        with self._lock:
            self._ends.pop(thread, None)
            if thread in self._struck:  # on the last instruction, perhaps: then it is taken back
                self._struck.discard(thread)
                _raise_in(thread, None)

    def _look(self) -> None:
        while True:
            time.sleep(_LOOK_SECONDS)
            with self._lock:
                late = [thread for thread, end in self._ends.items() if end < time.monotonic()]
                for thread in late:
                    del self._ends[thread]
                    self._struck.add(thread)
                    _raise_in(thread, TookTooLongError)


def _raise_in(thread: int, problem: type[BaseException] | None) -> None:
    """Have Python raise `problem` in a thread; with None, what was to be raised there is forgotten."""
    held = None if problem is None else ctypes.py_object(problem)
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), held)


_WATCH = _Watch()
