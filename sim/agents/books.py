"""A retailer's books: what it takes in and pays, and what it owns (CV3, K1)."""

from __future__ import annotations

from collections.abc import Sequence

from sim.account import Account
from sim.agents.bank import Borrowing
from sim.kernels import books
from sim.ledger import KNOW_HOW, OUTSIDE, RELATIONS
from sim.world import World


class Books:
    """The books of one retailer. What an evening does to them, for all retailers at once, is `close_books`."""

    def __init__(self, world: World, number: int, accounts: Sequence[Account]) -> None:
        self.world = world
        self.number = number
        self.name = world.retailer_names[number]
        self.spec = world.scenario.retailers[self.name]
        self.offers = world.market.offers_of(number)
        self.borrowing = Borrowing(world, number)
        self._accounts = accounts
        self._agree_terms()

    def _agree_terms(self) -> None:
        """Write down what is paid to the outside on every day alike, by entry, and what else stays as it is."""
        world, spec, costs, plan = self.world, self.spec, self.spec.costs, self.spec.kaizen
        counter_hours = world.capacity[self.number] * spec.counter.service_minutes / 60.0
        uses_data = spec.database.is_used and len(self._accounts) > 0
        bill, terms = world.books.bill[self.number], world.books.terms[self.number]
        bill[books.WAGES] = round(spec.reply.staff_hours * world.thousands * costs.wage)
        bill[books.INTERNAL_MARKETING] = world.per_thousand(spec.staff.internal_marketing)
        bill[books.COUNTER] = round(counter_hours * costs.wage)
        bill[books.IT_RUNNING] = world.per_thousand(costs.it_running) * len(self._accounts)
        bill[books.DATABASE] = world.per_thousand(spec.database.cost) * uses_data
        bill[books.MARKET_AUDIT] = world.per_thousand(spec.audit.market_spend)
        bill[books.RIVAL_AUDIT] = world.per_thousand(spec.audit.rival_spend)
        bill[books.COLLABORATION] = world.per_thousand(spec.collaboration.spend)
        bill[books.KAIZEN] = world.per_thousand(plan.product + plan.price + plan.promotion + plan.place)
        bill[books.IC_INVESTMENT] = world.per_thousand(costs.ic_investment)
        terms[books.ORDER_COST] = spec.orders.handling_cost
        terms[books.POST_COST] = world.per_thousand(spec.posts.cost)
        terms[books.PARTICIPANT_COST] = spec.community.participant_cost
        terms[books.OVERDRAFT_LIMIT] = self.borrowing.limit
        terms[books.IT_BOUGHT] = world.per_thousand(costs.it_purchase) * len(self._accounts)
        terms[books.IT_LIFE_DAYS] = costs.it_life_days
        terms[books.FIXED_ASSETS] = world.per_thousand(costs.fixed_assets)
        terms[books.KNOW_HOW_GIVEN] = world.per_thousand(costs.intellectual_capital)
        world.books.amortisation[self.number] = costs.ic_amortisation / 365.0

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
        bought = int(world.books.terms[self.number, books.IT_BOUGHT])
        world.ledger.pay(self.name, OUTSIDE, bought, "it_purchase")

    # -------------------------------------------------------------------------- what it owns, today

    @property
    def cash(self) -> int:
        """Money at hand; below zero it is owed to somebody, and what the bank lends is not in it in the evening."""
        return self.world.ledger.balance(self.name)

    @property
    def debt(self) -> int:
        """What is owed: to the bank, and to others where cash is below zero."""
        return self.borrowing.owed + max(-self.cash, 0)

    @property
    def profit(self) -> int:
        """Profit since the first day, as the last statement has it."""
        return int(self.world.books.statement[self.number, books.PROFIT])

    @property
    def total_assets(self) -> int:
        """All that it owns, as the last statement has it."""
        return int(self.world.books.statement[self.number, books.TOTAL_ASSETS])


def close_books(world: World) -> None:
    """An evening: every retailer takes in and pays what the day has brought, and settles with the bank."""
    kept = world.books
    books.close_day(
        world.day, world.sales_tally, world.desk_tally, world.channel_costs, world.account_tally,
        world.account_retailer, world.market.shelf_tally, world.around, kept.credit, kept.bill, kept.terms, kept.today,
        kept.amortisation, world.ledger.table, world.ledger.assets, kept.paid_for_relations, kept.community_spent,
        kept.statement, kept.held, kept.paid_out,
    )  # fmt: skip


def draw_up_statements(world: World) -> None:
    """Write down what every retailer owns."""
    kept, ledger = world.books, world.ledger
    books.draw_up(world.day, world.market.shelf_tally, kept.terms, ledger.table, ledger.assets, kept.statement)
