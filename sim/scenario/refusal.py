"""What pydantic found wrong with a scenario, as one `ScenarioError` in the user's own terms."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pydantic import ValidationError

from sim.errors import Clause, ScenarioError, nearest_name
from sim.scenario.fields import MisplacedError
from sim.scenario.registry import Parameter, Table, node_at, parameters
from sim.scenario.wording import figure, shortened, shown

FILE_KEYS = ("extends", "remove")  # keys of a file beside those of the schema


def refusal(error: ValidationError, where: str | None, origin: Callable[[list[str]], str | None]) -> ScenarioError:
    """The first mistake in full, and how many more there are.

    Parameters
    ----------
    error
        What pydantic raised.
    where
        The file (or ``--set``) whose keys were being taken in.
    origin
        Says where a key was written when it was not in `where`, otherwise None.
    """
    details = error.errors(include_url=False)
    first = details[0]
    steps, rest = _split([step for step in first["loc"] if step != "[key]"])
    return _said(first, steps, rest, where, origin, len(details) - 1)


def unknown_key(
    steps: list[str], names: list[str], where: str | None, problem: str = "", more: int = 0
) -> ScenarioError:
    """The last of `steps` is none of `names`, the keys that may stand there."""
    nearest = nearest_name(steps[-1], names)
    if nearest is None:  # perhaps the right key in the wrong table
        nearest = next((p.path for p in parameters() if p.name == steps[-1]), None)
    return ScenarioError(
        problem or "there is no such key",
        where=where,
        key=dotted(steps),
        allowed=", ".join(names) or "nothing",
        nearest=nearest,
        more=more,
    )


def dotted(steps: list[str]) -> str:
    """A key as the user would write it, printable."""
    return ".".join(shortened(step) for step in steps)


def _split(location: list[Any]) -> tuple[list[str], str]:
    """The location as the keys down to a parameter, and the place within that parameter's value."""
    steps: list[str] = []
    for number, step in enumerate(location):
        if isinstance(node_at(steps), Parameter):
            inside = (f"[{s}]" if isinstance(s, int) else f".{shortened(s)}" for s in location[number:])
            return steps, "".join(inside)
        steps.append(str(step))
    return steps, ""


def _said(
    detail: Any, steps: list[str], rest: str, where: str | None, origin: Callable[[list[str]], str | None], more: int
) -> ScenarioError:
    kind, value, node = detail["type"], detail["input"], node_at(steps)
    if kind == "extra_forbidden":
        table = node_at(steps[:-1])
        names = list(table.fields) if isinstance(table, Table) else []
        return unknown_key(steps, [*names, *(FILE_KEYS if len(steps) == 1 else ())], where, more=more)
    problem: str
    allowed: str | None
    if kind == "value_error":
        error = detail["ctx"]["error"]
        problem, allowed, nearest = error.args[0], None, None
        if isinstance(error, MisplacedError):
            steps, problem = [*steps, *error.key.split(".")], error.problem
    elif isinstance(node, Parameter):
        problem, nearest = _complaint(node, kind, value, detail["msg"])
        allowed = ", ".join(node.choices) if rest and node.choices else node.allowed()
    else:
        problem, allowed, nearest = Clause("{found} is not a table", found=shown(value)), None, None
    written = origin(steps)
    if written:
        problem = Clause("{problem} (as {file} has it)", problem=problem, file=written)
    key = f"{dotted(steps)}{rest}" or None
    return ScenarioError(problem, where=where, key=key, allowed=allowed, nearest=nearest, more=more)


def _complaint(parameter: Parameter, kind: str, value: Any, message: str) -> tuple[Clause, str | None]:
    """What is wrong with a parameter's value, and the choice most like it."""
    found, low, high = shown(value), parameter.low, parameter.high
    match kind:
        case "greater_than_equal" if low is not None:
            return Clause("{found} is below the smallest allowed value {low}", found=found, low=figure(low)), None
        case "greater_than" if low is not None:
            return Clause("{found} is not above {low}", found=found, low=figure(low)), None
        case "less_than_equal" if high is not None:
            return Clause("{found} is above the largest allowed value {high}", found=found, high=figure(high)), None
        case "less_than" if high is not None:
            return Clause("{found} is not below {high}", found=found, high=figure(high)), None
        case "literal_error":
            nearest = nearest_name(value, parameter.choices) if isinstance(value, str) else None
            return Clause("{found} is none of the choices", found=found), nearest
        case "finite_number":
            return Clause("{found} is not a finite number", found=found), None
        case "float_type" if isinstance(value, int) and not isinstance(value, bool):
            return Clause("{found} is more than a number can hold", found=found), None
        case "int_type":
            return Clause("{found} is not a whole number", found=found), None
        case "float_type":
            return Clause("{found} is not a number", found=found), None
        case "bool_type":
            return Clause("{found} is neither true nor false", found=found), None
        case "string_type":
            return Clause("{found} is not text", found=found), None
        case "tuple_type":
            return Clause("{found} is not a list", found=found), None
        case "dict_type":
            return Clause("{found} is not a table", found=found), None
        case _:
            return Clause("{found} will not do: {reason}", found=found, reason=message[:1].lower() + message[1:]), None
