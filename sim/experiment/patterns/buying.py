"""How often people buy: purchase counts, their concentration, brands of different size, and how long customers stay.

A log of purchases is a frame with a row for each purchase and the columns ``consumer``, ``day`` (a whole number) and,
where it is asked for, ``retailer``, ``amount``; any names of consumers and retailers will do.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import optimize, special, stats

Counts = NDArray[np.int64]
Floats = NDArray[np.float64]

MOST_COUNTED = 7
"""Numbers of purchases whose shares are held against the NBD: 0 to 7."""


# ---- purchase counts (P1)


def purchase_days(purchases: pd.DataFrame, consumers: NDArray[Any], begin: int, end: int) -> Counts:
    """On how many days from `begin` to before `end` each of `consumers` bought; none counts as 0.

    Several purchases on one day are one. CDNOW's published figures are of all 23,570 customers, who were all won by
    day 83, over purchase days 90 to 180 (April to June 1997) and 90 to 454 (April 1997 to March 1998).
    """
    window = purchases[(purchases["day"] >= begin) & (purchases["day"] < end)]
    counted = window[["consumer", "day"]].drop_duplicates().groupby("consumer").size()
    return np.asarray(counted.reindex(consumers, fill_value=0), dtype=np.int64)


@dataclass(frozen=True)
class Nbd:
    """Purchase counts and the negative binomial distribution fitted to them.

    Attributes
    ----------
    mean, variance_to_mean, zero_share
        Of the counts.
    k
        Maximum-likelihood exponent; its scale gives the mean of the counts.
    largest_error
        Largest difference between a share of consumers and that of the distribution, over 0 to 7 purchases.
    """

    mean: float
    variance_to_mean: float
    zero_share: float
    k: float
    largest_error: float


def fit_nbd(counts: Counts) -> Nbd:
    """The NBD of purchase counts; all but the mean are not a number for counts that are all nought."""
    mean = float(counts.mean()) if len(counts) else math.nan
    if not mean > 0.0:
        return Nbd(mean, math.nan, math.nan, math.nan, math.nan)
    seen = np.bincount(counts)

    def unlikely(log_k: float) -> float:
        return -float(seen @ _log_nbd(mean, math.exp(log_k), len(seen)))

    k = math.exp(float(optimize.minimize_scalar(unlikely, bounds=(-7.0, 7.0), method="bounded").x))
    shares = np.zeros(MOST_COUNTED + 1)
    shares[: len(seen)] = seen[: MOST_COUNTED + 1] / len(counts)
    errors = np.abs(shares - np.exp(_log_nbd(mean, k, MOST_COUNTED + 1)))
    spread = float(counts.var(ddof=1)) / mean
    return Nbd(mean, spread, float(seen[0] / len(counts)), k, float(errors.max()))


def _log_nbd(mean: float, k: float, count: int) -> Floats:
    """Logarithms of the probabilities of 0 to `count` - 1 purchases."""
    r = np.arange(count)
    found: Floats = (
        special.gammaln(k + r)
        - special.gammaln(k)
        - special.gammaln(r + 1)
        - k * np.log1p(mean / k)
        + r * np.log(mean / (k + mean))
    )
    return found


# ---- concentration (P3)


def top_share(values: NDArray[Any], share: float = 0.2) -> float:
    """Part of the sum that the largest `share` of the values make, at least one of them."""
    descending = np.sort(np.asarray(values, dtype=np.float64))[::-1]
    total = float(descending.sum())
    if not total > 0.0:
        return math.nan
    return float(descending[: max(round(len(descending) * share), 1)].sum()) / total


# ---- brands of different size (P4)


def brands(purchases: pd.DataFrame, consumers: int) -> pd.DataFrame:
    """What each retailer sold in a period, and to how many.

    Columns: `penetration` (b, share of all `consumers` who bought), `frequency` (w, purchases of a buyer), `share` (of
    all purchases), `visit` (spent at a purchase) and `w1b`, w (1 - b), which is the same for all brands of one market
    (Ehrenberg).
    """
    grouped = purchases.groupby("retailer")
    found = pd.DataFrame({"purchases": grouped.size(), "buyers": grouped["consumer"].nunique()})
    found["penetration"] = found["buyers"] / consumers
    found["frequency"] = found["purchases"] / found["buyers"]
    found["share"] = found["purchases"] / found["purchases"].sum()
    found["visit"] = grouped["amount"].sum() / found["purchases"]
    found["w1b"] = found["frequency"] * (1.0 - found["penetration"])
    return found


def rank_correlation(a: Any, b: Any) -> float:
    """Spearman's; not a number where one side does not vary."""
    first, second = np.asarray(a, dtype=np.float64), np.asarray(b, dtype=np.float64)
    if len(first) < 3 or np.ptp(first) == 0.0 or np.ptp(second) == 0.0:
        return math.nan
    return float(stats.spearmanr(first, second).statistic)


def variation(values: Any) -> float:
    """Coefficient of variation: standard deviation over mean."""
    given = np.asarray(values, dtype=np.float64)
    return float(given.std(ddof=1) / given.mean())


# ---- how long customers stay (P7)


