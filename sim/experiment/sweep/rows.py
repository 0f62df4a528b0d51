"""Rows of the tables of a sweep."""

from __future__ import annotations

import hashlib
import json
import struct
import time
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import pyarrow as pa

from sim.experiment.sweep.work import Done, Ended

RUN_COLUMNS = ("id", "digest", "outcomes_digest", "seconds", "finished", "retailer", "focal")
"""What stands before the outcomes; `finished` is in seconds since 1970."""
_NUMBER = struct.Struct("<d")
_UNDEFINED = _NUMBER.pack(float("nan"))
_TYPES = {name: pa.string() for name in ("id", "digest", "outcomes_digest", "retailer")} | {"focal": pa.bool_()}
_FAILURE_SCHEMA = pa.schema(
    [
        *((name, pa.string()) for name in ("entry", "id", "scenario", "settings")),
        ("seed", pa.uint64()),
        *((name, pa.string()) for name in ("error", "message", "traceback", "world")),
        ("seconds", pa.float64()),
        ("finished", pa.float64()),
    ]
)


class Kept(NamedTuple):
    """A run that is to be written."""

    id: str
    outcomes_digest: str
    done: Done
    seconds: float
    finished: float


def outcomes_digest(by_retailer: Mapping[str, Mapping[str, float]]) -> str:
    """A hash over every bit of all outcomes, in the order of their names."""
    total = hashlib.sha256()
    for retailer, outcomes in sorted(by_retailer.items()):
        for name, value in sorted(outcomes.items()):
            total.update(f"{retailer}\0{name}\0".encode())
            total.update(_UNDEFINED if value != value else _NUMBER.pack(value))
    return total.hexdigest()[:32]


def runs_table(runs: Sequence[Kept]) -> Any:
    """A row for each run and retailer."""
    rows = [
        (
            kept.id,
            kept.done.digest,
            kept.outcomes_digest,
            kept.seconds,
            kept.finished,
            retailer,
            retailer == kept.done.focal,
            values,
        )
        for kept in runs
        for retailer, values in kept.done.by_retailer.items()
    ]
    outcomes = dict.fromkeys(name for row in rows for name in row[-1])
    columns: dict[str, list[Any]] = {name: [row[k] for row in rows] for k, name in enumerate(RUN_COLUMNS)}
    columns |= {name: [row[-1].get(name) for row in rows] for name in outcomes}
    return pa.table({name: pa.array(values, _TYPES.get(name, pa.float64())) for name, values in columns.items()})


def failure_row(ended: Ended, world: str | None) -> dict[str, Any]:
    """A run that failed, with all that is needed to do it again; `world` is its scenario as JSON."""
    finished = time.time()
    return {
        "entry": f"{ended.task.id}-{finished!r}",
        "id": ended.task.id,
        "scenario": ended.task.label,
        "settings": json.dumps(ended.task.settings),
        "seed": ended.task.seed,
        "error": ended.answer.error,
        "message": ended.answer.message,
        "traceback": ended.answer.traceback,
        "world": world,
        "seconds": ended.seconds,
        "finished": finished,
    }


def failures_table(rows: Sequence[Mapping[str, Any]]) -> Any:
    """A row for each failure."""
    return pa.Table.from_pylist(list(rows), schema=_FAILURE_SCHEMA)
