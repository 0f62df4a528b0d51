"""The bank (Z5): what a retailer has borrowed, what that costs, and the overdraft that keeps it liquid."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.reference.ledger import BANK

if TYPE_CHECKING:
    from tests.reference.retailer import Retailer


class Debt:
    """What one retailer owes the bank.

    Attributes
    ----------
    loan
        Borrowed before the first day, and not paid back.
    overdraft
        Lent while cash would be below zero.
    """

    def __init__(self, retailer: Retailer) -> None:
        self.retailer = retailer
        self.rules = retailer.rules.collaborators.bank
        self.loan = 0
        self.overdraft = 0

    def owed(self) -> int:
        """All that is owed to the bank."""
        return self.loan + self.overdraft

    def borrow(self) -> None:
        """Take the loan that the scenario says."""
        self.loan = self.retailer.model.per_thousand(self.retailer.firm.finance.debt)
        self.retailer.model.ledger.pay(BANK, self.retailer.name, self.loan, "loan")

    def settle(self) -> None:
        """In the evening: pay a day's interest, then borrow what is missing in cash, or pay back what can be."""
        ledger, name = self.retailer.model.ledger, self.retailer.name
        ledger.pay(name, BANK, round(self._interest_of_a_year() / 365.0), "interest")
        cash = self.retailer.cash()
        if cash < 0:
            limit = self.retailer.model.per_thousand(self.rules.overdraft_limit)
            lent = min(-cash, limit - self.overdraft)
            ledger.pay(BANK, name, lent, "overdraft")
            self.overdraft += lent
        else:
            paid_back = min(cash, self.overdraft)
            ledger.pay(name, BANK, paid_back, "overdraft")
            self.overdraft -= paid_back

    def _interest_of_a_year(self) -> float:
        """A close tie makes debt cheaper; an overdraft costs a margin more."""
        rate = self.rules.rate * (1.0 - self.rules.tie_discount * self.retailer.partners.tie.level)
        return self.loan * rate + self.overdraft * (rate + self.rules.overdraft_margin)
