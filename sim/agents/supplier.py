"""A supplier: makes to order and ahead, ships, and works on its product."""

from __future__ import annotations

from sim.account import Rows
from sim.agents.mesa_api import Model
from sim.agents.surface import FewAgent
from sim.agents.workshop import Workshop
from sim.kernels import supply
from sim.ledger import OUTSIDE
from sim.world import World


class Supplier(FewAgent):
    """One supplier. Its day: `deliver`, (reports are read, its workshop improves), `make`.

    What all suppliers do alike, to deliver and to make, is reckoned for all of them at once.
    """

    def __init__(self, model: Model, world: World, number: int, name: str) -> None:
        super().__init__(model)
        self.world = world
        self.number = number
        self.name = name
        self.spec = world.scenario.suppliers[name]
        self.workshop = Workshop(world, number)

    def found(self) -> None:
        """Receive the owners' cash."""
        given = self.world.per_thousand(self.spec.cash)
        self.world.goods.given[self.number] = given
        self.world.ledger.pay(OUTSIDE, self.name, given, "capital")

    def fill_shelf(self, offer: int, units: int) -> None:
        """Make and deliver goods at once: the stock with which a retailer opens."""
        world, market = self.world, self.world.market
        market.made[self.number] += units
        market.stock[offer] += units
        market.delivered[offer] += units
        retailer = world.retailer_names[market.offer_retailer[offer]]
        world.ledger.pay(self.name, OUTSIDE, units * self.spec.unit_cost, "production")
        world.ledger.pay(retailer, self.name, units * self.spec.price, "goods")

    # ---------------------------------------------------------------------------- what it has, today

    @property
    def letters(self) -> Rows:
        """Orders under way to it, in the order of writing: a copy."""
        return self.world.goods.letters_to(self.number)

    @property
    def orders(self) -> Rows:
        """Orders in its queue, in the order in which they are served: a copy."""
        return self.world.goods.orders_of(self.number)

    @property
    def shipments(self) -> Rows:
        """Goods that somebody ordered, in making or under way to a shelf: a copy."""
        return self.world.goods.shipments_of(self.number)

    @property
    def ahead(self) -> Rows:
        """Goods made ahead, which nobody has ordered yet, the oldest first: a copy."""
        return self.world.goods.batches_of(self.number)

    @property
    def in_transit(self) -> int:
        """Units made for an order and not yet delivered."""
        return int(self.world.goods.in_transit[self.number])

    @property
    def made_ahead(self) -> int:
        """Units made, or in making, that nobody has ordered yet."""
        return int(self.world.goods.made_ahead[self.number])

    @property
    def backlog(self) -> int:
        """Units ordered and not yet made."""
        return int(self.world.goods.backlog[self.number])

    @property
    def cash(self) -> int:
        """Money at hand; below zero it is a bank's overdraft."""
        return self.world.ledger.balance(self.name)

    @property
    def profit(self) -> int:
        """Profit since the first day, with goods under way and made ahead at what they cost."""
        goods = self.in_transit + self.made_ahead
        return self.cash + goods * self.spec.unit_cost - int(self.world.goods.given[self.number])


def deliver(world: World) -> None:
    """A morning: every supplier hands over what is due, and is paid."""
    market, goods = world.market, world.goods
    supply.deliver(
        world.day, market.offer_retailer, market.offer_supplier, goods.terms, goods.shipment_rows, goods.counts,
        goods.in_transit, market.on_order, world.arrived, world.waited, world.on_time, market.stock,
        market.delivered, world.ledger.table,
    )  # fmt: skip


def make(world: World) -> None:
    """An evening: every supplier takes in what orders arrive, makes and sends, and makes ahead what it expects."""
    market, goods, plan = world.market, world.goods, world.planning
    goods.make_room()
    supply.make(
        world.day, market.offer_retailer, market.offer_supplier, goods.terms, world.demand, world.received,
        world.order_age, world.it.down, plan.terms, plan.smoothing, plan.letter_late, plan.sold_until(world.day),
        plan.known, plan.outlook, plan.making_days, plan.safety, plan.foreseen, world.luck.lead_time, world.held_up,
        goods.letter_rows, goods.order_rows, goods.shipment_rows, goods.batch_rows, goods.counts, goods.in_transit,
        goods.made_ahead, goods.backlog, market.made, goods.helped, world.ledger.table,
    )  # fmt: skip
