"""7.7 At the counter: customers queue there, and who would wait too long leaves (a steady queue M/M/1+D)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.randomness import Purpose
from tests.reference.arithmetic import exp, log

if TYPE_CHECKING:
    from tests.reference.consumer import Consumer
    from tests.reference.retailer import Retailer


@dataclass(frozen=True)
class Queue:
    """The steady state of a queue that nobody waits in for longer than `longest` minutes.

    Attributes
    ----------
    load
        Customers who come over those who can be served.
    growth
        How the density of waits grows with each minute: below zero where the counter can serve all.
    empty, waiting, full
        Weights of who comes to an empty counter, who waits, and who would wait too long.
    """

    longest: float
    load: float
    growth: float
    empty: float
    waiting: float
    full: float

    @property
    def all(self) -> float:
        """The weight of all who come."""
        return self.empty + self.waiting + self.full

    def is_too_long(self, draw: float) -> bool:
        """Whether who draws this would have to wait longer than anybody does."""
        return draw >= (self.empty + self.waiting) / self.all

    def minutes(self, draw: float) -> float:
        """Minutes that one who stays waits: the quantile of the draw."""
        mine = draw * self.all - self.empty
        if mine <= 0.0:
            return 0.0
        waited = log(self.empty + mine * (self.load - 1.0) / self.load) / self.growth
        if self.growth > 0.0:
            waited += self.longest
        return min(max(waited, 0.0), self.longest)


NO_QUEUE = Queue(longest=0.0, load=0.0, growth=0.0, empty=1.0, waiting=0.0, full=0.0)


def queue_before(retailer: Retailer) -> Queue:
    """The queue before one who comes: all others who came by first choice today, but those who ordered before."""
    counter = retailer.firm.counter
    others = max(retailer.came_today - retailer.ordered_before_today - 1, 0)
    if counter.service_minutes == 0.0 or others == 0:
        return NO_QUEUE
    load = others / customers_served(retailer)
    if abs(load - 1.0) < 1e-7:
        load = 1.0 - 1e-7
    growth = (load - 1.0) / counter.service_minutes
    # the larger of the two ends of the density weighs one
    at_once, at_longest = (
        exp(-max(growth * counter.longest_minutes, 0.0)),
        exp(min(growth * counter.longest_minutes, 0)),
    )
    return Queue(
        counter.longest_minutes, load, growth,
        empty=at_once, waiting=load * (at_longest - at_once) / (load - 1.0), full=load * at_longest,
    )  # fmt: skip


def customers_served(retailer: Retailer) -> float:
    """Customers whom the counters can serve in a day: so many times an even share of all trips."""
    people = retailer.rules.consumers
    return retailer.firm.counter.capacity * (people.count * people.shop_rate / len(retailer.model.retailers))


def draw_of_the_visit(consumer: Consumer, retailer: Retailer) -> float:
    """What decides how long a consumer would wait at a retailer today."""
    return consumer.luck.today(Purpose.SERVICE, consumer.number, retailer.number).second


def hours_of_counter_staff(retailer: Retailer) -> float:
    """Hours that are paid for: those of serving as many as the counters can."""
    counter = retailer.firm.counter
    return customers_served(retailer) * counter.service_minutes / 60.0
