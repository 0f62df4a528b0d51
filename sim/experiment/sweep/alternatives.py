"""What a sweep compares: its alternatives, and the axes over which they are compared.

An alternative is a scenario together with one level of every factor whose levels are no numbers (a reply policy, say).
All other factors are axes: numbers to be read along. So ``reply-policy`` compares reply policies over staff hours and
shares of sensitive complaints, whether the policies are its scenarios or levels of a factor.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.experiment.statistics import Estimate, PairedDifference, estimate, paired_difference
from sim.outcome import Outcome

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]
_PLACE = "alternative"


@dataclass(frozen=True)
class Compared:
    """A sweep's runs, sorted into alternatives.

    Attributes
    ----------
    runs
        A row for each run done: ``scenario``, ``point``, ``replicate``, a column for each factor and each outcome.
    scenarios
        Their labels, the reference first.
    factors
        Columns of `runs`.
    """

    runs: pd.DataFrame
    scenarios: tuple[str, ...]
    factors: tuple[str, ...]

    @cached_property
    def axes(self) -> tuple[str, ...]:
        """Factors whose levels are numbers."""
        return tuple(name for name in self.factors if _is_number(self.runs[name]))

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The alternatives in words, the reference first: in the order in which the design meets them."""
        return tuple(dict.fromkeys(self.table[_PLACE]))

    @cached_property
    def table(self) -> pd.DataFrame:
        """The runs with a column ``alternative`` in front, by scenario in the order given, then by point."""
        runs = self.runs.assign(_order=self.runs["scenario"].map({s: k for k, s in enumerate(self.scenarios)}))
        runs = runs.sort_values(["point", "_order", "replicate"], kind="stable").drop(columns="_order")
        words = [name for name in self.factors if name not in self.axes]
        parts: list[Sequence[str]] = []
        if len(self.scenarios) > 1 or not words:
            parts.append([str(s) for s in runs["scenario"]])
        short = short_names(words)
        parts += [[f"{short[name]}={_word(v)}" for v in runs[name]] for name in words]
        runs.insert(0, _PLACE, [", ".join(part) for part in zip(*parts, strict=True)])
        return runs

    def worlds(self, alternative: str, outcome: str) -> pd.Series:
        """An outcome by world: one place on all axes under the luck of one replicate."""
        key = alternative, outcome
        if key not in self._worlds:
            rows, index = self._places[alternative]
            values = self.table[outcome].to_numpy(dtype=np.float64)[rows]
            self._worlds[key] = _series(values, index)
        return self._worlds[key]

    @cached_property
    def _worlds(self) -> dict[tuple[str, str], pd.Series]:
        return {}

    @cached_property
    def _places(self) -> dict[str, tuple[NDArray[np.intp], pd.Index]]:
        """The rows of each alternative in `table`, and the worlds that they are."""
        keys = self.table[[*self.axes, "replicate"]].reset_index(drop=True)
        of = self.table[_PLACE].to_numpy()
        found = {}
        for name in self.names:
            rows = np.flatnonzero(of == name)
            found[name] = (rows, keys.iloc[rows].set_index(list(keys.columns)).index)
        return found

    def difference(self, alternative: str, outcome: Outcome, against: str | None = None) -> PairedDifference:
        """An alternative against the reference, in all worlds that both have.

        The sample are replicates, each the mean over all its places on the axes; with one replicate the sample are
        the places.
        """
        a, b = self.both(alternative, outcome.name, against)
        return paired_difference(by_replicate(a), by_replicate(b), outcome.better)

    def share_better(self, alternative: str, outcome: Outcome, against: str | None = None) -> Estimate:
        """Share of single worlds in which an alternative is better than the reference; a tie counts half.

        Its interval takes replicates as the sample, as `difference` does; it is undefined where neither direction is
        better.
        """
        a, b = self.both(alternative, outcome.name, against)
        if outcome.better == "neither":
            return Estimate(None, None, None, 0)
        gain = (b - a) if outcome.better == "higher" else (a - b)
        won = gain.map(lambda g: 1.0 if g > 0.0 else 0.5 if g == 0.0 else 0.0)
        found = estimate(by_replicate(won))
        if found.low is None or found.high is None:
            return found
        return replace(found, low=max(found.low, 0.0), high=min(found.high, 1.0))

    def both(self, alternative: str, outcome: str, against: str | None = None) -> tuple[pd.Series, pd.Series]:
        """An outcome under the reference and under an alternative, in the worlds in which both have it."""
        a = self.worlds(self.names[0] if against is None else against, outcome)
        b = self.worlds(alternative, outcome)
        a, b = a.align(b, join="inner")
        defined = a.notna() & b.notna()
        return a[defined], b[defined]


def by_replicate(worlds: pd.Series) -> Floats:
    """The sample of worlds: the mean over the places of each replicate; of a single replicate, every place.

    Where runs are missing, either their places or their replicates are left out as a whole, whichever costs fewer
    worlds: a mean over other places would say what the places do.
    """
    defined = worlds.dropna()
    replicates = defined.index.get_level_values("replicate")
    if defined.index.nlevels < 2 or len(set(replicates)) < 2:
        return defined.to_numpy(dtype=np.float64)
    wide = defined.unstack("replicate")
    places, whole = wide.dropna(axis="index", how="any"), wide.dropna(axis="columns", how="any")
    kept = places if places.size >= whole.size else whole
    return kept.mean(axis="index").to_numpy(dtype=np.float64) if kept.size else np.array([])


def _series(values: Floats, index: pd.Index) -> pd.Series:
    """Values by world; where points of the design fall together, their mean."""
    import pandas as pd

    made: pd.Series = pd.Series(values, index=index)
    if not index.is_unique:
        made = made.groupby(level=list(range(index.nlevels))).mean()
    return made.sort_index()


def _is_number(column: pd.Series) -> bool:
    from pandas.api.types import is_bool_dtype, is_numeric_dtype

    return is_numeric_dtype(column) and not is_bool_dtype(column)


def short_names(names: Sequence[str]) -> dict[str, str]:
    """Each path by as many of its last parts as tell it apart from the others."""
    found = {}
    for name in names:
        parts = name.split(".")
        for count in range(1, len(parts) + 1):
            tail = ".".join(parts[-count:])
            if sum(other == name or other.endswith(f".{tail}") for other in names) == 1:
                break
        found[name] = tail
    return found


def _word(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool | np.bool_) else str(value)
