"""Drawings of a sweep: responses along its axes, and maps of where which alternative is better."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import combinations
from typing import Any

from markupsafe import Markup

from sim.experiment.charts import Series, line_chart
from sim.experiment.heat_map import Heat, heat_map
from sim.experiment.numerals import Language, decimals_for, interval, numeral
from sim.experiment.statistics import Estimate
from sim.experiment.sweep.alternatives import Compared, short_names
from sim.experiment.sweep.curves import Step, along, difference_in, mean_in, steps
from sim.experiment.sweep.words import written_step
from sim.experiment.texts import outcome_title, say, unit_name
from sim.outcome import Outcome
from sim.scenario.registry import parameters, wildcard

MOST_LINES = 6
"""Alternatives in one drawing: so many colours can be told apart."""
MOST_MAPS = 6
_FEWEST = 2


def curves(compared: Compared, outcome: Outcome, language: Language = "en") -> Iterator[dict[str, Any]]:
    """For each axis the level of the first alternative, and the differences of the others from it."""
    first, *others = compared.names
    for axis in compared.axes:
        if len(steps(compared, axis)) < _FEWEST:
            continue
        names = {"outcome": outcome_title(outcome, language), "axis": short_names(compared.factors)[axis], "a": first}
        level = [Series(first, *_columns(along(compared, axis, first, outcome.name)))]
        yield _curve(compared, axis, outcome, level, say("along_title", language, **names), language)
        gaps = [
            Series(
                name,
                *_columns([_figure(compared, name, outcome, {axis: s}, compares=True) for s in steps(compared, axis)]),
            )
            for name in others[: MOST_LINES - 1]
        ]
        if gaps:
            yield _curve(compared, axis, outcome, gaps, say("along_difference", language, **names), language)


def _curve(
    compared: Compared, axis: str, outcome: Outcome, series: list[Series], title: str, language: Language
) -> dict[str, Any]:
    places = [step.middle for step in steps(compared, axis)]
    differs = series[0].name != compared.names[0]
    drawing = line_chart(
        places,
        series,
        title=title,
        description=say("along_note", language, a=compared.names[0]),
        x_label=axis_label(compared, axis, language),
        y_label=unit_name(outcome.unit, language),
        write=lambda value, decimals: numeral(value, decimals, language),
        zero=differs,
        first_colour=1 if differs else 0,
        ticks_at=places,
    )
    return {"title": title, "drawing": Markup(drawing)}


def axis_label(compared: Compared, axis: str, language: Language = "en") -> str:
    """The short name of an axis, with its unit."""
    held = {p.path: p for p in parameters()}.get(wildcard(axis.split(".")))
    short = short_names(compared.factors)[axis]
    return short if held is None or not held.unit else f"{short} ({unit_name(held.unit, language)})"


def maps(compared: Compared, outcome: Outcome, language: Language = "en") -> Iterator[dict[str, Any]]:
    """A map for each pair of axes and each alternative after the first; of one alternative alone, its level."""
    drawn = 0
    names = compared.names
    for x_axis, y_axis in combinations(compared.axes, 2):
        if min(len(steps(compared, x_axis)), len(steps(compared, y_axis))) < _FEWEST:
            continue
        for name in names[1:] or names:
            if drawn == MOST_MAPS:
                return
            drawn += 1
            yield _map(compared, x_axis, y_axis, name, outcome, language)


def _map(
    compared: Compared, x_axis: str, y_axis: str, name: str, outcome: Outcome, language: Language
) -> dict[str, Any]:
    columns, rows = steps(compared, x_axis), steps(compared, y_axis)
    compares = name != compared.names[0]
    found = [
        [_figure(compared, name, outcome, {x_axis: x, y_axis: y}, compares=compares) for x in columns] for y in rows
    ]
    all_places = [decimals_for(outcome.decimals, e.low, e.high) for row in found for e in row]
    places = sorted(all_places)[len(all_places) // 2]
    short = short_names(compared.factors)
    title = f"{outcome_title(outcome, language)} ({unit_name(outcome.unit, language)}): {name}"
    title += f" − {compared.names[0]}" if compares else ""
    note = say("where_note" if compares else "levels_note", language, a=compared.names[0])

    def cell(x: Step, y: Step, e: Estimate) -> Heat | None:
        if e.mean is None:
            return None
        sure = e.low is not None and e.high is not None and (e.low > 0.0 or e.high < 0.0)
        at = f"{short[x_axis]} {written_step(x, language)}, {short[y_axis]} {written_step(y, language)}"
        return Heat(
            e.mean, sure, f"{at}: {numeral(e.mean, places, language)} ({interval(e.low, e.high, places, language)})"
        )

    drawing = heat_map(
        [written_step(x, language) for x in columns],
        [written_step(y, language) for y in rows],
        [[cell(x, y, e) for x, e in zip(columns, line, strict=True)] for y, line in zip(rows, found, strict=True)],
        title=title,
        description=note,
        x_label=axis_label(compared, x_axis, language),
        y_label=axis_label(compared, y_axis, language),
        write=lambda value, decimals: numeral(value, decimals, language),
        places=places,
        around_zero=compares,
    )
    return {"title": title, "drawing": Markup(drawing)}


def _figure(compared: Compared, name: str, outcome: Outcome, within: dict[str, Step], *, compares: bool) -> Estimate:
    if not compares:
        return mean_in(compared, name, outcome.name, within)
    n = difference_in(compared, name, outcome, within)
    return Estimate(n.difference, n.low, n.high, n.pairs)


def _columns(found: list[Estimate]) -> tuple[list[float], list[float], list[float]]:
    """Middle, low and high, not a number where there is none."""
    return (
        [math.nan if e.mean is None else e.mean for e in found],
        [math.nan if e.low is None else e.low for e in found],
        [math.nan if e.high is None else e.high for e in found],
    )
