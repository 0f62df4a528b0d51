"""What a joint venture goes by: complaints by cause, and purchases by supplier."""

from __future__ import annotations

import numpy as np

from sim.kernels import books, judge
from sim.kernels.codes import SERVICE
from sim.kernels.compiled import compiled

# Columns of `projects`, of each retailer: done since the first day, and failure costs that they spared it today, IDR
DONE, SPARED = range(2)
PROJECTS = 2


@compiled
def close_day(  # type: ignore[no-untyped-def]
    retailer, complaints, trips, offer_supplier, sales, counts, purchases
):
    """Add today's complaints about goods to `counts`, fill `purchases`, and give how many goods and services failed."""
    count_complaints(retailer, complaints, counts)
    count_purchases(retailer, trips, offer_supplier, purchases)
    return sales[retailer, judge.DEFECTS] + sales[retailer, judge.SERVICE_FAILURES]


@compiled
def share_gains(retailer, falls, purchases, cost, gain_share, party_of, projects, flow):  # type: ignore[no-untyped-def]
    """Pay each supplier its share of what its goods, failing less often, spared the retailer today.

    ``falls[supplier]`` is by how much projects have lowered the chance of a defect, and `cost` that of a failure, IDR.
    """
    projects[retailer, SPARED] = 0
    for s in range(falls.shape[0]):
        spared = np.int64(np.rint(falls[s] * purchases[s] * cost))
        projects[retailer, SPARED] += spared
        paid = np.int64(np.rint(spared * gain_share))
        books.pay(flow, books.FIRST_RETAILER + retailer, party_of[s], paid, books.JOINT_GAIN)


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
