"""Small plans made by hand, and runs that misbehave."""

from __future__ import annotations

import os
import signal
import time
from dataclasses import dataclass, field

import pandas as pd

from sim.experiment.sweep.plan import Cell, Plan, Point
from sim.experiment.sweep.work import Context, Done, Task, perform
from sim.scenario.loading import load_scenario

SIZE = ("consumers.count=60", "days=5")
SHARES = (0.2, 0.8)


@dataclass(frozen=True)
class Grid:
    """Every scenario at every level of one factor in every replicate, replicate by replicate."""

    labels: tuple[str, ...]
    levels: tuple[float, ...]
    replicates: int
    path: str = "complaints.public_share"
    adaptive: bool = False

    def cells(self, done: pd.DataFrame | None) -> list[Cell]:
        return [
            Cell(label, Point(number, {self.path: level}), replicate)
            for replicate in range(self.replicates)
            for number, level in enumerate(self.levels)
            for label in self.labels
        ]


@dataclass(frozen=True)
class UntilSure:
    """Adds a replicate at a time until the mean of an outcome is above a bound, or there are enough."""

    most: int
    asked: list[int] = field(default_factory=list)
    adaptive: bool = True

    def cells(self, done: pd.DataFrame | None) -> list[Cell]:
        replicates = 2 if done is None else len(done) + 1
        self.asked.append(0 if done is None else len(done))
        return [Cell("open", Point(0, {}), k) for k in range(min(replicates, self.most))]


def grid(replicates: int = 2, levels: tuple[float, ...] = SHARES, **options: object) -> Plan:
    labels = ("open", "private")
    scenarios = {label: load_scenario(f"{label}-replies", SIZE) for label in labels}
    design = Grid(labels, levels, replicates, **options)  # type: ignore[arg-type]
    return Plan("grid", scenarios, design, seed=5, responses=("loyalty", "ror"), document={"title": "a grid"})


def until_sure(most: int) -> Plan:
    return Plan("until-sure", {"open": load_scenario("open-replies", SIZE)}, UntilSure(most), 5, ("loyalty",))


def stand_in(task: Task, context: Context) -> Done:
    """A run that costs nothing: outcomes are a function of what is asked."""
    value = float(task.seed % 1000) + sum(float(each.partition("=")[2]) for each in task.settings)
    outcomes = {"loyalty": value, "ror": -value, "revenue": 1.0}
    return Done(f"{task.id}-history", "kopi", {"kopi": outcomes, "toko": {"loyalty": 0.5}})


stand_in.needs_model = False  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Odd:
    """The stand-in, with some runs that go wrong; which ones is told by the first letter of their id."""

    raises: str = ""
    hangs: str = ""
    dies: str = ""
    undefined: str = ""
    slow: float = 0.0
    real: bool = False

    @property
    def needs_model(self) -> bool:
        return self.real

    def __call__(self, task: Task, context: Context) -> Done:
        first = task.id[0]
        time.sleep(self.slow)
        if first in self.raises:
            raise ValueError(f"run {task.id} cannot be")
        if first in self.hangs:
            time.sleep(600)
        if first in self.dies:
            os.kill(os.getpid(), signal.SIGKILL)
        done = (perform if self.real else stand_in)(task, context)
        if first in self.undefined:
            done.by_retailer["toko"]["revenue"] = float("nan")
        return done
