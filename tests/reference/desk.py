"""A retailer's desk: who is answered when (7.9, 7.10), and what is passed on to suppliers (7.13)."""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING

from sim.kernels.codes import (
    MINUTES,
    NO_REPLY,
    OPEN,
    OPEN_THEN_PRIVATE,
    PRIVATE,
)
from sim.randomness import Purpose
from tests.reference.arithmetic import single
from tests.reference.asking import Question
from tests.reference.channels import Channel, is_spoken
from tests.reference.complaint import Complaint
from tests.reference.contact import Contact
from tests.reference.filing import draw, file
from tests.reference.reports import Report

if TYPE_CHECKING:
    from tests.reference.retailer import Retailer


class Desk:
    """The desk of one retailer. Its day, in order: `decide` and `take_in`, `hold_back`, `work`, `pass_on`.

    Attributes
    ----------
    free_for_calls, free_for_messages
        Minutes of opening time, since the first morning, until which staff are busy with calls, and with either.
    today
        What is counted today, by channel.
    """

    def __init__(self, retailer: Retailer) -> None:
        self.retailer = retailer
        self.reply = retailer.firm.reply
        self.link = retailer.firm.supplier_link
        self.free_for_calls = 0.0
        self.free_for_messages = 0.0
        self.today: dict[Channel, Counter[str]] = {}
        self.begin_day()

    def begin_day(self) -> None:
        """Nothing has happened today."""
        self.today = {channel: Counter() for channel in self.retailer.model.channels}

    # ------------------------------------------------------------------------ 7.9 what staff do

    def decide(self, contact: Contact) -> None:
        """Decide what to do with a new contact: by a policy of one's own, or by the one that the scenario names."""
        own = isinstance(contact, Complaint) and contact.platform and self.retailer.decides("reply")
        contact.action = self.retailer.ask_for_reply(contact) if own else self._action(contact)

    def _action(self, contact: Contact) -> int:
        """What the reply policy of the scenario says."""
        if contact.platform is None:
            return PRIVATE  # answered where it came in
        policy = self.reply.policy
        if policy == "by_platform":
            policy = self.reply.by_platform.get(contact.platform.name, "private")
        if policy == "none":
            return NO_REPLY
        if not isinstance(contact, Complaint) or not contact.is_public:
            return PRIVATE
        if policy == "open":
            return OPEN
        if policy == "public_then_private":
            return OPEN_THEN_PRIVATE
        if policy == "paper_rule" and contact.concerns_many and not contact.is_sensitive:
            return OPEN
        return PRIVATE

    def take_in(self, contact: Contact) -> None:
        """File a new contact; a complaint about goods goes to the supplier at once, or is to be passed on."""
        file(contact)
        if isinstance(contact, Complaint) and contact.supplier is not None and self.link.mode != "none":
            if self.link.mode == "direct" and contact.supplier.firm.can_go_direct:
                self._report(contact, contact.cause, due=self.retailer.model.day + 1)
            else:
                contact.to_relay = True

    # --------------------------------------------------------------------------- 7.10 the queues

    def hold_back(self) -> None:
        """While IT is down, what an account was to send today goes out a day later."""
        midnight = (self.retailer.model.day + 1) * MINUTES
        for contact in self._waiting():
            if self.retailer.technology.is_down and contact.platform and contact.due and contact.due < midnight:
                contact.due += MINUTES

    def work(self) -> None:
        """Begin, one after the other, whatever has its turn before the desk closes today."""
        if self._rate() <= 0.0:
            return
        calls, urgent, routine = self._queues()
        tomorrow = (self.retailer.model.day + 1) * self._open_for()
        while True:
            call = max(self._next_ready(calls), self.free_for_calls)
            message = max(min(self._next_ready(urgent), self._next_ready(routine)), self.free_for_messages)
            begin = min(call, message)
            if begin >= tomorrow:
                return
            if call <= message:
                queue = calls
            elif self._next_ready(urgent) <= begin:
                queue = urgent
            else:
                queue = routine
            contact = queue.pop(0)
            still_waits = self._minute_at(begin) <= contact.give_up
            if still_waits:
                self._begin(contact, begin)

    def _queues(self) -> tuple[list[Contact], list[Contact], list[Contact]]:
        """Calls and visits; messages that come first; and messages that come after them, each in turn."""
        calls, urgent, routine = [], [], []
        for contact in self._waiting():
            if contact.due is not None or contact.action == NO_REPLY:
                continue
            if contact.platform and self.retailer.technology.is_down:
                continue
            if is_spoken(contact.channel):
                calls.append(contact)
            elif isinstance(contact, Question) and self.reply.urgent_first:
                routine.append(contact)
            else:
                urgent.append(contact)
        return calls, urgent, routine

    def _waiting(self) -> list[Contact]:
        return [contact for contact in self.retailer.model.contacts.waiting() if contact.retailer is self.retailer]

    def _next_ready(self, queue: list[Contact]) -> float:
        """From which minute of opening time, today, the first of a queue can be begun."""
        if not queue:
            return math.inf
        return max(self._opening_time_until(queue[0].ready), self.retailer.model.day * self._open_for())

    def _begin(self, contact: Contact, begin: float) -> None:
        work = self._work(contact)
        busy = work / self._rate()
        if is_spoken(contact.channel):
            self.free_for_calls = begin + busy
            self.free_for_messages = max(self.free_for_messages, begin) + busy  # taken from the time for messages
        else:
            self.free_for_messages = begin + busy
        contact.due = math.ceil(self._minute_at(begin + work))
        self.today[contact.channel]["work_minutes"] += int(work + 0.5)

    def _work(self, contact: Contact) -> float:
        """Staff minutes of an answer: more of them for a private exchange, a pointer, and passing on."""
        work = contact.work_minutes * contact.effort
        if not isinstance(contact, Complaint):
            return work
        if contact.platform and contact.action in (PRIVATE, OPEN_THEN_PRIVATE):
            work *= self.reply.private_turns
        if contact.action == OPEN_THEN_PRIVATE:
            work += self.reply.pointer_minutes
        if contact.to_relay:
            work += self.link.relay_minutes
        return work

    def _rate(self) -> float:
        """People who answer side by side while the desk is open; a tenth: one gives the desk a tenth of the time."""
        hours = self.reply.closing_hour - self.reply.opening_hour
        return self.retailer.staff.minutes() / 60.0 / hours

    def _open_for(self) -> float:
        """Minutes of opening time in a day."""
        return self.reply.closing_hour * 60.0 - self.reply.opening_hour * 60.0

    def _opening_time_until(self, minute: float) -> float:
        """Minutes for which the desk has been open until a minute since the first midnight."""
        day = minute // MINUTES
        since_opening = minute - day * MINUTES - self.reply.opening_hour * 60.0
        return day * self._open_for() + min(max(since_opening, 0.0), self._open_for())

    def _minute_at(self, opening_time: float) -> float:
        """The minute since the first midnight at which the desk has been open for so many minutes."""
        day = opening_time // self._open_for()
        return day * MINUTES + self.reply.opening_hour * 60.0 + opening_time - day * self._open_for()

    # --------------------------------------------------------- 7.13 from consumers to suppliers

    def pass_on(self, complaint: Complaint) -> None:
        """Pass what was answered on to the supplier: it takes days, may get lost, and may name a wrong cause."""
        if not complaint.to_relay or complaint.replied is None or complaint.passed_on:
            return
        complaint.passed_on = True
        if draw(complaint, Purpose.ADVICE).first < self.link.loss_prob:
            return
        assert complaint.supplier is not None
        cause = complaint.cause
        if draw(complaint, Purpose.DISTORTION).first < self.link.distortion_prob:
            causes = complaint.supplier.firm.improvement.causes
            cause = int(draw(complaint, Purpose.WRONG_CAUSE).first * causes)
        self._report(complaint, cause, due=self.retailer.model.day + max(self.link.relay_days, 1))

    def _report(self, complaint: Complaint, cause: int, due: int) -> None:
        assert complaint.supplier is not None
        report = Report(
            due, complaint.consumer, self.retailer, complaint.supplier, cause, single(self.link.answer_gain)
        )
        self.retailer.model.reports_under_way.append(report)
