"""A map as a plain record for the widget that draws it: texts in the locale's form, and colours."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from sim.experiment.numerals import Language, decimals_for, interval, numeral
from sim.experiment.statistics import Estimate
from sim.experiment.texts import outcome_title, unit_name, with_unit
from sim.metrics import OUTCOMES
from sim.ui.filling import Filled
from sim.ui.levers import level_text, parameter_title
from sim.ui.paint import APART, VIRIDIS, painted
from sim.ui.sweeping import Figures, Place, Sweep, figures
from sim.ui.texts import say

Reading = Literal["value", "difference"]
READINGS: tuple[Reading, ...] = ("value", "difference")
"""Whether a cell says its own mean, or what it has more than the base world."""
_SWATCHES = 9


def drawing(sweep: Sweep, filled: Filled, outcome: str, reading: Reading, language: Language) -> dict[str, Any]:
    """What the widget draws.

    Rows stand as on an axis, the highest level on top; ``places`` says which cell of the map each is.
    """
    cells, base = figures(sweep, filled.found, outcome)
    shown = {place: _shown(figure, reading) for place, figure in cells.items()}
    means = [estimate.mean for estimate in shown.values() if estimate.mean is not None]
    low, high = (min(means), max(means)) if means else (0.0, 0.0)
    if reading == "difference":
        high = max(abs(low), abs(high))
        low = -high
    places = decimals_for(OUTCOMES[outcome].decimals, *((low, high) if reading == "value" else (0.0, high)))
    columns, rows = sweep.x.chosen(), sweep.y.chosen()
    focal = sweep.base.focal
    words = _Words(sweep, outcome, reading, language, places)
    return {
        "x": parameter_title(sweep.x.path, focal, language),
        "y": parameter_title(sweep.y.path, focal, language),
        "columns": [level_text(sweep.x.path, level, language) for level in columns],
        "rows": [level_text(sweep.y.path, level, language) for level in reversed(rows)],
        "cells": [
            [
                _cell(words, (column, row), cells.get((column, row)), shown.get((column, row)), base, low, high)
                for column in range(len(columns))
            ]
            for row in reversed(range(len(rows)))
        ],
        "legend": _legend(low, high, reading, words) if means else None,
    }


def _shown(figure: Figures, reading: Reading) -> Estimate:
    if reading == "value":
        return figure.value
    n = figure.difference
    return Estimate(n.difference, n.low, n.high, n.pairs)


class _Words:
    """What is said of every cell of one map."""

    def __init__(self, sweep: Sweep, outcome: str, reading: Reading, language: Language, places: int) -> None:
        self.sweep, self.reading, self.language, self.places = sweep, reading, language, places
        self.outcome = OUTCOMES[outcome]
        self.title = outcome_title(self.outcome, language)
        self.unit = unit_name(self.outcome.unit, language)

    def number(self, value: float | None) -> str:
        return numeral(value, self.places, self.language, signed=self.reading == "difference")

    def levels(self, place: Place) -> str:
        values = self.sweep.values(place)
        told = []
        for factor in (self.sweep.x, self.sweep.y):
            title = parameter_title(factor.path, self.sweep.base.focal, self.language)
            told.append(f"{title}: {level_text(factor.path, values[factor.path], self.language)}")
        return "; ".join(told)

    def detail(self, place: Place, figure: Figures | None, base: Estimate) -> list[str]:
        language, replicates = self.language, self.sweep.asked.grid.replicates
        told = [self.levels(place) + (f" ({say('sweep_home', language)})" if place == self.sweep.home else "")]
        if figure is None:
            return [*told, say("sweep_waits", language)]
        value, n = figure.value, figure.difference
        told.append(
            say(
                "sweep_value_line",
                language,
                outcome=self.title,
                mean=self._with_unit(value.mean, value),
                interval=self._spread(value),
                n=value.n,
                replicates=replicates,
            )
        )
        if n.difference is not None:
            gap = Estimate(n.difference, n.low, n.high, n.pairs)
            told.append(
                say(
                    "sweep_difference_line",
                    language,
                    difference=self._with_unit(gap.mean, gap, signed=True),
                    interval=self._spread(gap),
                    n=n.pairs,
                    base=self._own(base.mean, base),
                )
            )
        if value.left_out > figure.failed:
            told.append(say("sweep_undefined", language, count=value.left_out - figure.failed))
        if figure.failed:
            told.append(say("sweep_cell_failed", language, count=figure.failed))
        return told

    def _own(self, value: float | None, of: Estimate, *, signed: bool = False) -> str:
        places = decimals_for(self.outcome.decimals, of.low, of.high)
        return numeral(value, places, self.language, signed=signed)

    def _with_unit(self, value: float | None, of: Estimate, *, signed: bool = False) -> str:
        return with_unit(self._own(value, of, signed=signed), self.outcome.unit, self.language)

    def _spread(self, of: Estimate) -> str:
        return interval(of.low, of.high, decimals_for(self.outcome.decimals, of.low, of.high), self.language)


def _cell(
    words: _Words,
    place: Place,
    figure: Figures | None,
    shown: Estimate | None,
    base: Estimate,
    low: float,
    high: float,
) -> dict[str, Any]:
    replicates = words.sweep.asked.grid.replicates
    detail = words.detail(place, figure, base)
    cell: dict[str, Any] = {
        "place": list(place),
        "text": "…",
        "note": "",
        "paint": None,
        "sure": False,
        "partial": True,
        "home": place == words.sweep.home,
        "detail": detail,
        "name": " ".join(detail),
    }
    if figure is not None and figure.done == 0:
        cell |= {"text": "×", "note": say("sweep_failed_short", words.language)}
    if figure is None or shown is None or shown.mean is None:
        return cell
    scale, share = (VIRIDIS if words.reading == "value" else APART), _share(shown.mean, low, high)
    partial = figure.done + figure.failed < replicates
    return cell | {
        "text": words.number(shown.mean),
        "note": f"n = {shown.n}" if shown.n < replicates else "",
        "paint": list(painted(scale, share, pale=partial)),
        "sure": words.reading == "difference" and _is_sure(shown),
        "partial": partial,
    }


def _is_sure(shown: Estimate) -> bool:
    return shown.low is not None and shown.high is not None and (shown.low > 0.0 or shown.high < 0.0)


def _share(value: float, low: float, high: float) -> float:
    return (value - low) / (high - low) if high > low else 0.5


def _legend(low: float, high: float, reading: Reading, words: _Words) -> Mapping[str, Any]:
    scale = VIRIDIS if reading == "value" else APART
    better = words.outcome.better
    return {
        "title": f"{words.title} ({words.unit})",
        "swatches": [painted(scale, k / (_SWATCHES - 1))[0] for k in range(_SWATCHES)],
        "low": words.number(low),
        "middle": words.number(0.0) if reading == "difference" else "",
        "high": words.number(high),
        "better": "" if better == "neither" else say(f"sweep_better_{better}", words.language),
    }
