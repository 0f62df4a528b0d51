"""What suppliers expect to be ordered while goods are in making, from orders alone or from what shops sell.

A retailer's orders come in lumps and swing more than its sales (the bullwhip). A supplier who sees them alone has
to expect a lump on any day; one who also sees the sales, and knows the retailer's rhythm of ordering, knows most of
the next order before it is written.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.it import InformationTechnology
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
    safety
        Of each supplier: how many standard deviations more than it expects lie ready. Shape (S,).
    terms, smoothing, letter_late
        Of each offer: whole numbers that stay, the weight of a day, and the chance that an order is a day longer under
        way than it is at least. Shapes (4, O), (O,), (O,).
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
        self.making_days = np.array([min(m.planning.making_days, m.lead_time_days - 1) for m in makers], dtype=np.int64)
        self.safety: Floats = np.array([maker.planning.safety for maker in makers], dtype=np.float64)
        smoothing = np.array([maker.planning.smoothing for maker in makers], dtype=np.float64)
        self.smoothing: Floats = smoothing[market.offer_supplier]
        letter_days = np.floor(it.mean_order_days)  # at least, of an order under way
        self.letter_late: Floats = (it.mean_order_days - letter_days)[retailer_of]  # chance of a day more
        self.terms: Counts = np.array(
            [[s.share_sales for s in stocks], [s.share_delay_days for s in stocks], [s.review_days for s in stocks],
             letter_days], dtype=np.int64,
        )[:, retailer_of]  # fmt: skip
        self._sold_until: Counts = np.zeros((64, offers), dtype=np.int64)
        self.known: Counts = np.full((2, offers), -1, dtype=np.int64)
        expected = people.count * people.shop_rate * people.basket_units / max(offers, 1)
        self.outlook: Floats = np.full((2, offers), expected, dtype=np.float64)
        self.foreseen: Floats = np.zeros((len(makers), 2), dtype=np.float64)

    def sold_until(self, day: int) -> Counts:
        """Units wanted of each offer until every evening, with room for that of this day. Shape (·, O)."""
        if day + 1 >= len(self._sold_until):
            self._sold_until = np.concatenate([self._sold_until, np.zeros_like(self._sold_until)])
        return self._sold_until
