"""What each party gains against the comparator, and whether all of them do (CV4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.experiment.payback import ends
from sim.experiment.records import Run, column
from sim.experiment.statistics import Estimate, PairedDifference, mean_product, paired_difference, share

Floats = NDArray[np.float64]

PARTIES = ("consumers", "retailer", "retailers", "suppliers")
"""All consumers; the focal retailer; all retailers together, the focal one among them; all suppliers."""
THREE = ("consumers", "retailer", "suppliers")
"""The parties of a win-win."""


@dataclass(frozen=True)
class Surpluses:
    """The parties' surpluses under scenario b against a, in money over the whole run.

    Attributes
    ----------
    gains
        By party: b against a, pair by pair.
    by_world
        By party: the gain in each world in which both were run.
    all_gain
        Share of worlds in which the three gain: consumers, the focal retailer and suppliers.
    all_gain_with_rivals
        The same with all retailers together in the focal one's place.
    surely
        Whether the interval of each of the three is above zero; None where one has no interval.
    nash
        Product of the three mean gains, in money to the power of three; None unless all three are above zero.
    nash_root
        Its cube root, in money: the geometric mean of the three gains.
    """

    gains: dict[str, PairedDifference]
    by_world: dict[str, list[float]]
    all_gain: Estimate
    all_gain_with_rivals: Estimate
    surely: bool | None
    nash: float | None
    nash_root: Estimate

    def row(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "unit": "IDR",
            "parties": [
                {
                    "party": party,
                    "against": n.a.mean,
                    "scenario": n.b.mean,
                    "gain": n.difference,
                    "low": n.low,
                    "high": n.high,
                    "gains_in": n.b_better,
                    "pairs": n.pairs,
                }
                for party, n in self.gains.items()
            ],
            "pareto": {
                "all_gain": ends(self.all_gain, "share"),
                "all_gain_with_rivals": ends(self.all_gain_with_rivals, "share"),
                "all_intervals_above_zero": self.surely,
            },
            "nash": {
                "product": self.nash,
                "unit": "IDR^3",
                "cube_root": ends(self.nash_root),
                "cube_root_unit": "IDR",
            },
        }


def surplus_of(run: Run) -> dict[str, float]:
    """The surplus of each party in one run."""
    return {
        "consumers": run.outcomes["consumer_surplus"],
        "retailer": run.outcomes["retailer_profit"],
        "retailers": float(sum(own["retailer_profit"] for own in run.by_retailer.values())),
        "suppliers": run.outcomes["supplier_profit"],
    }


def gain_of(a: Run, b: Run) -> dict[str, float]:
    """What each party gains when b takes the place of a in one world."""
    before, after = surplus_of(a), surplus_of(b)
    return {party: after[party] - before[party] for party in PARTIES}


def surpluses(runs: Sequence[Run], a: str, b: str, pairs: int) -> Surpluses:
    """The surpluses under scenario b against a."""
    held: dict[tuple[str, str], Floats] = {}
    for label in (a, b):
        table = [surplus_of(run) for run in runs if run.label == label]
        where = [run.replicate for run in runs if run.label == label]
        for party in PARTIES:
            values = np.full(pairs, np.nan)
            values[where] = [row[party] for row in table]
            held[label, party] = values
    gains = {party: paired_difference(held[a, party], held[b, party]) for party in PARTIES}
    by_pair = {party: held[b, party] - held[a, party] for party in PARTIES}
    nash, root = mean_product([by_pair[party] for party in THREE])
    lows = [gains[party].low for party in THREE]
    return Surpluses(
        gains=gains,
        by_world={party: [float(gain) for gain in of if np.isfinite(gain)] for party, of in by_pair.items()},
        all_gain=win_win_share([by_pair[party] for party in THREE]),
        all_gain_with_rivals=win_win_share([by_pair[party] for party in ("consumers", "retailers", "suppliers")]),
        surely=None if any(low is None for low in lows) else all(low is not None and low > 0.0 for low in lows),
        nash=nash,
        nash_root=root,
    )


def win_win_share(gains: Sequence[Floats]) -> Estimate:
    """Share of worlds in which all of these gain; worlds without a figure are left out."""
    by_party = np.asarray(gains)
    whole = np.isfinite(by_party).all(axis=0)
    together: NDArray[np.bool_] = np.all(by_party[:, whole] > 0.0, axis=0)
    return share(together)


@dataclass(frozen=True)
class Flotation:
    """What a scenario promises buyers of the firm against what stands in its books, b against a (K2).

    Attributes
    ----------
    book
        Total assets on the last day.
    market
        These and total relationship, the estimate of what today's customers will bring.
    ratio
        Market over book value in each world; it is 1 + ROR.
    """

    book: PairedDifference
    market: PairedDifference
    ratio: PairedDifference

    def row(self) -> dict[str, Any]:
        """For JSON."""
        found: dict[str, Any] = {}
        for name, unit in (("book", "IDR"), ("market", "IDR"), ("ratio", "ratio")):
            n: PairedDifference = getattr(self, name)
            found[f"{name}_value" if name != "ratio" else "market_over_book"] = {
                "unit": unit,
                "against": n.a.row(),
                "scenario": n.b.row(),
                "difference": n.difference,
                "low": n.low,
                "high": n.high,
                "pairs": n.pairs,
            }
        return found


def flotation(runs: Sequence[Run], a: str, b: str, pairs: int) -> Flotation:
    """Market and book value under both scenarios; the ratio is undefined where there are no assets."""
    book = {label: column(runs, label, "total_assets", pairs) for label in (a, b)}
    market = {label: book[label] + column(runs, label, "total_relationship", pairs) for label in (a, b)}
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = {label: np.where(book[label] > 0.0, market[label] / book[label], np.nan) for label in (a, b)}
    return Flotation(*(paired_difference(of[a], of[b]) for of in (book, market, ratio)))
