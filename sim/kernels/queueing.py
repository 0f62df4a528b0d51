"""Waiting at a counter: the queue with Poisson arrivals and exponential service (M/M/1), in its steady state (Q2)."""

from __future__ import annotations

from sim.kernels.compiled import inlined
from sim.kernels.numbers import log

FULLEST = 0.95
"""Load beyond which a queue is taken to be no longer: the day ends before it has grown to its steady state."""


@inlined
def waiting_minutes(u, load, service_minutes, longest):  # type: ignore[no-untyped-def]
    """Minutes that a customer waits, from a uniform draw, under a load (0 to `FULLEST`) of the counter.

    Of all customers a share `load` waits at all, and those for an exponential time of mean
    ``service_minutes / (1 - load)``; so the mean over all is ``service_minutes * load / (1 - load)``, but that nobody
    waits longer than `longest`.
    """
    if u >= load:
        return 0.0
    waited = service_minutes / (1.0 - load) * log(load / (u + 2.9802322387695312e-08))
    return min(max(waited, 0.0), longest)
