"""What is on offer: products of suppliers on the shelves of retailers, prices, and the goods account."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.effort import reached
from sim.kernels import pricing, shelves
from sim.kernels import quality as kernel
from sim.scenario.schema import Scenario


class Market:
    """Offers and goods. Offer o is the product of one supplier on the shelf of one retailer.

    Attributes
    ----------
    offer_start
        Offers of retailer r are ``offer_start[r]:offer_start[r + 1]``. Shape (R + 1,).
    offer_retailer, offer_supplier
        Whose shelf, whose product. Shape (O,).
    stock
        Units on the shelf. Shape (O,).
    on_order
        Units ordered and not yet delivered. Shape (O,).
    sold, spoilt, delivered
        Units since the first day. Shape (O,).
    shelf_tally
        Of each retailer this evening; the columns are named in the kernel `shelves`.
    made
        Units made by each supplier since the first day. Shape (S,).
    outlook
        What retailers expect of each offer; the rows are named in the kernel `outlook`. Shape (4, O).
    smoothing
        Weight of a day in it with each retailer. Shape (R,).
    past_pace
        The market's pace smoothed as the outlook of each retailer is: what its forecasts lag behind. Shape (R,).
    insight
        Share of the coming change of the pace that each retailer's market research foresees (Z1). Shape (R,).
    price, discount, place, service_failure_prob, spoilage_rate
        Of each retailer: shelf price, cut for those aware of a promotion, convenience, chance that the service of a
        purchase fails, and share of the stock that spoils in a day. Shape (R,).
    quality, defect_prob, cause_weights
        Of each supplier: quality points as consumers feel them, against what they have got used to; chance of a
        defect, and the part of each cause in it.
        Shapes (S,), (S,), (S, C).
    """

    def __init__(self, scenario: Scenario) -> None:
        retailers = list(scenario.retailers)
        suppliers = list(scenario.suppliers)
        starts = [0]
        offer_retailer: list[int] = []
        offer_supplier: list[int] = []
        for r, name in enumerate(retailers):
            for supplier in scenario.suppliers_of(name):
                offer_retailer.append(r)
                offer_supplier.append(suppliers.index(supplier))
            starts.append(len(offer_retailer))
        self.offer_start = np.array(starts, dtype=np.int64)
        self.offer_retailer = np.array(offer_retailer, dtype=np.int64)
        self.offer_supplier = np.array(offer_supplier, dtype=np.int64)
        offers = len(offer_retailer)
        self.stock: NDArray[np.int64] = np.zeros(offers, dtype=np.int64)
        self.on_order: NDArray[np.int64] = np.zeros(offers, dtype=np.int64)
        self.sold: NDArray[np.int64] = np.zeros(offers, dtype=np.int64)
        self.spoilt: NDArray[np.int64] = np.zeros(offers, dtype=np.int64)
        self.delivered: NDArray[np.int64] = np.zeros(offers, dtype=np.int64)
        self.made: NDArray[np.int64] = np.zeros(len(suppliers), dtype=np.int64)
        self.shelf_tally: NDArray[np.int64] = np.zeros((len(retailers), shelves.SHELF_TALLIES), dtype=np.int64)
        firms = list(scenario.retailers.values())
        makers = list(scenario.suppliers.values())
        self.price = np.array([f.price for f in firms], dtype=np.int64)
        self.discount = np.array([f.posts.discount for f in firms], dtype=np.float64)
        self.place = np.array([f.place for f in firms], dtype=np.float64)
        self.service_failure_prob = np.array([f.service_failure_prob for f in firms], dtype=np.float64)
        self.smoothing = np.array([f.stock.smoothing for f in firms], dtype=np.float64)
        self.outlook: NDArray[np.float64] = np.zeros((4, offers), dtype=np.float64)
        self.past_pace: NDArray[np.float64] = np.ones(len(firms), dtype=np.float64)
        half_spend = scenario.audit.half_spend
        self.insight = np.array([reached(f.audit.market_spend, half_spend) for f in firms], dtype=np.float64)
        self.spoilage_rate = np.array([f.stock.spoilage_rate for f in firms], dtype=np.float64)
        self.wholesale = np.array([m.price for m in makers], dtype=np.int64)
        self.quality: NDArray[np.float64] = np.array([m.quality for m in makers], dtype=np.float64)
        causes = max(m.improvement.causes for m in makers)
        self.cause_weights = np.zeros((len(makers), causes), dtype=np.float64)
        for s, maker in enumerate(makers):
            count = maker.improvement.causes
            # causes differ in weight: 1, 1/2, 1/3 … of the largest, as in a Pareto chart of defects
            shares = 1.0 / np.arange(1, count + 1)
            self.cause_weights[s, :count] = maker.defect_prob * shares / shares.sum()
        self._drops = scenario.experience
        self.truth: NDArray[np.float64] = np.zeros(len(retailers), dtype=np.float64)
        self.note_defects()

    @property
    def promotion_price(self) -> NDArray[np.int64]:
        """Of each retailer: the price for those who get the discount of a promotion, in whole money. Shape (R,)."""
        cut: NDArray[np.int64] = np.empty_like(self.price)
        pricing.cut_prices(self.price, self.discount, cut)
        return cut

    def offers_of(self, retailer: int) -> range:
        """The numbers of a retailer's offers."""
        return range(int(self.offer_start[retailer]), int(self.offer_start[retailer + 1]))

    def hand_out_goods(self, units: NDArray[np.int64], luck: NDArray[np.float64]) -> None:
        """In the evening: the units of each offer that were sold leave its shelf, and some of the rest spoils."""
        shelves.hand_out_goods(
            self.offer_retailer, self.offer_supplier, self.wholesale, self.spoilage_rate, luck, units,
            self.stock, self.sold, self.spoilt, self.shelf_tally,
        )  # fmt: skip

    def raise_standard(self, points: float) -> None:
        """Consumers have got used to so much more: what stays as it is feels that much worse.

        What follows from it is to be noted before the day's feed.
        """
        kernel.raise_standard(points, self.quality)

    def improve_quality(self, supplier: int, share: float) -> None:
        """A supplier's product gets better by a share of what it is lacking."""
        # rounding makes the last bits, which may differ between machines, irrelevant
        self.quality[supplier] = round(float(1.0 - (1.0 - self.quality[supplier]) * (1.0 - share)), 12)
        self.note_quality()

    def note_defects(self) -> None:
        """Work out again what follows from the causes of defects, after any of them has changed.

        Sets `defect_prob` and `cause_shares`: the cumulated share of each cause in a supplier's defects, rising to 1.
        Shape (S, C).
        """
        total = self.cause_weights.sum(axis=1, keepdims=True)
        self.defect_prob: NDArray[np.float64] = np.minimum(total[:, 0], 1.0)
        shares = np.divide(self.cause_weights, total, out=np.zeros_like(self.cause_weights), where=total > 0)
        self.cause_shares: NDArray[np.float64] = np.cumsum(shares, axis=1)
        self.cause_shares[:, -1] = 1.0
        self.note_quality()

    def note_quality(self) -> None:
        """Work out again what follows from quality, service and defects, after any of them has changed.

        Fills `truth`: the quality that a purchase at each retailer delivers on average. Shape (R,).
        """
        drops = self._drops
        kernel.note_truth(
            self.quality, self.defect_prob, drops.defect_drop, self.service_failure_prob, drops.service_drop,
            self.offer_start, self.offer_supplier, self.truth,
        )  # fmt: skip
