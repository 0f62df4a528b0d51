"""A response along the axes of a sweep: by level where the axis has few, else by slices of equal numbers of places."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.experiment.statistics import Estimate, PairedDifference, estimate, paired_difference
from sim.experiment.sweep.alternatives import Compared, by_replicate
from sim.outcome import Outcome

LEVELS = 9
"""An axis with more values than this is cut into slices."""
SLICES = 6


@dataclass(frozen=True)
class Step:
    """A level or slice of an axis: the values that it takes in, and where it is drawn."""

    low: float
    high: float
    middle: float


def steps(compared: Compared, axis: str) -> tuple[Step, ...]:
    """The levels or slices of an axis, in order."""
    values = np.sort(compared.runs[axis].to_numpy(dtype=np.float64))
    levels = np.unique(values)
    if len(levels) <= LEVELS:
        return tuple(Step(float(x), float(x), float(x)) for x in levels)
    parts = np.array_split(levels, SLICES)
    return tuple(Step(float(part[0]), float(part[-1]), float(np.median(part))) for part in parts)


def along(compared: Compared, axis: str, alternative: str, outcome: str) -> list[Estimate]:
    """The mean of an outcome at each step of an axis, over all places on the other axes."""
    worlds = compared.worlds(alternative, outcome)
    at = worlds.index.get_level_values(axis)
    return [estimate(by_replicate(worlds[(at >= step.low) & (at <= step.high)])) for step in steps(compared, axis)]


def difference_in(compared: Compared, alternative: str, outcome: Outcome, within: dict[str, Step]) -> PairedDifference:
    """An alternative against the reference in the worlds of these steps of these axes."""
    a, b = compared.both(alternative, outcome.name)
    for axis, step in within.items():
        at = a.index.get_level_values(axis)
        inside = (at >= step.low) & (at <= step.high)
        a, b = a[inside], b[inside]
    return paired_difference(by_replicate(a), by_replicate(b), outcome.better)


def mean_in(compared: Compared, alternative: str, outcome: str, within: dict[str, Step]) -> Estimate:
    """The mean of an outcome in the worlds of these steps of these axes."""
    worlds = compared.worlds(alternative, outcome)
    for axis, step in within.items():
        at = worlds.index.get_level_values(axis)
        worlds = worlds[(at >= step.low) & (at <= step.high)]
    return estimate(by_replicate(worlds))


def difference_along(
    compared: Compared, axis: str, alternative: str, outcome: Outcome, low: Step, high: Step
) -> PairedDifference:
    """One step of an axis less another in the same alternative, replicate by replicate; undefined for one replicate."""
    worlds = compared.worlds(alternative, outcome.name).dropna()
    at = worlds.index.get_level_values(axis)
    ends = [worlds[(at >= step.low) & (at <= step.high)] for step in (low, high)]
    replicates = [set(end.index.get_level_values("replicate")) for end in ends]
    if min(map(len, replicates)) < 2 or replicates[0] != replicates[1]:
        return paired_difference([], [], outcome.better)
    a, b = (by_replicate(end) for end in ends)
    return paired_difference(a, b, outcome.better) if len(a) == len(b) else paired_difference([], [], outcome.better)
