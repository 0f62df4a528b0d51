"""What the page says, in English and Indonesian; the words stand in ``texts/``, a file a topic."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from sim.experiment.numerals import Language


@cache
def texts() -> dict[str, dict[str, str]]:
    """Every text of the page by key, in both languages."""
    found: dict[str, dict[str, str]] = {}
    for file in sorted(Path(__file__).with_name("texts").glob("*.toml")):
        entries: dict[str, Any] = tomllib.loads(file.read_text(encoding="utf-8"))
        if twice := found.keys() & entries.keys():
            raise ValueError(f"{file.name}: {sorted(twice)[0]} stands in another file too")
        found.update(entries)
    return found


def say(key: str, language: Language, **values: object) -> str:
    """A text with its values put in."""
    return texts()[key][language].format(**values)


def topic(prefix: str, language: Language) -> Mapping[str, str]:
    """All texts whose key begins with ``prefix_``, by the rest of the key: the words of a widget."""
    start = f"{prefix}_"
    return {key.removeprefix(start): held[language] for key, held in texts().items() if key.startswith(start)}
