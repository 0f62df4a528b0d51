"""What suppliers expect to be ordered while goods are in making, from orders alone or from what shops sell.

A retailer's orders come in lumps and swing more than its sales (the bullwhip). A supplier who sees them alone has
to expect a lump on any day; one who also sees the sales, and knows the retailer's rhythm of ordering, knows most of
the next order before it is written.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from sim.it import InformationTechnology
from sim.kernels import planning as kernel
from sim.market import Market
from sim.scenario.schema import Scenario

Counts = NDArray[np.int64]
Floats = NDArray[np.float64]


class Planning:
    """What suppliers know of the shelves of all retailers; the rows of its columns are named in the kernel `planning`.

    Attributes
    ----------
    making_days
        Of each supplier: days of its lead time that pass in making. Shape (S,).
    known
        Days up to which it knows of each offer. Shape (2, O).
    outlook
        A smoothed daily number of each offer, and its variance: of units sold, seen after the retailer's delay, where
        the retailer shares them, else of units ordered. Shape (2, O).
    foreseen
        Of each supplier: units that it expects to be ordered in the making days to come, without safety, and their
        variance. Shape (S, 2).
    """

    def __init__(self, scenario: Scenario, market: Market, it: InformationTechnology) -> None:
        people, makers = scenario.consumers, list(scenario.suppliers.values())
        stocks = [firm.stock for firm in scenario.retailers.values()]
        retailer_of, offers = market.offer_retailer, len(market.offer_retailer)
        self._market = market
        self._down = it.down
        self.making_days = np.array([min(m.planning.making_days, m.lead_time_days - 1) for m in makers], dtype=np.int64)
        self._safety = [maker.planning.safety for maker in makers]
        smoothing = np.array([maker.planning.smoothing for maker in makers], dtype=np.float64)
        self._smoothing: Floats = smoothing[market.offer_supplier]
        letter_days = np.floor(it.mean_order_days)  # at least, of an order under way
        self._letter_late: Floats = (it.mean_order_days - letter_days)[retailer_of]  # chance of a day more
        self._terms: Counts = np.array(
            [[s.share_sales for s in stocks], [s.share_delay_days for s in stocks], [s.review_days for s in stocks],
             letter_days], dtype=np.int64,
        )[:, retailer_of]  # fmt: skip
        self._sold_until: Counts = np.zeros((64, offers), dtype=np.int64)
        self.known: Counts = np.full((2, offers), -1, dtype=np.int64)
        expected = people.count * people.shop_rate * people.basket_units / max(offers, 1)
        self.outlook: Floats = np.full((2, offers), expected, dtype=np.float64)
        self.foreseen: Floats = np.zeros((len(makers), 2), dtype=np.float64)

    def watch(self, day: int, demand: Counts, received: Counts, order_age: Counts) -> None:
        """Take in what became known today, when today's orders have come, of each offer. Shapes (O,)."""
        if day + 1 == len(self._sold_until):
            self._sold_until = np.concatenate([self._sold_until, np.zeros_like(self._sold_until)])
        kernel.watch(
            day, demand, received, order_age, self._down, self._market.offer_retailer, self._terms, self._smoothing,
            self._sold_until, self.known, self.outlook,
        )  # fmt: skip

    def foresee(self, day: int) -> None:
        """Reckon which orders will arrive in the making days to come."""
        kernel.foresee(
            day, self.making_days, self._market.offer_retailer, self._market.offer_supplier, self._terms,
            self._letter_late, self._sold_until, self.known, self.outlook, self.foreseen,
        )  # fmt: skip

    def wanted_tonight(self, supplier: int) -> float:
        """Units that should lie ready, or be in making, tonight.

        What is begun tonight can leave when the making days are over, and what is begun tomorrow a day later: so the
        goods of tonight have to serve the orders of the making days.
        """
        mean, variance = self.foreseen[supplier].tolist()
        return float(mean + self._safety[supplier] * math.sqrt(variance))
