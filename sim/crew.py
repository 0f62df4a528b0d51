"""Threads that share out what is done to many: consumers, or the trips of a day."""

from __future__ import annotations

import threading
import weakref
from collections import deque
from collections.abc import Callable, Sequence
from itertools import pairwise
from operator import itemgetter
from queue import SimpleQueue
from typing import TypeVar, cast

import numpy as np
from numpy.typing import NDArray

T = TypeVar("T")
Counts = NDArray[np.int64]
Inbox = SimpleQueue[Callable[[], None] | None]

MANY = 32_768
"""From so many in a block on a worker has several blocks, up to `PIECES`: who is quicker takes more of them."""
PIECES = 4


def edges(size: int, workers: int, least: int) -> list[int]:
    """Where the blocks of 0..size begin and end.

    All are of one size (or one more) and hold at least `least`. What is too small to be shared is a single block.
    """
    sharing = min(workers, size // max(least, 1))
    if sharing < 2:
        return [0, size]
    blocks = sharing * max(1, min(PIECES, size // (sharing * max(MANY, least))))
    return [size * k // blocks for k in range(blocks + 1)]


class Crew:
    """Whoever calls `over`, and helpers that wait for work in threads of their own.

    Blocks lie in one row. The caller takes from it as well, so nobody waits for a helper that has not woken up yet: the
    others do its blocks. The caller begins at the front and helpers at the back, so that whoever has gone over some
    consumers goes over much the same ones in the next part of the day, and has them near.

    Parameters
    ----------
    workers
        Threads in all, the caller's included.
    """

    def __init__(self, workers: int) -> None:
        self.workers = workers
        self._inbox: Inbox = SimpleQueue()
        self._helpers = [threading.Thread(target=_help, args=(self._inbox,), daemon=True) for _ in range(workers - 1)]
        for helper in self._helpers:
            helper.start()
        # whoever forgets to close a crew leaves no threads behind
        self._dismiss = weakref.finalize(self, _dismiss, self._inbox, len(self._helpers))

    def over(self, size: int, work: Callable[..., T], tallies: Sequence[Counts], least: int) -> list[tuple[int, T]]:
        """Run ``work(low, high, *tallies)`` over 0..size in blocks of at least `least`.

        Returns (low, result) of each block, in order. A helper counts in tallies of its own, which are then added:
        integers, so that the sum is the same for any number of blocks.

        Raises
        ------
        Exception
            Whatever the work raised in the first block that failed, when no helper is at work any more.
        """
        ends = edges(size, self.workers, least)
        blocks = list(pairwise(ends))
        if len(blocks) < 2 or not self._dismiss.alive:
            return [(0, work(0, size, *tallies))]
        row = deque(enumerate(blocks))
        done: SimpleQueue[tuple[int, T | None, Sequence[Counts], BaseException | None]] = SimpleQueue()

        def lend_a_hand(own: Sequence[Counts] | None = None) -> None:
            """Take blocks until there are none; who brings tallies of its own is the caller."""
            take = row.pop if own is None else row.popleft
            while True:
                try:
                    number, (low, high) = take()
                except IndexError:
                    return
                counted = [np.zeros_like(tally) for tally in tallies] if own is None else own
                try:
                    done.put((number, work(low, high, *counted), counted, None))
                except BaseException as error:  # the caller raises it
                    done.put((number, None, counted, error))

        for _ in range(min(self.workers, len(blocks)) - 1):
            self._inbox.put(lend_a_hand)
        lend_a_hand(tallies)
        # every block is with somebody now
        found = sorted((done.get() for _ in blocks), key=itemgetter(0))
        for _, _, _, error in found:
            if error is not None:
                raise error
        for _, _, counted, _ in found:
            if counted is not tallies:
                for tally, part in zip(tallies, counted, strict=True):
                    tally += part
        return [(blocks[number][0], cast(T, result)) for number, result, _, _ in found]

    def close(self) -> None:
        """Send the helpers home. Who calls `over` after that does all the work alone."""
        self._dismiss()


def _help(inbox: Inbox) -> None:
    """Do what lies in the inbox, until there is nothing more to come."""
    while (job := inbox.get()) is not None:
        job()
        del job  # what was done is not kept alive by who waits for more


def _dismiss(inbox: Inbox, helpers: int) -> None:
    for _ in range(helpers):
        inbox.put(None)
