"""Filing: how and when a new contact is to be answered, how long its writer will wait, and how much work it is."""

from __future__ import annotations

import math

from sim.kernels.codes import HELPED, MISLED, NO_REPLY, UNUSED
from sim.randomness import Purpose
from tests.reference.arithmetic import single
from tests.reference.asking import Question
from tests.reference.channels import Elsewhere, is_spoken
from tests.reference.complaint import Complaint
from tests.reference.contact import Contact
from tests.reference.luck import Draw
from tests.reference.personal import interest

STEADY_WORK, VARYING_WORK = 0.4, 0.6
"""Parts of the work on a contact: around its mean, the second varies exponentially."""


def file(contact: Contact) -> None:
    """Note all of this about a new contact, for which it has been decided what staff will do."""
    contact.ready = contact.opened
    contact.give_up = contact.opened + int(
        60.0 * _patience_hours(contact) * (0.5 + draw(contact, Purpose.PATIENCE).first)
    )
    contact.work_minutes = _work_without_help(contact)
    if isinstance(contact, Complaint):
        contact.ready += round(contact.retailer.firm.reply.approval_hours * 60.0)
        _perhaps_go_by_the_book(contact)
    elif isinstance(contact, Question):
        _perhaps_answer_at_once(contact)
    contact.record = _what_the_record_does(contact)
    contact.effort = _effort(contact)


def draw(contact: Contact, purpose: Purpose, more: int | None = None) -> Draw:
    """Drawn once for each contact: the same in every world."""
    return contact.retailer.luck.always(purpose, contact.number, more)


def _patience_hours(contact: Contact) -> float:
    rules = contact.retailer.rules
    return rules.questions.patience_hours if isinstance(contact, Question) else rules.complaints.patience_hours


def _work_without_help(contact: Contact) -> float:
    """Staff minutes: the mean of such a contact on this channel, a part of which varies."""
    if isinstance(contact, Question):
        mean = contact.retailer.rules.questions.minutes
    elif isinstance(contact.channel, Elsewhere):
        mean = contact.channel.rules.minutes
    else:
        mean = contact.retailer.firm.reply.message_minutes
    exponential = round(-math.log1p(-draw(contact, Purpose.HANDLING).first), 6)
    return single(mean * (STEADY_WORK + VARYING_WORK * exponential))


def _perhaps_go_by_the_book(complaint: Complaint) -> None:
    """Some complaints are dealt with by the rules, and wait for approval; some claims are not deserved."""
    rules = complaint.retailer.rules
    chosen = draw(complaint, Purpose.BY_THE_BOOK)
    complaint.is_by_the_book = chosen.first < complaint.retailer.firm.reply.bureaucracy
    if complaint.is_by_the_book:
        complaint.ready += int(rules.bureaucracy.wait_hours * 60.0 * (0.5 + chosen.second))
    complaint.is_undeserved = draw(complaint, Purpose.CLAIM).second < rules.complaints.undeserved_share


def _perhaps_answer_at_once(question: Question) -> None:
    """The system answers some written questions by itself, while it is up and the account does not stay silent."""
    technology = question.retailer.technology
    if is_spoken(question.channel) or question.action == NO_REPLY or technology.is_down:
        return
    if draw(question, Purpose.AUTO_ANSWER).first < technology.auto_answer_share():
        question.is_automatic = True
        question.due = question.opened


def _what_the_record_does(contact: Contact) -> int:
    """Staff look some customers up: a right record helps; a wrong one misleads, unless it is noticed to be wrong.

    It is right if it was taken down rightly, and if what it says has not changed since: as with personal offers.
    """
    retailer, consumer, rules = contact.retailer, contact.consumer, contact.retailer.rules
    data, today = retailer.firm.database, retailer.model.day
    looked_up = draw(contact, Purpose.RECORD)
    if contact.is_automatic or looked_up.first >= data.used_in_replies * retailer.technology.record_at_hand():
        return UNUSED
    still_holds = interest(consumer, today - data.latency_days) == interest(consumer, today)
    if still_holds and looked_up.second < data.accuracy:
        return HELPED
    return MISLED if draw(contact, Purpose.RECORD, 1).first < rules.recovery.misled_prob else UNUSED


def _effort(contact: Contact) -> float:
    """Of the work, what practice, IT, a right record and standard wording leave."""
    retailer, rules = contact.retailer, contact.retailer.rules
    effort = retailer.staff.pace()
    if not is_spoken(contact.channel):
        effort *= retailer.technology.message_pace()
    if contact.record == HELPED:
        effort *= 1.0 - rules.recovery.record_saving
    if contact.is_by_the_book:
        effort *= 1.0 - rules.bureaucracy.minutes_saved
    return single(effort)
