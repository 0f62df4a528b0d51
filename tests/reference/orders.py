"""7.5b Standing orders: what committed followers need again and again goes to a retailer without a new choice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.randomness import Purpose

if TYPE_CHECKING:
    from tests.reference.consumer import Consumer
    from tests.reference.retailer import Retailer


def standing_order(consumer: Consumer) -> Retailer | None:
    """The retailer with which the consumer has a standing order: of several, that of the greatest commitment."""
    found: Retailer | None = None
    for retailer, tie in consumer.tie.items():
        if _has_standing_order(consumer, retailer) and (
            found is None or tie.commitment > consumer.tie[found].commitment
        ):
            found = retailer
    return found


def _has_standing_order(consumer: Consumer, retailer: Retailer) -> bool:
    """A customer who is online and follows has one as long as commitment is above a lasting level of its own."""
    tie = consumer.tie[retailer]
    if tie.has_left or not tie.has_bought or not tie.follows or not consumer.has_come_online():
        return False
    draw = consumer.luck.always(Purpose.STANDING_ORDER, consumer.number, retailer.number)
    return draw.first < retailer.firm.orders.standing_share * tie.commitment
