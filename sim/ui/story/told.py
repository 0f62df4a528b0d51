"""The words of a step, and a comparison whose sides are called A and B."""

from __future__ import annotations

from dataclasses import replace

from sim.experiment.compare import Comparison
from sim.experiment.numerals import Language
from sim.ui.story.steps import Step
from sim.ui.texts import say, texts


def step_text(step: Step, part: str, language: Language) -> str:
    """A part of a step's words, such as ``title``."""
    return say(f"story_{step.name}_{part}", language)


def talk(step: Step, language: Language) -> list[str]:
    """What a class may talk about when it has seen what came out."""
    return numbered(step, "talk", language)


def hints(step: Step, language: Language) -> list[str]:
    """What helps with a puzzle, the vaguest first."""
    return numbered(step, "hint", language)


def numbered(step: Step, part: str, language: Language) -> list[str]:
    """The texts of a part that has several, counted from 1."""
    found: list[str] = []
    while f"story_{step.name}_{part}_{len(found) + 1}" in texts():
        found.append(say(f"story_{step.name}_{part}_{len(found) + 1}", language))
    return found


def lettered(made: Comparison) -> Comparison:
    """The same comparison with its two scenarios called A and B, as the story calls them."""
    names = dict(zip(made.labels, "AB", strict=True))
    return replace(
        made,
        scenarios={names[label]: world for label, world in made.scenarios.items()},
        runs=tuple(replace(run, label=names[run.label]) for run in made.runs),
        contrasts=tuple(replace(held, scenario_a="A", scenario_b="B") for held in made.contrasts),
    )
