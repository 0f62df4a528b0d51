"""A contact: somebody wants an answer of a retailer; and the book that holds the contacts of all retailers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.kernels.codes import MINUTES, NO_REPLY, UNUSED, WAITING
from tests.reference.platforms import Platform

if TYPE_CHECKING:
    from tests.reference.channels import Channel
    from tests.reference.consumer import Consumer
    from tests.reference.retailer import Retailer


@dataclass(eq=False, kw_only=True)
class Contact:
    """A complaint or a routine question. Times are minutes since the first midnight; None stands for never.

    Attributes
    ----------
    number
        The key of all that is drawn about it.
    channel
        Where it was written or said.
    action, ready, give_up
        How the desk files it: what staff will do, from when they may, and until when its writer waits.
    work_minutes, effort
        How long it takes staff who have no help, and the part of it that their helps leave.
    record
        What the record of the customer does for the answer.
    is_by_the_book
        A complaint that is dealt with by the rules, instead of by the judgement of staff.
    is_automatic
        A question that the system answers by itself.
    due
        When the answer that has been begun will go out.
    is_wrong
        The answer misses the matter.
    """

    number: int
    consumer: Consumer
    retailer: Retailer
    channel: Channel
    opened: int
    action: int = NO_REPLY
    ready: int = 0
    give_up: int = 0
    work_minutes: float = 0.0
    effort: float = 0.0
    record: int = UNUSED
    is_by_the_book: bool = False
    is_automatic: bool = False
    due: int | None = None
    state: int = WAITING
    replied: int | None = None
    is_wrong: bool = False

    @property
    def platform(self) -> Platform | None:
        """The platform on which it was written, if it was."""
        return self.channel if isinstance(self.channel, Platform) else None

    def age(self, day: int) -> int:
        """Days since the day on which it was opened."""
        return day - self.opened // MINUTES

    def was_answered_on(self, day: int) -> bool:
        """Whether the answer went out on this day."""
        return self.replied is not None and self.replied // MINUTES == day

    def is_of_use(self, day: int) -> bool:
        """Whether it still plays a part after this day."""
        return self.state == WAITING or self.was_answered_on(day)


class ContactBook:
    """Contacts that still wait or can still be seen, in the order in which they were ready to be answered."""

    def __init__(self) -> None:
        self.in_turn: list[Contact] = []
        self.ended: list[Contact] = []

    def add(self, contacts: Iterable[Contact]) -> None:
        """File the contacts of a day."""
        self.in_turn.extend(contacts)
        self.in_turn.sort(key=lambda contact: (contact.ready, contact.number))

    def waiting(self) -> list[Contact]:
        """Those that wait for an answer, in turn."""
        return [contact for contact in self.in_turn if contact.state == WAITING]

    def forget(self, day: int) -> None:
        """Put away what will be of no use tomorrow."""
        self.ended += [contact for contact in self.in_turn if not contact.is_of_use(day)]
        self.in_turn = [contact for contact in self.in_turn if contact.is_of_use(day)]
