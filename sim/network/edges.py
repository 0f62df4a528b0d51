"""The text of an edge list as two columns of node numbers."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.errors import NetworkError

_HEAD = re.compile(rb"(?:[ \t]*(?:[#%].*)?\n)*")
_COMMENT = re.compile(rb"(?m)^[ \t]*[#%].*$")
_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")
_UNCLOSED = re.compile(r"EOF inside string starting at row ([0-9]+)")

# What the columns may be called. The pairs could be names of nodes as well.
_SOURCES = {
    *("source", "from", "src", "sender", "follower", "ego", "fromnodeid", "from_id", "source_id", "sourceid"),
    *("dari", "asal", "pengirim", "pengikut"),
}
_TARGETS = {
    *("target", "to", "dst", "dest", "destination", "receiver", "followee", "followed", "alter", "tonodeid", "to_id"),
    *("target_id", "targetid", "ke", "tujuan", "penerima", "diikuti"),
}
_PAIRS = {("a", "b"), ("u", "v"), ("i", "j"), ("x", "y"), ("s", "t")} | {
    *(("person", "friend"), ("user", "friend"), ("name", "friend"), ("nama", "teman"), ("orang", "teman")),
}
_NUMBERED_PAIR = re.compile(r"([^\W\d]\w*?)[ _-]?(?:1\n\1[ _-]?2|_a\n\1_b|(?<=id)a\n\1b)")
"""Two names that differ in their number only, one under the other: person1 and person2, teman_a and teman_b."""


@dataclass(frozen=True)
class Table:
    """An edge list: the names in order, the ends of each tie as places among them, the column names."""

    names: NDArray[Any]
    sources: NDArray[np.int64]
    targets: NDArray[np.int64]
    header: tuple[str, str] | None


@dataclass(frozen=True)
class _Layout:
    """How lines are cut: at `separator` ("" for blanks), which two columns count, where the data begin."""

    separator: str
    source: int
    target: int
    begin: int
    header: tuple[str, str] | None
    doubtful: bool


def read_table(raw: bytes, where: str, *, numbered: bool = False) -> Table:
    """The ties of an edge list in UTF-8 with line feeds.

    With `numbered`, the names in the file are the places themselves, and there may be no ties at all.
    Raises NetworkError where there is no tie, and for the first line that does not hold two names.
    """
    head = _HEAD.match(raw)
    if head:  # line feeds stay, so that lines keep their numbers
        raw = b"\n" * head[0].count(b"\n") + raw[head.end() :]
    if b"#" in raw or b"%" in raw:
        raw = _COMMENT.sub(b"", raw)
    layout = _layout(raw, where)
    if numbered and not raw[layout.begin :].strip():
        none = np.empty(0, dtype=np.int64)
        return Table(none, none, none, layout.header)
    table = _table(raw, layout, where, numbered)
    if layout.doubtful and layout.header and not set(layout.header).isdisjoint(table.names.tolist()):
        return _table(raw, _Layout(layout.separator, 0, 1, 0, None, False), where, numbered)
    return table


# ---- layout ------------------------------------------------------------------------------------


def _line(raw: bytes, begin: int) -> tuple[int, int] | None:
    """Where the first line from `begin` on that is not blank starts and ends."""
    match = re.compile(rb"[^ \t\n]").search(raw, begin)
    if not match:
        return None
    end = raw.find(b"\n", match.start())
    return raw.rfind(b"\n", 0, match.start()) + 1, end if end >= 0 else len(raw)


def _line_number(raw: bytes, place: int) -> str:
    return f"line {raw.count(bytes([10]), 0, place) + 1}"


def _cut(line: bytes, separator: str) -> list[str]:
    """The fields of one line; none when it cannot be cut."""
    text = line.decode("utf-8")
    if not separator:
        text = text.replace("\t", " ").strip(" ")
    try:
        return [field.strip() for field in next(csv.reader([text], delimiter=separator or " ", skipinitialspace=True))]
    except (csv.Error, StopIteration):
        return []


def _layout(raw: bytes, where: str) -> _Layout:
    first = _line(raw, 0)
    if first is None:
        raise NetworkError("the file holds no tie, only comments", where=where)
    line = raw[slice(*first)]
    bare = re.sub(rb'"[^"]*"', b"", line).strip()
    separator = next((sign for sign in ("\t", ";", ",") if sign.encode() in bare), "")
    fields = _cut(line, separator)
    if sum(map(bool, fields)) < 2:
        raise _too_few(raw, first[0], where)
    second = _line(raw, first[1])
    below = _cut(raw[slice(*second)], separator) if second else []
    source, target, doubtful = _named_columns(fields, below) or (-1, -1, False)
    if source < 0 or (doubtful and not below):
        return _Layout(separator, 0, 1, 0, None, False)
    if second and len(below) > len(fields) and below[-1]:
        raise NetworkError(
            f"{len(below)} columns were found under {len(fields)} column names",
            where=where,
            key=_line_number(raw, second[0]),
        )
    header = (fields[source], fields[target])
    return _Layout(separator, source, target, first[1], header, doubtful)


def _named_columns(fields: list[str], below: list[str]) -> tuple[int, int, bool] | None:
    """Source column, target column and doubt if the fields are column names; None if they are data."""
    low = [field.lower() for field in fields]
    source = next((k for k, name in enumerate(low) if name in _SOURCES), None)
    target = next((k for k, name in enumerate(low) if name in _TARGETS), None)
    if source is not None and target is not None:
        return source, target, False
    if not any(map(_NUMBER.fullmatch, fields[:2])) and len(below) >= 2 and all(map(_NUMBER.fullmatch, below[:2])):
        return 0, 1, False
    for k, pair in enumerate(pairwise(low)):
        if pair in _PAIRS or _NUMBERED_PAIR.fullmatch("\n".join(pair)):
            return k, k + 1, True
    return None


# ---- data --------------------------------------------------------------------------------------


def _table(raw: bytes, layout: _Layout, where: str, numbered: bool) -> Table:
    if not raw[layout.begin :].strip():
        raise NetworkError("the file holds no tie, only column names", where=where)
    ends = _whole_numbers(raw, layout, where)
    if numbered:
        if ends is None:
            raise NetworkError("a node number is not a whole number", where=where)
        names, places = np.empty(0, dtype=np.int64), ends
    else:
        names, places = _places(ends) if ends is not None else _named(raw, layout, where)
    ties = len(places) // 2
    return Table(names, places[:ties], places[ties:], layout.header)


def _read(raw: bytes, layout: _Layout, where: str, **kind: Any) -> pd.DataFrame:
    """The two columns as pandas reads them, in the order source, target."""
    if layout.separator:
        kind["skipinitialspace"] = True
    try:
        frame = pd.read_csv(
            io.BytesIO(raw[layout.begin :]),
            sep=layout.separator or r"\s+",
            header=None,
            index_col=False,
            usecols=[layout.source, layout.target],
            keep_default_na=False,
            low_memory=False,
            **kind,
        )
    except (ValueError, OverflowError) as error:  # pandas' own errors are ValueErrors
        unclosed = _UNCLOSED.search(str(error))
        if unclosed:
            line = raw.count(b"\n", 0, layout.begin) + int(unclosed[1]) + 1
            raise NetworkError("a quotation mark is opened and not closed", where=where, key=f"line {line}") from error
        raise _first_short_line(raw, layout, where) from error
    columns: pd.DataFrame = frame[[layout.source, layout.target]]
    return columns


def _whole_numbers(raw: bytes, layout: _Layout, where: str) -> NDArray[np.int64] | None:
    """All sources and then all targets, if all are whole numbers of 64 bits."""
    first = _line(raw, layout.begin)
    fields = _cut(raw[slice(*first)], layout.separator) if first else []
    if len(fields) <= max(layout.source, layout.target):
        raise _first_short_line(raw, layout, where)
    if not (_NUMBER.fullmatch(fields[layout.source]) and _NUMBER.fullmatch(fields[layout.target])):
        return None
    frame = _read(raw, layout, where, na_values=[""])
    if any(dtype != np.int64 for dtype in frame.dtypes):
        return None
    return np.concatenate([frame[column].to_numpy() for column in frame])


def _places(values: NDArray[np.int64]) -> tuple[NDArray[Any], NDArray[np.int64]]:
    """The different values in order, and the place of each value among them."""
    low = int(values.min())
    span = int(values.max()) - low + 1
    if span > 4 * len(values):
        places, names = pd.factorize(values, sort=True)
        return names, places
    met = np.zeros(span, dtype=np.bool_)
    met[values - low] = True
    return np.flatnonzero(met) + low, (np.cumsum(met) - 1)[values - low]


def _named(raw: bytes, layout: _Layout, where: str) -> tuple[NDArray[Any], NDArray[np.int64]]:
    """The different names in order, and the place of each end among them."""
    frame = _read(raw, layout, where, dtype=str, na_filter=False)
    ends = pd.concat([frame[column] for column in frame]).str.strip()
    if (ends == "").any():
        raise _first_short_line(raw, layout, where)
    places, names = pd.factorize(ends, sort=True)
    if names.str.contains("\n", regex=False).any():
        raise NetworkError("a name goes on over the end of its line: a quotation mark is not closed", where=where)
    return names.to_numpy(dtype=object), places


# ---- errors ------------------------------------------------------------------------------------


def _first_short_line(raw: bytes, layout: _Layout, where: str) -> NetworkError:
    """The error that names the first line without two names."""
    line = _line(raw, layout.begin)
    while line:
        fields = _cut(raw[slice(*line)], layout.separator)
        if len(fields) <= max(layout.source, layout.target) or not (fields[layout.source] and fields[layout.target]):
            return _too_few(raw, line[0], where)
        line = _line(raw, line[1])
    return NetworkError("the lines cannot be cut into columns", where=where)


def _too_few(raw: bytes, place: int, where: str) -> NetworkError:
    return NetworkError(
        "two names were expected",
        where=where,
        key=_line_number(raw, place),
        allowed="two names divided by tab, semicolon, comma or blanks",
    )
