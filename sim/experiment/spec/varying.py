"""The tables ``[levers]`` and ``[unknowns]`` of an experiment file: what they fix and what they vary."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sim.errors import ScenarioError, nearest_name
from sim.experiment.assumptions import flat
from sim.experiment.drawing import axes
from sim.experiment.spec.factors import Factor, Role
from sim.experiment.spec.paths import covers, overlap
from sim.scenario.registry import Parameter, node_at, parameters, wildcard
from sim.scenario.schema import Scenario
from sim.scenario.wording import figure, shown

REGISTERED = "sweep"
"""In place of a range: that of the registry; of a choice, all of its choices."""
MECHANISMS = "mechanisms"
"""A key of ``[unknowns]``: all unknown parameters of these mechanisms are factors, over their registered ranges."""
_RANGE = ("low", "high", "log", "steps")
_A_NAME = ("it is what a world is called, and changes nothing in it", "a parameter of the world")
_NO_FACTORS = {
    "seed": ("all points share the luck of a replicate", "'replicates' for other luck, --seed for that of all"),
    "name": _A_NAME,
    "title": _A_NAME,
    "description": _A_NAME,
}
"""Keys of a scenario that cannot vary, with what is said of them and what will do in their place."""


@dataclass(frozen=True)
class Entry:
    """What a table says of one parameter, and where it stands."""

    path: str
    value: Any
    table: str
    where: str | None

    def refused(self, problem: str, allowed: str | None = None, nearest: str | None = None) -> ScenarioError:
        """An error about this entry."""
        key = f"{self.table}.{self.path}"
        return ScenarioError(problem, where=self.where, key=key, allowed=allowed, nearest=nearest)


def entries(held: Mapping[str, Any], table: str, where: str | None) -> Iterator[Entry]:
    """The parameters that a table names, by dotted keys or by tables within it."""
    yield from _entries(held, (), table, where)


def _entries(held: Mapping[str, Any], above: tuple[str, ...], table: str, where: str | None) -> Iterator[Entry]:
    for key, value in held.items():
        steps = (*above, *key.split("."))
        node = node_at(steps)
        if isinstance(value, Mapping) and not isinstance(node, Parameter) and _owner(steps) is None:
            if node is None:
                raise _unknown(Entry(".".join(steps), value, table, where))
            yield from _entries(value, steps, table, where)
        elif isinstance(value, Mapping) and isinstance(node, Parameter) and node.kind == "table":
            yield from _entries(value, steps, table, where)
        else:
            yield Entry(".".join(steps), value, table, where)


def parameter_of(entry: Entry) -> Parameter:
    """The parameter that an entry is about, which has to be there.

    Raises
    ------
    ScenarioError
        When it is a table, or there is none of that name.
    """
    steps = entry.path.split(".")
    found = node_at(steps) or _owner(steps)
    if isinstance(found, Parameter):
        return found
    if found is not None:
        inside = [p.path for p in parameters() if p.path.startswith(f"{wildcard(steps)}.")]
        raise entry.refused("this is a table, not a parameter", allowed=f"the keys in it, such as {inside[0]}")
    raise _unknown(entry)


def _owner(steps: Sequence[str]) -> Parameter | None:
    """The parameter whose value is a table by name, for a key inside it."""
    above = node_at(steps[:-1])
    return above if isinstance(above, Parameter) and above.kind == "table" else None


def _unknown(entry: Entry) -> ScenarioError:
    """There is no such parameter; the nearest is told with the names that the entry itself uses."""
    steps = entry.path.split(".")
    known = [p.path for p in parameters()]
    nearest = nearest_name(wildcard(steps), known)
    if nearest is None:
        nearest = next((p.path for p in parameters() if p.name == steps[-1]), None)
    if nearest is not None and len(nearest.split(".")) == len(steps):
        nearest = ".".join(
            mine if known == "*" else known for mine, known in zip(steps, nearest.split("."), strict=True)
        )
    return entry.refused("there is no such parameter", nearest=nearest)


def factor_of(entry: Entry, role: Role) -> Factor | None:
    """The factor that an entry makes; None for a value that is fixed.

    Raises
    ------
    ScenarioError
        When the parameter is not there, or cannot have these values.
    """
    found = parameter_of(entry)
    if entry.path in _NO_FACTORS and isinstance(entry.value, list | tuple | Mapping):
        raise entry.refused(*_NO_FACTORS[entry.path])
    match entry.value:
        case str() if entry.value == REGISTERED:
            return _registered(entry, role, found)
        case tuple() | list():
            return _listed(entry, role, found, list(entry.value))
        case Mapping():
            return _ranged(entry, role, found, entry.value)
        case _:
            return None


def _registered(entry: Entry, role: Role, found: Parameter) -> Factor:
    if found.kind == "yes/no":
        return Factor(entry.path, role, found, levels=(False, True))
    if found.choices:
        return Factor(entry.path, role, found, levels=found.choices)
    if found.sweep is None:
        raise entry.refused("the registry has no range for it", allowed="a list of levels, {low = …, high = …}")
    return Factor(entry.path, role, found, low=found.sweep[0], high=found.sweep[1])


def _listed(entry: Entry, role: Role, found: Parameter, levels: list[Any]) -> Factor:
    if not levels:
        raise entry.refused("the list is empty", allowed=found.allowed())
    for k, level in enumerate(levels):
        if not isinstance(level, bool | int | float | str):
            raise entry.refused(f"{shown(level)} is no level", allowed=found.allowed())
        if level in levels[:k] and any(level == other and type(level) is type(other) for other in levels[:k]):
            raise entry.refused(f"the level {shown(level)} stands twice")
        _refuse_value(entry, found, level)
    numbers = [float(level) if found.kind == "number" else level for level in levels]
    return Factor(entry.path, role, found, levels=tuple(numbers))


def _ranged(entry: Entry, role: Role, found: Parameter, given: Mapping[str, Any]) -> Factor:
    for key in given:
        if key not in _RANGE:
            raise Entry(f"{entry.path}.{key}", None, entry.table, entry.where).refused(
                "there is no such key of a range", allowed=", ".join(_RANGE), nearest=nearest_name(key, _RANGE)
            )
    if found.kind not in ("number", "whole number"):
        raise entry.refused("a range is for numbers, and this is none", allowed=found.allowed())
    low, high = (given.get(end, found.sweep[k] if found.sweep else None) for k, end in enumerate(("low", "high")))
    log, steps = given.get("log", False), given.get("steps")
    for end, value in (("low", low), ("high", high)):
        if value is None:
            raise entry.refused(f"'{end}' is missing, and the registry has no range for it", allowed=found.allowed())
        _refuse_value(entry, found, value)
    if not isinstance(log, bool):
        raise entry.refused(f"log: {shown(log)} is neither true nor false", allowed="true, false")
    if steps is not None and (not isinstance(steps, int) or isinstance(steps, bool) or steps < 2):
        raise entry.refused(f"steps: {shown(steps)} is not a number of levels", allowed="at least 2")
    if low >= high:
        raise entry.refused(f"the range from {figure(low)} to {figure(high)} is empty", allowed="low below high")
    if log and low <= 0:
        raise entry.refused(f"a logarithmic range cannot begin at {figure(low)}", allowed="above 0")
    return Factor(entry.path, role, found, low=float(low), high=float(high), log=log, steps=steps)


def _refuse_value(entry: Entry, found: Parameter, value: Any) -> None:
    """A value that the parameter cannot have by itself; what does not go together shows at the points."""
    fits = {
        "yes/no": isinstance(value, bool),
        "choice": value in found.choices if isinstance(value, str) else False,
        "table": value in found.choices if isinstance(value, str) else False,
        "whole number": isinstance(value, int) and not isinstance(value, bool),
        "number": isinstance(value, int | float) and not isinstance(value, bool),
    }.get(found.kind, isinstance(value, str))
    if not fits:
        nearest = nearest_name(value, found.choices) if isinstance(value, str) else None
        kind = "one of the choices" if found.choices else f"a {found.kind}"
        raise entry.refused(f"{shown(value)} is not {kind}", allowed=found.allowed(), nearest=nearest)
    if isinstance(value, str | bool):
        return
    too_low = found.low is not None and (value <= found.low if found.low_excluded else value < found.low)
    too_high = found.high is not None and (value >= found.high if found.high_excluded else value > found.high)
    if too_low or too_high or value - value != 0:
        raise entry.refused(f"{shown(value)} is out of bounds", allowed=found.allowed())


def of_mechanisms(names: Any, where: str | None) -> frozenset[str]:
    """The mechanisms of the key `mechanisms` of ``[unknowns]``, checked.

    Raises
    ------
    ScenarioError
        When one of them is none.
    """
    known = list(dict.fromkeys(name for p in parameters() for name in p.mechanisms))
    key = f"unknowns.{MECHANISMS}"
    if not isinstance(names, list | tuple):
        raise ScenarioError(f"{shown(names)} is not a list", where=where, key=key, allowed='such as ["A13", "CV5"]')
    for name in names:
        if name not in known:
            nearest = nearest_name(str(name), known)
            raise ScenarioError(
                f"{shown(name)} is no mechanism with parameters", where=where, key=key, nearest=nearest,
                allowed=", ".join(known),
            )  # fmt: skip
    return frozenset(names)


def drawn(worlds: Sequence[Scenario], chosen: frozenset[str] | None, without: Collection[str]) -> list[Factor]:
    """The unknown parameters of these worlds as factors; of some mechanisms, or of all (None).

    Left out are those that the experiment names itself (`without`), those in which the worlds differ, and those that
    switch a mechanism off: what is off stays off.
    """

    def wanted(parameter: Parameter, path: str) -> bool:
        if parameter.mark != "unknown" or any(overlap(named, path) for named in without):
            return False
        return chosen is None or bool(chosen & set(parameter.mechanisms))

    return [Factor(axis.path, "unknown", axis.parameter, low=axis.low, high=axis.high) for axis in axes(worlds, wanted)]


def held_by(world: Scenario, path: str) -> list[Any]:
    """The values that a world has at a path, one for each name that ``*`` stands for."""
    return [value for key, value in flat(world.model_dump()) if covers(path, key)]
