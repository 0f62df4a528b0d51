"""A run by day, in the few series that the page draws: of the world that is shown, and of all others as a band."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.experiment.daily import spread_by_day
from sim.experiment.jobs import recorded
from sim.experiment.records import Job, Run
from sim.kernels import close, desk, judge
from sim.kernels.books import TOTAL_ASSETS
from sim.kernels.counts import INBOX, PUBLIC_THREADS
from sim.kernels.numbers import FIXED
from sim.metrics import last_window, window_days
from sim.model import Model
from sim.recorder import History, RunResult
from sim.ror import discount_over, return_on_relationship, total_relationship
from sim.scenario.schema import Scenario
from sim.world import World

Floats = NDArray[np.float64]
Band = tuple[list[float], list[float], list[float]]
"""Mean, 5th and 95th percentile of each day; NaN on a day without any value."""

SERIES = ("loyalty", "ror", "net_revenue", "open_complaints", "first_response_hours")
"""What is drawn, of the focal retailer, by the names of the outcomes.

- ``loyalty``: as the outcome has it, on each day;
- ``ror``: the outcome as it would be if the run ended with that day, once a week, and from the day on
  which two retention windows have passed: shorter windows would give another, smaller ratio;
- ``net_revenue``: sales less refunds, IDR a day, mean over seven days;
- ``open_complaints``: complaints that wait for a reply in the evening, mean over seven days;
- ``first_response_hours``: hours to the first reply, mean over the complaints that were answered within seven days.
"""
WEEK = 7


class Buyers:
    """Who bought from the focal retailer on which day, written down evening by evening."""

    def __init__(self, consumers: int) -> None:
        self._consumers = consumers
        self._days: list[NDArray[np.int64]] = []

    def look(self, part: str, world: World) -> None:
        """Write down today's in the evening."""
        if part != "evening":
            return
        trips = world.trips
        bought = trips[(trips["retailer"] == world.focal) & (trips["offer"] >= 0)]
        self._days.append(bought["consumer"].astype(np.int64))

    def since(self) -> NDArray[np.int32]:
        """Purchases of each consumer before each day: shape (days + 1, N)."""
        counts = np.zeros((len(self._days) + 1, self._consumers), dtype=np.int32)
        for day, who in enumerate(self._days):
            counts[day + 1] = counts[day] + np.bincount(who, minlength=self._consumers)
        return counts


def live(model: Model, look: Callable[[str, World], None]) -> RunResult:
    """Live all days as `Model.run` does, and let somebody look at the world after each part of a day."""
    while model.world.day < model.scenario_file.days:
        for part in model.parts_of_day():
            look(part, model.world)
    return model.run()


def perform_by_day(job: Job) -> Run:
    """Do one run, and keep its series by day: a worker function, as `sim.experiment.jobs.perform` is."""
    model = Model(job.scenario, seed=job.seed, threads=job.threads, policies=job.policies)
    buyers = Buyers(job.scenario.consumers.count)
    result = live(model, buyers.look)
    return recorded(job, result, result.outcomes, series(model, buyers))


def series(model: Model, buyers: Buyers) -> dict[str, Floats]:
    """The series of a run that was lived to its end: by name, a value for each day, NaN where there is none."""
    scenario, history, focal = model.scenario_file, model.recorder.finish(), model.world.focal
    channels = model.world.channels
    rows = slice(focal * channels, (focal + 1) * channels)
    standing, sales = history.standing[:, focal], history.sales[:, focal]
    desks = history.desks[:, rows].sum(axis=1)
    waiting = history.waiting[:, rows][..., [INBOX, PUBLIC_THREADS]].sum(axis=(1, 2))
    net = sales[:, judge.REVENUE] - desks[:, desk.REFUNDS]
    return {
        "loyalty": _divide(standing[:, close.LOYALTY] / FIXED / 3.0, standing[:, close.CUSTOMERS]),
        "ror": ror_by_week(scenario, history, focal, channels, buyers.since()),
        "net_revenue": _divide(_over_a_week(net), _over_a_week(np.ones_like(net))),
        "open_complaints": _divide(_over_a_week(waiting), _over_a_week(np.ones_like(waiting))),
        "first_response_hours": _divide(
            _over_a_week(desks[:, desk.RESPONSE_MINUTES]) / 60.0, _over_a_week(desks[:, desk.REPLIES])
        ),
    }


def ror_by_week(scenario: Scenario, history: History, focal: int, channels: int, since: NDArray[np.int32]) -> Floats:
    """Return on relationship as if the run ended with each seventh day, the last day among them; NaN on the others.

    Parameters
    ----------
    since
        Purchases of each consumer before each day (`Buyers.since`): retention windows lie otherwise for each day, so
        who bought in them is counted anew.
    """
    found = np.full(history.days, np.nan)
    standing = history.standing.copy()
    days = window_days(scenario, history.days)
    for last in range(history.days - 1, 2 * days - 2, -WEEK):
        middle = last + 1 - days
        now, then = since[last + 1] > since[middle], since[middle] > since[middle - days]
        before = int(np.count_nonzero(then))
        if not before:
            continue
        standing[last, focal, close.BUYERS] = np.count_nonzero(now)
        until = {name: values[: last + 1] for name, values in (vars(history) | {"standing": standing}).items()}
        window = last_window(scenario, replace(history, **until), focal, channels)
        retention = np.count_nonzero(now & then) / before
        value = total_relationship(window, retention, discount_over(days, scenario.finance.discount_rate))
        found[last] = return_on_relationship(value, float(history.money[last, focal, TOTAL_ASSETS]))
    return found


def bands(runs: Sequence[Run]) -> dict[str, dict[str, Band]]:
    """By scenario and series, how the worlds lie on each day."""
    labels = dict.fromkeys(run.label for run in runs)
    return {
        label: {
            name: spread_by_day(np.stack([run.by_day[name] for run in runs if run.label == label])) for name in SERIES
        }
        for label in labels
    }


def _over_a_week(values: NDArray[np.integer]) -> Floats:
    """Sums over each day and the six before it, as far as there are so many."""
    sums = np.cumsum(values, dtype=np.int64)
    earlier = np.concatenate([np.zeros(WEEK, dtype=np.int64), sums])[: len(sums)]
    result: Floats = (sums - earlier).astype(np.float64)
    return result


def _divide(top: Floats, bottom: NDArray[Any]) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        result: Floats = np.where(bottom > 0, top / bottom, np.nan)
    return result
