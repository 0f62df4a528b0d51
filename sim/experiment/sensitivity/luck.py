"""Products of outcomes that luck does not inflate: each factor of a product under another luck.

An outcome at a point is what the point gives plus what luck adds. Under the luck of one replicate the square of the
sum holds the square of the luck; over two *different* replicates the two lucks are independent, and the mean product
is that of what the points give. With R replicates all R (R - 1) ordered pairs are used (a U-statistic). It may be
negative, as an unbiased estimate of something near zero has to be.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def product(u: Floats, v: Floats) -> Floats:
    """Mean of u times v over pairs of different replicates, which are the last axis; the plain product where one is."""
    replicates = u.shape[-1]
    if replicates == 1:
        return np.asarray(u[..., 0] * v[..., 0])
    together = u.sum(axis=-1) * v.sum(axis=-1) - (u * v).sum(axis=-1)
    return np.asarray(together / (replicates * (replicates - 1)))


def centred(values: Floats, over: Floats) -> Floats:
    """`values` (…, replicates) less the mean of `over` under the same luck: what all points share is no effect."""
    return np.asarray(values - over.reshape(-1, over.shape[-1]).mean(axis=0))


def luck_variance(values: Floats) -> float | None:
    """Variance of one run around what its point gives, beyond what all points share; None with one replicate.

    Parameters
    ----------
    values
        Outcomes (points, replicates).
    """
    points, replicates = values.shape
    if replicates < 2 or points < 2:
        return None
    apart = values - values.mean(axis=0) - values.mean(axis=1, keepdims=True) + values.mean()
    return float((apart**2).sum() / ((points - 1) * (replicates - 1)))
