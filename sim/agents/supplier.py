"""A supplier: makes to order and ahead, ships, and works on its product."""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass

from sim.agents.mesa_api import Model
from sim.agents.planning import Planner
from sim.agents.surface import FewAgent
from sim.agents.workshop import Workshop
from sim.ledger import OUTSIDE
from sim.randomness import Purpose, draw_uniform
from sim.world import World


@dataclass
class Order:
    """Units that a retailer wants for one of its shelves."""

    offer: int
    units: int
    day: int


@dataclass(frozen=True)
class Shipment:
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
    """One supplier. Its day, in order: `deliver`, (its workshop reads reports and improves), `make`."""

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
        self.making_days = min(self.spec.planning.making_days, self.spec.lead_time_days - 1)
        self.planner = Planner(world, number, self.making_days)
        self.workshop = Workshop(world, number)

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
                self.world.arrived[shipment.offer] += shipment.units
                waited = self.world.day - shipment.ordered
                self.world.waited[shipment.offer] += shipment.units * waited
                self.world.on_time[shipment.offer] += shipment.units * (waited <= self.spec.lead_time_days)
                self._hand_over(shipment.offer, shipment.units)
            else:
                late.append(shipment)
        self.shipments = late

    def take_order(self, order: Order, days: int = 0) -> None:
        """Put an order in the queue when it has been under way for so many days."""
        self.letters.append((self.world.day + days, order))

    def make(self) -> None:
        """Serve the queue from goods made ahead and from the day's capacity, make ahead with what is left of it."""
        world = self.world
        self._open_letters()
        capacity = round(self.spec.capacity * world.thousands)
        while self.orders and (self.ahead or capacity > 0):
            order = self.orders[0]
            if self.ahead:
                batch = self.ahead[0]
                units = min(order.units, batch.units)
                batch.units -= units
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
        self.planner.watch()
        if self.spec.planning.make_ahead:
            units = min(capacity, math.ceil(self.planner.expected()) - self.made_ahead)
            if units > 0:
                self._make(units)
                self.ahead.append(Batch(world.day + self.making_days, units))
        world.ledger.pay(self.name, OUTSIDE, world.per_thousand(self.spec.daily_costs), "daily_costs")
        world.ledger.pay(self.name, OUTSIDE, self.made_ahead * self.spec.planning.holding_cost, "holding")

    # ---------------------------------------------------------------------------- what it owns, today

    @property
    def cash(self) -> int:
        """Money at hand; below zero it is a bank's overdraft."""
        return self.world.ledger.balance(self.name)

    @property
    def in_transit(self) -> int:
        """Units made for an order and not yet delivered."""
        return sum(shipment.units for shipment in self.shipments)

    @property
    def made_ahead(self) -> int:
        """Units made, or in making, that nobody has ordered yet."""
        return sum(batch.units for batch in self.ahead)

    @property
    def backlog(self) -> int:
        """Units ordered and not yet made."""
        return sum(order.units for order in (*self.orders, *(order for _, order in self.letters)))

    @property
    def profit(self) -> int:
        """Profit since the first day, with goods under way and made ahead at what they cost."""
        capital = self.world.ledger.flow(self.name, "capital")
        return self.cash + (self.in_transit + self.made_ahead) * self.spec.unit_cost - capital

    # -------------------------------------------------------------------------------------- its parts

    def _open_letters(self) -> None:
        """Take in the orders that arrive today."""
        under_way = []
        for arrives, order in self.letters:
            if arrives <= self.world.day:
                self.orders.append(order)
                self.world.received[order.offer] += order.units
                self.world.order_age[order.offer] = self.world.day - order.day
            else:
                under_way.append((arrives, order))
        self.letters = under_way

    def _make(self, units: int) -> None:
        self.world.market.made[self.number] += units
        self.world.ledger.pay(self.name, OUTSIDE, units * self.spec.unit_cost, "production")

    def _ship(self, order: Order, units: int, ready: int) -> None:
        """Send units of an order on their way as soon as they are ready."""
        world, offer = self.world, order.offer
        order.units -= units
        retailer = int(world.market.offer_retailer[offer])
        luck = draw_uniform(world.key(Purpose.LEAD_TIME), self.number, retailer)
        delay = int(luck * (self.spec.lead_time_spread_days + 1)) + int(world.held_up[retailer])
        due = ready + self.spec.lead_time_days - self.making_days + delay
        self.shipments.append(Shipment(due, offer, units, order.day))

    def _hand_over(self, offer: int, units: int) -> None:
        market = self.world.market
        market.stock[offer] += units
        market.delivered[offer] += units
        retailer = self.world.retailer_names[market.offer_retailer[offer]]
        self.world.ledger.pay(retailer, self.name, units * self.spec.price, "goods")
