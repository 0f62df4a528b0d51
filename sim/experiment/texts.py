"""What reports and the terminal say, in English and Indonesian; the words stand in ``texts/``, a file a topic."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from sim.experiment.numerals import UNDEFINED, Language
from sim.outcome import Outcome


@cache
def words() -> dict[str, Any]:
    """``texts`` and ``channels`` by key and language; the Indonesian ``outcomes`` and ``units``; and so on."""
    found: dict[str, Any] = {}
    for file in sorted(Path(__file__).with_name("texts").glob("*.toml")):
        for table, entries in tomllib.loads(file.read_text(encoding="utf-8")).items():
            if twice := found.setdefault(table, {}).keys() & entries.keys():
                raise ValueError(f"{file.name}: {sorted(twice)[0]} stands in another file too")
            found[table].update(entries)
    return found


def say(key: str, language: Language = "en", **values: object) -> str:
    """A text with its values put in."""
    text: str = words()["texts"][key][language]
    return text.format(**values)


def outcome_title(outcome: Outcome, language: Language = "en") -> str:
    """The name of an outcome."""
    return outcome.title if language == "en" else str(words()["outcomes"][outcome.name]["title"])


def outcome_description(outcome: Outcome, language: Language = "en") -> str:
    """What an outcome is, in a sentence."""
    return outcome.description if language == "en" else str(words()["outcomes"][outcome.name]["description"])


def unit_name(unit: str, language: Language = "en") -> str:
    """The name of a unit; one that has no Indonesian word keeps its own."""
    return unit if language == "en" else str(words()["units"].get(unit, unit))


def with_unit(figure: str, unit: str, language: Language = "en") -> str:
    """A figure with its unit behind it; rupiah stand before it in Indonesian, as in ``−Rp1.500/hari``."""
    name = unit_name(unit, language)
    if not name.startswith("Rp") or figure == UNDEFINED:
        return f"{figure} {name}"
    sign = figure[0] if figure[0] in "+−" else ""
    return f"{sign}Rp{figure.removeprefix(sign)}{name.removeprefix('Rp')}"


def channel_name(name: str, language: Language = "en") -> str:
    """What a channel is called; a platform of another name keeps that."""
    held = words()["channels"].get(name)
    return name if held is None else str(held[language])
