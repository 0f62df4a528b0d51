"""The front in fresh worlds: what it really brings, against the present policy, and what the search promised too much.

The best of many noisy means is partly the luckiest: the worlds in which a setting was found flatter it (the winner's
curse). In worlds that the search has not seen its mean is honest, and so is the paired difference from the present.
The present policy was run in the worlds of the search as well, so that what is compared is promised *difference* with
fresh difference: that some worlds are kinder than others to everybody is no flattery.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from sim.experiment.optimise.candidates import Candidate
from sim.experiment.optimise.pareto import front, gains
from sim.experiment.optimise.regret import good_enough
from sim.experiment.payback import ends
from sim.experiment.spec.optimise_section import OptimiseSection
from sim.experiment.statistics import CONFIDENCE, Estimate, PairedDifference, estimate, paired_difference

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Anew:
    """A candidate in fresh worlds.

    Attributes
    ----------
    promised
        By outcome, the mean in the worlds of the search.
    promised_gain
        By objective, the difference from the present policy there; empty for the present itself.
    fresh
        By outcome, the mean in fresh worlds.
    gain
        By objective, the candidate less the present policy in the same worlds; empty for the present itself.
    failed
        Fresh worlds in which the run failed.
    within
        Whether the budget holds for the fresh means.
    on_front
        Whether the budget holds and no other candidate betters it by fresh means; equals are judged alike.
    """

    candidate: Candidate
    promised: Mapping[str, float]
    promised_gain: Mapping[str, float]
    fresh: Mapping[str, Estimate]
    gain: Mapping[str, PairedDifference]
    failed: int
    within: bool
    on_front: bool

    def row(self) -> dict[str, Any]:
        """For JSON."""
        return self.candidate.row() | {
            "promised": _plain(self.promised),
            "promised_against_present": _plain(self.promised_gain),
            "fresh": {name: ends(value) for name, value in self.fresh.items()},
            "against_present": {
                name: {"difference": gap.difference, "low": gap.low, "high": gap.high, "better_in": gap.prob_b_beats_a}
                for name, gap in self.gain.items()
            },
            "failed": self.failed,
            "within_budget": self.within,
            "on_front": self.on_front,
        }


@dataclass(frozen=True)
class Curse:
    """By how much more the front promised, against the present, than it gave in fresh worlds.

    The worlds are the sample, those of the search and the fresh ones (Welch's interval). The settings are none: they
    share their worlds, and the present policy that they are held against.
    """

    outcome: str
    flattered: Estimate

    def row(self) -> dict[str, Any]:
        """For JSON."""
        return {"outcome": self.outcome} | ends(self.flattered, "flattered_by")


def anew(
    candidates: Sequence[Candidate], promised: Sequence[Mapping[str, float]], values: Floats, section: OptimiseSection
) -> tuple[Anew, ...]:
    """Each candidate in fresh worlds.

    Parameters
    ----------
    candidates
        The first is the present policy.
    promised
        Of each, its means in the search.
    values
        (worlds, candidates, outcomes) of `section.asked`, NaN where a run failed.
    """
    names, aims = section.asked, section.objectives
    means = np.array([[_mean(values[:, c, k]) for k in range(len(names))] for c in range(len(candidates))])
    failed = np.isnan(values).any(axis=2).sum(axis=0)
    budget = np.array([[row[names.index(bound.outcome)] for bound in section.budget] for row in means])
    within = good_enough(budget.reshape(len(candidates), -1), section.budget) & (failed == 0)
    gained = gains(means[:, : len(aims)], aims)
    best = gained[front(np.where(within[:, None], gained, np.nan))]
    return tuple(
        Anew(
            candidate=candidate,
            promised=promised[c],
            promised_gain={a.outcome: promised[c][a.outcome] - promised[0][a.outcome] for a in aims if c > 0},
            fresh={name: estimate(values[:, c, k]) for k, name in enumerate(names)},
            gain={
                aim.outcome: paired_difference(
                    values[:, 0, k], values[:, c, k], "higher" if aim.direction == "higher" else "lower"
                )
                for k, aim in enumerate(aims)
                if c > 0
            },
            failed=int(failed[c]),
            within=bool(within[c]),
            on_front=bool(within[c] and (best == gained[c]).all(axis=1).any()),
        )
        for c, candidate in enumerate(candidates)
    )


def curses(
    candidates: Sequence[Candidate], searched: Floats, values: Floats, section: OptimiseSection
) -> tuple[Curse, ...]:
    """The flattery of each objective: above zero where the search promised too much, whichever way is better.

    Parameters
    ----------
    candidates
        The first is the present policy.
    searched, values
        (worlds, candidates, outcomes) in the worlds of the search and in fresh ones.
    """
    ours = [c for c, candidate in enumerate(candidates) if not candidate.is_present]
    if not ours:  # no setting kept the budget
        return ()
    told = []
    for k, aim in enumerate(section.objectives):
        sign = 1.0 if aim.direction == "higher" else -1.0
        before, after = (sign * (each[:, ours, k] - each[:, :1, k]).mean(axis=1) for each in (searched, values))
        told.append(Curse(aim.outcome, welch(before, after)))
    return tuple(told)


def welch(of_a: Floats, of_b: Floats) -> Estimate:
    """Mean of a less mean of b, two independent samples with variances of their own (Welch 1947)."""
    a, b = of_a[np.isfinite(of_a)], of_b[np.isfinite(of_b)]
    n = len(a) + len(b)
    if not len(a) or not len(b):
        return Estimate(None, None, None, 0)
    gap = float(a.mean() - b.mean())
    if len(a) < 2 or len(b) < 2:
        return Estimate(gap, None, None, n)
    parts = [float(x.var(ddof=1)) / len(x) for x in (a, b)]
    both = sum(parts)
    if both == 0.0:
        return Estimate(gap, gap, gap, n)
    degrees = both**2 / sum(part**2 / (len(x) - 1) for part, x in zip(parts, (a, b), strict=True))
    half = float(stdtrit(degrees, 0.5 + CONFIDENCE / 2)) * math.sqrt(both)
    return Estimate(gap, gap - half, gap + half, n)


def _plain(values: Mapping[str, float]) -> dict[str, float | None]:
    return {name: None if np.isnan(value) else value for name, value in values.items()}


def _mean(values: Floats) -> float:
    known = values[np.isfinite(values)]
    return float(known.mean()) if len(known) else float("nan")
