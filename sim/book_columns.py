"""What the books of all retailers are kept by: columns with the retailer as first axis."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.kernels import books
from sim.scenario.partnering import Bank

Counts = NDArray[np.int64]


class BookColumns:
    """Columns that `sim.kernels.books` names and explains.

    Attributes
    ----------
    bill, terms
        What stays: daily payments to the outside by entry, and prices, limits and what was bought on the first day.
    today
        What the day brought.
    amortisation
        Part of its capital that each retailer writes off in a day. Shape (R,).
    credit
        The bank's terms.
    paid_for_relations, community_spent
        Paid for relations since the first day, and for community work today, IDR. Shape (R,).
    held
        Money of each supplier this evening, IDR. Shape (S,).
    paid_out
        What each firm has paid since the first day, by entry from interest on, IDR. Shape (R + S, ·).
    statement
        What each owns this evening.
    """

    def __init__(self, retailers: int, suppliers: int, bank: Bank) -> None:
        self.bill: Counts = np.zeros((retailers, len(books.ENTRIES)), dtype=np.int64)
        self.terms: Counts = np.zeros((retailers, books.TERMS), dtype=np.int64)
        self.today: Counts = np.zeros((retailers, 3), dtype=np.int64)
        self.amortisation: NDArray[np.float64] = np.zeros(retailers, dtype=np.float64)
        self.credit: NDArray[np.float64] = np.array([bank.rate, bank.tie_discount, bank.overdraft_margin])
        self.paid_for_relations: Counts = np.zeros(retailers, dtype=np.int64)
        self.community_spent: Counts = np.zeros(retailers, dtype=np.int64)
        self.held: Counts = np.zeros(suppliers, dtype=np.int64)
        self.paid_out: Counts = np.zeros((retailers + suppliers, books.NOTED_ENTRIES), dtype=np.int64)
        self.statement: Counts = np.zeros((retailers, books.STATEMENT), dtype=np.int64)
