"""A supplier: makes to order, ships, reads reports, and mends one cause of defects at a time."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

import numpy as np

from sim.account import Rows
from sim.agents.mesa_api import Model
from sim.agents.surface import FewAgent
from sim.ledger import OUTSIDE
from sim.randomness import Purpose, draw_bits, draw_uniform
from sim.world import World


@dataclass
class Order:
    """Units that a retailer wants for one of its shelves."""

    offer: int
    units: int


@dataclass(frozen=True)
class Shipment:
    """Goods under way to a shelf."""

    due: int
    offer: int
    units: int


class Supplier(FewAgent):
    """One supplier. Its day, in order: `deliver`, `read_reports`, `improve`, `make`."""

    def __init__(self, model: Model, world: World, number: int, name: str) -> None:
        super().__init__(model)
        self.world = world
        self.number = number
        self.name = name
        self.spec = world.scenario.suppliers[name]
        self.orders: deque[Order] = deque()
        self.shipments: list[Shipment] = []
        self.reports = np.zeros(self.spec.improvement.causes, dtype=np.int64)
        self.first_defect_prob = self.spec.defect_prob
        self.improvements = 0
        self.reports_read = 0

    def found(self) -> None:
        """Receive the owners' cash."""
        self.world.ledger.pay(OUTSIDE, self.name, self.world.per_thousand(self.spec.cash), "capital")

    def fill_shelf(self, offer: int, units: int) -> None:
        """Make and deliver goods at once: the stock with which a retailer opens."""
        self._make(units)
        self._hand_over(offer, units)

    # -------------------------------------------------------------------------------------- the day

    def deliver(self) -> None:
        """Hand over what is due today; the retailer pays on delivery."""
        late = []
        for shipment in self.shipments:
            if shipment.due <= self.world.day:
                self.world.market.on_order[shipment.offer] -= shipment.units
                self._hand_over(shipment.offer, shipment.units)
            else:
                late.append(shipment)
        self.shipments = late

    def improve(self) -> None:
        """On a review day, wear brings some defects back, and one cause is worked on: the one most reported.

        Without reports the supplier knows that goods fail but not why, and picks a cause blindly.
        """
        plan, world = self.spec.improvement, self.world
        if world.day == 0 or world.day % plan.review_days:
            return
        key = world.key(Purpose.IMPROVEMENT)
        weights = world.market.cause_weights[self.number]
        worn = draw_bits(key, self.number, 1) % plan.causes
        weights[worn] += plan.drift * self.first_defect_prob
        blind = draw_bits(key, self.number, 2) % plan.causes
        chosen = int(np.argmax(self.reports)) if self.reports.any() else blind
        weights[chosen] *= 1.0 - plan.gain
        world.market.note_quality()
        world.ledger.pay(self.name, OUTSIDE, world.per_thousand(plan.cost), "improvement")
        self.improvements += 1
        self.reports[:] = 0

    def read_reports(self, due: Rows) -> None:
        """Read the reports that arrived today, and answer them."""
        mine = due[due["supplier"] == self.number]
        self.reports += np.bincount(mine["cause"], minlength=len(self.reports))[: len(self.reports)]
        self.reports_read += len(mine)
        self.world.ledger.pay(self.name, OUTSIDE, len(mine) * self.spec.improvement.reading_cost, "reading")

    def take_order(self, order: Order) -> None:
        """Put an order in the queue."""
        self.orders.append(order)

    def make(self) -> None:
        """Make what the queue wants and the day's capacity allows, ship it, and pay the day's costs."""
        world = self.world
        capacity = round(self.spec.capacity * world.thousands)
        while self.orders and capacity > 0:
            order = self.orders[0]
            units = min(order.units, capacity)
            capacity -= units
            order.units -= units
            self._make(units)
            key = world.key(Purpose.LEAD_TIME)
            delay = int(
                draw_uniform(key, self.number, int(world.market.offer_retailer[order.offer]))
                * (self.spec.lead_time_spread_days + 1)
            )
            self.shipments.append(Shipment(world.day + self.spec.lead_time_days + delay, order.offer, units))
            if order.units == 0:
                self.orders.popleft()
        world.ledger.pay(self.name, OUTSIDE, world.per_thousand(self.spec.daily_costs), "daily_costs")

    # ---------------------------------------------------------------------------- what it owns, today

    @property
    def cash(self) -> int:
        """Money at hand; below zero it is a bank's overdraft."""
        return self.world.ledger.balance(self.name)

    @property
    def in_transit(self) -> int:
        """Units made and not yet delivered."""
        return sum(shipment.units for shipment in self.shipments)

    @property
    def backlog(self) -> int:
        """Units ordered and not yet made."""
        return sum(order.units for order in self.orders)

    @property
    def profit(self) -> int:
        """Profit since the first day, with goods under way at what they cost."""
        capital = self.world.ledger.flow(self.name, "capital")
        return self.cash + self.in_transit * self.spec.unit_cost - capital

    # -------------------------------------------------------------------------------------- its parts

    def _make(self, units: int) -> None:
        self.world.market.made[self.number] += units
        self.world.ledger.pay(self.name, OUTSIDE, units * self.spec.unit_cost, "production")

    def _hand_over(self, offer: int, units: int) -> None:
        market = self.world.market
        market.stock[offer] += units
        market.delivered[offer] += units
        retailer = self.world.retailer_names[market.offer_retailer[offer]]
        self.world.ledger.pay(retailer, self.name, units * self.spec.price, "goods")
