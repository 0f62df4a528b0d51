"""How values, numbers and foreign text are shown in messages: in one line, short, and printable."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time
from typing import Any

from sim.errors import Clause

_LONGEST = 60  # letters of a user's text that a message repeats
_LARGEST = 10**38  # whole numbers beyond this are described, not shown


def figure(value: float) -> str:
    """A number as a person would write it: whole ones without a fraction, never rounded."""
    return repr(value).removesuffix(".0")


def printable(text: str) -> str:
    """`text` with a question mark for everything that a terminal could not print as a letter."""
    return "".join(letter if letter.isprintable() else "?" for letter in text)


def shortened(text: str) -> str:
    """The beginning of `text`, printable."""
    whole = printable(text[: _LONGEST + 1])
    return whole if len(whole) <= _LONGEST else f"{whole[: _LONGEST - 3]}..."


def shown(value: Any) -> str:
    """A value as it may stand in a message."""
    match value:
        case bool():
            return "true" if value else "false"
        case int() if abs(value) > _LARGEST:
            return Clause("a number of more than 38 digits")
        case int() | float():
            return repr(value)
        case str():
            return f"'{shortened(value)}'"
        case Mapping():
            return Clause("a table")
        case list() | tuple():
            return Clause("a list")
        case date() | time():
            return Clause("the date or time {value}", value=value.isoformat())
        case None:
            return Clause("nothing")
        case _:
            return Clause("a Python {kind}", kind=type(value).__name__)
