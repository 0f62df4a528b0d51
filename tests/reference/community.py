"""7.3b Community work: the retailer's events, what a follower makes of an invitation, and goodwill."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.randomness import Purpose
from tests.reference.arithmetic import keep, shift
from tests.reference.ledger import OUTSIDE
from tests.reference.tie import Tie

if TYPE_CHECKING:
    from tests.reference.consumer import Consumer
    from tests.reference.page import Page
    from tests.reference.retailer import Retailer


class CommunityWork:
    """The community work of one retailer.

    Attributes
    ----------
    due
        Part of the next event that is due: at one it begins.
    announced_for
        Days for which the present event is still announced, today included.
    begins_today
        Whether an event begins today.
    goodwill
        What those who took part have made, from 0 to 1.
    spent_today
        Money.
    """

    def __init__(self, retailer: Retailer) -> None:
        self.retailer = retailer
        # a drawn point of its rhythm, by the key that an eighth account would have
        self.due = retailer.luck.today(Purpose.POSTING, (retailer.number * 8 + 7) * 4).first
        self.announced_for = 0
        self.begins_today = False
        self.goodwill = 0.0
        self.spent_today = 0

    def plan(self) -> None:
        """Begin an event when one is due; without an account nobody could be invited."""
        self.begins_today = False
        self.announced_for = max(self.announced_for - 1, 0)
        if not self.retailer.pages:
            return
        self.due += self.retailer.firm.community.events_per_year / 365.0
        if self.due >= 1.0:
            self.due -= 1.0
            self._begin()

    def _begin(self) -> None:
        self.begins_today = True
        self.announced_for = self.retailer.firm.community.invite_days
        for consumer in self.retailer.model.consumers:
            consumer.tie[self.retailer].has_answered_invitation = False

    def participants_today(self) -> int:
        """Followers who made up their minds today to take part."""
        return sum(page.today["participants"] for page in self.retailer.pages.values())

    def pay(self) -> None:
        """Pay for the event that begins today, and for those who take part."""
        firm, ledger = self.retailer.firm.community, self.retailer.model.ledger
        event = self.retailer.model.per_thousand(firm.event_cost) if self.begins_today else 0
        care = firm.participant_cost * self.participants_today()
        ledger.pay(self.retailer.name, OUTSIDE, event, "community_events")
        ledger.pay(self.retailer.name, OUTSIDE, care, "community_participants")
        self.spent_today = event + care

    def settle(self) -> None:
        """In the evening: those who took part today add to goodwill, and it is forgotten a little."""
        rules = self.retailer.rules.goodwill
        n = self.participants_today() / self.retailer.model.thousands
        goodwill = self.goodwill + n / (n + rules.half_participants) * (1.0 - self.goodwill)
        self.goodwill = round(keep(rules.half_life_days) * goodwill, 9)

    def shield(self, tie: Tie) -> float:
        """Share of a failure's harm that goodwill takes away: from those who know of the work and believe in it."""
        if not tie.knows_community_work or takes_it_for_hypocrisy(self.retailer, tie):
            return 0.0
        return self.retailer.rules.goodwill.buffer * self.goodwill


def takes_it_for_hypocrisy(retailer: Retailer, tie: Tie) -> bool:
    """Whether one whom the retailer has failed, and does not satisfy, takes its community work for hypocrisy."""
    return tie.was_failed and tie.satisfaction < retailer.rules.goodwill.sceptic_below


def answer_invitation(consumer: Consumer, page: Page) -> None:
    """At the first announcement of an event that is seen, make up the mind: take part, or take offence, or neither."""
    retailer, rules = page.retailer, consumer.rules.goodwill
    tie = consumer.tie[retailer]
    if tie.has_answered_invitation or tie.has_left:
        return
    tie.has_answered_invitation = True
    tie.knows_community_work = True
    if takes_it_for_hypocrisy(retailer, tie):
        page.today["sceptics"] += 1
        tie.trust = shift(tie.trust, -rules.sceptic_harm)
        return
    joins = rules.join_uncommitted + (rules.join_committed - rules.join_uncommitted) * tie.commitment
    if consumer.luck.today(Purpose.JOIN_EVENT, consumer.number, retailer.number).first < joins:
        page.today["participants"] += 1
        tie.commitment += rules.join_gain * (1.0 - tie.commitment)
