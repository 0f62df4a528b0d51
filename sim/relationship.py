"""Today's customers as their retailer sees them, and what each estimator makes of them (CV3).

The oracle conditions on everything that there is on the evening of the last day: every consumer's lasting
tastes, rates and attitudes, every firm's stock, plans and policies. It knows nothing of chance to come: the
world is lived on with the luck of its own seed, so it is one realisation, and its mean over replicates is the
expectation. Policies stay as they are. Of a later window it counts the focal retailer's margin after the cost of
relations, times the part of the sales that is of customers of the last day; customers won later count for nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.bgnbd import Customers, Floats, expected_purchases, fit
from sim.kernels import close, judge
from sim.metrics import VALUATIONS, last_window, window_days
from sim.recorder import History
from sim.ror import constant_course, discount_over, discounted, relationship_within
from sim.scenario.schema import Scenario
from sim.world import World


@dataclass(frozen=True)
class Known:
    """Who the customers of the focal retailer are on a day, and their recency and frequency until then."""

    who: NDArray[np.bool_]
    customers: Customers

    def spending(self, world: World) -> tuple[int, int]:
        """What they have spent at the focal retailer so far, and what everybody has."""
        spent = world.population.spent
        return int(spent[self.who].sum()), int(spent.sum())


def observe(world: World) -> Known:
    """The customers of the focal retailer before the day that is about to begin."""
    population = world.population
    who = population.orders > 0
    first = population.first_order[who].astype(np.float64)
    return Known(
        who=who,
        customers=Customers(
            repeats=population.orders[who].astype(np.float64) - 1.0,
            recency=population.last_order[who] - first,
            age=world.day - first,
        ),
    )


def valuations(scenario: Scenario, history: History, channels: int, known: Known, realised: Floats) -> dict[str, float]:
    """Total relationship of the focal retailer by each estimator, within the windows that were lived on.

    Parameters
    ----------
    history
        The days until the customers were `known`.
    realised
        The margin that they then brought in each later window.
    """
    r = list(scenario.retailers).index(scenario.focal)
    days = window_days(scenario, history.days)
    discount = discount_over(days, scenario.finance.discount_rate)
    window = last_window(scenario, history, r, channels)
    standing = history.standing[-1, r]
    previous = standing[close.PREVIOUS_BUYERS]
    retention = standing[close.RETAINED] / previous if previous else np.nan
    trips = history.sales[-days:, r, judge.TRIPS].sum()
    courses = (constant_course(retention, len(realised)), bgnbd_course(known.customers, trips, days, len(realised)))
    return dict(
        zip(
            VALUATIONS,
            (*(relationship_within(window, course, discount) for course in courses), discounted(realised, discount)),
            strict=True,
        )
    )


def bgnbd_course(customers: Customers, trips: float, days: int, windows: int) -> Floats:
    """Purchases expected in each later window over those of the last one; undefined where no rate shows."""
    rates = fit(customers)
    if rates is None or not trips:
        return np.full(windows, np.nan)
    until = expected_purchases(rates, customers, days * np.arange(1.0, windows + 1.0))
    course: Floats = np.diff(until, prepend=0.0) / trips
    return course
