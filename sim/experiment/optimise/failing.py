"""Where a choice fails: the box of the unknown worlds in which it is not good enough most surely, tested afresh.

The box is sought by patient rule induction (`sim.experiment.boxes`) over the drawn worlds. A box is found where the
draws happen to be favourable, so its share of failures is flattered; what counts is the share in fresh worlds in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.experiment.boxes import EVERYWHERE, find_box, readable, showing
from sim.experiment.payback import ends
from sim.experiment.spec.factors import Factor
from sim.experiment.statistics import Estimate, share

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

BINDS = 4
"""Parameters at most that a box binds."""
LEAST = 8
KEEPS = 0.08
"""Share of the worlds that a box keeps at least, and no fewer than `LEAST`."""


@dataclass(frozen=True)
class Bound:
    """One parameter's part of a box; None where an end is that of its whole range."""

    factor: Factor
    low: float | None
    high: float | None

    def text(self) -> str:
        """``recovery.privacy_harm above 0.35``."""
        if self.low is not None and self.high is not None:
            return f"{self.factor.path} from {self.low:g} to {self.high:g}"
        return (
            f"{self.factor.path} above {self.low:g}"
            if self.low is not None
            else f"{self.factor.path} below {self.high:g}"
        )

    def row(self) -> dict[str, Any]:
        """For JSON."""
        return {"parameter": self.factor.path, "low": self.low, "high": self.high, "rule": self.text()}


@dataclass(frozen=True)
class Weakness:
    """Where a candidate fails.

    Attributes
    ----------
    candidate
        Its name.
    overall
        Share of the drawn worlds in which it fails.
    bounds
        The box, parameter by parameter; empty where none was found.
    found
        Share of failures in the box where it was found, which is flattered.
    volume, coverage
        Share of the drawn worlds, and of those with a failure, that lie in the box.
    fresh
        Share of failures in fresh worlds drawn in the box; with nothing in it before they were run.
    """

    candidate: str
    overall: Estimate
    bounds: tuple[Bound, ...]
    found: float | None
    volume: float | None
    coverage: float | None
    fresh: Estimate

    def row(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "candidate": self.candidate,
            "fails": ends(self.overall, "share") | {"worlds": self.overall.n},
            "rules": [bound.row() for bound in self.bounds],
            "share_where_found": self.found,
            "volume": self.volume,
            "coverage": self.coverage,
            "fails_in_fresh_worlds": ends(self.fresh, "share") | {"worlds": self.fresh.n},
        }


def weakness(candidate: str, factors: Sequence[Factor], x: Floats, fails: Flags) -> Weakness:
    """The box in which a candidate fails, not yet tested.

    Parameters
    ----------
    factors
        Those with an order and a distance, the columns of `x`.
    x, fails
        Their values (worlds, factors), and whether the candidate fails there.
    """
    y = fails.astype(np.float64)
    box = EVERYWHERE
    columns = showing(x, y) if x.shape[1] else []
    if columns:
        least = max(LEAST, int(KEEPS * len(x)))
        box = find_box(x, y, columns, binds=BINDS, least=least)
        lows, highs = x.min(axis=0), x.max(axis=0)
        ranges = [_ends(factor, lows[k], highs[k]) for k, factor in enumerate(factors)]
        box = readable(box, [low for low, _ in ranges], [high for _, high in ranges], [f.whole for f in factors])
    overall, untested = share(fails), Estimate(None, None, None, 0)
    if not box.bounds:
        return Weakness(candidate, overall, (), None, None, None, untested)
    inside = box.holds(x)
    return Weakness(
        candidate,
        overall,
        tuple(_bound(factors[column], *edges) for column, edges in sorted(box.bounds.items())),
        float(y[inside].mean()) if inside.any() else None,
        float(inside.mean()),
        float(y[inside].sum() / y.sum()) if y.any() else None,
        untested,
    )


def inside_of(found: Weakness, factors: Sequence[Factor]) -> tuple[Factor, ...]:
    """All factors, with those that the box binds narrowed to it."""
    bounds = {bound.factor.path: bound for bound in found.bounds}
    return tuple(_narrowed(factor, bounds[factor.path]) if factor.path in bounds else factor for factor in factors)


def tested(found: Weakness, fails: Flags) -> Weakness:
    """The same with what fresh worlds in the box say."""
    return replace(found, fresh=share(fails))


def _narrowed(factor: Factor, bound: Bound) -> Factor:
    low = -np.inf if bound.low is None else bound.low
    high = np.inf if bound.high is None else bound.high
    if factor.levels is not None:
        return replace(factor, levels=tuple(level for level in factor.levels if low <= float(level) <= high))
    return replace(factor, low=max(factor.low or 0.0, low), high=min(factor.high or 0.0, high))


def _ends(factor: Factor, low: float, high: float) -> tuple[float, float]:
    if factor.low is None or factor.high is None:
        return float(low), float(high)
    return factor.low, factor.high


def _bound(factor: Factor, low: float, high: float) -> Bound:
    return Bound(factor, low if np.isfinite(low) else None, high if np.isfinite(high) else None)
