"""Values set on top of a world: texts such as ``retailers.kopi.reply.policy=private``."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from typing import Any

from sim.errors import Clause, ScenarioError
from sim.scenario.layers import Values, merged
from sim.scenario.refusal import dotted, unknown_key
from sim.scenario.registry import Named, Parameter, node_at
from sim.scenario.wording import shortened, shown

WHERE = "--set"
_EXAMPLE = Clause("{form}, such as {example}", form="KEY=VALUE", example="retailers.kopi.reply.policy=private")


def settings_of(overrides: Iterable[str]) -> tuple[str, ...]:
    """The texts as a tuple; one text alone is a setting, and not a list of letters.

    Raises
    ------
    ScenarioError
        They are no list of texts.
    """
    if isinstance(overrides, str):
        return (overrides,)
    if isinstance(overrides, Mapping) or not isinstance(overrides, Iterable):
        raise ScenarioError(
            Clause("{found} is no list of settings", found=shown(overrides)), where="overrides", allowed=_EXAMPLE
        )
    return tuple(overrides)


def overriding(overrides: Iterable[str], world: Mapping[str, Any]) -> Values:
    """The table of all values set, later ones over earlier ones.

    The value is TOML, and what is no TOML is text: ``focal=kopi`` needs no quotation marks, nor does
    ``accounts=[facebook]``. An empty value takes away one that may be absent, as in
    ``platforms.facebook.network.path=``. A ``*`` for a name means every name of the world, as in
    ``suppliers.*.quality=0.8``.

    Parameters
    ----------
    overrides
        The texts.
    world
        The whole world they are meant for; only its own retailers, suppliers and platforms can be set.

    Raises
    ------
    ScenarioError
        When a key is not in that world. Values are not checked here.
    """
    wanted: Values = {}
    for text in settings_of(overrides):
        if not isinstance(text, str):
            raise ScenarioError(Clause("{found} is not text", found=shown(text)), where=WHERE, allowed=_EXAMPLE)
        key, equals, value = text.partition("=")
        if not equals or not key.strip():
            raise ScenarioError(Clause("'{text}' sets nothing", text=shortened(text)), where=WHERE, allowed=_EXAMPLE)
        for steps in _each([step.strip() for step in key.split(".")], world):
            _refuse_unknown(steps, world)
            held = _meant(value.strip(), node_at(steps))
            for step in reversed(steps):
                held = {step: held}
            wanted = merged(wanted, held)
    return wanted


def _each(steps: list[str], world: Mapping[str, Any]) -> list[list[str]]:
    """The steps with each name of the world in place of a ``*``; itself where there is none to put there."""
    for depth, step in enumerate(steps):
        if step == "*" and isinstance(node_at(steps[:depth]), Named):
            held: Any = world
            for above in steps[:depth]:
                held = held.get(above, {})
            return [each for name in held for each in _each([*steps[:depth], name, *steps[depth + 1 :]], world)] or [
                steps
            ]
    return [steps]


def _refuse_unknown(steps: list[str], world: Mapping[str, Any]) -> None:
    held: Any = world
    for depth, step in enumerate(steps):
        node = node_at(steps[:depth])
        if isinstance(node, Parameter):
            if node.kind == "table" and depth == len(steps) - 1:
                return  # a name that this table does not hold yet
            raise ScenarioError(
                Clause("{key} holds no keys", key=dotted(steps[:depth])),
                where=WHERE,
                key=dotted(steps),
                allowed=node.allowed(),
            )
        if step not in held:
            problem = "there is nothing of this name in this world" if isinstance(node, Named) else ""
            raise unknown_key(steps[: depth + 1], list(held), WHERE, problem)
        held = held[step]


def _meant(text: str, node: Any) -> Any:
    """The value that a text means for the parameter it is given to."""
    if not isinstance(node, Parameter):
        return _value(text)
    if not text and node.optional:
        return None
    value = _value(text)
    if node.kind in ("text", "choice") and not isinstance(value, str):
        return text  # a title of digits
    return value


def _value(text: str) -> Any:
    try:
        table = tomllib.loads(f"value = {text}")
    except (ValueError, RecursionError):
        table = {}
    if len(table) == 1 and "\n" not in text:
        return table["value"]
    inside = re.fullmatch(r"\[([^\[\]{}]*)\]", text)  # a shell takes the quotation marks out of ["a", "b"]
    if inside:
        return [_value(item.strip()) for item in inside[1].split(",") if item.strip()]
    return text
