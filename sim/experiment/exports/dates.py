"""Days and moments as people and programs write them; a column is judged as a whole."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sim.errors import InputError
from sim.experiment.exports.rows import first_row

if TYPE_CHECKING:
    import pandas as pd

_CLOCK = (
    r"(?:[T ]+(?P<clock>\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)\s*(?P<half>[AaPp][Mm])?"
    r"\s*(?P<zone>Z|UTC|[+-]\d{2}:?\d{2})?)?"
)
_SHAPES = {
    "year first": re.compile(rf"(?P<a>\d{{4}})[-/.](?P<b>\d{{1,2}})[-/.](?P<c>\d{{1,2}}){_CLOCK}"),
    "compact": re.compile(rf"(?P<a>\d{{4}})(?P<b>\d{{2}})(?P<c>\d{{2}}){_CLOCK}"),
    "year last": re.compile(rf"(?P<a>\d{{1,2}})[-/.](?P<b>\d{{1,2}})[-/.](?P<c>\d{{4}}){_CLOCK}"),
    "month named": re.compile(rf"(?P<a>\d{{1,2}})[-/. ](?P<b>[A-Za-z]{{3,9}})\.?,?[-/. ](?P<c>\d{{4}}){_CLOCK}"),
}
_ORDERS = {
    "year first": {"year-month-day": "abc"},
    "compact": {"yearmonthday": "abc"},
    "year last": {"day/month/year": "cba", "month/day/year": "cab"},
    "month named": {"day month year": "cba"},
}
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_OTHER_MONTHS = {"mei": 5, "agu": 8, "ags": 8, "agt": 8, "okt": 10, "des": 12}  # Indonesian, where it differs
_FIRST_YEAR, _LAST_YEAR = 1900, 2100
_ALLOWED = "2011-03-31, 31/03/2011, 03/31/2011, 20110331 or 31 Mar 2011, all alike, or --date-format"


def read_times(texts: pd.Series[str], where: str, date_format: str | None) -> tuple[pd.Series[pd.Timestamp], str]:
    """The moments of a column, and how they are written. A day alone is its midnight.

    Where day and month can be told apart in no row, that is refused. Times with a zone become UTC.

    Parameters
    ----------
    texts
        None of them empty; the index is the row in the file.
    where
        File and column, for messages.
    date_format
        What the user says, in the signs of `strptime`; None to find out.

    Raises
    ------
    InputError
        A text is no date, or the column can be read in two ways.
    """
    import pandas as pd

    if date_format is not None:
        try:
            read = pd.to_datetime(texts, format=date_format, errors="coerce", utc=True).dt.tz_localize(None)
        except ValueError as problem:
            raise InputError(f"'{date_format}' is no format ({problem})", where="date-format") from None
        _refuse_first(texts, read.isna(), where, f"not of the form {date_format}")
        return _plausible(texts, read, where), date_format
    shape = next((name for name, form in _SHAPES.items() if form.fullmatch(texts.iloc[0])), None)
    if shape is None:
        raise InputError(f"'{texts.iloc[0]}' is no date", where=f"{where}, row {texts.index[0]}", allowed=_ALLOWED)
    parts = texts.str.extract(f"^{_SHAPES[shape].pattern}$")
    _refuse_first(texts, parts["a"].isna(), where, "not written like the date in the first row")
    if shape == "month named":
        parts["b"] = parts["b"].str.lower().str[:3].map(
            {name: k + 1 for k, name in enumerate(_MONTHS)} | _OTHER_MONTHS
        )  # fmt: skip
        _refuse_first(texts, parts["b"].isna(), where, "the month is not known")
    tried = {words: _days(parts, order) for words, order in _ORDERS[shape].items()}
    whole = [words for words, days in tried.items() if days.notna().all()]
    if len(whole) > 1 and not tried[whole[0]].equals(tried[whole[1]]):
        row = first_row(parts["a"] != parts["b"])
        raise InputError(
            f"'{texts[row]}' can be read as {' or as '.join(whole)}, and so can the whole column",
            where=f"{where}, row {row}", allowed="--date-format %d/%m/%Y or --date-format %m/%d/%Y says which",
        )  # fmt: skip
    words = whole[0] if whole else min(tried, key=lambda name: int(tried[name].isna().sum()))
    days = tried[words]
    _refuse_first(texts, days.isna(), where, f"no day of the calendar as {words}")
    return _plausible(texts, days + _clock(texts, parts, where), where), words


def _days(parts: pd.DataFrame, order: str) -> pd.Series[pd.Timestamp]:
    """Midnights; `order` says which part is year, month and day."""
    import pandas as pd

    year, month, day = (parts[name].astype("int64") for name in order)
    return pd.to_datetime(
        {"year": year, "month": month, "day": day}, errors="coerce"
    )  # fmt: skip


def _clock(texts: pd.Series[str], parts: pd.DataFrame, where: str) -> pd.Series[pd.Timedelta]:
    import pandas as pd

    clock = parts["clock"].fillna("0:00")
    clock = clock.where(clock.str.count(":") == 2, clock + ":00")
    hours = clock.str.split(":").str[0].astype("int64")
    half = parts["half"].str.lower()
    hours = hours.where(half.isna(), hours % 12).where(half != "pm", hours % 12 + 12)
    minutes = clock.str.split(":").str[1].astype("int64")
    seconds = clock.str.split(":").str[2].astype("float64")
    _refuse_first(texts, (hours > 23) | (minutes > 59) | (seconds >= 60), where, "no time of day")
    zone = parts["zone"].fillna("Z").replace("UTC", "Z").str.replace(":", "")
    signed = zone.where(zone != "Z", "+0000")
    away = signed.str[1:3].astype("int64") * 60 + signed.str[3:5].astype("int64")
    away = away.where(signed.str[0] == "+", -away)
    return pd.to_timedelta((hours * 60 + minutes - away) * 60.0 + seconds, unit="s").dt.round("ms")


def _plausible(texts: pd.Series[str], read: pd.Series[pd.Timestamp], where: str) -> pd.Series[pd.Timestamp]:
    years = read.dt.year
    _refuse_first(
        texts, (years < _FIRST_YEAR) | (years > _LAST_YEAR), where, f"not between {_FIRST_YEAR} and {_LAST_YEAR}"
    )
    return read.astype("datetime64[ms]")


def _refuse_first(texts: pd.Series[str], wrong: pd.Series[bool], where: str, why: str) -> None:
    if wrong.any():
        row = first_row(wrong)
        raise InputError(f"'{texts[row]}' is no date: {why}", where=f"{where}, row {row}", allowed=_ALLOWED)
