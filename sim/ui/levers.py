"""The controls of a question, generated from the schema: the rows that the widget draws, and what a change means."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from sim.experiment.assumptions import flat
from sim.experiment.numerals import Language, written
from sim.experiment.parameter_words import (
    allowed_text,
    choice_name,
    mark_text,
    parameter_description,
    parameter_label,
    source_text,
)
from sim.experiment.sweep.plan import Value
from sim.experiment.texts import unit_name
from sim.scenario.registry import SILENT_UNITS, Parameter, parameter, parameters
from sim.scenario.schema import Scenario
from sim.ui.asked import Asked, Side
from sim.ui.texts import say

Row = dict[str, Any]
DRAWN = ("whole number", "number", "choice", "yes/no")
"""Kinds of parameters that have a control."""
HIDDEN = ("seed", "days", "consumers.count", "record.conversations")
"""Parameters that are asked for elsewhere on the page, or that only decide what is kept."""
_NOT_VARIED = ("source", "edge_means")
"""They say how a network's file is read, and the page reads none."""


@cache
def _groups() -> tuple[tuple[str, tuple[str, ...]], ...]:
    held = tomllib.loads(Path(__file__).with_name("levers.toml").read_text(encoding="utf-8"))
    return tuple((group["name"], tuple(group["paths"])) for group in held["groups"])


def control_groups(worlds: tuple[Scenario, Scenario], more: Sequence[str], language: Language) -> list[dict[str, Any]]:
    """Groups of rows as the controls draw them, with the values that the two worlds have now.

    Parameters
    ----------
    worlds
        A and B with everything set.
    more
        Paths that the visitor has looked up beside the usual ones.
    """
    values = [dict(flat(world.model_dump())) for world in worlds]
    found = []
    for number, (name, paths) in enumerate(_groups()):
        named = [path.format(focal=worlds[0].focal) for path in paths]
        rows = [_row(path, values, language) for path in named if all(path in held for held in values)]
        if rows:
            found.append({"name": name, "title": say(f"group_{name}", language), "open": number == 0, "rows": rows})
    looked_up = [_row(path, values, language) for path in more if all(path in held for held in values)]
    if looked_up:
        found.append({"name": "more", "title": say("group_more", language), "open": True, "rows": looked_up})
    return found


def usual_paths(focal: str) -> list[str]:
    """The parameters that have a control at once, of a focal retailer and of the world."""
    return [path.format(focal=focal) for _, paths in _groups() for path in paths]


def findable(worlds: tuple[Scenario, Scenario], language: Language) -> dict[str, str]:
    """Every parameter that both worlds have and that a control can set: its path, by a label that tells it apart."""
    first, second = (dict(flat(world.model_dump())) for world in worlds)
    found: dict[str, str] = {}
    for path in first:
        if path not in second or path in HIDDEN or _schema_of(path) is None:
            continue
        label = f"{parameter_label(path, language)} ({path})"
        found[label] = path
    return found


def parameter_title(path: str, focal: str, language: Language) -> str:
    """The name of a parameter, with whom it is about where that is not the focal retailer, and its unit."""
    unit = unit_name(parameter(path).unit, language)
    kind, _, rest = path.partition(".")
    party = rest.partition(".")[0] if kind in ("platforms", "suppliers", "retailers") else ""
    whose = "" if party == focal else party
    name = parameter_label(path, language) + (f", {whose}" if whose else "")
    return name if parameter(path).unit in SILENT_UNITS else f"{name} ({unit})"


def level_text(path: str, level: Value, language: Language) -> str:
    """A value as it is read: a number in the locale's form, a choice by its name."""
    if isinstance(level, bool):
        return say("controls_yes" if level else "controls_no", language)
    if isinstance(level, str):
        return choice_name(path, level, language) if level in parameter(path).choices else level
    return written(level if isinstance(level, int) else float(f"{level:.4g}"), language)


def changes_text(overrides: Sequence[str], world: Scenario, language: Language) -> str:
    """What is set on top of a scenario, as its names and the values that the world then has."""
    held = dict(flat(world.model_dump()))
    paths = dict.fromkeys(text.partition("=")[0].strip() for text in overrides)
    told = []
    for path in paths:
        value = held.get(path)
        if isinstance(value, bool | int | float | str):
            told.append(f"{parameter_title(path, world.focal, language)}: {level_text(path, value, language)}")
        else:  # every name at once, a list, or a table
            told.extend(text for text in overrides if text.partition("=")[0].strip() == path)
    return "; ".join(told)


