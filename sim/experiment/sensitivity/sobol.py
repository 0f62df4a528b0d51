"""Sobol's indices: the share of an outcome's variance that each unknown explains, alone and with all others.

A base sample is two independent points A and B, and for each unknown the point AB that is A with this one unknown from
B (with a second-order design also BA, that is B with it from A). First-order indices by the estimator of Saltelli et
al. (2010), total ones by that of Jansen (1999), second-order ones by that of Saltelli (2002), as in SALib, which gives
the same figures. What SALib does not do: it resamples no replicates, takes luck for an effect, and answers a hole in
the design with zeros; so blocks, products and intervals are ours.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.errors import InputError
from sim.experiment.payback import ends
from sim.experiment.sensitivity.completeness import Repair, whole_blocks
from sim.experiment.sensitivity.indices import Statistic, figures, ratio
from sim.experiment.sensitivity.luck import centred, luck_variance, product
from sim.experiment.sensitivity.resampling import RESAMPLES
from sim.experiment.statistics import Estimate

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Share:
    """What one unknown explains: alone (`first`), and with all its interactions (`total`)."""

    name: str
    first: Estimate
    total: Estimate

    def row(self) -> dict[str, Any]:
        """For JSON."""
        return {"parameter": self.name, "first": ends(self.first), "total": ends(self.total)}


@dataclass(frozen=True)
class Sobol:
    """Indices of one outcome.

    Attributes
    ----------
    shares
        By unknown, the largest total index first.
    pairs
        What two unknowns explain together beyond what each does alone; empty without a second-order design.
    alone
        Sum of the first-order indices: what no interaction is needed for.
    replicates
        Runs of each point. With one, luck cannot be told from an effect: the indices are those of that one luck.
    luck_share
        Part of the variance of a single run that is luck and not the unknowns; None with one replicate.
    deviation
        Standard deviation of what the points give, in the outcome's unit; None where it does not vary.
    repair
        What was dropped.
    """

    shares: tuple[Share, ...]
    pairs: tuple[tuple[str, str, Estimate], ...]
    alone: Estimate
    replicates: int
    luck_share: float | None
    deviation: float | None
    repair: Repair

    def row(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "method": "sobol",
            "indices": [share.row() for share in self.shares],
            "pairs": [{"parameters": [a, b], "second": ends(value)} for a, b, value in self.pairs],
            "first_sum": ends(self.alone),
            "replicates": self.replicates,
            "luck_share": self.luck_share,
            "deviation": self.deviation,
            "design": self.repair.row(),
        }


def sobol(
    names: Sequence[str],
    values: Floats,
    *,
    second: bool,
    what: str = "the outcome",
    seed: int = 0,
    strict: bool = False,
    times: int = RESAMPLES,
) -> Sobol:
    """Indices with 95% intervals.

    Parameters
    ----------
    names
        The D unknowns.
    values
        (base samples, D + 2, replicates): A, AB of each unknown, B; or with `second` (base samples, 2 D + 2,
        replicates): A, AB of each, BA of each, B. NaN where there is no value.
    what
        The outcome, for messages and to keep resamples apart.
    strict
        Refuse a design with any hole, in place of dropping base samples.

    Raises
    ------
    InputError
        The design is of another size, or has too many holes.
    """
    unknowns, rows = len(names), (2 if second else 1) * len(names) + 2
    if values.ndim != 3 or values.shape[1] != rows:
        raise InputError(
            f"{values.shape[1] if values.ndim > 1 else 0} rows a base sample are not a Sobol design",
            where="the design",
            allowed=f"{rows} for {unknowns} unknowns",
        )
    whole, repair = whole_blocks(values, "base sample", what, strict=strict)
    blocks = values[whole]
    found = figures(_statistic(unknowns, second), blocks, seed, f"sobol {what}", times=times)
    own = blocks[:, [0, -1]]
    independent = own.reshape(-1, own.shape[-1])
    spread = _variance(own)
    noise = luck_variance(independent)
    shares = [Share(name, found.estimate(k), found.estimate(unknowns + k)) for k, name in enumerate(names)]
    pairs = [
        (names[j], names[k], found.estimate(2 * unknowns + 1 + place))
        for place, (j, k) in enumerate(combinations(range(unknowns), 2) if second else ())
    ]
    moves = found.estimate(2 * unknowns).mean is not None
    return Sobol(
        shares=tuple(sorted(shares, key=lambda share: -(share.total.mean or 0.0))),
        pairs=tuple(sorted(pairs, key=lambda pair: -abs(pair[2].mean or 0.0))),
        alone=found.estimate(2 * unknowns),
        replicates=values.shape[2],
        luck_share=None if noise is None or noise + max(spread, 0.0) == 0.0 else noise / (noise + max(spread, 0.0)),
        deviation=float(np.sqrt(spread)) if moves else None,
        repair=repair,
    )


def _variance(own: Floats) -> float:
    """Of what points A and B give."""
    middle = centred(own, own)
    return float(product(middle, middle).mean())


def _statistic(unknowns: int, second: bool) -> Callable[[Floats], Statistic]:
    """First orders, total orders, the sum of the first, and second orders, as ratios of weighted means of blocks."""

    def of(blocks: Floats) -> Statistic:
        y = centred(blocks, blocks)
        a, b, ab = y[:, 0], y[:, -1], y[:, 1 : unknowns + 1]
        first = product(b[:, None], ab - a[:, None])
        total = product(a[:, None] - ab, a[:, None] - ab) / 2.0
        together = np.empty((len(y), 0))
        if second:
            ba = y[:, unknowns + 1 : -1]
            first = (first + product(a[:, None], ba - b[:, None])) / 2.0
            total = (total + product(b[:, None] - ba, b[:, None] - ba) / 2.0) / 2.0
            both = [(product(ba[:, j], ab[:, k]) + product(ba[:, k], ab[:, j])) / 2.0 for j, k in _pairs(unknowns)]
            together = np.stack(both, axis=1) - product(a, b)[:, None] if both else together
        square = (product(a, a) + product(b, b)) / 2.0
        middle = (a + b) / 2.0
        scale = float(blocks[:, [0, -1]].__abs__().max() ** 2)

        def figures_of(weights: Floats) -> Floats:
            centre = weights @ middle
            variance = weights @ square - product(centre, centre)
            ones = ratio(weights @ first, variance[:, None], scale)
            joint = ratio(weights @ together, variance[:, None], scale)
            for place, (j, k) in enumerate(_pairs(unknowns) if second else ()):
                joint[:, place] -= ones[:, j] + ones[:, k]
            totals = ratio(weights @ total, variance[:, None], scale)
            return np.concatenate([ones, totals, ones.sum(axis=1, keepdims=True), joint], axis=1)

        return figures_of

    return of


def _pairs(unknowns: int) -> list[tuple[int, int]]:
    return list(combinations(range(unknowns), 2))
