"""Worlds drawn from what nobody knows: points of the unknown parameters within the ranges that are worth sweeping.

The points form a Latin hypercube (McKay, Beckman and Conover 1979): each parameter's range is cut into as many slices
as there are points, and each slice holds one. Every parameter is drawn by a key of its own, so that one more parameter
moves no other's values.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.experiment.assumptions import flat
from sim.scenario.registry import Parameter, parameters, wildcard
from sim.scenario.schema import Scenario

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Axis:
    """A parameter at one place of a world, and the range in which it is drawn, both ends among it."""

    path: str
    parameter: Parameter
    low: float
    high: float

    @property
    def whole(self) -> bool:
        """Whether its values are whole numbers."""
        return self.parameter.kind == "whole number"

    def values(self, uniform: Floats) -> Floats:
        """The values at places from 0 up to 1 of its range."""
        if self.whole:
            return self.low + np.floor(uniform * (self.high - self.low + 1.0))
        return self.low + uniform * (self.high - self.low)

    def setting(self, value: float) -> str:
        """The text that sets it, as for ``--set``."""
        return f"{self.path}={int(value) if self.whole else float(value)!r}"

    def within(self, low: float, high: float) -> Axis:
        """The same with a narrower range."""
        return replace(self, low=max(low, self.low), high=min(high, self.high))


def axes(worlds: Sequence[Scenario], wanted: Callable[[Parameter, str], bool] | None = None) -> tuple[Axis, ...]:
    """The places of these worlds at which a parameter is to be drawn, in the order of the schema.

    Each name (retailer, supplier, platform) has its own. Left out are the places at which the worlds differ, for these
    are what is compared, and those at which a parameter switches its mechanism off, for what is off stays off.

    Parameters
    ----------
    wanted
        Says of a parameter with a range, and its place, whether to draw it; by default those marked as unknown.
    """
    known = {p.path: p for p in parameters() if p.sweep is not None}
    tables = [dict(flat(world.model_dump())) for world in worlds]
    found = []
    for path, value in tables[0].items():
        parameter = known.get(wildcard(path.split(".")))
        if parameter is None or parameter.sweep is None:
            continue
        if not (parameter.mark == "unknown" if wanted is None else wanted(parameter, path)):
            continue
        if any(path not in table or table[path] != value for table in tables) or value == parameter.off:
            continue
        found.append(Axis(path, parameter, *parameter.sweep))
    return tuple(found)


def hypercube(drawn: Sequence[Axis], points: int, seed: int, what: str) -> Floats:
    """Values (points, axes); `what` the points are for keeps two designs of one seed apart."""
    places = latin_hypercube([axis.path for axis in drawn], points, seed, what)
    values = np.empty((points, len(drawn)))
    for k, axis in enumerate(drawn):
        values[:, k] = axis.values(places[:, k])
    return values


def latin_hypercube(paths: Sequence[str], points: int, seed: int, what: str) -> Floats:
    """Places (points, paths) from 0 up to 1, each column keyed by its path."""
    from scipy.stats.qmc import LatinHypercube  # slow to import, and seldom needed

    places = np.empty((points, len(paths)))
    for k, path in enumerate(paths):
        key = int.from_bytes(hashlib.sha256(f"{seed} {what} {path}".encode()).digest()[:8])
        places[:, k] = LatinHypercube(1, rng=key).random(points)[:, 0]
    return places


def settings(drawn: Sequence[Axis], row: Sequence[float] | Floats) -> tuple[str, ...]:
    """What sets one point in a world."""
    return tuple(axis.setting(value) for axis, value in zip(drawn, row, strict=True))


def ranges(drawn: Sequence[Axis]) -> list[Mapping[str, Any]]:
    """The axes as plain values, for JSON."""
    return [
        {"parameter": axis.path, "low": axis.low, "high": axis.high, "unit": axis.parameter.unit, "whole": axis.whole}
        for axis in drawn
    ]
