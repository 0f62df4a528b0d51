"""What suppliers know of the shelves they serve: what is ordered or sold there, and which orders will come of it."""

from __future__ import annotations

import numpy as np

from sim.kernels.compiled import compiled, inlined

# Rows of `outlook`, by offer: smoothed units in a day, and their variance
MEAN, VARIANCE = range(2)
# Rows of `terms`, whole numbers of each offer that stay: whether its retailer shares its sales, how late, and
# every how many days it orders; days that an order is under way, at least
SHARES, DELAY, REVIEW, LETTER_DAYS = range(4)
# Rows of `known`, days by offer: the last one whose sales were reported, and the one on which the last order that has
# arrived was written
REPORTED, WRITTEN = range(2)


@inlined
def smooth(outlook, offer, number, weight):  # type: ignore[no-untyped-def]
    """Take a day's number into the outlook."""
    error = number - outlook[MEAN, offer]
    outlook[MEAN, offer] += weight * error
    outlook[VARIANCE, offer] = (1.0 - weight) * (outlook[VARIANCE, offer] + weight * error * error)


@compiled
def watch(  # type: ignore[no-untyped-def]
    day, demand, received, order_age, down, offer_retailer, terms, smoothing, sold_until, known, outlook,
):
    """Take in what became known of each offer today, when today's orders have come.

    ``sold_until[day + 1, offer]`` are the units wanted since the first day, this evening; `smoothing` is the weight of
    a day, by offer. `sold_until`, `known` and `outlook` change in place.
    """
    for offer in range(demand.shape[0]):
        sold_until[day + 1, offer] = sold_until[day, offer] + demand[offer]
        if not terms[SHARES, offer]:
            smooth(outlook, offer, received[offer], smoothing[offer])
            continue
        # on a day on which the retailer's IT is down nothing is reported, and what is missing comes with the next
        while known[REPORTED, offer] < day - terms[DELAY, offer] and not down[offer_retailer[offer]]:
            known[REPORTED, offer] += 1
            seen = known[REPORTED, offer]
            smooth(outlook, offer, sold_until[seen + 1, offer] - sold_until[seen, offer], smoothing[offer])
        if received[offer]:  # an order makes good for the sales of the day on which it was written, too
            known[WRITTEN, offer] = day - order_age[offer]


@compiled
def foresee(  # type: ignore[no-untyped-def]
    day, making_days, offer_retailer, offer_supplier, terms, letter_late, sold_until, known, outlook, foreseen,
):
    """Fill ``foreseen[supplier]`` with mean and variance of the orders that will arrive in its `making_days` to come.

    Of a retailer that shares its sales the supplier knows on which days it writes, and what an order makes good
    for; when it arrives it knows as far as its days under way are known (`letter_late`: the chance of one day more).
    One that could be here and is not will come tomorrow: its chances of coming soon and of coming late add up to one.
    """
    foreseen[:] = 0.0
    for offer in range(offer_retailer.shape[0]):
        supplier, late, letter_days = offer_supplier[offer], letter_late[offer], terms[LETTER_DAYS, offer]
        usual, doubt, days = outlook[MEAN, offer], outlook[VARIANCE, offer], making_days[supplier]
        if not terms[SHARES, offer] or days == 0:
            foreseen[supplier, MEAN] += usual * days
            foreseen[supplier, VARIANCE] += doubt * days
            continue
        arrived = known[WRITTEN, offer]
        reported = max(known[REPORTED, offer], arrived)
        first = max(arrived, day - letter_days - np.int64(late > 0.0)) + 1
        first += -(first + offer_retailer[offer]) % terms[REVIEW, offer]
        made_good = arrived
        mean = variance = 0.0
        for written in range(first, day + days - letter_days + 1, terms[REVIEW, offer]):
            seen_from, seen_until = min(made_good, reported), min(written, reported)
            guessed = written - made_good - (seen_until - seen_from)
            units = sold_until[seen_until + 1, offer] - sold_until[seen_from + 1, offer] + usual * guessed
            made_good = written
            soonest, last = written + letter_days, day + days
            chance = (1.0 - late) * (soonest <= last) + late * (soonest + 1 <= last)
            mean += chance * units
            variance += chance * doubt * guessed + chance * (1.0 - chance) * units * units
        foreseen[supplier, MEAN] += mean
        foreseen[supplier, VARIANCE] += variance
