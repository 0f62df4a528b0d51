"""Worlds as layers: what one file or mapping writes, and how it is laid over what it starts from."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np

from sim.errors import Clause, ScenarioError, nearest_name
from sim.scenario.fields import Part
from sim.scenario.registry import parameters
from sim.scenario.wording import shortened, shown

Values: TypeAlias = dict[str, Any]

_LABELS = ("name", "title", "description")
_DEEPEST = 32  # tables within tables; the schema has five


@dataclass(frozen=True)
class Layer:
    """The keys that one file, one mapping or the command line writes.

    Attributes
    ----------
    values
        Its keys, without `extends` and `remove`; paths are absolute.
    where
        How messages call it; None for a mapping.
    folder
        What the paths in it are relative to.
    name
        What the world is called when the layer itself does not say.
    extends, remove
        As written, not checked yet; None when absent.
    """

    values: Values
    where: str | None
    folder: Path
    name: str | None = None
    extends: Any = None
    remove: Any = None

    def writes(self, steps: list[str]) -> bool:
        """Whether it writes the key (or table) that these steps lead to."""
        held: Any = self.values
        for step in steps:
            if not isinstance(held, Mapping) or step not in held:
                return False
            held = held[step]
        return True


def layer_of(table: Mapping[Any, Any], where: str | None, folder: Path, name: str | None = None) -> Layer:
    """The layer that a table of a file, or a mapping, makes."""
    values = _plain(table, where)
    extends, remove = values.pop("extends", None), values.pop("remove", None)
    return Layer(anchored(values, folder), where, folder, name, extends, remove)


def merged(below: Mapping[str, Any], above: Mapping[str, Any]) -> Values:
    """`above` laid over `below`: tables merge, everything else replaces. Neither is changed."""
    result = dict(below)
    for key, value in above.items():
        held = result.get(key)
        if isinstance(held, Mapping) and isinstance(value, Mapping):
            value = merged(held, value)
        result[key] = value
    return result


def laid_over(inherited: Values, layer: Layer) -> Values:
    """The world of `layer`, laid over the world that it extends (nothing when it extends none)."""
    kept = {key: value for key, value in inherited.items() if key not in _LABELS}
    result = merged(_without(kept, layer), layer.values)
    if layer.name is not None:
        result.setdefault("name", layer.name)
    return result


def anchored(values: Values, folder: Path) -> Values:
    """`values` with the paths in it made absolute, seen from `folder`."""
    for known in parameters():
        if known.unit == "path":
            _anchor(values, known.path.split("."), folder)
    return values


def _anchor(values: Values, steps: list[str], folder: Path) -> None:
    for key in list(values) if steps[0] == "*" else steps[:1]:
        held = values.get(key)
        if len(steps) > 1 and isinstance(held, dict):
            _anchor(held, steps[1:], folder)
        elif len(steps) == 1 and isinstance(held, str) and held:
            values[key] = os.path.abspath(folder / held)


def _without(kept: Values, layer: Layer) -> Values:
    """What is inherited, without the keys that the layer removes."""
    if layer.remove is None:
        return kept
    if not isinstance(layer.remove, list | tuple) or not all(isinstance(key, str) for key in layer.remove):
        raise ScenarioError(
            Clause("{found} is not a list of keys", found=shown(layer.remove)),
            where=layer.where,
            key="remove",
            allowed='inherited keys, such as ["retailers.toko"]',
        )
    if layer.remove and layer.extends is None:
        raise ScenarioError(
            "nothing is inherited, so nothing can be removed",
            where=layer.where,
            key="remove",
            allowed="only beside 'extends'",
        )
    for key in layer.remove:
        kept = _without_key(kept, key.split("."), key, layer.where)
    return kept


def _without_key(table: Values, steps: list[str], key: str, where: str | None) -> Values:
    first, rest = steps[0], steps[1:]
    if first not in table or (rest and not isinstance(table[first], dict)):
        names = list(table) if first not in table else []
        nearest = nearest_name(first, names)
        begin = key.split(".")[: -len(steps)]
        raise ScenarioError(
            Clause("nothing called '{name}' is inherited", name=shortened(key)),
            where=where,
            key="remove",
            allowed=", ".join(".".join([*begin, name]) for name in names) or None,
            nearest=".".join([*begin, nearest, *rest]) if nearest else None,
        )
    result = dict(table)
    if rest:
        result[first] = _without_key(table[first], rest, key, where)
    else:
        del result[first]
    return result


def _plain(table: Mapping[Any, Any], where: str | None, depth: int = 1) -> Values:
    """A copy in plain Python: dicts with texts as keys, no numpy numbers, no parts of the schema."""
    if depth > _DEEPEST:
        raise ScenarioError("tables are nested too deeply for a scenario", where=where)
    result: Values = {}
    for key, value in table.items():
        if not isinstance(key, str):
            raise ScenarioError(Clause("{found} stands for a key", found=shown(key)), where=where, allowed="text")
        result[key] = _plain_value(value, where, depth)
    return result


def _plain_value(value: Any, where: str | None, depth: int) -> Any:
    match value:
        case Part():
            return value.model_dump(warnings=False)
        case Mapping():
            return _plain(value, where, depth + 1)
        case np.generic():
            return value.item()
        case _:
            return value