def can_vary(path: str) -> bool:
    """Whether a parameter can be a factor of a map: it has a control, and levels worth exploring."""
    held = _schema_of(path)
    return held is not None and path not in HIDDEN and held.name not in _NOT_VARIED


def _schema_of(path: str) -> Parameter | None:
    held = _by_path().get(_wild(path))
    return held if held is not None and held.kind in DRAWN and not held.optional else None


@cache
def _by_path() -> dict[str, Parameter]:
    return {held.path: held for held in parameters()}


def _wild(path: str) -> str:
    steps = path.split(".")
    if steps[0] in ("retailers", "suppliers", "platforms") and len(steps) > 2:
        steps[1] = "*"
    return ".".join(steps)


def _row(path: str, values: Sequence[dict[str, Any]], language: Language) -> Row:
    held = parameter(path)
    row: Row = {
        "key": path,
        "label": parameter_label(path, language),
        "unit": "" if held.unit in SILENT_UNITS else unit_name(held.unit, language),
        "help": help_lines(held, language),
        "kind": "whole" if held.kind == "whole number" else held.kind,
        "values": {side: value[path] for side, value in zip("ab", values, strict=True)},
    }
    if held.kind == "choice":
        row["choices"] = [[choice, choice_name(path, choice, language)] for choice in held.choices]
    elif held.kind in ("number", "whole number"):
        row |= {"low": held.low, "high": held.high, **_range(held, [value[path] for value in values])}
    return row


def help_lines(held: Parameter, language: Language) -> list[str]:
    """What a parameter means, what it may be, where its default comes from, and how sure that is."""
    told = [
        parameter_description(held.path, language),
        say("help_allowed", language, allowed=allowed_text(held, language)),
    ]
    if held.sweep is not None:
        low, high = (written(end, language) for end in held.sweep)
        told.append(say("help_sweep", language, low=low, high=high))
    told.append(say("help_default", language, value=_default(held, language)))
    told.append(say("help_source", language, source=source_text(held.source, language)))
    told.append(mark_text(held.mark, language))
    return told


def _default(held: Parameter, language: Language) -> str:
    if held.kind == "choice":
        return choice_name(held.path, str(held.default), language)
    if held.kind == "yes/no":
        return say("controls_yes" if held.default else "controls_no", language)
    return written(held.default, language)


def _range(held: Parameter, values: Sequence[float]) -> dict[str, Any]:
    """What a slider runs over: the range worth exploring, widened to what is set; a step of a hundredth of it."""
    if held.sweep is None:
        return {"range": None, "step": 1}
    low, high = min(held.sweep[0], *values), max(held.sweep[1], *values)
    if held.kind == "whole number":
        return {"range": [low, high], "step": max(1, _round_down((high - low) / 100))}
    return {"range": [low, high], "step": _round_down((high - low) / 100) if high > low else 0.01}


def _round_down(step: float) -> float:
    """The next 1, 2 or 5 times a power of ten below; a float that is written shortly."""
    power = 10.0 ** math.floor(math.log10(step))
    mantissa = next(m for m in (5, 2, 1) if m * power <= step * (1 + 1e-9))
    made = float(f"{mantissa * power:.12g}")
    return int(made) if made >= 1 else made


def changed(asked: Asked, which: str, path: str, value: Any) -> Asked:
    """The question with one parameter of one side set otherwise; the newest value of a parameter counts."""
    held = parameter(path)
    if held.kind == "whole number":
        value = round(value)
    text = f"{path}={_toml(value)}"

    def renewed(overrides: tuple[str, ...]) -> tuple[str, ...]:
        return (*(each for each in overrides if each.partition("=")[0].strip() != path), text)

    if which == "both":
        return replace(asked, overrides=renewed(asked.overrides))
    side: Side = asked.a if which == "a" else asked.b
    return asked.with_side("a" if which == "a" else "b", replace(side, overrides=renewed(side.overrides)))


def _toml(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"{value:.10g}" if isinstance(value, float) else str(value)
