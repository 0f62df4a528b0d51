"""How the schema is written: a field and its evidence in one place, and the base of all parts.

`param` makes a pydantic field. Its bounds are pydantic's own, so that a wrong value is refused and
the JSON Schema shows them; unit, source, mark, sweep, off-value and mechanisms travel beside them in
`json_schema_extra`, from where `sim.scenario.registry` reads them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator
from pydantic_core import PydanticUndefined

from sim.errors import Clause

Mark = Literal["S", "L", "L-D", "K", "unknown", "design"]
"""Where a value comes from: S the source paper, L literature, L-D computed from public data, K general
knowledge, unknown (a range is swept), design (a choice of ours, such as the horizon)."""


class MisplacedError(ValueError):
    """Values that do not go together, found by a part of the schema that holds them.

    Parameters
    ----------
    key
        The dotted key, below that part, where the mistake stands.
    problem
        What is wrong.
    """

    def __init__(self, key: str, problem: Clause) -> None:
        self.key, self.problem = key, problem
        super().__init__(f"{key}: {problem}")


class Part(BaseModel):
    """Base of every table of a scenario: frozen, closed to unknown keys, and strict about types.

    `"3"` is no integer and `true` is no number, but an integer will do where a fraction is wanted and
    a list where a tuple is: a scenario file has no other way to write one.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, validate_default=True, allow_inf_nan=False)

    @field_validator("*", mode="before")
    @classmethod
    def _list_is_a_tuple(cls, value: object) -> object:
        return tuple(value) if isinstance(value, list) else value


def param(
    default: Any = PydanticUndefined,
    description: str = "",
    *,
    unit: str,
    source: str,
    mark: Mark,
    ge: float | None = None,
    gt: float | None = None,
    le: float | None = None,
    lt: float | None = None,
    sweep: tuple[float, float] | None = None,
    off: Any = None,
    mechanisms: tuple[str, ...] = (),
    factory: Callable[[], Any] | None = None,
    min_length: int | None = None,
) -> Any:
    """One parameter of a scenario.

    Parameters
    ----------
    default, factory
        Its value when a file does not say; `factory` makes a fresh one for a table.
    description
        What it is, in a few words.
    unit
        What it is counted in.
    source, mark
        Where the default comes from, and what kind of evidence that is.
    ge, gt, le, lt
        The values that are allowed.
    sweep
        The range worth exploring, for a value that nobody knows.
    off
        The value that switches its mechanism off.
    mechanisms
        The mechanisms of the theory that this parameter is part of.
    """
    extra: dict[str, Any] = {"unit": unit, "source": source, "mark": mark, "mechanisms": list(mechanisms)}
    if sweep is not None:
        extra["sweep"] = list(sweep)
    if off is not None:
        extra["off"] = off
    given: dict[str, Any] = {"ge": ge, "gt": gt, "le": le, "lt": lt, "min_length": min_length}
    options = {name: value for name, value in given.items() if value is not None}
    if factory is not None:
        options["default_factory"] = factory
    else:
        options["default"] = default
    return Field(description=description, json_schema_extra=extra, **options)
