"""Where a sweep's worlds break: the share of runs that failed, of what kind, and the parameters that go with it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from sim.experiment.sensitivity.records import Breaks
from sim.experiment.spec.experiment import Experiment
from sim.experiment.statistics import Estimate, rank_correlation, share
from sim.experiment.sweep.plan import Point

if TYPE_CHECKING:
    import pandas as pd


def breaks_of(experiment: Experiment, points: Sequence[Point], runs: pd.DataFrame, failures: pd.DataFrame) -> Breaks:
    """What failed.

    Parameters
    ----------
    points
        Those of the design.
    runs, failures
        A row for each run done, and for each run failed.
    """
    flags = [False] * len(runs) + [True] * len(failures)
    kinds = failures["error"].value_counts().sort_index().sort_values(ascending=False, kind="stable")
    return Breaks(
        share(flags), {str(kind): int(count) for kind, count in kinds.items()}, _drivers(experiment, points, failures)
    )


def _drivers(
    experiment: Experiment, points: Sequence[Point], failures: pd.DataFrame
) -> tuple[tuple[str, Estimate], ...]:
    counts = failures["point"].value_counts()
    failed = np.array([float(counts.get(point.number, 0)) for point in points])
    if not failed.any():
        return ()
    numeric = [factor for factor in experiment.factors if factor.numeric]
    found = [
        (
            factor.path,
            rank_correlation(
                np.array([float(point.values[factor.path]) for point in points]), failed, among=len(numeric)
            ),
        )
        for factor in numeric
    ]
    shown = [(path, r) for path, r in found if r.low is not None and r.high is not None and (r.low > 0 or r.high < 0)]
    return tuple(sorted(shown, key=lambda item: -abs(item[1].mean or 0.0)))
