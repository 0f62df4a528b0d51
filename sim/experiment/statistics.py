"""Intervals for means and for paired differences: pure functions of a few numbers per run.

All intervals are at 95% and treat worlds (replicates) as the sample. What is undefined is None:
the interval of a single run, the correlation of a constant.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.special import bdtr, ndtri, stdtr, stdtrit

CONFIDENCE = 0.95
ENOUGH_TO_AGREE = 6
"""Pairs that have to agree before a difference that is equal in all of them has an interval: of two, that is luck. With
six, more than half of all worlds differ in this direction at 95% (the sign test; `middle` needs as many)."""
Better = Literal["higher", "lower", "neither"]
Column = NDArray[np.float64]


@dataclass(frozen=True)
class Estimate:
    """A mean over `n` worlds with its t-interval; `left_out` worlds had no defined value."""

    mean: float | None
    low: float | None
    high: float | None
    n: int
    left_out: int = 0

    def within(self, bounds: tuple[float, float]) -> Estimate:
        """The same with an interval that ends where the quantity does. It covers the mean as often as before."""
        if self.low is None or self.high is None:
            return self
        least, most = bounds
        return replace(self, low=max(self.low, least), high=min(self.high, most))

    def row(self) -> dict[str, float | int | None]:
        """Flat, for a table or for JSON."""
        return {"mean": self.mean, "low": self.low, "high": self.high, "n": self.n, "left_out": self.left_out}


@dataclass(frozen=True)
class PairedDifference:
    """What pairs (a_k, b_k) of one outcome in the same world k say about b against a.

    Attributes
    ----------
    pairs, left_out
        Pairs used, and pairs in which either value was missing or undefined.
    a, b
        The two means over the pairs used.
    difference, low, high
        Mean of b - a with its paired t-interval. A difference that is equal in all pairs, and not zero, leaves no
        spread to reckon one from: it has none below `ENOUGH_TO_AGREE` pairs, and then it is that value alone.
    b_better, a_better
        Worlds in which either side was better (ties are the rest); None where neither direction is better.
    prob_b_beats_a, prob_low, prob_high
        Share of *worlds* in which b is better, a tie counting half, with its Wilson interval. It speaks of
        one world drawn at random, not of the mean. None where neither direction is better.
    prob_b_higher
        The same share for "b is higher", whatever is better.
    prob_mean_favours_b
        Probability that the *mean* difference is in b's favour: the mass of the t-distribution around the
        estimate (the posterior under a flat prior). It goes to 0 or 1 as pairs are added. Of differences that are all
        equal it is that of the sign test, a half to the power of their number away from 0 or 1.
    correlation, correlation_low, correlation_high
        Pearson correlation of a and b over the pairs, with Fisher's interval: what the pairing achieved.
    variance_ratio, variance_ratio_low, variance_ratio_high
        Variance of the difference with independent worlds over that with the pairs,
        (var a + var b) / var(b - a): how many times more replicates independent seeds would need. Its
        interval follows the correlation's.
    """

    pairs: int
    left_out: int
    a: Estimate
    b: Estimate
    difference: float | None
    low: float | None
    high: float | None
    b_better: int | None
    a_better: int | None
    prob_b_beats_a: float | None
    prob_low: float | None
    prob_high: float | None
    prob_b_higher: float | None
    prob_mean_favours_b: float | None
    correlation: float | None
    correlation_low: float | None
    correlation_high: float | None
    variance_ratio: float | None
    variance_ratio_low: float | None
    variance_ratio_high: float | None

    def within(self, bounds: tuple[float, float]) -> PairedDifference:
        """The same with intervals of the two means that end where the quantity does."""
        return replace(self, a=self.a.within(bounds), b=self.b.within(bounds))

    @property
    def p_value(self) -> float | None:
        """Of the paired t-test, two-sided; None where neither direction is better, and of a single pair."""
        favour = self.prob_mean_favours_b
        return None if favour is None else 2 * min(favour, 1 - favour)


def estimate(values: Sequence[float] | Column) -> Estimate:
    """Mean of `values` over worlds with its 95% t-interval; NaN are left out and counted."""
    given = np.asarray(values, dtype=np.float64)
    used = given[np.isfinite(given)]
    n, left_out = len(used), len(given) - len(used)
    if n == 0:
        return Estimate(None, None, None, 0, left_out)
    mean = float(used.mean())
    if n == 1:
        return Estimate(mean, None, None, 1, left_out)
    half = t_quantile(n - 1) * float(used.std(ddof=1)) / math.sqrt(n)
    return Estimate(mean, mean - half, mean + half, n, left_out)


def mean_difference(gain: Sequence[float] | Column) -> Estimate:
    """The mean of differences; no interval of a few that are all equal and not zero (`ENOUGH_TO_AGREE`)."""
    found = estimate(gain)
    given = np.asarray(gain, dtype=np.float64)
    if found.n < ENOUGH_TO_AGREE and _agree(given[np.isfinite(given)]):
        return replace(found, low=None, high=None)
    return found


def paired_difference(
    of_a: Sequence[float] | Column, of_b: Sequence[float] | Column, better: Better = "higher"
) -> PairedDifference:
    """Compare b with a over worlds; entry k of both belongs to one world, NaN where there is no value."""
    a, b = np.asarray(of_a, dtype=np.float64), np.asarray(of_b, dtype=np.float64)
    if a.shape != b.shape or a.ndim != 1:
        raise ValueError(f"pairs need two columns of one length, not shapes {a.shape} and {b.shape}")
    whole = np.isfinite(a) & np.isfinite(b)
    left_out = int(len(a) - whole.sum())
    a, b = a[whole], b[whole]
    gain = b - a
    n = len(gain)
    difference = mean_difference(gain)
    higher, lower = int((gain > 0).sum()), int((gain < 0).sum())
    share_higher = (higher + (n - higher - lower) / 2) / n if n else None
    wins, losses = {"higher": (higher, lower), "lower": (lower, higher), "neither": (None, None)}[better]
    beats = None
    if share_higher is not None and better != "neither":
        beats = share_higher if better == "higher" else 1 - share_higher
    prob_low, prob_high = wilson_interval(beats, n) if beats is not None else (None, None)
    correlation, correlation_low, correlation_high = _correlation(a, b)
    return PairedDifference(
        pairs=n,
        left_out=left_out,
        a=estimate(a),
        b=estimate(b),
        difference=difference.mean,
        low=difference.low,
        high=difference.high,
        b_better=wins,
        a_better=losses,
        prob_b_beats_a=beats,
        prob_low=prob_low,
        prob_high=prob_high,
        prob_b_higher=share_higher,
        prob_mean_favours_b=_favour(gain, better),
        correlation=correlation,
        correlation_low=correlation_low,
        correlation_high=correlation_high,
        variance_ratio=_variance_ratio(a, b, correlation),
        variance_ratio_low=_variance_ratio(a, b, correlation_low),
        variance_ratio_high=_variance_ratio(a, b, correlation_high),
    )


def wilson_interval(share: float, n: int) -> tuple[float, float]:
    """Wilson's 95% interval of a share seen in `n` worlds (Wilson 1927); within [0, 1], sound at 0 and 1."""
    z = float(ndtri(0.5 + CONFIDENCE / 2))
    centre = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    return max(0.0, centre - half), min(1.0, centre + half)


