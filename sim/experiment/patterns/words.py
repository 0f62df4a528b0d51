"""Figures of patterns as they are written in tables."""

from __future__ import annotations

from sim.experiment.numerals import numeral


def figure_words(mean: float | None, low: float | None, high: float | None) -> tuple[str, str]:
    """A figure and its interval, with three digits that say something; ``-`` where there is none."""
    if mean is None:
        return "-", "-"
    size = max(abs(mean), abs(low or 0.0), abs(high or 0.0))
    places = 0 if size >= 1000 else 1 if size >= 100 else 2 if size >= 1 else 3 if size >= 0.1 else 4
    interval = "-" if low is None or high is None else f"{numeral(low, places)} to {numeral(high, places)}"
    return numeral(mean, places), interval
