"""What retailers have ordered, and what suppliers are making, keep and have sent."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.account import Rows
from sim.kernels import ordering, supply
from sim.kernels.books import FIRST_RETAILER
from sim.kernels.records import BATCH, ORDER, SHIPMENT
from sim.market import Market
from sim.scenario.schema import Scenario

Counts = NDArray[np.int64]


class Goods:
    """Orders and goods of all firms, in rows and columns that `sim.kernels.ordering` and `sim.kernels.supply` change.

    Attributes
    ----------
    letter_rows, order_rows, shipment_rows, batch_rows
        Arrays that begin with as many rows as `counts` says: orders under way to their suppliers and, from the evening
        on which they arrive, in the queue (`ORDER`), what was sent or is in making for an order (`SHIPMENT`), and what
        was made ahead (`BATCH`). Rows of one supplier keep their order.
    counts
        How many rows there are of each kind. Shape (4,).
    in_transit, made_ahead, backlog
        Of each supplier: units made for an order and not yet delivered, units made, or in making, that nobody has
        ordered yet, and units ordered and not yet made. Shape (S,).
    terms
        What stays of each supplier; the columns are named in the kernel `supply`. Shape (S, ·).
    helped
        What each retailer gives each supplier every day for its innovations, IDR. Shape (R, S).
    given
        What the owners of each supplier put in on the first day, IDR. Shape (S,).
    review_days, safety
        How each retailer orders: days between orders, and safety stock in standard deviations. Shape (R,).
    chosen
        Units of each offer that a policy of the retailer's own orders today, or `ordering.USUAL`. Shape (O,).
    """

    def __init__(self, scenario: Scenario, market: Market, thousands: float) -> None:
        makers, stocks = list(scenario.suppliers.values()), [firm.stock for firm in scenario.retailers.values()]
        offers, size = len(market.offer_retailer), scenario.consumers.count
        self._offer_supplier = market.offer_supplier
        self._most_new = offers + len(makers)  # rows of one evening that do not come of other rows
        self.letter_rows: Rows = np.zeros(64, dtype=ORDER)
        self.order_rows: Rows = np.zeros(64, dtype=ORDER)
        self.shipment_rows: Rows = np.zeros(64, dtype=SHIPMENT)
        self.batch_rows: Rows = np.zeros(64, dtype=BATCH)
        self.counts: Counts = np.zeros(4, dtype=np.int64)
        self.in_transit, self.made_ahead, self.backlog = np.zeros((3, len(makers)), dtype=np.int64)
        self.terms: Counts = np.array(
            [
                [
                    FIRST_RETAILER + len(stocks) + s,
                    round(maker.capacity * thousands),
                    maker.lead_time_days,
                    maker.lead_time_spread_days,
                    maker.planning.make_ahead,
                    maker.unit_cost,
                    maker.price,
                    maker.daily_costs * size // 1000,
                    maker.planning.holding_cost,
                    maker.improvement.causes,
                    maker.improvement.reading_cost,
                    maker.innovation.spend * size // 1000,
                ]
                for s, maker in enumerate(makers)
            ],
            dtype=np.int64,
        )
        self.helped: Counts = np.zeros((len(stocks), len(makers)), dtype=np.int64)
        for r, (name, firm) in enumerate(scenario.retailers.items()):
            theirs = scenario.suppliers_of(name)
            for maker in theirs:
                each = firm.vendor.innovation_spend * size // 1000 // len(theirs)
                self.helped[r, list(scenario.suppliers).index(maker)] = each
        self.given: Counts = np.zeros(len(makers), dtype=np.int64)
        self.review_days = np.array([stock.review_days for stock in stocks], dtype=np.int64)
        self.safety = np.array([stock.safety for stock in stocks], dtype=np.float64)
        self.chosen: Counts = np.full(offers, ordering.USUAL, dtype=np.int64)

    def make_room(self) -> None:
        """See to it that new rows find room: a kernel that wrote beyond the end of an array would not notice.

        An order becomes a row of the queue, an order or a batch that is used up becomes a shipment: so none of the
        arrays needs room for more rows than all of them hold, and what is new.
        """
        most = sum(self.counts.tolist()) + self._most_new
        if most > len(self.letter_rows):
            for name in ("letter_rows", "order_rows", "shipment_rows", "batch_rows"):
                rows: Rows = getattr(self, name)
                setattr(self, name, np.concatenate([rows, np.zeros(2 * most - len(rows), dtype=rows.dtype)]))

    # ------------------------------------------------------------------------------- rows of a supplier

    def letters_to(self, supplier: int) -> Rows:
        """Orders under way to a supplier, in the order of writing: a copy."""
        return self._of(supplier, self.letter_rows[: self.counts[supply.LETTERS]])

    def orders_of(self, supplier: int) -> Rows:
        """Orders in a supplier's queue, in the order in which they are served: a copy."""
        return self._of(supplier, self.order_rows[: self.counts[supply.ORDERS]])

    def shipments_of(self, supplier: int) -> Rows:
        """What a supplier has sent, or is making, for an order: a copy."""
        return self._of(supplier, self.shipment_rows[: self.counts[supply.SHIPMENTS]])

    def batches_of(self, supplier: int) -> Rows:
        """What a supplier has made ahead, the oldest first: a copy."""
        rows = self.batch_rows[: self.counts[supply.BATCHES]]
        mine: Rows = rows[rows["supplier"] == supplier]
        return mine

    def _of(self, supplier: int, rows: Rows) -> Rows:
        mine: Rows = rows[self._offer_supplier[rows["offer"]] == supplier]
        return mine
