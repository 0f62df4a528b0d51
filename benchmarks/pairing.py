"""What keyed pairs save: replicates needed for the contrast of open and private replies.

A difference counts as known here when its 95% interval is half as wide to either side as the difference
itself, so that zero lies well outside. With a standard deviation s of one replicate's difference d, and t
the quantile of Student's distribution, that takes the smallest n with ``t(n - 1) s / sqrt(n) <= d / 2``.

Paired, s is that of b - a over worlds that share their luck. Independent, s² = var a + var b, which the
same runs tell: that is the variance of a difference between worlds which share nothing.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
from scipy.special import stdtrit

from benchmarks.report import Cell, Criterion, Report, shown
from sim.experiment.compare import Comparison, compare
from sim.experiment.records import column
from sim.experiment.statistics import CONFIDENCE

A, B = "open-replies", "private-replies"
SHARE = 0.5
"""Half-width of the interval that is wanted, as a share of the difference."""
OUTCOMES = ("loyalty", "ror", "trust", "share_of_wallet", "market_share", "retailer_profit", "followers")
ASKED = {2_000: 8.0, 20_000: 16.0}
"""The variance ratio that is asked of loyalty and ROR, by number of consumers."""
FULL = ((2_000, 365, 60), (20_000, 365, 12))
QUICK = ((1_000, 60, 8),)
"""Consumers, days and pairs of each contrast."""


def measure(quick: bool) -> Report:
    """Run the contrast with keyed pairs and work out how many replicates each design needs."""
    rows: list[dict[str, Cell]] = []
    for consumers, days, pairs in QUICK if quick else FULL:
        settings = (f"consumers.count={consumers}", f"days={days}")
        comparison = compare(A, B, pairs=pairs, overrides=settings)
        rows += [row(comparison, outcome, consumers, days, pairs) for outcome in OUTCOMES]
    ratios = [
        f"{r['outcome']}, {shown(r['consumers'])} consumers x {r['days']} days: the variance of the "
        f"difference is {shown(r['variance ratio'])} times as large with independent seeds as with keyed pairs "
        f"({r['95% interval of the ratio']})"
        for r in rows
        if r["outcome"] in ("loyalty", "ror")
    ]
    return Report(
        f"Pairing: {B} against {A}",
        tuple(ratios),
        tuple(rows),
        (
            f"Needed: replicates of each scenario until the 95% interval is {SHARE:g} of the difference either side.",
            "Ratio: variance of the difference with independent seeds over that with keyed pairs.",
            "A star: the interval of the difference holds zero, so both numbers needed are hardly known.",
        ),
        criteria=tuple(criterion(r) for r in rows if r["outcome"] in ("loyalty", "ror") and r["consumers"] in ASKED),
    )


def criterion(r: Mapping[str, Cell]) -> Criterion:
    """What is asked of one line of the table."""
    asked, ratio = ASKED[int(r["consumers"] or 0)], r["variance ratio"]
    return Criterion(
        7,
        f"variance of the difference in {r['outcome']}, independent over paired, at {shown(r['consumers'])} "
        f"consumers: at least {asked:g}",
        f"{shown(ratio)} ({r['95% interval of the ratio']})",
        None if ratio is None else float(ratio) >= asked,
    )


def row(comparison: Comparison, outcome: str, consumers: int, days: int, pairs: int) -> dict[str, Cell]:
    """One line of the table: the difference, what pairing achieved, and the replicates needed."""
    numbers = comparison.contrast(outcome).numbers
    a, b = (column(comparison.runs, name, outcome, pairs) for name in comparison.scenarios)
    whole = np.isfinite(a) & np.isfinite(b)
    a, b = a[whole], b[whole]
    gap = numbers.difference
    open_question = numbers.low is None or numbers.high is None or numbers.low <= 0.0 <= numbers.high
    low, high = numbers.variance_ratio_low, numbers.variance_ratio_high
    return {
        "outcome": outcome,
        "consumers": consumers,
        "days": days,
        "pairs": numbers.pairs,
        "difference": f"{shown(gap)}{' *' if open_question else ''}",
        "correlation": numbers.correlation,
        "variance ratio": numbers.variance_ratio,
        "95% interval of the ratio": f"{shown(low)} to {shown(high)}",
        "pairs needed": needed(float((b - a).std(ddof=1)), gap),
        "independent replicates needed": needed(math.hypot(a.std(ddof=1), b.std(ddof=1)), gap),
    }


def needed(deviation: float, difference: float | None) -> int | None:
    """Replicates until the half-width of the interval is `SHARE` of the difference; None when none will do."""
    if difference is None or difference == 0.0:
        return None
    wanted = SHARE * abs(difference)
    n = max(2, math.floor((1.96 * deviation / wanted) ** 2))
    while float(stdtrit(n - 1, 0.5 + CONFIDENCE / 2)) * deviation > wanted * math.sqrt(n):
        n += 1
    return n
