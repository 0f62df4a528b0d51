"""What a sweep is to do: design points, the cells of each, and which cells are wanted next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from sim.randomness import replicate_seed
from sim.scenario.loading import load_scenario
from sim.scenario.policy_file import PolicyFiles
from sim.scenario.schema import Scenario

if TYPE_CHECKING:
    import pandas as pd

Value = bool | int | float | str
"""A level of a factor."""


@dataclass(frozen=True)
class Point:
    """A design point: the value of each factor, by the path of its parameter; `number` is its place in the design."""

    number: int
    values: Mapping[str, Value]

    def settings(self) -> tuple[str, ...]:
        """What sets it in a world, as for ``--set``."""
        return tuple(f"{path}={_text(value)}" for path, value in self.values.items())


@dataclass(frozen=True)
class Cell:
    """One run that is wanted: a scenario at a point under the luck of a replicate."""

    label: str
    point: Point
    replicate: int


class Design(Protocol):
    """Which cells are wanted. A fixed design knows them all at once, an adaptive one learns from what is done."""

    @property
    def adaptive(self) -> bool:
        """Whether it learns.

        A design that does not is asked once, with None. One that does is asked again with what is done until it wants
        nothing new, and cannot be shared out over commands that do not know of one another.
        """

    def cells(self, done: pd.DataFrame | None) -> Sequence[Cell]:
        """All cells wanted so far, in the order to run them: a function of `done` alone, and never fewer than before.

        `done` holds a row for each run that has ended (columns ``scenario``, ``point``, ``replicate`` and the outcomes,
        which are NaN for a run that failed), sorted by these; None before the first. The sweep ends when all cells are
        done or have failed.
        """


@dataclass(frozen=True)
class Plan:
    """A sweep, ready to be run.

    Attributes
    ----------
    name
        Of the experiment.
    scenarios
        The worlds by label, with all that the experiment sets for good.
    design
        Gives the cells. Replicate k of every scenario and point has the seed ``replicate_seed(seed, k)``, so that all
        are compared on the same luck.
    responses
        Outcomes that the experiment asks about; every outcome is stored all the same.
    document
        The experiment as plain values, for the manifest.
    policies
        Texts of policies that are known already, as those of a sweep that is resumed; the files of others are read.
    networks
        SHA-256 that network files have to have, by path: again those of a sweep that is resumed.
    """

    name: str
    scenarios: Mapping[str, Scenario]
    design: Design
    seed: int
    responses: tuple[str, ...]
    document: Mapping[str, Any] = field(default_factory=dict)
    policies: PolicyFiles = field(default_factory=dict)
    networks: Mapping[str, str] = field(default_factory=dict)

    def world(self, cell: Cell) -> Scenario:
        """The scenario of a cell with the values of its point.

        Raises
        ------
        ScenarioError
            The values do not go together.
        """
        return load_scenario(self.scenarios[cell.label], cell.point.settings())

    def seed_of(self, cell: Cell) -> int:
        """The seed of a cell."""
        return replicate_seed(self.seed, cell.replicate)


def _text(value: Value) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
