"""Loyalty over the days, of all worlds of a comparison: what a sketch is laid over."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from sim.experiment.daily import spread_by_day
from sim.experiment.records import Run

POINTS = 21
"""Points of a sketch, evenly spread over the days."""
SPAN = (0.3, 0.6)
"""Loyalty that a sketch has room for; it is wider where the worlds went further."""
_MOST_DRAWN = 400
"""Days that are drawn at most."""


def sketch_days(days: int) -> list[int]:
    """The day of each point of a sketch, from 1."""
    return [round(1 + place * (days - 1) / (POINTS - 1)) for place in range(POINTS)]


def loyalty_curves(runs: Sequence[Run], labels: Sequence[str]) -> list[dict[str, Any]]:
    """For each policy the mean over its worlds and the 5th and 95th percentile, on each day drawn.

    None stands for a day on which nobody had bought yet. A list without any day where the runs kept none.
    """
    return [_curve([run for run in runs if run.label == label]) for label in labels]


def _curve(runs: Sequence[Run]) -> dict[str, Any]:
    kept = [run.by_day["loyalty"] for run in runs if "loyalty" in run.by_day]
    if not kept:
        return {"days": [], "mean": [], "low": [], "high": []}
    values = np.stack(kept)
    total = values.shape[1]
    drawn = np.unique(np.linspace(0, total - 1, min(total, _MOST_DRAWN)).round().astype(int))
    mean, low, high = spread_by_day(values[:, drawn])
    return {
        "days": [int(day) + 1 for day in drawn],
        **{name: _plain(held) for name, held in (("mean", mean), ("low", low), ("high", high))},
    }


def _plain(values: Sequence[float]) -> list[float | None]:
    return [round(value, 4) if np.isfinite(value) else None for value in values]


def on_day(curve: dict[str, Any], day: int) -> float | None:
    """The mean on the drawn day that is nearest."""
    if not curve["days"]:
        return None
    nearest = min(range(len(curve["days"])), key=lambda place: abs(curve["days"][place] - day))
    value: float | None = curve["mean"][nearest]
    return value
