"""Parquet files that are whole or not there: written aside and renamed, read past a torn one, put together when many.

A file's name is ``<table>-<writer>-<level>-<number>.parquet``. Files of one level that have become many are put
together into one of the next: the new file is there before the old ones go, so a kill between leaves rows twice, and
never not at all. Whoever reads counts a key once.
"""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

TORN = ".torn"
"""Ends the name of a file that is being written."""
MANY = 48
"""So many files of a level become one."""
KEYS = {"runs": "id", "failures": "entry"}
"""What tells the rows of a table apart; all rows of a key stand in one file. A run may fail more than once."""
_GROUP_ROWS = 4_000
_TRIES = 20
_NAME = re.compile(r"(?P<table>[a-z]+)-(?P<writer>[a-z0-9]+)-(?P<level>\d+)-(?P<number>\d{8})\.parquet")


class Name(NamedTuple):
    """The parts of a file's name."""

    table: str
    writer: str
    level: int
    number: int

    @property
    def file(self) -> str:
        """The name itself."""
        return f"{self.table}-{self.writer}-{self.level}-{self.number:08d}.parquet"


def names(folder: Path, table: str, writer: str | None = None) -> list[Name]:
    """The files of a table, by writer and number; those of one writer when it is given."""
    found = [_NAME.fullmatch(entry) for entry in (os.listdir(folder) if folder.exists() else [])]
    all_names = [Name(m["table"], m["writer"], int(m["level"]), int(m["number"])) for m in found if m]
    return sorted(name for name in all_names if name.table == table and writer in (None, name.writer))


def write_table(table: Any, path: Path, by: str = "") -> None:
    """Write a table to a temporary name, which tells `by` whom, and then give it its own."""
    torn = path.with_name(path.name + by + TORN)
    pq.write_table(table, torn, compression="zstd", write_page_checksum=True)
    os.replace(torn, path)


class Shards:
    """The files of one table that one writer may add to.

    Parameters
    ----------
    folder
        Where they are.
    table
        What they hold, one of `KEYS`.
    writer
        Letters and digits; nobody else who lives writes under this name.
    """

    def __init__(self, folder: Path, table: str, writer: str) -> None:
        self._folder, self._table, self._writer = folder, table, writer
        self._next = 1 + max((name.number for name in self._mine()), default=0)

    def add(self, table: Any) -> None:
        """Put rows into a file of their own, and put files together where that is due."""
        write_table(table, self._folder / self._new(level=0).file)
        level = 0
        while len(many := [name for name in self._mine() if name.level == level]) >= MANY:
            self._put_together(many, level + 1)
            level += 1

    def compact(self, *, everybody: bool) -> None:
        """Put all files into one; those of all writers with `everybody`, when nobody else writes."""
        found = names(self._folder, self._table, None if everybody else self._writer)
        if len(found) > 1 or any(name.writer != self._writer for name in found):
            self._put_together(found, 1 + max(name.level for name in found))

    def _put_together(self, sources: Sequence[Name], level: int) -> None:
        """One file with the rows of many; a few thousand rows are in memory at a time."""
        paths = [self._folder / name.file for name in sources]
        schema = pa.unify_schemas([pq.read_schema(path) for path in paths], promote_options="permissive")
        schema = schema.remove_metadata()
        target = self._folder / self._new(level).file
        torn = target.with_name(target.name + TORN)
        seen: set[str] = set()
        with pq.ParquetWriter(torn, schema, compression="zstd", write_page_checksum=True) as writer:
            waiting: list[Any] = []
            for part in _parts(paths):
                waiting.append(fitted(unseen(part, KEYS[self._table], seen), schema))
                if sum(each.num_rows for each in waiting) >= _GROUP_ROWS:
                    writer.write_table(pa.concat_tables(waiting))
                    waiting = []
            if waiting:
                writer.write_table(pa.concat_tables(waiting))
        os.replace(torn, target)
        for path in paths:
            path.unlink()

    def _mine(self) -> list[Name]:
        return names(self._folder, self._table, self._writer)

    def _new(self, level: int) -> Name:
        name = Name(self._table, self._writer, level, self._next)
        self._next += 1
        return name


def fitted(table: Any, schema: Any) -> Any:
    """A table with all columns of a schema, null where it has none."""
    return (
        pa.concat_tables([schema.empty_table(), table], promote_options="permissive").select(schema.names).cast(schema)
    )


def unseen(table: Any, key: str, seen: set[str]) -> Any:
    """The rows of a table whose key was not seen before; they are now."""
    keys = table.column(key)
    new = set(pc.unique(keys).to_pylist())
    if twice := new & seen:
        table = table.filter(pc.invert(pc.is_in(keys, value_set=pa.array(sorted(twice), keys.type))))
    seen |= new
    return table


def read(folder: Path, table: str, columns: Sequence[str] | None = None, without: Collection[str] = ()) -> list[Any]:
    """What the files of a table hold, each key once; `columns` has to name the key. A torn file is passed over.

    So are files `without` which it is to be read: damage in other columns is not noticed here.
    Files may be put together meanwhile: a listing whose files are gone is made again.
    """
    for _ in range(_TRIES):
        seen: set[str] = set()
        found = []
        try:
            for name in names(folder, table):
                whole = None if name.file in without else content(folder / name.file, columns)
                if whole is not None:
                    found.append(unseen(whole, KEYS[table], seen))
        except FileNotFoundError:
            continue
        return found
    raise OSError(f"the files of {folder} change faster than they can be read")


def torn_files(folder: Path, table: str) -> list[str]:
    """The names of files that cannot be read to their end."""
    return [name.file for name in names(folder, table) if not _is_whole(folder / name.file)]


def content(path: Path, columns: Sequence[str] | None) -> Any:
    """What a file holds; None when it is torn."""
    try:
        names_wanted = None if columns is None else list(columns)
        return pq.read_table(path, columns=names_wanted, page_checksum_verification=True)
    except FileNotFoundError:
        raise
    except (OSError, pa.ArrowException):
        return None


def _is_whole(path: Path) -> bool:
    try:
        for _ in _parts([path]):
            pass
    except FileNotFoundError:  # put together meanwhile
        return True
    except (OSError, pa.ArrowException):
        return False
    return True


def _parts(paths: Sequence[Path]) -> Iterator[Any]:
    for path in paths:
        with pq.ParquetFile(path, page_checksum_verification=True) as file:
            for group in range(file.num_row_groups):
                yield file.read_row_group(group)
