"""Rows of a file by their number."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd


def first_row(wrong: pd.Series[bool]) -> int:
    """The number of the first row for which it holds; it has to hold for one."""
    return int(wrong.index[int(wrong.to_numpy().argmax())])
