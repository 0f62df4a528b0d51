"""A factor of an experiment in words: what varies, over which values, and what it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sim.experiment.numerals import Language, written
from sim.experiment.parameter_words import evidence_text, parameter_description, parameter_label
from sim.experiment.texts import say, unit_name
from sim.scenario.registry import Parameter, node_at


def factor_words(row: Mapping[str, Any], language: Language = "en") -> dict[str, str]:
    """Path, label, role, values, unit, meaning and evidence of a factor, from its row in an experiment's document."""
    found = node_at(str(row["factor"]).split("."))
    held = found if isinstance(found, Parameter) else None  # a factor within a table has no words of its own
    if "levels" in row:
        values = ", ".join(written(level, language) for level in row["levels"])
    else:
        values = f"{written(row['low'], language)} – {written(row['high'], language)}"
    return {
        "path": str(row["factor"]),
        "role": say(str(row["role"]), language),
        "values": values,
        "unit": "" if held is None else unit_name(held.unit, language),
        "label": "" if held is None else parameter_label(held.path, language),
        "meaning": "" if held is None else parameter_description(held.path, language),
        "evidence": "" if held is None else evidence_text(held, language),
    }
