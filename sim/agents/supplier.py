"""A supplier: makes to order and ahead, ships, and works on its product."""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass
from typing import NamedTuple

from sim.agents.mesa_api import Model
from sim.agents.surface import FewAgent
from sim.agents.workshop import Workshop
from sim.ledger import OUTSIDE
from sim.world import World


@dataclass
class Order:
    """Units that a retailer wants for one of its shelves."""

    offer: int
    units: int
    day: int


class Shipment(NamedTuple):
    """Goods that somebody ordered on the day `ordered`, in making or under way to a shelf."""

    due: int
    offer: int
    units: int
    ordered: int


@dataclass
class Batch:
    """Goods made ahead, which nobody has ordered yet; they can leave from the day `ready` on."""

    ready: int
    units: int


class Supplier(FewAgent):
    """One supplier. Its day, in order: `deliver`, (its workshop reads reports and improves), `open_letters`, `make`.

    Attributes
    ----------
    in_transit
        Units made for an order and not yet delivered.
    made_ahead
        Units made, or in making, that nobody has ordered yet.
    backlog
        Units ordered and not yet made.
    """

    def __init__(self, model: Model, world: World, number: int, name: str) -> None:
        super().__init__(model)
        self.world = world
        self.number = number
        self.name = name
        self.spec = world.scenario.suppliers[name]
        self.letters: list[tuple[int, Order]] = []  # orders under way to it, and the day on which each arrives
        self.orders: deque[Order] = deque()
        self.shipments: list[Shipment] = []
        self.ahead: deque[Batch] = deque()
        self.in_transit = self.made_ahead = self.backlog = 0
        self.making_days = int(world.planning.making_days[number])
        self._capacity = round(self.spec.capacity * world.thousands)
        self._daily_costs = world.per_thousand(self.spec.daily_costs)
        self._lead_time, self._spread = self.spec.lead_time_days, self.spec.lead_time_spread_days
        self._unit_cost = self.spec.unit_cost
        self._retailer_of: list[int] = world.market.offer_retailer.tolist()
        self._given = 0  # by the owners, on the first day
        self.workshop = Workshop(world, number)

    def found(self) -> None:
        """Receive the owners' cash."""
        self._given = self.world.per_thousand(self.spec.cash)
        self.world.ledger.pay(OUTSIDE, self.name, self._given, "capital")

    def fill_shelf(self, offer: int, units: int) -> None:
        """Make and deliver goods at once: the stock with which a retailer opens."""
        self._make(units)
        self._hand_over(offer, units)

    # -------------------------------------------------------------------------------------- the day

    def deliver(self) -> None:
        """Hand over what is due today; the retailer pays on delivery."""
        world, today = self.world, self.world.day
        due = [shipment for shipment in self.shipments if shipment.due <= today]
        if not due:
            return
        self.shipments = [shipment for shipment in self.shipments if shipment.due > today]
        for shipment in due:
            offer, units, waited = shipment.offer, shipment.units, today - shipment.ordered
            self.in_transit -= units
            world.market.on_order[offer] -= units
            world.arrived[offer] += units
            world.waited[offer] += units * waited
            if waited <= self._lead_time:
                world.on_time[offer] += units
            self._hand_over(offer, units)

    def take_order(self, order: Order, days: int = 0) -> None:
        """Put an order in the queue when it has been under way for so many days."""
        self.letters.append((self.world.day + days, order))
        self.backlog += order.units

    def open_letters(self) -> None:
        """Take in the orders that arrive today."""
        if not self.letters:
            return
        under_way = []
        for arrives, order in self.letters:
            if arrives <= self.world.day:
                self.orders.append(order)
                self.world.received[order.offer] += order.units
                self.world.order_age[order.offer] = self.world.day - order.day
            else:
                under_way.append((arrives, order))
        self.letters = under_way

    def make(self) -> None:
        """Serve the queue from goods made ahead and from the day's capacity, make ahead with what is left of it."""
        world = self.world
        capacity = self._capacity
        while self.orders and (self.ahead or capacity > 0):
            order = self.orders[0]
            if self.ahead:
                batch = self.ahead[0]
                units = min(order.units, batch.units)
                batch.units -= units
                self.made_ahead -= units
                self._ship(order, units, max(batch.ready, world.day))
                if batch.units == 0:
                    self.ahead.popleft()
            else:
                units = min(order.units, capacity)
                capacity -= units
                self._make(units)
                self._ship(order, units, world.day + self.making_days)
            if order.units == 0:
                self.orders.popleft()
        plan = self.spec.planning
        if plan.make_ahead:
            units = min(capacity, math.ceil(world.planning.wanted_tonight(self.number)) - self.made_ahead)
            if units > 0:
                self._make(units)
                self.ahead.append(Batch(world.day + self.making_days, units))
                self.made_ahead += units
        world.ledger.pay(self.name, OUTSIDE, self._daily_costs, "daily_costs")
        world.ledger.pay(self.name, OUTSIDE, self.made_ahead * plan.holding_cost, "holding")

    # ---------------------------------------------------------------------------- what it owns, today

    @property
    def cash(self) -> int:
        """Money at hand; below zero it is a bank's overdraft."""
        return self.world.ledger.balance(self.name)

    @property
    def profit(self) -> int:
        """Profit since the first day, with goods under way and made ahead at what they cost."""
        return self.profit_with(self.cash, self.in_transit + self.made_ahead)

    def profit_with(self, cash: int, goods: int) -> int:
        """The same where its money, and its units under way and made ahead, are known."""
        return cash + goods * self._unit_cost - self._given

    # -------------------------------------------------------------------------------------- its parts

    def _make(self, units: int) -> None:
        self.world.market.made[self.number] += units
        self.world.ledger.pay(self.name, OUTSIDE, units * self.spec.unit_cost, "production")

    def _ship(self, order: Order, units: int, ready: int) -> None:
        """Send units of an order on their way as soon as they are ready."""
        world, offer = self.world, order.offer
        order.units -= units
        self.backlog -= units
        self.in_transit += units
        retailer = self._retailer_of[offer]
        luck = world.luck.lead_time[self.number][retailer]
        delay = int(luck * (self._spread + 1)) + int(world.held_up[retailer])
        due = ready + self._lead_time - self.making_days + delay
        self.shipments.append(Shipment(due, offer, units, order.day))

    def _hand_over(self, offer: int, units: int) -> None:
        market = self.world.market
        market.stock[offer] += units
        market.delivered[offer] += units
        retailer = self.world.retailer_names[self._retailer_of[offer]]
        self.world.ledger.pay(retailer, self.name, units * self.spec.price, "goods")
