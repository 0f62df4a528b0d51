"""Whether the counters of a retailer are too few for those who come."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from sim.experiment.numerals import Language, numeral, written
from sim.experiment.records import Run
from sim.experiment.texts import say
from sim.scenario.schema import Scenario

CROWDED = 0.05
"""The share of shoppers who leave the queue from which it is said."""


def crowded_sentence(
    runs: Sequence[Run], label: str, scenario: Scenario, language: Language = "en", *, called: str = ""
) -> str | None:
    """That the counters of the focal retailer are too few under a scenario (`called` so, or by its label), or None."""
    ours = [run for run in runs if run.label == label]
    left = _mean(ours, "walkout_rate")
    if not left >= CROWDED:  # of a run without shoppers it is undefined
        return None
    retailer = scenario.retailers[scenario.focal]
    return say(
        "crowded",
        language,
        scenario=called or label,
        retailer=retailer.title or scenario.focal,
        share=f"{numeral(100.0 * left, 0, language)}%",
        minutes=numeral(_mean(ours, "waiting_minutes"), 0, language),
        path=f"retailers.{scenario.focal}.counter.capacity",
        capacity=numeral(scenario.customers_served(scenario.focal), 0, language),
        ratio=written(retailer.counter.capacity, language),
    )


def _mean(runs: Sequence[Run], outcome: str) -> float:
    known = [run.outcomes.get(outcome, math.nan) for run in runs]
    known = [value for value in known if math.isfinite(value)]
    return float(np.mean(known)) if known else math.nan
