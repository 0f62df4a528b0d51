"""7.7 Judge and 7.3a Promises: what was received against what was expected, and against what was claimed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.randomness import Purpose
from tests.reference.arithmetic import clip, normal, single, whole
from tests.reference.channels import accounts_at_hand
from tests.reference.counter import draw_of_the_visit
from tests.reference.shopping import Trip
from tests.reference.tailored import (
    gets_discount,
    is_aware_of_promotion,
    note_estimate,
    price_for,
    resent_unequal_price,
)

if TYPE_CHECKING:
    from tests.reference.consumer import Consumer
    from tests.reference.retailer import Retailer
    from tests.reference.supplier import Supplier


@dataclass(frozen=True)
class Judgement:
    """What a consumer makes of a purchase.

    Attributes
    ----------
    failed_goods, cause, failed_service
        What went wrong, and of which cause the goods are (or would be) defective.
    paid
        For the whole basket.
    surprise, verdict
        Quality received over that expected, and contentment with this purchase, 0 to 1.
    trust_lost
        By this purchase (below zero: gained), whatever its price.
    shield
        Share of a failure's harm that goodwill takes away.
    """

    failed_goods: bool
    cause: int
    failed_service: bool
    paid: int
    surprise: float
    verdict: float
    trust_lost: float
    shield: float

    @property
    def failed(self) -> bool:
        """Whether anything went wrong."""
        return self.failed_goods or self.failed_service


def come_home_with_nothing(consumer: Consumer, trip: Trip) -> None:
    """An empty shelf costs satisfaction, and so does a queue that is too long."""
    tie, rules = consumer.tie[trip.retailer], consumer.rules.experience
    trip.retailer.today["walkouts" if trip.walked_out else "empty_handed"] += 1
    tie.satisfaction = max(tie.satisfaction - rules.satisfaction_rate * rules.empty_handed_drop, 0.0)


def judge_purchase(consumer: Consumer, trip: Trip) -> Judgement:
    """Pay, receive, compare; attitudes move, and some buyers become followers."""
    assert trip.shelf is not None
    retailer, supplier = trip.retailer, trip.shelf.supplier
    tie, rules, today = consumer.tie[retailer], consumer.rules, retailer.today
    came_for_promotion = is_aware_of_promotion(consumer, retailer)
    paid = trip.units * price_for(consumer, retailer)
    trip.shelf.sold_today += trip.units
    today["trips"] += 1
    today["units"] += trip.units
    today["revenue"] += paid
    today["standing_orders"] += trip.by_standing_order
    retailer.segments.note_sale(consumer.segment, trip.units, paid)
    if came_for_promotion:
        _count_promotion(consumer, trip, paid)

    defect = consumer.luck.today(Purpose.DEFECT, consumer.number, retailer.number)
    failed_goods = defect.first < supplier.defect_prob()
    cause = supplier.cause_of_defect(defect.second)
    service = consumer.luck.today(Purpose.SERVICE, consumer.number, retailer.number)
    failed_service = service.first < retailer.service_failure_prob()
    failed = failed_goods or failed_service
    today["defects"] += failed_goods
    today["service_failures"] += failed_service

    lost = _quality_lost_by_service(consumer, trip, failed_service)
    received = _quality_received(consumer, retailer, supplier, failed_goods, lost)
    today["surplus"] += int(rules.finance.value_per_quality * received) * trip.units - paid
    surprise = received - tie.expectation
    verdict = _verdict(consumer, received, surprise)
    today["satisfaction"] += whole(verdict)
    tie.satisfaction += rules.experience.satisfaction_rate * (verdict - tie.satisfaction)
    tie.expectation += rules.experience.expectation_rate * surprise

    trust_before = tie.trust
    shield = 0.0
    if failed:
        shield = retailer.community.shield(tie)
        today["buffered"] += shield > 0.0
        tie.trust -= rules.relationship.trust_loss * (1.0 - shield) * trust_before
    else:
        tie.trust += rules.relationship.trust_gain * verdict * (1.0 - trust_before)
    if came_for_promotion:
        _hold_against_claim(consumer, retailer, supplier, received, failed)
    trust_lost = single(trust_before - tie.trust)
    resent_unequal_price(consumer, trip)
    # the engine's three attitudes are of single precision here, and so are the steps between them
    step = single(single(tie.trust * tie.satisfaction) - tie.commitment)
    tie.commitment += rules.relationship.commitment_gain * step
    tie.wallet += trip.units

    _enter_in_the_books(consumer, retailer, paid)
    _perhaps_follow(consumer, retailer)
    return Judgement(failed_goods, cause, failed_service, paid, surprise, verdict, trust_lost, shield)


def _count_promotion(consumer: Consumer, trip: Trip, paid: int) -> None:
    today = trip.retailer.today
    today["promoted_units"] += trip.units
    if gets_discount(consumer, trip.retailer):
        today["discounted_units"] += trip.units
        today["discount_given"] += trip.units * trip.retailer.price - paid


def _quality_lost_by_service(consumer: Consumer, trip: Trip, failed: bool) -> float:
    """Through a failure of service, and through waiting; what was set aside for a standing order waits for nothing."""
    rules, today = consumer.rules.experience, trip.retailer.today
    lost = rules.service_drop if failed else 0.0
    if not trip.by_standing_order:
        waited = trip.retailer.queue.minutes(draw_of_the_visit(consumer, trip.retailer))
        today["waited"] += whole(waited)
        lost += rules.wait_drop * max(waited - rules.wait_tolerated, 0.0)
    lost = min(lost, 1.0)
    today["process_lost"] += whole(lost)
    return lost


def _quality_received(
    consumer: Consumer, retailer: Retailer, supplier: Supplier, failed_goods: bool, lost: float
) -> float:
    rules = consumer.rules.experience
    draw = consumer.luck.today(Purpose.QUALITY_NOISE, consumer.number, retailer.number)
    received = supplier.quality + rules.noise * normal(draw.first)
    if failed_goods:
        received -= rules.defect_drop
    return clip(received - lost)


def _verdict(consumer: Consumer, received: float, surprise: float) -> float:
    """Contentment: what was received, moved by the surprise; a shortfall weighs more than an equal surplus."""
    rules = consumer.rules.experience
    slope = rules.surprise_gain if surprise >= 0.0 else rules.surprise_gain * rules.negativity_ratio
    return clip(received + slope * surprise)


def _hold_against_claim(
    consumer: Consumer, retailer: Retailer, supplier: Supplier, received: float, failed: bool
) -> None:
    """7.3a: who came for a promotion holds what it claimed against what came; a failure has its own consequences."""
    tie, promises = consumer.tie[retailer], consumer.rules.promises
    short = supplier.quality + retailer.firm.posts.exaggeration - received
    retailer.today["promised_trips"] += 1
    retailer.today["promise_gap"] += whole(short)
    if failed:
        return
    if short > promises.tolerance:
        retailer.today["broken_promises"] += 1
        tie.trust -= min(promises.broken_loss * short, 1.0) * tie.trust
    elif short <= 0.0:
        tie.trust += promises.kept_gain * (1.0 - tie.trust)


def _enter_in_the_books(consumer: Consumer, retailer: Retailer, paid: int) -> None:
    """The retailer knows its customers; of the one in question the model keeps what it sees of each."""
    tie = consumer.tie[retailer]
    if not tie.has_bought:
        retailer.today["new_customers"] += 1
        note_estimate(consumer, retailer)
    tie.has_bought = True
    tie.bought_in_this_window = True
    if retailer is consumer.model.focal:
        if consumer.orders == 0:
            consumer.first_order = consumer.model.day
        consumer.orders += 1
        consumer.last_order = consumer.model.day
        consumer.spent += paid


def _perhaps_follow(consumer: Consumer, retailer: Retailer) -> None:
    """A buyer who is online may become a follower of each account on a platform of theirs."""
    for page in accounts_at_hand(consumer, retailer):
        key = retailer.number * 8 + page.platform.number
        draw = consumer.luck.today(Purpose.FOLLOW, consumer.number, key)
        if not consumer.follows(page) and draw.first < page.follow_prob():
            consumer.follow(page)
