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
        self._shares, self._delay, self._review = stock.share_sales, stock.share_delay_days, stock.review_days
        self.smoothing = smoothing
        self.letter_days = int(world.it.mean_order_days[self.retailer])  # at least, of an order under way
        self.letter_late = float(world.it.mean_order_days[self.retailer]) - self.letter_days  # chance of a day more
        self.mean = start
        self.variance = start
        self.unseen: deque[int] = deque()  # sales that are not reported yet, oldest first
        self.since_order = 0  # evenings since the last order that arrived was written, today's with it
        self.seen_since: list[int] = []  # what is seen of the sales of these days

    def watch(self) -> None:
        """Take in what became known today."""
        world = self.world
        ordered = int(world.received[self.offer])
        if not self._shares:
            self._smooth(ordered)
            return
        self.unseen.append(int(world.demand[self.offer]))
        self.since_order += 1
        # on a day on which the retailer's IT is down nothing is reported, and what is missing comes with the next
        while len(self.unseen) > self._delay and not world.it.down[self.retailer]:
            seen = self.unseen.popleft()
            self._smooth(seen)
            if self.since_order > len(self.unseen):
                self.seen_since.append(seen)
        if ordered:  # an order makes good for the sales of the day on which it was written, too
            self.since_order = int(world.order_age[self.offer])
            known = max(self.since_order - len(self.unseen), 0)
            self.seen_since = self.seen_since[len(self.seen_since) - known :] if known else []

    def expected(self, days: int) -> tuple[float, float]:
        """Mean and variance of the orders that will arrive in the next `days` days.

        Of a retailer that shares its sales the supplier knows on which days it writes, and what an order makes good
        for; when it arrives it knows as far as its days under way are known. One that could be here and is not will
        come tomorrow, so its chances of coming soon and of coming late add up to one.
        """
        if not self._shares or days == 0:
            return self.mean * days, self.variance * days
        today, review, retailer = self.world.day, self._review, self.retailer
        arrived = today - self.since_order  # the day on which the last order that has arrived was written
        first = max(arrived, today - self.letter_days - (self.letter_late > 0.0)) + 1
        first += -(first + retailer) % review
        made_good = arrived
        mean = variance = 0.0
        for written in range(first, today + days - self.letter_days + 1, review):
            seen = self.seen_since[made_good - arrived : written - arrived]
            guessed = written - made_good - len(seen)
            units = sum(seen) + self.mean * guessed
            made_good = written
            soonest, last = written + self.letter_days, today + days
            chance = (1.0 - self.letter_late) * (soonest <= last) + self.letter_late * (soonest + 1 <= last)
            mean += chance * units
            variance += chance * self.variance * guessed + chance * (1.0 - chance) * units * units
        return mean, variance

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
        self._doubt = 0.0  # their variance
        self.safety = spec.safety
        self.shelves = [
            Shelf(world, int(offer), firms[world.market.offer_retailer[offer]].stock, spec.smoothing)
            for offer in np.flatnonzero(world.market.offer_supplier == supplier)
        ]

    def watch(self) -> None:
        """Take in what became known today, when today's orders have come."""
        for shelf in self.shelves:
            shelf.watch()
        self.foreseen = self._doubt = 0.0
        for shelf in self.shelves:
            mean, variance = shelf.expected(self.making_days)
            self.foreseen += mean
            self._doubt += variance

    def expected(self) -> float:
        """Units that should lie ready, or be in making, tonight.

        What is begun tonight can leave when the making days are over, and what is begun tomorrow a day later: so the
        goods of tonight have to serve the orders of the making days.
        """
        return self.foreseen + self.safety * math.sqrt(self._doubt)
