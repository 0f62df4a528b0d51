"""Loading a world: files that extend one another, and values set on top.

A scenario file is TOML. Its keys are those of the schema and two more:

``extends = "baseline"``
    The world this one starts from: the name of a built-in scenario, or a path (anything that ends in
    ``.toml`` or holds a ``/``), relative to the file that says so. A file without `extends` starts from
    the schema's defaults. Either way the file is laid over what it starts from: tables merge key by
    key, everything else (a list, too) replaces.
``remove = ["retailers.toko", "retailers.kopi.accounts"]``
    Inherited keys to forget before this file's own are laid on. A retailer, supplier or platform is
    then gone; a parameter is back at the schema's default.

`name`, `title` and `description` are a world's own and never inherited; the name is that of the file
unless it says another. A path in a file is relative to that file, and absolute once loaded.

A file that extends another adds its retailers to its parent's. A file that extends none and names any
retailers has those and no others. The same goes for suppliers and platforms.

Every world in a chain of files has to be whole and right by itself, so a mistake is always a mistake of
the file that the message names.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeAlias

from pydantic import ValidationError

from sim.scenario.builtin import builtin_scenarios
from sim.scenario.layers import Layer, Values, anchored, laid_over, merged
from sim.scenario.laying import refuse_strangers, refuse_what_would_be_lost
from sim.scenario.overriding import WHERE, overriding
from sim.scenario.refusal import refusal
from sim.scenario.schema import Scenario
from sim.scenario.sources import chain_of

Source: TypeAlias = str | os.PathLike[str] | Mapping[str, Any] | Scenario


def load_scenario(source: Source, overrides: Iterable[str] = (), on: Source | None = None) -> Scenario:
    """The world that `source` describes, checked and whole.

    Parameters
    ----------
    source
        The name of a built-in scenario, the path of a TOML file, the table of such a file, or a
        `Scenario`. Paths in a table are relative to the working directory.
    overrides
        Texts such as ``"retailers.kopi.reply.policy=private"``, laid on in turn after everything else.
    on
        Another world to lay `source` on, in place of the one that its chain of files starts from: the
        policy of ``open-replies``, say, in a world with a network of one's own.

    Raises
    ------
    ScenarioError
        For anything that is wrong, with the file, the key, what was found and what is allowed.
    """
    chain = _layers(source)
    if on is not None:
        chain = _moved(chain, _layers(on), is_builtin=isinstance(source, str) and source in builtin_scenarios())
    scenario = _built(chain)
    world = scenario.model_dump()
    wanted = overriding(overrides, world)
    if not wanted:
        return scenario
    top = Layer(anchored(wanted, Path()), WHERE, Path())
    return _checked(merged(world, top.values), [top, *chain])


def _built(chain: Sequence[Layer]) -> Scenario:
    """The world of layers, whose newest is the first."""
    world: Values = {}
    scenario = Scenario()
    for number in reversed(range(len(chain))):
        scenario = _checked(laid_over(world, chain[number]), chain[number:])
        world = scenario.model_dump()
    return scenario


def _moved(chain: list[Layer], ground: list[Layer], is_builtin: bool) -> list[Layer]:
    """What a chain writes above the world that it starts from, on other ground."""
    refuse_what_would_be_lost(chain, is_builtin)
    changes = chain[:-1]
    if changes:
        refuse_strangers(changes, _built(chain[-1:]).model_dump(), _built(ground).model_dump())
    return [*changes, *ground]


def _layers(source: Source) -> list[Layer]:
    if isinstance(source, Scenario):
        # Checked again, because pydantic's model_copy(update=...) checks nothing.
        return [Layer(source.model_dump(warnings=False), None, Path())]
    return chain_of(source)


def _checked(world: Values, layers: Sequence[Layer]) -> Scenario:
    """The scenario of a whole table, whose newest layer is the first; the others were right before."""
    try:
        return Scenario.model_validate(world)
    except ValidationError as error:
        newest, *older = layers

        def origin(steps: list[str]) -> str | None:
            if newest.writes(steps):
                return None
            return next((layer.where for layer in older if layer.writes(steps)), None)

        raise refusal(error, newest.where, origin) from None
