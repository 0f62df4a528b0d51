"""What pydantic found wrong with a scenario, as one `ScenarioError` in the user's own terms."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from pydantic import ValidationError

from sim.errors import ScenarioError, nearest_name
from sim.scenario.registry import Parameter, Table, node_at, parameters
from sim.scenario.wording import figure, shortened, shown

FILE_KEYS = ("extends", "remove")  # keys of a file beside those of the schema
_KEY_IN_FRONT = re.compile(r"^(?P<key>[a-z_][\w.-]*): (?P<problem>.*)$", re.DOTALL)


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
    result = _said(first, steps, rest, where, origin)
    if len(details) > 1:
        result.args = (f"{result}; and {len(details) - 1} more",)  # at the end, after what is allowed
    return result


def unknown_key(steps: list[str], names: list[str], where: str | None, problem: str = "") -> ScenarioError:
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
    detail: Any, steps: list[str], rest: str, where: str | None, origin: Callable[[list[str]], str | None]
) -> ScenarioError:
    kind, value, node = detail["type"], detail["input"], node_at(steps)
    if kind == "extra_forbidden":
        table = node_at(steps[:-1])
        names = list(table.fields) if isinstance(table, Table) else []
        return unknown_key(steps, [*names, *(FILE_KEYS if len(steps) == 1 else ())], where)
    if kind == "value_error":
        problem, allowed, nearest = str(detail["ctx"]["error"]), None, None
        match = _KEY_IN_FRONT.match(problem)
        if match and node_at([*steps, *match["key"].split(".")]):
            steps, problem = [*steps, *match["key"].split(".")], match["problem"]
    elif isinstance(node, Parameter):
        problem, nearest = _complaint(node, kind, value, detail["msg"])
        allowed = ", ".join(node.choices) if rest and node.choices else node.allowed()
    else:
        problem, allowed, nearest = f"{shown(value)} is not a table", None, None
    written = origin(steps)
    if written:
        problem += f" (as {written} has it)"
    key = f"{dotted(steps)}{rest}" or None
    return ScenarioError(problem, where=where, key=key, allowed=allowed, nearest=nearest)


def _complaint(parameter: Parameter, kind: str, value: Any, message: str) -> tuple[str, str | None]:
    """What is wrong with a parameter's value, and the choice most like it."""
    found, low, high = shown(value), parameter.low, parameter.high
    match kind:
        case "greater_than_equal" if low is not None:
            return f"{found} is below the smallest allowed value {figure(low)}", None
        case "greater_than" if low is not None:
            return f"{found} is not above {figure(low)}", None
        case "less_than_equal" if high is not None:
            return f"{found} is above the largest allowed value {figure(high)}", None
        case "less_than" if high is not None:
            return f"{found} is not below {figure(high)}", None
        case "literal_error":
            nearest = nearest_name(value, parameter.choices) if isinstance(value, str) else None
            return f"{found} is none of the choices", nearest
        case "finite_number":
            return f"{found} is not a finite number", None
        case "float_type" if isinstance(value, int) and not isinstance(value, bool):
            return f"{found} is more than a number can hold", None
        case "int_type" | "float_type":
            return f"{found} is not a {parameter.kind}", None
        case "bool_type":
            return f"{found} is neither true nor false", None
        case "string_type":
            return f"{found} is not text", None
        case "tuple_type":
            return f"{found} is not a list", None
        case "dict_type":
            return f"{found} is not a table", None
        case _:
            return f"{found} will not do: {message[:1].lower()}{message[1:]}", None
