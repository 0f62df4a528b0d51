"""A run by day, in the few series that the page draws: of the world that is shown, and of all others as a band."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.account import Rows
from sim.experiment.daily import spread_by_day
from sim.experiment.jobs import recorded
from sim.experiment.records import Job, Run
from sim.kernels import close, desk, judge
from sim.kernels.books import TOTAL_ASSETS
from sim.kernels.counts import INBOX, PUBLIC_THREADS
from sim.kernels.numbers import FIXED
from sim.kernels.records import TRIP
from sim.metrics import last_window, window_days
from sim.model import Model
from sim.recorder import History
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


class Trips:
    """All shopping trips of a run, written down evening by evening as they stand in memory, and read at its end."""

    def __init__(self) -> None:
        self._days: list[bytes] = []

    def note(self, world: World) -> None:
        """Write down today's in the evening."""
        self._days.append(world.trips.tobytes())

    def rows(self) -> tuple[Rows, NDArray[np.int64]]:
        """The trips of all days in their order, and the place of each day's first: (T,) and (days + 1,)."""
        ends = np.cumsum([0, *map(len, self._days)]) // TRIP.itemsize
        return np.frombuffer(b"".join(self._days), dtype=TRIP), ends


def perform_by_day(job: Job) -> Run:
    """Do one run, and keep its series by day: a worker function, as `sim.experiment.jobs.perform` is."""
    model = Model(job.scenario, seed=job.seed, threads=job.threads, policies=job.policies)
    trips = Trips()
    while model.world.day < job.scenario.days:
        model.step()
        trips.note(model.world)
    result = model.run()
    return recorded(job, result, result.outcomes, series(model, *trips.rows()))


def series(model: Model, trips: Rows, first: NDArray[np.int64]) -> dict[str, Floats]:
    """The series of a run that was lived to its end: by name, a value for each day, NaN where there is none.

    `trips` and `first` are its shopping trips, as `Trips.rows` gives them.
    """
    scenario, history, focal = model.scenario_file, model.recorder.finish(), model.world.focal
    channels = model.world.channels
    rows = slice(focal * channels, (focal + 1) * channels)
    standing, sales = history.standing[:, focal], history.sales[:, focal]
    desks = history.desks[:, rows].sum(axis=1)
    waiting = history.waiting[:, rows][..., [INBOX, PUBLIC_THREADS]].sum(axis=(1, 2))
    net = sales[:, judge.REVENUE] - desks[:, desk.REFUNDS]
    return {
        "loyalty": _divide(standing[:, close.LOYALTY] / FIXED / 3.0, standing[:, close.CUSTOMERS]),
        "ror": ror_by_week(
            scenario, history, focal, channels, _Buyers(trips, first, focal, model.world.population.size)
        ),
        "net_revenue": _divide(_over_a_week(net), _over_a_week(np.ones_like(net))),
        "open_complaints": _divide(_over_a_week(waiting), _over_a_week(np.ones_like(waiting))),
        "first_response_hours": _divide(
            _over_a_week(desks[:, desk.RESPONSE_MINUTES]) / 60.0, _over_a_week(desks[:, desk.REPLIES])
        ),
    }


class _Buyers:
    """Who bought from a retailer within any days."""

    def __init__(self, trips: Rows, first: NDArray[np.int64], retailer: int, consumers: int) -> None:
        bought = np.flatnonzero((trips["retailer"] == retailer) & (trips["offer"] >= 0))
        self._who = trips["consumer"][bought]
        self._first = np.searchsorted(bought, first)
        self._consumers = consumers

    def within(self, start: int, end: int) -> NDArray[np.bool_]:
        """Whether each consumer bought on a day from `start` on and before `end`. Shape (N,)."""
        bought = np.zeros(self._consumers, dtype=np.bool_)
        bought[self._who[self._first[start] : self._first[end]]] = True
        return bought


def ror_by_week(scenario: Scenario, history: History, focal: int, channels: int, buyers: _Buyers) -> Floats:
    """Return on relationship as if the run ended with each seventh day, the last day among them; NaN on the others.

    Retention windows lie otherwise for each day, so who bought in them is counted anew.
    """
    found = np.full(history.days, np.nan)
    days = window_days(scenario, history.days)
    discount = discount_over(days, scenario.finance.discount_rate)
    for last in range(history.days - 1, 2 * days - 2, -WEEK):
        middle = last + 1 - days
        now, then = buyers.within(middle, last + 1), buyers.within(middle - days, middle)
        before = int(np.count_nonzero(then))
        if not before:
            continue
        until = {name: values[: last + 1] for name, values in vars(history).items()}
        window = last_window(scenario, History(**until), focal, channels)
        window = replace(window, buyers=float(np.count_nonzero(now)))
        value = total_relationship(window, np.count_nonzero(now & then) / before, discount)
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
