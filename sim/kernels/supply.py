"""The work of all suppliers: orders taken in, goods made to order and ahead, sent, delivered and paid (Tb, Tc).

The rows of all suppliers stand in one array each, those of one supplier in the order in which they came: it serves
orders in turn, and takes the goods that it made first.
"""

from __future__ import annotations

import math

import numpy as np

from sim.kernels.books import (
    DAILY_COSTS,
    FIRST_RETAILER,
    GOODS,
    HOLDING,
    INNOVATION,
    INNOVATION_HELP,
    OUTSIDE,
    PRODUCTION,
    pay,
)
from sim.kernels.compiled import compiled, inlined
from sim.kernels.planning import MEAN, VARIANCE, foresee, watch

# Entries of `counts`: how many rows of each kind there are, from the first of their array on
LETTERS, ORDERS, SHIPMENTS, BATCHES = range(4)
# Columns of `terms`, whole numbers of each supplier that stay: its row in the ledger; units made in a day at most; days
# from order to delivery, and the largest delay; whether it makes ahead; cost and price of a unit, costs of every day,
# and the cost of keeping a unit for a day, IDR; how many causes of defects there are, what reading a report costs, and
# what is spent every day on innovation, IDR
(PARTY, CAPACITY, LEAD_TIME, SPREAD, MAKES_AHEAD, UNIT_COST, PRICE, EVERY_DAY, HOLDING_COST,
 CAUSES, READING_COST, INNOVATION_SPEND) = range(12)  # fmt: skip
TERMS = 12


@compiled
def deliver(  # type: ignore[no-untyped-def]
    day, offer_retailer, offer_supplier, terms, shipments, counts, in_transit, on_order, arrived, waited, on_time,
    stock, delivered, flow,
):
    """Every supplier hands over what is due today; the retailer pays on delivery."""
    left = 0
    for k in range(counts[SHIPMENTS]):
        parcel = shipments[k]
        if parcel["due"] > day:
            shipments[left] = parcel
            left += 1
            continue
        offer, units, days = parcel["offer"], parcel["units"], day - parcel["ordered"]
        s = offer_supplier[offer]
        in_transit[s] -= units
        on_order[offer] -= units
        arrived[offer] += units
        waited[offer] += units * days
        if days <= terms[s, LEAD_TIME]:
            on_time[offer] += units
        stock[offer] += units
        delivered[offer] += units
        pay(flow, FIRST_RETAILER + offer_retailer[offer], terms[s, PARTY], units * terms[s, PRICE], GOODS)
    counts[SHIPMENTS] = left


