"""The pace of needs (Z1, Tb): a season, a trend and slow shocks, by which everybody needs more or less today."""

from __future__ import annotations

import math
from statistics import NormalDist

from sim.randomness import Purpose
from sim.scenario.market import Market
from tests.reference.arithmetic import keep
from tests.reference.luck import Luck


class Pace:
    """By what everybody's rate of trips is multiplied.

    Attributes
    ----------
    shock
        Of the logarithm of needs; it fades, and something new is added every day.
    today
        The pace of today.
    """

    def __init__(self, rules: Market, luck: Luck) -> None:
        self.rules = rules
        self.luck = luck
        self.shock = rules.shock_spread * self._something_new()  # as large at the start as it is later on
        self.today = self._pace_of_today()

    def begin_day(self) -> None:
        """The shock fades a little, and something new is added so that it is as large as before on average."""
        if self.luck.day > 0:
            kept = keep(self.rules.shock_days)
            added = math.sqrt(1.0 - kept * kept) * self._something_new()
            self.shock = kept * self.shock + self.rules.shock_spread * added
        self.today = self._pace_of_today()

    def expected(self, days: int) -> float:
        """Mean pace of the next days for one who knows season, trend and today's shock, but not those to come."""
        total = 0.0
        for later in range(1, days + 1):
            left = keep(self.rules.shock_days) ** later
            known_part = left * self.shock - 0.5 * (left * self.rules.shock_spread) ** 2
            total += self._regular(self.luck.day + later) * math.exp(known_part)
        return round(total / days, 9)

    def _pace_of_today(self) -> float:
        shock = math.exp(self.shock - 0.5 * self.rules.shock_spread**2)  # 1 on average over all worlds
        return round(self._regular(self.luck.day) * shock, 9)

    def _regular(self, day: int) -> float:
        """Season and trend."""
        phase = 2.0 * math.pi * (day - self.rules.peak_day) / 365.0
        season = 1.0 + self.rules.season_swing * math.cos(phase)
        trend: float = (1.0 + self.rules.growth) ** (day / 365.0)
        return season * trend

    def _something_new(self) -> float:
        draw = self.luck.today(Purpose.PACE, 0)
        return NormalDist().inv_cdf(draw.first + 2.0**-25)
