"""Who gets in: so many pages are open at once, and no more.

A seat is a kernel: what Solara keeps for one open page. Three things are not as simple as counting kernels:

- A page is sent before its kernel exists, so a seat is kept for it; else it would come and find none.
- Who reloads asks for the new page while his old kernel is still there. A session that has a seat therefore always gets
  a page, and when the room is full the new kernel takes the seat of his oldest one.
- A page whose connection broke may come back, so its kernel stays. It counts for half a minute; after that it is closed
  when somebody else needs the seat.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

EXPECT_SECONDS = 30.0
"""How long a seat is kept for a page that was sent."""
ABSENT_SECONDS = 30.0
"""How long a page whose connection broke still counts."""


@dataclass
class _Seat:
    session: str
    connections: int = 1
    left_at: float = 0.0


@dataclass(frozen=True)
class Entry:
    """Whether a kernel may be opened, and the kernels that have to be closed for it."""

    admitted: bool
    closing: tuple[str, ...] = ()


class Room:
    """Seats, and who sits there. May be used from any thread.

    Parameters
    ----------
    seats
        Kernels that live at most.
    clock
        Seconds from some beginning on.
    """

    def __init__(self, seats: int, clock: Callable[[], float] = time.monotonic) -> None:
        self.seats = seats
        self._clock = clock
        self._lock = threading.Lock()
        self._taken: dict[str, _Seat] = {}
        self._expected: dict[str, float] = {}

    def expect(self, session: str, *, keep: bool = True) -> bool:
        """A page is asked for: whether there is a seat, which is then kept for it unless `keep` is false."""
        with self._lock:
            self._forget()
            if not self._has_claim(session) and self._count() >= self.seats:
                return False
            if keep:
                self._expected[session] = self._clock() + EXPECT_SECONDS
            return True

    def enter(self, kernel: str, session: str) -> Entry:
        """A page connects to its kernel, which is new or one that it had before."""
        with self._lock:
            self._forget()
            seat = self._taken.get(kernel)
            if seat is not None:
                if seat.session != session:
                    return Entry(False)
                seat.connections += 1
                return Entry(True)
            closing = []
            if self._count(besides=session) >= self.seats:
                mine = [name for name, seat in self._taken.items() if seat.session == session and self._counts(seat)]
                if not mine:
                    return Entry(False)
                closing.append(self._close(mine[0]))
            self._expected.pop(session, None)
            absent = sorted(
                (name for name, seat in self._taken.items() if not self._counts(seat)),
                key=lambda name: self._taken[name].left_at,
            )
            while len(self._taken) >= self.seats and absent:
                closing.append(self._close(absent.pop(0)))
            self._taken[kernel] = _Seat(session)
            return Entry(True, tuple(closing))

    def leave(self, kernel: str) -> None:
        """A connection to a kernel has ended, for good or not."""
        with self._lock:
            if (seat := self._taken.get(kernel)) is not None:
                seat.connections -= 1
                seat.left_at = self._clock()

    def gone(self, kernel: str) -> None:
        """A kernel was closed."""
        with self._lock:
            self._taken.pop(kernel, None)

    @property
    def kernels(self) -> int:
        """Kernels that live."""
        return len(self._taken)

    # Below, the lock is held by the caller.

    def _counts(self, seat: _Seat) -> bool:
        return seat.connections > 0 or self._clock() - seat.left_at < ABSENT_SECONDS

    def _count(self, besides: str | None = None) -> int:
        """Seats that are taken or kept; of the session `besides` those alone that are taken."""
        seated = [seat for seat in self._taken.values() if self._counts(seat)]
        sessions = {seat.session for seat in seated} | {besides}
        return len(seated) + sum(session not in sessions for session in self._expected)

    def _has_claim(self, session: str) -> bool:
        return session in self._expected or any(
            seat.session == session and self._counts(seat) for seat in self._taken.values()
        )

    def _close(self, kernel: str) -> str:
        del self._taken[kernel]
        return kernel

    def _forget(self) -> None:
        now = self._clock()
        self._expected = {session: until for session, until in self._expected.items() if until > now}
