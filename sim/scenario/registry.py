"""Every parameter of a scenario with its evidence, read off the schema.

The schema is a tree: a `Table` has fixed keys; a `Named` table holds one `Table` under each name that
the world's author chose (retailers, suppliers, platforms); a `Parameter` is a leaf. A path is the
dotted way to a leaf, with `*` for a chosen name: ``retailers.*.reply.policy``.
"""

from __future__ import annotations

import types
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Literal, TypeAlias, TypeGuard, Union, get_args, get_origin

import annotated_types
from pydantic.fields import FieldInfo

from sim.errors import Clause, ScenarioError, nearest_name
from sim.scenario.fields import Mark, Part
from sim.scenario.schema import Scenario
from sim.scenario.wording import figure

Kind = Literal["whole number", "number", "yes/no", "text", "choice", "list", "table"]
_PLAIN_KINDS: dict[type, Kind] = {
    bool: "yes/no",
    int: "whole number",
    float: "number",
    str: "text",
    tuple: "list",
    dict: "table",
}
SILENT_UNITS = {"1", "text", "name", "names", "number", "path", "yes/no"}
"""Units that add nothing to a range."""


@dataclass(frozen=True)
class Parameter:
    """One leaf of the schema.

    Attributes
    ----------
    path
        Dotted key, with `*` where a name is chosen by the world's author.
    kind
        What is written there. A "list" is of texts; a "table" gives one of `choices` to each name.
    default
        The value when a file does not say.
    low, high
        Bounds of a number, themselves allowed unless `low_excluded` or `high_excluded`.
    choices
        The texts allowed; empty when any is.
    optional
        Whether it may be left without a value (None in Python; a file then does not mention it).
    sweep
        The range worth exploring.
    off
        The value that switches its mechanism off, or None when there is none.
    mechanisms
        Mechanisms of the theory that this parameter is part of.
    """

    path: str
    description: str
    unit: str
    kind: Kind
    default: Any
    source: str
    mark: Mark
    low: float | None = None
    high: float | None = None
    low_excluded: bool = False
    high_excluded: bool = False
    choices: tuple[str, ...] = ()
    optional: bool = False
    sweep: tuple[float, float] | None = None
    off: Any = None
    mechanisms: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The last key of the path."""
        return self.path.rpartition(".")[2]

    def allowed(self) -> str:
        """What may be written there, in words: ``1 to 36500 days``."""
        match self.kind:
            case "yes/no":
                return "true, false"
            case "choice":
                return ", ".join(self.choices)
            case "list":
                return 'a list of texts, such as ["a", "b"]'
            case "table":
                return Clause("a table that gives each name one of {choices}", choices=", ".join(self.choices))
            case "text":
                return "text between quotation marks"
            case _:
                return self._range()

    def _range(self) -> str:
        span = self._span()
        return span if self.unit in SILENT_UNITS else Clause("{span} {unit}", span=span, unit=Clause(self.unit))

    def _span(self) -> Clause:
        least = most = None
        if self.low is not None:
            least = Clause("above {low}" if self.low_excluded else "at least {low}", low=figure(self.low))
        if self.high is not None:
            most = Clause("below {high}" if self.high_excluded else "at most {high}", high=figure(self.high))
        if least is None or most is None:
            anything = "any whole number" if self.kind == "whole number" else "any number"
            return least or most or Clause(anything)
        if self.low_excluded or self.high_excluded:
            return Clause("{least}, {most}", least=least, most=most)
        return Clause("{low} to {high}", **least.values, **most.values)


@dataclass(frozen=True)
class Table:
    """A table with fixed keys."""

    fields: dict[str, Node] = field(default_factory=dict)


@dataclass(frozen=True)
class Named:
    """A table of tables, all of one form, under names that the world's author chose."""

    each: Table


Node: TypeAlias = Table | Named | Parameter


@cache
def tree() -> Table:
    """The schema as a tree of tables and parameters."""
    return _table(Scenario, "")


@cache
def _all() -> tuple[Parameter, ...]:
    return tuple(_leaves(tree()))


def parameters() -> list[Parameter]:
    """All parameters, in the order of the schema."""
    return list(_all())


