"""Dose and response: what more posting goes with, over retailers and worlds sorted by how much they post (A2)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from sim.experiment.records import Run

if TYPE_CHECKING:
    import pandas as pd

RESPONSES = ("reach", "units_sold", "unfollows", "followers", "retailer_profit")
"""Outcomes that are told of each group."""


def posting_deciles(runs: Sequence[Run], *, groups: int = 10) -> pd.DataFrame:
    """Retailers of all runs in groups of equal size by posting intensity, those who post least first.

    Parameters
    ----------
    runs
        Runs of one scenario, as `sim.replicate` returns them: each retailer of each run is one case.
    groups
        Ten make deciles. With fewer cases there are as many groups as cases.

    Returns
    -------
    DataFrame
        `decile` from 1; `cases`; mean, least and most posts a day (`posting_intensity`, `least`, `most`); the means of
        the `RESPONSES`; and `units_ratio`, the mean of a retailer's units over its own mean of all runs, so that what
        retailers differ in besides does not show.

    Retailers with another intensity differ in nothing else within a retailer, where the intensity is drawn
    (`retailers.*.posts.intensity_spread`); between retailers prices and places differ too.
    """
    import pandas as pd

    cases = pd.DataFrame(
        [
            {"retailer": name, **{key: found[key] for key in ("posting_intensity", *RESPONSES)}}
            for run in runs
            for name, found in run.by_retailer.items()
        ]
    )
    own = cases.groupby("retailer")["units_sold"].transform("mean")
    cases["units_ratio"] = np.where(own > 0.0, cases["units_sold"] / own.where(own > 0.0, 1.0), np.nan)
    cases = cases.sort_values("posting_intensity", kind="stable", ignore_index=True)
    cases["decile"] = np.arange(len(cases)) * min(groups, len(cases)) // len(cases) + 1
    by = cases.groupby("decile")
    table = by[["posting_intensity", *RESPONSES, "units_ratio"]].mean()
    table.insert(0, "cases", by.size())
    table.insert(2, "least", by["posting_intensity"].min())
    table.insert(3, "most", by["posting_intensity"].max())
    return table.reset_index()
