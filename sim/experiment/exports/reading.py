"""An export as a tidy frame, or refused with the row, the value and the reason."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from sim.errors import InputError, nearest_name
from sim.experiment.exports.dates import read_times
from sim.experiment.exports.dialect import Text, read_text
from sim.experiment.exports.kinds import KINDS, Kind, Role, guessed, plain, suits
from sim.experiment.exports.numbers import Decimal, read_numbers
from sim.experiment.exports.rows import first_row
from sim.experiment.exports.tidying import tidied

if TYPE_CHECKING:
    import pandas as pd

Returns = Literal["refuse", "net"]


@dataclass(frozen=True)
class Asked:
    """What a user says of files, where guessing will not do.

    Attributes
    ----------
    columns
        Columns by role: ``{"customer": "id", "amount": "4"}``; a number counts columns from 1.
    date_format
        How dates are written, in the signs of `strptime`.
    decimal
        What stands before decimals.
    returns
        What becomes of purchases below zero: refused, or taken off the customer's purchase before.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    date_format: str | None = None
    decimal: Decimal | None = None
    returns: Returns = "refuse"


@dataclass(frozen=True)
class Export:
    """One file, read.

    Attributes
    ----------
    frame
        Its rows in the order of time. Of purchases: `customer` (text), `date` (day), `amount` and `units` where the
        file has them (else not a number), one row for each customer and day. Of posts: `posted` (moment), `reach`,
        `likes`, `comments`, `shares`. Of replies: `asked` (moment), `minutes` (not a number where no reply came). Of
        followers: `counted` (day), `followers`.
    columns
        The column of the file for each role.
    guessed
        The roles among them that the user did not name.
    written
        How the file is written, in words, by what it is about.
    rows
        Rows in the file, without the names.
    told
        What was made of rows that are not simply taken over, in words.
    sha256
        Of the file as it is.
    """

    path: Path
    kind: Kind
    frame: pd.DataFrame
    columns: Mapping[str, str]
    guessed: tuple[str, ...]
    written: Mapping[str, str]
    rows: int
    told: tuple[str, ...]
    sha256: str

    @property
    def when(self) -> pd.Series[pd.Timestamp]:
        """The time of each row."""
        return self.frame[self.frame.columns[0] if self.kind.name != "purchases" else "date"]

    def to_json(self) -> dict[str, Any]:
        """A document for `json.dumps`."""
        return {
            "file": self.path.name,
            "kind": self.kind.name,
            "sha256": self.sha256,
            "rows": self.rows,
            "used": len(self.frame),
            "from": f"{self.when.min():%Y-%m-%d}",
            "to": f"{self.when.max():%Y-%m-%d}",
            "columns": dict(self.columns),
            "guessed": list(self.guessed),
            "written": dict(self.written),
            "told": list(self.told),
        }


def read_export(file: str | os.PathLike[str], kind: str | None = None, asked: Asked | None = None) -> Export:
    """Read an export.

    Parameters
    ----------
    file
        A text file: columns divided by commas, semicolons, tabs, bars or blanks, with or without their names.
    kind
        A name of `KINDS`; by default whichever the columns tell.
    asked
        What the user says of it.

    Raises
    ------
    InputError
        It cannot be read rightly: file, row, value and reason.
    """
    path, asked = Path(file), asked or Asked()
    try:
        raw = path.read_bytes()
    except OSError as problem:
        raise InputError(f"the file cannot be read ({problem.strerror})", where=str(path)) from None
    text = read_text(path, raw)
    chosen, found, own = _mapped(path, text, kind, asked.columns)
    written = {"encoding": text.encoding, "columns divided by": text.separator}
    frame = _typed(path, text, chosen, found, asked, written)
    frame, told = tidied(chosen, frame, str(path), asked.returns)
    return Export(
        path=path,
        kind=chosen,
        frame=frame,
        columns={role: text.columns[place] for role, place in found.items()},
        guessed=tuple(role for role in found if role not in own),
        written=written,
        rows=len(text.cells),
        told=tuple(told),
        sha256=hashlib.sha256(raw).hexdigest(),
    )


