"""A complaint: what it is about, and what came of it; and which complaints others can read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.kernels.codes import UNANSWERED
from tests.reference.contact import Contact

if TYPE_CHECKING:
    from tests.reference.page import Page
    from tests.reference.supplier import Supplier


@dataclass(eq=False, kw_only=True)
class Complaint(Contact):
    """One complaint. Its number is day x consumers + consumer.

    Attributes
    ----------
    supplier, cause
        Whose goods failed (None: the service did), and of which cause.
    is_second
        Not the first failure with this retailer.
    verdict, trust_lost
        What its writer made of the purchase, 0 to 1, and the trust that the failure took.
    is_undeserved
        Its writer claims the money back without deserving it.
    to_relay, passed_on
        Whether staff should pass it on to the supplier, and whether they have.
    answer
        What others can see of the answer.
    """

    supplier: Supplier | None
    cause: int
    is_public: bool
    is_sensitive: bool
    concerns_many: bool
    is_vindictive: bool
    is_second: bool
    paid: int
    verdict: float
    trust_lost: float
    is_undeserved: bool = False
    to_relay: bool = False
    passed_on: bool = False
    resolved: int | None = None
    is_corrected: bool = False
    answer: int = UNANSWERED
    refund: int = 0

    @property
    def page(self) -> Page:
        """The page of the account to which it was written."""
        assert self.platform is not None
        return self.retailer.pages[self.platform]

    def weight(self) -> float:
        """How much an unanswered complaint matters to its readers."""
        return self.consumer.rules.observers.public_interest_factor if self.concerns_many else 1.0

    def is_of_use(self, day: int) -> bool:
        """Whether it waits, was answered today, or can be read tomorrow."""
        shown_for = self.platform.rules.complaint_life_days if self.platform else 0
        return super().is_of_use(day) or (self.is_public and self.age(day) < shown_for)


def complaints_among(contacts: Iterable[Contact]) -> list[Complaint]:
    """The complaints among contacts, in the same order."""
    return [contact for contact in contacts if isinstance(contact, Complaint)]


def public_among(contacts: Iterable[Contact]) -> list[Complaint]:
    """The complaints among contacts that others can read, in the same order."""
    return [complaint for complaint in complaints_among(contacts) if complaint.is_public]
