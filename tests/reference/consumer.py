"""A consumer: who it is, what it thinks of each retailer, and its day."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from sim.kernels.codes import MOBILE, PREFERS_PRIVATE, VINDICTIVE
from sim.population import Population
from sim.randomness import Purpose
from tests.reference.agent import ReferenceAgent
from tests.reference.arithmetic import single
from tests.reference.asking import Question, perhaps_ask
from tests.reference.complaining import complain_talk_or_leave
from tests.reference.feed import perhaps_unfollow, read_post, visit_page
from tests.reference.judging import come_home_with_nothing, judge_purchase
from tests.reference.orders import standing_order
from tests.reference.page import Page
from tests.reference.platforms import Platform
from tests.reference.segments import segment_of
from tests.reference.shopping import Trip, choose_basket, choose_product, choose_retailers, needs_something
from tests.reference.tie import Tie

if TYPE_CHECKING:
    from tests.reference.model import ReferenceModel
    from tests.reference.retailer import Retailer


class Consumer(ReferenceAgent):
    """One consumer. Its day, in order: `see_feed`, `hears` (of its friends), `shop`, `judge`, `ask`.

    Attributes
    ----------
    number
        From 0: who it is in all draws.
    tie
        How it stands with each retailer.
    member_of, protected_on, open_profile_on
        Platforms on which it has an account, a protected one, and a profile that shows what interests it.
    trip_was_put_off
        A stock-out put yesterday's trip off to today.
    has_shared_today
        It has shared a post today: friends see the first.
    """

    def __init__(self, model: ReferenceModel, born: Population, number: int) -> None:
        super().__init__(model)
        self.number = number
        self.age = int(born.age[number])
        self.online_hours = float(born.online_hours[number])
        self.online_from = int(born.online_from[number])
        self.shop_rate = float(born.shop_rate[number])
        self.price_sensitivity = float(born.price_sensitivity[number])
        self.voice = float(born.voice[number])
        self.is_vindictive = bool(born.traits[number] & VINDICTIVE)
        self.prefers_private = bool(born.traits[number] & PREFERS_PRIVATE)
        self.is_mobile = bool(born.traits[number] & MOBILE)
        self.member_of = _platforms_in(int(born.member[number]), model.platforms)
        self.protected_on = _platforms_in(int(born.protected[number]), model.platforms)
        self.open_profile_on = _platforms_in(int(born.profile[number]), model.platforms)
        self.segment = segment_of(self)
        self.tie: dict[Retailer, Tie] = {
            retailer: Tie(
                expectation=float(born.expectation[retailer.number, number]),
                satisfaction=float(born.satisfaction[retailer.number, number]),
                trust=float(born.trust[retailer.number, number]),
                follows=_platforms_in(int(born.follows[retailer.number, number]), model.platforms),
            )
            for retailer in model.retailers
        }
        self.trip_was_put_off = False
        self.has_shared_today = False
        # what the retailer in question has on its books about this customer
        self.orders = 0
        self.first_order = 0
        self.last_order = 0
        self.spent = 0

    # ------------------------------------------------------------------------------------- the day

    def see_feed(self) -> None:
        """See posts of the accounts that one follows, and come across complaints on their pages."""
        self.has_shared_today = False
        if not self.is_online():
            return
        for page, posts in groupby(self.model.posts, key=lambda post: post.page):
            seen = [post for post in posts if self.follows(page) and self._is_reached_by(page, post.number, post.reach)]
            for post in seen:
                read_post(self, post)
            if seen:
                perhaps_unfollow(self, page)
        for page in self.model.pages:
            if self.follows(page):
                visit_page(self, page)

    def shop(self) -> Trip | None:
        """Choose a retailer and a product, if something is needed; a standing order spares the choice of a retailer."""
        if not needs_something(self):
            return None
        retailer, second_choice = choose_retailers(self)
        ordered_from = standing_order(self)
        if ordered_from is not None:
            if retailer is not ordered_from:
                second_choice = retailer
            retailer = ordered_from
        if retailer is None:
            return None
        product, units = choose_product(self, retailer), choose_basket(self)
        return Trip(self, retailer, second_choice, product, units, by_standing_order=ordered_from is not None)

    def judge(self, trip: Trip) -> None:
        """Hold what was received against what was expected; then complain, tell friends, or leave quietly."""
        if trip.shelf is None:
            come_home_with_nothing(self, trip)
            return
        judgement = judge_purchase(self, trip)
        complain_talk_or_leave(self, trip, judgement)

    def ask(self, trip: Trip) -> Question | None:
        """Put a routine question to the retailer, if there is one."""
        return perhaps_ask(self, trip)

    # --------------------------------------------------------------- 7.1 being online and attentive

    def is_online(self) -> bool:
        """Online today, with chance h / (h + 0.2) of h hours a day, by the same draw for feed and friends."""
        draw = self.luck.today(Purpose.ONLINE_TODAY, self.number)
        hours = self.online_hours
        return self.has_come_online() and single(draw.first * single(hours + single(0.2))) < hours

    def has_come_online(self) -> bool:
        """Whether the internet has reached this consumer."""
        return self.online_from <= self.model.day

    def attention(self, platform: Platform) -> float:
        """Attention to a platform, over that at the reference hours online: at most 3, and more by mobile phone."""
        attention = min(self.online_hours / self.rules.attention.reference_hours, 3.0)
        lift = platform.rules.mobile_lift if self.is_mobile else 0.0
        return attention + attention * lift

    def _is_reached_by(self, page: Page, number: int, reach: float) -> bool:
        draw = self.luck.today(Purpose.SEE_POST, self.number, number)
        return draw.first < reach * self.attention(page.platform)

    # ------------------------------------------------------------------------- following an account

    def follows(self, page: Page) -> bool:
        """Whether it follows the account."""
        return page.platform in self.tie[page.retailer].follows

    def follow(self, page: Page) -> None:
        """Become a follower."""
        self.tie[page.retailer].follows.add(page.platform)
        page.followers += 1
        page.today["follows"] += 1

    def unfollow(self, page: Page) -> None:
        """Cease to be a follower."""
        self.tie[page.retailer].follows.remove(page.platform)
        page.followers -= 1
        page.today["unfollows"] += 1


def _platforms_in(bits: int, platforms: list[Platform]) -> set[Platform]:
    return {platform for platform in platforms if bits >> platform.number & 1}
