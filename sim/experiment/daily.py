"""A run's days beside one another: what the charts over time show."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.experiment.results import Results
from sim.experiment.statistics import estimate

Days = NDArray[np.float64]


class Column(NamedTuple):
    """A column of the tables that is drawn over the days, as a mean over so many days before each."""

    table: str
    unit: str
    window: int = 1


COLUMNS = {
    "loyalty": Column("retailers", "index 0-1"),
    "followers": Column("accounts", "followers"),
    "open_complaints": Column("retailers", "complaints", window=7),
}
"""What reports draw over the days."""


def daily(results: Results, name: str, retailer: str) -> tuple[list[float], dict[str, Days]]:
    """The days, and by scenario a column of a retailer as an array (replicates, days), NaN where none."""
    wanted = COLUMNS[name]
    table = results.table(wanted.table)
    table = table[table["retailer"] == retailer]
    sums = table.groupby(["scenario", "replicate", "day"], observed=True)[name].sum(min_count=1)
    replicates = int(results.manifest["design"]["replicates"])
    days = sorted(int(day) for day in table["day"].unique())
    found = {}
    for label in results.labels:
        values = np.full((replicates, len(days)), np.nan)
        if label in sums.index.get_level_values("scenario"):
            wide: Any = sums.loc[label].unstack("day").reindex(columns=days)
            wide = wide.T.rolling(wanted.window, min_periods=1).mean().T
            values[wide.index.to_numpy()] = wide.to_numpy(dtype=np.float64)
        found[label] = values
    return [float(day) for day in days], found


def spread_by_day(values: Days) -> tuple[list[float], list[float], list[float]]:
    """Mean over replicates, and the 5th and 95th percentile, for each day; NaN on a day without any value."""
    by_day = np.ascontiguousarray(values.T)
    known = np.isfinite(by_day)
    found = np.full((3, len(by_day)), math.nan)
    # days with the same number of values go together: a quantile asked for day by day takes a second over a long run
    for count in set(known.sum(axis=1).tolist()) - {0}:
        rows = known.sum(axis=1) == count
        some = by_day[rows][known[rows]].reshape(-1, count)
        found[0, rows] = some.mean(axis=1)
        found[1:, rows] = np.quantile(some, [0.05, 0.95], axis=1)
    middle, low, high = found.tolist()
    return middle, low, high


def difference_by_day(gaps: Days) -> tuple[list[float], list[float], list[float]]:
    """Mean over replicates of a paired difference, and its 95% t-interval, for each day."""
    estimates = [estimate(column) for column in gaps.T]
    return _columns([tuple(math.nan if v is None else v for v in (e.mean, e.low, e.high)) for e in estimates])


def _columns(rows: list[tuple[float, ...]]) -> tuple[list[float], list[float], list[float]]:
    middle, low, high = ([float(row[k]) for row in rows] for k in range(3))
    return middle, low, high
