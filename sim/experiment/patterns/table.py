"""The table of patterns and of further regularities: what is known, and when it counts as met."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from sim.experiment.numerals import Language
from sim.experiment.statistics import Estimate

Kind = Literal["emergent", "input"]
Edge = Literal["mean", "low", "high"]


@dataclass(frozen=True)
class Check:
    """What has to hold of one number: of its mean over worlds, or of an end of the interval of that mean."""

    number: str
    at_least: float | None = None
    at_most: float | None = None
    above: float | None = None
    below: float | None = None
    by: Edge = "mean"

    def holds(self, found: Estimate) -> bool | None:
        """Whether it does; None where there is no such number."""
        value = {"mean": found.mean, "low": found.low, "high": found.high}[self.by]
        if value is None:
            return None
        return not (
            (self.at_least is not None and value < self.at_least)
            or (self.at_most is not None and value > self.at_most)
            or (self.above is not None and value <= self.above)
            or (self.below is not None and value >= self.below)
        )

    @property
    def words(self) -> str:
        """Such as ``error_year at most 0.02``."""
        bounds = ("at_least", "at_most", "above", "below")
        said = [
            f"{name.replace('_', ' ')} {getattr(self, name):g}" for name in bounds if getattr(self, name) is not None
        ]
        end = {"mean": "", "low": " (low end)", "high": " (high end)"}[self.by]
        return f"{self.number}{end} {' and '.join(said)}"


@dataclass(frozen=True)
class Pattern:
    """One entry of the table: see the head of ``table.toml``."""

    id: str
    title: Mapping[str, str]
    kind: Kind
    world: str
    benchmark: str
    criterion: str
    figure: str
    checks: tuple[Check, ...]
    put_in: str = ""
    why: str = ""

    def title_in(self, language: Language = "en") -> str:
        """Its name."""
        return self.title[language]

    @property
    def is_listed(self) -> bool:
        """Whether the list of patterns names it; otherwise it is a further regularity."""
        return self.id.startswith("P")


@cache
def table() -> dict[str, Pattern]:
    """All entries by id, in their order."""
    entries = tomllib.loads(Path(__file__).with_name("table.toml").read_text(encoding="utf-8"))
    found: dict[str, Pattern] = {}
    for name, entry in entries.items():
        values: dict[str, Any] = dict(entry)
        values["checks"] = tuple(Check(**check) for check in entry["checks"])
        found[name] = Pattern(name, **values)
    return found
