"""From a question to its map: an experiment over two factors, its runs, and the figures of its cells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import tomlkit
from numpy.typing import NDArray

from sim.errors import Clause, InputError
from sim.experiment.assumptions import flat
from sim.experiment.plan import load_all
from sim.experiment.records import Job
from sim.experiment.spec.design_sections import FactorialSection
from sim.experiment.spec.experiment import Experiment
from sim.experiment.spec.factors import Factor
from sim.experiment.spec.paths import overlap
from sim.experiment.spec.planning import plan_of
from sim.experiment.spec.varying import REGISTERED, Entry, factor_of
from sim.experiment.statistics import Estimate, PairedDifference, estimate, paired_difference
from sim.experiment.sweep.plan import Plan, Point, Value
from sim.metrics import OUTCOMES
from sim.scenario.overriding import overriding
from sim.scenario.registry import parameter
from sim.scenario.schema import Scenario
from sim.ui import bounds
from sim.ui.asked import LAST_DAY, Asked, Side
from sim.ui.comparing import changed_world, file_name, scenario_of
from sim.ui.levers import can_vary

Place = tuple[int, int]
"""A cell: its column and its row, from 0."""
EXPERIMENT_FILE = "map.toml"
RESULTS_FOLDER = "results/map"


@dataclass(frozen=True)
class Task:
    """A run of the map: of the cell at `place`, or of the world as it is (None), under the luck of a replicate."""

    place: Place | None
    replicate: int
    job: Job


@dataclass(frozen=True)
class Sweep:
    """A map that can be filled.

    Attributes
    ----------
    asked
        The question.
    base
        The world in which nothing is varied.
    experiment, plan
        What `trm sweep` would be asked, and the runs that it would do.
    tasks
        The runs in the order in which they are done: replicate by replicate, the base world first.
    """

    asked: Asked
    base: Scenario
    experiment: Experiment
    plan: Plan
    tasks: tuple[Task, ...]

    @property
    def x(self) -> Factor:
        """What varies along a row."""
        return self.experiment.levers[0]

    @property
    def y(self) -> Factor:
        """What varies along a column."""
        return self.experiment.levers[1]

    @property
    def home(self) -> Place | None:
        """The cell that has the values of the base world, where there is one."""
        held = dict(flat(self.base.model_dump()))
        try:
            return self.x.chosen().index(held[self.x.path]), self.y.chosen().index(held[self.y.path])
        except ValueError:
            return None

    def values(self, place: Place) -> Mapping[str, Value]:
        """The value of each factor in a cell."""
        column, row = place
        return {self.x.path: self.x.chosen()[column], self.y.path: self.y.chosen()[row]}


def numbers_of(asked: Asked) -> tuple[object, ...]:
    """All that decides about the runs of a map: two questions with the same are one. The outcome is but looked at."""
    grid = asked.grid
    return (asked.a, asked.sized, asked.seed, grid.x, grid.y, grid.levels, grid.replicates)


def drafted(asked: Asked) -> Scenario:
    """The base world of a map whose factors and size are right; whether values go together shows at the points.

    Raises
    ------
    InputError
        They are not.
    """
    base = base_of(asked)
    _refuse_too_much(asked, _factors(asked, base))
    return base


def base_of(asked: Asked) -> Scenario:
    """The world in which nothing is varied.

    Raises
    ------
    InputError
        It is wrong, or not for a visitor.
    """
    bounds.refuse_too_many_settings(asked.overrides)
    return changed_world(scenario_of(asked.a), asked.sized)


def sweep_of(asked: Asked) -> Sweep:
    """What has to be run to fill the map.

    Raises
    ------
    InputError
        The scenario or a factor is wrong, values do not go together, or it is too much for a visitor.
    """
    base = base_of(asked)
    factors = _factors(asked, base)
    _refuse_too_much(asked, factors)
    experiment = Experiment(
        name="map",
        title="",
        description="",
        question="",
        where=None,
        scenarios={base.name: base},
        fixed=(),
        levers=factors,
        unknowns=(),
        responses=(asked.grid.outcome,),
        replicates=asked.grid.replicates,
        seed=asked.seed,
        design=FactorialSection(kind="factorial"),
    )
    plan = plan_of(experiment)
    return Sweep(asked, base, experiment, plan, tuple(_tasks(base, plan, factors)))


def _factors(asked: Asked, base: Scenario) -> tuple[Factor, Factor]:
    """The two factors, with as many levels as are asked for of a number, and all values of a choice."""
    grid = asked.grid
    held = dict(flat(base.model_dump()))
    made = []
    for key, path in (("x", grid.x), ("y", grid.y)):
        if path not in held or not can_vary(path):
            raise InputError(
                Clause("there is no '{path}' in this world that could be varied", path=path[:80]),
                key=key,
                allowed="one of the list",
            )
        known = parameter(path)
        value: Any = REGISTERED if known.sweep is None else {"steps": grid.levels}
        factor = factor_of(Entry(path, value, "levers", None), "lever")
        if factor is None:
            raise ValueError(f"{path} makes no factor")
        made.append(factor)
    x, y = made
    if x.path == y.path:
        raise InputError("both factors are the same", key="y", allowed="two different ones")
    return x, y


def _refuse_too_much(asked: Asked, factors: Sequence[Factor]) -> None:
    cells = np.prod([len(factor.chosen()) for factor in factors])
    runs = int(cells + 1) * asked.grid.replicates
    lived = runs * asked.consumers * asked.days
    if lived > bounds.SWEPT_CONSUMER_DAYS:
        raise InputError(
            Clause(
                "{runs:,} runs of {consumers:,} consumers over {days:,} days are too much for a shared page",
                runs=runs,
                consumers=asked.consumers,
                days=asked.days,
            ),
            allowed="fewer levels, replicates, consumers or days, or `trm sweep` on your own computer",
        )


def _tasks(base: Scenario, plan: Plan, factors: Sequence[Factor]) -> list[Task]:
    """The runs; each is one that the comparison does which its cell opens, so that neither does it again."""
    of_base, of_cells = load_all([base, base], ())
    down = len(factors[1].chosen())
    worlds: dict[int, Scenario] = {}
    made: list[Task] = []
    for cell in plan.design.cells(None):
        if cell.point.number == 0:
            job = Job(len(made), of_base, base, cell.replicate, plan.seed_of(cell))
            made.append(Task(None, cell.replicate, job))
        number = cell.point.number
        if number not in worlds:
            worlds[number] = plan.world(cell)
            bounds.refuse_what_is_not_for_a_visitor(worlds[number])
        place = divmod(number, down)
        made.append(
            Task(place, cell.replicate, Job(len(made), of_cells, worlds[number], cell.replicate, plan.seed_of(cell)))
        )
    return made


@dataclass(frozen=True)
class Figures:
    """What the runs so far say of one cell.

    Attributes
    ----------
    value
        The mean of the outcome, with its interval.
    difference
        Against the base world, in the worlds that both have.
    done, failed
        Runs that gave an answer, and runs that failed.
    """

    value: Estimate
    difference: PairedDifference
    done: int
    failed: int


Outcomes = Mapping[str, float]
Found = Mapping[int, Outcomes | None]
"""Outcomes by the number of a task; None for a run that failed."""


def figures(sweep: Sweep, found: Found, outcome: str) -> tuple[dict[Place, Figures], Estimate]:
    """The figures of every cell that has a run, and those of the base world."""
    replicates = sweep.asked.grid.replicates
    columns: dict[Place | None, NDArray[np.float64]] = {}
    ended: dict[Place | None, list[bool]] = {}
    for number, outcomes in found.items():
        task = sweep.tasks[number]
        held = columns.setdefault(task.place, np.full(replicates, np.nan))
        ended.setdefault(task.place, []).append(outcomes is not None)
        if outcomes is not None:
            held[task.replicate] = outcomes.get(outcome, np.nan)
    base = columns.pop(None, np.full(replicates, np.nan))
    better, bounds = OUTCOMES[outcome].better, OUTCOMES[outcome].bounds
    made = {
        place: Figures(
            _of_ended(column, len(ended[place]), bounds),
            paired_difference(base, column, better),
            sum(ended[place]),
            len(ended[place]) - sum(ended[place]),
        )
        for place, column in columns.items()
        if place is not None
    }
    return made, _of_ended(base, len(ended.get(None, ())), bounds)


def _of_ended(column: NDArray[np.float64], ended: int, bounds: tuple[float, float]) -> Estimate:
    """The mean of what is there; only runs that ended without a value are left out of it."""
    made = estimate(column).within(bounds)
    return replace(made, left_out=ended - made.n)


def opened(asked: Asked, values: Mapping[str, Value]) -> Asked:
    """The comparison of the base world with that of a cell, started."""
    settings = Point(0, values).settings()
    both, own = asked.overrides, asked.a.overrides
    if any(overlap(_path(text), path) for text in both for path in values):
        own, both = (*own, *both), ()  # what is set in both worlds would be laid over the values of the cell
    return replace(
        asked,
        view="compare",
        a=replace(asked.a, overrides=own),
        b=Side(asked.a.scenario, (*own, *settings), asked.a.file),
        overrides=both,
        day=LAST_DAY,
        started=True,
    )


def experiment_toml(asked: Asked) -> str:
    """The map as an experiment file: `trm sweep` fills it with the same numbers.

    A side with a file of its own is named as `comparing.file_name` calls it, beside the experiment file.
    """
    grid = asked.grid
    base = scenario_of(asked.a)
    lines = [
        f"title = {_toml(f'{OUTCOMES[grid.outcome].title} over two factors')}",
        f"scenarios = {_toml([file_name(asked.a, 'a') if asked.a.file else asked.a.scenario])}",
        f"responses = {_toml([grid.outcome])}",
        f"replicates = {grid.replicates}",
        f"seed = {asked.seed}",
        "",
        "[set]",
        *(f"{path} = {_toml(value)}" for path, value in _settings(asked, base).items()),
        "",
        "[levers]",
        *(f"{path} = {_levels(path, grid.levels)}" for path in (grid.x, grid.y)),
        "",
        "[design]",
        'kind = "factorial"',
    ]
    return "\n".join(lines) + "\n"


def python_of(asked: Asked) -> str:
    """A Python program that fills the map from the experiment file beside it."""
    grid = asked.grid
    return (
        "import sim\n\n"
        f"sim.sweep({EXPERIMENT_FILE!r}, {RESULTS_FOLDER!r})\n"
        f"runs = sim.load_sweep({RESULTS_FOLDER!r}).runs\n"
        f"print(runs.groupby([{grid.y!r}, {grid.x!r}])[{grid.outcome!r}].mean().unstack())\n"
    )


def command_of() -> str:
    """The `trm sweep` that fills the map from the experiment file beside it."""
    return f"trm sweep {EXPERIMENT_FILE} --out {RESULTS_FOLDER}"


def _settings(asked: Asked, base: Scenario) -> dict[str, Any]:
    """What is set for good, by path; a factor is left to its levels."""
    table = overriding((*asked.a.overrides, *asked.sized), base.model_dump())
    return {path: value for path, value in flat(table) if path not in (asked.grid.x, asked.grid.y)}


def _levels(path: str, levels: int) -> str:
    known = parameter(path)
    if known.kind == "yes/no":
        return "[false, true]"
    if known.choices or known.sweep is None:
        return _toml(list(known.choices))
    low, high = known.sweep
    return f"{{ low = {low}, high = {high}, steps = {levels} }}"


def _toml(value: Any) -> str:
    if value is None:
        return '""'  # as with --set, this takes a value away
    return str(tomlkit.item(list(value) if isinstance(value, tuple) else value).as_string())


def _path(text: str) -> str:
    return ".".join(step.strip() for step in text.partition("=")[0].split("."))
