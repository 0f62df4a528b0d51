"""How far each estimator of total relationship is from what the world itself then showed (CV3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.experiment.records import Run, column
from sim.experiment.statistics import Estimate, estimate
from sim.metrics import VALUATIONS
from sim.outcome import Outcome

ORACLE = "tr_oracle"


@dataclass(frozen=True)
class Distance:
    """An estimator of total relationship over the worlds of one scenario.

    Attributes
    ----------
    estimator
        An outcome of `VALUATIONS`.
    relationship, ror
        Its total relationship within the horizon, and that over total assets.
    bias
        The estimate less what the oracle says of the same world.
    relative
        The bias over the oracle's value, in worlds in which that is above zero.
    """

    estimator: str
    relationship: Estimate
    ror: Estimate
    bias: Estimate
    relative: Estimate

    def row(self) -> dict[str, Any]:
        """Flat, for a table or for JSON."""
        row: dict[str, Any] = {"estimator": self.estimator.removeprefix("tr_"), "worlds": self.bias.n}
        for name in ("relationship", "ror", "bias", "relative"):
            value: Estimate = getattr(self, name)
            row |= {name: value.mean, f"{name}_low": value.low, f"{name}_high": value.high}
        return row


def is_asked(outcome: Outcome, worlds: int) -> bool:
    """Whether a table should show an outcome that so many worlds define: valuations only where runs were lived on."""
    return worlds > 0 or outcome.name not in VALUATIONS


def distances(runs: Sequence[Run], label: str, replicates: int) -> list[Distance]:
    """Every estimator of one scenario against the oracle; none where no run was lived on."""
    truth = column(runs, label, ORACLE, replicates)
    if not np.isfinite(truth).any():
        return []
    assets = column(runs, label, "total_assets", replicates)
    found = []
    with np.errstate(divide="ignore", invalid="ignore"):
        for name in VALUATIONS:
            value = column(runs, label, name, replicates)
            relative = np.where(truth > 0.0, (value - truth) / truth, np.nan)
            ror = np.where(assets > 0.0, value / assets, np.nan)
            found.append(Distance(name, estimate(value), estimate(ror), estimate(value - truth), estimate(relative)))
    return found
