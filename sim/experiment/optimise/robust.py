"""Candidates in worlds that nobody knows: how much each may be regretted, how often it is good enough, the choice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.experiment.optimise.candidates import Candidate
from sim.experiment.optimise.pareto import gains
from sim.experiment.optimise.regret import (
    Regret,
    firmness,
    good_enough,
    joint,
    least_regret,
    most_often,
    regret,
    shortfalls,
)
from sim.experiment.payback import ends
from sim.experiment.spec.optimise_section import Constraint, OptimiseSection
from sim.experiment.statistics import Estimate, share

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

KEPT = 0.9
"""Share of worlds in which the present policy keeps what is good enough, of each objective by itself."""


@dataclass(frozen=True)
class Standing:
    """A candidate over the drawn worlds.

    Attributes
    ----------
    regrets, jointly
        By objective in its unit, and jointly as a part of the objectives' reach.
    good
        Share of worlds in which it is good enough.
    failed
        Worlds in which its run failed.
    firm_by_regret, firm_by_good
        How often it is the choice by regret, and by being good enough, when the worlds are drawn anew.
    """

    candidate: Candidate
    regrets: Mapping[str, Regret]
    jointly: Regret
    good: Estimate
    failed: int
    firm_by_regret: float
    firm_by_good: float

    def row(self) -> dict[str, Any]:
        """For JSON."""
        return self.candidate.row() | {
            "regret": {name: _row(value) for name, value in self.regrets.items()},
            "joint_regret": _row(self.jointly),
            "good_enough": ends(self.good, "share"),
            "failed": self.failed,
            "chosen_by_regret_in": self.firm_by_regret,
            "chosen_by_good_enough_in": self.firm_by_good,
        }


@dataclass(frozen=True)
class Robust:
    """What the drawn worlds say.

    Attributes
    ----------
    worlds, refused
        Worlds in which all that was asked was run, and draws that no world allows.
    bounds
        What is good enough, and whether it was taken from the present policy.
    by_regret, by_good
        The candidate whose largest joint regret is smallest, and the one that is good enough most often.
    """

    worlds: int
    refused: int
    bounds: tuple[Constraint, ...]
    own_bounds: bool
    standings: tuple[Standing, ...]
    by_regret: Candidate
    by_good: Candidate

    @property
    def agree(self) -> bool:
        """Whether both ways of choosing come to the same."""
        return self.by_regret == self.by_good

    def row(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "worlds": self.worlds,
            "worlds_refused": self.refused,
            "good_enough_is": [bound.model_dump(exclude_none=True) for bound in self.bounds],
            "good_enough_from": "the experiment"
            if self.own_bounds
            else "what the present policy keeps in nine of ten worlds",
            "standings": [standing.row() for standing in self.standings],
            "choice_by_regret": self.by_regret.name,
            "choice_by_good_enough": self.by_good.name,
            "choices_agree": self.agree,
        }


def robust(
    candidates: Sequence[Candidate], values: Floats, section: OptimiseSection, refused: int, seed: int
) -> Robust | None:
    """The candidates against each other; None where no world has a value of any.

    Parameters
    ----------
    candidates
        The first is the present policy.
    values
        (worlds, candidates, outcomes) of `section.asked`, NaN where a run failed.
    """
    names, aims = section.asked, section.objectives
    ran: Flags = np.asarray(np.isfinite(values[:, :, : len(aims)]).all(axis=2))
    lived = ran.any(axis=1)
    values = values[lived]
    if not len(values):
        return None
    bounds = section.satisfice or present_floors(values[:, 0], section)
    gained = gains(values[:, :, : len(aims)], aims)
    gained = np.where(np.isfinite(gained).all(axis=2, keepdims=True), gained, np.nan)
    short = shortfalls(gained)
    jointly, good = joint(short), enough(values, bounds, names)
    firm_by_regret, firm_by_good = firmness(good, jointly, seed)
    return Robust(
        worlds=len(values),
        refused=refused,
        bounds=tuple(bounds),
        own_bounds=bool(section.satisfice),
        standings=tuple(
            Standing(
                candidate=candidate,
                regrets={aim.outcome: regret(short[:, c, k]) for k, aim in enumerate(aims)},
                jointly=regret(jointly[:, c]),
                good=share(good[:, c]),
                failed=int(np.isnan(gained[:, c]).any(axis=1).sum()),
                firm_by_regret=float(firm_by_regret[c]),
                firm_by_good=float(firm_by_good[c]),
            )
            for c, candidate in enumerate(candidates)
        ),
        by_regret=candidates[least_regret(jointly)],
        by_good=candidates[most_often(good, jointly)],
    )


def present_floors(values: Floats, section: OptimiseSection) -> tuple[Constraint, ...]:
    """Bounds that the present policy keeps in nine of ten worlds, objective by objective, from (worlds, outcomes).

    For an objective that has a budget, that is the bound.
    """
    found = list(section.budget)
    given = {bound.outcome for bound in section.budget}
    for k, aim in enumerate(section.objectives):
        known = values[np.isfinite(values[:, k]), k]
        if len(known) == 0 or aim.outcome in given:
            continue
        if aim.direction == "higher":
            bound = {"least": float(np.quantile(known, 1.0 - KEPT))}
        else:
            bound = {"most": float(np.quantile(known, KEPT))}
        found.append(Constraint(outcome=aim.outcome, **bound))
    return tuple(found)


def enough(values: Floats, bounds: Sequence[Constraint], names: Sequence[str]) -> Flags:
    """Where all bounds hold, from (…, outcomes); nowhere that a run failed."""
    held = values[..., [names.index(bound.outcome) for bound in bounds]]
    ran = np.isfinite(values).any(axis=-1)
    return np.asarray(good_enough(held, bounds) & ran)


def _row(value: Regret) -> dict[str, Any]:
    return ends(value.mean) | {"percentile_90": value.ninth_decile, "worst": value.worst}
