"""Ideas of customers who bought today: who has one, and what becomes of it at the retailer."""

from __future__ import annotations

import numpy as np

from sim.kernels import books
from sim.kernels.ahead import AHEAD, ask_for
from sim.kernels.codes import LEFT
from sim.kernels.compiled import compiled
from sim.kernels.reports import tied_closer
from sim.randomness import bits, uniform

INTAKE, CONVERSION, LOSS = range(3)
"""What is drawn of one idea for good."""
# Columns of the tally of a day, by retailer
RECEIVED, PASSED_ON, CARRIED_OUT, SPENT = range(4)
TALLIES = 4
# and of what is counted while ideas are collected: the first two, and
BY_STAFF = 2
COUNTED = 3


@compiled
def collect(  # type: ignore[no-untyped-def]
    day,
    key,
    fate,
    idea_prob,
    gain,
    trips,
    account_mask,
    member,
    online_from,
    history,
    commitment,
    offer_supplier,
    goes_direct,
    is_relayed,
    relay_days,
    loss_prob,
    tally,
    sent,
):
    """Ideas of today's buyers who can reach an account of the retailer; gives how many go on to a supplier.

    The chance of an idea is `idea_prob` times the commitment. One that goes direct, or that staff pass on and that is
    not lost on the way, becomes an `IDEA` row of `sent`; ``tally[retailer, column]`` counts them all. Draws are
    those of `key` for the idea itself, and of `fate` for what becomes of it.
    """
    size = np.int64(member.shape[0])
    prob = np.float32(idea_prob)
    count = 0
    for k in range(len(trips)):
        if k + AHEAD < len(trips):
            soon = trips[k + AHEAD]
            ask_for(member, soon["consumer"])
            ask_for(history, (soon["retailer"], soon["consumer"]))
            ask_for(commitment, (soon["retailer"], soon["consumer"]))
        trip = trips[k]
        who, r = np.int64(trip["consumer"]), np.int64(trip["retailer"])
        if trip["offer"] < 0 or account_mask[r] & member[who] == 0 or online_from[who] > day or history[r, who] & LEFT:
            continue
        if uniform(bits(key, who * 256 + r)) >= prob * commitment[r, who]:
            continue
        supplier = offer_supplier[trip["offer"]]
        number = day * size + who
        tally[r, RECEIVED] += 1
        if goes_direct[r, supplier]:
            due = day + 1
        else:
            if not is_relayed[r, supplier]:
                continue
            tally[r, BY_STAFF] += 1
            if np.float64(uniform(bits(fate, number * 4 + LOSS))) < loss_prob[r]:
                continue
            due = day + relay_days[r]
        tally[r, PASSED_ON] += 1
        idea = sent[count]
        idea["due"], idea["consumer"], idea["number"] = due, who, number
        idea["retailer"], idea["supplier"], idea["gain"] = r, supplier, gain
        count += 1
    return count


@compiled
def pay_staff(counted, minutes, relay_minutes, wages, tally, flow):  # type: ignore[no-untyped-def]
    """Write down what came of today's ideas, ``counted[retailer, column]``, and pay the staff's time for them.

    Each takes `minutes`, and one that staff pass on the retailer's `relay_minutes` more, at its hourly wage, IDR.
    ``tally[retailer, column]`` and ``flow[party, entry]`` change in place.
    """
    for r in range(counted.shape[0]):
        if not counted[r, RECEIVED]:
            continue
        worked = counted[r, RECEIVED] * minutes + counted[r, BY_STAFF] * relay_minutes[r]
        spent = np.int64(np.rint(worked / 60.0 * wages[r]))
        tally[r, RECEIVED], tally[r, PASSED_ON], tally[r, SPENT] = counted[r, RECEIVED], counted[r, PASSED_ON], spent
        books.pay(flow, books.FIRST_RETAILER + r, books.OUTSIDE, spent, books.IDEAS)


@compiled
def arrive(day, under_way, fate, intake, conversion_prob, tally, carried_out, commitment):  # type: ignore[no-untyped-def]
    """Suppliers look into some of the ideas that reach them today, and carry some of these out.

    Ideas that are carried out are counted by supplier in `carried_out` and by retailer in `tally`, and those who had
    them hear of it. The ideas that are still under way move up, so many as it returns.
    """
    left = 0
    for k in range(under_way.shape[0]):
        idea = under_way[k]
        if idea["due"] > day:
            under_way[left] = under_way[k]
            left += 1
            continue
        r, s = idea["retailer"], idea["supplier"]
        if np.float64(uniform(bits(fate, idea["number"] * 4 + INTAKE))) >= intake[s]:
            continue
        if np.float64(uniform(bits(fate, idea["number"] * 4 + CONVERSION))) >= conversion_prob[s]:
            continue
        tally[r] += 1
        carried_out[s] += 1
        tied_closer(commitment, idea)
    return left
