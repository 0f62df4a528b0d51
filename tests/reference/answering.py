"""7.11 Recovery: what an answer, or silence, does to the one who complained or asked."""

from __future__ import annotations

from collections import Counter

from sim.kernels.codes import (
    ANSWERED,
    GRIPE,
    HELPED,
    IGNORED,
    MINUTES,
    MISLED,
    NEVER,
    NO_REPLY,
    OPEN,
    OPEN_THEN_PRIVATE,
    POINTED,
    PRIVATE,
    REPLIED,
)
from sim.randomness import Purpose
from tests.reference.arithmetic import clip, whole
from tests.reference.asking import Question
from tests.reference.channels import Elsewhere, expected_hours, notifies
from tests.reference.complaining import exit_chance
from tests.reference.complaint import Complaint
from tests.reference.contact import Contact
from tests.reference.filing import draw
from tests.reference.tie import Tie
from tests.reference.words import Word


def send(contact: Contact) -> None:
    """Send the answer that is due today; or end the patience of one whom nobody has begun to answer."""
    midnight = (contact.retailer.model.day + 1) * MINUTES
    if contact.due is not None and contact.due < midnight:
        _answer(contact)
    elif contact.due is None and contact.give_up < midnight:
        _stay_silent(contact)


def _answer(contact: Contact) -> None:
    """Whatever its answer is worth to them, those who were answered will speak up more readily."""
    today, tie = _today(contact), _tie(contact)
    contact.state = REPLIED
    contact.replied = contact.due
    contact.is_wrong = _misses_the_matter(contact)
    today["wrong_replies"] += contact.is_wrong
    today["notices"] += contact.platform is not None and contact.platform.rules.notifications
    trust_before = whole(tie.trust)
    if isinstance(contact, Question):
        _answer_question(contact)
    elif isinstance(contact, Complaint):
        _answer_complaint(contact)
    today["trust_gained"] += whole(tie.trust) - trust_before
    tie.was_answered = True


def _today(contact: Contact) -> Counter[str]:
    return contact.retailer.desk.today[contact.channel]


def _tie(contact: Contact) -> Tie:
    return contact.consumer.tie[contact.retailer]


def _waited(contact: Contact) -> int:
    assert contact.replied is not None
    return contact.replied - contact.opened


# ------------------------------------------------------------------------------- what an answer is like


def _misses_the_matter(contact: Contact) -> bool:
    """By a wrong record, or by an error of staff, which checking by the rules may avoid."""
    if contact.is_automatic:
        return False
    chance = contact.retailer.staff.error_prob()
    if contact.is_by_the_book:
        chance *= 1.0 - contact.retailer.rules.bureaucracy.error_saving
    return contact.record == MISLED or draw(contact, Purpose.REPLY_ERROR).first < chance


def _timeliness(contact: Contact) -> float:
    """What is left of its worth by the time at which it is read: without a notice it is found within a day."""
    waited: float = _waited(contact)
    if not notifies(contact.channel):
        waited += MINUTES * draw(contact, Purpose.RECOVERY, 1).first
    late_half = contact.retailer.rules.recovery.late_half
    return 1.0 / (1.0 + waited / 60.0 / (expected_hours(contact.channel) * late_half))


def _warmth(contact: Contact) -> float:
    """How human it feels: not at all when the system wrote it, and less in standard wording."""
    if contact.is_automatic:
        return 0.0
    retailer = contact.retailer
    if isinstance(contact.channel, Elsewhere):
        warmth = min(contact.channel.rules.humanness * retailer.staff.warmth(), 1.0)
    else:
        warmth = retailer.warmth()
    return warmth * (1.0 - retailer.rules.bureaucracy.stiffness) if contact.is_by_the_book else warmth


# ------------------------------------------------------------------------------------------- questions


def _answer_question(question: Question) -> None:
    """One who has asked knows better what to expect, and trusts a human voice more."""
    retailer, rules, today, tie = question.retailer, question.retailer.rules, _today(question), _tie(question)
    today["answers"] += 1
    today["answer_minutes"] += _waited(question)
    today["answers_in_time"] += _waited(question) <= retailer.firm.reply.routine_target_hours * 60.0
    today["automatic"] += question.is_automatic
    if question.is_wrong:
        tie.trust -= rules.recovery.wrong_reply_harm * tie.trust
        return
    tie.expectation += rules.questions.learn_rate * (retailer.truth() - tie.expectation)
    gain = rules.relationship.contact_gain * _warmth(question) * _timeliness(question)
    if question.record == HELPED:
        gain *= 1.0 + rules.recovery.record_gain
    tie.trust += min(gain, 1.0) * (1.0 - tie.trust)


# ------------------------------------------------------------------------------------------ complaints


