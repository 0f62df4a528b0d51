"""7.14 What a retailer expects of one shelf: a day's demand and the wait for goods, each smoothed with its variance."""

from __future__ import annotations

import math

from sim.scenario.firms import Stock, Supplier


class Smoothed:
    """The mean of a number that is seen again and again, and its variance; the last sight weighs the most."""

    def __init__(self, mean: float, variance: float) -> None:
        self.mean = mean
        self.variance = variance

    def learn(self, seen: float, weight: float) -> None:
        """Take one more sight in."""
        error = seen - self.mean
        self.mean += weight * error
        self.variance = (1.0 - weight) * (self.variance + weight * error * error)


class Forecast:
    """A retailer's expectations of one shelf."""

    def __init__(self, stock: Stock, supplier: Supplier, expected_demand: float) -> None:
        self.stock = stock
        self.demand = Smoothed(expected_demand, expected_demand)
        spread = supplier.lead_time_spread_days
        # the delay is drawn evenly between nothing and the spread
        self.wait = Smoothed(supplier.lead_time_days + 0.5 * spread, spread * spread / 12.0)

    def learn_demand(self, wanted: int) -> None:
        """What was wanted today, before the shelf was short."""
        self.demand.learn(wanted, self.stock.smoothing)

    def learn_wait(self, days: float) -> None:
        """How long the goods that arrived today were under way."""
        self.wait.learn(days, self.stock.smoothing)

    def level(self) -> float:
        """Units, on the shelf and on order, that cover the wait for goods and the days to the next review."""
        cover = self.wait.mean + self.stock.review_days
        doubt = self.demand.variance * cover + self.demand.mean * self.demand.mean * self.wait.variance
        return self.demand.mean * cover + self.stock.safety * math.sqrt(doubt)
