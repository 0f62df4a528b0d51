"""A retailer's books: what it takes in and pays, and what it owns (CV3, K1)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from sim.account import Account
from sim.agents.bank import Borrowing
from sim.agents.community import CommunityWork
from sim.agents.kaizen import Kaizen
from sim.kernels import shelves, takings
from sim.ledger import CONSUMERS, OUTSIDE
from sim.world import World

KNOW_HOW, RELATIONS = "know-how and brand", "relations"
RELATION_COSTS = (
    "wages",
    "internal_marketing",
    "it_running",
    "posts",
    "community_events",
    "community_participants",
    "database",
    "contacts",
    "standing_orders",
    "ideas",
)
"""Entries of the ledger that ties with customers are made of: the costs in `sim.metrics.relationship_margin`."""


class Takings(NamedTuple):
    """What was counted of one retailer today that its books need; money in IDR."""

    revenue: int
    standing_orders: int
    failures: int
    """Of goods and of service."""
    refunds: int
    contact_costs: int
    participants: int
    """In community events."""


def takings_of(world: World) -> list[Takings]:
    """Today's takings of each retailer."""
    counted = np.empty((len(world.retailer_names), takings.TAKINGS), dtype=np.int64)
    takings.count_takings(
        world.sales_tally, world.desk_tally, world.account_tally, world.account_retailer, world.channel_costs, counted
    )
    return [Takings(*row) for row in counted.tolist()]


