"""A sweep's folder as tables: what was wanted, what was done, what failed. It may be read while a command writes."""

from __future__ import annotations

import json
import os
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq

from sim.errors import InputError
from sim.experiment.folder import MANIFEST
from sim.experiment.sweep import shards
from sim.experiment.sweep.plan import Cell, Value
from sim.experiment.sweep.rows import RUN_COLUMNS
from sim.experiment.sweep.store import CELLS, FORMAT, STORE, VERSION, read_index, total_digest
from sim.experiment.sweep.work import Task
from sim.experiment.sweep.writer import FAILURES, RUNS
from sim.scenario.loading import load_scenario
from sim.scenario.policy_file import PolicyFile, policies_of_text
from sim.scenario.schema import Scenario

if TYPE_CHECKING:
    import pandas as pd

PLACE = ("scenario", "point", "replicate")
"""What a cell is called by."""
_CELL = (*PLACE, "seed", "id", "settings")


@dataclass(frozen=True)
class Sweep:
    """A sweep's folder that was read: the manifest at once, tables when they are asked for."""

    folder: Path
    manifest: dict[str, Any]

    @property
    def name(self) -> str:
        """The experiment's."""
        return str(self.manifest["name"])

    @property
    def responses(self) -> tuple[str, ...]:
        """Outcomes that the experiment asks about."""
        return tuple(self.manifest["responses"])

    @property
    def factors(self) -> tuple[str, ...]:
        """Paths of the parameters that vary over the points."""
        return tuple(self.manifest["factors"])

    @property
    def planned(self) -> int:
        """Cells wanted."""
        return len(self.cells)

    @cached_property
    def cells(self) -> pd.DataFrame:
        """A row for each cell wanted: scenario, point, replicate, seed, run id, settings as JSON, each factor."""
        try:
            frame: pd.DataFrame = pq.read_table(self.folder / CELLS).to_pandas()
        except (OSError, pa.ArrowException) as problem:
            raise InputError(f"{CELLS} cannot be read ({_line(problem)})", where=str(self.folder)) from None
        return frame.sort_values(list(PLACE), ignore_index=True)

    @cached_property
    def runs(self) -> pd.DataFrame:
        """A row for each cell done: scenario, point, replicate, seed, id, digest, seconds, factors, outcomes."""
        focal = [table.filter(table["focal"]) for table in self._stored(RUNS)]
        done = _frame(focal, [*RUN_COLUMNS]).drop(columns=["outcomes_digest", "finished", "retailer", "focal"])
        joined = self.cells.drop(columns="settings").merge(done, on="id", how="inner")
        first = [*PLACE, "seed", "id", "digest", "seconds"]
        joined = joined[[*first, *(name for name in joined.columns if name not in first)]]
        return joined.sort_values(list(PLACE), ignore_index=True)

    @cached_property
    def retailers(self) -> pd.DataFrame:
        """A row for each cell done and retailer: scenario, point, replicate, id, retailer, focal, outcomes."""
        done = _frame(self._stored(RUNS), [*RUN_COLUMNS])
        done = done.drop(columns=["digest", "outcomes_digest", "seconds", "finished"])
        joined = self.cells[[*PLACE, "id"]].merge(done, on="id", how="inner")
        return joined.sort_values([*PLACE, "retailer"], ignore_index=True)

    @cached_property
    def failures(self) -> pd.DataFrame:
        """A row for each cell failed: scenario, point, replicate, seed, id, error, message, traceback, settings, world.

        `world` is the whole scenario as JSON, None where the values of the point make none.
        """
        columns = ["error", "message", "traceback", "world", "finished"]
        failed = _frame(self._stored(FAILURES), ["id", *columns]).sort_values("finished")
        failed = failed[~failed["id"].isin(self._index[0])].drop_duplicates("id", keep="last")
        joined = self.cells[list(_CELL)].merge(failed[["id", *columns[:-1]]], on="id", how="inner")
        joined = joined[[*PLACE, "seed", "id", "error", "message", "traceback", "settings", "world"]]
        return joined.sort_values(list(PLACE), ignore_index=True)

    @cached_property
    def digest(self) -> str:
        """A hash over what became of every run that is wanted."""
        return total_digest(self.cells["id"], *self._index)

    @cached_property
    def scenarios(self) -> dict[str, Scenario]:
        """The worlds of the experiment by label, without the values of points."""
        return {label: load_scenario(tomllib.loads(text)) for label, text in self.manifest["scenarios"].items()}

    def world(self, scenario: str, point: int) -> Scenario:
        """The scenario of a point.

        Raises
        ------
        InputError
            There is no such point.
        """
        cells = self.cells
        found = cells.loc[(cells["scenario"] == scenario) & (cells["point"] == point), "settings"]
        if found.empty:
            raise InputError(f"there is no point {point} of '{scenario}'", where=str(self.folder))
        return load_scenario(self.scenarios[scenario], json.loads(found.iloc[0]))

    @property
    def policies(self) -> dict[str, PolicyFile]:
        """Policies of one's own that the worlds name, with the texts that were run; `sim.run` takes them."""
        return policies_of_text({named: held["text"] for named, held in self.manifest["policies"].items()})

    @cached_property
    def _index(self) -> tuple[dict[str, str], dict[str, str]]:
        return read_index(self.folder)

    def _stored(self, table: str) -> list[Any]:
        return shards.read(self.folder / STORE, table)


