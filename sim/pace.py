"""The pace of needs: how all consumers together need more or less from day to day (Z1, Tb).

One number a day multiplies everybody's trip rate. It is made of a season, a trend, and slow shocks; the shocks are
keyed, so that two worlds of one seed have the same ones whatever their firms do.
"""

from __future__ import annotations

import math
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from sim.kernels import pace as kernel
from sim.randomness import Purpose, draw_on
from sim.scenario.market import Market

Floats = NDArray[np.float64]

YEAR = 365.0
_NORMAL = NormalDist()
_PURPOSE = int(Purpose.PACE)


class Pace:
    """The pace of one world. A pace of 1 leaves the trip rates as the scenario has them.

    Attributes
    ----------
    today
        The pace of the day that is being lived.
    """

    def __init__(self, spec: Market, seed: int) -> None:
        self.spec = spec
        self._seed = np.uint64(seed)
        self._keep = 0.5 ** (1.0 / spec.shock_days)
        self._day = 0
        self._shock = spec.shock_spread * self._normal(0)  # as large on the first day as on any other
        self._shock_mean = 0.5 * spec.shock_spread * spec.shock_spread
        self._means: Floats = np.empty(32, dtype=np.float64)
        self._is_known = False  # today
        self._regular_on: Floats = np.empty(0, dtype=np.float64)
        self.today = self._pace()

    def begin_day(self, day: int) -> None:
        """Move on to a day: the shock fades a little, and something new is added."""
        while self._day < day:
            self._day += 1
            new = math.sqrt(1.0 - self._keep * self._keep) * self._normal(self._day)
            self._shock = self._keep * self._shock + self.spec.shock_spread * new
        self._is_known = False
        self.today = self._pace()

    def ahead(self, days: int) -> float:
        """Mean of the pace to be expected on the next `days` days by one who knows season, trend and today's shock.

        What shocks are still to come nobody knows.
        """
        days = max(days, 1)
        return float(self.means(days)[days - 1])

    def means(self, days: int) -> Floats:
        """The same for the next day alone, the next two, and so on until the next `days` or more. Read it only."""
        if days > len(self._means):
            self._means, self._is_known = np.empty(2 * days, dtype=np.float64), False
        if not self._is_known:
            tomorrow = self._day + 1
            self._regular(tomorrow + len(self._means))
            # rounding makes the last bits, which may differ between machines, irrelevant
            kernel.look_ahead(self._keep, self._shock, self._shock_mean, self._regular_on, tomorrow, self._means)
            self._is_known = True
        return self._means

    def _pace(self) -> float:
        shock = self._shock - self._shock_mean  # 1 on average over all worlds
        # rounding makes the last bits, which may differ between machines, irrelevant
        return round(self._regular(self._day) * math.exp(shock), 9)

    def _regular(self, day: int) -> float:
        """Season times trend."""
        if day >= len(self._regular_on):
            first = len(self._regular_on)
            more = [self._season(later) * self._trend(later) for later in range(first, max(day + 1, first + 365))]
            self._regular_on = np.append(self._regular_on, more)
        return float(self._regular_on[day])

    def _season(self, day: int) -> float:
        return 1.0 + self.spec.season_swing * math.cos(2.0 * math.pi * (day - self.spec.peak_day) / YEAR)

    def _trend(self, day: int) -> float:
        return float((1.0 + self.spec.growth) ** (day / YEAR))

    def _normal(self, day: int) -> float:
        luck = draw_on(self._seed, _PURPOSE, day, 0)
        return _NORMAL.inv_cdf(luck + 2.0**-25)  # half a step of the uniform: never 0, never 1
