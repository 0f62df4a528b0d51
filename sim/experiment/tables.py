"""The tables of runs as Parquet: a shard for each run while they are under way, then one file a table."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from sim.experiment.file_names import FILES

if TYPE_CHECKING:
    from sim.experiment.records import Job
    from sim.recorder import RunResult


def write_shards(folder: Path, number: int, result: RunResult) -> None:
    """Write the frames of one run, each whole or not at all."""
    for name in FILES:
        write_frame(getattr(result, name), _shard(folder, number, name))


def write_frame(frame: pd.DataFrame, path: Path) -> None:
    """Write one frame to a temporary name and then give it its own."""
    torn = path.with_name(f"{path.name}.torn")
    pq.write_table(pa.Table.from_pandas(frame, preserve_index=False), torn, compression="zstd")
    os.replace(torn, path)


def read_shard(folder: Path, job: Job, name: str) -> pd.DataFrame:
    """A frame of one run as it was written."""
    frame: pd.DataFrame = pq.read_table(_shard(folder, job.number, name)).to_pandas()
    return frame


def merge_shards(shards: Path, jobs: Sequence[Job], into: Path) -> None:
    """Put the shards of all jobs into one file a table, in the order of the jobs.

    One shard is in memory at a time.
    """
    for name, file in FILES.items():
        shard_of = {job.number: _shard(shards, job.number, name) for job in jobs}
        # The columns of a frame without rows have no dependable types, so it has no say in them.
        filled = [job for job in jobs if pq.read_metadata(shard_of[job.number]).num_rows] or jobs[:1]
        schemas = [
            _labelled(pq.read_schema(shard_of[job.number]).empty_table(), job).schema.remove_metadata()
            for job in filled
        ]
        schema = pa.unify_schemas(schemas, promote_options="permissive")
        with pq.ParquetWriter(into / file, schema, compression="zstd") as writer:
            for job in filled:
                writer.write_table(_labelled(pq.read_table(shard_of[job.number]), job).cast(schema))


def _labelled(table: Any, job: Job) -> Any:
    """The table with the run it belongs to in front."""
    rows = table.num_rows
    replicate = pa.array([job.replicate] * rows, pa.int32())
    label = pa.array([job.label] * rows, pa.string())
    return table.add_column(0, "replicate", replicate).add_column(0, "scenario", label)


def _shard(folder: Path, number: int, name: str) -> Path:
    return folder / f"{number}-{name}.parquet"