def _answer_complaint(complaint: Complaint) -> None:
    """Put it right or not, in the open or in private; its writer is appeased, paid back, or perhaps lost."""
    retailer, rules, today = complaint.retailer, complaint.retailer.rules.recovery, _today(complaint)
    luck = draw(complaint, Purpose.RECOVERY)
    today["replies"] += 1
    today["response_minutes"] += _waited(complaint)
    today["in_time"] += _waited(complaint) <= retailer.firm.reply.target_hours * 60.0
    today["relayed"] += complaint.to_relay
    complaint.is_corrected = luck.first < retailer.staff.skill and not complaint.is_wrong
    _perhaps_deny(complaint)
    if complaint.is_corrected:
        complaint.resolved = complaint.replied
        today["corrected"] += 1
        today["resolution_minutes"] += _waited(complaint)
    today["warmth"] += whole(_warmth(complaint))
    worth = _worth(complaint)
    today["worth"] += whole(worth)
    if complaint.is_vindictive:
        worth = 0.0
    _soothe(complaint, worth)
    _show(complaint)
    if complaint.is_corrected and luck.second < retailer.firm.reply.refund_share and not _is_refused_money(complaint):
        _pay_back(complaint)
        if not complaint.is_vindictive:
            return
    _perhaps_lose(complaint, complaint.verdict + rules.reply_gain * worth * (1.0 - complaint.verdict))


def _perhaps_deny(complaint: Complaint) -> None:
    """A rule denies what staff could put right."""
    chance = complaint.retailer.rules.bureaucracy.denial_prob
    if complaint.is_corrected and complaint.is_by_the_book and draw(complaint, Purpose.CLAIM).first < chance:
        complaint.is_corrected = False
        _today(complaint)["denials"] += 1


def _is_refused_money(complaint: Complaint) -> bool:
    """Rules pay nobody who does not deserve it; the judgement of staff cannot tell."""
    return complaint.is_by_the_book and complaint.is_undeserved


def _worth(complaint: Complaint) -> float:
    """What a reply is worth to its reader: it fades with the time waited, and warms with its words."""
    rules = complaint.retailer.rules.recovery
    worth = _timeliness(complaint) * (1.0 - rules.warmth_weight + rules.warmth_weight * _warmth(complaint))
    if complaint.record == HELPED:
        worth *= 1.0 + rules.record_gain
    if not complaint.is_corrected:
        worth *= rules.words_only
    if complaint.is_second:
        worth *= rules.second_failure
    if complaint.is_public and complaint.action == PRIVATE:
        worth *= 1.0 - rules.private_discount
    return min(worth, 1.0)


def _soothe(complaint: Complaint, worth: float) -> None:
    """Satisfaction can end higher than before the failure, trust at most where it was.

    A reply that misses the matter costs trust, and so do private data that are answered in the open.
    """
    rules, tie = complaint.retailer.rules.recovery, _tie(complaint)
    tie.satisfaction += rules.reply_gain * worth * (1.0 - tie.satisfaction)
    tie.trust += min(rules.reply_gain * worth, 1.0) * complaint.trust_lost
    if complaint.is_wrong:
        tie.trust -= rules.wrong_reply_harm * tie.trust
    if complaint.is_public and complaint.action == OPEN and complaint.is_sensitive:
        tie.trust -= rules.privacy_harm * tie.trust
        _today(complaint)["privacy_incidents"] += 1
    tie.trust = clip(tie.trust)
    tie.satisfaction = clip(tie.satisfaction)


def _show(complaint: Complaint) -> None:
    """What readers of a public complaint will see of its answer; some who were helped privately say so there."""
    if not complaint.is_public:
        return
    if complaint.action == OPEN:
        complaint.answer = ANSWERED
    elif complaint.action == OPEN_THEN_PRIVATE:
        complaint.answer = POINTED
    elif _is_thanked_for(complaint):
        complaint.answer = POINTED
        complaint.page.today["thanks"] += 1
    if complaint.action in (OPEN, OPEN_THEN_PRIVATE):
        _today(complaint)["open_replies"] += 1
        complaint.page.today["open_replies"] += 1


def _is_thanked_for(complaint: Complaint) -> bool:
    if not complaint.is_corrected or complaint.is_vindictive:
        return False
    return draw(complaint, Purpose.THANKS).first < complaint.retailer.rules.observers.thanks_prob


def _pay_back(complaint: Complaint) -> None:
    """Pay the price back."""
    today = _today(complaint)
    complaint.refund = complaint.paid
    today["refunds"] += complaint.paid
    today["refund_count"] += 1
    today["surplus"] += complaint.paid
    today["lenient_refunds"] += complaint.paid if complaint.is_undeserved else 0


# --------------------------------------------------------------------------------------------- silence


def _stay_silent(contact: Contact) -> None:
    """A question is forgotten with a grudge; a complainant is hurt, and some leave, and some tell others."""
    rules, tie = contact.retailer.rules, _tie(contact)
    contact.state = NEVER if contact.action == NO_REPLY else IGNORED
    if not isinstance(contact, Complaint):
        _today(contact)["unanswered_questions"] += 1
        tie.satisfaction -= rules.questions.silence_loss * tie.satisfaction
        return
    _today(contact)["silences"] += 1
    tie.satisfaction -= rules.recovery.silence_loss * tie.satisfaction
    tie.trust -= rules.recovery.silence_loss * tie.trust
    _perhaps_lose(contact, verdict=0.0)
    if draw(contact, Purpose.TALK).first < rules.talk.gripe_prob:
        contact.retailer.model.say(Word(contact.consumer, contact.retailer, contact.platform, GRIPE))


def _perhaps_lose(complaint: Complaint, verdict: float) -> None:
    """One who complained decides to leave when the reply or the silence comes."""
    tie = _tie(complaint)
    if not tie.has_left and draw(complaint, Purpose.EXIT).first < exit_chance(tie, verdict, complaint.consumer):
        tie.has_left = True
        _today(complaint)["exits"] += 1
