"""7.5a Prices: who is given the discount of a promotion, and who finds it unfair."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from sim.kernels.codes import AWARE
from sim.randomness import Purpose
from tests.reference.arithmetic import log, normal
from tests.reference.shelf import Shelf

if TYPE_CHECKING:
    from tests.reference.consumer import Consumer
    from tests.reference.model import ReferenceModel
    from tests.reference.retailer import Retailer


def price_for(consumer: Consumer, retailer: Retailer) -> int:
    """What a unit costs a consumer today."""
    return retailer.promotion_price() if gets_discount(consumer, retailer) else retailer.price


def gets_discount(consumer: Consumer, retailer: Retailer) -> bool:
    """Whoever is aware of a promotion; but a share of the customers only if they are taken to be price sensitive."""
    tie = consumer.tie[retailer]
    if tie.appeal <= AWARE:
        return False
    draw = consumer.luck.always(Purpose.TAILORING, consumer.number, retailer.number)
    if not tie.has_bought or draw.first >= retailer.tailored_share():
        return True
    mean = consumer.rules.consumers.price_sensitivity
    if consumer.price_sensitivity <= 0.0:
        return False
    guess = log(consumer.price_sensitivity) + log_error(consumer, retailer)
    return guess > (round(math.log(mean), 9) if mean > 0.0 else 0.0)


def log_error(consumer: Consumer, retailer: Retailer) -> float:
    """By how much a retailer errs about a customer's price sensitivity, as a logarithm: for good."""
    draw = consumer.luck.always(Purpose.TAILORING, consumer.number, retailer.number)
    return retailer.firm.database.price_error * normal(draw.second)


def is_unfair(consumer: Consumer, retailer: Retailer, shelf: Shelf | None) -> bool:
    """A buyer who was refused the discount of a promotion asks one friend, and finds that the friend gets it."""
    if shelf is None or retailer.promotion_price() == retailer.price or consumer.tie[retailer].appeal <= AWARE:
        return False
    if gets_discount(consumer, retailer):
        return False
    friend = drawn_friend(consumer)
    return friend is not None and gets_discount(friend, retailer)


def drawn_friend(consumer: Consumer) -> Consumer | None:
    """One of those whom one meets, by the largest draw."""
    model: ReferenceModel = consumer.model
    if not model.platforms:
        return None
    numbers = model.platform_of_talk().hearers[consumer.number]
    if not numbers:
        return None
    drawn = max(numbers, key=lambda other: model.luck.bits(Purpose.PRICE_COMPARISON, consumer.number, other))
    return model.consumers[drawn]
