"""What `explain` gives back."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.experiment.explain.acts import KINDS
from sim.experiment.explain.steps import Step
from sim.experiment.explain.watching import Watched
from sim.experiment.segments import SegmentContrast
from sim.outcome import Outcome
from sim.scenario.schema import Scenario

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Pair:
    """One pair of worlds that was compared; a value is not a number where the outcome is undefined."""

    number: int
    seed: int
    a: float
    b: float

    @property
    def difference(self) -> float:
        """Second minus first."""
        return self.b - self.a


@dataclass(frozen=True)
class Explanation:
    """Why two worlds differ.

    Attributes
    ----------
    scenarios
        The two, by name; a is the first, b the second.
    outcome, pairs, pair
        By what the pairs of worlds were compared, all that were, and the one that was replayed.
    chosen_by_difference
        Whether that is the one that differs most, and not the one that was asked for.
    first, at_once
        The first consumer whose day differed (None: nobody's did), and how many differ from that moment on.
    chain
        Steps of which each follows from the one before it. It begins with `first`, unless nothing followed from
        that: then with the difference from which a chain went furthest.
    undone
        How many acts of each kind would have gone as in a, had the beginning of the chain gone as in a.
    tried
        Differences that were undone one by one to find the chain.
    acts
        How many acts of each kind the two worlds do not share.
    differing
        Consumers whose state differs, on each evening.
    segments
        What b does to each segment of the focal retailer's customers, over all pairs that were compared.
    watched
        The two worlds themselves: results, reaches, acts.
    """

    scenarios: dict[str, Scenario]
    outcome: Outcome
    pairs: tuple[Pair, ...]
    pair: Pair
    chosen_by_difference: bool
    first: Step | None
    at_once: int
    chain: tuple[Step, ...]
    undone: dict[str, int]
    tried: int
    acts: dict[str, int]
    differing: NDArray[np.int64]
    segments: tuple[SegmentContrast, ...]
    watched: Watched
    command: str

    @property
    def labels(self) -> tuple[str, str]:
        """Names of the two scenarios."""
        a, b = self.scenarios
        return a, b

    @property
    def begins_first(self) -> bool:
        """Whether the chain begins with the first difference of all."""
        return bool(self.chain) and self.first is not None and self.chain[0].consumer == self.first.consumer

    def to_frame(self) -> pd.DataFrame:
        """One row for each step of the chain; what it was in the two worlds in columns that begin with a and b."""
        import pandas as pd

        rows = []
        for place, step in enumerate(self.chain):
            row = step.row()
            sides = {side: row.pop(side) for side in ("a", "b")}
            told = {f"{side}_{name}": value for side, values in sides.items() for name, value in values.items()}
            rows.append({"step": place, **row, **told})
        return pd.DataFrame(rows)

    def to_json(self) -> dict[str, Any]:
        """A document for `json.dumps`: None (null) where a number is undefined, never NaN."""
        a, b = self.labels
        scenario = self.scenarios[a]
        return {
            "a": a,
            "b": b,
            "outcome": self.outcome.name,
            "unit": self.outcome.unit,
            "days": scenario.days,
            "consumers": scenario.consumers.count,
            "pair": _pair(self.pair),
            "pairs": [_pair(pair) for pair in self.pairs],
            "same": self.first is None,
            "first": None if self.first is None else self.first.row(),
            "at_once": self.at_once,
            "chain": [step.row() for step in self.chain],
            "begins_first": self.begins_first,
            "undone": self.undone,
            "tried": self.tried,
            "acts": self.acts,
            "differing": self.differing.tolist(),
            "segments": [contrast.row() for contrast in self.segments],
            "digests": {a: self.watched.a.digest, b: self.watched.b.digest},
            "command": self.command,
        }


def counted(kinds: Counter[str]) -> dict[str, int]:
    """How many acts there are of each kind, in the order of a day."""
    return {kind: kinds[kind] for kind in KINDS}


def _pair(pair: Pair) -> dict[str, Any]:
    values = {"a": pair.a, "b": pair.b, "difference": pair.difference}
    return {
        "pair": pair.number,
        "seed": pair.seed,
        **{name: value if value == value else None for name, value in values.items()},
    }
