"""What a supplier expects to be ordered while goods are in making, from orders alone or from what shops sell.

A retailer's orders come in lumps and swing more than its sales (the bullwhip). A supplier who sees them alone has
to expect a lump on any day; one who also sees the sales, and knows the retailer's rhythm of ordering, knows most of
the next order before it is written.
"""

from __future__ import annotations

import math
from collections import deque

import numpy as np

from sim.scenario.firms import Stock
from sim.world import World


class Shelf:
    """What a supplier knows of one retailer's shelf: a smoothed daily number and its variance.

    The number is the units sold, seen after the retailer's delay, where the retailer shares them, else the units
    ordered.
    """

    def __init__(self, world: World, offer: int, stock: Stock, smoothing: float) -> None:
        people = world.scenario.consumers
        start = people.count * people.shop_rate * people.basket_units / len(world.market.offer_retailer)
        self.world = world
        self.offer = offer
        self.retailer = int(world.market.offer_retailer[offer])
        self.stock = stock
        self.smoothing = smoothing
        self.letter_days = int(world.it.mean_order_days[self.retailer])  # at least, of an order under way
        self.mean = start
        self.variance = start
        self.unseen: deque[int] = deque()  # sales that are not reported yet, oldest first
        self.since_order = 0  # evenings since the last order that arrived was written, today's with it
        self.seen_since: list[int] = []  # what is seen of the sales of these days

    def watch(self) -> None:
        """Take in what became known today."""
        ordered = int(self.world.received[self.offer])
        if not self.stock.share_sales:
            self._smooth(ordered)
            return
        self.unseen.append(int(self.world.demand[self.offer]))
        self.since_order += 1
        # on a day on which the retailer's IT is down nothing is reported, and what is missing comes with the next
        while len(self.unseen) > self.stock.share_delay_days and not self.world.it.down[self.retailer]:
            seen = self.unseen.popleft()
            self._smooth(seen)
            if self.since_order > len(self.unseen):
                self.seen_since.append(seen)
        if ordered:  # an order makes good for the sales of the day on which it was written, too
            self.since_order = int(self.world.order_age[self.offer])
            known = max(self.since_order - len(self.unseen), 0)
            self.seen_since = self.seen_since[len(self.seen_since) - known :] if known else []

    def expected(self, days: int) -> tuple[float, float]:
        """Mean and variance of the orders that will arrive in the next `days` days."""
        if not self.stock.share_sales:
            return self.mean * days, self.variance * days
        review = self.stock.review_days
        first = review - (self.world.day - self.letter_days + self.retailer) % review  # days until one arrives
        if first > days:
            return 0.0, 0.0
        # sales not seen yet or still to come; below zero, of days seen after the order was written
        guessed = min(self.since_order, len(self.unseen)) + first - self.letter_days + (days - first) // review * review
        return max(sum(self.seen_since) + self.mean * guessed, 0.0), self.variance * max(guessed, 0)

    def _smooth(self, number: int) -> None:
        error = number - self.mean
        self.mean += self.smoothing * error
        self.variance = (1.0 - self.smoothing) * (self.variance + self.smoothing * error * error)


class Planner:
    """A supplier's expectations over all shelves that it serves."""

    def __init__(self, world: World, supplier: int, making_days: int) -> None:
        spec = world.scenario.suppliers[world.supplier_names[supplier]].planning
        firms = list(world.scenario.retailers.values())
        self.making_days = making_days
        self.foreseen = 0.0  # units that it expects to be ordered in the making days to come, without safety
        self.safety = spec.safety
        self.shelves = [
            Shelf(world, int(offer), firms[world.market.offer_retailer[offer]].stock, spec.smoothing)
            for offer in np.flatnonzero(world.market.offer_supplier == supplier)
        ]

    def watch(self) -> None:
        """Take in what became known today, when today's orders have come."""
        for shelf in self.shelves:
            shelf.watch()
        self.foreseen = sum(shelf.expected(self.making_days)[0] for shelf in self.shelves)

    def expected(self) -> float:
        """Units that should lie ready, or be in making, tonight.

        What is begun tonight can leave when the making days are over, and what is begun tomorrow a day later: so the
        goods of tonight have to serve the orders of the making days.
        """
        doubt = sum(shelf.expected(self.making_days)[1] for shelf in self.shelves)
        return self.foreseen + self.safety * math.sqrt(doubt)
