"""The controls that are not parameters of a scenario: which scenarios, and how large and how many the worlds are."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sim.experiment.parameter_words import scenario_title
from sim.scenario.builtin import builtin_scenarios
from sim.ui import bounds
from sim.ui.asked import Asked
from sim.ui.texts import say

SIZES = {
    "consumers": (bounds.CONSUMERS, 50),
    "days": (bounds.DAYS, 1),
    "pairs": (bounds.PAIRS, 1),
    "seed": (bounds.SEED, 1),
}
"""Bounds and the step of a slider."""


def scenario_choices(asked: Asked) -> list[list[str]]:
    """Pairs of value and name: the built-in scenarios, and the files that the visitor has given."""
    language = asked.language
    choices = [[name, scenario_title(name, language)] for name in builtin_scenarios()]
    for side in (asked.a, asked.b):
        if side.file and side.scenario not in [name for name, _ in choices]:
            choices.append([side.scenario, say("own_file", language, name=side.scenario)])
    return choices


def scenario_group(asked: Asked) -> dict[str, Any]:
    """Which scenario each side starts from."""
    language = asked.language
    row = {
        "key": "scenario",
        "label": say("row_scenario", language),
        "unit": "",
        "help": [say("row_scenario_what", language)],
        "kind": "choice",
        "choices": scenario_choices(asked),
        "values": {"a": asked.a.scenario, "b": asked.b.scenario},
    }
    return {"name": "scenario", "title": say("group_scenario", language), "open": True, "rows": [row]}


def size_group(asked: Asked) -> dict[str, Any]:
    """How many consumers, days and pairs, and whose luck."""
    language = asked.language
    rows = []
    for name, ((low, high), step) in SIZES.items():
        rows.append(
            {
                "key": name,
                "label": say(f"row_{name}", language),
                "unit": "",
                "help": [say(f"row_{name}_what", language)],
                "kind": "whole",
                "low": low,
                "high": high,
                "range": None if name == "seed" else [low, high],
                "step": step,
                "values": {"both": getattr(asked, name)},
            }
        )
    return {"name": "size", "title": say("group_size", language), "open": False, "rows": rows}


def sized(asked: Asked, name: str, value: Any) -> Asked:
    """The question with another size; what lies outside the bounds is brought to them."""
    (low, high), _ = SIZES[name]
    changed: dict[str, Any] = {name: min(max(round(value), low), high)}
    return replace(asked, **changed)
