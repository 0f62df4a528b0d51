"""7.8 Complain, talk or leave: what follows from a purchase that failed, or delighted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.kernels.codes import GRIPE, MINUTES, PRAISE
from sim.randomness import Purpose
from tests.reference.arithmetic import single
from tests.reference.complaint import Complaint
from tests.reference.judging import Judgement, accounts_at_hand
from tests.reference.luck import Draw
from tests.reference.platforms import PHONE_AND_COUNTER, Platform
from tests.reference.shopping import Trip
from tests.reference.tie import Tie
from tests.reference.words import Word

if TYPE_CHECKING:
    from tests.reference.consumer import Consumer
    from tests.reference.retailer import Retailer

FIRST_HOUR, LAST_HOUR = 7.0, 22.0
"""Between which messages are written."""
WRITE_PRIVATELY = 0.5
"""Share of those with private data in their complaint who write privately in any case."""
LEAVES_QUIETLY_BELOW = 0.5
"""Verdict."""


def complain_talk_or_leave(consumer: Consumer, trip: Trip, judgement: Judgement) -> None:
    """After a failure complain, or else perhaps leave quietly; tell friends of a failure or a delight."""
    retailer = trip.retailer
    tie = consumer.tie[retailer]
    complains = False
    if judgement.failed:
        draw = consumer.luck.today(Purpose.COMPLAIN, consumer.number, retailer.number)
        complains = draw.first < consumer.voice
        if complains:
            _complain(consumer, trip, judgement, draw)
        tie.was_failed = True
    if not complains and judgement.verdict < LEAVES_QUIETLY_BELOW:
        draw = consumer.luck.today(Purpose.EXIT, consumer.number, retailer.number)
        if draw.first < exit_chance(tie, judgement.verdict, consumer, shield=judgement.shield):
            tie.has_left = True
            retailer.today["exits"] += 1
    _tell_friends(consumer, retailer, judgement)


def _complain(consumer: Consumer, trip: Trip, judgement: Judgement, draw: Draw) -> None:
    """Write to an account, in public or privately, or go by phone or to the counter."""
    rules, retailer = consumer.rules.complaints, trip.retailer
    about = consumer.luck.today(Purpose.COMPLAINT_KIND, consumer.number, retailer.number)
    where = consumer.luck.today(Purpose.COMPLAINT_KIND, consumer.number, retailer.number + 256)
    is_sensitive = about.first < rules.sensitive_share
    platform = _channel(consumer, retailer, draw, where)
    is_public = platform is not PHONE_AND_COUNTER and not consumer.prefers_private
    if is_sensitive and where.second < WRITE_PRIVATELY:
        is_public = False
    model = consumer.model
    assert trip.shelf is not None
    model.complaints_today.append(
        Complaint(
            number=model.day * len(model.consumers) + consumer.number,
            consumer=consumer,
            retailer=retailer,
            supplier=trip.shelf.supplier if judgement.failed_goods else None,
            cause=judgement.cause,
            platform=platform,
            is_public=is_public,
            is_sensitive=is_sensitive,
            concerns_many=about.second < rules.public_interest_share,
            is_vindictive=consumer.is_vindictive,
            is_second=consumer.tie[retailer].was_failed,
            opened=model.day * MINUTES + int(60.0 * _hour(consumer, retailer, platform)),
            paid=judgement.paid,
            verdict=single(judgement.verdict),
            trust_lost=judgement.trust_lost,
        )
    )
    retailer.today["surplus"] -= rules.hassle_cost


def _channel(consumer: Consumer, retailer: Retailer, draw: Draw, where: Draw) -> Platform | None:
    """One of the platforms of both, drawn evenly; or phone and counter."""
    pages = accounts_at_hand(consumer, retailer)
    if not pages or draw.second < consumer.rules.complaints.phone_share:
        return PHONE_AND_COUNTER
    return pages[int(where.first * len(pages))].platform


def _hour(consumer: Consumer, retailer: Retailer, platform: Platform | None) -> float:
    """Hour of the day: calls are made while the desk is open."""
    begin, end = FIRST_HOUR, LAST_HOUR
    if platform is PHONE_AND_COUNTER:
        begin, end = retailer.firm.reply.opening_hour, retailer.firm.reply.closing_hour
    draw = consumer.luck.today(Purpose.COMPLAINT_HOUR, consumer.number, retailer.number)
    return begin + (end - begin) * draw.first


def exit_chance(tie: Tie, verdict: float, consumer: Consumer, shield: float = 0.0) -> float:
    """Chance to leave after a matter that ended with this verdict: commitment shields, and so does goodwill."""
    rules = consumer.rules.relationship
    gap = max(0.0, 1.0 - (verdict + tie.satisfaction))
    return rules.exit_prob * (1.0 - shield) * gap * (1.0 - rules.commitment_shield * tie.commitment)


def _tell_friends(consumer: Consumer, retailer: Retailer, judgement: Judgement) -> None:
    """Blame after a failure, praise after a delight: on a platform, or face to face."""
    talk = consumer.rules.talk
    draw = consumer.luck.today(Purpose.TALK, consumer.number, retailer.number)
    if judgement.failed:
        kind, chance = GRIPE, talk.gripe_prob
    elif judgement.surprise > talk.delight_margin:
        kind, chance = PRAISE, talk.praise_prob
    else:
        return
    if draw.first < chance:
        consumer.model.say(Word(consumer, retailer, _place_to_talk(consumer, draw), kind))


def _place_to_talk(consumer: Consumer, draw: Draw) -> Platform | None:
    """One of the platforms that the consumer is on, drawn evenly; None, face to face, where there is none."""
    mine = [platform for platform in consumer.model.platforms if platform in consumer.member_of]
    if not mine or not consumer.has_come_online():
        return None
    return mine[int(draw.second * len(mine))]