def _mapped(
    path: Path, text: Text, kind: str | None, wanted: Mapping[str, str]
) -> tuple[Kind, dict[str, int], frozenset[str]]:
    """The kind of the file, the place of each role's column, and the roles that the user has named."""
    kinds = list(KINDS.values()) if kind is None else [KINDS[kind]]
    fits, misnamed = [], None
    for one in kinds:
        try:
            own = _own(path, text, one, wanted)
        except InputError as problem:  # a column of another file's, as long as this one is of another kind
            misnamed = misnamed or problem
            continue
        free = {} if text.names is None else guessed(one, text.names)
        found = {role: place for role, place in free.items() if role not in own and place not in own.values()} | own
        if text.names is None and not own:
            found = _by_looks(text, one)
        ordered = {role.name: found[role.name] for role in one.roles if role.name in found}
        if suits(one, ordered):
            fits.append((one, ordered, frozenset(own)))
    if len(fits) == 1:
        return fits[0]
    if misnamed is not None and not fits:
        raise misnamed
    there = ", ".join(text.columns)
    if fits:
        flags = " or ".join(f"--{one.name}" for one, _, _ in fits)
        raise InputError(f"the columns ({there}) may be of several kinds of export", where=str(path), allowed=flags)
    example = "--columns " + ",".join(f"{role.name}=NAME" for role in kinds[0].roles if role.needed)
    if kind is None:
        names = "; ".join(f"{one.title}: {_needs(one)}" for one in kinds)
        raise InputError(
            f"the columns ({there}) tell no kind of export", where=str(path), allowed=f"{names}; {example}"
        )
    lacking = [role.name for role in kinds[0].roles if role.needed and role.name not in _found(text, kinds[0], wanted)]
    what = f"no column for {', '.join(lacking)}" if lacking else f"no column for {' or '.join(kinds[0].any_of)}"
    raise InputError(f"{what} among {there}", where=str(path), allowed=example)


def _found(text: Text, kind: Kind, wanted: Mapping[str, str]) -> set[str]:
    return set(wanted) | (set() if text.names is None else set(guessed(kind, text.names)))


def _needs(kind: Kind) -> str:
    needed = [role.name for role in kind.roles if role.needed]
    return " and ".join(needed) + (f" and {' or '.join(kind.any_of)}" if kind.any_of else "")


def _own(path: Path, text: Text, kind: Kind, wanted: Mapping[str, str]) -> dict[str, int]:
    """The columns that the user has named for roles of this kind."""
    names = [plain(name) for name in text.columns]
    found = {}
    for role, column in wanted.items():
        if role not in {one.name for one in kind.roles}:
            continue
        if plain(column) in names:
            found[role] = names.index(plain(column))
        elif column.isdecimal() and 1 <= int(column) <= len(names):
            found[role] = int(column) - 1
        else:
            raise InputError(
                f"there is no column '{column}' for {role}", where=str(path), allowed=", ".join(text.columns),
                nearest=nearest_name(column, text.columns),
            )  # fmt: skip
    return found


def _by_looks(text: Text, kind: Kind) -> dict[str, int]:
    """Roles of a purchase log without names: customer and date, then number and money, as the CDNOW log has them."""
    width = text.cells.shape[1]
    if kind.name != "purchases" or width not in (3, 4):
        return {}
    try:
        read_times(text.cells[1], "", None)
    except InputError:
        return {}
    return (
        {"customer": 0, "date": 1, "amount": 2} if width == 3 else {"customer": 0, "date": 1, "amount": 3, "units": 2}
    )


def _typed(
    path: Path, text: Text, kind: Kind, found: Mapping[str, int], asked: Asked, written: dict[str, str]
) -> pd.DataFrame:
    """The columns of the roles, in their types; what a row may lack is not a number there."""
    import pandas as pd

    columns: dict[str, Any] = {}
    for role in kind.roles:
        if role.name not in found:
            continue
        texts = text.cells[found[role.name]]
        name = text.columns[found[role.name]] if text.names else f"column {found[role.name] + 1}"
        where = f"{path}, {name}"
        empty = texts == ""
        if empty.any() and not role.may_lack:
            raise InputError(f"there is no value for {role.name}", where=f"{where}, row {first_row(empty)}")
        given = texts[~empty]
        if not len(given):
            raise InputError(f"there is no value for {role.name} in any row", where=where)
        columns[role.name] = _values(role, given, where, asked, written).reindex(texts.index)
    return pd.DataFrame(columns)


def _values(role: Role, texts: pd.Series[str], where: str, asked: Asked, written: dict[str, str]) -> pd.Series[Any]:
    match role.holds:
        case "date" | "time":
            times, words = read_times(texts, where, asked.date_format)
            written[f"{role.name} as"] = words
            return times.dt.normalize() if role.holds == "date" else times
        case "number" | "count":
            numbers, decimal = read_numbers(texts, where, asked.decimal)
            written[f"decimals of {role.name}"] = decimal
            wrong = (numbers % 1 != 0) | (numbers < 0) if role.holds == "count" else numbers.isna()
            if role.name == "units" and asked.returns == "net":
                wrong = numbers % 1 != 0  # what comes back is counted below zero
            if wrong.any():
                row = first_row(wrong)
                raise InputError(
                    f"'{texts[row]}' will not do for {role.name}", where=f"{where}, row {row}",
                    allowed="a whole number from 0 on",
                )  # fmt: skip
            return numbers
        case _:
            return texts
