"""How units sold answer to each of the four Ps of a retailer: paired perturbations of one lever at a time (Z7).

The same worlds are lived with a lever a little higher and a little lower. In each world the elasticity is the
logarithm of the ratio of units sold over that of the ratio of the lever: per cent of units for one per cent.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.errors import InputError
from sim.experiment.compare import MAX_PAIRS
from sim.experiment.jobs import Progress, perform_all
from sim.experiment.plan import MAX_SEED, make_jobs, whole_number
from sim.experiment.records import Failure, column
from sim.experiment.statistics import Estimate, estimate
from sim.scenario.loading import Source, load_scenario
from sim.scenario.overriding import settings_of
from sim.scenario.schema import Scenario

OUTPUT = "units_sold"


@dataclass(frozen=True)
class Lever:
    """What stands for one of the four Ps.

    Attributes
    ----------
    name, meaning
        The P, and what of it is moved.
    key
        Of the focal retailer, in a scenario.
    amount
        How much of the lever there is when the key has a value.
    value
        The value of the key that makes so much of the lever, as near as it can be.
    """

    name: str
    meaning: str
    key: str
    amount: Callable[[float], float]
    value: Callable[[float], float | int]


LEVERS = (
    Lever(
        "product",
        "share of purchases in which the service does not fail",
        "service_failure_prob",
        lambda failing: 1.0 - failing,
        lambda sound: max(1.0 - sound, 0.0),
    ),
    Lever("price", "usual shelf price", "price", float, lambda price: max(round(price), 1)),
    Lever("promotion", "promotion posts a day", "posts.promotion_rate", float, lambda rate: min(rate, 50.0)),
    Lever(
        "place",
        "odds of being chosen for convenience (e to the power of place)",
        "place",
        math.exp,
        lambda odds: min(max(math.log(odds), -5.0), 5.0),
    ),
)


@dataclass(frozen=True)
class Elasticity:
    """Of units sold with respect to one lever, over worlds; `why` says why there is none."""

    lever: Lever
    value: Estimate | None
    why: str = ""

    def row(self) -> dict[str, Any]:
        """Flat, for JSON; None where there is no number."""
        v = self.value
        return {
            "lever": self.lever.name,
            "meaning": self.lever.meaning,
            "elasticity": None if v is None else v.mean,
            "low": None if v is None else v.low,
            "high": None if v is None else v.high,
            "worlds": 0 if v is None else v.n,
            "why": self.why,
        }


@dataclass(frozen=True)
class Elasticities:
    """The four of them, and how the runs went."""

    scenario: Scenario
    step: float
    levers: tuple[Elasticity, ...]
    runs: int
    planned: int
    failures: tuple[Failure, ...]
    interrupted: bool

    def to_json(self) -> dict[str, Any]:
        """A document for `json.dumps`."""
        return {
            "scenario": self.scenario.name,
            "retailer": self.scenario.focal,
            "outcome": OUTPUT,
            "step": self.step,
            "levers": [each.row() for each in self.levers],
            "interrupted": self.interrupted,
        }


def measure_elasticities(
    source: Source = "baseline",
    *,
    step: float = 0.05,
    pairs: int = 10,
    seed: int | None = None,
    overrides: Iterable[str] = (),
    on: Source | None = None,
    workers: int | None = None,
    threads: int = 1,
    progress: Progress | None = None,
) -> Elasticities:
    """Move each lever of the focal retailer up and down by `step` (0.05 for 5%) in paired worlds.

    Parameters
    ----------
    source, pairs, seed, overrides, on, workers, threads, progress
        As for `sim.compare`.

    Raises
    ------
    InputError
        A setting or an argument is wrong.
    """
    pairs = whole_number(pairs, "pairs", 1, MAX_PAIRS)
    if not 0.0 < step <= 0.5:
        raise InputError(f"{step!r} will not do", where="step", allowed="a number above 0, at most 0.5")
    scenario = load_scenario(source, settings_of(overrides), on)
    base_seed = scenario.seed if seed is None else whole_number(seed, "seed", 0, MAX_SEED)
    worlds: dict[str, Scenario] = {}
    moved: dict[str, float] = {}
    for lever in LEVERS:
        path = f"retailers.{scenario.focal}.{lever.key}"
        now = lever.amount(_held(scenario, path))
        values = [lever.value(now * ratio) for ratio in (1.0 - step, 1.0 + step)] if now > 0.0 else []
        if len(set(values)) == 2:
            low, high = (lever.amount(value) for value in values)
            moved[lever.name] = math.log(high / low)
            for side, value in zip("-+", values, strict=True):
                worlds[f"{lever.name} {side}"] = load_scenario(scenario, (f"{path}={value!r}",))
    jobs = make_jobs(worlds, pairs, base_seed, threads=threads)
    batch = perform_all(jobs, workers=workers, progress=progress)

    def of(lever: Lever) -> Elasticity:
        if lever.name not in moved:
            return Elasticity(lever, None, "there is nothing to move")
        low, high = (column(batch.runs, f"{lever.name} {side}", OUTPUT, pairs) for side in "-+")
        with np.errstate(divide="ignore", invalid="ignore"):
            each = np.where((low > 0) & (high > 0), np.log(high / low), np.nan) / moved[lever.name]
        return Elasticity(lever, estimate(each))

    return Elasticities(
        scenario, step, tuple(of(lever) for lever in LEVERS), len(batch.runs), len(jobs), batch.failures,
        batch.interrupted,
    )  # fmt: skip


def _held(scenario: Scenario, path: str) -> float:
    """What a scenario holds at a dotted path."""
    held: Any = scenario
    for key in path.split("."):
        held = held[key] if isinstance(held, Mapping) else getattr(held, key)
    return float(held)
