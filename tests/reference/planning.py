"""7.14 What a supplier expects to be ordered for one shelf, from past orders or from the sales that it is shown."""

from __future__ import annotations

from tests.reference.forecast import Smoothed
from tests.reference.shelf import Shelf


class Outlook:
    """What a supplier knows of one shelf.

    Attributes
    ----------
    daily
        Units a day: sold, as far as they are seen, where the retailer shares its sales; else ordered.
    unseen
        Sales of the last days, which are not reported yet, the oldest first.
    seen
        Sales of each day that are reported.
    last_order
        Day on which the last order that has arrived was written: it makes good for the sales of that day too.
    """

    def __init__(self, shelf: Shelf) -> None:
        expected = shelf.retailer.model.expected_demand_of_a_shelf()
        self.shelf = shelf
        self.stock_rules = shelf.retailer.firm.stock
        self.smoothing = shelf.supplier.firm.planning.smoothing
        self.daily = Smoothed(expected, expected)
        self.unseen: list[int] = []
        self.seen: list[int] = []
        self.last_order = -1

    def watch(self) -> None:
        """In the evening, when today's orders have come: take in what became known today.

        While the retailer's IT is down nothing is reported, and what is missing comes with the next report.
        """
        if not self.stock_rules.share_sales:
            self.daily.learn(self.shelf.order_arrived_today, self.smoothing)
            return
        self.unseen.append(self.shelf.wanted_today)
        if not self.shelf.retailer.technology.is_down:
            while len(self.unseen) > self.stock_rules.share_delay_days:
                self.seen.append(self.unseen.pop(0))
                self.daily.learn(self.seen[-1], self.smoothing)
        if self.shelf.order_arrived_today:
            self.last_order = self.shelf.last_order_written

    def expected_orders(self, days: int) -> tuple[float, float]:
        """Mean and variance of the orders that will arrive in the next days."""
        if not self.stock_rules.share_sales:
            return self.daily.mean * days, self.daily.variance * days
        today = self.shelf.retailer.model.day
        mean = variance = 0.0
        made_good = self.last_order  # the day up to which what was sold has been ordered
        for day in range(self.last_order + 1, today + days + 1):
            chance = self._chance_to_arrive(day, days)
            if not self._is_review_day(day) or chance is None:
                continue
            seen = self.seen[made_good + 1 : day + 1]
            guessed_days = day - made_good - len(seen)
            units = sum(seen) + self.daily.mean * guessed_days
            mean += chance * units
            variance += chance * self.daily.variance * guessed_days + chance * (1.0 - chance) * units * units
            made_good = day
        return mean, variance

    def _is_review_day(self, day: int) -> bool:
        return (day + self.shelf.retailer.number) % self.stock_rules.review_days == 0

    def _chance_to_arrive(self, written: int, days: int) -> float | None:
        """Of an order that is not here yet, in the next days; None if it should have been here: none was written."""
        today, under_way = self.shelf.retailer.model.day, self.shelf.retailer.technology.mean_order_days()
        soonest, late = written + int(under_way), under_way - int(under_way)
        if soonest > today + days or soonest < today or (soonest == today and late == 0.0):
            return None
        if soonest == today:
            return 1.0 if days >= 1 else 0.0
        return (1.0 - late) + late * (soonest + 1 <= today + days)