def parameter(path: str) -> Parameter:
    """The parameter at a path, with `*` or with any chosen name in its place.

    Raises
    ------
    ScenarioError
        When there is no parameter there.
    """
    steps = path.split(".")
    found = node_at(steps)
    if isinstance(found, Parameter):
        return found
    known = [p.path for p in _all()]
    if isinstance(found, Table | Named):
        inside = [p for p in known if p.startswith(f"{wildcard(steps)}.")]
        raise ScenarioError("this is a table, not a parameter", key=path, allowed=", ".join(inside))
    nearest = nearest_name(wildcard(steps), known)
    raise ScenarioError("there is no such parameter", key=path, nearest=nearest)


def node_at(steps: Sequence[str]) -> Node | None:
    """What the schema holds at a path whose `*` may be names, or None when it has no such place."""
    node: Node = tree()
    for step in steps:
        if isinstance(node, Table) and step in node.fields:
            node = node.fields[step]
        elif isinstance(node, Named):
            node = node.each
        else:
            return None
    return node


def wildcard(steps: Sequence[str]) -> str:
    """The dotted path of `steps` with `*` in place of chosen names."""
    out: list[str] = []
    for step in steps:
        out.append("*" if isinstance(node_at(out), Named) else step)
    return ".".join(out)


def _leaves(node: Node) -> Iterator[Parameter]:
    match node:
        case Parameter():
            yield node
        case Named():
            yield from _leaves(node.each)
        case Table():
            for inner in node.fields.values():
                yield from _leaves(inner)


def _table(part: type[Part], prefix: str) -> Table:
    return Table({name: _node(info, f"{prefix}{name}") for name, info in part.model_fields.items()})


def _node(info: FieldInfo, path: str) -> Node:
    annotation: Any = info.annotation
    if _is_part(annotation):
        return _table(annotation, f"{path}.")
    if get_origin(annotation) is dict:
        held = get_args(annotation)[1]
        if _is_part(held):
            return Named(_table(held, f"{path}.*."))
    return _parameter(info, path)


def _is_part(annotation: Any) -> TypeGuard[type[Part]]:
    return isinstance(annotation, type) and issubclass(annotation, Part)


def _parameter(info: FieldInfo, path: str) -> Parameter:
    extra = info.json_schema_extra
    if not isinstance(extra, dict):
        raise TypeError(f"{path} of the schema was not made by param()")
    evidence: dict[str, Any] = dict(extra)
    annotation, optional = _without_none(info.annotation)
    kind, choices = _kind(annotation)
    low, low_excluded = _bound(info, annotated_types.Ge, annotated_types.Gt)
    high, high_excluded = _bound(info, annotated_types.Le, annotated_types.Lt)
    sweep = evidence.get("sweep")
    return Parameter(
        path=path,
        description=info.description or "",
        unit=evidence["unit"],
        kind=kind,
        default=info.get_default(call_default_factory=True, validated_data={}),
        source=evidence["source"],
        mark=evidence["mark"],
        low=low,
        high=high,
        low_excluded=low_excluded,
        high_excluded=high_excluded,
        choices=choices,
        optional=optional,
        sweep=None if sweep is None else (sweep[0], sweep[1]),
        off=evidence.get("off"),
        mechanisms=tuple(evidence["mechanisms"]),
    )


def _without_none(annotation: Any) -> tuple[Any, bool]:
    if get_origin(annotation) in (Union, types.UnionType):
        rest = [arm for arm in get_args(annotation) if arm is not type(None)]
        if len(rest) == 1:
            return rest[0], True
    return annotation, False


def _kind(annotation: Any) -> tuple[Kind, tuple[str, ...]]:
    if get_origin(annotation) is Literal:
        return "choice", get_args(annotation)
    kind = _PLAIN_KINDS[get_origin(annotation) or annotation]
    if kind == "table":
        return kind, get_args(get_args(annotation)[1])
    return kind, ()


def _bound(info: FieldInfo, closed: type, opened: type) -> tuple[float | None, bool]:
    for constraint in info.metadata:
        if isinstance(constraint, closed):
            return getattr(constraint, closed.__name__.lower()), False
        if isinstance(constraint, opened):
            return getattr(constraint, opened.__name__.lower()), True
    return None, False
