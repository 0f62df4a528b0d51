"""Laying a scenario on another world than the one that its chain of files starts from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sim.errors import Clause, ScenarioError, nearest_name
from sim.scenario.layers import Layer
from sim.scenario.wording import shortened

PARTIES = ("retailers", "suppliers", "platforms")
"""The tables whose keys are names that a world chooses, so that an unknown one would be somebody new."""


def refuse_what_would_be_lost(chain: Sequence[Layer], is_builtin: bool) -> None:
    """Refuse a world that extends no other: laid on another one, nothing of it would be left.

    A built-in one is let through. It is what the others extend, and on another world it means that world as it is.
    """
    if len(chain) == 1 and not is_builtin:
        raise ScenarioError(
            "it extends no other world, so nothing of it would be left on another",
            where=chain[0].where,
            key="extends",
            allowed="a scenario that extends one, by its name, its file or its table",
        )


def refuse_strangers(changes: Sequence[Layer], start: Mapping[str, Any], world: Mapping[str, Any]) -> None:
    """Refuse changes to a retailer, supplier or platform whom the scenario's own start has and the world has not.

    Laid on, they would make a new party out of defaults, and the one that they are about would stay as it is. Who is
    new to the scenario's own start is new to the world as well, and comes along.

    Parameters
    ----------
    changes
        The layers of the scenario above the one that it starts from.
    start, world
        The whole tables of the world that it starts from, and of the one that it is laid on.
    """
    for layer in changes:
        for table in PARTIES:
            written = layer.values.get(table)
            for name in written if isinstance(written, Mapping) else ():
                if name in start[table] and name not in world[table]:
                    known = tuple(world[table])
                    raise ScenarioError(
                        Clause("the world that it is laid on has no '{name}'", name=shortened(name)),
                        where=layer.where,
                        key=f"{table}.{name}",
                        nearest=nearest_name(name, known),
                        allowed=", ".join(known) or None,
                    )
