"""What the books of all retailers are kept by: columns with the retailer as first axis."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.kernels import books

Counts = NDArray[np.int64]


class BookColumns:
    """Columns that `sim.kernels.books` names and explains.

    Attributes
    ----------
    bill, terms
        What stays: daily payments to the outside by entry, and prices, limits and what was bought on the first day.
    today, rates
        What the day brought.
    paid_for_relations, community_spent
        Paid for relations since the first day, and for community work today, IDR. Shape (R,).
    statement
        What each owns this evening.
    """

    def __init__(self, retailers: int) -> None:
        self.bill: Counts = np.zeros((retailers, len(books.ENTRIES)), dtype=np.int64)
        self.terms: Counts = np.zeros((retailers, books.TERMS), dtype=np.int64)
        self.today: Counts = np.zeros((retailers, 3), dtype=np.int64)
        self.rates: NDArray[np.float64] = np.zeros((retailers, 3), dtype=np.float64)
        self.paid_for_relations: Counts = np.zeros(retailers, dtype=np.int64)
        self.community_spent: Counts = np.zeros(retailers, dtype=np.int64)
        self.statement: Counts = np.zeros((retailers, books.STATEMENT), dtype=np.int64)
