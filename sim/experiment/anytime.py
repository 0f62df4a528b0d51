"""Intervals that hold at every look: pairs may be added until they please, and they still err as seldom as they say.

A t-interval holds for a number of pairs that was fixed in advance. Who looks after every few pairs and stops at the
first that excludes zero finds a difference where there is none far more often than one time in twenty. The intervals
here hold for all numbers of pairs at once (Ville's inequality), so that it does not matter when one stops, nor why.
`docs/decisions/0024-intervals-that-hold-at-every-look.md` says why these, and what they cost.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from scipy.special import betaln

from sim.experiment.statistics import CONFIDENCE, Better, Column, Estimate, PairedDifference, paired_difference

PRIOR = 0.25
"""Variance of the standardised differences (mean over deviation) among which the interval looks; it has to be chosen
before the data. At a quarter the interval is within 4% of the narrowest that any choice gives from 20 to 150 pairs."""

RARE = 0.1
"""Differences that are all equal leave nothing to reckon a spread from. They count once it is known that worlds in
which they would be otherwise are rarer than this."""


@dataclass(frozen=True)
class Moments:
    """What an interval needs to know of `n` differences; the deviation is that of n - 1, the skewness that of n."""

    n: int
    mean: float
    deviation: float
    skewness: float

    @property
    def constant(self) -> bool:
        """Whether all differences are equal, but for rounding."""
        return self.deviation <= 1e-9 * abs(self.mean)


def moments(values: Column) -> Moments:
    """The moments of the differences that are defined.

    Raises
    ------
    ValueError
        None is.
    """
    used = values[np.isfinite(values)]
    if len(used) == 0:
        raise ValueError("there is no difference")
    mean = float(used.mean())
    apart = used - mean
    spread = math.sqrt(float((apart**2).mean()))
    skewness = float((apart**3).mean()) / spread**3 if spread > 1e-9 * abs(mean) else 0.0
    deviation = float(used.std(ddof=1)) if len(used) > 1 else 0.0
    return Moments(len(used), mean, deviation, skewness)


def mean_interval(of: Moments, alpha: float) -> tuple[float, float] | None:
    """The interval of a mean that holds at every number of pairs at once with 1 - `alpha`; None while it has no end.

    For normal differences of any mean and deviation this is exact: the t-interval of a Gaussian mixture over
    standardised differences (Wang and Ramdas 2025; Gönen et al. 2005 for the ratio). Towards the longer tail it is
    widened, never narrowed, as the skewness of the sample asks (Hall 1992).
    """
    if of.constant:
        return (of.mean, of.mean) if of.n >= agreeing_pairs(alpha) else None
    quantile = critical_value(of.n, alpha)
    if math.isinf(quantile):
        return None
    error = of.deviation / math.sqrt(of.n)
    below = max(quantile, _unskewed(quantile, of))
    above = max(quantile, -_unskewed(-quantile, of))
    return of.mean - error * below, of.mean + error * above


def critical_value(n: int, alpha: float) -> float:
    """How many standard errors the interval reaches to either side; infinite at few pairs.

    With r = 1 + n * PRIOR, the likelihood ratio of the mixture against a mean of zero is, for the t-statistic t,
    r^(-1/2) * [(1 + t²/(n-1)) / (1 + t²/(r(n-1)))]^(n/2): this is the t at which it reaches 1 / `alpha`.
    """
    if n < 2:
        return math.inf
    r = 1 + n * PRIOR
    k = (math.sqrt(r) / alpha) ** (2 / n)
    return math.sqrt((n - 1) * (k - 1) / (1 - k / r)) if k < r else math.inf


def agreeing_pairs(alpha: float) -> int:
    """Pairs that have to agree before others are known, at 1 - `alpha`, to be rarer than `RARE`."""
    return math.ceil(math.log(alpha) / math.log(1 - RARE))


def share_interval(wins: float, n: int, alpha: float) -> tuple[float, float] | None:
    """The interval of a share of worlds that holds at every number of worlds at once; a tie is half a win.

    It holds the shares under which the worlds seen are not 1 / `alpha` times less likely than on average over all
    shares alike (Robbins 1970). None without a world.
    """
    if n == 0:
        return None
    losses = n - wins
    mixture = float(betaln(wins + 1, losses + 1)) + math.log(alpha)

    def inside(share: float) -> bool:
        likelihood = (wins * math.log(share) if wins else 0.0) + (losses * math.log1p(-share) if losses else 0.0)
        return likelihood > mixture

    seen = wins / n
    return (
        _edge(inside, seen, 0.0) if wins else 0.0,
        _edge(inside, seen, 1.0) if losses else 1.0,
    )


def anytime_difference(a: Column, b: Column, better: Better, alpha: float = 1 - CONFIDENCE) -> PairedDifference:
    """`paired_difference` where the number of pairs was not fixed in advance: its intervals hold at every look.

    The intervals of the correlation and of the variance ratio remain those of a fixed number.
    """
    numbers = paired_difference(a, b, better)
    if numbers.pairs == 0:
        return numbers
    whole = np.isfinite(a) & np.isfinite(b)
    low, high = mean_interval(moments(b[whole] - a[whole]), alpha) or (None, None)
    share = numbers.prob_b_beats_a
    spread = None if share is None else share_interval(share * numbers.pairs, numbers.pairs, alpha)
    prob_low, prob_high = spread or (None, None)
    return replace(
        numbers,
        a=_anytime(numbers.a, a[whole], alpha),
        b=_anytime(numbers.b, b[whole], alpha),
        low=low,
        high=high,
        prob_low=prob_low,
        prob_high=prob_high,
    )


def _anytime(value: Estimate, sample: Column, alpha: float) -> Estimate:
    low, high = mean_interval(moments(sample), alpha) or (None, None)
    return replace(value, low=low, high=high)


def _unskewed(quantile: float, of: Moments) -> float:
    """The t-statistic that Hall's transformation, which takes the skewness out of it, carries to `quantile`."""
    k = of.skewness / math.sqrt(of.n)
    if abs(k) < 1e-6:
        return quantile
    return 3 / k * (float(np.cbrt(1 + k * (quantile - k / 6))) - 1)


def _edge(inside: Callable[[float], bool], start: float, end: float) -> float:
    """Where an interval that holds `start` ends on the way to `end`."""
    for _ in range(60):
        middle = (start + end) / 2
        if inside(middle):
            start = middle
        else:
            end = middle
    return start
