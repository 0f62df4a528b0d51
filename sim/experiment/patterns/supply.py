"""How orders swing more than demand: the bullwhip."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray


def variance_ratio(orders: NDArray[Any], demand: NDArray[Any]) -> float:
    """Variance of orders over variance of demand, period by period."""
    spread = float(np.var(demand, ddof=1)) if len(demand) > 1 else 0.0
    return float(np.var(orders, ddof=1)) / spread if spread > 0.0 else math.nan


def moving_average_bullwhip(lead_time: float, periods: float) -> float:
    """The ratio for independent demand and a level to order up to by the mean of so many periods (Chen et al. 2000).

    It is a lower bound where demand is correlated over time or a safety stock moves with its spread.
    """
    share = lead_time / periods
    return 1.0 + 2.0 * share + 2.0 * share * share


def two_stages(lead_times: Sequence[float], periods: float) -> tuple[float, float]:
    """The ratio after several stages: each knowing the orders it gets alone, and all knowing the consumers' demand."""
    alone = math.prod(moving_average_bullwhip(lead_time, periods) for lead_time in lead_times)
    return alone, moving_average_bullwhip(sum(lead_times), periods)


def order_up_to(demand: NDArray[Any], lead_time: int, periods: int) -> NDArray[np.float64]:
    """Orders of that rule for a series of demand; the first `periods` - 1 of it only teach it the mean."""
    sums = np.convolve(demand, np.ones(periods), "valid") / periods
    orders: NDArray[np.float64] = demand[periods - 1 :] + lead_time * np.diff(sums, prepend=sums[0])
    return orders
