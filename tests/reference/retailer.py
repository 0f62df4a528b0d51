"""A retailer: prices and posts, orders and books. What else it does has files of its own."""

from __future__ import annotations

import math
from collections import Counter
from statistics import NormalDist
from typing import TYPE_CHECKING

from sim.agents.own_policy import Decider
from sim.policies import Trade, View
from sim.randomness import Purpose
from sim.scenario.firms import Retailer as Firm
from tests.reference.agent import ReferenceAgent
from tests.reference.arithmetic import clip
from tests.reference.bank import Debt
from tests.reference.channels import Elsewhere
from tests.reference.community import CommunityWork
from tests.reference.complaint import Complaint
from tests.reference.counter import NO_QUEUE, hours_of_counter_staff
from tests.reference.desk import Desk
from tests.reference.forecast import Forecast, MarketResearch
from tests.reference.kaizen import Kaizen
from tests.reference.knowledge import account_view, message_of, trade_of, view_of
from tests.reference.ledger import CONSUMERS, OUTSIDE
from tests.reference.page import Page, Post
from tests.reference.partners import Partners
from tests.reference.platforms import Platform
from tests.reference.segments import SegmentBook
from tests.reference.shelf import Shelf
from tests.reference.shelf_price import Pricing
from tests.reference.staff import Staff
from tests.reference.supplier import Order
from tests.reference.technology import Technology
from tests.reference.venture import JointVenture

if TYPE_CHECKING:
    from tests.reference.model import ReferenceModel

KNOW_HOW, RELATIONS = "know-how and brand", "relations"
"""The two parts of intellectual capital."""


