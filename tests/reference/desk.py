"""A retailer's desk: staff answer complaints in turn; complainants react to the answer or the silence (7.9 to 7.11)."""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING

from sim.kernels.codes import (
    ANSWERED,
    GRIPE,
    IGNORED,
    MINUTES,
    NEVER,
    NO_REPLY,
    OPEN,
    OPEN_THEN_PRIVATE,
    POINTED,
    PRIVATE,
    REPLIED,
)
from sim.randomness import Purpose
from tests.reference.arithmetic import clip, single
from tests.reference.complaining import exit_chance
from tests.reference.complaint import Complaint
from tests.reference.luck import Draw
from tests.reference.platforms import PHONE_AND_COUNTER, Platform
from tests.reference.reports import Report
from tests.reference.words import Word

if TYPE_CHECKING:
    from tests.reference.retailer import Retailer

STEADY_WORK, VARYING_WORK = 0.4, 0.6
"""Parts of the work on a contact: around its mean, the second varies exponentially."""


class Desk:
    """The desk of one retailer. With a complaint it does, in order: `decide`, `file`, `begin`, `send`, `pass_on`.

    Attributes
    ----------
    free_for_calls, free_for_messages
        Minutes of opening time, since the first morning, until which staff are busy with calls, and with either.
    today
        What is counted today, by channel: a platform, or phone and counter.
    """

    def __init__(self, retailer: Retailer) -> None:
        self.retailer = retailer
        self.reply = retailer.firm.reply
        self.link = retailer.firm.supplier_link
        self.free_for_calls = 0.0
        self.free_for_messages = 0.0
        self.today: dict[Platform | None, Counter[str]] = {}
        self.begin_day()

    def begin_day(self) -> None:
        """Nothing has happened today."""
        self.today = {channel: Counter() for channel in (*self.retailer.model.platforms, PHONE_AND_COUNTER)}

    # --------------------------------------------------------- 7.9 what staff do, and 7.10 when they can

    def decide(self, complaint: Complaint) -> None:
        """Decide what to do with a new complaint: by a policy of one's own, or by the one that the scenario names."""
        is_message = complaint.platform is not PHONE_AND_COUNTER
        own = is_message and self.retailer.decides("reply")
        complaint.action = self.retailer.ask_for_reply(complaint) if own else self._action(complaint)

    def file(self, complaint: Complaint) -> None:
        """Note from when a new complaint may be answered, how much work it is, and how long its writer waits."""
        rules = self.retailer.rules
        complaint.ready = complaint.opened + round(self.reply.approval_hours * 60.0)
        patience = rules.complaints.patience_hours * 60.0 * (0.5 + self._draw(Purpose.PATIENCE, complaint).first)
        complaint.give_up = complaint.opened + int(patience)
        is_call = complaint.platform is PHONE_AND_COUNTER
        mean = rules.contact.minutes if is_call else self.reply.message_minutes
        exponential = round(-math.log1p(-self._draw(Purpose.HANDLING, complaint).first), 6)
        complaint.work_minutes = single(mean * (STEADY_WORK + VARYING_WORK * exponential))
        if complaint.supplier is not None and self.link.mode != "none":
            if self.link.mode == "direct" and complaint.supplier.firm.can_go_direct:
                self._report(complaint, complaint.cause, due=self.retailer.model.day + 1)
            else:
                complaint.to_relay = True

    def _action(self, complaint: Complaint) -> int:
        """What the reply policy of the scenario says."""
        if complaint.platform is PHONE_AND_COUNTER:
            return PRIVATE  # answered where it came in
        policy = self.reply.policy
        if policy == "by_platform":
            policy = self.reply.by_platform.get(complaint.platform.name, "private")
        if policy == "none":
            return NO_REPLY
        if not complaint.is_public:
            return PRIVATE
        if policy == "open":
            return OPEN
        if policy == "public_then_private":
            return OPEN_THEN_PRIVATE
        if policy == "paper_rule" and complaint.concerns_many and not complaint.is_sensitive:
            return OPEN
        return PRIVATE

    # ---------------------------------------------------------------------------- 7.10 the queue

    def begin(self, complaint: Complaint) -> None:
        """Begin to answer, if it is this complaint's turn today and its writer still waits."""
        if complaint.due is not None or complaint.action == NO_REPLY or self.reply.staff_hours <= 0.0:
            return
        is_call = complaint.platform is PHONE_AND_COUNTER
        free = self.free_for_calls if is_call else self.free_for_messages
        begin = max(free, self._opening_time_until(complaint.ready))
        minute = self._minute_at(begin)
        if minute >= (self.retailer.model.day + 1) * MINUTES or minute > complaint.give_up:
            return
        work = self._work(complaint)
        busy = work / self._rate()
        if is_call:
            self.free_for_calls = begin + busy
            self.free_for_messages = max(self.free_for_messages, begin) + busy  # taken from the time for messages
        else:
            self.free_for_messages = begin + busy
        complaint.due = math.ceil(self._minute_at(begin + work))
        self.today[complaint.platform]["work_minutes"] += int(work)

    def _work(self, complaint: Complaint) -> float:
        """Staff minutes of an answer: more of them for a private exchange, a pointer, and passing on."""
        work = complaint.work_minutes
        if complaint.platform is not PHONE_AND_COUNTER and complaint.action in (PRIVATE, OPEN_THEN_PRIVATE):
            work *= self.reply.private_turns
        if complaint.action == OPEN_THEN_PRIVATE:
            work += self.reply.pointer_minutes
        if complaint.to_relay:
            work += self.link.relay_minutes
        return work

    def _rate(self) -> float:
        """People who answer side by side while the desk is open; a tenth: one gives the desk a tenth of the time."""
        hours = self.reply.closing_hour - self.reply.opening_hour
        return self.reply.staff_hours * self.retailer.model.thousands / hours

    def _opening_time_until(self, minute: float) -> float:
        """Minutes for which the desk has been open until a minute since the first midnight."""
        opening, closing = self.reply.opening_hour * 60.0, self.reply.closing_hour * 60.0
        day = minute // MINUTES
        return day * (closing - opening) + min(max(minute - day * MINUTES - opening, 0.0), closing - opening)

    def _minute_at(self, opening_time: float) -> float:
        """The minute since the first midnight at which the desk has been open for so many minutes."""
        opening, closing = self.reply.opening_hour * 60.0, self.reply.closing_hour * 60.0
        day = opening_time // (closing - opening)
        return day * MINUTES + opening + opening_time - day * (closing - opening)

    # ------------------------------------------------------------------------------ 7.11 recovery

    def send(self, complaint: Complaint) -> None:
        """Send the reply that is due today; or end the patience of one whom nobody has begun to answer."""
        midnight = (self.retailer.model.day + 1) * MINUTES
        if complaint.due is not None and complaint.due < midnight:
            self._answer(complaint)
        elif complaint.due is None and complaint.give_up < midnight:
            self._stay_silent(complaint)

    def _answer(self, complaint: Complaint) -> None:
        assert complaint.due is not None
        today = self.today[complaint.platform]
        draw = self._draw(Purpose.RECOVERY, complaint)
        complaint.state = REPLIED
        complaint.replied = complaint.due
        complaint.is_corrected = draw.first < self.reply.skill
        waited = complaint.replied - complaint.opened
        today["replies"] += 1
        today["response_minutes"] += waited
        today["in_time"] += waited <= self.reply.target_hours * 60.0
        today["phone_replies"] += complaint.platform is PHONE_AND_COUNTER
        today["notices"] += complaint.platform is not PHONE_AND_COUNTER and complaint.platform.rules.notifications
        today["relayed"] += complaint.to_relay
        if complaint.is_corrected:
            complaint.resolved = complaint.replied
            today["corrected"] += 1
            today["resolution_minutes"] += waited
        worth = self._worth(complaint, waited)
        self._soothe(complaint, worth)
        self._show(complaint)
        if complaint.is_corrected and draw.second < self.reply.refund_share:
            self._pay_back(complaint)
        else:
            gain = self.retailer.rules.recovery.reply_gain
            self._perhaps_loses(complaint, complaint.verdict + gain * worth * (1.0 - complaint.verdict))

    def _worth(self, complaint: Complaint, waited: float) -> float:
        """What a reply is worth to its reader: it fades with the time waited, and warms with its words."""
        rules, contact = self.retailer.rules.recovery, self.retailer.rules.contact
        if complaint.platform is PHONE_AND_COUNTER:
            expected_hours, warmth = contact.expected_hours, contact.humanness
        else:
            expected_hours, warmth = complaint.platform.rules.expected_reply_hours, self.retailer.humanness()
            if not complaint.platform.rules.notifications:  # found when its reader next looks
                waited += MINUTES * self._draw(Purpose.RECOVERY, complaint, 1).first
        worth = 1.0 / (1.0 + waited / 60.0 / (expected_hours * rules.late_half)) * (0.5 + 0.5 * warmth)
        if not complaint.is_corrected:
            worth *= rules.words_only
        if complaint.is_second:
            worth *= rules.second_failure
        if complaint.is_public and complaint.action == PRIVATE:
            worth *= 1.0 - rules.private_discount
        return 0.0 if complaint.is_vindictive else worth

    def _soothe(self, complaint: Complaint, worth: float) -> None:
        """Satisfaction can end higher than before the failure, trust at most where it was; private data cost trust."""
        rules, tie = self.retailer.rules.recovery, complaint.consumer.tie[self.retailer]
        tie.satisfaction += rules.reply_gain * worth * (1.0 - tie.satisfaction)
        tie.trust += min(rules.reply_gain * worth, 1.0) * complaint.trust_lost
        if complaint.is_public and complaint.action == OPEN and complaint.is_sensitive:
            tie.trust -= rules.privacy_harm * tie.trust
            self.today[complaint.platform]["privacy_incidents"] += 1
        tie.trust = clip(tie.trust)
        tie.satisfaction = clip(tie.satisfaction)

    def _show(self, complaint: Complaint) -> None:
        """What readers of a public complaint will see of its answer; some who were helped privately say so there."""
        if not complaint.is_public:
            return
        if complaint.action == OPEN:
            complaint.answer = ANSWERED
        elif complaint.action == OPEN_THEN_PRIVATE:
            complaint.answer = POINTED
        elif self._is_thanked_for(complaint):
            complaint.answer = POINTED
            complaint.page.today["thanks"] += 1
        if complaint.action in (OPEN, OPEN_THEN_PRIVATE):
            self.today[complaint.platform]["open_replies"] += 1
            complaint.page.today["open_replies"] += 1

    def _is_thanked_for(self, complaint: Complaint) -> bool:
        if not complaint.is_corrected or complaint.is_vindictive:
            return False
        return self._draw(Purpose.THANKS, complaint).first < self.retailer.rules.observers.thanks_prob

    def _pay_back(self, complaint: Complaint) -> None:
        """Pay the price back; who is paid back does not leave."""
        today = self.today[complaint.platform]
        complaint.refund = complaint.paid
        today["refunds"] += complaint.paid
        today["refund_count"] += 1
        today["surplus"] += complaint.paid

    def _stay_silent(self, complaint: Complaint) -> None:
        """Silence costs satisfaction and trust; some leave, and some tell others."""
        consumer, rules = complaint.consumer, self.retailer.rules
        tie = consumer.tie[self.retailer]
        complaint.state = NEVER if complaint.action == NO_REPLY else IGNORED
        self.today[complaint.platform]["silences"] += 1
        tie.satisfaction -= rules.recovery.silence_loss * tie.satisfaction
        tie.trust -= rules.recovery.silence_loss * tie.trust
        self._perhaps_loses(complaint, verdict=0.0)
        if self._draw(Purpose.TALK, complaint).first < rules.talk.gripe_prob:
            self.retailer.model.say(Word(consumer, self.retailer, complaint.platform, GRIPE))

    def _perhaps_loses(self, complaint: Complaint, verdict: float) -> None:
        """One who complained decides to leave when the reply or the silence comes."""
        tie = complaint.consumer.tie[self.retailer]
        draw = self._draw(Purpose.EXIT, complaint)
        if not tie.has_left and draw.first < exit_chance(tie, verdict, complaint.consumer):
            tie.has_left = True
            self.today[complaint.platform]["exits"] += 1

    # --------------------------------------------------------- 7.13 from consumers to suppliers

    def pass_on(self, complaint: Complaint) -> None:
        """Pass what was answered on to the supplier: it takes days, may get lost, and may name a wrong cause."""
        if not complaint.to_relay or complaint.replied is None or complaint.passed_on:
            return
        complaint.passed_on = True
        if self._draw(Purpose.ADVICE, complaint).first < self.link.loss_prob:
            return
        assert complaint.supplier is not None
        cause = complaint.cause
        if self._draw(Purpose.DISTORTION, complaint).first < self.link.distortion_prob:
            causes = complaint.supplier.firm.improvement.causes
            cause = int(self._draw(Purpose.WRONG_CAUSE, complaint).first * causes)
        self._report(complaint, cause, due=self.retailer.model.day + max(self.link.relay_days, 1))

    def _report(self, complaint: Complaint, cause: int, due: int) -> None:
        assert complaint.supplier is not None
        report = Report(
            due, complaint.consumer, self.retailer, complaint.supplier, cause, single(self.link.answer_gain)
        )
        self.retailer.model.reports_under_way.append(report)

    def _draw(self, purpose: Purpose, complaint: Complaint, more: int | None = None) -> Draw:
        """Drawn once for each complaint: the same in every world."""
        return self.retailer.luck.always(purpose, complaint.number, more)
