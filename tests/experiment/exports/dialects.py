"""Tables written as people and programs write them, to be read back."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass

import pandas as pd


@dataclass(frozen=True)
class Dialect:
    """How a table of purchases is written."""

    encoding: str = "utf-8"
    separator: str = ","
    decimal: str = "."
    group: str = ""
    sign: str = ""
    dates: str = "%Y-%m-%d"
    header: bool = True
    ending: str = "\n"


def written(frame: pd.DataFrame, dialect: Dialect) -> bytes:
    """The bytes of a file that holds the purchases."""
    out = io.StringIO()
    rows = csv.writer(out, delimiter=dialect.separator, lineterminator=dialect.ending)
    if dialect.header:
        rows.writerow(["customer", "date", "amount"])
    for customer, date, amount in frame[["customer", "date", "amount"]].itertuples(index=False):
        rows.writerow([customer, date.strftime(dialect.dates), money(amount, dialect)])
    return out.getvalue().encode(dialect.encoding)


def money(amount: float, dialect: Dialect) -> str:
    """An amount with two decimals."""
    text = f"{amount:,.2f}" if dialect.group else f"{amount:.2f}"
    text = text.replace(",", "\0").replace(".", dialect.decimal).replace("\0", dialect.group)
    return f"{dialect.sign}{text}"
