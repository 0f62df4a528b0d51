"""A table of a sweep as one file for other programs: CSV or Parquet, whole or not there."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from sim.errors import InputError, OutputError
from sim.experiment.sweep.reading import load_sweep

if TYPE_CHECKING:
    import pandas as pd

Table = Literal["runs", "retailers", "failures", "cells"]
TABLES: tuple[Table, ...] = ("runs", "retailers", "failures", "cells")
SUFFIXES = (".csv", ".parquet")


def export_sweep(
    folder: str | os.PathLike[str], out: str | os.PathLike[str], *, table: str = "runs", overwrite: bool = False
) -> Path:
    """Write a table of a sweep to a file, a row for each run (or run and retailer, failure, cell), and give its place.

    Parameters
    ----------
    out
        Its ending says the format: ``.csv`` or ``.parquet``.
    table
        One of `TABLES`; see `sim.experiment.sweep.reading.Sweep` for their columns.

    Raises
    ------
    InputError
        The folder holds no sweep, or the table or the ending is unknown.
    OutputError
        The file stands there already, or cannot be written.
    """
    path = Path(out)
    if table not in TABLES:
        raise InputError(f"'{table}' is no table of a sweep", allowed=", ".join(TABLES))
    if path.suffix not in SUFFIXES:
        raise InputError(f"'{path.suffix}' is no format of tables", where=str(path), allowed=" or ".join(SUFFIXES))
    if path.exists() and not overwrite:
        raise OutputError("there is a file already", where=str(path), allowed="another file, or --overwrite")
    frame: pd.DataFrame = getattr(load_sweep(folder), table)
    torn = path.with_name(f".{path.name}.torn")
    try:
        if path.suffix == ".csv":
            frame.to_csv(torn, index=False)
        else:
            frame.to_parquet(torn, index=False)
        os.replace(torn, path)
    except OSError as problem:
        raise OutputError(
            f"the table cannot be written here ({problem.strerror or problem})", where=str(path)
        ) from None
    return path
