"""Small worlds that several tests share: made from the built-in scenarios, run once, and kept."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.model import Model
from sim.recorder import History, RunResult
from sim.scenario.loading import load_scenario

Array = NDArray[Any]
STEADY_NEEDS = ("market.season_swing=0", "market.growth=0", "market.shock_spread=0")
"""Everybody's trip rate is what the scenario says, on every day."""
NO_SHOCKS = ("collaborators.carriers.disruption_prob=0", "collaborators.authorities.shock_prob=0")
"""No carrier holds anything up, and no authority keeps customers away."""


def model(source: str = "baseline", *overrides: str, seed: int = 1, threads: int = 1) -> Model:
    """A model that has not lived a day yet; overrides are written as for ``--set``."""
    return Model(load_scenario(source, overrides=overrides), seed=seed, threads=threads)


def lived(source: str, days: int, *overrides: str, seed: int = 1, threads: int = 1) -> Model:
    """A model after so many days."""
    made = model(source, f"days={days}", *overrides, seed=seed, threads=threads)
    for _ in range(days):
        made.step()
    return made


@cache
def run(source: str, *overrides: str, seed: int = 1) -> RunResult:
    """A finished run; the same arguments give the same object, so it is not to be changed."""
    return model(source, *overrides, seed=seed).run()


def everybody(key: str, value: object) -> tuple[str, ...]:
    """The same override for each of the four retailers of the built-in scenarios."""
    return tuple(f"retailers.{name}.{key}={value}" for name in ("kopi", "pasar", "toko", "warung"))


def columns(made: Model) -> dict[str, Array]:
    """A copy of every column of the population."""
    population = made.world.population
    return {row["name"]: population.array(row["name"]).copy() for row in population.columns()}


def differing(first: History, second: History) -> dict[str, list[int]]:
    """The tables of two runs that are not equal, with the numbers of the columns that differ."""
    found = {}
    for name, values in vars(first).items():
        other = vars(second)[name]
        if values.shape != other.shape:
            found[name] = [-1]
        elif (values != other).any():
            found[name] = sorted({int(column) for column in np.nonzero(values != other)[-1]})
    return found
