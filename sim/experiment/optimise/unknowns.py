"""Worlds drawn from what nobody knows, as values of the unknown factors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.errors import ScenarioError
from sim.experiment.drawing import latin_hypercube
from sim.experiment.spec.experiment import Experiment
from sim.experiment.spec.factors import Factor
from sim.experiment.spec.varying import drawn
from sim.experiment.sweep.plan import Point
from sim.scenario.loading import load_scenario
from sim.scenario.schema import Scenario

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Worlds:
    """Drawn worlds, and how many draws no world allows."""

    factors: tuple[Factor, ...]
    values: tuple[Mapping[str, Any], ...]
    refused: int

    def table(self) -> Floats:
        """The values of the factors that have an order and a distance, (worlds, factors); see `ordered`."""
        paths = [factor.path for factor in ordered(self.factors)]
        return np.array([[float(world[path]) for path in paths] for world in self.values]).reshape(-1, len(paths))


def ordered(factors: Sequence[Factor]) -> tuple[Factor, ...]:
    """The factors that a box can bind."""
    return tuple(factor for factor in factors if factor.numeric)


def unknowns_of(experiment: Experiment) -> tuple[Factor, ...]:
    """What nobody knows: the unknowns of the experiment, or where it names none all that are marked so."""
    if experiment.unknowns:
        return experiment.unknowns
    own = {lever.path for lever in experiment.levers} | {text.partition("=")[0] for text in experiment.fixed}
    return tuple(drawn(list(experiment.scenarios.values()), None, own))


def draw(factors: Sequence[Factor], scenarios: Mapping[str, Scenario], worlds: int, seed: int, what: str) -> Worlds:
    """As many points of a Latin hypercube, less those whose values make no world of these scenarios."""
    places = latin_hypercube([factor.path for factor in factors], worlds, seed, what)
    columns = [factor.values(places[:, k]) for k, factor in enumerate(factors)]
    found = []
    for k in range(worlds):
        world = {factor.path: column[k] for factor, column in zip(factors, columns, strict=True)}
        if _allowed(world, scenarios):
            found.append(world)
    return Worlds(tuple(factors), tuple(found), worlds - len(found))


def _allowed(world: Mapping[str, Any], scenarios: Mapping[str, Scenario]) -> bool:
    settings = Point(0, world).settings()
    try:
        for scenario in scenarios.values():
            load_scenario(scenario, settings)
    except ScenarioError:  # values that do not go together, each of which is allowed
        return False
    return True
