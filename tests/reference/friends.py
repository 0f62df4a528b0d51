"""7.4 Hear friends: words travel along the ties of a platform, change their hearers, and are passed on."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sim.kernels.codes import COMPLAINT, GRIPE, INVITATION, MINUTES, PRAISE, PROMOTION, SHARED_POST, UNANSWERED
from sim.randomness import Purpose
from tests.reference.arithmetic import shift, single
from tests.reference.luck import Draw
from tests.reference.observers import impression
from tests.reference.platforms import Platform
from tests.reference.words import Word

if TYPE_CHECKING:
    from tests.reference.consumer import Consumer
    from tests.reference.model import ReferenceModel
    from tests.reference.retailer import Retailer


def words_in_the_air(model: ReferenceModel) -> list[Word]:
    """What was said yesterday, and the public complaints that friends can still see."""
    return model.said_yesterday + [
        Word(
            complaint.consumer,
            complaint.retailer,
            complaint.platform,
            COMPLAINT,
            reach=0.5 ** (complaint.age(model.day) - 1),  # halves with each day that it stands
            answer=complaint.answer,
            opened=complaint.opened,
            replied=complaint.replied if complaint.answer != UNANSWERED else None,
            weight=complaint.weight(),
        )
        for complaint in model.complaints.public()
        if complaint.platform and complaint.age(model.day) - 1 < complaint.platform.rules.complaint_life_days
    ]


def hear_words(words: list[Word], platform: Platform, model: ReferenceModel) -> None:
    """Everybody hears the words that travel on a platform, in the order in which they were said."""
    passed_on = []
    for word in words:
        if not _travels_on(word, platform, model):
            continue
        for number in platform.hearers[word.author.number]:
            hearer = model.consumers[number]
            if _hears(hearer, word, platform):
                chance = _take_in(hearer, word, platform)
                if _passes_on(hearer, word, platform, chance):
                    passed_on.append(_passed_on(hearer, word))
    for word in _first_about_each_retailer(passed_on):
        model.say(word)


def _travels_on(word: Word, platform: Platform, model: ReferenceModel) -> bool:
    """Words said face to face travel on the ties of one platform, and need no account there."""
    return platform is (model.platform_of_talk() if word.platform is None else word.platform)


def _passed_on(hearer: Consumer, word: Word) -> Word:
    """The word as its hearer passes it on: it reaches less far; a complaint goes on as it was read."""
    if word.kind == COMPLAINT:
        word.retailer.today["complaints_passed_on"] += 1
    return replace(word, author=hearer, reach=single(word.reach * hearer.rules.talk.relay_decay))


def _first_about_each_retailer(words: list[Word]) -> list[Word]:
    """Nobody passes on more than one word about a retailer in a day and on a platform."""
    first: dict[tuple[Consumer, Retailer], Word] = {}
    for word in words:
        first.setdefault((word.author, word.retailer), word)
    return list(first.values())


def _hears(hearer: Consumer, word: Word, platform: Platform) -> bool:
    """Whether one who could hear a word does; what is written is read by members who are online."""
    chance = platform.rules.friend_reach * word.reach * platform.share_kept_up_with(hearer.number)
    if _draw(Purpose.HEAR, hearer, word, platform).first >= chance:
        return False
    return word.platform is None or (platform in hearer.member_of and hearer.is_online())


def _take_in(hearer: Consumer, word: Word, platform: Platform) -> float:
    """What a word does to its hearer, by its kind. Returns the chance that it is passed on."""
    talk, tie = hearer.rules.talk, hearer.tie[word.retailer]
    if word.kind == PRAISE:
        word.retailer.today["heard_praise"] += 1
        _shift_trust_and_expectation(hearer, word, talk.word_effect)
        draw = _draw(Purpose.HEAR, hearer, word, platform)
        if tie.has_left and draw.second < hearer.rules.relationship.return_prob:
            tie.has_left = False
            word.retailer.today["brought_back"] += 1
        return talk.relay_good
    if word.kind == GRIPE:
        word.retailer.today["heard_gripe"] += 1
        _shift_trust_and_expectation(hearer, word, -talk.word_effect)
        return talk.relay_bad
    if word.kind == COMPLAINT:
        word.retailer.today["heard_complaint"] += 1
        seen = _answer_seen(hearer, word, platform)
        points = impression(hearer.rules.observers, seen, word.weight, word.retailer.humanness())
        _shift_trust_and_expectation(hearer, word, points)
        return talk.relay_bad if seen == UNANSWERED else 0.5 * (talk.relay_bad + talk.relay_good)
    assert word.kind == SHARED_POST
    word.retailer.today["heard_share"] += 1
    _see_shared_post(hearer, word, platform)
    return 0.0


def _shift_trust_and_expectation(hearer: Consumer, word: Word, points: float) -> None:
    tie = hearer.tie[word.retailer]
    tie.trust = shift(tie.trust, points)
    tie.expectation = shift(tie.expectation, points)


def _answer_seen(hearer: Consumer, word: Word, platform: Platform) -> int:
    """Complaints are read at a drawn minute since yesterday morning, or since they were written."""
    midnight = hearer.model.day * MINUTES
    begin = max(word.opened, midnight - MINUTES)
    read_at = begin + int((midnight - begin) * _draw(Purpose.READ_TIME, hearer, word, platform).first)
    return word.answer if word.replied is not None and word.replied <= read_at else UNANSWERED


def _see_shared_post(hearer: Consumer, word: Word, platform: Platform) -> None:
    """A promotion pulls, an invitation tells of the community work, and some become followers."""
    tie, rules = hearer.tie[word.retailer], hearer.rules.attention
    if word.post_kind == PROMOTION:
        tie.appeal += rules.appeal_step * (1.0 - tie.appeal)
    elif word.post_kind == INVITATION:
        tie.knows_community_work = True
    page = word.retailer.pages.get(platform)
    if (
        page
        and not hearer.follows(page)
        and _draw(Purpose.HEAR, hearer, word, platform).second < rules.follow_after_share
    ):
        word.retailer.today["follows_by_share"] += 1
        hearer.follow(page)


def _passes_on(hearer: Consumer, word: Word, platform: Platform, chance: float) -> bool:
    """Whether a hearer passes a word on: nothing that was spoken, nor what an author with a protected account wrote."""
    if word.platform is None or platform in word.author.protected_on:
        return False
    return _draw(Purpose.RELAY, hearer, word, platform).first < chance


def _draw(purpose: Purpose, hearer: Consumer, word: Word, platform: Platform) -> Draw:
    number = (word.author.number * 128 + word.retailer.number) * 8 + word.kind
    return hearer.luck.on_platform(platform.number, purpose, hearer.number, number)
