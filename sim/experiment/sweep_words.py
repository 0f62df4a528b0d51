"""What a sweep found, as tables: its responses at each point, or the main effects of factors when points are many."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.experiment.numerals import UNDEFINED
from sim.experiment.sheets import Cell, Sheet, amount, plain
from sim.experiment.statistics import Estimate, estimate, mean_difference
from sim.experiment.sweep.alternatives import short_names
from sim.metrics import OUTCOMES
from sim.outcome import Outcome
from sim.scenario.wording import figure

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]

MOST_ROWS = 30
"""Points that are shown one by one; of more, the main effects are."""
MOST_COLUMNS = 4
"""Factors of points that are shown one by one."""
MOST_FACTORS = 12
"""Factors whose main effects are shown: those that move the response most."""
_THIRDS = ("low", "middle", "high")


@dataclass(frozen=True)
class Found:
    """What is to be shown of a sweep.

    Attributes
    ----------
    runs
        A row a run: ``scenario``, ``point``, ``replicate``, the factors and the outcomes.
    document
        The experiment as plain values (see `Experiment.document`).
    """

    runs: pd.DataFrame
    document: Mapping[str, Any]

    @property
    def labels(self) -> tuple[str, ...]:
        """The scenarios, the first of which others are held against."""
        return tuple(self.document["scenarios"])

    @property
    def factors(self) -> tuple[Mapping[str, Any], ...]:
        """The levers and the unknowns."""
        return (*self.document["levers"], *self.document["unknowns"])


def sweep_sheets(found: Found) -> list[Sheet]:
    """A table for each response."""
    if not len(found.runs):
        return []
    return [_sheet(found, OUTCOMES[name]) for name in found.document["responses"]]


def _sheet(found: Found, outcome: Outcome) -> Sheet:
    """Two scenarios stand side by side; more of them one below the other, or the table would be too wide to read."""
    names, note, groups = _groups(found, outcome)
    first, *others = found.labels
    title = f"{outcome.title} ({outcome.unit})"
    rows: list[tuple[Cell, ...]] = []
    if len(others) < 2:
        over = ["means over", *("difference over" for _ in others)]
        heads = (*names, *over, *found.labels, *(f"{label} − {first}" for label in others))
        for words, points in groups:
            means = [_figure(found, outcome, points, label) for label in found.labels]
            gains = [_difference(found, outcome, points, label) for label in others]
            rests = (_rests_on(means, "run"), *(_rests_on([gain], "pair") for gain in gains))
            figures = (amount(mean.value, outcome.decimals) for mean in means)
            differences = (amount(gain.value, outcome.decimals, signed=True) for gain in gains)
            rows.append((*words, *rests, *figures, *differences))
        return Sheet(title, note, heads, tuple(rows), names=len(names))
    for words, points in groups:
        for label in found.labels:
            beside = words if label == first else tuple(plain("") for _ in words)
            mean = _figure(found, outcome, points, label)
            cells = (_rests_on([mean], "run"), amount(mean.value, outcome.decimals))
            beyond = (plain(""), plain(""))
            if label != first:
                gain = _difference(found, outcome, points, label)
                beyond = (_rests_on([gain], "pair"), amount(gain.value, outcome.decimals, signed=True))
            rows.append((*beside, plain(label), *cells, *beyond))
    heads = (*names, "scenario", "mean over", "mean", "difference over", f"minus {first}")
    return Sheet(title, note, heads, tuple(rows), names=len(names) + 1)


Groups = list[tuple[tuple[Cell, ...], list[int]]]
"""The words of a row, and the numbers of the points that it is of."""


def _groups(found: Found, outcome: Outcome) -> tuple[tuple[str, ...], str, Groups]:
    points = found.runs.drop_duplicates("point").sort_values("point")
    paths = [factor["factor"] for factor in found.factors]
    if found.document["design"]["kind"] == "one-at-a-time":
        return ("moved",), "One factor moved at a time; the interval is over worlds.", _moved(points, paths)
    if len(points) <= MOST_ROWS and len(paths) <= MOST_COLUMNS:
        groups: Groups = [
            (tuple(plain(_told(row[path])) for path in paths), [row["point"]]) for row in points.to_dict("records")
        ]
        return tuple(short_names(paths).values()), "At each point; the interval is over worlds.", groups
    chosen, note = list(found.factors), "Main effects: the mean over all points with that value"
    if len(chosen) > MOST_FACTORS:
        note += f", of the {MOST_FACTORS} of {len(chosen)} factors that move it most"
        chosen = sorted(chosen, key=lambda factor: -_span(found, outcome, _levels(points, factor)))[:MOST_FACTORS]
    rows: Groups = [
        ((plain(name if k == 0 else ""), plain(level)), numbers)
        for factor, name in zip(chosen, short_names([f["factor"] for f in chosen]).values(), strict=True)
        for k, (level, numbers) in enumerate(_levels(points, factor))
    ]
    return ("factor", "value"), f"{note}; the interval is over points, of a single one over worlds.", rows


def _moved(points: pd.DataFrame, paths: Sequence[str]) -> Groups:
    rows = points.to_dict("records")
    groups: Groups = []
    for row in rows:
        moved = [
            f"{name} = {_told(row[path])}" for path, name in short_names(paths).items() if row[path] != rows[0][path]
        ]
        groups.append(((plain(", ".join(moved) or "nothing"),), [row["point"]]))
    return groups


def _levels(points: pd.DataFrame, factor: Mapping[str, Any]) -> list[tuple[str, list[int]]]:
    """The values of a factor, or thirds of its range, and the points that have them."""
    values = points[factor["factor"]]
    if "levels" in factor or values.nunique() <= len(_THIRDS):
        held = factor.get("levels") or sorted(values.unique())
        groups = [(_told(level), points["point"][values == level].tolist()) for level in held]
    else:
        numbers = values.to_numpy(dtype=np.float64)
        ends = np.quantile(numbers, [0.0, 1 / 3, 2 / 3, 1.0])
        third = np.clip(np.searchsorted(ends[1:3], numbers, side="left"), 0, 2)
        groups = [
            (f"{_told(float(ends[k]))} to {_told(float(ends[k + 1]))}", points["point"][third == k].tolist())
            for k in range(len(_THIRDS))
        ]
    return [(level, numbers) for level, numbers in groups if numbers]


def _span(found: Found, outcome: Outcome, levels: Sequence[tuple[str, list[int]]]) -> float:
    """By how much a factor moves an outcome, or the difference between scenarios where there are more than one."""
    means = [_figure(found, outcome, numbers, label).value for _, numbers in levels for label in found.labels[-1:]]
    if len(found.labels) > 1:
        means = [_difference(found, outcome, numbers, found.labels[-1]).value for _, numbers in levels]
    known = [value.mean for value in means if value.mean is not None]
    return max(known) - min(known) if known else 0.0


@dataclass(frozen=True)
class _Mean:
    """A mean with its interval, and whether that is over points or over the worlds of a single one."""

    value: Estimate
    over_points: bool


def _rests_on(means: Sequence[_Mean], one: str) -> Cell:
    """How many of what a mean and its interval are over: ``3 runs`` of each scenario, ``3 pairs``, ``20 points``.

    Scenarios of which not all have a value at the same places have a number each.
    """
    counts = list(dict.fromkeys(mean.value.n for mean in means))
    one = "point" if means[0].over_points else one
    return plain(f"{' and '.join(str(count) for count in counts)} {one if counts == [1] else f'{one}s'}")


def _figure(found: Found, outcome: Outcome, points: Sequence[int], label: str) -> _Mean:
    """The mean at one point over its replicates, or over points of the means there."""
    mean = _over(_table(found, outcome, points, label))
    return replace(mean, value=mean.value.within(outcome.bounds))


def _difference(found: Found, outcome: Outcome, points: Sequence[int], label: str) -> _Mean:
    """The same of the difference from the first scenario, in pairs of one point and one replicate."""
    first = _table(found, outcome, points, found.labels[0])
    return _over((_table(found, outcome, points, label) - first).dropna(), mean_difference)


def _table(found: Found, outcome: Outcome, points: Sequence[int], label: str) -> pd.Series[float]:
    """An outcome of a scenario by point and replicate."""
    held = found.runs[(found.runs["scenario"] == label) & found.runs["point"].isin(points)]
    return held.set_index(["point", "replicate"])[outcome.name].astype(float)


def _over(table: pd.Series[float], measure: Callable[[list[float]], Estimate] = estimate) -> _Mean:
    by_point = table.groupby(level="point")
    over_points = by_point.ngroups > 1
    return _Mean(measure((by_point.mean() if over_points else table).to_list()), over_points)


def _told(value: Any) -> str:
    if isinstance(value, bool | np.bool_):
        return "yes" if value else "no"
    if isinstance(value, float | np.floating):
        return UNDEFINED if np.isnan(value) else figure(float(f"{value:.4g}"))
    return str(value)
