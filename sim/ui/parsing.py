"""What Python's TOML parser says of a text, as words whose values are known: they can be said in another language."""

from __future__ import annotations

import re

from sim.errors import Clause

_PLACED = re.compile(
    r"^(?P<words>.*) \(at (?:end of document|line (?P<line>\d+), column (?P<column>\d+))\)$", re.DOTALL
)
_WHOLE = frozenset(
    {
        "Invalid statement",
        "Expected newline or end of document after a statement",
        "Expected ']' at the end of a table declaration",
        "Expected ']]' at the end of an array declaration",
        "Expected '=' after a key in a key/value pair",
        "Cannot overwrite a value",
        "Invalid initial character for a key part",
        "Unclosed array",
        "Unclosed inline table",
        "Unescaped '\\' in a string",
        "Invalid hex value",
        "Escaped character is not a Unicode scalar value",
        "Unterminated string",
        "Invalid date or datetime",
        "Invalid value",
    }
)
_NAMING = (
    "Expected {named}",
    "Found invalid character {named}",
    "Illegal character {named}",
    "Cannot declare {named} twice",
    "Cannot mutate immutable namespace {named}",
    "Cannot redefine namespace {named}",
    "Duplicate inline table key {named}",
)
"""Words around a part of the visitor's text."""


def said_by_the_parser(message: str) -> Clause:
    """The message of a `tomllib.TOMLDecodeError`, its words apart from the place and from what is the visitor's."""
    found = _PLACED.match(message)
    if found is None:
        return _reason(message)
    reason = _reason(found["words"])
    line, column = found["line"], found["column"]
    if line is None:
        return Clause("{reason} (at end of document)", reason=reason)
    return Clause("{reason} (at line {line}, column {column})", reason=reason, line=line, column=column)


def _reason(words: str) -> Clause:
    if words in _WHOLE:
        return Clause(words)
    for template in _NAMING:
        before, _, behind = template.partition("{named}")
        if words.startswith(before) and words.endswith(behind):
            return Clause(template, named=words.removeprefix(before).removesuffix(behind))
    return Clause("{parser_words}", parser_words=words)  # of another version of Python
