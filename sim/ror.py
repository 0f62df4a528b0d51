"""Return on Relationship: total relationship over total assets (seed paper, CV3).

Total relationship is an estimate of what the ties with today's customers are worth: the margin they will
bring, discounted, if they go on being retained as they were. The estimator here assumes a constant
retention and margin, as a first analyst would; it is one of several that can be defended.
"""

from __future__ import annotations

import math


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


def total_relationship(margin: float, retention: float, discount: float) -> float:
    """Value of the relations with today's customers, in money, with constant retention and margin.

    Parameters
    ----------
    margin
        What today's customers brought in the last period, less what the relations with them cost.
    retention, discount
        As for `lifetimes`.
    """
    if math.isnan(retention):
        return math.nan
    return margin * lifetimes(retention, discount)


def return_on_relationship(relationship: float, total_assets: float) -> float:
    """Total relationship / total assets, both in money; not a number where there are no assets."""
    return relationship / total_assets if total_assets > 0 else math.nan
