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
    days_since_order, seen_since_order
        Evenings since the retailer's last order, and what is seen of the sales of these days.
    """

    def __init__(self, shelf: Shelf) -> None:
        expected = shelf.retailer.model.expected_demand_of_a_shelf()
        self.shelf = shelf
        self.stock_rules = shelf.retailer.firm.stock
        self.smoothing = shelf.supplier.firm.planning.smoothing
        self.daily = Smoothed(expected, expected)
        self.unseen: list[int] = []
        self.days_since_order = 0
        self.seen_since_order = 0

    def watch(self) -> None:
        """In the evening, when today's orders have come: take in what became known today."""
        if not self.stock_rules.share_sales:
            self.daily.learn(self.shelf.ordered_today, self.smoothing)
            return
        self.unseen.append(self.shelf.wanted_today)
        self.days_since_order += 1
        if len(self.unseen) > self.stock_rules.share_delay_days:
            seen = self.unseen.pop(0)
            self.daily.learn(seen, self.smoothing)
            is_of_a_day_since = self.days_since_order > len(self.unseen)
            if is_of_a_day_since:
                self.seen_since_order += seen
        if self.shelf.ordered_today:  # the order makes good for the sales of its own day too
            self.days_since_order = 0
            self.seen_since_order = 0

    def expected_orders(self, days: int) -> tuple[float, float]:
        """Mean and variance of what will be ordered in the next days."""
        if not self.stock_rules.share_sales:
            return self.daily.mean * days, self.daily.variance * days
        rhythm = self.stock_rules.review_days
        day_of_rhythm = (self.shelf.retailer.model.day + self.shelf.retailer.number) % rhythm
        to_next_order = rhythm - day_of_rhythm
        if to_next_order > days:
            return 0.0, 0.0
        to_last_order = to_next_order + (days - to_next_order) // rhythm * rhythm
        guessed_days = min(self.days_since_order, len(self.unseen)) + to_last_order
        return self.seen_since_order + self.daily.mean * guessed_days, self.daily.variance * guessed_days
