"""Uplift by segment: what a scenario does to customers of the focal retailer by age, time online and buying (Tg)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from sim.errors import InputError, nearest_name
from sim.experiment.records import Run
from sim.experiment.statistics import PairedDifference, paired_difference
from sim.metrics import OUTCOMES
from sim.outcome import Outcome
from sim.recorder import RunResult
from sim.segments import GROUPINGS

if TYPE_CHECKING:
    import pandas as pd

MEASURES: dict[str, Outcome] = {
    "customers": Outcome(
        "customers", "Customers", "customers", "higher", 0, "Consumers of the segment who ever bought from the retailer"
    ),
    **{name: OUTCOMES[name] for name in ("loyalty", "satisfaction", "retention", "lost_share")},
    "units": OUTCOMES["units_sold"],
    "revenue": OUTCOMES["revenue"],
}
"""Columns of `RunResult.segments` that are contrasted, as outcomes of the customers of a segment alone."""


class Compared(Protocol):
    """A comparison or a results folder that holds one: what was run, in the order of the command."""

    @property
    def labels(self) -> tuple[str, ...]:
        """Names of the scenarios."""

    @property
    def runs(self) -> tuple[Run, ...]:
        """The runs."""


@dataclass(frozen=True)
class SegmentContrast:
    """One measure of one segment under scenario `b` against scenario `a`; see `PairedDifference` for the numbers."""

    scenario_a: str
    scenario_b: str
    grouping: str
    segment: str
    measure: str
    numbers: PairedDifference

    def row(self) -> dict[str, Any]:
        """Flat, for a table or for JSON; None where a number is undefined."""
        n = self.numbers
        return {
            "scenario_a": self.scenario_a,
            "scenario_b": self.scenario_b,
            "grouping": self.grouping,
            "segment": self.segment,
            "measure": self.measure,
            "pairs": n.pairs,
            "a": n.a.mean,
            "b": n.b.mean,
            "difference": n.difference,
            "low": n.low,
            "high": n.high,
        }


Segments = dict[str, dict[str, dict[str, float]]]
"""Measures by grouping, then segment, then name."""


def focal_segments(result: RunResult) -> Segments:
    """The measures of the focal retailer's segments."""
    return nested(result.by_segment.rows(result.scenario.focal))


def nested(rows: Iterable[Mapping[Any, Any]]) -> Segments:
    """The rows of one run and retailer of `RunResult.segments`, by grouping and segment."""
    found: Segments = {}
    for row in rows:
        found.setdefault(row["grouping"], {})[row["segment"]] = {name: float(row[name]) for name in MEASURES}
    return found


def segment_differences(
    compared: Compared, *, groupings: Iterable[str] = tuple(GROUPINGS), measures: Iterable[str] = tuple(MEASURES)
) -> tuple[SegmentContrast, ...]:
    """Every measure of every segment of each scenario after the first against the first, in pairs of worlds.

    Parameters
    ----------
    compared
        What `sim.compare` returned, or a results folder of it as `load_results` read it.
    groupings, measures
        All, or some of `sim.segments.GROUPINGS` and `MEASURES`.

    Raises
    ------
    InputError
        A grouping or a measure is not known.
    """
    groupings, measures = tuple(groupings), tuple(measures)
    _known(groupings, GROUPINGS, "grouping")
    _known(measures, MEASURES, "measure")
    first, *others = compared.labels
    runs = compared.runs
    pairs = 1 + max((run.replicate for run in runs), default=-1)
    keys = dict.fromkeys((g, s) for run in runs for g in groupings for s in run.segments.get(g, {}))
    return tuple(
        SegmentContrast(
            first,
            other,
            *key,
            measure,
            paired_difference(
                _column(runs, first, key, measure, pairs),
                _column(runs, other, key, measure, pairs),
                MEASURES[measure].better,
            ),
        )
        for other in others
        for key in keys
        for measure in measures
    )


def segments_frame(contrasts: Sequence[SegmentContrast]) -> pd.DataFrame:
    """One row for each contrast."""
    import pandas as pd

    return pd.DataFrame([contrast.row() for contrast in contrasts])


def _column(
    runs: Iterable[Run], label: str, key: tuple[str, str], measure: str, replicates: int
) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    values = np.full(replicates, np.nan)
    for run in runs:
        measures = run.segments.get(key[0], {}).get(key[1]) if run.label == label else None
        if measures is not None:
            values[run.replicate] = measures[measure]
    return values


def _known(given: Sequence[str], table: Iterable[str], what: str) -> None:
    names = tuple(table)
    for name in given:
        if name not in names:
            raise InputError(
                f"'{name}' is no {what} of segments", nearest=nearest_name(name, names), allowed=", ".join(names)
            )
