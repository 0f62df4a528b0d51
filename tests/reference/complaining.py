"""7.8 Complain, talk or leave: what follows from a purchase that failed, or delighted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.kernels.codes import GRIPE, PRAISE
from sim.randomness import Purpose
from tests.reference.arithmetic import single
from tests.reference.channels import choose_channel, minute_of_writing
from tests.reference.complaint import Complaint
from tests.reference.judging import Judgement
from tests.reference.luck import Draw
from tests.reference.platforms import Platform
from tests.reference.shopping import Trip
from tests.reference.tie import Tie
from tests.reference.words import Word

if TYPE_CHECKING:
    from tests.reference.consumer import Consumer
    from tests.reference.retailer import Retailer

WRITE_PRIVATELY = 0.5
"""Share of those with private data in their complaint who write privately in any case."""


def complain_talk_or_leave(consumer: Consumer, trip: Trip, judgement: Judgement) -> None:
    """After a failure complain; who does not may leave quietly; tell friends of a failure or a delight."""
    retailer = trip.retailer
    tie = consumer.tie[retailer]
    complains = False
    if judgement.failed:
        draw = consumer.luck.today(Purpose.COMPLAIN, consumer.number, retailer.number)
        complains = draw.first < _voice(consumer, tie)
        if complains:
            _complain(consumer, trip, judgement, draw)
        tie.was_failed = True
    if not complains:
        draw = consumer.luck.today(Purpose.EXIT, consumer.number, retailer.number)
        if draw.first < exit_chance(tie, judgement.verdict, consumer, shield=judgement.shield):
            tie.has_left = True
            retailer.today["exits"] += 1
    _tell_friends(consumer, retailer, judgement)


def _voice(consumer: Consumer, tie: Tie) -> float:
    """Chance to complain: the squeaky wheel, one whom the retailer has answered before, speaks up more readily."""
    return consumer.voice * (1.0 + consumer.rules.complaints.encouraged) if tie.was_answered else consumer.voice


def _complain(consumer: Consumer, trip: Trip, judgement: Judgement, draw: Draw) -> None:
    """Write to an account, in public or privately; or come to the store, call, or send an e-mail."""
    rules, retailer = consumer.rules.complaints, trip.retailer
    about = consumer.luck.today(Purpose.COMPLAINT_KIND, consumer.number, retailer.number)
    where = consumer.luck.today(Purpose.COMPLAINT_KIND, consumer.number, retailer.number + 256)
    is_sensitive = about.first < rules.sensitive_share
    elsewhere = consumer.luck.today(Purpose.CONTACT, consumer.number, retailer.number)
    channel = choose_channel(consumer, retailer, draw.second, where.first, elsewhere.first)
    is_public = isinstance(channel, Platform) and not consumer.prefers_private
    if is_sensitive and where.second < WRITE_PRIVATELY:
        is_public = False
    hour = consumer.luck.today(Purpose.COMPLAINT_HOUR, consumer.number, retailer.number)
    model = consumer.model
    assert trip.shelf is not None
    model.complaints_today.append(
        Complaint(
            number=model.day * len(model.consumers) + consumer.number,
            consumer=consumer,
            retailer=retailer,
            supplier=trip.shelf.supplier if judgement.failed_goods else None,
            cause=judgement.cause,
            channel=channel,
            is_public=is_public,
            is_sensitive=is_sensitive,
            concerns_many=about.second < rules.public_interest_share,
            is_vindictive=consumer.is_vindictive,
            is_second=consumer.tie[retailer].was_failed,
            opened=minute_of_writing(retailer, channel, hour.first),
            paid=judgement.paid,
            verdict=single(judgement.verdict),
            trust_lost=judgement.trust_lost,
        )
    )
    retailer.today["surplus"] -= rules.hassle_cost


def exit_chance(tie: Tie, verdict: float, consumer: Consumer, shield: float = 0.0) -> float:
    """Chance to leave after a matter that ended with this verdict: commitment shields, and so does goodwill."""
    rules = consumer.rules.relationship
    content = (1.0 - rules.exit_memory) * verdict + rules.exit_memory * tie.satisfaction
    missing = max(0.0, 1.0 - content / rules.exit_below)
    return rules.exit_prob * (1.0 - shield) * missing * (1.0 - rules.commitment_shield * tie.commitment)


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
        platform = _place_to_talk(consumer, draw)
        in_chat = platform is not None and _chats(consumer, retailer, platform)
        retailer.today["chats"] += in_chat
        consumer.model.say(Word(consumer, retailer, platform, kind, in_chat=in_chat))


def _chats(consumer: Consumer, retailer: Retailer, platform: Platform) -> bool:
    """On Facebook-like platforms a part of what is told is told to one friend, in private chat."""
    draw = consumer.luck.today(Purpose.CHAT, consumer.number, retailer.number)
    return platform.rules.kind == "facebook" and draw.first < consumer.rules.talk.chat_share


def _place_to_talk(consumer: Consumer, draw: Draw) -> Platform | None:
    """One of the platforms that the consumer is on, drawn evenly; None, face to face, where there is none."""
    mine = [platform for platform in consumer.model.platforms if platform in consumer.member_of]
    if not mine or not consumer.has_come_online():
        return None
    return mine[int(draw.second * len(mine))]
