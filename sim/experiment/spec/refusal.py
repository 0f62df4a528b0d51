"""What is wrong with an experiment file, as one `ScenarioError` in the user's own terms."""

from __future__ import annotations

import types
from collections.abc import Iterator
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError

from sim.errors import ScenarioError, nearest_name
from sim.experiment.spec.schema import ExperimentFile
from sim.metrics import OUTCOMES
from sim.scenario.refusal import dotted
from sim.scenario.wording import figure, shown

_FORMS = {"unknowns": 'a table, or "all"', "scenarios": "a list of names and paths, or a table of them by label"}
"""What may stand where more than one form may."""


def refused(error: ValidationError, where: str | None) -> ScenarioError:
    """The first mistake that pydantic found in full, and how many more there are."""
    details = error.errors(include_url=False)
    misspelt = [detail for detail in details if detail["type"] == "extra_forbidden"]  # explains the key that is missing
    first = _said((misspelt or details)[0], where)
    return ScenarioError(
        first.problem,
        where=where,
        key=first.key,
        allowed=first.allowed,
        nearest=first.nearest,
        more=len(details) - 1,
    )


def relocated(error: ScenarioError, where: str | None, prefix: str) -> ScenarioError:
    """An error about values laid on a world, told of the place in the experiment file where they stand."""
    key = f"{prefix}.{error.key}" if error.key else prefix
    return ScenarioError(error.problem, where=where, key=key, allowed=error.allowed, nearest=error.nearest)


def no_outcome(name: str, where: str | None, key: str) -> ScenarioError:
    """There is no outcome of that name."""
    nearest = nearest_name(name, OUTCOMES)
    allowed = None if nearest else "an outcome of docs/outcomes.md, such as loyalty or ror"
    return ScenarioError(f"there is no outcome {shown(name)}", where=where, key=key, nearest=nearest, allowed=allowed)


def _said(detail: Any, where: str | None) -> ScenarioError:
    kind, value, context = detail["type"], detail["input"], detail.get("ctx", {})
    steps, part = _place(detail["loc"])
    key, allowed, nearest = dotted(steps) or None, None, None
    match kind:
        case "extra_forbidden":
            names = list(part.model_fields) if part is not None else []
            nearest = nearest_name(steps[-1], names)
            return ScenarioError(
                "there is no such key", where=where, key=key, allowed=", ".join(names), nearest=nearest
            )
        case "missing":
            problem = "the key is missing"
        case "union_tag_not_found" if not isinstance(value, dict):
            problem = f"{shown(value)} is not a table"
        case "union_tag_not_found":
            problem, key = "the key is missing", f"{key}.kind"
            allowed = "factorial, one-at-a-time, latin-hypercube, sobol, morris, adaptive"
        case "union_tag_invalid":
            allowed = context["expected_tags"].replace("'", "")
            nearest = nearest_name(str(context["tag"]), allowed.split(", "))
            problem, key = f"{shown(context['tag'])} is none of the kinds", f"{key}.kind"
        case "literal_error":
            allowed = context["expected"].replace("'", "")
            nearest = nearest_name(value, allowed.replace(" or ", ", ").split(", ")) if isinstance(value, str) else None
            problem = f"{shown(value)} is none of the choices"
        case "greater_than_equal":
            problem = f"{shown(value)} is below the smallest allowed value {figure(context['ge'])}"
        case "less_than_equal":
            problem = f"{shown(value)} is above the largest allowed value {figure(context['le'])}"
        case "int_type":
            problem = f"{shown(value)} is not a whole number"
        case "float_type":
            problem = f"{shown(value)} is not a number"
        case "bool_type":
            problem = f"{shown(value)} is neither true nor false"
        case "string_type":
            problem = f"{shown(value)} is not text"
        case "tuple_type":
            problem = f"{shown(value)} is not a list"
        case "dict_type" | "model_type" | "model_attributes_type":
            problem = f"{shown(value)} is not a table"
        case "too_short":
            problem = "it is empty"
        case "value_error":
            head, _, rest = str(context["error"]).partition(": ")
            if rest and head.replace("_", "").replace(".", "").isalnum():
                steps, problem = [*steps, *head.split(".")], rest
            else:
                problem = str(context["error"])
            key = dotted(steps)
            if problem.startswith("there is no "):
                named = value.get(steps[-1]) if isinstance(value, dict) else value
                return no_outcome(named if isinstance(named, str) else steps[-1], where, key)
        case _:
            problem = f"{shown(value)} will not do: {detail['msg'][:1].lower()}{detail['msg'][1:]}"
    if key in _FORMS and kind.endswith("_type"):
        problem, allowed = f"{shown(value)} will not do", _FORMS[key]
    return ScenarioError(problem, where=where, key=key, allowed=allowed, nearest=nearest)


def _place(location: tuple[Any, ...]) -> tuple[list[str], type[BaseModel] | None]:
    """The keys down to the mistake, without the arms of unions that pydantic names, and the part that it is in."""
    steps: list[str] = []
    part: type[BaseModel] | None = ExperimentFile
    held: list[type[BaseModel]] = []
    for step in location:
        arm = next((each for each in held if step in _tags(each)), None)
        if arm is not None:  # the kind of a design, which stands in the location though in no key
            part, held = arm, []
            continue
        if "[" in str(step):  # such as "dict[str,str]": an arm of a union
            continue
        steps.append(str(step))
        if isinstance(step, int):
            continue
        info = part.model_fields.get(step) if part is not None else None
        if info is None:
            continue
        held = list(_parts(info.annotation))
        part = held[0] if len(held) == 1 else part
    return steps, part


def _tags(part: type[BaseModel]) -> tuple[Any, ...]:
    info = part.model_fields.get("kind")
    return get_args(info.annotation) if info is not None else ()


def _parts(annotation: Any) -> Iterator[type[BaseModel]]:
    """The parts that an annotation may hold."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    elif get_origin(annotation) in (Union, types.UnionType, Annotated, tuple):
        for inner in get_args(annotation):
            yield from _parts(inner)
