"""A retailer's orders: what it expects to be wanted and how long goods take, and an order-up-to level from both."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from sim.agents.supplier import Supplier
from sim.kernels import ordering as kernel
from sim.kernels import outlook
from sim.world import World


class Ordering:
    """What one retailer expects of each of its offers. What all order of an evening, is `write_orders`.

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
        past_pace, means = self.world.market.past_pace[self.number], self.world.pace.means(round(days))
        return float(kernel.correction(float(days), self.insight, past_pace, means))

    def choose(self, units: Mapping[str, int]) -> None:
        """Order today what a policy of one's own wants: units by supplier."""
        market, names = self.world.market, self.world.supplier_names
        for offer in self.offers:
            self.world.goods.chosen[offer] = units.get(names[int(market.offer_supplier[offer])], 0)


def learn(world: World) -> int:
    """Take today's demand and pace, and the wait for what was delivered today, into what all retailers expect.

    Returns the most days that an order has to cover.
    """
    market = world.market
    days: int = outlook.learn(
        market.offer_retailer, market.smoothing, world.goods.review_days, world.demand, world.arrived, world.waited,
        world.pace.today, market.outlook, market.past_pace,
    )  # fmt: skip
    return days


def write_orders(world: World, days: int) -> None:
    """Every retailer orders what was chosen, or what its level asks for; an order covers at most so many days."""
    market, goods = world.market, world.goods
    goods.make_room()
    kernel.order(
        world.day, market.offer_retailer, market.offer_supplier, goods.review_days, goods.safety, market.insight,
        goods.chosen, market.outlook, market.past_pace, world.pace.means(days), world.it.order_days, market.stock,
        world.offer_units, market.on_order, world.ordered, world.letters, goods.backlog, goods.letter_rows,
        goods.counts,
    )  # fmt: skip
