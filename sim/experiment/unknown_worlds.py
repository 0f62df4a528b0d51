"""In what share of plausible worlds a scenario loses to its comparator, and what those worlds have in common (K2).

A plausible world is a point of all parameters marked as unknown (`sim.experiment.drawing`), with luck of its own. Both
scenarios are run in it on that luck.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.errors import ScenarioError
from sim.experiment.drawing import Axis, Floats, axes, hypercube, settings
from sim.experiment.payback import AS_PAID, WAYS, WRITTEN_OFF, discounted_gain, ends, payback_day
from sim.experiment.plan import make_jobs
from sim.experiment.records import Job, Run
from sim.experiment.statistics import CONFIDENCE, Estimate, middle, rank_correlation, share
from sim.experiment.surplus import PARTIES, THREE, gain_of, win_win_share
from sim.randomness import replicate_seed
from sim.scenario.loading import load_scenario
from sim.scenario.registry import parameter
from sim.scenario.schema import Scenario

if TYPE_CHECKING:
    import pandas as pd

DRAWN = " (drawn)"
"""Behind the name of a scenario: its runs in drawn worlds."""
IT = "it_effect"
"""The part of its promise that the IT of the scenario keeps, an outcome: luck of a world, and no parameter."""
VALUE, VALUE_WRITTEN_OFF, DAY = "net_present_value", "net_present_value_it_written_off", "payback_day"


@dataclass(frozen=True)
class Draws:
    """The jobs of drawn worlds. Points whose values no world allows have none, and are only counted."""

    axes: tuple[Axis, ...]
    points: Floats
    jobs: tuple[Job, ...]
    refused: int


@dataclass(frozen=True)
class Ranked:
    """How a parameter goes with the net present value of the difference, and what losing worlds have of it.

    The interval of `correlation` (of ranks) holds for all parameters at once. The medians are of the parameter's values
    in worlds that lose and in those that do not; None where there are no such worlds.
    """

    path: str
    correlation: Estimate
    median_where_it_loses: float | None
    median_elsewhere: float | None

    @property
    def shown(self) -> bool:
        """Whether the interval excludes zero."""
        c = self.correlation
        return c.low is not None and c.high is not None and (c.low > 0.0 or c.high < 0.0)

    @property
    def swept(self) -> tuple[float, float]:
        """The range in which it was drawn."""
        low, high = parameter(self.path).sweep or (math.nan, math.nan)
        return low, high

    def row(self) -> dict[str, Any]:
        """For JSON."""
        held = parameter(self.path)
        return {
            "parameter": self.path,
            "meaning": held.description,
            "unit": held.unit,
            "swept": list(self.swept),
            "rank_correlation": ends(self.correlation),
            "median_where_it_loses": self.median_where_it_loses,
            "median_elsewhere": self.median_elsewhere,
            "shown": self.shown,
        }


@dataclass(frozen=True)
class Plausible:
    """What the drawn worlds say.

    Attributes
    ----------
    frame
        A row for each world: its number and seed, the value of each parameter, the net present values of the
        difference, the payback day (infinite: never), each party's gain and the effect of the scenario's IT.
    loses, loses_written_off
        Share of worlds with a net present value below zero.
    loses_without_it, loses_with_it
        The same of those worlds in which the scenario's IT brings nothing, and of those in which it brings something.
    never
        Share that never pays back.
    all_gain
        Share in which consumers, the focal retailer and suppliers all gain.
    value
        Median net present value of the difference.
    spread
        Its 5th and 95th percentile over the worlds.
    ranking
        All parameters, the strongest correlation first.
    """

    frame: pd.DataFrame
    asked: int
    refused: int
    loses: Estimate
    loses_written_off: Estimate
    loses_without_it: Estimate
    loses_with_it: Estimate
    never: Estimate
    all_gain: Estimate
    gains: dict[str, Estimate]
    value: Estimate
    spread: tuple[float, float] | None
    ranking: tuple[Ranked, ...]

    @property
    def shown(self) -> tuple[Ranked, ...]:
        """The parameters whose interval excludes zero."""
        return tuple(ranked for ranked in self.ranking if ranked.shown)

    def row(self, most: int = 10) -> dict[str, Any]:
        """For JSON, with the parameters that show and at least the first `most`."""
        spread = self.spread or (None, None)
        return {
            "worlds_asked": self.asked,
            "worlds_refused": self.refused,
            "worlds": self.value.n,
            "loses": ends(self.loses, "share"),
            "loses_it_written_off": ends(self.loses_written_off, "share"),
            "loses_where_it_brings_nothing": ends(self.loses_without_it, "share") | {"worlds": self.loses_without_it.n},
            "loses_where_it_brings_something": ends(self.loses_with_it, "share") | {"worlds": self.loses_with_it.n},
            "never_pays_back": ends(self.never, "share"),
            "all_gain": ends(self.all_gain, "share"),
            "gains": {party: ends(value, "share") for party, value in self.gains.items()},
            "net_present_value": ends(self.value, "median")
            | {"percentile_5": spread[0], "percentile_95": spread[1], "unit": "IDR"},
            "parameters": len(self.ranking),
            "intervals_hold_together_at": CONFIDENCE,
            "ranking": [ranked.row() for ranked in self.ranking[: max(most, len(self.shown))]],
        }


def draw(scenarios: Mapping[str, Scenario], worlds: int, seed: int, threads: int) -> Draws:
    """Lay both scenarios in as many drawn worlds; world k has the luck of replicate k."""
    drawn = axes(list(scenarios.values()))
    points = hypercube(drawn, worlds, seed, "unknowns")
    jobs: list[Job] = []
    refused = 0
    for k, point in enumerate(points):
        try:
            laid = {f"{label}{DRAWN}": load_scenario(s, settings(drawn, point)) for label, s in scenarios.items()}
        except ScenarioError:  # values that do not go together, each of which is allowed
            refused += 1
            continue
        jobs += [
            Job(0, job.label, job.scenario, k, replicate_seed(seed, k), threads, None, job.policies)
            for job in make_jobs(laid, 1, seed)
        ]
    return Draws(drawn, points, tuple(jobs), refused)


def draws_frame(draws: Draws, runs: Iterable[Run], a: str, b: str) -> pd.DataFrame:
    """A row for each drawn world whose two runs are done; see `Plausible`."""
    import pandas as pd

    done: dict[int, dict[str, Run]] = {}
    for run in runs:
        if run.label.endswith(DRAWN):
            done.setdefault(run.replicate, {})[run.label.removesuffix(DRAWN)] = run
    rate = {job.replicate: job.scenario.finance.discount_rate for job in draws.jobs}
    rows = []
    for world, sides in sorted(done.items()):
        if len(sides) < 2:
            continue
        curves = {way: discounted_gain(sides[a].by_day[way], sides[b].by_day[way], rate[world]) for way in WAYS}
        rows.append(
            {"world": world, "seed": sides[a].seed}
            | {axis.path: value for axis, value in zip(draws.axes, draws.points[world], strict=True)}
            | {VALUE: curves[AS_PAID][-1], VALUE_WRITTEN_OFF: curves[WRITTEN_OFF][-1]}
            | {DAY: payback_day(curves[AS_PAID])}
            | {IT: sides[b].outcomes[IT]}
            | {f"gain_{party}": gain for party, gain in gain_of(sides[a], sides[b]).items()}
        )
    return pd.DataFrame(rows)


def plausible(frame: pd.DataFrame, asked: int, refused: int) -> Plausible:
    """What a table of drawn worlds says."""
    paths: Sequence[str] = [str(name) for name in frame.columns if "." in str(name)]
    columns = {name: frame[name].to_numpy(dtype=np.float64) for name in frame.columns} if len(frame) else {}
    nothing = np.array([])

    def column(name: str) -> Floats:
        return columns.get(name, nothing)

    value = column(VALUE)
    loses = value < 0.0
    ranking = [
        Ranked(
            path,
            rank_correlation(columns[path], value, among=len(paths)),
            float(np.median(columns[path][loses])) if loses.any() else None,
            float(np.median(columns[path][~loses])) if not loses.all() else None,
        )
        for path in paths
    ]
    return Plausible(
        frame=frame,
        asked=asked,
        refused=refused,
        loses=share(loses),
        loses_without_it=share(loses[column(IT) == 0.0]),
        loses_with_it=share(loses[column(IT) > 0.0]),
        loses_written_off=share(column(VALUE_WRITTEN_OFF) < 0.0),
        never=share(np.isinf(column(DAY))),
        all_gain=win_win_share([column(f"gain_{party}") for party in THREE]),
        gains={party: share(column(f"gain_{party}") > 0.0) for party in PARTIES},
        value=middle(value),
        spread=(float(np.quantile(value, 0.05)), float(np.quantile(value, 0.95))) if len(value) else None,
        ranking=tuple(sorted(ranking, key=lambda r: -abs(r.correlation.mean or 0.0))),
    )
