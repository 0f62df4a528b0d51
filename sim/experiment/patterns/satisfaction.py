"""What satisfaction hangs on, and what hangs on it."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.experiment.patterns.buying import rank_correlation

Floats = NDArray[np.float64]


def disconfirmation_slopes(expected: NDArray[Any], received: NDArray[Any], satisfaction: NDArray[Any]) -> Floats:
    """How satisfaction moves with quality below and above expectation, what was received being equal (P24).

    Least squares of satisfaction on received quality, the shortfall and the surplus, as in Anderson and Sullivan
    (1993). Answers at the ends of the scale (0 or 1) say no more how strongly somebody feels, and are left out.

    Returns
    -------
    array
        Slopes of the negative and of the positive side; not a number with fewer than 20 answers.
    """
    surprise = received - expected
    inner = (satisfaction > 1e-6) & (satisfaction < 1 - 1e-6) & (received > 1e-6) & (received < 1 - 1e-6)
    inner &= np.isfinite(surprise + satisfaction)
    if inner.sum() < 20:
        return np.array([math.nan, math.nan])
    s = surprise[inner]
    design = np.column_stack([np.ones(len(s)), received[inner], np.minimum(s, 0.0), np.maximum(s, 0.0)])
    slopes: Floats = np.linalg.lstsq(design, satisfaction[inner], rcond=None)[0][2:]
    return slopes


def loyalty_slopes(satisfaction: NDArray[Any], stays: NDArray[Any]) -> tuple[float, float]:
    """How staying grows with satisfaction: slopes by least squares below and above the median of satisfaction.

    Parameters
    ----------
    satisfaction, stays
        Of each customer; `stays` is 1 or 0.
    """
    level, stayed = np.asarray(satisfaction, dtype=np.float64), np.asarray(stays, dtype=np.float64)
    low = level <= (np.median(level) if len(level) else math.nan)
    return _slope(level[low], stayed[low]), _slope(level[~low], stayed[~low])


def _slope(x: Floats, y: Floats) -> float:
    spread = float(((x - x.mean()) ** 2).sum()) if len(x) > 2 else 0.0
    return float(((x - x.mean()) * (y - y.mean())).sum()) / spread if spread > 0.0 else math.nan


def wallet_correlation(panel: pd.DataFrame, purchases: pd.DataFrame) -> float:
    """Rank correlation of satisfaction with a retailer and the share of the customer's purchases that it has.

    Over all pairs of a customer with some purchases and a retailer where it ever bought.
    """
    at = purchases.groupby(["consumer", "retailer"]).size().rename("here").reset_index()
    of_all = purchases.groupby("consumer").size().rename("all").reset_index()
    both = panel.merge(of_all, on="consumer").merge(at, on=["consumer", "retailer"], how="left")
    return rank_correlation(both["satisfaction"], both["here"].fillna(0) / both["all"])
