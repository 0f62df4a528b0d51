"""A retailer's orders: what it expects to be wanted and how long goods take, and an order-up-to level from both."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from sim.agents.supplier import Order, Supplier
from sim.kernels import outlook
from sim.world import World


class Ordering:
    """What one retailer expects of each of its offers, and what it orders.

    Attributes
    ----------
    offers
        Numbers of the retailer's offers.
    forecast, variance
        Smoothed units wanted in a day, and the variance of its errors. Shape (O,): those of its own offers count.
    insight
        Share of the coming change of the market's pace that its market research foresees (Z1).
    wait, wait_variance
        Days from order to delivery as experienced, and the variance of its errors. Shape (O,).
    """

    def __init__(self, world: World, number: int) -> None:
        self.world = world
        self.number = number
        spec = world.scenario.retailers[world.retailer_names[number]]
        self.stock = spec.stock
        self.insight = float(world.market.insight[number])
        self.offers = world.market.offers_of(number)
        self._mine = slice(self.offers.start, self.offers.stop)
        self.forecast, self.variance, self.wait, self.wait_variance = world.market.outlook

    def open(self, suppliers: Sequence[Supplier]) -> None:
        """Guess what will be wanted, and fill the shelves for the first days."""
        world, people = self.world, self.world.scenario.consumers
        demand = people.count * people.shop_rate * people.basket_units
        expected = demand / max(len(world.market.offer_retailer), 1)
        for offer in self.offers:
            self.forecast[offer] = expected
            self.variance[offer] = expected
            maker = suppliers[world.market.offer_supplier[offer]]
            under_way = float(world.it.mean_order_days[self.number])
            self.wait[offer] = under_way + maker.spec.lead_time_days + 0.5 * maker.spec.lead_time_spread_days
            # evenly between nothing and the spread
            self.wait_variance[offer] = maker.spec.lead_time_spread_days * maker.spec.lead_time_spread_days / 12.0
            maker.fill_shelf(offer, math.ceil(expected * self.stock.opening_cover_days))

    def expected(self, offer: int, days: float) -> float:
        """Units a day expected to be wanted in the next `days` days.

        The smoothed past, corrected by what market research foresees of how the market's pace will differ from the
        pace that the smoothed past tells of.
        """
        return float(self.forecast[offer]) * self.correction(days)

    def correction(self, days: float) -> float:
        """By what it multiplies the smoothed past of any offer for the next `days` days."""
        past_pace = float(self.world.market.past_pace[self.number])
        if self.insight == 0.0 or past_pace <= 0.0:
            return 1.0
        change = self.world.pace.ahead(max(round(days), 1)) / past_pace - 1.0
        return 1.0 + self.insight * change

    def review(self, suppliers: Sequence[Supplier]) -> None:
        """On a review day order up to the level that covers the wait for goods and the review."""
        world, review_days = self.world, self.stock.review_days
        if (world.day + self.number) % review_days:
            return
        market, mine = world.market, self._mine
        shelves = zip(
            self.offers, market.outlook[:, mine].T.tolist(), market.stock[mine].tolist(),
            world.offer_units[mine].tolist(), market.on_order[mine].tolist(), strict=True,
        )  # fmt: skip
        for offer, (forecast, variance, wait, wait_variance), stock, sold, coming in shelves:
            cover = wait + review_days
            forecast *= self.correction(cover)
            doubt = variance * cover + forecast * forecast * wait_variance
            level = forecast * cover + self.stock.safety * math.sqrt(doubt)
            self._order(suppliers, offer, math.ceil(level - (stock - sold) - coming))

    def place(self, suppliers: Sequence[Supplier], units: Mapping[str, int]) -> None:
        """Order what a policy of one's own has chosen: units by supplier."""
        for offer in self.offers:
            name = self.world.supplier_names[int(self.world.market.offer_supplier[offer])]
            self._order(suppliers, offer, units.get(name, 0))

    def _order(self, suppliers: Sequence[Supplier], offer: int, units: int) -> None:
        world = self.world
        if units > 0:
            world.market.on_order[offer] += units
            world.ordered[offer] += units
            days = world.it.order_days(self.number)
            written = world.letters[self.number]
            written[0] += 1
            written[1] += days
            suppliers[world.market.offer_supplier[offer]].take_order(Order(offer, units, world.day), days)


def learn(world: World) -> None:
    """Take today's demand and pace, and the wait for what was delivered today, into what all retailers expect."""
    market = world.market
    outlook.learn(
        market.offer_retailer, market.smoothing, world.demand, world.arrived, world.waited, world.pace.today,
        market.outlook, market.past_pace,
    )  # fmt: skip
