"""Each mechanism of the source paper: off is really off, and switching it off does what its sources say.

What is looked at stands in ``sim/experiment/mechanisms.toml``: the settings that switch a mechanism off, those that
then change nothing at all (`inert`), the direction to expect (`expect`), and what makes it strong enough to be
seen in small worlds (`stress`).
"""

from __future__ import annotations

import math
from functools import cache

import numpy as np
import pytest

from sim.experiment.mechanisms import Mechanism, day_mean, mechanisms
from sim.metrics import OUTCOMES
from sim.model import Model
from sim.recorder import RunResult
from sim.scenario.loading import load_scenario
from sim.scenario.schema import Scenario

SMALL = ("consumers.count=400", "days=120", "finance.retention_window_days=30")
SEEDS = (1, 2, 3, 4, 5, 6)

TABLE = mechanisms()
SWITCHED = [m for m in TABLE.values() if m.off or m.without or m.switches(load_scenario(m.world, m.set))]


_LIVED: dict[tuple[str, int], RunResult] = {}


def lived(world: Scenario, seed: int) -> RunResult:
    """One run of a world; worlds that say the same but for their labels are lived once."""
    key = world.model_dump_json(exclude={"name", "title", "description"}), seed
    if key not in _LIVED:
        _LIVED[key] = Model(world, seed=seed).run()
    return _LIVED[key]


@cache
def worlds(m: Mechanism, *more: str) -> tuple[Scenario, Scenario]:
    """The small, stressed world with the mechanism, and without it."""
    settings = (*m.set, *SMALL, *each_name(m.stress, m.world), *each_name(more, m.world))
    on = load_scenario(m.world, settings)
    if m.without is not None:
        return on, load_scenario(m.without, settings)
    return on, load_scenario(m.world, (*settings, *m.switches(on)))


@cache
def each_name(settings: tuple[str, ...], world: str) -> tuple[str, ...]:
    """Settings with every name of the world in place of ``*``."""
    return Mechanism("", "", off=settings).switches(load_scenario(world)) if settings else ()


def value(result: RunResult, output: str) -> float:
    return result.outcomes[output] if output in OUTCOMES else day_mean(result, output)


def outcomes(result: RunResult) -> dict[str, float | None]:
    """Every outcome of every retailer, undefined ones as None, which equals itself."""
    return {
        f"{retailer}.{name}": number if math.isfinite(number) else None
        for retailer, found in result.by_retailer.items()
        for name, number in found.items()
    }


@pytest.mark.parametrize("m", [m for m in SWITCHED if m.inert], ids=lambda m: m.id)
def test_once_off_what_belonged_to_it_changes_nothing_at_all(m):
    _, off = worlds(m)
    for setting in m.inert:
        _, changed = worlds(m, setting)
        assert outcomes(lived(changed, 1)) == outcomes(lived(off, 1)), setting


@pytest.mark.parametrize("m", [m for m in SWITCHED if m.inert], ids=lambda m: m.id)
def test_while_on_what_belongs_to_it_changes_something(m):
    on, _ = worlds(m)
    for setting in m.inert:
        changed, _ = worlds(m, setting)
        assert outcomes(lived(changed, 1)) != outcomes(lived(on, 1)), setting


@pytest.mark.parametrize("m", [m for m in SWITCHED if m.expect != "either"], ids=lambda m: m.id)
def test_switching_it_off_moves_its_output_as_its_sources_say(m):
    assert m.because, f"{m.id} expects '{m.expect}' and does not say why"
    on, off = worlds(m)
    moved = np.array([value(lived(off, seed), m.output) - value(lived(on, seed), m.output) for seed in SEEDS])
    moved = moved if m.expect == "higher" else -moved
    # a mean more than two standard errors to the expected side of nothing
    assert moved.mean() > 2.0 * moved.std(ddof=1) / math.sqrt(len(moved)), moved
