"""A factor of an experiment in words: what varies, over which values, and what it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sim.experiment.numerals import Language, written
from sim.experiment.parameter_words import evidence_text, key_words, parameter_description, value_text
from sim.experiment.texts import say, unit_name


def factor_words(row: Mapping[str, Any], language: Language = "en") -> dict[str, str]:
    """Path, label, role, values, unit, meaning and evidence of a factor, from its row in an experiment's document."""
    held, label = key_words(str(row["factor"]), language)
    if "levels" in row:
        values = "; ".join(value_text(held, level, language) for level in row["levels"])
    else:
        values = f"{written(row['low'], language)} – {written(row['high'], language)}"
    return {
        "path": str(row["factor"]),
        "label": label,
        "role": say(str(row["role"]), language),
        "values": values,
        "unit": unit_name(held.unit, language),
        "meaning": parameter_description(held.path, language),
        "evidence": evidence_text(held, language),
    }
