"""Where open replies win and where private ones do: a search over what nobody knows (A13, claim H4).

Worlds are drawn over all unknown parameters of complaints, replies and platforms (a Latin hypercube), and every reply
policy is run in each on the same luck. A box of parameters in which one side wins more often is then looked for
(`sim.experiment.boxes`). Where a side wins seldom, few points tell of it, so the search goes on with new points inside
the box. Last, every box is put to the test in fresh worlds inside it, which had no part in finding it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from sim.errors import InputError, ScenarioError, nearest_name
from sim.experiment.boxes import EVERYWHERE, Box, Floats, find_box, readable, showing, surely
from sim.experiment.contests import (
    MATCHES,
    POLICIES,
    advantage_of,
    best_of,
    beyond,
    drivers,
    matches,
    noise_of,
    score,
    won,
)
from sim.experiment.drawing import Axis, axes, hypercube, settings
from sim.experiment.execution import MAX_WORKERS
from sim.experiment.jobs import Progress, perform_all
from sim.experiment.plan import MAX_SEED, shell_command, whole_number
from sim.experiment.records import Failure, Job
from sim.experiment.region_records import SIDES, Region, Regions, Rule, Search
from sim.metrics import OUTCOMES
from sim.outcome import Outcome
from sim.randomness import replicate_seed
from sim.scenario.loading import Source, load_scenario
from sim.scenario.overriding import settings_of
from sim.scenario.policy_file import PolicyFiles, read_policies
from sim.scenario.registry import Parameter
from sim.scenario.schema import Scenario

if TYPE_CHECKING:
    import pandas as pd

MECHANISMS = frozenset({"A5", "A6", "A9", "A13"})
LEVERS = ("reply.staff_hours",)
"""Of the focal retailer: searched although it is known to it."""
SIZE = ("days=90", "consumers.count=8000")
"""A world in which the policies differ by more than luck, and that is quick."""
MOST = 100_000
BINDS = 6
"""Parameters that a box binds at most."""
ROUNDS = 4
"""The first design, and at most so many less one inside the box."""
KEEPS = 0.15
"""Share of the points of a round that a box keeps at least."""
SURE = 0.8
"""Where a side surely wins so large a share, the search ends."""


def regions(
    source: Source = "baseline",
    *,
    outcomes: Sequence[str] = ("loyalty",),
    points: int = 256,
    pairs: int = 2,
    fresh: int = 60,
    seed: int | None = None,
    overrides: Iterable[str] = (),
    on: Source | None = None,
    workers: int | None = None,
    threads: int = 1,
    progress: Progress | None = None,
) -> Regions:
    """Search for the regions in which open, and in which private replies win.

    Parameters
    ----------
    source
        The world in which the points are laid; what it says of the focal retailer's reply policy does not matter.
    outcomes
        On which to search, each with boxes of its own.
    points
        Of the first design.
    pairs
        Worlds of each point. With one, the noise of the pairs is not known.
    fresh
        Worlds in which each box is tested.
    seed
        Of points and worlds; by default that of the scenario.
    overrides
        Values set in all worlds, after `SIZE`.
    on, workers, threads, progress
        As for `sim.compare`.

    A run that fails costs its point. An interruption ends the search and returns what is done, marked as interrupted.

    Raises
    ------
    InputError
        The scenario or an argument is wrong.
    """
    points, pairs = whole_number(points, "points", 1, MOST), whole_number(pairs, "pairs", 1, MOST)
    fresh = whole_number(fresh, "fresh", 1, MOST)
    if workers is not None:
        workers = whole_number(workers, "workers", 1, MAX_WORKERS)
    threads = whole_number(threads, "threads", 1, MAX_WORKERS)
    wanted = [_outcome(name) for name in outcomes]
    overrides = settings_of(overrides)
    world = load_scenario(source, (*SIZE, *overrides), on)
    base = world.seed if seed is None else whole_number(seed, "seed", 0, MAX_SEED)
    lab = _Lab(world, searched(world), base, workers, threads, progress, read_policies([world]))
    design = lab.sample(EVERYWHERE, points, "first", POLICIES, pairs)
    found = {outcome.name: _search(lab, design, outcome, points, fresh) for outcome in wanted}
    options = {"points": points, "pairs": pairs, "fresh": fresh, "seed": base}
    command = shell_command("regions", [source], options, overrides, on)
    return Regions(
        scenario=world,
        axes=lab.axes,
        points=points,
        refused=lab.refused,
        lost=lab.lost,
        pairs=pairs,
        fresh=fresh,
        seed=base,
        searches=found,
        frame=_frame(lab.axes, design, wanted),
        runs=lab.runs,
        planned=lab.planned,
        failures=tuple(lab.failures),
        interrupted=lab.interrupted,
        command=" ".join([command, *(f"--outcome {outcome.name}" for outcome in wanted)]),
    )


def searched(world: Scenario) -> tuple[Axis, ...]:
    """The unknown parameters of `MECHANISMS` and the levers; of retailers those of the focal one."""
    own = f"retailers.{world.focal}."

    def is_wanted(parameter: Parameter, path: str) -> bool:
        if path.startswith("retailers.") and not path.startswith(own):
            return False
        if path.removeprefix(own) in LEVERS:
            return True
        return parameter.mark == "unknown" and not MECHANISMS.isdisjoint(parameter.mechanisms)

    return axes([world], is_wanted)


def replying(world: Scenario, policy: str) -> Scenario:
    """The world with one of `POLICIES` as the reply policy of its focal retailer."""
    focal = world.retailers[world.focal]
    retailer = focal.model_copy(update={"reply": focal.reply.model_copy(update={"policy": policy})})
    return world.model_copy(update={"retailers": world.retailers | {world.focal: retailer}})


@dataclass(frozen=True)
class Sample:
    """Points and what their worlds gave: `x` (points, axes), `outcomes` by name (points, pairs, policies)."""

    x: Floats
    outcomes: dict[str, Floats]

    def of(self, outcome: Outcome) -> tuple[Floats, Floats]:
        """Points and values of one outcome, where all worlds of a point define it."""
        values = self.outcomes[outcome.name]
        whole = np.isfinite(values).all(axis=(1, 2))
        return self.x[whole], values[whole]


@dataclass
class _Lab:
    """The world, what is drawn in it, and what became of all runs so far."""

    world: Scenario
    axes: tuple[Axis, ...]
    seed: int
    workers: int | None
    threads: int
    progress: Progress | None
    policies: PolicyFiles
    worlds: int = 0
    planned: int = 0
    runs: int = 0
    refused: int = 0
    lost: int = 0
    interrupted: bool = False
    failures: list[Failure] = field(default_factory=list)

    def sample(self, box: Box, points: int, what: str, policies: Sequence[str], pairs: int) -> Sample:
        """Draw points inside a box and run these policies in every world of each, on the same luck.

        A point of which a run failed, or was never done, is left out.
        """
        inside = tuple(axis.within(*box.bounds.get(column, (-np.inf, np.inf))) for column, axis in enumerate(self.axes))
        x = hypercube(inside, points, self.seed, what)
        jobs = [] if self.interrupted else [job for k in range(points) for job in self._jobs(x[k], k, policies, pairs)]
        ended = self.runs + len(self.failures)
        self.planned += len(jobs)

        def tell(done: int, planned: int) -> None:
            if self.progress is not None:
                self.progress(ended + done, self.planned)

        batch = perform_all(jobs, workers=self.workers, progress=tell)
        self.runs += len(batch.runs)
        self.failures += batch.failures
        self.interrupted |= batch.interrupted
        held = {name: np.full((points, pairs, len(policies)), np.nan) for name in OUTCOMES}
        done = np.zeros((points, pairs, len(policies)), dtype=np.bool_)
        for run in batch.runs:
            place = (*divmod(run.replicate, pairs), policies.index(run.label))
            done[place] = True
            for name in OUTCOMES:
                held[name][place] = run.outcomes.get(name, np.nan)
        whole = done.all(axis=(1, 2))
        self.lost += len({job.replicate // pairs for job in jobs}) - int(whole.sum())
        return Sample(x[whole], {name: values[whole] for name, values in held.items()})

    def _jobs(self, point: Floats, number: int, policies: Sequence[str], pairs: int) -> list[Job]:
        """The runs of one point, none where its values make no world."""
        seeds = [replicate_seed(self.seed, self.worlds + pair) for pair in range(pairs)]
        self.worlds += pairs
        try:
            laid = load_scenario(self.world, settings(self.axes, point))
        except ScenarioError:  # values that do not go together, each of which is allowed
            self.refused += 1
            return []
        named = {policy: replying(laid, policy) for policy in policies}
        return [
            Job(0, policy, scenario, number * pairs + pair, own, self.threads, None, self.policies)
            for pair, own in enumerate(seeds)
            for policy, scenario in named.items()
        ]


def _search(lab: _Lab, design: Sample, outcome: Outcome, points: int, fresh: int) -> Search:
    x, values = design.of(outcome)
    advantage = advantage_of(values, outcome)
    noise = {match: noise_of(values, *match) for match in MATCHES}
    return Search(
        outcome=outcome,
        points=len(x),
        overall=matches(values[:, 0], outcome),
        best=best_of(values, outcome, noise),
        decided={
            side: beyond(sign * advantage.mean(axis=1), noise[SIDES], values.shape[1], len(x))
            for side, sign in zip(SIDES, (-1, 1), strict=True)
        },
        noise=noise[SIDES],
        drivers=drivers(lab.axes, x, advantage),
        regions=tuple(
            region
            for side in SIDES
            if (region := _region(lab, outcome, side, x, advantage, noise[SIDES], points, fresh)) is not None
        ),
    )


def _region(
    lab: _Lab, outcome: Outcome, winner: str, x: Floats, advantage: Floats, noise: float | None, points: int, fresh: int
) -> Region | None:
    """The box in which one side wins most surely, after further rounds inside it where they are needed, tested."""
    sign = 1 if winner == SIDES[1] else -1
    box, near, mine = EVERYWHERE, x, sign * advantage
    share = 0.0
    for number in range(ROUNDS):
        if number:
            inner = lab.sample(box, points, f"round {number} {outcome.name} {winner}", SIDES, 1)
            near, values = inner.of(outcome)
            mine = sign * advantage_of(values, outcome)
        if len(near) < 2:
            break
        scores = score(mine, noise)
        smaller = find_box(
            near,
            scores,
            showing(near, mine.mean(axis=1)),
            binds=BINDS,
            least=max(12, int(KEEPS * len(near))),
            bound=box.bounds,
        )
        share = float(won(mine)[smaller.holds(near)].mean())
        tighter = smaller.within(box)
        ends_here = surely(smaller, near, scores) >= SURE or tighter == box
        box = tighter
        if ends_here:
            break
    box = readable(
        box,
        [axis.low for axis in lab.axes],
        [axis.high for axis in lab.axes],
        [axis.whole for axis in lab.axes],
    )
    if not box.bounds:
        return None
    tested = lab.sample(box, fresh, f"fresh {outcome.name} {winner}", POLICIES, 1)
    inside, wins = box.holds(x), won(sign * advantage)
    return Region(
        winner=winner,
        loser=SIDES[0] if winner == SIDES[1] else SIDES[1],
        box=box,
        rules=tuple(_rule(lab.axes[column], *bounds) for column, bounds in box.bounds.items()),
        found_share=share,
        volume=float(inside.mean()),
        coverage=float(wins[inside].sum() / wins.sum()) if wins.sum() else 0.0,
        fresh=matches(tested.of(outcome)[1][:, 0], outcome),
    )


def _rule(axis: Axis, low: float, high: float) -> Rule:
    return Rule(axis, low if low > axis.low else None, high if high < axis.high else None)


def _outcome(name: str) -> Outcome:
    sided = [o.name for o in OUTCOMES.values() if o.better != "neither"]
    if name not in sided:
        raise InputError(
            f"'{name}' is no outcome with a better direction",
            where="--outcome",
            nearest=nearest_name(name, sided),
            allowed=", ".join(sided),
        )
    return OUTCOMES[name]


def _frame(drawn: Sequence[Axis], design: Sample, outcomes: Sequence[Outcome]) -> pd.DataFrame:
    import pandas as pd

    columns = {axis.path: design.x[:, k] for k, axis in enumerate(drawn)}
    for outcome in outcomes:
        for k, policy in enumerate(POLICIES):
            columns[f"{outcome.name} {policy}"] = design.outcomes[outcome.name][:, :, k].mean(axis=1)
    return pd.DataFrame(columns)