class Retailer(ReferenceAgent):
    """One retailer. Its day, in order: `begin_work`, `set_price`, `post`, `learn`, `order`, `keep_books`.

    Between its posts and its orders it receives ideas, and its desk answers.

    Attributes
    ----------
    firm
        The retailer's part of the scenario.
    price, discount
        Of today.
    intensity
        Factor on all its post rates.
    segments
        What is known of its segments of consumers.
    today, ideas_today
        What is counted today: sales, and words heard; what became of ideas.
    """

    def __init__(self, model: ReferenceModel, number: int, name: str) -> None:
        super().__init__(model)
        self.number = number
        self.name = name
        self.firm: Firm = self.rules.retailers[name]
        self.price = self.firm.price
        self.discount = self.firm.posts.discount
        self.intensity = self._drawn_intensity()
        self.segments = SegmentBook()
        self.pages: dict[Platform, Page] = {}
        self.shelves: list[Shelf] = []
        self.forecast: dict[Shelf, Forecast] = {}
        self.staff = Staff(self)
        self.technology = Technology(self)
        self.desk = Desk(self)
        self.research = MarketResearch(self.firm, model)
        self.kaizen = Kaizen(self)
        self.partners = Partners(self)
        self.venture = JointVenture(self)
        self.pricing = Pricing(self)
        self.debt = Debt(self)
        self.community: CommunityWork
        self.it_bought = 0
        self.goods_sold_today = 0
        self.decider: Decider | None = None
        self.trade_yesterday: Trade | None = None
        self.posted_yesterday: dict[Page, tuple[int, int, int]] = {}
        self.reactions_yesterday: dict[Page, tuple[int, int, int]] = {}
        self.begin_day()

    def begin_day(self) -> None:
        """Nothing has happened today."""
        self.today: Counter[str] = Counter()
        self.ideas_today: Counter[str] = Counter()
        self.came_today = 0  # shoppers by first choice
        self.ordered_before_today = 0  # of them, those by standing order
        self.queue = NO_QUEUE
        self.missed_today = 0  # of them, those who met an empty shelf
        self.orders_sent_today = 0
        self.order_days_today = 0  # until they reach the suppliers, added up over them
        self.advice_today = 0.0  # share of purchases that its customers' reports freed from defects

    def _drawn_intensity(self) -> float:
        """How intensely it uses its accounts: lognormal of mean 1, drawn once for each retailer and world."""
        spread = self.firm.posts.intensity_spread
        draw = self.luck.today(Purpose.INTENSITY, self.number).first
        normal = NormalDist().inv_cdf(min(max(draw, 1e-6), 1.0 - 1e-6))
        return round(math.exp(spread * normal - 0.5 * spread * spread), 6)

    def open_shop(self) -> None:
        """Receive the owners' cash, buy IT for the accounts, and fill the shelves for the first days."""
        model, costs, ledger = self.model, self.firm.costs, self.model.ledger
        self.debt.borrow()
        self._take_from_owners(model.per_thousand(costs.cash) - self.debt.loan)
        ledger.book(self.name, KNOW_HOW, model.per_thousand(costs.intellectual_capital))
        ledger.book(self.name, RELATIONS, model.per_thousand(costs.relational_capital))
        self.it_bought = model.per_thousand(costs.it_purchase) * len(self.pages)
        ledger.pay(self.name, OUTSIDE, self.it_bought, "it_purchase")
        for shelf in self.shelves:
            expected = model.expected_demand_of_a_shelf()
            self.forecast[shelf] = Forecast(
                self.firm.stock, shelf.supplier.firm, expected, self.technology.mean_order_days()
            )
            shelf.supplier.fill_shelf(shelf, math.ceil(expected * self.firm.stock.opening_cover_days))

    def _take_from_owners(self, amount: int) -> None:
        """What is borrowed takes the place of the owners' money; they take out what is borrowed beyond it."""
        if amount >= 0:
            self.model.ledger.pay(OUTSIDE, self.name, amount, "capital")
        else:
            self.model.ledger.pay(self.name, OUTSIDE, -amount, "capital")
        self.put_in_by_owners = amount + self.model.per_thousand(self.firm.costs.intellectual_capital)

    def begin_work(self) -> None:
        """In the morning: improve a little, see to collaborators, and do a joint project when one is due."""
        self.kaizen.improve()
        self.partners.begin_day()
        self.venture.begin_day()

    # ---------------------------------------------------------------- 7.9 a policy of one's own

    def decides(self, method: str) -> bool:
        """Whether a policy of one's own decides this."""
        return self.decider is not None and method in self.decider.methods

    def view(self) -> View:
        """What the retailer can know at this moment."""
        accounts = [account_view(page, self) for page in self.pages.values()]
        return view_of(self, accounts)

    def ask_for_reply(self, complaint: Complaint) -> int:
        """What its own policy does with a message."""
        assert self.decider is not None
        return int(self.decider.reply(message_of(complaint), self.view()))

    # ------------------------------------------------------------------------ 7.2 prices and posts

    def set_price(self) -> tuple[int, float]:
        """Today's shelf price, and the discount of yesterday, unless a policy of its own decides."""
        price, discount = self.pricing.price_of_today(self.kaizen.usual_price()), self.discount
        if self.decider is not None and self.decides("price"):
            price = self.decider.price(self.view())
        if self.decider is not None and self.decides("discount"):
            discount = self.decider.discount(self.view())
        return price, discount

    def promotion_price(self) -> int:
        """Today's price for those who get the discount of a promotion."""
        return int(self.price * (1.0 - self.discount))

    def tailored_share(self) -> float:
        """Share of customers whose discount is tailored; without an account there is no promotion to tailor."""
        return self.firm.database.tailored_discount if self.pages else 0.0

    def post(self) -> list[Post]:
        """Today's posts on all accounts, with one announcement on each while a community event is announced.

        While IT is down nothing is posted, and nothing becomes due.
        """
        self.community.plan()
        if self.technology.is_down:
            for page in self.pages.values():
                page.stay_silent()
            return []
        view = self.view() if self.decides("posts") else None
        posts = []
        for page in self.pages.values():
            counts = page.count_due_posts()
            if view is not None and self.decider is not None:
                counts = self.decider.posts(view.accounts[page.platform.name], view)
            posts += page.publish(counts, invites=self.community.announced_for > 0)
        return posts

    def truth(self) -> float:
        """Quality that a purchase here delivers on average, of which information posts tell."""
        rules = self.rules.experience
        goods = 0.0
        for shelf in self.shelves:
            goods += shelf.supplier.quality - rules.defect_drop * shelf.supplier.defect_prob()
        return clip(goods / len(self.shelves) - rules.service_drop * self.service_failure_prob())

    def service_failure_prob(self) -> float:
        """Chance that the service of a purchase fails: by product work, and by the morale of staff."""
        return min(self.kaizen.service_failure_prob() * self.staff.care(), 1.0)

    def convenience(self) -> float:
        """How convenient its shops are today: a shock takes some of it."""
        return self.kaizen.convenience() - self.partners.place_loss()

    def promotion_pull(self) -> float:
        """Share of the missing pull that a fresh promotion adds: the more it exaggerates, the more."""
        boast = 1.0 + self.rules.promises.pull * self.firm.posts.exaggeration
        return min(self.rules.attention.appeal_step * boast * self.kaizen.pull(), 1.0)

    def warmth(self) -> float:
        """How human the words of its staff on the accounts feel today: by their morale, and the tone of the pages."""
        tone = 0.0
        for page in self.pages.values():
            tone += page.tone
        mean = tone / max(len(self.pages), 1)
        spirited = min(self.firm.reply.humanness * self.staff.warmth(), 1.0)
        return min(spirited * (1.0 + self.rules.atmosphere.staff_effect * mean), 1.0)

    def humanness_of_replies(self) -> float:
        """How human its replies to complaints feel to others who read them: a share is in standard wording."""
        return self.warmth() * (1.0 - self.firm.reply.bureaucracy * self.rules.bureaucracy.stiffness)

    # -------------------------------------------------------------------------------- 7.14 orders

    def learn(self) -> None:
        """Take in what was wanted today, and how long what arrived today was under way."""
        self.research.learn()
        for shelf in self.shelves:
            self.forecast[shelf].learn_demand(shelf.wanted_today)
            if shelf.arrived_today:
                self.forecast[shelf].learn_wait(shelf.waited_today / shelf.arrived_today)

    def order(self) -> None:
        """On a review day, order up to the level that covers the wait for goods and the days to the next review."""
        if self.decider is not None and self.decides("orders"):
            chosen = self.decider.orders(self.view())
            for shelf in self.shelves:
                self._order(shelf, chosen.get(shelf.supplier.name, 0))
        elif (self.model.day + self.number) % self.firm.stock.review_days == 0:
            for shelf in self.shelves:
                left = shelf.stock - shelf.sold_today
                self._order(shelf, math.ceil(self.forecast[shelf].level(self.research) - left - shelf.on_order))

    def _order(self, shelf: Shelf, units: int) -> None:
        if units > 0:
            shelf.on_order += units
            shelf.ordered_today += units
            days = self.technology.order_days()
            self.orders_sent_today += 1
            self.order_days_today += days
            shelf.supplier.take_order(Order(shelf, units, self.model.day), days)

    # --------------------------------------------------------------------------------- 7.15 books

    def keep_books(self) -> None:
        """Share gains, take the day's money in, pay its costs, hand goods out, write off, and settle with the bank."""
        self.venture.close_day()
        model, firm, costs = self.model, self.firm, self.firm.costs
        model.ledger.pay(CONSUMERS, self.name, self.today["revenue"], "sales")
        refunds = sum(today["refunds"] for today in self.desk.today.values())
        model.ledger.pay(self.name, CONSUMERS, refunds, "refunds")
        wages = round(firm.reply.staff_hours * model.thousands * costs.wage)
        it_running = model.per_thousand(costs.it_running) * len(self.pages)
        posts = model.per_thousand(firm.posts.cost) * sum(sum(page.posted.values()) for page in self.pages.values())
        contacts = sum(
            channel.rules.cost * (today["replies"] + today["answers"])
            for channel, today in self.desk.today.items()
            if isinstance(channel, Elsewhere)
        )
        rallied = model.per_thousand(firm.staff.internal_marketing)
        orders = firm.orders.handling_cost * self.today["standing_orders"]
        database = model.per_thousand(firm.database.cost) if self.pages and firm.database.is_used else 0
        self._pay(wages, "wages")
        self._pay(rallied, "internal_marketing")
        self._pay(model.per_thousand(self.kaizen.shop_costs()), "shop_costs")
        self._pay(round(hours_of_counter_staff(self) * costs.wage), "counter")
        self._pay(orders, "standing_orders")
        self._pay(it_running, "it_running")
        self._pay(posts, "posts")
        self.community.pay()
        self._pay(database, "database")
        self._pay(contacts, "contacts")
        self._pay(model.per_thousand(firm.audit.market_spend), "market_audit")
        self._pay(model.per_thousand(firm.audit.rival_spend), "rival_audit")
        self._pay(model.per_thousand(firm.collaboration.spend), "collaboration")
        self._pay(model.per_thousand(self.kaizen.cost()), "kaizen")
        self._help_suppliers_innovate()
        self._hand_out_goods()
        self._keep_intellectual_capital(
            cost_of_relations=wages
            + rallied
            + it_running
            + posts
            + self.community.spent_today
            + database
            + contacts
            + orders
            + self.ideas_today["spent"]
        )
        self.debt.settle()
        self._remember_the_day()

    def _pay(self, amount: int, entry: str) -> None:
        self.model.ledger.pay(self.name, OUTSIDE, amount, entry)

    def _help_suppliers_innovate(self) -> None:
        """Pay for new and better goods, in equal parts to its suppliers."""
        part = self.model.per_thousand(self.firm.vendor.innovation_spend) // len(self.shelves)
        for shelf in self.shelves:
            shelf.supplier.helped_today += part
            self.model.ledger.pay(self.name, shelf.supplier.name, part, "innovation_help")

    def _hand_out_goods(self) -> None:
        self.goods_sold_today = 0
        for shelf in self.shelves:
            self.goods_sold_today += shelf.sold_today * shelf.supplier.firm.price
            shelf.hand_out()
            shelf.spoil(self.kaizen.spoilage_rate(), self.luck.today(Purpose.SPOILAGE, shelf.number).first)

    def _keep_intellectual_capital(self, cost_of_relations: int) -> None:
        """Invest in know-how and brand, book what relations have cost today, and write a part of both off."""
        ledger, costs = self.model.ledger, self.firm.costs
        invested = self.model.per_thousand(costs.ic_investment)
        self._pay(invested, "ic_investment")
        ledger.book(self.name, KNOW_HOW, invested)
        ledger.book(self.name, RELATIONS, cost_of_relations)
        for asset in (KNOW_HOW, RELATIONS):
            ledger.write_off(self.name, asset, costs.ic_amortisation / 365.0)

    def _remember_the_day(self) -> None:
        """What a policy of its own will be shown of yesterday."""
        self.trade_yesterday = trade_of(self)
        for page in self.pages.values():
            self.posted_yesterday[page] = (page.posted[0], page.posted[1], page.posted[2])
            self.reactions_yesterday[page] = (page.today["likes"], page.today["comments"], page.today["shares"])

    # --------------------------------------------------------------------- what it owns this evening

    def cash(self) -> int:
        """Money at hand; below zero it is owed to somebody beside the bank."""
        return self.model.ledger.balance[self.name]

    def inventory(self) -> int:
        """Goods on the shelves at wholesale price."""
        return sum(shelf.stock * shelf.supplier.firm.price for shelf in self.shelves)

    def it_assets(self) -> int:
        """IT not yet written off."""
        life = self.firm.costs.it_life_days
        return self.it_bought * max(life - self.model.day - 1, 0) // life

    def know_how(self) -> int:
        """Know-how and brand on the books."""
        return self.model.ledger.worth[self.name, KNOW_HOW]

    def relational_capital(self) -> int:
        """What ties with customers have cost and is not yet written off: beside the books."""
        return self.model.ledger.worth[self.name, RELATIONS]

    def total_assets(self) -> int:
        """Cash, goods, IT, shops, know-how and brand."""
        shops = self.model.per_thousand(self.firm.costs.fixed_assets)
        return max(self.cash(), 0) + self.inventory() + self.it_assets() + shops + self.know_how()

    def profit(self) -> int:
        """What it has less what it owes the bank and its owners put in (shops are given, and do not change)."""
        has = self.cash() + self.inventory() + self.it_assets() + self.know_how()
        return has - self.debt.owed() - self.put_in_by_owners

    def all_debt(self) -> int:
        """What is owed to the bank, and to others where cash is below zero."""
        return self.debt.owed() + max(-self.cash(), 0)
