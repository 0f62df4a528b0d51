"""Room for calls: a start, and above all a first run, is not slowed by where its calls happen to stand.

CPython 3.11 and 3.12 keep the frames of Python functions in pieces of 16 KiB of the thread's stack. A loop that calls
over the end of a piece asks the system for the next one and gives it back at every call. Which loops do depends on how
deep they are called, and one that does runs twenty times slower: a module of numba took 300 ms to import in place of
15. A frame that needs more than a piece gets one that is large enough, rounded up to a power of two, and what
is left of it is for the calls within.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")

WORDS = 70_000
"""What the frame says it needs, in words of 8 bytes: it gets a piece of 1 MiB, and leaves nearly half of it. A page of
memory that nobody touches takes none."""


def roomy(function: Callable[P, R]) -> Callable[P, R]:
    """The same function, whose calls have the rest of a large piece of the stack to themselves."""

    def with_room(*arguments: P.args, **named: P.kwargs) -> R:
        return function(*arguments, **named)

    with_room.__code__ = with_room.__code__.replace(co_stacksize=WORDS)
    return functools.wraps(function)(with_room)
