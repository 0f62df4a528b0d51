"""What is weighed against each other: settings of the front, and the scenarios as they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.experiment.compare import alike
from sim.experiment.sweep.plan import Cell, Point
from sim.scenario.loading import load_scenario
from sim.scenario.schema import Scenario

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Candidate:
    """A policy: a scenario with some levers set.

    Attributes
    ----------
    name
        ``trial 12``, or the scenario's own label where it stands as it is.
    label
        Of the scenario.
    values
        Of the levers, by path; empty where it stands as it is.
    """

    name: str
    label: str
    values: Mapping[str, Any]

    @property
    def is_present(self) -> bool:
        """Whether it is a scenario as it is."""
        return not self.values

    def row(self) -> dict[str, Any]:
        """For JSON."""
        return {"candidate": self.name, "scenario": self.label, "levers": dict(self.values)}


def as_it_is(candidate: Candidate, scenarios: Mapping[str, Scenario]) -> str | None:
    """The scenario that is, as it is, the world of a candidate; None where the candidate is a world of its own."""
    settings = Point(0, candidate.values).settings()
    world = load_scenario(scenarios[candidate.label], settings)
    return next((label for label, scenario in scenarios.items() if alike(scenario, world)), None)


@dataclass(frozen=True)
class Listed:
    """A design whose cells are all known."""

    wanted: tuple[Cell, ...]
    adaptive: bool = False

    def cells(self, done: pd.DataFrame | None) -> Sequence[Cell]:
        """All of them."""
        return self.wanted


def in_worlds(
    candidates: Sequence[Candidate], worlds: Sequence[Mapping[str, Any]], first: int, *, apart: bool
) -> tuple[Cell, ...]:
    """Every candidate in every world, world by world, so that what is done at any moment is balanced.

    Parameters
    ----------
    worlds
        What is set in each beside the levers; nothing where luck alone tells them apart.
    first
        The replicate whose luck the first world has; the others have those after it.
    apart
        Whether a world has points of its own. If not, all worlds of a candidate are replicates of one point.
    """
    return tuple(
        Cell(candidate.label, Point(c * len(worlds) + w if apart else c, {**candidate.values, **world}), first + w)
        for w, world in enumerate(worlds)
        for c, candidate in enumerate(candidates)
    )


def outcomes_of(
    runs: pd.DataFrame, candidates: Sequence[Candidate], worlds: int, first: int, names: Sequence[str], *, apart: bool
) -> Floats:
    """Outcomes (worlds, candidates, names) of the cells that `in_worlds` made; NaN where a run failed."""
    held = np.full((worlds, len(candidates), len(names)), np.nan)
    if not len(runs):
        return held
    columns = [runs[name].to_numpy(dtype=np.float64) if name in runs else np.full(len(runs), np.nan) for name in names]
    for row, (point, replicate) in enumerate(zip(runs["point"].tolist(), runs["replicate"].tolist(), strict=True)):
        world, place = replicate - first, point // worlds if apart else point
        if 0 <= world < worlds and place < len(candidates):
            held[world, place] = [column[row] for column in columns]
    return held
