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
        rhythm, today = self.stock_rules.review_days, self.shelf.retailer.model.day
        under_way = int(self.shelf.retailer.technology.mean_order_days())  # days of an order, at least
        to_next_order = rhythm - (today - under_way + self.shelf.retailer.number) % rhythm
        if to_next_order > days:
            return 0.0, 0.0
        to_last_order = to_next_order + (days - to_next_order) // rhythm * rhythm
        # below zero, of days whose sales are seen, but will be made good for by a later order
        guessed_days = min(today - self.last_order, len(self.unseen)) + to_last_order - under_way
        expected = sum(self.seen[self.last_order + 1 :]) + self.daily.mean * guessed_days
        return max(expected, 0.0), self.daily.variance * max(guessed_days, 0)
