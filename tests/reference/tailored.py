"""7.5a Tailored discounts: who is given the price of a promotion, and what one feels whose friend pays less."""

from __future__ import annotations

import math
from functools import partial
from typing import TYPE_CHECKING

from sim.kernels.codes import AWARE
from sim.randomness import Purpose
from tests.reference.arithmetic import log, normal, shift, whole
from tests.reference.friends import drawn_friend

if TYPE_CHECKING:
    from tests.reference.consumer import Consumer
    from tests.reference.model import ReferenceModel
    from tests.reference.retailer import Retailer
    from tests.reference.shopping import Trip


def is_aware_of_promotion(consumer: Consumer, retailer: Retailer) -> bool:
    """Whether a promotion of the retailer has pulled enough of late to be known of."""
    return consumer.tie[retailer].appeal > AWARE


def price_for(consumer: Consumer, retailer: Retailer) -> int:
    """What a unit costs a consumer today: the same when the retailer is chosen and when the consumer pays."""
    if is_aware_of_promotion(consumer, retailer) and gets_discount(consumer, retailer):
        return retailer.promotion_price()
    return retailer.price


def gets_discount(consumer: Consumer, retailer: Retailer) -> bool:
    """Whether one who is aware of a promotion gets its discount.

    A share of those whom the retailer knows get it only if it takes them to be more price sensitive than the mean.
    """
    if not consumer.tie[retailer].has_bought or not _is_treated_by_estimate(consumer, retailer):
        return True
    return _is_taken_to_be_price_sensitive(consumer, retailer)


def _is_treated_by_estimate(consumer: Consumer, retailer: Retailer) -> bool:
    draw = consumer.luck.always(Purpose.TAILORING, consumer.number, retailer.number)
    return draw.first < retailer.tailored_share()


def _is_taken_to_be_price_sensitive(consumer: Consumer, retailer: Retailer) -> bool:
    sensitivity, mean = consumer.price_sensitivity, consumer.rules.consumers.price_sensitivity
    if sensitivity <= 0.0:
        return False
    log_mean = round(math.log(mean), 9) if mean > 0.0 else 0.0
    return log(sensitivity) + error_of_estimate(consumer, retailer) > log_mean


def error_of_estimate(consumer: Consumer, retailer: Retailer) -> float:
    """By how much, as a logarithm, a retailer errs about a customer's price sensitivity: for good."""
    draw = consumer.luck.always(Purpose.TAILORING, consumer.number, retailer.number)
    return retailer.firm.database.price_error * normal(draw.second)


def note_estimate(consumer: Consumer, retailer: Retailer) -> None:
    """A new customer of a retailer that tailors its discount is one more whose price sensitivity it estimates."""
    if retailer.tailored_share() > 0.0:
        retailer.today["estimates"] += 1
        retailer.today["estimate_error"] += whole(error_of_estimate(consumer, retailer) ** 2)


# --------------------------------------------------------------------- comparing prices with a friend


def compare_prices(model: ReferenceModel, trips: list[Trip]) -> None:
    """Everybody who buys and was refused the discount of a promotion asks one friend: does the friend get it?"""
    if not model.platforms:
        return
    for trip in trips:
        consumer, retailer = trip.consumer, trip.retailer
        if trip.shelf is None or not _is_refused_discount(consumer, retailer):
            continue
        friend = drawn_friend(model.friends_of(consumer), partial(_comparison, consumer))
        trip.friend_pays_less = friend is not None and price_for(friend, retailer) < retailer.price


def _comparison(consumer: Consumer, other: Consumer) -> int:
    return consumer.luck.bits(Purpose.PRICE_COMPARISON, consumer.number, other.number)


def _is_refused_discount(consumer: Consumer, retailer: Retailer) -> bool:
    return is_aware_of_promotion(consumer, retailer) and not gets_discount(consumer, retailer)


def resent_unequal_price(consumer: Consumer, trip: Trip) -> None:
    """Who was refused what a friend gets trusts less."""
    if trip.friend_pays_less:
        trip.retailer.today["unfair_prices"] += 1
        tie = consumer.tie[trip.retailer]
        tie.trust = shift(tie.trust, -consumer.rules.personal.unfair_harm)
