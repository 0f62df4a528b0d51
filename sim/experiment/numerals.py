"""Numbers as people read them, in English or Indonesian form."""

from __future__ import annotations

import math
from typing import Any, Literal

Language = Literal["en", "id"]
LANGUAGES: tuple[Language, ...] = ("en", "id")
UNDEFINED = "–"
_MOST_DECIMALS = 6


def decimals_for(least: int, low: float | None, high: float | None) -> int:
    """Decimals that show two digits of an interval's half-width, and at least `least`.

    An end near zero gets as many as it takes to see on which side of it it is.
    """
    if low is None or high is None or not high > low:
        return least
    wanted = 1 - math.floor(math.log10((high - low) / 2))
    nearest = min((abs(end) for end in (low, high) if end != 0.0), default=1.0)
    seen = math.ceil(-math.log10(2 * nearest))
    return min(max(least, wanted, seen), max(least, _MOST_DECIMALS))


def numeral(value: float | None, decimals: int, language: Language = "en", *, signed: bool = False) -> str:
    """A number with its thousands marked: ``1,234.5`` in English, ``1.234,5`` in Indonesian."""
    if value is None or not math.isfinite(value):
        return UNDEFINED
    text = f"{abs(value):,.{decimals}f}"
    if language == "id":
        text = text.translate(str.maketrans(",.", ".,"))
    is_zero = not any(digit in text for digit in "123456789")
    if value < 0 and not is_zero:
        return f"−{text}"
    return f"+{text}" if signed and not is_zero else text


def written(value: Any, language: Language = "en") -> str:
    """A value of a parameter; a number with the decimals that it has."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    decimals = len(f"{value:.10f}".rstrip("0").partition(".")[2])
    return numeral(float(value), decimals, language)


def interval(low: float | None, high: float | None, decimals: int, language: Language = "en") -> str:
    """An interval as ``1.2 to 3.4``; a dash when it is undefined."""
    if low is None or high is None:
        return UNDEFINED
    to = "to" if language == "en" else "s.d."
    return f"{numeral(low, decimals, language)} {to} {numeral(high, decimals, language)}"