class Books:
    """The books of one retailer."""

    def __init__(
        self, world: World, number: int, accounts: Sequence[Account], community: CommunityWork, kaizen: Kaizen
    ) -> None:
        self.world = world
        self.number = number
        self.name = world.retailer_names[number]
        self.spec = world.scenario.retailers[self.name]
        self.offers = world.market.offers_of(number)
        self.community = community
        self.kaizen = kaizen
        self.borrowing = Borrowing(world, number)
        self._accounts = accounts
        self._it_bought = 0
        self._paid_for_relations = 0
        costs = self.spec.costs
        self._post_cost = world.per_thousand(self.spec.posts.cost)
        self._order_cost = self.spec.orders.handling_cost
        self._amortisation = costs.ic_amortisation / 365.0
        self._it_life = costs.it_life_days
        self._intellectual_capital_given = world.per_thousand(costs.intellectual_capital)
        self._fixed_assets = world.per_thousand(costs.fixed_assets)
        self._invested = world.per_thousand(costs.ic_investment)
        self._bill = self._daily_bill()
        makers = world.scenario.suppliers_of(self.name)
        help_for_each = world.per_thousand(self.spec.vendor.innovation_spend) // len(makers)
        self._helped = [(maker, help_for_each) for maker in makers if help_for_each]

    def _daily_bill(self) -> tuple[tuple[str, int], ...]:
        """What is paid to the outside on every day alike, by entry."""
        world, spec, costs, plan = self.world, self.spec, self.spec.costs, self.spec.kaizen
        counter_hours = spec.counter.capacity * world.thousands * spec.counter.service_minutes / 60.0
        uses_data = spec.database.is_used and len(self._accounts) > 0
        bill = (
            ("wages", round(spec.reply.staff_hours * world.thousands * costs.wage)),
            ("internal_marketing", world.per_thousand(spec.staff.internal_marketing)),
            ("counter", round(counter_hours * costs.wage)),
            ("it_running", world.per_thousand(costs.it_running) * len(self._accounts)),
            ("database", world.per_thousand(spec.database.cost) * uses_data),
            ("market_audit", world.per_thousand(spec.audit.market_spend)),
            ("rival_audit", world.per_thousand(spec.audit.rival_spend)),
            ("collaboration", world.per_thousand(spec.collaboration.spend)),
            ("kaizen", world.per_thousand(plan.product + plan.price + plan.promotion + plan.place)),
            ("ic_investment", self._invested),
        )
        return tuple((entry, amount) for entry, amount in bill if amount)

    def open(self) -> None:
        """Receive the owners' cash and know-how, and buy IT for the accounts.

        What is borrowed takes the place of the owners' money: of cash first, then of shops and equipment.
        """
        world, costs = self.world, self.spec.costs
        self.borrowing.open()
        owners = world.per_thousand(costs.cash) - self.borrowing.loan
        world.ledger.pay(OUTSIDE, self.name, max(owners, 0), "capital")
        world.ledger.pay(self.name, OUTSIDE, max(-owners, 0), "capital")
        world.ledger.book(self.name, KNOW_HOW, world.per_thousand(costs.intellectual_capital))
        world.ledger.book(self.name, RELATIONS, world.per_thousand(costs.relational_capital))
        self._it_bought = world.per_thousand(costs.it_purchase) * len(self._accounts)
        world.ledger.pay(self.name, OUTSIDE, self._it_bought, "it_purchase")

    def close_day(self, today: Takings, tie: float) -> None:
        """Take the day's money in, pay the day's costs, and settle with the bank.

        Parameters
        ----------
        today
            What was counted today.
        tie
            How close the tie to the bank is, 0 to 1.
        """
        self._trade(today)
        self._pay_costs(today)
        self._keep_intellectual_capital()
        self.borrowing.close_day(tie)

    # -------------------------------------------------------------------------------------- its parts

    def _trade(self, today: Takings) -> None:
        ledger = self.world.ledger
        ledger.pay(CONSUMERS, self.name, today.revenue, "sales")
        ledger.pay(self.name, CONSUMERS, today.refunds, "refunds")

    def _pay_costs(self, today: Takings) -> None:
        """Pay what every day costs, know-how and brand among it, and what today's work costs."""
        world, ledger = self.world, self.world.ledger
        posted = sum([sum(account.posts_today) + account.invites_today for account in self._accounts])
        for_work = (
            ("shop_costs", world.per_thousand(self.kaizen.shop_costs)),
            ("standing_orders", today.standing_orders * self._order_cost),
            ("posts", self._post_cost * posted),
            ("contacts", today.contact_costs),
        )
        ledger.settle(self.name, OUTSIDE, self._bill + for_work)
        self.community.pay(self.name, today.participants)
        for maker, amount in self._helped:
            ledger.pay(self.name, maker, amount, "innovation_help")

    def _keep_intellectual_capital(self) -> None:
        """Book what was invested in know-how and brand and what relations have cost; write a part of both off.

        Relational capital stands beside the books: what it is made of has been counted as cost (CV3).
        """
        ledger, name = self.world.ledger, self.name
        paid = -sum(ledger.flows_of(name, RELATION_COSTS))
        for asset, gained in ((KNOW_HOW, self._invested), (RELATIONS, paid - self._paid_for_relations)):
            ledger.book(name, asset, gained)
            ledger.write_off(name, asset, int(ledger.worth(name, asset) * self._amortisation))
        self._paid_for_relations = paid

    # -------------------------------------------------------------------------- what it owns, today

    @property
    def goods_sold(self) -> int:
        """What the goods sold today had cost."""
        return int(self.world.market.shelf_tally[self.number, shelves.GOODS_SOLD])

    @property
    def cash(self) -> int:
        """Money at hand; below zero it is owed to somebody, and what the bank lends is not in it in the evening."""
        return self.world.ledger.balance(self.name)

    @property
    def inventory(self) -> int:
        """Goods on the shelves at what they cost."""
        market = self.world.market
        return sum(int(market.stock[o]) * int(market.wholesale[market.offer_supplier[o]]) for o in self.offers)

    @property
    def it_assets(self) -> int:
        """What the IT is still worth, written off evenly over its life."""
        return self._it_bought * max(self._it_life - self.world.day - 1, 0) // self._it_life

    @property
    def profit(self) -> int:
        """Profit since the first day: what the firm has now, less what it owes the bank and what its owners put in."""
        return self.profit_with(self.inventory)

    def profit_with(self, inventory: int) -> int:
        """The same where what the goods on the shelves cost is known."""
        given = self.world.ledger.flow(self.name, "capital") + self._intellectual_capital_given
        own = self.cash + inventory + self.it_assets + self.intellectual_capital - self.borrowing.owed
        return own - given

    @property
    def intellectual_capital(self) -> int:
        """Know-how and brand on the books, without the relations themselves."""
        return self.world.ledger.worth(self.name, KNOW_HOW)

    @property
    def relational_capital(self) -> int:
        """What the relations with customers have cost and is not yet written off: the relational part."""
        return self.world.ledger.worth(self.name, RELATIONS)

    @property
    def debt(self) -> int:
        """What is owed: to the bank, and to others where cash is below zero."""
        return self.borrowing.owed + max(-self.cash, 0)

    @property
    def total_assets(self) -> int:
        """Cash, goods, IT, shops and intellectual capital without the relations themselves (CV3).

        Gross: what is owed is not taken off.
        """
        return self.total_assets_with(self.inventory)

    def total_assets_with(self, inventory: int) -> int:
        """The same where what the goods on the shelves cost is known."""
        return max(self.cash, 0) + inventory + self.it_assets + self._fixed_assets + self.intellectual_capital
