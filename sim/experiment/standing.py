"""Which differences stand when a whole table of outcomes is looked at, and not one that was named in advance."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sim.experiment.anytime import mean_interval, moments
from sim.experiment.decision import Decision
from sim.experiment.statistics import CONFIDENCE, Column, PairedDifference, holm

Row = tuple[str, str, str]
"""An outcome and the two scenarios that are contrasted."""


def standing(numbers: Sequence[PairedDifference]) -> list[bool | None]:
    """By Holm's procedure at 95% over all that have a better side; None for those that have none."""
    p_values = {k: p for k, one in enumerate(numbers) if (p := one.p_value) is not None}
    fallen = dict(zip(p_values, holm(list(p_values.values())), strict=True))
    return [fallen.get(k, False) if one.b_better is not None else None for k, one in enumerate(numbers)]


def standing_at_every_look(
    rows: Sequence[Row], gains: Sequence[Column], numbers: Sequence[PairedDifference], decision: Decision
) -> list[bool | None]:
    """The same where the number of pairs was not fixed: what decides as it was decided, all else together at 95%.

    `gains` are the differences of each row by world. All else shares the error evenly (Bonferroni), over the rows that
    have a better side.
    """
    deciding = set(decision.rule.outcomes)
    beside = sum(row[0] not in deciding and one.b_better is not None for row, one in zip(rows, numbers, strict=True))
    return [
        None
        if one.b_better is None
        else decision.finding(*row) in ("a", "b")
        if row[0] in deciding
        else _excludes_zero(gain, (1 - CONFIDENCE) / beside)
        for row, gain, one in zip(rows, gains, numbers, strict=True)
    ]


def _excludes_zero(gain: Column, alpha: float) -> bool:
    used = gain[np.isfinite(gain)]
    ends = mean_interval(moments(used), alpha) if len(used) else None
    return ends is not None and not ends[0] <= 0.0 <= ends[1]
