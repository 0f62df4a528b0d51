"""A figure that rests on the blocks of a design and on the lucks of its replicates, with an interval for both."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from sim.experiment.sensitivity.resampling import bootstrap_weights
from sim.experiment.statistics import CONFIDENCE, Estimate, t_quantile

Floats = NDArray[np.float64]
Statistic = Callable[[Floats], Floats]
"""From weights (resamples, blocks), whose rows sum to one, to figures (resamples, figures)."""

ROUNDING = 1e-12
"""A variance below this part of the square of the largest outcome is nothing but rounding."""


@dataclass(frozen=True)
class Figures:
    """Figures (figures,), their half-widths, and the part of these that the replicates' luck alone would have."""

    values: Floats
    half: Floats
    luck_half: Floats | None
    blocks: int

    def estimate(self, place: int) -> Estimate:
        """One of them; undefined where its outcome does not vary."""
        value, half = float(self.values[place]), float(self.half[place])
        if not math.isfinite(value):
            return Estimate(None, None, None, self.blocks)
        if not math.isfinite(half):
            return Estimate(value, None, None, self.blocks)
        return Estimate(value, value - half, value + half, self.blocks)


def figures(
    statistic: Callable[[Floats], Statistic], blocks: Floats, seed: int, what: str, *, times: int = 1000
) -> Figures:
    """The figures of a design with 95% intervals: bootstrap over blocks, and jackknife over replicates.

    Blocks are drawn anew as wholes. All blocks live under the same few lucks, which no resampling of blocks can tell:
    with three replicates or more, each is left out in turn, and what that moves is added. The luck that is peculiar to
    a block is then counted twice, so that the interval is too wide rather than too narrow (as in the pigeonhole
    bootstrap, Owen 2007, "The pigeonhole bootstrap").

    Parameters
    ----------
    statistic
        From values (blocks, …, replicates) to a function of weights.
    """
    count, replicates = len(blocks), blocks.shape[-1]
    even = np.full((1, count), 1.0 / count)
    values = statistic(blocks)(even)[0]
    drawn = statistic(blocks)(bootstrap_weights(count, seed, what, times))
    half = float(ndtri(0.5 + CONFIDENCE / 2)) * drawn.std(axis=0, ddof=1)
    if replicates < 3:
        return Figures(values, half, None, count)
    without = np.array([statistic(np.delete(blocks, k, axis=-1))(even)[0] for k in range(replicates)])
    spread = np.sqrt((replicates - 1) / replicates * ((without - without.mean(axis=0)) ** 2).sum(axis=0))
    luck_half = t_quantile(replicates - 1) * spread
    return Figures(values, np.sqrt(half**2 + luck_half**2), luck_half, count)


def ratio(top: Floats, bottom: Floats, scale: float) -> Floats:
    """Top over bottom; NaN where the bottom is nothing but rounding next to `scale`."""
    small = bottom <= ROUNDING * scale
    return np.where(small, np.nan, top / np.where(small, 1.0, bottom))
