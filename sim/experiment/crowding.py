"""When a counter has more customers than it can serve, and what that means for the results."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from sim.experiment.numerals import Language, numeral
from sim.experiment.records import Run
from sim.experiment.texts import say
from sim.kernels.queueing import FULLEST
from sim.scenario.counter import Counter
from sim.scenario.schema import Scenario

NEAR = 0.7
"""The part of the longest mean wait from which it is said."""


def longest_mean_wait(counter: Counter) -> float:
    """Minutes that customers wait on average where the counters are as full as the model lets them be (ODD 7.7).

    A share `FULLEST` of them waits, for an exponential time of mean ``service_minutes / (1 - FULLEST)`` that is cut off
    at the longest wait.
    """
    mean = counter.service_minutes / (1.0 - FULLEST)
    return FULLEST * mean * (1.0 - math.exp(-counter.longest_minutes / mean)) if mean else 0.0


def crowded_sentence(
    runs: Sequence[Run], label: str, scenario: Scenario, language: Language = "en", *, called: str = ""
) -> str | None:
    """That the counters of the focal retailer are overrun under a scenario (`called` so, or by its label), or None."""
    waited = [run.outcomes.get("waiting_minutes", math.nan) for run in runs if run.label == label]
    known = [minutes for minutes in waited if math.isfinite(minutes)]
    retailer = scenario.retailers[scenario.focal]
    longest = longest_mean_wait(retailer.counter)
    if not known or longest == 0.0 or np.mean(known) < NEAR * longest:
        return None
    return say(
        "crowded",
        language,
        scenario=called or label,
        retailer=retailer.title or scenario.focal,
        minutes=numeral(float(np.mean(known)), 0, language),
        longest=numeral(longest, 0, language),
        path=f"retailers.{scenario.focal}.counter.capacity",
        capacity=numeral(retailer.counter.capacity, 0, language),
    )
