"""A prediction beside what came out, and the goals of a puzzle: three-valued, for worlds may leave both open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sim.experiment.assumptions import flat
from sim.experiment.compare import Comparison, Contrast
from sim.scenario.schema import Scenario
from sim.ui.asked import Asked
from sim.ui.story.steps import OWN, Goal, Step, path_of, unlocked

Choice = Literal["a", "b", "none"]
CHOICES: tuple[Choice, ...] = ("a", "b", "none")
Found = Literal["a", "b", "open", "same"]
Verdict = Literal["true", "false", "open"]


@dataclass(frozen=True)
class Prediction:
    """What somebody expects before a comparison is run.

    Attributes
    ----------
    choice
        Which policy does better, or that these worlds will show no difference; empty while nothing is chosen.
    sketch
        Loyalty under A and under B at points evenly spread over the days, the first day and the last among them; empty
        where nothing is drawn.
    """

    choice: Choice | Literal[""] = ""
    sketch: tuple[tuple[float, ...], tuple[float, ...]] = ((), ())

    @property
    def is_made(self) -> bool:
        """Whether there is anything to hold against what comes out."""
        return bool(self.choice or any(self.sketch))


def found(contrast: Contrast) -> Found:
    """Which side is better on an outcome, as far as the worlds tell: `same` where they are exactly alike."""
    gain = _gain(contrast)
    if gain is None:
        return "open"
    low, high = gain
    if low == high == 0.0:
        return "same"
    if low <= 0.0 <= high:
        return "open"
    return "b" if low > 0.0 else "a"


def came_true(choice: Choice, contrast: Contrast) -> Verdict:
    """Whether a prediction came true. Who predicts a winner is not refuted by worlds that do not settle it."""
    what = found(contrast)
    if choice == "none":
        return "true" if what in ("open", "same") else "false"
    if what == "open":
        return "open"
    return "true" if what == choice else "false"


def _gain(contrast: Contrast) -> tuple[float, float] | None:
    """The interval of what B is better by; None where there is none."""
    n = contrast.numbers
    if n.low is None or n.high is None or contrast.outcome.better == "neither":
        return None
    return (n.low, n.high) if contrast.outcome.better == "higher" else (-n.high, -n.low)


def lever_met(goal: Goal, worlds: Sequence[Scenario]) -> Verdict:
    """Whether B leaves a lever where A has it, or lower."""
    a, b = (_value(world, goal.lever) for world in worlds)
    return "true" if b <= a else "false"


def _value(world: Scenario, path: str) -> Any:
    return dict(flat(world.model_dump()))[path]


def goal_met(goal: Goal, made: Comparison) -> Verdict:
    """Whether a goal is reached; open where the interval has both within what would do and what would not."""
    if goal.lever:
        return lever_met(goal, tuple(made.scenarios.values()))
    contrast = made.contrast(goal.outcome)
    gain, level = _gain(contrast), contrast.numbers.a.mean
    if gain is None or level is None:
        return "open"
    low, high = gain
    if goal.not_worse:
        return "true" if low >= 0.0 else "false" if high < 0.0 else "open"
    wanted = goal.better_by * abs(level)
    return "true" if low > wanted else "false" if high <= wanted else "open"


def solved(verdicts: Sequence[Verdict]) -> Verdict:
    """Whether a puzzle is solved: all its goals are reached."""
    if "false" in verdicts:
        return "false"
    return "open" if "open" in verdicts else "true"


def fair(step: Step, whole: Asked) -> bool:
    """Whether a puzzle's B differs from A only in what the story has unlocked of the retailer, and A is as it was."""
    free = {path for path in unlocked(whole.step) if path.startswith(OWN)}
    set_by_b = {path_of(text) for text in whole.b.overrides}
    return whole.a == step.a and not whole.overrides and set_by_b <= free
