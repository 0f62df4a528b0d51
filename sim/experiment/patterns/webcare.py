"""How quickly complaints are answered, and what an answer, or none, does to who complained."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class ReplyTimes:
    """First replies, in minutes; who was never answered is left out.

    Attributes
    ----------
    median, q25, q75, p90, mean
        Minutes.
    within_hour
        Share of replies in less than 60 minutes.
    log_sd
        Standard deviation of the logarithm of the minutes (less than half a minute counts as half a one).
    """

    median: float
    q25: float
    q75: float
    p90: float
    mean: float
    within_hour: float
    log_sd: float

    @property
    def skew(self) -> float:
        """Mean over median: 1 for a symmetric distribution, large where a few wait very long."""
        return self.mean / self.median if self.median else math.nan


def reply_times(minutes: NDArray[Any]) -> ReplyTimes:
    """The distribution of first replies."""
    known = np.asarray(minutes, dtype=np.float64)
    known = known[np.isfinite(known)]
    if len(known) < 2:
        return ReplyTimes(*[math.nan] * 7)
    q25, median, q75, p90 = np.quantile(known, [0.25, 0.5, 0.75, 0.9]).tolist()
    logs = np.log(np.maximum(known, 0.5))
    return ReplyTimes(median, q25, q75, p90, float(known.mean()), float((known < 60.0).mean()), float(logs.std(ddof=1)))


def answers_of(panel: pd.DataFrame, who: NDArray[Any], days: NDArray[Any], name: str) -> Floats:
    """What each of `who` said in the panel of the day; not a number where there is no answer.

    Parameters
    ----------
    panel
        Of one retailer: columns ``consumer``, ``day`` and `name`.
    """
    said = panel.set_index(["consumer", "day"])[name]
    found: Floats = said.reindex(pd.MultiIndex.from_arrays([who, days])).to_numpy(dtype=np.float64)
    return found


def purchases_after(purchases: pd.DataFrame, who: NDArray[Any], days: NDArray[Any], span: int) -> Floats:
    """How often each of `who` bought within `span` days after its day; the log is of one retailer."""
    asked = pd.DataFrame({"consumer": who, "since": days, "place": np.arange(len(who))})
    bought = asked.merge(purchases[["consumer", "day"]], on="consumer")
    bought = bought[(bought["day"] > bought["since"]) & (bought["day"] <= bought["since"] + span)]
    found: Floats = np.bincount(bought["place"], minlength=len(who)).astype(np.float64)
    return found


def quarterly_rise(on: pd.Series, off: pd.Series, day: int, days: int = 90) -> float:
    """Events within `days` from a day on in one log over those in another, less 1; both hold the day of each event."""
    counts = [int(((log >= day) & (log < day + days)).sum()) for log in (on, off)]
    return counts[0] / counts[1] - 1.0 if counts[1] else math.nan
