"""One run of a sweep: what travels to the process that does it, what comes back, and when it counts as failed."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from sim.errors import RunError, ScenarioError
from sim.experiment.worker import Answer, attempt
from sim.metrics import OUTCOMES
from sim.model import Model
from sim.scenario.loading import load_scenario
from sim.scenario.policy_file import PolicyFiles
from sim.scenario.schema import Scenario

_COUNTED = frozenset(
    {
        *("IDR", "units", "complaints", "questions", "incidents", "followers", "views", "reactions"),
        *("participants", "failures", "ideas"),
    }
)
_ESTIMATED = frozenset({"total_relationship", "tr_constant", "tr_bgnbd", "tr_oracle"})
ALWAYS_DEFINED = frozenset(o.name for o in OUTCOMES.values() if o.unit in _COUNTED) - _ESTIMATED
"""Outcomes that are counts or amounts: nothing happened is zero there, so no world leaves them undefined."""


class Task(NamedTuple):
    """A run to do: `settings` are laid on the scenario that `label` names; `id` is what it is known by for good."""

    id: str
    label: str
    settings: tuple[str, ...]
    seed: int


@dataclass(frozen=True)
class Context:
    """What all runs share, sent to each worker once."""

    scenarios: Mapping[str, Scenario]
    policies: PolicyFiles
    responses: tuple[str, ...]

    def world(self, task: Task) -> Scenario:
        """The scenario of a task."""
        return load_scenario(self.scenarios[task.label], task.settings)

    def world_text(self, task: Task) -> str | None:
        """The scenario of a task as JSON; None when the values of its point do not go together."""
        try:
            return self.world(task).model_dump_json()
        except ScenarioError:
            return None


class Done(NamedTuple):
    """What a run gave: the digest of its whole history, and the outcomes of every retailer, `focal` among them."""

    digest: str
    focal: str
    by_retailer: dict[str, dict[str, float]]


Work: TypeAlias = Callable[[Task, Context], Done]
"""Does a run. Anything that a fresh interpreter can import; a stand-in may say that its `needs_model` is False."""


class UndefinedOutcome(RunError):  # noqa: N818  (its name is the kind of failure that people read)
    """A run ended, but with numbers that cannot be."""


def perform(task: Task, context: Context) -> Done:
    """Do a run of the model."""
    world = context.world(task)
    result = Model(world, seed=task.seed, policies=context.policies).run()
    return Done(result.digest, world.focal, result.by_retailer)


@dataclass(frozen=True)
class Checked:
    """A unit of work for a worker: does a run, and refuses numbers that cannot be."""

    work: Work
    context: Context

    def __call__(self, task: Task | None) -> Done | None:
        """Do a run; None only warms up, so that the first run's time is its own."""
        if task is None:
            warm_up(self.work)
            return None
        done = self.work(task, self.context)
        check(done, self.context.responses)
        return done


def warm_up(work: Work) -> None:
    """Compile the kernels, or load them from the cache, unless the work says that it needs no model."""
    if getattr(work, "needs_model", True):
        Model(load_scenario({}, ["consumers.count=50", "days=4"])).run()


def check(done: Done, responses: tuple[str, ...]) -> None:
    """Refuse outcomes that are infinite, undefined where they cannot be, or of no use to what is asked.

    Raises
    ------
    UndefinedOutcome
        There is one.
    """
    for retailer, outcomes in done.by_retailer.items():
        for name, value in outcomes.items():
            if math.isinf(value) or (math.isnan(value) and name in ALWAYS_DEFINED):
                raise UndefinedOutcome(f"{name} of {retailer} is {value}")
    asked = [done.by_retailer[done.focal].get(name, math.nan) for name in responses]
    if asked and all(math.isnan(value) for value in asked):
        raise UndefinedOutcome(f"all that the experiment asks about is undefined: {', '.join(responses)}")


class Stored(NamedTuple):
    """A task that ended elsewhere and stands in the store: the digest of its outcomes, or its kind of error."""

    task: Task
    outcomes_digest: str | None
    error: str


class Ended(NamedTuple):
    """A task that ended: its `answer` holds a `Done`, or what went wrong."""

    task: Task
    answer: Answer
    seconds: float


def end(work: Checked, task: Task) -> Ended:
    """Do a task in this process."""
    began = time.perf_counter()
    answer = attempt(work, task)
    return Ended(task, answer, time.perf_counter() - began)
