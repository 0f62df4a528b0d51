"""The controls of a map: which two parameters vary, what is looked at, and how large and how many the worlds are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sim.errors import InputError
from sim.experiment.assumptions import flat
from sim.experiment.numerals import Language
from sim.experiment.texts import outcome_title
from sim.metrics import OUTCOMES
from sim.scenario.schema import Scenario
from sim.ui import bounds
from sim.ui.asked import Asked, Grid, Side
from sim.ui.levers import can_vary, findable, parameter_title, usual_paths
from sim.ui.settings import scenario_choices, size_group, sized
from sim.ui.sweeping import base_of
from sim.ui.texts import say

_WHOLE = {"levels": bounds.LEVELS, "replicates": bounds.REPLICATES}


def groups(asked: Asked, world: Scenario | None, more: Sequence[str]) -> list[dict[str, Any]]:
    """Groups of rows as the controls draw them.

    Parameters
    ----------
    world
        The base world; None while none could be loaded.
    more
        Paths that the visitor has looked up beside the usual ones.
    """
    language, grid = asked.language, asked.grid
    offered = _offered(asked, world, more)
    named = [[path, parameter_title(path, "" if world is None else world.focal, language)] for path in offered]
    outcomes = [[name, outcome_title(outcome, language)] for name, outcome in OUTCOMES.items()]
    rows = [
        _choice("x", named, grid.x, asked),
        _choice("y", named, grid.y, asked),
        _choice("outcome", outcomes, grid.outcome, asked),
        *(_whole(name, getattr(grid, name), asked) for name in _WHOLE),
    ]
    base = _choice("base", scenario_choices(asked), asked.a.scenario, asked)
    size = size_group(asked)
    size["rows"] = [base, *(row for row in size["rows"] if row["key"] != "pairs")]
    return [{"name": "grid", "title": say("sweep_group_grid", language), "open": True, "rows": rows}, size]


def chosen(asked: Asked, key: str, value: Any) -> Asked:
    """The question after a control was moved."""
    grid = asked.grid
    if key in ("x", "y"):
        other = "y" if key == "x" else "x"
        changed: dict[str, Any] = {key: str(value)}
        if getattr(grid, other) == value:  # what stood here goes where it came from
            changed[other] = getattr(grid, key)
        return replace(asked, grid=replace(grid, **changed))
    if key in _WHOLE:
        low, high = _WHOLE[key]
        return replace(asked, grid=replace(grid, **{key: min(max(round(value), low), high)}))
    if key == "base":
        held = next((side for side in (asked.a, asked.b) if side.file and side.scenario == value), None)
        return fitted(replace(asked, a=held or Side(str(value))))
    return sized(asked, key, value)


def fitted(asked: Asked) -> Asked:
    """The question with the usual factors being those of its own focal retailer, where a file has another one."""
    if not asked.a.file:
        return asked
    try:
        world = base_of(asked)
    except InputError:
        return asked
    usual = Grid()
    changed: dict[str, Any] = {
        key: ".".join(("retailers", world.focal, *getattr(usual, key).split(".")[2:]))
        for key in ("x", "y")
        if getattr(asked.grid, key) == getattr(usual, key)
    }
    return replace(asked, grid=replace(asked.grid, **changed))


def lookup(world: Scenario, language: Language) -> dict[str, str]:
    """Every parameter of a world that can be a factor: its path, by a label that tells it apart."""
    return {label: path for label, path in findable((world, world), language).items() if can_vary(path)}


def _offered(asked: Asked, world: Scenario | None, more: Sequence[str]) -> list[str]:
    """The usual factors that the world has, what was looked up, and what the map has now."""
    held = {} if world is None else dict(flat(world.model_dump()))
    usual = [] if world is None else [path for path in usual_paths(world.focal) if path in held]
    now = [path for path in (asked.grid.x, asked.grid.y) if can_vary(path)]
    return list(dict.fromkeys((*usual, *(path for path in more if path in held), *now)))


def _choice(key: str, choices: list[list[str]], value: str, asked: Asked) -> dict[str, Any]:
    return _row(key, value, asked) | {"kind": "choice", "choices": choices}


def _whole(name: str, value: int, asked: Asked) -> dict[str, Any]:
    low, high = _WHOLE[name]
    return _row(name, value, asked) | {"kind": "whole", "low": low, "high": high, "range": [low, high], "step": 1}


def _row(key: str, value: Any, asked: Asked) -> dict[str, Any]:
    language = asked.language
    return {
        "key": key,
        "label": say(f"sweep_row_{key}", language),
        "unit": "",
        "help": [say(f"sweep_row_{key}_what", language)],
        "values": {"both": value},
    }
