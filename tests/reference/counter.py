"""7.7 At the counter: customers queue there, the longer the more of them come (a steady queue M/M/1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.reference.arithmetic import log
from tests.reference.luck import HALF_A_STEP

if TYPE_CHECKING:
    from tests.reference.retailer import Retailer

FULLEST = 0.95
"""Load beyond which queues are taken to be no longer."""


def load_of_counters(retailer: Retailer) -> float:
    """How full the counters are today: of those who came by first choice, all queue but those who ordered before."""
    queued = retailer.came_today - retailer.ordered_before_today
    return min(queued / (retailer.firm.counter.capacity * retailer.model.thousands), FULLEST)


def minutes_of_waiting(retailer: Retailer, draw: float) -> float:
    """A share of customers, as large as the load, waits: an exponential time, and none longer than the longest."""
    counter, load = retailer.firm.counter, load_of_counters(retailer)
    if counter.service_minutes == 0.0 or draw >= load:
        return 0.0
    waited = counter.service_minutes / (1.0 - load) * log(load / (draw + HALF_A_STEP))
    return min(max(waited, 0.0), counter.longest_minutes)


def hours_of_counter_staff(retailer: Retailer) -> float:
    """Hours that are paid for: those of serving as many as the counters can."""
    counter = retailer.firm.counter
    return counter.capacity * retailer.model.thousands * counter.service_minutes / 60.0
