"""What the policies' values in the same worlds say of one another (`sim.experiment.regions`).

Values are arrays (points, worlds of a point, policies in the order of `POLICIES`), all of them numbers.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sim.experiment.drawing import Axis, Floats
from sim.experiment.region_records import SIDES, Match
from sim.experiment.statistics import Estimate, paired_difference, rank_correlation, t_quantile
from sim.outcome import Outcome

POLICIES = (*SIDES, "paper_rule", "public_then_private")
MATCHES = (
    ("open", "private"),
    ("open", "paper_rule"),
    ("private", "paper_rule"),
    ("open", "public_then_private"),
    ("private", "public_then_private"),
    ("paper_rule", "public_then_private"),
)
"""Pairs of policies that are told: the second against the first."""


def advantage_of(values: Floats, outcome: Outcome) -> Floats:
    """How much better private replies are than open ones, (points, pairs)."""
    gain = values[:, :, POLICIES.index("private")] - values[:, :, POLICIES.index("open")]
    return gain if outcome.better == "higher" else -gain


def won(mine: Floats) -> Floats:
    """Share of the worlds of each point that a side wins; a tie counts half."""
    share: Floats = ((mine > 0.0) + 0.5 * (mine == 0.0)).mean(axis=1)
    return share


def score(mine: Floats, noise: float | None) -> Floats:
    """What a point says for a side, 0 to 1: in a world, 1/2 and its margin over four times the noise.

    So a margin within the noise counts in part, and one of twice the noise in full. Without a known noise it is `won`.
    """
    if not noise:
        return won(mine)
    score: Floats = np.clip(0.5 + mine / (4.0 * noise), 0.0, 1.0).mean(axis=1)
    return score


def matches(values: Floats, outcome: Outcome) -> tuple[Match, ...]:
    """All matches over worlds, from values (worlds, policies)."""
    return tuple(
        Match(
            a,
            b,
            paired_difference(values[:, POLICIES.index(a)], values[:, POLICIES.index(b)], outcome.better),
        )
        for a, b in MATCHES
    )


def noise_of(values: Floats, a: str, b: str) -> float | None:
    """Standard deviation of b - a between the worlds of one point, pooled over the points; None for single worlds."""
    gap = values[:, :, POLICIES.index(b)] - values[:, :, POLICIES.index(a)]
    if gap.shape[0] == 0 or gap.shape[1] < 2:
        return None
    return float(np.sqrt(gap.var(axis=1, ddof=1).mean()))


def beyond(margins: Floats, noise: float | None, pairs: int, points: int) -> int:
    """Points whose mean margin is above what the noise of their pairs explains (two-sided 95%)."""
    if noise is None:
        return 0
    return int((margins > t_quantile(points * (pairs - 1)) * noise / np.sqrt(pairs)).sum())


def best_of(values: Floats, outcome: Outcome, noise: dict[tuple[str, str], float | None]) -> dict[str, tuple[int, int]]:
    """By policy: points at which it is best, and at how many its margin over the second is beyond the noise."""
    means = values.mean(axis=1) * (1 if outcome.better == "higher" else -1)
    order = np.argsort(-means, axis=1)
    found = dict.fromkeys(POLICIES, (0, 0))
    for row, (first, second) in zip(means, order[:, :2], strict=True):
        one, other = POLICIES[first], POLICIES[second]
        of_pair = noise[(one, other)] if (one, other) in noise else noise[(other, one)]
        margin = np.array([row[first] - row[second]])
        sure = beyond(margin, of_pair, values.shape[1], len(values))
        found[one] = (found[one][0] + 1, found[one][1] + sure)
    return found


def drivers(drawn: Sequence[Axis], x: Floats, advantage: Floats) -> tuple[tuple[str, Estimate], ...]:
    """By parameter, the rank correlation of its values with the advantage of private replies, the strongest first.

    The intervals hold for all of them at once.
    """
    means = advantage.mean(axis=1)
    found = [(axis.path, rank_correlation(x[:, k], means, among=len(drawn))) for k, axis in enumerate(drawn)]
    return tuple(sorted(found, key=lambda item: -abs(item[1].mean or 0.0)))
