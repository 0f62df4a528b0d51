"""What worlds take for granted, and in what they differ."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sim.experiment.numerals import Language, written
from sim.experiment.parameter_words import (
    key_words,
    parameter_description,
    parameter_label,
    source_text,
    value_text,
)
from sim.experiment.texts import say, unit_name
from sim.scenario.registry import parameters
from sim.scenario.schema import Scenario

_LABELS = ("name", "title", "description", "seed")


@dataclass(frozen=True)
class Unknown:
    """A parameter whose value nobody knows: its value here (or values, by name), and the range to explore."""

    path: str
    label: str
    description: str
    unit: str
    value: str
    sweep: str
    source: str


def differences(scenarios: Sequence[Scenario], language: Language = "en") -> list[tuple[str, str, list[str]]]:
    """Keys in which scenarios differ, each with its label and what it is in each."""
    tables = [dict(flat(scenario.model_dump())) for scenario in scenarios]
    keys = dict.fromkeys(key for table in tables for key in table)
    found = []
    for key in keys:
        values = [table.get(key) for table in tables]
        if key not in _LABELS and any(value != values[0] for value in values):
            held, label = key_words(key, language)
            found.append((label, key, [value_text(held, value, language) for value in values]))
    return found


def other_world_sentence(a: Scenario, b: Scenario, language: Language = "en") -> str | None:
    """That two scenarios differ in more than what firms do, and in what; None where they do not.

    Then what differs in their results is not the policy's doing alone.
    """
    keys = [key for _, key, _ in differences([a, b]) if not key.startswith(("retailers.", "suppliers."))]
    if not keys:
        return None
    named = ", ".join(keys[:3]) + (", …" if len(keys) > 3 else "")
    return say("other_world", language, a=a.name, b=b.name, count=len(keys), keys=named)


def unknowns(scenario: Scenario, language: Language = "en") -> list[Unknown]:
    """The parameters marked as unknown, in the order of the schema; words and numbers in the language's form."""
    held: dict[str, list[tuple[str, Any]]] = {}
    named = {
        "platforms": scenario.platforms,
        "retailers": scenario.retailers,
        "suppliers": scenario.suppliers,
    }
    for key, value in flat(scenario.model_dump()):
        first, _, rest = key.partition(".")
        if first in named:
            owner, _, rest = rest.partition(".")
            held.setdefault(f"{first}.*.{rest}", []).append((owner, value))
        else:
            held.setdefault(key, []).append(("", value))
    return [
        Unknown(
            path=p.path,
            label=parameter_label(p.path, language),
            description=parameter_description(p.path, language),
            unit=unit_name(p.unit, language),
            value=_values(held[p.path], language),
            sweep=" – ".join(written(end, language) for end in p.sweep) if p.sweep else "",
            source=source_text(p.source, language),
        )
        for p in parameters()
        if p.mark == "unknown" and p.path in held
    ]


def flat(table: dict[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Dotted keys of a table of tables, and their values."""
    for key, value in table.items():
        if isinstance(value, dict) and value:
            yield from flat(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", value


def _values(held: list[tuple[str, Any]], language: Language) -> str:
    """One value when all have the same, else each with its owner."""
    texts = [written(value, language) for _, value in held]
    if len(set(texts)) == 1:
        return texts[0]
    return ", ".join(f"{owner} {text}" for (owner, _), text in zip(held, texts, strict=True))
