"""What a joint venture goes by: complaints by cause, and purchases by supplier."""

from __future__ import annotations

import numpy as np

from sim.kernels.codes import SERVICE
from sim.kernels.compiled import compiled


@compiled
def count_complaints(retailer, complaints, counts):  # type: ignore[no-untyped-def]
    """Add today's complaints about goods of a retailer to ``counts[supplier, cause]``."""
    for k in range(len(complaints)):
        thread = complaints[k]
        if thread["retailer"] == retailer and thread["supplier"] != SERVICE:
            counts[thread["supplier"], thread["cause"]] += 1


@compiled
def count_purchases(retailer, trips, offer_supplier, suppliers):  # type: ignore[no-untyped-def]
    """How many trips to a retailer ended with goods of each of so many suppliers."""
    counts = np.zeros(suppliers, dtype=np.int64)
    for k in range(len(trips)):
        trip = trips[k]
        if trip["retailer"] == retailer and trip["offer"] >= 0:
            counts[offer_supplier[trip["offer"]]] += 1
    return counts
