"""Everybody's money, in whole currency units: what one party pays, another receives."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from types import MappingProxyType

CONSUMERS = "consumers"
OUTSIDE = "outside"
"""Staff, landlords, makers of inputs, owners: all who are paid or pay from outside the model."""
BANK = "the bank"
"""Who lends to retailers. No firm can have a name with a space in it."""


_NONE: Mapping[str, int] = MappingProxyType({})


class Ledger:
    """Balances of all parties and the flows of each, by entry, since the first day.

    Amounts are integers, so the sum of all balances is exactly zero after every payment.
    """

    def __init__(self) -> None:
        self._balance: defaultdict[str, int] = defaultdict(int)
        self._flow: defaultdict[str, defaultdict[str, int]] = defaultdict(partial(defaultdict, int))
        self._worth: defaultdict[tuple[str, str], int] = defaultdict(int)

    def pay(self, payer: str, payee: str, amount: int, entry: str) -> None:
        """Move `amount` (an integer of at least zero) from one party to another under the name of `entry`.

        Raises
        ------
        ValueError
            The amount is negative: a payment the other way should say so.
        """
        if amount == 0:
            return
        if amount < 0:
            raise ValueError(f"{entry}: {payer} pays {payee} {amount}, which is negative")
        self._balance[payer] -= amount
        self._balance[payee] += amount
        self._flow[payer][entry] -= amount
        self._flow[payee][entry] += amount

    def settle(self, payer: str, payee: str, bill: Sequence[tuple[str, int]]) -> None:
        """Pay a bill: several entries with their amounts at once, each as `pay` does.

        Raises
        ------
        ValueError
            An amount is negative.
        """
        for entry, amount in bill:
            if amount < 0:
                raise ValueError(f"{entry}: {payer} pays {payee} {amount}, which is negative")
        paid, received = self._flow[payer], self._flow[payee]
        total = 0
        for entry, amount in bill:
            if amount:
                paid[entry] -= amount
                received[entry] += amount
                total += amount
        self._balance[payer] -= total
        self._balance[payee] += total

    def book(self, party: str, asset: str, amount: int) -> None:
        """Put an amount (of at least zero) on the books as an asset that is no money."""
        if amount < 0:
            raise ValueError(f"{asset}: {party} books {amount}, which is negative")
        self._worth[party, asset] += amount

    def write_off(self, party: str, asset: str, amount: int) -> None:
        """Take an amount (of at least zero, and no more than there is) off the books."""
        if not 0 <= amount <= self._worth[party, asset]:
            raise ValueError(f"{asset}: {party} cannot write off {amount} of {self._worth[party, asset]}")
        self._worth[party, asset] -= amount

    def worth(self, party: str, asset: str) -> int:
        """What an asset that is no money stands at on a party's books."""
        return self._worth[party, asset]

    def balance(self, party: str) -> int:
        """Money that a party holds (for consumers and the outside: net receipts since the first day)."""
        return self._balance[party]

    def flow(self, party: str, entry: str) -> int:
        """Net receipts of a party under an entry since the first day."""
        return self.flows_of(party, (entry,))[0]

    def flows_of(self, party: str, entries: Iterable[str]) -> list[int]:
        """Net receipts of a party under each of some entries since the first day."""
        flows = self._flow.get(party, _NONE)  # asking leaves nothing behind
        return [flows.get(entry, 0) for entry in entries]

    def total(self) -> int:
        """The sum of all balances: zero, or the books are wrong."""
        return sum(self._balance.values())

    def flows(self, party: str) -> dict[str, int]:
        """All entries of a party with their net receipts since the first day."""
        return dict(self._flow.get(party, _NONE))
