"""What cannot be used, and why, in the visitor's language: the words of an `InputError` said again in another one.

An error knows its words as a template with values (`sim.errors.Clause`). English is the error's own sentence;
``refusals.toml`` holds the Indonesian of each template. What the visitor gave (names, keys, values) stays as it is.
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from sim.errors import Clause, InputError
from sim.experiment.numerals import Language, written
from sim.experiment.texts import unit_name


@cache
def indonesian() -> dict[str, str]:
    """The Indonesian of every template, by the English one."""
    held: dict[str, str] = tomllib.loads(Path(__file__).with_name("refusals.toml").read_text(encoding="utf-8"))
    return held


def refusal_text(problem: InputError, language: Language) -> str:
    """A refusal as one sentence: where, what is wrong, what was perhaps meant, and what is allowed."""
    if language == "en":
        return str(problem)
    place = ": ".join(_said(part) for part in (problem.where, problem.key) if part)
    told = _sentence(problem.problem)
    text = f"{place}: {told}" if place else told
    if problem.nearest:
        text += indonesian()["; did you mean '{nearest}'?"].format(nearest=problem.nearest)
    if problem.allowed:
        text += indonesian()[" (allowed: {allowed})"].format(allowed=_sentence(problem.allowed))
    if problem.more:
        text += indonesian()["; and {more} more"].format(more=_said(problem.more))
    return " ".join(text.split())


def _sentence(text: str) -> str:
    """Words of ours, with values or without; a list of names has no translation and stays."""
    return _said(text) if isinstance(text, Clause) else indonesian().get(text, text)


def _said(value: Any) -> str:
    """A value as it stands in a sentence: a text that is no clause is the visitor's."""
    match value:
        case Clause():
            known = indonesian().get(value.template)
            if known is None:
                return unit_name(value, "id").replace("Rp", "rupiah")
            return known.format(**{name: _said(held) for name, held in value.values.items()})
        case InputError():
            return refusal_text(value, "id")
        case str():
            return value
        case _:
            return written(value, "id")