def share(flags: Sequence[bool] | NDArray[np.bool_]) -> Estimate:
    """Share of worlds in which something holds, with its Wilson interval."""
    n = len(flags)
    if n == 0:
        return Estimate(None, None, None, 0)
    held = float(np.count_nonzero(flags)) / n
    return Estimate(held, *wilson_interval(held, n), n)


def middle(values: Sequence[float] | Column) -> Estimate:
    """Median over worlds, with the 95% interval that two of the ordered values make (exact, no distribution assumed).

    A value may be infinite (what never happens); NaN are left out and counted. The interval needs six worlds.
    """
    given = np.asarray(values, dtype=np.float64)
    used = np.sort(given[~np.isnan(given)])
    n, left_out = len(used), int(np.isnan(given).sum())
    if n == 0:
        return Estimate(None, None, None, 0, left_out)
    low, high = used[(n - 1) // 2], used[n // 2]
    median = float(low) if low == high else float(low / 2 + high / 2)
    # The number of values below the true median is binomial with one half.
    outside = np.flatnonzero(bdtr(np.arange(n // 2, dtype=np.float64), n, 0.5) <= (1 - CONFIDENCE) / 2)
    if len(outside) == 0:
        return Estimate(median, None, None, n, left_out)
    k = int(outside[-1])
    return Estimate(median, float(used[k]), float(used[n - 1 - k]), n, left_out)


def holm(p_values: Sequence[float], alpha: float = 1 - CONFIDENCE) -> list[bool]:
    """Which of several hypotheses fall when all are looked at together (Holm 1979).

    The chance that any true one is among them is at most `alpha`, however the tests hang together.
    """
    fallen = [False] * len(p_values)
    for rank, place in enumerate(sorted(range(len(p_values)), key=lambda k: p_values[k])):
        if not p_values[place] <= alpha / (len(p_values) - rank):
            break
        fallen[place] = True
    return fallen


def rank_correlation(x: Column, y: Column, among: int = 1) -> Estimate:
    """Spearman's correlation of the ranks of `x` and `y`, with the interval of Bonett and Wright (2000).

    Where it is one of `among` that are looked at together, the interval is so wide that all of them hold at once
    with 95% (Bonferroni).
    """
    from scipy.stats import rankdata  # slow to import, and seldom needed

    n = len(x)
    if n < 4 or _is_constant(x) or _is_constant(y):
        return Estimate(None, None, None, n)
    r = min(1.0, max(-1.0, float(np.corrcoef(rankdata(x), rankdata(y))[0, 1])))
    if abs(r) > 1 - 1e-12:
        return Estimate(r, r, r, n)
    quantile = float(ndtri(1 - (1 - CONFIDENCE) / (2 * among)))
    half = quantile * math.sqrt((1 + r * r / 2) / (n - 3))
    return Estimate(r, math.tanh(math.atanh(r) - half), math.tanh(math.atanh(r) + half), n)


def mean_product(columns: Sequence[Column]) -> tuple[float | None, Estimate]:
    """Product of the means of columns that belong to the same worlds, and its root of their number with its interval.

    The interval is that of the mean logarithm (delta method), which takes in that the columns move together. Both are
    undefined unless every mean is above zero, and the interval unless every mean surely is.
    """
    values = np.asarray(columns, dtype=np.float64)
    values = values[:, np.isfinite(values).all(axis=0)]
    count, n = values.shape
    means = [estimate(column) for column in values]
    if n == 0 or any(m.mean is None or m.mean <= 0.0 for m in means):
        return None, Estimate(None, None, None, n)
    centres = values.mean(axis=1)
    log = float(np.log(centres).mean())
    root = math.exp(log)
    if any(m.low is None or m.low <= 0.0 for m in means):
        return root**count, Estimate(root, None, None, n)
    half = t_quantile(n - 1) * float((values / centres[:, None]).mean(axis=0).std(ddof=1)) / math.sqrt(n)
    return root**count, Estimate(root, math.exp(log - half), math.exp(log + half), n)


def t_quantile(degrees: int) -> float:
    """The two-sided 95% quantile of Student's t."""
    return float(stdtrit(degrees, 0.5 + CONFIDENCE / 2))


def _favour(gain: Column, better: Better) -> float | None:
    n = len(gain)
    if n < 2 or better == "neither":
        return None
    mean, deviation = float(gain.mean()), float(gain.std(ddof=1))
    if better == "lower":
        mean = -mean
    if _agree(gain):
        return 0.5**n if mean < 0.0 else 1.0 - 0.5**n
    if deviation == 0.0:
        return 0.5
    return float(stdtr(n - 1, mean / (deviation / math.sqrt(n))))


def _agree(gain: Column) -> bool:
    """Whether all differences are equal, and not zero."""
    return len(gain) > 0 and bool(gain[0] != 0.0) and _is_constant(gain)


def _correlation(a: Column, b: Column) -> tuple[float | None, float | None, float | None]:
    n = len(a)
    if n < 3 or _is_constant(a) or _is_constant(b):
        return None, None, None
    r = min(1.0, max(-1.0, float(np.corrcoef(a, b)[0, 1])))
    if abs(r) > 1 - 1e-12:
        return r, r, r
    if n < 4:
        return r, None, None
    half = float(ndtri(0.5 + CONFIDENCE / 2)) / math.sqrt(n - 3)
    return r, math.tanh(math.atanh(r) - half), math.tanh(math.atanh(r) + half)


def _is_constant(values: Column) -> bool:
    """True when the spread is nothing but rounding."""
    return float(values.max() - values.min()) <= 1e-12 * float(np.abs(values).max())


def _variance_ratio(a: Column, b: Column, correlation: float | None) -> float | None:
    if correlation is None:
        return None
    apart = float(a.var(ddof=1) + b.var(ddof=1))
    paired = apart - 2 * correlation * float(a.std(ddof=1) * b.std(ddof=1))
    return apart / paired if paired > 1e-12 * apart else None
