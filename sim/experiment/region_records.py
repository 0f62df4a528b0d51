"""What a search for regions finds, as plain records (`sim.experiment.regions`)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sim.experiment.boxes import Box
from sim.experiment.drawing import Axis, ranges
from sim.experiment.payback import ends
from sim.experiment.records import Failure
from sim.experiment.statistics import Estimate, PairedDifference
from sim.outcome import Outcome
from sim.scenario.schema import Scenario

if TYPE_CHECKING:
    import pandas as pd

SIDES = ("open", "private")


@dataclass(frozen=True)
class Match:
    """Policy `b` against `a` on one outcome, world by world."""

    a: str
    b: str
    numbers: PairedDifference

    def row(self) -> dict[str, Any]:
        """For JSON."""
        n = self.numbers
        share = Estimate(n.prob_b_beats_a, n.prob_low, n.prob_high, n.pairs)
        return {
            "a": self.a,
            "b": self.b,
            "worlds": n.pairs,
            "b_beats_a": ends(share, "share"),
            "difference": n.difference,
            "low": n.low,
            "high": n.high,
        }


@dataclass(frozen=True)
class Rule:
    """One parameter's part of a box; None where an end is that of its whole range."""

    axis: Axis
    low: float | None
    high: float | None

    def text(self) -> str:
        """``recovery.privacy_harm above 0.35``."""
        if self.low is not None and self.high is not None:
            return f"{self.axis.path} from {self.low:g} to {self.high:g}"
        return (
            f"{self.axis.path} above {self.low:g}" if self.low is not None else f"{self.axis.path} below {self.high:g}"
        )

    def row(self) -> dict[str, Any]:
        """For JSON."""
        unit = self.axis.parameter.unit
        return {"parameter": self.axis.path, "low": self.low, "high": self.high, "unit": unit, "rule": self.text()}


@dataclass(frozen=True)
class Region:
    """A box in which one side was found to win more often than elsewhere.

    Attributes
    ----------
    winner, loser
        Of ``open`` and ``private``.
    box, rules
        The bounds, for the machine and for people.
    found_share
        Share of the worlds of the last round inside the box that the winner won. It is flattered.
    volume
        Share of the points of the first design that lie inside.
    coverage
        Share of all worlds of that design which the winner won, that lie inside.
    fresh
        All matches in fresh worlds inside the box.
    """

    winner: str
    loser: str
    box: Box
    rules: tuple[Rule, ...]
    found_share: float
    volume: float
    coverage: float
    fresh: tuple[Match, ...]

    @property
    def density(self) -> Estimate:
        """Share of the fresh worlds that the winner wins, with its interval."""
        n = next(match.numbers for match in self.fresh if (match.a, match.b) == SIDES)
        if n.prob_b_beats_a is None or n.prob_low is None or n.prob_high is None:
            return Estimate(None, None, None, 0)
        if self.winner == SIDES[1]:
            return Estimate(n.prob_b_beats_a, n.prob_low, n.prob_high, n.pairs)
        return Estimate(1 - n.prob_b_beats_a, 1 - n.prob_high, 1 - n.prob_low, n.pairs)

    def row(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "winner": self.winner,
            "loser": self.loser,
            "rules": [rule.row() for rule in self.rules],
            "share_where_found": self.found_share,
            "volume": self.volume,
            "coverage": self.coverage,
            "fresh_worlds": self.density.n,
            "density": ends(self.density, "share"),
            "matches": [match.row() for match in self.fresh],
        }


@dataclass(frozen=True)
class Search:
    """What was found on one outcome.

    Attributes
    ----------
    overall
        All matches over the first design, one world a point.
    best
        By policy, the points at which it is best of the four, and at how many of these its margin over the second is
        beyond the noise of the pairs.
    decided
        By side, the points at which it beats the other beyond that noise.
    noise
        Standard deviation of the difference of open and private between worlds of one point, pooled over the points.
    drivers
        By parameter, its rank correlation with the advantage of private replies; the intervals hold together.
    regions
        At most one for each side.
    """

    outcome: Outcome
    points: int
    overall: tuple[Match, ...]
    best: dict[str, tuple[int, int]]
    decided: dict[str, int]
    noise: float | None
    drivers: tuple[tuple[str, Estimate], ...]
    regions: tuple[Region, ...]

    def row(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "outcome": self.outcome.name,
            "title": self.outcome.title,
            "unit": self.outcome.unit,
            "better": self.outcome.better,
            "points": self.points,
            "overall": [match.row() for match in self.overall],
            "best": {policy: {"points": n, "beyond_noise": sure} for policy, (n, sure) in self.best.items()},
            "beyond_noise": self.decided,
            "noise": self.noise,
            "drivers": [{"parameter": path} | ends(value) for path, value in self.drivers],
            "regions": [region.row() for region in self.regions],
        }


@dataclass(frozen=True)
class Regions:
    """All that a search found.

    Attributes
    ----------
    scenario
        The world in which the points are laid.
    axes
        What was drawn, and its ranges.
    points, refused, lost
        Points of the first design asked for; those whose values make no world, and those that a failed run cost, both
        in all designs.
    pairs, fresh
        Worlds of each point, and of the test of each box.
    searches
        By outcome.
    frame
        A row for each point of the first design: the values drawn, and by outcome and policy the mean of its worlds.
    runs, planned, failures, interrupted
        What became of the runs.
    command
        The command that does the same again.
    """

    scenario: Scenario
    axes: tuple[Axis, ...]
    points: int
    refused: int
    lost: int
    pairs: int
    fresh: int
    seed: int
    searches: dict[str, Search]
    frame: pd.DataFrame
    runs: int
    planned: int
    failures: tuple[Failure, ...]
    interrupted: bool
    command: str

    def to_frame(self) -> pd.DataFrame:
        """The points of the first design."""
        return self.frame

    def to_json(self) -> dict[str, Any]:
        """A document for `json.dumps`, without the single points: null where a number is undefined, never NaN."""
        return {
            "scenario": self.scenario.name,
            "focal": self.scenario.focal,
            "days": self.scenario.days,
            "consumers": self.scenario.consumers.count,
            "seed": self.seed,
            "points": self.points,
            "points_refused": self.refused,
            "points_lost": self.lost,
            "pairs": self.pairs,
            "fresh": self.fresh,
            "runs": self.runs,
            "interrupted": self.interrupted,
            "searched": ranges(self.axes),
            "outcomes": {name: search.row() for name, search in self.searches.items()},
            "failures": [
                {"policy": f.label, "world": f.replicate, "seed": f.seed, "error": f"{f.error}: {f.message}"}
                for f in self.failures
            ],
            "command": self.command,
        }
