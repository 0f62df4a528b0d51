"""Numbers as people and programs write them: currency signs, thousands, decimal points and decimal commas."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from sim.errors import InputError
from sim.experiment.exports.rows import first_row

if TYPE_CHECKING:
    import pandas as pd

Decimal = Literal["point", "comma"]
_SIGNS = r"^(?:rp\.?|idr|usd|eur|us\$|\$|€|£)\s*|\s*(?:rp\.?|idr|usd|eur|\$|€|£)$"
_RUPIAH = r"^[-+(]?\s*(?:rp|idr)|(?:rp|idr)\.?$"
_PLAIN = {
    "point": re.compile(r"(?:\d{1,3}(?:[,' ]\d{3})+|\d+)?(?:\.\d*)?(?:e[+-]?\d+)?"),
    "comma": re.compile(r"(?:\d{1,3}(?:[.' ]\d{3})+|\d+)?(?:,\d*)?(?:e[+-]?\d+)?"),
}
_OF_THREE = {"point": r"\d{1,3}(?:\.\d{3})+", "comma": r"\d{1,3}(?:,\d{3})+"}


def read_numbers(texts: pd.Series[str], where: str, decimal: Decimal | None) -> tuple[pd.Series[float], Decimal]:
    """The numbers of a column, and what its decimals stand behind.

    The column is judged as a whole. Where it can be read in two ways (``1.234`` in all rows), that is refused, but for
    amounts in rupiah, which are written without decimals.

    Parameters
    ----------
    texts
        None of them empty; the index is the row in the file.
    where
        File and column, for messages.
    decimal
        What the user says; None to find out.

    Raises
    ------
    InputError
        A text is no number, or the column can be read in two ways.
    """
    rupiah = texts.str.contains(_RUPIAH, case=False, regex=True)
    bare = texts.str.lower().str.replace("−", "-").str.replace(r"[\u00a0\u202f\u2009]", " ", regex=True).str.strip()
    negative = bare.str.fullmatch(r"\(.*\)|.*-|-.*")
    bare = bare.str.replace(r"^\(|\)$", "", regex=True).str.replace(r"^[-+]\s*|\s*-$", "", regex=True)
    bare = bare.str.replace(_SIGNS, "", regex=True).str.replace(r"^[-+]\s*", "", regex=True)
    chosen = decimal or _decimal(bare, rupiah, where)
    fits = bare.str.fullmatch(_PLAIN[chosen].pattern) & bare.str.contains(r"\d")
    if not fits.all():
        row = first_row(~fits)
        raise InputError(
            f"'{texts[row]}' is no number",
            where=f"{where}, row {row}",
            allowed=f"digits with a decimal {chosen}"
            + (", as the rest of the column has it" if decimal is None else ""),
        )
    group, mark = (",", ".") if chosen == "point" else (".", ",")
    digits = bare.str.replace(rf"[{re.escape(group)}' ]", "", regex=True).str.replace(mark, ".", regex=False)
    values = digits.astype("float64")
    return values.where(~negative, -values), chosen


def _decimal(bare: pd.Series[str], rupiah: pd.Series[bool], where: str) -> Decimal:
    """Point or comma: whichever every number of the column can be written with."""
    can: dict[Decimal, bool] = {
        "point": bool(bare.str.fullmatch(_PLAIN["point"].pattern).all()),
        "comma": bool(bare.str.fullmatch(_PLAIN["comma"].pattern).all()),
    }
    if can["point"] != can["comma"]:
        return "point" if can["point"] else "comma"
    if not can["point"]:
        # Which one is meant, the message about the first misfit shall say: the one of most rows, else of the first.
        fits = {name: bare.str.fullmatch(form.pattern) for name, form in _PLAIN.items()}
        points, commas = int(fits["point"].sum()), int(fits["comma"].sum())
        return "point" if points > commas or (points == commas and fits["point"].iloc[0]) else "comma"
    marked = bare.str.contains(r"[.,]")
    if not marked.any():
        return "point"
    if rupiah.all():
        return "comma" if bare[marked].str.fullmatch(_OF_THREE["point"]).any() else "point"
    row = first_row(marked)
    raise InputError(
        f"'{bare[row]}' can be read in two ways, and so can the whole column", where=f"{where}, row {row}",
        allowed="--decimal point or --decimal comma says which",
    )  # fmt: skip
