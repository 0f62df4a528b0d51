"""Waiting at a counter: random arrivals, random service, and customers who leave a queue that is too long (M/M/1+D).

Arrivals are Poisson and service is exponential (M/M/1), in the steady state, and nobody waits longer than the longest
wait: who would have to leaves unserved. So the queue is in balance under any load, and serves no more than the counter
can. The distribution of waits has a closed form (Barrer 1957; Baccelli & Hebuterne 1981).
"""

from __future__ import annotations

from sim.kernels.compiled import inlined
from sim.kernels.numbers import exp, log

# Columns of a queue: load offered, its growth per minute of waiting, the weight of an empty queue and of all states,
# the share of customers who are served
OFFERED, GROWTH, EMPTY, ALL, SERVED = range(5)
QUEUE = 5

_NEAR_ONE = 1e-7
"""A load this near to one is taken to be this far below: where arrivals equal service the form is of 0 by 0."""


@inlined
def settle_queue(queue, customers, capacity, service_minutes, longest):  # type: ignore[no-untyped-def]
    """Fill the columns of `queue` for a counter that can serve `capacity` of a day's `customers`.

    With load rho and service time s, the work before a customer has density ``rho / s * exp(g x)`` up to the longest
    wait T, where ``g = (rho - 1) / s``, relative to weight 1 of an empty counter; beyond T only what is in service is
    left over, weight ``rho * exp(g T)``, and who comes then leaves. All weights are scaled so that none is above one
    by more than rho.
    """
    if service_minutes <= 0.0 or customers <= 0:  # nobody waits
        queue[OFFERED], queue[GROWTH], queue[EMPTY], queue[ALL], queue[SERVED] = 0.0, -1.0, 1.0, 1.0, 1.0
        return
    load = customers / capacity
    if abs(load - 1.0) < _NEAR_ONE:
        load = 1.0 - _NEAR_ONE
    growth = (load - 1.0) / service_minutes
    empty = exp(-max(growth * longest, 0.0))
    full = exp(min(growth * longest, 0.0))
    waiting = load * (full - empty) / (load - 1.0)
    queue[OFFERED], queue[GROWTH], queue[EMPTY] = load, growth, empty
    queue[ALL] = empty + waiting + load * full
    queue[SERVED] = (empty + waiting) / queue[ALL]


@inlined
def waiting_minutes(u, queue, longest):  # type: ignore[no-untyped-def]
    """Minutes that a customer waits who draws `u` below ``queue[SERVED]``; who draws more leaves unserved."""
    mine = u * queue[ALL] - queue[EMPTY]
    if mine <= 0.0:
        return 0.0
    load, growth = queue[OFFERED], queue[GROWTH]
    waited = log(queue[EMPTY] + mine * (load - 1.0) / load) / growth
    if growth > 0.0:
        waited += longest  # the weights were scaled by what the queue grows by in the longest wait
    return min(max(waited, 0.0), longest)
