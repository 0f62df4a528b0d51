"""Luck: a draw is a function of the seed, what it is for, the day, and who draws; no draw moves another."""

from __future__ import annotations

import numpy as np

from sim.randomness import Purpose, draw_bits, stream

ALWAYS = -1
"""In place of a day: a draw that is the same on all days."""


class Draw:
    """One draw: two numbers from 0 to below 1 that have nothing to do with each other."""

    def __init__(self, bits: int) -> None:
        self.first = (bits >> 40) * 2.0**-24
        self.second = (bits & 0xFFFFFF) * 2.0**-24


class Luck:
    """The luck of one world."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.day = 0
        self._keys: dict[tuple[Purpose, int], np.uint64] = {}

    def today(self, purpose: Purpose, who: int, whom: int | None = None) -> Draw:
        """What `who`, or `who` with `whom`, draws today."""
        return Draw(self.bits(purpose, who, whom))

    def always(self, purpose: Purpose, who: int, whom: int | None = None) -> Draw:
        """What is drawn once and for all."""
        return Draw(draw_bits(self.key(purpose, ALWAYS), who, whom))

    def on_platform(self, platform: int, purpose: Purpose, who: int, whom: int) -> Draw:
        """What is drawn today on one platform, so that platforms share no luck."""
        key = np.uint64(draw_bits(self.key(purpose, self.day), platform))
        return Draw(draw_bits(key, who, whom))

    def bits(self, purpose: Purpose, who: int, whom: int | None = None) -> int:
        """A whole number of 64 random bits of today, to pick one of several or to sort by."""
        return draw_bits(self.key(purpose, self.day), who, whom)

    def key(self, purpose: Purpose, day: int) -> np.uint64:
        """The key of everything drawn for a purpose on a day; kept, because it is needed again and again."""
        if (purpose, day) not in self._keys:
            self._keys[purpose, day] = stream(self.seed, purpose, day)
        return self._keys[purpose, day]
