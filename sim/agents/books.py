"""A retailer's books: what it takes in and pays, the goods that leave its shelves, and what it owns (CV3, K1)."""

from __future__ import annotations

from collections.abc import Sequence

from sim.account import Account
from sim.agents.bank import Borrowing
from sim.agents.community import CommunityWork
from sim.agents.kaizen import Kaizen
from sim.contact import contact_costs
from sim.kernels import desk, judge
from sim.ledger import CONSUMERS, OUTSIDE
from sim.randomness import Purpose, draw_uniform
from sim.world import Counts, World

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


class Books:
    """The books of one retailer.

    Attributes
    ----------
    goods_sold
        What the goods sold today had cost.
    """

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
        self.goods_sold = 0
        self._accounts = accounts
        self._it_bought = 0
        self._paid_for_relations = 0

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

    def close_day(self, tie: float) -> None:
        """Take the day's money in, pay the day's costs, hand out goods, and settle with the bank.

        Parameters
        ----------
        tie
            How close the tie to the bank is, 0 to 1.
        """
        self._trade()
        self._pay_costs()
        self._hand_out_goods()
        self._keep_intellectual_capital()
        self.borrowing.close_day(tie)

    # -------------------------------------------------------------------------------------- its parts

    def _trade(self) -> None:
        ledger, world = self.world.ledger, self.world
        ledger.pay(CONSUMERS, self.name, int(world.sales_tally[self.number, judge.REVENUE]), "sales")
        ledger.pay(self.name, CONSUMERS, int(self._desks()[:, desk.REFUNDS].sum()), "refunds")

    def _pay_costs(self) -> None:
        world, costs, ledger, plan = self.world, self.spec.costs, self.world.ledger, self.spec.kaizen
        staff = self.spec.reply.staff_hours * world.thousands
        posted = sum(sum(account.posts_today) + account.invites_today for account in self._accounts)
        ledger.pay(self.name, OUTSIDE, round(staff * costs.wage), "wages")
        rallied = world.per_thousand(self.spec.staff.internal_marketing)
        ledger.pay(self.name, OUTSIDE, rallied, "internal_marketing")
        ledger.pay(self.name, OUTSIDE, world.per_thousand(self.kaizen.shop_costs), "shop_costs")
        counter = self.spec.counter
        counter_hours = counter.capacity * world.thousands * counter.service_minutes / 60.0
        ledger.pay(self.name, OUTSIDE, round(counter_hours * costs.wage), "counter")
        orders = int(world.sales_tally[self.number, judge.STANDING_ORDERS])
        ledger.pay(self.name, OUTSIDE, orders * self.spec.orders.handling_cost, "standing_orders")
        ledger.pay(self.name, OUTSIDE, world.per_thousand(costs.it_running) * len(self._accounts), "it_running")
        ledger.pay(self.name, OUTSIDE, world.per_thousand(self.spec.posts.cost) * posted, "posts")
        self.community.pay(self.name)
        uses_data = self.spec.database.is_used and len(self._accounts) > 0
        ledger.pay(self.name, OUTSIDE, world.per_thousand(self.spec.database.cost) * uses_data, "database")
        for entry, spend in (
            ("market_audit", self.spec.audit.market_spend),
            ("rival_audit", self.spec.audit.rival_spend),
            ("collaboration", self.spec.collaboration.spend),
            ("kaizen", plan.product + plan.price + plan.promotion + plan.place),
        ):
            ledger.pay(self.name, OUTSIDE, world.per_thousand(spend), entry)
        makers = world.scenario.suppliers_of(self.name)
        for maker in makers:
            ledger.pay(
                self.name,
                maker,
                world.per_thousand(self.spec.vendor.innovation_spend) // len(makers),
                "innovation_help",
            )
        ledger.pay(self.name, OUTSIDE, int(contact_costs(world.scenario, self._desks())), "contacts")

    def _hand_out_goods(self) -> None:
        world, market = self.world, self.world.market
        self.goods_sold = 0
        for offer in self.offers:
            sold = int(world.offer_units[offer])
            self.goods_sold += sold * int(market.wholesale[market.offer_supplier[offer]])
            market.stock[offer] -= sold
            market.sold[offer] += sold
            due = self.kaizen.spoilage_rate * int(market.stock[offer])
            luck = draw_uniform(world.key(Purpose.SPOILAGE), offer)
            spoilt = min(int(due + luck), int(market.stock[offer]))
            market.stock[offer] -= spoilt
            market.spoilt[offer] += spoilt

    def _keep_intellectual_capital(self) -> None:
        """Invest in know-how and brand, book what relations have cost today, and write a part of both off.

        Relational capital stands beside the books: what it is made of has been counted as cost (CV3).
        """
        world, costs, ledger = self.world, self.spec.costs, self.world.ledger
        invested = world.per_thousand(costs.ic_investment)
        ledger.pay(self.name, OUTSIDE, invested, "ic_investment")
        ledger.book(self.name, KNOW_HOW, invested)
        paid = -sum(ledger.flow(self.name, entry) for entry in RELATION_COSTS)
        ledger.book(self.name, RELATIONS, paid - self._paid_for_relations)
        self._paid_for_relations = paid
        for asset in (KNOW_HOW, RELATIONS):
            ledger.write_off(self.name, asset, int(ledger.worth(self.name, asset) * (costs.ic_amortisation / 365.0)))

    def _desks(self) -> Counts:
        """Today's tally of its desk, a row for each channel."""
        channels = self.world.channels
        return self.world.desk_tally[self.number * channels : (self.number + 1) * channels]

    # -------------------------------------------------------------------------- what it owns, today

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
        life = self.spec.costs.it_life_days
        return self._it_bought * max(life - self.world.day - 1, 0) // life

    @property
    def profit(self) -> int:
        """Profit since the first day: what the firm has now, less what it owes the bank and what its owners put in."""
        given = self.world.ledger.flow(self.name, "capital")
        given += self.world.per_thousand(self.spec.costs.intellectual_capital)
        own = self.cash + self.inventory + self.it_assets + self.intellectual_capital - self.borrowing.owed
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
        fixed = self.world.per_thousand(self.spec.costs.fixed_assets)
        return max(self.cash, 0) + self.inventory + self.it_assets + fixed + self.intellectual_capital
