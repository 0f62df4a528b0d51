"""Numbers of every day, written down in one stroke a day and read by name when the days are over."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from sim.day_counts import Days, parted


class DayRows:
    """Named numbers: a row for each day that is written down, and the same numbers on each.

    All of a day are copied at once, since a copy of each would be felt in the day of a small world.

    Parameters
    ----------
    dtype
        Of all numbers.
    days
        For how many days there is room before longer rows have to be laid out.
    """

    def __init__(self, dtype: type[np.generic], days: int) -> None:
        self._dtype = dtype
        self._room = days
        self._rows: Days = np.empty((0, 0), dtype=dtype)
        self._shapes: dict[str, tuple[int, ...]] = {}
        self.days = 0

    def write(self, today: Mapping[str, Any]) -> None:
        """Write down a day: arrays and numbers by name, with the names and shapes of every other day."""
        if self.days == len(self._rows):
            self._lay_out(today)
        np.concatenate(tuple(today.values()), axis=None, out=self._rows[self.days])
        self.days += 1

    def read(self) -> dict[str, Days]:
        """All days so far, by name: copies of shape (days, …)."""
        return {name: part.copy() for name, part in parted(self._rows[: self.days], self._shapes).items()}

    def _lay_out(self, today: Mapping[str, Any]) -> None:
        if not self.days:
            self._shapes = {name: np.shape(part) for name, part in today.items()}
        width = sum(math.prod(shape) for shape in self._shapes.values())
        longer = np.empty((max(2 * self.days, self._room, 1), width), dtype=self._dtype)
        if self.days:
            longer[: self.days] = self._rows
        self._rows = longer