@compiled
def make(  # type: ignore[no-untyped-def]
    day, offer_retailer, offer_supplier, terms, demand, received, order_age, down, known_terms, smoothing, letter_late,
    sold_until, known, outlook, making_days, safety, foreseen, luck, held_up, letters, orders, shipments, batches,
    counts, in_transit, made_ahead, backlog, made, helped, flow,
):
    """Suppliers take in orders that arrive, look ahead, serve their queues, and make ahead what will be ordered.

    They pay for what the day costs them anyway, and each retailer pays what it has ``helped[retailer, supplier]`` with.

    From `known_terms` to `foreseen` they are columns of what suppliers know (`sim.kernels.planning`). A delivery sent
    today takes longer by its `luck`, by supplier and retailer, and by the days for which carriers have `held_up` the
    retailer's goods. There is room for what may be added to the rows.
    """
    take_in_letters(day, letters, orders, counts, received, order_age)
    watch(
        day, demand, received, order_age, down, offer_retailer, known_terms, smoothing, sold_until, known, outlook,
    )  # fmt: skip
    foresee(
        day, making_days, offer_retailer, offer_supplier, known_terms, letter_late, sold_until, known, outlook,
        foreseen,
    )  # fmt: skip
    capacity = terms[:, CAPACITY].copy()
    served = np.zeros(len(terms), dtype=np.int64)  # of each supplier: batches up to this one are used up
    waiting = 0
    for k in range(counts[ORDERS]):
        order = orders[k]
        offer, left = order["offer"], order["units"]
        r, s = offer_retailer[offer], offer_supplier[offer]
        on_the_way = terms[s, LEAD_TIME] - making_days[s] + int(luck[s, r] * (terms[s, SPREAD] + 1)) + held_up[r]
        while left > 0:
            served[s] = first_batch(s, batches, counts, served[s])
            if served[s] < counts[BATCHES]:
                batch = batches[served[s]]
                units = min(left, batch["units"])
                batch["units"] -= units
                made_ahead[s] -= units
                ready = max(batch["ready"], day)
            elif capacity[s] > 0:
                units = min(left, capacity[s])
                capacity[s] -= units
                produce(units, s, terms, made, flow)
                ready = day + making_days[s]
            else:
                break
            left -= units
            backlog[s] -= units
            in_transit[s] += units
            parcel = shipments[counts[SHIPMENTS]]
            parcel["due"] = ready + on_the_way
            parcel["offer"] = offer
            parcel["units"] = units
            parcel["ordered"] = order["day"]
            counts[SHIPMENTS] += 1
        if left > 0:
            order["units"] = left
            orders[waiting] = order
            waiting += 1
    counts[ORDERS] = waiting
    forget_used_up(batches, counts)
    for s in range(len(terms)):
        if terms[s, MAKES_AHEAD]:
            wanted = np.int64(math.ceil(foreseen[s, MEAN] + safety[s] * math.sqrt(foreseen[s, VARIANCE])))
            units = min(capacity[s], wanted - made_ahead[s])
            if units > 0:
                produce(units, s, terms, made, flow)
                batch = batches[counts[BATCHES]]
                batch["supplier"] = s
                batch["ready"] = day + making_days[s]
                batch["units"] = units
                counts[BATCHES] += 1
                made_ahead[s] += units
        pay(flow, terms[s, PARTY], OUTSIDE, terms[s, EVERY_DAY], DAILY_COSTS)
        pay(flow, terms[s, PARTY], OUTSIDE, made_ahead[s] * terms[s, HOLDING_COST], HOLDING)
        spend = terms[s, INNOVATION_SPEND]
        for r in range(len(helped)):
            pay(flow, FIRST_RETAILER + r, terms[s, PARTY], helped[r, s], INNOVATION_HELP)
            spend += helped[r, s]
        pay(flow, terms[s, PARTY], OUTSIDE, spend, INNOVATION)


@inlined
def take_in_letters(day, letters, orders, counts, received, order_age):  # type: ignore[no-untyped-def]
    """Put the orders that arrive today at the end of the queue."""
    under_way = 0
    for k in range(counts[LETTERS]):
        letter = letters[k]
        if letter["arrives"] > day:
            letters[under_way] = letter
            under_way += 1
            continue
        orders[counts[ORDERS]] = letter
        counts[ORDERS] += 1
        received[letter["offer"]] += letter["units"]
        order_age[letter["offer"]] = day - letter["day"]
    counts[LETTERS] = under_way


@inlined
def first_batch(supplier, batches, counts, start):  # type: ignore[no-untyped-def]
    """Place of the supplier's first batch from `start` on of which something is left; past all where there is none."""
    while start < counts[BATCHES] and (batches[start]["supplier"] != supplier or batches[start]["units"] == 0):
        start += 1
    return start


@inlined
def forget_used_up(batches, counts):  # type: ignore[no-untyped-def]
    """Keep only the batches of which something is left."""
    left = 0
    for k in range(counts[BATCHES]):
        if batches[k]["units"] > 0:
            batches[left] = batches[k]
            left += 1
    counts[BATCHES] = left


@inlined
def produce(units, s, terms, made, flow):  # type: ignore[no-untyped-def]
    """Make so many units now; their costs are paid at once."""
    made[s] += units
    pay(flow, terms[s, PARTY], OUTSIDE, units * terms[s, UNIT_COST], PRODUCTION)
