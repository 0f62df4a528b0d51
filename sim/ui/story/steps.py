"""The steps of the story as their file has them: which two policies, what is predicted, what is unlocked."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from sim.ui.asked import Side

Kind = Literal["comparison", "puzzle", "sandbox"]
OWN = "retailers."
"""What the path of a lever of a retailer begins with; the others are of the people and the world."""


@dataclass(frozen=True)
class Goal:
    """One condition of a puzzle: about an outcome of both policies, or about a lever.

    Attributes
    ----------
    outcome
        Name of the outcome; empty for a lever.
    better_by
        B has to be better by more than this share of what A has on average.
    not_worse
        In place of that: B must not be worse than A.
    lever
        Path of a parameter that B may not set above A; empty for an outcome.
    """

    outcome: str = ""
    better_by: float = 0.0
    not_worse: bool = False
    lever: str = ""


@dataclass(frozen=True)
class Step:
    """One step.

    Attributes
    ----------
    name
        What the keys of its texts begin with.
    kind
        A comparison to predict, a puzzle to solve, or the sandbox.
    a, b
        The two policies as the step begins.
    outcome, also
        What is predicted, and what else a sentence is said about.
    unlocks
        Parameters that get a control from this step on.
    goals
        Of a puzzle.
    solution
        What B has to set for one way to solve it, found by running at the story's size.
    """

    name: str
    kind: Kind
    a: Side
    b: Side
    outcome: str = "loyalty"
    also: tuple[str, ...] = ()
    unlocks: tuple[str, ...] = ()
    goals: tuple[Goal, ...] = ()
    solution: tuple[str, ...] = ()


@cache
def steps() -> tuple[Step, ...]:
    """All steps in their order; the sandbox is the last."""
    held = tomllib.loads(Path(__file__).with_name("steps.toml").read_text(encoding="utf-8"))
    return tuple(_step(entry) for entry in held["steps"])


def _step(entry: dict[str, Any]) -> Step:
    given = dict(entry)
    for name in ("a", "b"):
        side = given.pop(name)
        given[name] = Side(side["scenario"], tuple(side.get("set", ())))
    for name in ("also", "unlocks", "solution"):
        given[name] = tuple(given.get(name, ()))
    given["goals"] = tuple(Goal(**goal) for goal in given.get("goals", ()))
    return Step(**given)


def step_at(number: int) -> Step:
    """A step by its number from 0; what lies behind the last is the last."""
    return steps()[min(number, len(steps()) - 1)]


def unlocked(number: int) -> tuple[str, ...]:
    """The parameters that steps up to this one have given a control."""
    paths = (path for step in steps()[: number + 1] for path in step.unlocks)
    return tuple(dict.fromkeys(paths))


def path_of(override: str) -> str:
    """The parameter that a text such as ``days=30`` sets."""
    return override.partition("=")[0].strip()


def on_top(first: Sequence[str], later: Sequence[str]) -> tuple[str, ...]:
    """Overrides with later ones laid on them: of a parameter that both set, the later value counts."""
    newer = {path_of(text) for text in later}
    return (*(text for text in first if path_of(text) not in newer), *later)
