"""7.15 Books: everybody's money in whole rupiah; what one party pays, another receives."""

from __future__ import annotations

from collections import Counter

CONSUMERS = "consumers"
OUTSIDE = "outside"
"""Staff, landlords, makers of inputs, owners."""
BANK = "the bank"


class Ledger:
    """Net receipts of each party since the first day, in all and by entry, and assets that are no money."""

    def __init__(self) -> None:
        self.balance: Counter[str] = Counter()
        self.flow: Counter[tuple[str, str]] = Counter()
        self.worth: Counter[tuple[str, str]] = Counter()

    def pay(self, payer: str, payee: str, amount: int, entry: str) -> None:
        """Move money from one party to another."""
        assert amount >= 0
        self.balance[payer] -= amount
        self.balance[payee] += amount
        self.flow[payer, entry] -= amount
        self.flow[payee, entry] += amount

    def book(self, party: str, asset: str, amount: int) -> None:
        """Put something that is no money on the books."""
        self.worth[party, asset] += amount

    def write_off(self, party: str, asset: str, share: float) -> None:
        """Take a share of an asset off the books."""
        self.worth[party, asset] -= int(self.worth[party, asset] * share)
