"""Whether an investment in relationships pays back, and what a price and a promotion do to sales."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def crossings(gain: NDArray[Any]) -> int:
    """How often a cumulated gain changes its sign."""
    signs = np.sign(np.asarray(gain, dtype=np.float64))
    signs = signs[signs != 0.0]
    return int(np.count_nonzero(np.diff(signs)))


def price_elasticity(units: float, units_dearer: float, price: float, dearer: float) -> float:
    """By how many per cent sales move with a price that is one per cent higher."""
    if not (units > 0.0 and units_dearer > 0.0):
        return math.nan
    return math.log(units_dearer / units) / math.log(dearer / price)


def promotion_bump(
    with_it: pd.DataFrame, without: pd.DataFrame, begin: int, end: int, after: int
) -> tuple[float, float, float]:
    """What a promotion does to one retailer's sales, in two logs of the same consumers with and without it.

    Parameters
    ----------
    begin, end
        Days of the promotion.
    after
        Days after its end that are looked at.

    Returns
    -------
    tuple
        Rise of purchases while it lasts; the rise in the days after it; and the part of the added purchases that is
        by those who had bought there before it began.
    """

    def within(log: pd.DataFrame, low: int, high: int) -> pd.DataFrame:
        return log[(log["day"] >= low) & (log["day"] < high)]

    during, then = within(with_it, begin, end), within(without, begin, end)
    later, later_then = within(with_it, end, end + after), within(without, end, end + after)
    known = without.loc[without["day"] < begin, "consumer"].unique()
    added = len(during) - len(then)
    by_known = int(during["consumer"].isin(known).sum()) - int(then["consumer"].isin(known).sum())
    return (
        len(during) / len(then) - 1.0 if len(then) else math.nan,
        len(later) / len(later_then) - 1.0 if len(later_then) else math.nan,
        by_known / added if added else math.nan,
    )
