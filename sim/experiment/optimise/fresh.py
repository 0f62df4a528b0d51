"""The front in fresh worlds: what it really brings, against the present policy, and what the search promised too much.

The best of many noisy means is partly the luckiest: the worlds in which a setting was found flatter it (the winner's
curse). In worlds that the search has not seen its mean is honest, and so is the paired difference from the present.
The present policy was run in the worlds of the search as well, so that what is compared is promised *difference* with
fresh difference: that some worlds are kinder than others to everybody is no flattery.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.experiment.optimise.candidates import Candidate
from sim.experiment.optimise.pareto import front, gains
from sim.experiment.optimise.regret import good_enough
from sim.experiment.payback import ends
from sim.experiment.spec.optimise_section import OptimiseSection
from sim.experiment.statistics import Estimate, PairedDifference, estimate, paired_difference

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
        Whether no other candidate betters it in all objectives by fresh means.
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
    """By how much more the search promised, against the present, than fresh worlds gave: mean over its front."""

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
    best = front(np.where(within[:, None], gained, np.nan))
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
            on_front=c in best,
        )
        for c, candidate in enumerate(candidates)
    )


def curses(found: Sequence[Anew], section: OptimiseSection) -> tuple[Curse, ...]:
    """The flattery of each objective: above zero where the search promised too much, whichever way is better."""
    told = []
    for aim in section.objectives:
        sign = 1.0 if aim.direction == "higher" else -1.0
        over = [
            sign * (each.promised_gain[aim.outcome] - gap)
            for each in found
            if not each.candidate.is_present and (gap := each.gain[aim.outcome].difference) is not None
        ]
        told.append(Curse(aim.outcome, estimate(over)))
    return tuple(told)


def _plain(values: Mapping[str, float]) -> dict[str, float | None]:
    return {name: None if np.isnan(value) else value for name, value in values.items()}


def _mean(values: Floats) -> float:
    known = values[np.isfinite(values)]
    return float(known.mean()) if len(known) else float("nan")
