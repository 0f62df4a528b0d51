"""7.14 What a retailer expects: of one shelf, demand and the wait for goods; of the market, how it will turn (Z1)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from sim.scenario.firms import Retailer as Firm
from sim.scenario.firms import Stock, Supplier
from tests.reference.effort import reached

if TYPE_CHECKING:
    from tests.reference.model import ReferenceModel


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


class MarketResearch:
    """What a retailer foresees of the pace of needs, for money.

    Attributes
    ----------
    insight
        Share of the coming change that it foresees.
    past_pace
        The pace of which its forecasts tell: smoothed like them.
    """

    def __init__(self, firm: Firm, model: ReferenceModel) -> None:
        self.model = model
        self.insight = reached(firm.audit.market_spend, model.rules.audit.half_spend)
        self.smoothing = firm.stock.smoothing
        self.past_pace = 1.0

    def learn(self) -> None:
        """Take in today's pace."""
        self.past_pace += self.smoothing * (self.model.pace.today - self.past_pace)

    def correct(self, demand: float, days: float) -> float:
        """A day's demand in the next days: the smoothed past, corrected by what is foreseen."""
        if self.insight == 0.0:
            return demand
        change = self.model.pace.expected(max(round(days), 1)) / self.past_pace - 1.0
        return demand * (1.0 + self.insight * change)


class Forecast:
    """A retailer's expectations of one shelf."""

    def __init__(self, stock: Stock, supplier: Supplier, expected_demand: float, order_days: float) -> None:
        self.stock = stock
        self.demand = Smoothed(expected_demand, expected_demand)
        spread = supplier.lead_time_spread_days
        # the delay is drawn evenly between nothing and the spread
        self.wait = Smoothed(order_days + supplier.lead_time_days + 0.5 * spread, spread * spread / 12.0)

    def learn_demand(self, wanted: int) -> None:
        """What was wanted today, before the shelf was short."""
        self.demand.learn(wanted, self.stock.smoothing)

    def learn_wait(self, days: float) -> None:
        """How long the goods that arrived today were under way."""
        self.wait.learn(days, self.stock.smoothing)

    def level(self, research: MarketResearch) -> float:
        """Units, on the shelf and on order, that cover the wait for goods and the days to the next review."""
        cover = self.wait.mean + self.stock.review_days
        demand = research.correct(self.demand.mean, cover)
        doubt = self.demand.variance * cover + demand * demand * self.wait.variance
        return demand * cover + self.stock.safety * math.sqrt(doubt)
