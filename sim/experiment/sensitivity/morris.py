"""Morris's elementary effects: what moving one unknown does, from many starting places (Morris 1991, Campolongo 2007).

A trajectory moves each of D unknowns once, from a point that the moves before have left. An effect is the change of
the outcome over the part of the range that was moved, so that it speaks of the whole range.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.errors import InputError
from sim.experiment.payback import ends
from sim.experiment.sensitivity.completeness import Repair, whole_blocks
from sim.experiment.sensitivity.indices import Statistic, figures
from sim.experiment.sensitivity.luck import product
from sim.experiment.sensitivity.resampling import RESAMPLES
from sim.experiment.statistics import Estimate

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Effect:
    """What one unknown does, in the outcome's unit for its whole range.

    Attributes
    ----------
    size
        Mean of the effects without their sign (mu*).
    direction
        Mean of the effects (mu).
    spread
        Standard deviation of the effects (sigma): interactions, or a curve.
    luck_size
        The size that luck alone would have, with the replicates that there are; None with one replicate.
    """

    name: str
    size: Estimate
    direction: Estimate
    spread: float
    luck_size: float | None

    def row(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "parameter": self.name,
            "size": ends(self.size),
            "direction": ends(self.direction),
            "spread": self.spread,
            "luck_size": self.luck_size,
        }


@dataclass(frozen=True)
class Morris:
    """Effects on one outcome, the largest first."""

    effects: tuple[Effect, ...]
    replicates: int
    repair: Repair

    def row(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "method": "morris",
            "effects": [effect.row() for effect in self.effects],
            "replicates": self.replicates,
            "design": self.repair.row(),
        }


def morris(
    names: Sequence[str],
    places: Floats,
    values: Floats,
    *,
    what: str = "the outcome",
    seed: int = 0,
    strict: bool = False,
    times: int = RESAMPLES,
) -> Morris:
    """Effects with 95% intervals.

    Parameters
    ----------
    names
        The D unknowns.
    places
        Where the points are in the ranges, 0 to 1: (trajectories, D + 1, D).
    values
        (trajectories, D + 1, replicates), NaN where there is no value.
    what, strict
        As for `sobol`.

    Raises
    ------
    InputError
        The points are no trajectories, or the design has too many holes.
    """
    unknowns = len(names)
    if places.shape[1:] != (unknowns + 1, unknowns) or values.shape[:2] != places.shape[:2]:
        raise InputError(
            f"{values.shape[1]} points a trajectory are not a Morris design",
            where="the design",
            allowed=f"{unknowns + 1} for {unknowns} unknowns",
        )
    whole, repair = whole_blocks(values, "trajectory", what, strict=strict)
    effects = _effects(places[whole], values[whole])
    found = figures(_statistic, effects, seed, f"morris {what}", times=times)
    told = [
        Effect(
            name,
            found.estimate(k),
            found.estimate(unknowns + k),
            _root(float(found.values[2 * unknowns + k]), repair.used),
            _luck_size(effects[:, k]),
        )
        for k, name in enumerate(names)
    ]
    return Morris(tuple(sorted(told, key=lambda effect: -(effect.size.mean or 0.0))), values.shape[2], repair)


def _effects(places: Floats, values: Floats) -> Floats:
    """Elementary effects (trajectories, D, replicates) by unknown."""
    moves, changes = np.diff(places, axis=1), np.diff(values, axis=1)
    moved = np.abs(moves) > 1e-9
    if not ((moved.sum(axis=1) == 1).all() and (moved.sum(axis=2) == 1).all()):
        raise InputError("the points do not move one unknown after the other", where="the design", allowed="Morris's")
    step = moved.argmax(axis=1)  # (trajectories, D): the step in which an unknown is moved
    rows = np.arange(len(places))[:, None]
    over = moves[rows, step, np.arange(places.shape[2])]
    return np.asarray(changes[rows, step] / over[..., None])


def _statistic(effects: Floats) -> Statistic:
    """Sizes, directions, and squares of the spread."""
    middle = effects.mean(axis=-1)
    square = product(effects, effects)

    def figures_of(weights: Floats) -> Floats:
        direction = np.einsum("bt,tdk->bdk", weights, effects)
        spread = weights @ square - product(direction, direction)
        return np.concatenate([weights @ np.abs(middle), direction.mean(axis=-1), spread], axis=1)

    return figures_of


def _root(variance: float, blocks: int) -> float:
    return math.sqrt(max(variance, 0.0) * blocks / (blocks - 1))


def _luck_size(effects: Floats) -> float | None:
    """Mean size of a normal variable with the standard error that the replicates give each effect."""
    replicates = effects.shape[-1]
    if replicates < 2:
        return None
    errors = effects.std(axis=-1, ddof=1) / math.sqrt(replicates)
    return float(math.sqrt(2.0 / math.pi) * errors.mean())
