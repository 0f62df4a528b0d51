"""7.16 The end of the day: appeal, fatigue and the wallet fade, and customers are counted."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from sim.scenario.schema import Scenario
from tests.reference.arithmetic import keep, single, whole
from tests.reference.tie import Tie

if TYPE_CHECKING:
    from tests.reference.consumer import Consumer
    from tests.reference.retailer import Retailer


def fade(tie: Tie, rules: Scenario) -> None:
    """Appeal, fatigue and the wallet keep what their half-lives leave of them."""
    tie.appeal *= single(keep(rules.attention.appeal_half_life_days))
    tie.fatigue *= single(keep(rules.attention.fatigue_half_life_days))
    tie.wallet *= single(keep(rules.relationship.wallet_half_life_days))


def turn_window(tie: Tie) -> None:
    """A retention window ends: who bought in it has bought in the last one."""
    tie.bought_in_the_last_window = tie.bought_in_this_window
    tie.bought_in_this_window = False


def count_customers(retailer: Retailer) -> Counter[str]:
    """How everybody who ever bought stands with a retailer, those who left among them.

    Real-valued sums are in whole units of 2**-24. Fatigue is summed over followers.
    """
    count: Counter[str] = Counter()
    for consumer in retailer.model.consumers:
        tie = consumer.tie[retailer]
        if tie.follows:
            count["following"] += 1
            count["fatigue"] += whole(tie.fatigue)
        if tie.has_bought:
            _count_customer(consumer, retailer, count)
    return count


def _count_customer(consumer: Consumer, retailer: Retailer, count: Counter[str]) -> None:
    tie, rules = consumer.tie[retailer], consumer.rules.experience
    count["customers"] += 1
    count["lost"] += tie.has_left
    count["satisfied"] += tie.satisfaction >= single(rules.satisfied_above)
    count["promoters"] += not tie.has_left and tie.recommendation() >= single(rules.promoter_above)
    count["detractors"] += tie.has_left or tie.recommendation() < single(rules.detractor_below)
    count["loyalty"] += whole(tie.loyalty())
    count["satisfaction"] += whole(tie.satisfaction)
    count["trust"] += whole(tie.trust)
    count["commitment"] += whole(tie.commitment)
    count["appeal"] += whole(tie.appeal)
    count["expectation"] += whole(tie.expectation)
    count["own_wallet"] += whole(tie.wallet)
    count["whole_wallet"] += whole(_whole_wallet(consumer))
    count["buyers"] += tie.bought_in_this_window
    count["previous_buyers"] += tie.bought_in_the_last_window
    count["retained"] += tie.bought_in_this_window and tie.bought_in_the_last_window


def _whole_wallet(consumer: Consumer) -> float:
    """Recent purchases at all retailers."""
    purchases = 0.0
    for tie in consumer.tie.values():
        purchases = single(purchases + tie.wallet)
    return purchases