def load_sweep(folder: str | os.PathLike[str]) -> Sweep:
    """Read the folder of a sweep, whole or not.

    Raises
    ------
    InputError
        It is no such folder, or from a later version.
    """
    path = Path(folder)
    allowed = "a folder that `trm sweep --out` has written"
    if not path.is_dir():
        raise InputError("there is no such folder", where=str(path), allowed=allowed)
    try:
        manifest = json.loads((path / MANIFEST).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise InputError(f"this holds no sweep: there is no {MANIFEST}", where=str(path), allowed=allowed) from None
    except (OSError, ValueError) as problem:
        raise InputError(f"{MANIFEST} cannot be read ({_line(problem)})", where=str(path)) from None
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise InputError(f"its {MANIFEST} is not that of a sweep", where=str(path), allowed=allowed)
    if manifest.get("version") != VERSION:
        raise InputError(
            f"this sweep has format {manifest.get('version')}; this version reads format {VERSION}", where=str(path)
        )
    return Sweep(path, manifest)


def cells_table(cells: Sequence[Cell], tasks: Sequence[Task]) -> Any:
    """A row for each cell, with the run that it is; a factor that a point does not set is null there."""
    columns: dict[str, Any] = {
        "scenario": pa.array([cell.label for cell in cells], pa.string()),
        "point": pa.array([cell.point.number for cell in cells], pa.int64()),
        "replicate": pa.array([cell.replicate for cell in cells], pa.int64()),
        "seed": pa.array([task.seed for task in tasks], pa.uint64()),
        "id": pa.array([task.id for task in tasks], pa.string()),
        "settings": pa.array([json.dumps(task.settings) for task in tasks], pa.string()),
    }
    for path in dict.fromkeys(path for cell in cells for path in cell.point.values):
        columns[path] = _levels([cell.point.values.get(path) for cell in cells])
    return pa.table(columns)


def finished_frame(folder: Path, cells: Sequence[Cell], tasks: Sequence[Task]) -> pd.DataFrame:
    """A row for each of these cells, which have all ended, with its outcomes; undefined for a run that failed."""
    import pandas as pd

    wanted = pd.DataFrame(
        [(cell.label, cell.point.number, cell.replicate, task.id) for cell, task in zip(cells, tasks, strict=True)],
        columns=[*PLACE, "id"],
    )
    focal = [table.filter(table["focal"]) for table in shards.read(folder / STORE, RUNS)]
    done = _frame(focal, [*RUN_COLUMNS]).drop(columns=[name for name in RUN_COLUMNS if name != "id"])
    joined = wanted.merge(done, on="id", how="left").drop(columns="id")
    return joined.sort_values(list(PLACE), ignore_index=True)


def _levels(values: Sequence[Value | None]) -> Any:
    """Levels as a column of their own type; text when they are of several."""
    given = [value for value in values if value is not None]
    if all(isinstance(value, bool) for value in given):
        return pa.array(values, pa.bool_())
    if any(isinstance(value, bool | str) for value in given):
        return pa.array([None if value is None else str(value) for value in values], pa.string())
    whole = all(isinstance(value, int) for value in given)
    return pa.array(values, pa.int64() if whole else pa.float64())


def _frame(tables: Sequence[Any], columns: Sequence[str]) -> pd.DataFrame:
    """Tables one below the other, undefined where one has no such column."""
    import pandas as pd

    if not tables:
        return pd.DataFrame({name: pd.Series(dtype=object) for name in columns})
    frame: pd.DataFrame = pa.concat_tables(tables, promote_options="permissive").to_pandas()
    return frame


def _line(problem: Exception) -> str:
    return str(problem).splitlines()[0]