def survival(joined: pd.Series, left: pd.Series, period: int, periods: int) -> Floats:
    """Share of customers still there after 0, 1 … `periods` periods since each joined.

    Parameters
    ----------
    joined
        Day on which each customer came, by customer.
    left
        Day on which those who left did so, by customer; who is not in it stayed.
    """
    stayed = (left.reindex(joined.index) - joined).to_numpy(dtype=np.float64)
    stayed = np.where(np.isnan(stayed), np.inf, stayed)
    return np.array([(stayed > t * period).mean() for t in range(periods + 1)])


def retention(survived: Floats) -> Floats:
    """Of those who were there at the beginning of each period, the share who were at its end, r_1 first."""
    with np.errstate(invalid="ignore", divide="ignore"):
        found: Floats = survived[1:] / survived[:-1]
    return found


@dataclass(frozen=True)
class Sbg:
    """The shifted beta-geometric and the geometric model of leaving (Fader and Hardie 2007).

    Attributes
    ----------
    alpha, beta
        Of the beta distribution of the chance to leave in a period.
    gain
        Mean log-likelihood of a customer under it, less that under one chance for all.
    """

    alpha: float
    beta: float
    gain: float


def fit_sbg(survived: Floats) -> Sbg:
    """Maximum likelihood of both models on a survival curve from 1 on (the number of customers does not matter)."""
    lost, last = -np.diff(survived), float(survived[-1])
    t = np.arange(1, len(survived))

    def unlikely(logs: Floats) -> float:
        a, b = np.exp(np.clip(logs, -12.0, 12.0))
        going = special.betaln(a + 1.0, b + t - 1.0) - special.betaln(a, b)
        staying = special.betaln(a, b + t[-1]) - special.betaln(a, b)
        return -float(lost @ going + last * staying)

    best = optimize.minimize(unlikely, np.zeros(2), method="Nelder-Mead", options={"xatol": 1e-7, "fatol": 1e-12})
    # one chance for all: customers lost over periods lived
    lived = float(survived[:-1].sum())
    chance = float(lost.sum()) / lived
    same = float(lost @ (np.log(chance) + (t - 1) * np.log1p(-chance)) + last * t[-1] * np.log1p(-chance))
    alpha, beta = np.exp(np.clip(best.x, -12.0, 12.0)).tolist()
    return Sbg(alpha, beta, -float(best.fun) - same)


# ---- further regularities of repeat buying


def moderation(before: Counts, after: Counts, share: float = 0.2) -> tuple[float, float]:
    """How purchases of a second period compare with those of an equal first one, by who bought much at first.

    Returns
    -------
    tuple
        Purchases of the second over those of the first period: of the heaviest `share` of the first one's buyers, and
        of all others, who bought little or nothing at first.
    """
    order = np.argsort(-before, kind="stable")
    heavy = order[: max(round(int((before > 0).sum()) * share), 1)]
    others = np.setdiff1d(order, heavy)
    at_first = max(float(before[others].sum()), 1.0)
    return float(after[heavy].sum() / max(before[heavy].sum(), 1)), float(after[others].sum()) / at_first


def duplication(purchases: pd.DataFrame, consumers: int) -> tuple[float, float]:
    """The duplication of purchase law: of the buyers of X, the share who buy Y too is D times the penetration of Y.

    Returns
    -------
    tuple
        D, and the rank correlation between the mean share of the others' buyers who buy a retailer too and its
        penetration.
    """
    bought = pd.crosstab(purchases["consumer"], purchases["retailer"]).to_numpy() > 0
    together = (bought.T.astype(np.float64) @ bought) / np.maximum(bought.sum(axis=0), 1)[:, None]
    penetration = bought.sum(axis=0) / consumers
    others = ~np.eye(len(penetration), dtype=bool)
    d = float(together[others].sum() / np.tile(penetration, (len(penetration), 1))[others].sum())
    mean = np.array([together[others[:, y], y].mean() for y in range(len(penetration))])
    return d, rank_correlation(mean, penetration)


def repeat_rates(before: pd.DataFrame, after: pd.DataFrame) -> pd.Series:
    """By retailer, the share of the buyers of one period who bought there in the next too."""
    first = before[["retailer", "consumer"]].drop_duplicates()
    again = first.merge(after[["retailer", "consumer"]].drop_duplicates(), how="left", indicator=True)
    return (again["_merge"] == "both").groupby(again["retailer"]).mean()


def needs_of_buyers(purchases: pd.DataFrame) -> pd.Series:
    """By retailer, the mean number of purchases anywhere that its buyers made."""
    everywhere = purchases.groupby("consumer").size().rename("needs")
    who = purchases[["retailer", "consumer"]].drop_duplicates().merge(everywhere, on="consumer")
    return who.groupby("retailer")["needs"].mean()


def light_share(counts: Counts) -> float:
    """Share of buyers who bought less often than the mean buyer."""
    buyers = counts[counts > 0]
    return float((buyers < buyers.mean()).mean()) if len(buyers) else math.nan


def penetration_part(before: pd.DataFrame, after: pd.DataFrame) -> float:
    """The part of a retailer's growth between two logs that is more buyers, and not more purchases of each.

    In logarithms, which add up.
    """
    buyers = math.log(after["consumer"].nunique() / before["consumer"].nunique())
    return buyers / math.log(len(after) / len(before))
