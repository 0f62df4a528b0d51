"""Tables of figures as plain texts, for the report and for the terminal alike."""

from __future__ import annotations

import math
from dataclasses import dataclass

from sim.experiment.numerals import Language, decimals_for, interval, numeral
from sim.experiment.statistics import Estimate
from sim.experiment.texts import say

Cell = tuple[str, str]
"""A text, and what stands under it in small type: the interval."""


@dataclass(frozen=True)
class Sheet:
    """A table: a title, what to know of it, headings, and rows of cells; the first `names` columns hold words."""

    title: str
    note: str
    heads: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    names: int = 1


def plain(text: str) -> Cell:
    """A cell without an interval."""
    return text, ""


def amount(value: Estimate, least: int = 0, language: Language = "en", *, signed: bool = False) -> Cell:
    """A figure and its interval, with the decimals that the interval deserves."""
    places = decimals_for(least, value.low, value.high)
    exact = value.low is not None and value.low == value.high
    spread = say("exact", language) if exact else interval(value.low, value.high, places, language)
    return numeral(value.mean, places, language, signed=signed), spread


def percent(value: Estimate, language: Language = "en") -> Cell:
    """A share of worlds in per cent, and its interval."""
    if value.mean is None or value.low is None or value.high is None:
        return numeral(None, 0), ""
    spread = interval(100 * value.low, 100 * value.high, 0, language)
    return f"{numeral(100 * value.mean, 0, language)}%", f"{spread}%"


def percent_change(value: Estimate, language: Language = "en") -> Cell:
    """A ratio in per cent with its sign, and its interval."""
    if value.mean is None:
        return numeral(None, 0), ""
    text = f"{numeral(100 * value.mean, 0, language, signed=True)}%"
    if value.low is None or value.high is None:
        return text, numeral(None, 0)
    return text, f"{interval(100 * value.low, 100 * value.high, 0, language)}%"


def day(value: Estimate, language: Language = "en") -> Cell:
    """A day that may never come, and its interval."""
    if value.low is None or value.high is None:
        return one_day(value.mean, language), numeral(None, 0)
    to = "to" if language == "en" else "s.d."
    return one_day(value.mean, language), f"{one_day(value.low, language)} {to} {one_day(value.high, language)}"


def one_day(value: float | None, language: Language = "en") -> str:
    """A day, or that it never comes."""
    return say("never", language) if value is not None and math.isinf(value) else numeral(value, 0, language)
