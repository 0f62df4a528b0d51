"""What a joint venture goes by: complaints by cause, and purchases by supplier."""

from __future__ import annotations

from sim.kernels import judge
from sim.kernels.codes import SERVICE
from sim.kernels.compiled import compiled


@compiled
def close_day(  # type: ignore[no-untyped-def]
    retailer, complaints, trips, offer_supplier, sales, counts, purchases
):
    """Add today's complaints about goods to `counts`, fill `purchases`, and give how many goods and services failed."""
    count_complaints(retailer, complaints, counts)
    count_purchases(retailer, trips, offer_supplier, purchases)
    return sales[retailer, judge.DEFECTS] + sales[retailer, judge.SERVICE_FAILURES]


@compiled
def count_complaints(retailer, complaints, counts):  # type: ignore[no-untyped-def]
    """Add today's complaints about goods of a retailer to ``counts[supplier, cause]``."""
    for k in range(len(complaints)):
        thread = complaints[k]
        if thread["retailer"] == retailer and thread["supplier"] != SERVICE:
            counts[thread["supplier"], thread["cause"]] += 1


@compiled
def count_purchases(retailer, trips, offer_supplier, purchases):  # type: ignore[no-untyped-def]
    """Fill `purchases`: how many trips to a retailer ended with goods of each supplier."""
    purchases[:] = 0
    for k in range(len(trips)):
        trip = trips[k]
        if trip["retailer"] == retailer and trip["offer"] >= 0:
            purchases[offer_supplier[trip["offer"]]] += 1
