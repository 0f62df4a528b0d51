"""How each consumer's two lives first came to differ, told by the words of `sim.experiment.explain`."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from sim.experiment.explain.picking import check_worlds
from sim.experiment.explain.steps import Step
from sim.experiment.explain.telling import Teller
from sim.experiment.explain.watching import watch
from sim.experiment.explain.words import sentence, side_of, when
from sim.experiment.numerals import Language
from sim.experiment.records import Job
from sim.model import Model
from sim.scenario.schema import Scenario

Reasons = dict[int, Step]
"""By consumer; who is not in it lives alike in both worlds."""


@dataclass(frozen=True)
class Told:
    """A reason in one language: when, what happened, and what it was in each world."""

    day: int
    when: str
    sentence: str
    a: str
    b: str


def reasons(pair: tuple[Job, Job]) -> Reasons:
    """Live a pair of worlds side by side, and find how each consumer came to differ: a worker function.

    Raises
    ------
    InputError
        The worlds have not the same days or parties, so that nothing can be said of one consumer in both.
    """
    check_worlds({f"{side}: {job.label}": job.scenario for side, job in zip("AB", pair, strict=True)})
    a, b = (Model(job.scenario, seed=job.seed, threads=job.threads, policies=job.policies) for job in pair)
    watched = watch(a, b)
    teller = Teller(watched)
    titles = _titles(pair[0].scenario)
    return {consumer: _titled(teller.step(reach), titles) for consumer, reach in watched.reaches.items()}


def _titles(scenario: Scenario) -> dict[str, str]:
    """What firms are called on their accounts, by the names that the scenario has for them."""
    firms: dict[str, Any] = {**scenario.retailers, **scenario.suppliers}
    return {name: spec.title or name for name, spec in firms.items()}


def _titled(step: Step, titles: dict[str, str]) -> Step:
    """A step that names firms as their accounts do."""

    def title(name: Any) -> Any:
        return titles.get(name, name) if isinstance(name, str) else name

    sides = [
        {key: title(value) if key == "supplier" else value for key, value in side.items()} for side in (step.a, step.b)
    ]
    return replace(step, retailer=title(step.retailer), source=title(step.source), a=sides[0], b=sides[1])


def told(step: Step, language: Language) -> Told:
    """A reason in words."""
    a, b = side_of(step, step.a, step.b, language), side_of(step, step.b, step.a, language)
    return Told(step.day, when(step, language), sentence(step, language), a, b)
