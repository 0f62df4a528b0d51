"""How an account's following grows, and how few of those who follow ever write."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import optimize

from sim.experiment.patterns.buying import top_share

Floats = NDArray[np.float64]

_STARTS = ((0.03, 0.38), (0.1, 0.01), (0.001, 1.0), (0.3, 0.3))  # of p and q, because the fit has several ends


@dataclass(frozen=True)
class Bass:
    """A cumulated adoption curve and Bass's model of it.

    Attributes
    ----------
    p, q
        Coefficients of innovation and of imitation, of a year.
    ceiling
        Adopters in the end.
    r2
        Share of the curve's variance that the model explains.
    """

    p: float
    q: float
    ceiling: float
    r2: float


def bass_curve(years: Floats, p: float, q: float, ceiling: float) -> Floats:
    """Adopters after so many years."""
    gone = np.exp(-(p + q) * years)
    found: Floats = ceiling * (1.0 - gone) / (1.0 + q / p * gone)
    return found


def fit_bass(years: Floats, adopters: Floats) -> Bass:
    """Least squares on the cumulated curve, from several beginnings.

    Parameters
    ----------
    years, adopters
        Of each reading: the time since the beginning, and who has adopted by then. Four readings or more.
    """
    top = float(adopters[-1])
    if len(adopters) < 4 or not top > 0.0:
        return Bass(math.nan, math.nan, math.nan, math.nan)
    limits = ([1e-6, 0.0, 0.5 * top], [5.0, 20.0, 50.0 * top])
    best: tuple[float, Floats] | None = None
    for p, q in _STARTS:
        found = optimize.least_squares(
            lambda x: bass_curve(years, *x) - adopters, (p, q, 1.2 * top), bounds=limits, x_scale=(0.1, 0.1, top)
        )
        if best is None or found.cost < best[0]:
            best = (float(found.cost), found.x)
    assert best is not None  # there is a start
    spread = float(((adopters - adopters.mean()) ** 2).sum())
    p, q, ceiling = best[1].tolist()
    return Bass(p, q, ceiling, 1.0 - 2.0 * best[0] / spread)


def share_of_busiest_authors(authors: Sequence[Any] | NDArray[Any], share: float = 0.1) -> float:
    """Of all posts, those by the busiest `share` of the authors; `authors` holds the author of each post."""
    return top_share(np.unique(np.asarray(authors), return_counts=True)[1], share)


def silent_share(followers: NDArray[Any], authors: NDArray[Any]) -> float:
    """Share of the followers who are not among the authors of a month."""
    return float(1.0 - np.isin(followers, authors).mean()) if len(followers) else math.nan


def weekly_engagement(reactions: float, follower_days: float) -> float:
    """Likes, comments and shares in a week for each follower; `follower_days` adds up the followers of every day."""
    return 7.0 * reactions / follower_days if follower_days else math.nan
