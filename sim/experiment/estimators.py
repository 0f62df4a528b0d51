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

    A bias is the estimate less what the oracle says of the same world.

    Attributes
    ----------
    estimator
        An outcome of `VALUATIONS`.
    relationship, bias
        Its total relationship within the horizon, in money, and the bias of it.
    relative
        The bias over the oracle's value, in worlds in which that is above zero. As all estimators of a world divide by
        the same assets, it is that of ROR too, whatever the assets hold.
    ror, ror_bias
        Total relationship over total assets without the relational part of intellectual capital.
    ror_relational, ror_relational_bias
        The same over total assets with it.
    by_world
        The bias in each world that has one, in money.
    """

    estimator: str
    relationship: Estimate
    bias: Estimate
    relative: Estimate
    ror: Estimate
    ror_bias: Estimate
    ror_relational: Estimate
    ror_relational_bias: Estimate
    by_world: tuple[float, ...]

    def row(self) -> dict[str, Any]:
        """Flat, for a table or for JSON."""
        row: dict[str, Any] = {"estimator": self.estimator.removeprefix("tr_"), "worlds": self.bias.n}
        for name in FIGURES:
            value: Estimate = getattr(self, name)
            row |= {name: value.mean, f"{name}_low": value.low, f"{name}_high": value.high}
        return row


FIGURES = ("relationship", "bias", "relative", "ror", "ror_bias", "ror_relational", "ror_relational_bias")


def is_asked(outcome: Outcome, worlds: int) -> bool:
    """Whether a table should show an outcome that so many worlds define: valuations only where runs were lived on."""
    return worlds > 0 or outcome.name not in VALUATIONS


def distances(runs: Sequence[Run], label: str, replicates: int) -> list[Distance]:
    """Every estimator of one scenario against the oracle; none where no run was lived on."""
    truth = column(runs, label, ORACLE, replicates)
    if not np.isfinite(truth).any():
        return []
    held = {name: column(runs, label, name, replicates) for name in ("total_assets", "total_assets_relational")}
    assets, with_relations = (np.where(value > 0.0, value, np.nan) for value in held.values())
    found = []
    with np.errstate(divide="ignore", invalid="ignore"):
        for name in VALUATIONS:
            value = column(runs, label, name, replicates)
            bias = value - truth
            found.append(
                Distance(
                    estimator=name,
                    relationship=estimate(value),
                    bias=estimate(bias),
                    relative=estimate(np.where(truth > 0.0, bias / truth, np.nan)),
                    ror=estimate(value / assets),
                    ror_bias=estimate(bias / assets),
                    ror_relational=estimate(value / with_relations),
                    ror_relational_bias=estimate(bias / with_relations),
                    by_world=tuple(float(each) for each in bias if np.isfinite(each)),
                )
            )
    return found
