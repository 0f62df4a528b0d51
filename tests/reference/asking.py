"""Ask: buyers have routine questions, and put them to the retailer on any channel, never in public."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.randomness import Purpose
from tests.reference.channels import choose_channel, minute_of_writing
from tests.reference.contact import Contact
from tests.reference.shopping import Trip

if TYPE_CHECKING:
    from tests.reference.consumer import Consumer

FIRST_QUESTION = 2**48
"""Added to the number of a question, so that nobody's luck with it is that with a complaint."""
ASKING = 256
"""Added to the retailer's number where the draw of a channel would else be that of a complaint."""


@dataclass(eq=False, kw_only=True)
class Question(Contact):
    """A routine question: about opening hours, an invoice, how to use what was bought."""


def perhaps_ask(consumer: Consumer, trip: Trip) -> Question | None:
    """Have a question after a purchase: more readily, if the retailer has answered before."""
    retailer, rules = trip.retailer, consumer.rules
    if trip.shelf is None:
        return None
    chance = rules.questions.ask_prob
    if consumer.tie[retailer].was_answered:
        chance *= 1.0 + rules.complaints.encouraged
    draw = consumer.luck.today(Purpose.ASK, consumer.number, retailer.number)
    if draw.first >= chance:
        return None
    where = consumer.luck.today(Purpose.ASK_WHERE, consumer.number, retailer.number)
    elsewhere = consumer.luck.today(Purpose.CONTACT, consumer.number, retailer.number + ASKING)
    channel = choose_channel(consumer, retailer, draw.second, where.first, elsewhere.first)
    return Question(
        number=FIRST_QUESTION + consumer.model.day * len(consumer.model.consumers) + consumer.number,
        consumer=consumer,
        retailer=retailer,
        channel=channel,
        opened=minute_of_writing(retailer, channel, where.second),
    )
