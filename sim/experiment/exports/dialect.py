"""How a file is written: its encoding, what divides its columns, and whether it begins with their names."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sim.errors import InputError

if TYPE_CHECKING:
    import pandas as pd

SEPARATORS = {"\t": "tab", ";": "semicolon", "|": "bar", ",": "comma", " ": "blanks"}
"""What may divide columns, in the order in which it is tried: a comma may stand in numbers, blanks in any text."""
_LOOKED_AT = 200  # lines that settle which it is
_BINARY = {b"PK\x03\x04": "a spreadsheet or another packed file", b"\xd0\xcf\x11\xe0": "an old spreadsheet",
           b"\x1f\x8b": "a packed file", b"%PDF": "a PDF", b"PAR1": "a Parquet file"}  # fmt: skip
_VALUE = re.compile(
    # a number, or a date
    r"[-+(]?\s*(?:[$€£]|[a-z]{2,3}\.?\s*)?[-+]?[\d.,:/\-\s()']*\d[\d.,:/\-\s()'tz]*(?:[$€£]|\s?[a-z]{3})?"
    r"|\d{1,2}[-/. ][a-z]{3,9}\.?,?[-/. ]\d{4}.*",  # a date with the month's name
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Text:
    """A file as a table of texts.

    Attributes
    ----------
    encoding, separator
        As found, in words.
    names
        The names of the columns; None where the file begins with values.
    cells
        A row for each that is not empty, all texts, stripped. Its index is the row in the file, counted from 1
        with the names, as a spreadsheet shows it.
    """

    encoding: str
    separator: str
    names: tuple[str, ...] | None
    cells: pd.DataFrame

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns, or their numbers from 1 on."""
        return self.names or tuple(str(k + 1) for k in range(self.cells.shape[1]))


def read_text(path: Path, raw: bytes) -> Text:
    """The table that the bytes of a file hold.

    Raises
    ------
    InputError
        It is empty, no text, or its rows differ in their number of columns.
    """
    text, encoding = _decoded(path, raw)
    lines = text.splitlines()
    if not any(line.strip() for line in lines):
        raise InputError(
            "the file is empty", where=str(path), allowed="a row for each event, under the names of columns"
        )
    separator = _separator([line for line in lines[:_LOOKED_AT] if line.strip()])
    cells = _cells(path, text, separator)
    first = cells.iloc[0].tolist()
    named = not any(_VALUE.fullmatch(cell) for cell in first)
    if named and len(cells) == 1:
        raise InputError("there are names of columns and no row", where=str(path))
    return Text(
        encoding=encoding,
        separator=SEPARATORS[separator],
        names=tuple(first) if named else None,
        cells=cells.iloc[1:] if named else cells,
    )


def _decoded(path: Path, raw: bytes) -> tuple[str, str]:
    for magic, what in _BINARY.items():
        if raw.startswith(magic):
            raise InputError(f"this is {what}, not a text", where=str(path), allowed="CSV; save the table as CSV first")
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        tried = ["utf-16"]
    elif raw.startswith(b"\xef\xbb\xbf"):
        tried = ["utf-8-sig"]
    elif b"\x00" in raw[:1000]:  # UTF-16 of plain letters without its mark: every second byte is nothing
        tried = ["utf-16-le" if raw[1:2] == b"\x00" else "utf-16-be"]
    else:
        tried = ["utf-8", "cp1252", "latin-1"]
    for encoding in tried:
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" in text:
            break
        return text, encoding
    raise InputError("this is no text in UTF-8, UTF-16 or Latin-1", where=str(path), allowed="a file saved as CSV")


def _separator(lines: Sequence[str]) -> str:
    """What divides all lines into equally many columns; else what divides most of them so."""
    best, most = " ", 0.0
    for mark in SEPARATORS:
        widths = [len(line.split()) for line in lines] if mark == " " else [
            len(row) for row in csv.reader(lines, delimiter=mark)
        ]  # fmt: skip
        width = max(set(widths), key=widths.count)
        share = widths.count(width) / len(widths)
        if width > 1 and share > most + 1e-9:
            best, most = mark, share
    return best


def _cells(path: Path, text: str, separator: str) -> pd.DataFrame:
    import pandas as pd

    if separator == " ":
        text = "\n".join(" ".join(line.split()) for line in text.splitlines())
    try:
        table = pd.read_csv(
            io.StringIO(text),
            sep=separator,
            header=None,
            dtype=str,
            keep_default_na=False,
            skip_blank_lines=False,
            skipinitialspace=True,
        )
    except pd.errors.ParserError as problem:
        found = re.search(r"Expected (\d+) fields in line (\d+), saw (\d+)", str(problem))
        if found is None:
            raise InputError(f"the table cannot be read ({problem})", where=str(path)) from None
        wanted, row, seen = found.groups()
        raise InputError(f"{seen} columns, where the rows before have {wanted}", where=f"{path}, row {row}") from None
    table.index = table.index + 1
    table = table.apply(lambda column: column.str.strip())
    empty = (table == "").all(axis=1)
    kept: pd.DataFrame = table[~empty]
    return kept
