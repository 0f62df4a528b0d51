"""Return on Relationship: total relationship over total assets (seed paper, CV3).

Total relationship is an estimate of what the ties with today's customers are worth: the margin they will
bring in the retention windows to come, discounted, with what they bring besides their own purchases (former
customers whom their words bring back, failures that their reports spare). Several estimators can be defended.
They differ in nothing but the *course*: what customers are expected to do in each later window, relative to the
last one that was observed.

- ``constant``: the share `retention` of the customers stays from each window to the next, as in the last two.
- ``bgnbd``: purchases as the BG/NBD model expects them of each customer's own (`sim.bgnbd`).
- ``oracle``: none of these; the world is lived on, and what today's customers then brought is counted.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def discount_over(days: float, rate_per_year: float) -> float:
    """Discount rate for a period of so many days, from a yearly rate (0.12 for 12%)."""
    return float((1.0 + rate_per_year) ** (days / 365.0) - 1.0)


def lifetimes(retention: float, discount: float) -> float:
    """Present value of one unit a period from all later periods: retention / (1 + discount - retention).

    Parameters
    ----------
    retention
        Share of customers kept from one period to the next, 0 to 1.
    discount
        Discount rate of a period. Where nothing is lost and nothing discounted there is no bound: not a number.
    """
    lost = 1.0 + discount - retention
    return retention / lost if lost > 0.0 else math.nan


def constant_course(retention: float, windows: int) -> Floats:
    """Retention to the power of 1, 2, …: what is left of today's customers in each of so many later windows."""
    course: Floats = retention ** np.arange(1.0, windows + 1.0)
    return course


def discounted(amounts: Floats, discount: float) -> float:
    """Present value of amounts that come at the end of the next window, of the one after it, and so on."""
    return float(np.sum(amounts / (1.0 + discount) ** np.arange(1.0, len(amounts) + 1.0)))


@dataclass(frozen=True)
class Window:
    """What the customers of the last retention window brought, in money.

    Attributes
    ----------
    margin
        Their purchases, less what the relations with them cost.
    buyers
        Customers who bought.
    returned
        Former customers whom the words of others brought back.
    spared
        What failures would have cost that reports of customers have mended, each window from now on.
    """

    margin: float
    buyers: float = 0.0
    returned: float = 0.0
    spared: float = 0.0

    @property
    def brought_besides(self) -> float:
        """Margin a window that one window's words and reports add to each later window."""
        return (self.margin * self.returned / self.buyers if self.buyers > 0.0 else 0.0) + self.spared


def total_relationship(window: Window, retention: float, discount: float) -> float:
    """Value of the relations with today's customers, in money, if retention and margin stay for ever.

    ``margin * L + (margin * returned / buyers + spared) * L ** 2`` with L = `lifetimes`: each window's words and
    reports add an amount to every later window, and there are L such windows to add it in, discounted.
    """
    if math.isnan(retention):
        return math.nan
    worth = lifetimes(retention, discount)
    return window.margin * worth + window.brought_besides * worth * worth


def relationship_within(window: Window, course: Floats, discount: float) -> float:
    """The same with any course and in as many later windows as it has, nothing after them."""
    factors = (1.0 + discount) ** -np.arange(1.0, len(course) + 1.0)
    worth = np.cumsum(course * factors)
    # what window k adds is there for the windows that are left after it, as long as its customers would be
    besides = float(np.sum((course * factors)[:-1] * worth[:-1][::-1])) if len(course) > 1 else 0.0
    own = float(worth[-1]) if len(course) else 0.0
    return window.margin * own + window.brought_besides * besides


def return_on_relationship(relationship: float, total_assets: float) -> float:
    """Total relationship / total assets, both in money; not a number where there are no assets."""
    return relationship / total_assets if total_assets > 0 else math.nan
