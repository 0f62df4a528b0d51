"""On what a difference depends: the parameters whose ranks go with it over the worlds.

The intervals hold at once for all parameters that were drawn, and for all that the claim asserts. Half of what may go
wrong is spent on those on which the claim was said to depend before anything was run: these few can be told from luck
where one of several hundred cannot.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.experiment.claims.verdict import Expect
from sim.experiment.payback import ends
from sim.experiment.statistics import Estimate, rank_correlation, share

Floats = NDArray[np.float64]

LEAST_WORLDS = 20
"""With fewer, some of several hundred parameters are in perfect order by luck."""


@dataclass(frozen=True)
class Condition:
    """A parameter that surely goes with the difference.

    Attributes
    ----------
    path
        Of the parameter, or the outcome ``it_effect``: luck of a world.
    foreseen
        Whether the claim was said to depend on it.
    correlation
        Of the ranks, with the interval that holds for all at once.
    low, high
        The bounds of the lowest and of the highest third of its values.
    holds_low, holds_high
        Share of the worlds in either third in which the contrast is on its claimed side.
    """

    path: str
    foreseen: bool
    correlation: Estimate
    low: float
    high: float
    holds_low: Estimate
    holds_high: Estimate

    def row(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "parameter": self.path,
            "foreseen": self.foreseen,
            "rank_correlation": ends(self.correlation),
            "lowest_third_up_to": self.low,
            "highest_third_from": self.high,
            "holds_in_lowest_third": ends(self.holds_low, "share"),
            "holds_in_highest_third": ends(self.holds_high, "share"),
        }


def conditions(
    differences: Floats,
    values: Floats,
    paths: Sequence[str],
    foreseen: Sequence[bool],
    expect: Expect,
    contrasts: int = 1,
) -> list[Condition]:
    """The parameters whose rank correlation with the differences excludes zero, the strongest first.

    Parameters
    ----------
    differences
        By world, NaN where there is none.
    values
        Of the parameters, (worlds, parameters).
    foreseen
        By parameter, whether the claim was said to depend on it.
    contrasts
        How many differences are looked at together; the intervals hold for all of them, too.
    """
    whole = np.isfinite(differences)
    y, x = differences[whole], values[whole]
    if len(y) < LEAST_WORLDS:
        return []
    few, others = sum(foreseen), len(paths) - sum(foreseen)
    found = []
    for k, path in enumerate(paths):
        # with both families there, each gets half of the five per cent
        among = (few if foreseen[k] else others) * (2 if few and others else 1) * contrasts
        r = rank_correlation(x[:, k], y, among=among)
        if r.low is None or r.high is None or r.low <= 0.0 <= r.high:
            continue
        towards = y if expect == "higher" else -y
        low, high = (float(end) for end in np.quantile(x[:, k], [1 / 3, 2 / 3]))
        found.append(
            Condition(
                path,
                foreseen[k],
                r,
                low,
                high,
                share(towards[x[:, k] <= low] > 0.0),
                share(towards[x[:, k] >= high] > 0.0),
            )
        )
    return sorted(found, key=lambda condition: -abs(condition.correlation.mean or 0.0))
