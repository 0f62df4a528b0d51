"""Choosing without knowing the world: regret, good enough, and how firm either choice is.

Regret in a world is what a setting falls short of the best of the candidates *there* (Savage 1951). Over several
objectives each shortfall is told in its own unit, and for one figure as a part of the objective's reach: how far the
best is from the worst, on average over the worlds. The mean of these parts is the joint regret; it weighs objectives
alike. Good enough is a setting in a world where all bounds hold (Simon 1956). A run that failed is not good enough,
and its regret is that of the worst candidate in its world, for none is known.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.experiment.sensitivity.resampling import bootstrap_rows
from sim.experiment.spec.optimise_section import Constraint
from sim.experiment.statistics import Estimate, estimate

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

FIRMNESS = 1000
"""Resamples of the worlds in which a choice is made again."""
NINTH = 0.9


@dataclass(frozen=True)
class Regret:
    """Of one candidate on one objective, or jointly: over worlds its mean, its 90th percentile and its largest."""

    mean: Estimate
    ninth_decile: float | None
    worst: float | None


def shortfalls(gained: Floats) -> Floats:
    """Regret (worlds, candidates, objectives) from gains of that shape, higher being better; NaN where a run failed.

    A failed run has the regret of the worst candidate of its world; a world in which all failed says nothing (NaN).
    """
    some = np.isfinite(gained).any(axis=1, keepdims=True)
    best = np.where(some, np.max(np.where(np.isfinite(gained), gained, -np.inf), axis=1, keepdims=True), np.nan)
    worst = np.where(some, np.min(np.where(np.isfinite(gained), gained, np.inf), axis=1, keepdims=True), np.nan)
    return np.asarray(best - np.where(np.isfinite(gained), gained, worst))


def reach(short: Floats) -> Floats:
    """How far the best is from the worst of each objective, mean over worlds. Shape (objectives,)."""
    lengths = short.max(axis=1)
    return np.asarray(lengths[np.isfinite(lengths).all(axis=1)].mean(axis=0))


def joint(short: Floats) -> Floats:
    """Joint regret (worlds, candidates): the mean over objectives of shortfalls as parts of the reach."""
    widths = reach(short)
    return np.asarray((short / np.where(widths > 0.0, widths, 1.0)).mean(axis=2))


def regret(values: Floats) -> Regret:
    """Of one candidate, from its regret in each world; worlds that say nothing are left out and counted."""
    known = values[np.isfinite(values)]
    if len(known) == 0:
        return Regret(estimate(values), None, None)
    return Regret(estimate(values), float(np.quantile(known, NINTH)), float(known.max()))


def good_enough(values: Floats, bounds: Sequence[Constraint]) -> Flags:
    """Whether all bounds hold, from (…, bounds) values of their outcomes; a NaN holds nowhere."""
    holds = np.ones(values.shape[:-1], dtype=np.bool_)
    for k, bound in enumerate(bounds):
        column = values[..., k]
        with np.errstate(invalid="ignore"):
            inside = np.isfinite(column)
            inside &= True if bound.most is None else column <= bound.most
            inside &= True if bound.least is None else column >= bound.least
        holds &= inside
    return holds


def least_regret(jointly: Floats) -> int:
    """The candidate whose largest joint regret is smallest; of equals that with the smaller mean."""
    known = jointly[np.isfinite(jointly).all(axis=1)]
    return _first(list(zip(known.max(axis=0), known.mean(axis=0), strict=True)))


def most_often(good: Flags, jointly: Floats) -> int:
    """The candidate that is good enough in most worlds; of equals that with the smaller mean joint regret."""
    known = jointly[np.isfinite(jointly).all(axis=1)]
    return _first(list(zip(-good.mean(axis=0), known.mean(axis=0), strict=True)))


def firmness(good: Flags, jointly: Floats, seed: int) -> tuple[Floats, Floats]:
    """How often each candidate is chosen by regret, and by being good enough, when the worlds are drawn anew."""
    whole = np.isfinite(jointly).all(axis=1)
    good, jointly = good[whole], jointly[whole]
    rows = bootstrap_rows(len(jointly), seed, "choice", FIRMNESS)
    chosen = np.zeros((2, jointly.shape[1]))
    for row in rows:
        chosen[0, least_regret(jointly[row])] += 1.0
        chosen[1, most_often(good[row], jointly[row])] += 1.0
    return chosen[0] / FIRMNESS, chosen[1] / FIRMNESS


def _first(keys: Sequence[tuple[float, float]]) -> int:
    return min(range(len(keys)), key=lambda k: (round(keys[k][0], 12), round(keys[k][1], 12), k))
