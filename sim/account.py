"""Official accounts: who follows them, what they post, and the complaint threads and inboxes they hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.kernels import threads
from sim.kernels.records import THREAD
from sim.kernels.rows import put

Rows = NDArray[Any]
"""An array of one of the row types of `sim.kernels.records`."""


def joined(parts: Sequence[Rows], dtype: np.dtype[Any]) -> Rows:
    """The rows of all parts in order: of a single part these rows themselves, of several a copy."""
    full = [part for part in parts if len(part)]
    if len(full) == 1:
        return full[0]
    out = np.empty(sum(len(part) for part in full), dtype=dtype)
    at = 0
    for part in full:
        put(part, out, at)
        at += len(part)
    return out


class Sheet:
    """Blank rows of one type, for kernels to fill.

    Numpy takes longer to make an array of many fields than a kernel to write the few rows of a day, so rows are cut
    off a longer array until that is used up. Those that were cut off are never handed out again.

    Parameters
    ----------
    dtype
        One of the row types of `sim.kernels.records`.
    """

    LENGTH = 8192
    """Rows that are made at once, unless more are asked for."""

    def __init__(self, dtype: np.dtype[Any]) -> None:
        self.dtype = dtype
        self.width = dtype.itemsize
        self._left: Rows = np.empty(0, dtype=dtype)

    def blank(self, count: int, written: int = 0) -> Rows:
        """Room for so many rows more than were `written`, of which `cut` keeps the first of all."""
        if len(self._left) < written + count:
            longer = np.empty(max(2 * written + count, self.LENGTH), dtype=self.dtype)
            if written:
                put(self._left[:written], longer, 0)
            self._left = longer
        return self._left[written : written + count]

    def cut(self, count: int) -> Rows:
        """The first `count` of the blank rows."""
        rows, self._left = self._left[:count], self._left[count:]
        return rows

    def copied(self, count: int) -> Rows:
        """A copy of the first `count` rows, which then are blank again: what is long is not kept with room to spare."""
        rows = np.empty(count, dtype=self.dtype)
        put(self._left[:count], rows, 0)
        return rows


@dataclass
class Account:
    """One retailer's account on one platform, with its counts since the first day."""

    number: int
    retailer: int
    platform: int
    all_followers: NDArray[np.int64]
    """Followers of every account of the world, by number: an account is a view of its own entry."""
    all_posts: NDArray[np.int64]
    """Today's posts of every account by kind, the last of which are invitations; of it, too, an account is a view."""

    @property
    def posts_today(self) -> tuple[int, int, int]:
        """Posts of each kind that it makes today."""
        promotion, information, community, _ = self.all_posts[self.number].tolist()
        return promotion, information, community

    @posts_today.setter
    def posts_today(self, counts: Sequence[int]) -> None:
        self.all_posts[self.number, :-1] = counts

    @property
    def invites_today(self) -> int:
        """Invitations that it posts today."""
        return int(self.all_posts[self.number, -1])

    @property
    def followers(self) -> int:
        """Consumers who follow it."""
        return int(self.all_followers[self.number])

    @followers.setter
    def followers(self, count: int) -> None:
        self.all_followers[self.number] = count


class ThreadBook:
    """Complaint threads that still wait or can still be seen, in the order in which they were ready to answer.

    Threads that ended are handed to the conversation log and forgotten. `live` is the beginning of a longer array in
    which threads move up and down, so its rows are those of today alone: copy what is to be kept.
    """

    def __init__(self, keep: int) -> None:
        self._rows: Rows = np.empty(64, dtype=THREAD)
        self.live: Rows = self._rows[:0]
        self._log: Rows = np.zeros(0, dtype=THREAD)
        self._logged = 0
        self._room = keep

    def open(self, complaints: Rows, questions: Rows) -> None:
        """Add the day's new threads."""
        old = len(self.live)
        total = old + len(complaints) + len(questions)
        if total > len(self._rows) or self.live.base is not self._rows:  # somebody may have put others in their place
            self._rows = np.empty(max(total + total // 8, len(self._rows)), dtype=THREAD)
            put(self.live, self._rows, 0)
        self.live = self._rows[:total]
        if total > old:
            threads.sort_in(self.live, old, complaints, questions, threads.by_ready(complaints, questions))

    def tidy(self, day: int, life_days: NDArray[np.int64]) -> None:
        """Log and forget threads that neither wait nor are still shown after `day`.

        `life_days[channel]` says for how long a public thread of that channel is shown.
        """
        live = self.live
        if not len(live):
            return
        needed, most = self._logged + len(live), self._logged + self._room
        if min(needed, most) > len(self._log):
            longer = np.empty(min(2 * needed, most), dtype=THREAD)
            put(self._log[: self._logged], longer, 0)
            self._log = longer
        stay, taken = threads.part(day, live, life_days, self._log, self._logged, self._room)
        self._logged += taken
        self._room -= taken
        self.live = live[:stay]

    def all_threads(self) -> Rows:
        """Every thread that was logged and every live one, in the order in which they were opened."""
        rows = joined([self._log[: self._logged], self.live[: self._room]], THREAD)
        return rows[np.lexsort((rows["number"], rows["opened"]))]
