"""A complaint: what it is about, how it is answered, and the book that holds those of all retailers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.kernels.codes import MINUTES, NO_REPLY, UNANSWERED, WAITING
from tests.reference.platforms import Platform

if TYPE_CHECKING:
    from tests.reference.consumer import Consumer
    from tests.reference.page import Page
    from tests.reference.retailer import Retailer
    from tests.reference.supplier import Supplier


@dataclass(eq=False)
class Complaint:
    """One complaint thread. Times are minutes since the first midnight; None stands for never.

    Attributes
    ----------
    number
        Day x consumers + consumer: the key of all that is drawn about it.
    supplier, cause
        Whose goods failed (None: the service did), and of which cause.
    platform
        Where it was written; None for phone and counter.
    is_second
        Not the first failure with this retailer.
    verdict, trust_lost
        What its writer made of the purchase, 0 to 1, and the trust that the failure took.
    action, to_relay, ready, give_up, work_minutes
        How the desk files it: what staff will do, whether they should pass it on, from when they may, until when its
        writer waits, and how long it takes.
    due
        When the reply that staff have begun will go out.
    """

    number: int
    consumer: Consumer
    retailer: Retailer
    supplier: Supplier | None
    cause: int
    platform: Platform | None
    is_public: bool
    is_sensitive: bool
    concerns_many: bool
    is_vindictive: bool
    is_second: bool
    opened: int
    paid: int
    verdict: float
    trust_lost: float
    action: int = NO_REPLY
    to_relay: bool = False
    ready: int = 0
    give_up: int = 0
    work_minutes: float = 0.0
    due: int | None = None
    state: int = WAITING
    replied: int | None = None
    resolved: int | None = None
    is_corrected: bool = False
    answer: int = UNANSWERED
    refund: int = 0
    passed_on: bool = False

    @property
    def page(self) -> Page:
        """The page of the account to which it was written."""
        assert self.platform is not None
        return self.retailer.pages[self.platform]

    def age(self, day: int) -> int:
        """Days since the day on which it was opened."""
        return day - self.opened // MINUTES

    def was_answered_on(self, day: int) -> bool:
        """Whether the reply went out on this day."""
        return self.replied is not None and self.replied // MINUTES == day

    def weight(self) -> float:
        """How much an unanswered complaint matters to its readers."""
        return self.consumer.rules.observers.public_interest_factor if self.concerns_many else 1.0


class ComplaintBook:
    """Complaints that still wait or can still be seen, in the order in which they were ready to be answered."""

    def __init__(self) -> None:
        self.in_turn: list[Complaint] = []
        self.ended: list[Complaint] = []

    def add(self, complaints: list[Complaint]) -> None:
        """File the complaints of a day."""
        self.in_turn.extend(complaints)
        self.in_turn.sort(key=lambda complaint: (complaint.ready, complaint.number))

    def waiting(self) -> list[Complaint]:
        """Those that wait for a reply, in turn."""
        return [complaint for complaint in self.in_turn if complaint.state == WAITING]

    def public(self) -> list[Complaint]:
        """Those that others can read, in turn."""
        return [complaint for complaint in self.in_turn if complaint.is_public]

    def forget(self, day: int) -> None:
        """Put away what will be of no use tomorrow."""
        for complaint in list(self.in_turn):
            if not _is_of_use(complaint, day):
                self.in_turn.remove(complaint)
                self.ended.append(complaint)


def _is_of_use(complaint: Complaint, day: int) -> bool:
    if complaint.state == WAITING or complaint.was_answered_on(day):
        return True
    shown_for = complaint.platform.rules.complaint_life_days if complaint.platform else 0
    return complaint.is_public and complaint.age(day) < shown_for
