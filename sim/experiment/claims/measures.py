"""What a claim may look at in a run beside its outcomes: what needs the days, or what consumers have in mind."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.experiment.numerals import Language
from sim.experiment.payback import AS_PAID, Floats, discounted_gain, earnings
from sim.experiment.texts import outcome_title, say
from sim.kernels.codes import EVER, LEFT
from sim.metrics import OUTCOMES

if TYPE_CHECKING:
    from sim.model import Model
    from sim.recorder import RunResult

QUARTER, YEAR = 90, 365


@dataclass(frozen=True)
class Measure:
    """One figure of a run; `read` takes the model on the evening of its last day, and the tables."""

    name: str
    unit: str
    decimals: int
    read: Callable[[Model, RunResult], float]


def earned(result: RunResult) -> dict[str, Floats]:
    """What the focal retailer has earned by each evening, by the way that IT is counted (days,)."""
    days = result.retailers
    return earnings(days[days["retailer"] == result.scenario.focal])


def discounted(result: RunResult, days: int) -> float:
    """Profit of the first days, IT as paid, discounted to the first one; undefined in a run that is shorter."""
    by_day = earned(result)[AS_PAID]
    if len(by_day) < days:
        return np.nan
    return float(discounted_gain(np.zeros(days), by_day[:days], result.scenario.finance.discount_rate)[-1])


def expectation_error(model: Model, result: RunResult) -> float:
    """Root mean square, over customers who stay, of what they expect less what is delivered on average."""
    world = model.world
    r = world.focal
    past = world.population.history[r]
    stays = (past & EVER != 0) & (past & LEFT == 0)
    if not stays.any():
        return np.nan
    wrong = world.population.expectation[r, stays].astype(np.float64) - float(world.market.truth[r])
    return float(np.sqrt(np.mean(wrong**2)))


def contact_cost_trend(model: Model, result: RunResult) -> float:
    """Cost over answered contacts in the last quarter of the run less that in the first; undefined without contacts.

    The cost is that of `cost_per_contact`: time at contacts at the wage, costs of contacts, running of the IT.
    """
    quarter = max(1, result.scenario.days // 4)
    cost, contacts = contact_costs(result)
    ends = [slice(quarter), slice(-quarter, None)]
    if any(contacts[end].sum() == 0 for end in ends):
        return np.nan
    early, late = (float(cost[end].sum() / contacts[end].sum()) for end in ends)
    return late - early


def contact_costs(result: RunResult) -> tuple[Floats, Floats]:
    """What the focal retailer's contacts cost and how many were answered, by day (days,)."""
    focal = result.scenario.focal
    cost = result.retailers[result.retailers["retailer"] == focal]["contact_costs"]
    answered = result.contacts[result.contacts["retailer"] == focal].groupby("day")["answered"].sum()
    return cost.to_numpy(dtype=np.float64), answered.to_numpy(dtype=np.float64)


MEASURES: Mapping[str, Measure] = {
    m.name: m
    for m in (
        Measure("discounted_profit", "IDR", 0, lambda model, result: discounted(result, result.scenario.days)),
        Measure("discounted_profit_quarter", "IDR", 0, lambda model, result: discounted(result, QUARTER)),
        Measure("discounted_profit_year", "IDR", 0, lambda model, result: discounted(result, YEAR)),
        Measure("expectation_error", "quality points", 4, expectation_error),
        Measure("contact_cost_trend", "IDR/contact", 0, contact_cost_trend),
    )
}
"""By name."""


def is_measure(name: str) -> bool:
    """Whether there is an outcome or a measure of that name."""
    return name in MEASURES or name in OUTCOMES


def read(name: str, model: Model, result: RunResult) -> float:
    """An outcome or a measure of a run; NaN where it is undefined."""
    return MEASURES[name].read(model, result) if name in MEASURES else result.outcomes[name]


def unit_of(name: str) -> str:
    """What it is counted in."""
    return MEASURES[name].unit if name in MEASURES else OUTCOMES[name].unit


def decimals_of(name: str) -> int:
    """Decimals that a value is shown with at least."""
    return MEASURES[name].decimals if name in MEASURES else OUTCOMES[name].decimals


def title_of(name: str, language: Language = "en") -> str:
    """Its name."""
    return say(f"measure_{name}", language) if name in MEASURES else outcome_title(OUTCOMES[name], language)
