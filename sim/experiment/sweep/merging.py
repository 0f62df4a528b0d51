"""Shards that were written into folders of their own, put into one."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from pathlib import Path

from sim.errors import InputError
from sim.experiment.sweep import shards
from sim.experiment.sweep.reading import Sweep, load_sweep
from sim.experiment.sweep.store import CELLS, STORE, Store, tally
from sim.experiment.sweep.writer import FAILURES, RUNS

Folder = str | os.PathLike[str]


def merge_sweeps(folders: Sequence[Folder], into: Folder) -> None:
    """Put what the folders of one sweep hold into one; a run that several have is there once.

    Parameters
    ----------
    folders
        What the shards have written. They stay as they are.
    into
        A new or empty folder, or one that holds the same experiment.

    Raises
    ------
    InputError
        They hold different sweeps.
    """
    if not folders:
        raise InputError("nothing to merge", where="folders", allowed="the folders of the shards")
    sweeps = [load_sweep(folder) for folder in folders]
    first = sweeps[0]
    for other in sweeps[1:]:
        if other.name != first.name or not other.cells.equals(first.cells):
            raise InputError(
                f"this is another sweep than that of {first.folder}",
                where=str(other.folder),
                allowed="shards of one experiment, run by one version of the model",
            )
    with Store(Path(into), name=first.name) as store:
        for number, sweep in enumerate(sweeps):
            _copy(sweep, store, number)
        store.compact()
        store.reload()
        _copy_file(first.folder / CELLS, store.path / CELLS)
        store.write_manifest(first.manifest | tally(list(first.cells["id"]), store.done, store.failed))


def _copy(sweep: Sweep, store: Store, number: int) -> None:
    """Copy the files under the name of a writer that nobody else has."""
    for table in (RUNS, FAILURES):
        writer = f"m{number}"
        last = max((name.number for name in shards.names(store.path / STORE, table, writer)), default=0)
        for place, name in enumerate(shards.names(sweep.folder / STORE, table), start=last + 1):
            target = shards.Name(table, writer, name.level, place)
            _copy_file(sweep.folder / STORE / name.file, store.path / STORE / target.file)


def _copy_file(source: Path, target: Path) -> None:
    torn = target.with_name(target.name + shards.TORN)
    shutil.copyfile(source, torn)
    os.replace(torn, target)
