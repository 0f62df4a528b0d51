"""A retailer's debt with the bank: what it has borrowed, what that costs, and its overdraft (Z5)."""

from __future__ import annotations

from sim.ledger import BANK
from sim.world import World


class Borrowing:
    """What one retailer owes the bank. In the evening its books pay interest, and settle the overdraft."""

    def __init__(self, world: World, number: int) -> None:
        self.world = world
        self.name = world.retailer_names[number]
        self.rule = world.scenario.collaborators.bank
        self.limit = world.per_thousand(self.rule.overdraft_limit)

    @property
    def loan(self) -> int:
        """Borrowed on the first day, and not paid back."""
        return self.world.ledger.flow(self.name, "loan")

    @property
    def overdraft(self) -> int:
        """Lent to keep cash from falling below zero; paid back as soon as there is cash."""
        return self.world.ledger.flow(self.name, "overdraft")

    @property
    def owed(self) -> int:
        """All that is owed to the bank."""
        return self.loan + self.overdraft

    def open(self) -> None:
        """Borrow what the scenario says."""
        debt = self.world.per_thousand(self.world.scenario.retailers[self.name].finance.debt)
        self.world.ledger.pay(BANK, self.name, debt, "loan")
