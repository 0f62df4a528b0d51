"""A whole scenario as a TOML file, every value written out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import tomlkit
from tomlkit.items import Table as TomlTable

from sim.scenario.registry import Named, Node, Parameter, Table, tree
from sim.scenario.schema import Scenario


def scenario_toml(scenario: Scenario, comments: bool = False) -> str:
    """The TOML text of `scenario`, which loads back equal.

    Parameters
    ----------
    scenario
        The world. A value that it leaves open (None) is not written: that is how a file leaves it open.
    comments
        Whether to write unit and description behind each value.
    """
    document = tomlkit.document()
    _fill(document, scenario.model_dump(), tree(), comments)
    return tomlkit.dumps(document)


def _fill(out: Any, values: Mapping[str, Any], node: Table | Named, comments: bool) -> None:
    """Parameters first: in TOML they would otherwise belong to the table before them."""
    for key, value in values.items():
        inner = _inside(node, key)
        if isinstance(inner, Parameter) and value is not None:
            item = _item(value)
            if comments:
                item.comment(f"{inner.unit}: {inner.description}")
            out.add(key, item)
    for key, value in values.items():
        inner = _inside(node, key)
        if not isinstance(inner, Parameter):
            # A header of its own is needed only where no table inside has one.
            table: TomlTable = tomlkit.table(is_super_table=isinstance(inner, Named) and bool(value))
            _fill(table, value, inner, comments)
            out.add(key, table)


def _inside(node: Table | Named, key: str) -> Node:
    return node.each if isinstance(node, Named) else node.fields[key]


def _item(value: Any) -> Any:
    if isinstance(value, Mapping):
        table = tomlkit.inline_table()
        table.update(value)
        return table
    return tomlkit.item(list(value) if isinstance(value, tuple) else value)
