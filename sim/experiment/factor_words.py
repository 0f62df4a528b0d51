"""A factor of an experiment in words: what varies, over which values, and what it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sim.experiment.numerals import Language, written
from sim.experiment.texts import say, unit_name
from sim.scenario.registry import parameters, wildcard


def factor_words(row: Mapping[str, Any], language: Language = "en") -> dict[str, str]:
    """Path, role, values, unit, meaning and source of a factor, from its row in an experiment's document."""
    held = {p.path: p for p in parameters()}.get(wildcard(str(row["factor"]).split(".")))
    if "levels" in row:
        values = ", ".join(written(level, language) for level in row["levels"])
    else:
        values = f"{written(row['low'], language)} – {written(row['high'], language)}"
    return {
        "path": str(row["factor"]),
        "role": say(str(row["role"]), language),
        "values": values,
        "unit": "" if held is None else unit_name(held.unit, language),
        "meaning": "" if held is None else held.description,
        "source": "" if held is None else f"{held.mark}: {held.source}",
    }
