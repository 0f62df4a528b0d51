"""Rows of a file by their number."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd


def first_row(wrong: pd.Series[bool]) -> int:
    """The number of the first row for which it holds; it has to hold for one."""
    return int(wrong.index[int(wrong.to_numpy().argmax())])


def held(frame: pd.DataFrame, row: int, column: str) -> Any:
    """What stands in a row."""
    return frame[column].loc[row]
