"""A retailer's debt with the bank: what it has borrowed, what that costs, and its overdraft (Z5)."""

from __future__ import annotations

from sim.ledger import BANK
from sim.world import World


class Borrowing:
    """What one retailer owes the bank.

    Attributes
    ----------
    loan
        Borrowed on the first day, and not paid back.
    overdraft
        Lent to keep cash from falling below zero; paid back as soon as there is cash.
    """

    def __init__(self, world: World, number: int) -> None:
        self.world = world
        self.name = world.retailer_names[number]
        self.rule = world.scenario.collaborators.bank
        self.loan = 0
        self.overdraft = 0
        self._limit = world.per_thousand(self.rule.overdraft_limit)

    @property
    def owed(self) -> int:
        """All that is owed to the bank."""
        return self.loan + self.overdraft

    def open(self) -> None:
        """Borrow what the scenario says."""
        self.loan = self.world.per_thousand(self.world.scenario.retailers[self.name].finance.debt)
        self.world.ledger.pay(BANK, self.name, self.loan, "loan")

    def close_day(self, tie: float) -> None:
        """Pay a day's interest, then borrow what is missing in cash, or pay back what can be."""
        ledger, rule = self.world.ledger, self.rule
        if self.loan or self.overdraft:
            rate = rule.rate * (1.0 - rule.tie_discount * tie)
            interest = self.loan * rate + self.overdraft * (rate + rule.overdraft_margin)
            ledger.pay(self.name, BANK, round(interest / 365.0), "interest")
        cash = ledger.balance(self.name)
        if cash < 0:
            lent = min(-cash, self._limit - self.overdraft)
            ledger.pay(BANK, self.name, lent, "overdraft")
            self.overdraft += lent
        elif self.overdraft:
            paid_back = min(cash, self.overdraft)
            ledger.pay(self.name, BANK, paid_back, "overdraft")
            self.overdraft -= paid_back
