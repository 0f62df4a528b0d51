"""A retailer: its posts, its desk, its orders and its costs."""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import NormalDist

import numpy as np

from sim.account import Rows
from sim.agents.community import CommunityWork
from sim.agents.knowledge import account_view, reactions_of, trade_of, view_of
from sim.agents.mesa_api import Model
from sim.agents.own_policy import Decider
from sim.agents.supplier import Order, Supplier
from sim.agents.surface import FewAgent
from sim.contact import contact_costs
from sim.kernels import desk, judge
from sim.kernels.codes import NO_REPLY, PRIVATE
from sim.kernels.records import POST
from sim.ledger import CONSUMERS, OUTSIDE
from sim.policies import Message, Trade, View, reply_policy
from sim.randomness import Purpose, draw_uniform, stream
from sim.world import World

KNOW_HOW, RELATIONS = "know-how and brand", "relations"
RELATION_COSTS = ("wages", "internal_marketing", "it_running", "posts", "contacts")
"""Entries of the ledger that ties with customers are made of."""


class Retailer(FewAgent):
    """One retailer. Its day, in order: `plan_posts`, (its desk answers), `order`, `keep_books`."""

    def __init__(self, model: Model, world: World, number: int, name: str) -> None:
        super().__init__(model)
        self.world = world
        self.number = number
        self.name = name
        self.spec = world.scenario.retailers[name]
        self.offers = range(int(world.market.offer_start[number]), int(world.market.offer_start[number + 1]))
        self.accounts = [account for account in world.accounts if account.retailer == number]
        self.intensity = self._draw_intensity()
        self.community = CommunityWork(world, number, self.spec.community, self.accounts)
        self.forecast = dict.fromkeys(self.offers, 0.0)
        self.variance = dict.fromkeys(self.offers, 0.0)
        self.wait = dict.fromkeys(self.offers, 0.0)  # days from order to delivery, as experienced
        self.wait_variance = dict.fromkeys(self.offers, 0.0)
        self.it_bought = 0
        self.posted = 0
        self.goods_sold = 0  # today, at what they cost
        self.orders_sent = 0  # today
        self.order_days = 0  # until they reach the suppliers, added up over them
        self.paid_for_relations = 0
        self.decider: Decider | None = None
        self._trade_yesterday: Trade | None = None
        self._posts_yesterday = {account.number: (0, 0, 0) for account in self.accounts}
        self._reactions_yesterday = {account.number: (0, 0, 0) for account in self.accounts}

    # ------------------------------------------------------------------------------------ the start

    def _draw_intensity(self) -> float:
        """The factor on all post rates: lognormal of mean 1, the same on every day (A2)."""
        spread = self.spec.posts.intensity_spread
        u = draw_uniform(stream(self.world.seed, Purpose.INTENSITY), self.number)
        z = NormalDist().inv_cdf(min(max(u, 1e-6), 1.0 - 1e-6))
        # rounding makes the last bit of the exponential, which differs between machines, irrelevant
        return round(math.exp(spread * z - 0.5 * spread * spread), 6)

    def open_shop(self, suppliers: Sequence[Supplier]) -> None:
        """Receive the owners' cash, buy IT for the accounts, and fill the shelves for the first days."""
        world, costs = self.world, self.spec.costs
        world.ledger.pay(OUTSIDE, self.name, world.per_thousand(costs.cash), "capital")
        world.ledger.book(self.name, KNOW_HOW, world.per_thousand(costs.intellectual_capital))
        world.ledger.book(self.name, RELATIONS, world.per_thousand(costs.relational_capital))
        self.it_bought = world.per_thousand(costs.it_purchase) * len(self.accounts)
        world.ledger.pay(self.name, OUTSIDE, self.it_bought, "it_purchase")
        people = world.scenario.consumers
        demand = people.count * people.shop_rate * people.basket_units
        expected = demand / max(len(world.market.offer_retailer), 1)
        for offer in self.offers:
            self.forecast[offer] = expected
            self.variance[offer] = expected
            maker = suppliers[world.market.offer_supplier[offer]].spec
            under_way = float(world.it.mean_order_days[self.number])
            self.wait[offer] = under_way + maker.lead_time_days + 0.5 * maker.lead_time_spread_days
            # evenly between nothing and the spread
            self.wait_variance[offer] = maker.lead_time_spread_days * maker.lead_time_spread_days / 12.0
            units = math.ceil(expected * self.spec.stock.opening_cover_days)
            suppliers[world.market.offer_supplier[offer]].fill_shelf(offer, units)

    # ------------------------------------------------------------------------- a policy of one's own

    def decides(self, method: str) -> bool:
        """Whether a policy of one's own decides this; what it leaves stays as the scenario says."""
        return self.decider is not None and method in self.decider.methods

    def view(self) -> View:
        """What the retailer can know at this moment."""
        accounts = [
            account_view(self.world, a, self._posts_yesterday[a.number], self._reactions_yesterday[a.number])
            for a in self.accounts
        ]
        return view_of(self.world, self.number, self.cash, self.forecast, accounts, self._trade_yesterday)

    # -------------------------------------------------------------------------------------- the day

    def set_price(self, view: View) -> tuple[int, float]:
        """Today's shelf price and discount: those of yesterday where no policy of one's own decides."""
        price, discount = view.price, view.discount
        if self.decider is not None and self.decides("price"):
            price = self.decider.price(view)
        if self.decider is not None and self.decides("discount"):
            discount = self.decider.discount(view)
        return price, discount

    def plan_posts(self) -> Rows:
        """Today's posts on every account, unless IT is down. A rate of half a post a day posts every second day."""
        rates = self.spec.posts
        view = self.view() if self.decides("posts") else None
        rows: list[tuple[int, int, int, float]] = []
        self.posted = 0
        self.community.plan()
        if self.world.it.down[self.number]:
            for account in self.accounts:
                account.posts_today, account.invites_today = (0, 0, 0), 0
            return np.array(rows, dtype=POST)
        for account in self.accounts:
            due = []
            for kind, rate in enumerate((rates.promotion_rate, rates.information_rate, rates.community_rate)):
                account.post_debt[kind] += rate * self.intensity
                count = int(account.post_debt[kind] + 1e-9)
                account.post_debt[kind] -= count
                due.append(count)
            if self.decider is not None and view is not None:
                due = self.decider.posts(view.accounts[self.world.platforms[account.platform].name], view)
            account.posts_today = (due[0], due[1], due[2])
            account.invites_today = 1 if self.community.invites_for else 0
            total = sum(due) + account.invites_today
            self.posted += total
            if not total:
                continue
            platform = self.world.platforms[account.platform].spec
            reach = platform.reach * total**-platform.crowding
            for kind, count in enumerate((*due, account.invites_today)):
                for ordinal in range(count):
                    # the same number for the same post in every world: its readers' luck does not move
                    number = ((self.number * 8 + account.platform) * 4 + kind) * 64 + ordinal
                    rows.append((account.number, kind, number, reach))
        return np.array(rows, dtype=POST)

    def tabulate_policy(self) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
        """The policy as a table: action[channel, public, sensitive, concerns many].

        A call, a visit and an e-mail are answered where they came in, and so is a private message unless the accounts
        stay silent.
        """
        world = self.world
        policy = reply_policy(self.spec.reply)
        table = np.full((world.channels, 2, 2, 2), PRIVATE, dtype=np.uint8)
        for platform in world.platforms:
            for sensitive in (False, True):
                for concerns_many in (False, True):
                    action = policy(Message(platform.name, sensitive, concerns_many))
                    place = (int(sensitive), int(concerns_many))
                    table[(platform.number, 1, *place)] = action
                    table[(platform.number, 0, *place)] = NO_REPLY if action == NO_REPLY else PRIVATE
        return table

    def order(self, suppliers: Sequence[Supplier]) -> None:
        """Update the forecasts; on a review day order up to the level that covers the wait for goods and the review."""
        world, stock = self.world, self.spec.stock
        self.orders_sent = self.order_days = 0
        for offer in self.offers:
            self._learn(offer)
        if self.decider is not None and self.decides("orders"):
            chosen = self.decider.orders(self.view())
            for offer in self.offers:
                self._order(suppliers, offer, chosen.get(self._supplier_of(offer), 0))
            return
        if (world.day + self.number) % stock.review_days:
            return
        for offer in self.offers:
            cover = self.wait[offer] + stock.review_days
            doubt = (
                self.variance[offer] * cover + self.forecast[offer] * self.forecast[offer] * self.wait_variance[offer]
            )
            level = self.forecast[offer] * cover + stock.safety * math.sqrt(doubt)
            left = int(world.market.stock[offer]) - int(world.offer_units[offer])
            units = math.ceil(level - left - int(world.market.on_order[offer]))
            self._order(suppliers, offer, units)

    def _order(self, suppliers: Sequence[Supplier], offer: int, units: int) -> None:
        world = self.world
        if units > 0:
            world.market.on_order[offer] += units
            world.ordered[offer] += units
            days = world.it.order_days(self.number)
            self.orders_sent += 1
            self.order_days += days
            suppliers[world.market.offer_supplier[offer]].take_order(Order(offer, units, world.day), days)

    def _supplier_of(self, offer: int) -> str:
        return self.world.supplier_names[int(self.world.market.offer_supplier[offer])]

    def _learn(self, offer: int) -> None:
        """Take today's demand into the forecast, and the wait for what was delivered today into that of the wait."""
        world, weight = self.world, self.spec.stock.smoothing
        error = float(world.demand[offer]) - self.forecast[offer]
        self.forecast[offer] += weight * error
        self.variance[offer] = (1.0 - weight) * (self.variance[offer] + weight * error * error)
        if world.arrived[offer]:
            error = float(world.waited[offer]) / float(world.arrived[offer]) - self.wait[offer]
            self.wait[offer] += weight * error
            self.wait_variance[offer] = (1.0 - weight) * (self.wait_variance[offer] + weight * error * error)

    def keep_books(self) -> None:
        """Take the day's money in, pay the day's costs, hand out goods, and write spoilt goods off."""
        world, costs = self.world, self.spec.costs
        ledger, market = world.ledger, world.market
        ledger.pay(CONSUMERS, self.name, int(world.sales_tally[self.number, judge.REVENUE]), "sales")
        channels = world.channels
        rows = world.desk_tally[self.number * channels : (self.number + 1) * channels]
        ledger.pay(self.name, CONSUMERS, int(rows[:, desk.REFUNDS].sum()), "refunds")
        staff = self.spec.reply.staff_hours * world.thousands
        ledger.pay(self.name, OUTSIDE, round(staff * costs.wage), "wages")
        rallied = world.per_thousand(self.spec.staff.internal_marketing)
        ledger.pay(self.name, OUTSIDE, rallied, "internal_marketing")
        ledger.pay(self.name, OUTSIDE, world.per_thousand(costs.shop_costs), "shop_costs")
        counter = self.spec.counter
        counter_hours = counter.capacity * world.thousands * counter.service_minutes / 60.0
        ledger.pay(self.name, OUTSIDE, round(counter_hours * costs.wage), "counter")
        orders = int(world.sales_tally[self.number, judge.STANDING_ORDERS])
        ledger.pay(self.name, OUTSIDE, orders * self.spec.orders.handling_cost, "standing_orders")
        ledger.pay(self.name, OUTSIDE, world.per_thousand(costs.it_running) * len(self.accounts), "it_running")
        ledger.pay(self.name, OUTSIDE, world.per_thousand(self.spec.posts.cost) * self.posted, "posts")
        self.community.pay(self.name)
        uses_data = self.spec.database.is_used and len(self.accounts) > 0
        ledger.pay(self.name, OUTSIDE, world.per_thousand(self.spec.database.cost) * uses_data, "database")
        ledger.pay(self.name, OUTSIDE, int(contact_costs(world.scenario, rows)), "contacts")
        self.goods_sold = 0
        for offer in self.offers:
            sold = int(world.offer_units[offer])
            self.goods_sold += sold * int(market.wholesale[market.offer_supplier[offer]])
            market.stock[offer] -= sold
            market.sold[offer] += sold
            due = self.spec.stock.spoilage_rate * int(market.stock[offer])
            luck = draw_uniform(world.key(Purpose.SPOILAGE), offer)
            spoilt = min(int(due + luck), int(market.stock[offer]))
            market.stock[offer] -= spoilt
            market.spoilt[offer] += spoilt
        if self.decider is not None:
            self._trade_yesterday = trade_of(world, self.number)
            for account in self.accounts:
                self._posts_yesterday[account.number] = account.posts_today
                self._reactions_yesterday[account.number] = reactions_of(world, account)

        self._keep_intellectual_capital()

    def _keep_intellectual_capital(self) -> None:
        """Invest in know-how and brand, book what relations have cost today, and write a part of both off.

        Relational capital stands beside the books: what it is made of has been counted as cost (CV3).
        """
        world, costs, ledger = self.world, self.spec.costs, self.world.ledger
        invested = world.per_thousand(costs.ic_investment)
        ledger.pay(self.name, OUTSIDE, invested, "ic_investment")
        ledger.book(self.name, KNOW_HOW, invested)
        paid = -sum(ledger.flow(self.name, entry) for entry in RELATION_COSTS)
        ledger.book(self.name, RELATIONS, paid - self.paid_for_relations)
        self.paid_for_relations = paid
        for asset in (KNOW_HOW, RELATIONS):
            ledger.write_off(self.name, asset, int(ledger.worth(self.name, asset) * (costs.ic_amortisation / 365.0)))

    # -------------------------------------------------------------------------- what it owns, today

    @property
    def cash(self) -> int:
        """Money at hand; below zero it is a bank's overdraft."""
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
        return self.it_bought * max(life - self.world.day - 1, 0) // life

    @property
    def profit(self) -> int:
        """Profit since the first day: what the firm has now less what its owners put in."""
        given = self.world.ledger.flow(self.name, "capital")
        given += self.world.per_thousand(self.spec.costs.intellectual_capital)
        return self.cash + self.inventory + self.it_assets + self.intellectual_capital - given

    @property
    def intellectual_capital(self) -> int:
        """Know-how and brand on the books, without the relations themselves."""
        return self.world.ledger.worth(self.name, KNOW_HOW)

    @property
    def relational_capital(self) -> int:
        """What the relations with customers have cost and is not yet written off: the relational part."""
        return self.world.ledger.worth(self.name, RELATIONS)

    @property
    def total_assets(self) -> int:
        """Cash, goods, IT, shops and intellectual capital without the relations themselves (CV3)."""
        world, costs = self.world, self.spec.costs
        return (
            self.cash
            + self.inventory
            + self.it_assets
            + world.per_thousand(costs.fixed_assets)
            + self.intellectual_capital
        )
