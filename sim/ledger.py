"""Everybody's money, in whole currency units: what one party pays, another receives."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from sim.kernels.books import ENTRIES

CONSUMERS = "consumers"
OUTSIDE = "outside"
"""Staff, landlords, makers of inputs, owners: all who are paid or pay from outside the model."""
BANK = "the bank"
"""Who lends to retailers. No firm can have a name with a space in it."""
KNOW_HOW, RELATIONS = "know-how and brand", "relations"
"""What a retailer has on its books that is no money (CV3)."""

Counts = NDArray[np.int64]


class Ledger:
    """The flows of all parties, by entry, since the first day, and what else they have on their books.

    Amounts are integers, so the sum of all balances is exactly zero after every payment. Parties, entries and assets
    get a place when they are first named; the first parties and entries have those that `sim.kernels.books` knows.

    Parameters
    ----------
    firms
        Those who follow consumers, outside and bank, in this order: retailers first.

    Attributes
    ----------
    table
        Net receipts: [party, entry]. The sum of a row is the money that the party holds.
    assets
        What is on the books and is no money: [party, asset].
    """

    def __init__(self, firms: Iterable[str] = ()) -> None:
        self._party = {name: place for place, name in enumerate((CONSUMERS, OUTSIDE, BANK, *firms))}
        self._entry = {name: place for place, name in enumerate(ENTRIES)}
        self._asset = {KNOW_HOW: 0, RELATIONS: 1}
        self.table: Counts = np.zeros((len(self._party), len(self._entry)), dtype=np.int64)
        self._cells = self.table.data  # numpy takes longer to change a single number
        self.assets: Counts = np.zeros((len(self._party), len(self._asset)), dtype=np.int64)

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
        try:
            giver, taker, column = self._party[payer], self._party[payee], self._entry[entry]
        except KeyError:  # somebody or something is named for the first time
            giver, taker, column = self._place_of(payer), self._place_of(payee), self._place_of_entry(entry)
        self._cells[giver, column] -= amount
        self._cells[taker, column] += amount

    def book(self, party: str, asset: str, amount: int) -> None:
        """Put an amount (of at least zero) on the books as an asset that is no money."""
        if amount < 0:
            raise ValueError(f"{asset}: {party} books {amount}, which is negative")
        place = self._place_of(party), self._place_of_asset(asset)
        self.assets[place] += amount

    def worth(self, party: str, asset: str) -> int:
        """What an asset that is no money stands at on a party's books."""
        known = party in self._party and asset in self._asset
        return int(self.assets[self._party[party], self._asset[asset]]) if known else 0

    def balance(self, party: str) -> int:
        """Money that a party holds (for consumers and the outside: net receipts since the first day)."""
        return int(self.table[self._party[party]].sum()) if party in self._party else 0

    def flow(self, party: str, entry: str) -> int:
        """Net receipts of a party under an entry since the first day."""
        row, column = self._party.get(party), self._entry.get(entry)
        return 0 if row is None or column is None else int(self._cells[row, column])

    def total(self) -> int:
        """The sum of all balances: zero, or the books are wrong."""
        return int(self.table.sum())

    def flows(self, party: str) -> dict[str, int]:
        """All entries of a party under which it has received or paid more than it paid or received."""
        if party not in self._party:
            return {}
        amounts = self.table[self._party[party]].tolist()
        return {entry: amounts[place] for entry, place in self._entry.items() if amounts[place]}

    # -------------------------------------------------------------------------------------- its places

    def _place_of_entry(self, entry: str) -> int:
        """The column of an entry in `table`; it gets one if it has none."""
        if entry not in self._entry:
            self._entry[entry] = len(self._entry)
            self._widen(((0, 0), (0, 1)))
        return self._entry[entry]

    def _widen(self, more: tuple[tuple[int, int], tuple[int, int]]) -> None:
        self.table = np.pad(self.table, more)
        self._cells = self.table.data

    def _place_of(self, party: str) -> int:
        if party not in self._party:
            self._party[party] = len(self._party)
            self._widen(((0, 1), (0, 0)))
            self.assets = np.pad(self.assets, ((0, 1), (0, 0)))
        return self._party[party]

    def _place_of_asset(self, asset: str) -> int:
        if asset not in self._asset:
            self._asset[asset] = len(self._asset)
            self.assets = np.pad(self.assets, ((0, 0), (0, 1)))
        return self._asset[asset]
