"""A sweep that is killed ten times, and what is left of it: the same results, nothing twice, nobody orphaned.

The same runs are done four times: undisturbed; with ``kill -9`` of a worker and then of the parent at random
moments, and resumed, again and again; on a Dask cluster of which a worker is killed; and as four shards that are
merged. Some runs go wrong by themselves (raise, kill their process, hang, give an amount that is no number); they have
to be recorded alike.
"""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
import pyarrow.parquet as pq

from benchmarks.report import Cell as Figure
from benchmarks.report import Report
from sim.experiment.sweep.merging import merge_sweeps
from sim.experiment.sweep.plan import Cell, Plan, Point
from sim.experiment.sweep.reading import load_sweep
from sim.experiment.sweep.store import STORE
from sim.experiment.sweep.sweep import run_sweep
from sim.experiment.sweep.work import Context, Done, Task, perform
from sim.scenario.loading import load_scenario

ROOT = Path(__file__).resolve().parent.parent
SIZE = ("consumers.count=60", "days=5")
TIMEOUT = 10.0
GONE_SECONDS = 10.0
SHARDS = 4
DASK_WORKERS = 3


class Trial(NamedTuple):
    """How hard it is tried: replicates of 20 worlds, kills, the longest wait before each, seconds added to a run."""

    replicates: int
    kills: int
    longest: float
    slow: float = 0.0


FULL = Trial(100, 10, 6.0)
QUICK = Trial(10, 3, 3.0)


@dataclass(frozen=True)
class Worlds:
    """Two scenarios at ten points in so many replicates."""

    replicates: int
    adaptive: bool = False

    def cells(self, done: pd.DataFrame | None) -> list[Cell]:
        """Replicate by replicate."""
        return [
            Cell(label, Point(number, {"complaints.public_share": number / 10}), replicate)
            for replicate in range(self.replicates)
            for number in range(10)
            for label in ("open", "private")
        ]


def plan(replicates: int) -> Plan:
    """The sweep that is killed."""
    scenarios = {label: load_scenario(f"{label}-replies", SIZE) for label in ("open", "private")}
    return Plan("survival", scenarios, Worlds(replicates), seed=1, responses=("loyalty", "ror"))


def unlucky(task: Task, context: Context) -> Done:
    """A run of the model, of which some go wrong: always the same ones, of every kind within ten replicates."""
    lot = int(hashlib.sha256(f"1671 {task.label} {task.settings} {task.seed}".encode()).hexdigest()[:8], 16) % 500
    if lot == 0:
        raise ValueError("this world cannot be")
    if lot == 1:
        os.kill(os.getpid(), signal.SIGKILL)
    if lot == 2:
        time.sleep(600)
    done = perform(task, context)
    if lot == 3:
        done.by_retailer["toko"]["revenue"] = float("nan")
    return done


@dataclass(frozen=True)
class Slow:
    """The same runs, each some seconds longer, so that a small sweep can be met half-way."""

    seconds: float

    def __call__(self, task: Task, context: Context) -> Done:
        """Do a run."""
        time.sleep(self.seconds)
        return unlucky(task, context)


def child(folder: str, replicates: int, slow: float = 0.0, shard: int = 0, far: bool = False) -> None:
    """What is killed: runs the sweep, or a shard of it, here or on a cluster, and prints its result."""
    result = run_sweep(
        plan(replicates),
        folder,
        workers=DASK_WORKERS if far else 2,
        cluster="local" if far else None,
        shard=(shard, SHARDS) if shard else None,
        timeout=TIMEOUT,
        work=Slow(slow),
    )
    print(json.dumps(result.to_json()))


def measure(quick: bool) -> Report:
    """Run the sweep undisturbed and killed, and compare."""
    trial = QUICK if quick else FULL
    with tempfile.TemporaryDirectory() as place:
        undisturbed, killed = Path(place) / "undisturbed", Path(place) / "killed"
        calm = finish(undisturbed, trial)
        rounds = [disturb(killed, trial, number) for number in range(trial.kills)]
        last = finish(killed, trial)
        same = failures_of(undisturbed) == failures_of(killed)
        errors = load_sweep(killed).failures["error"].value_counts().to_dict()
        faults = left_over(killed)
        far = on_a_cluster(Path(place) / "far", trial)
        merged = in_shards(Path(place), trial)
    workers, parents = (sum(bool(row[f"{who} killed"]) for row in rounds) for who in ("worker", "parent"))
    orphans = sum(int(row["orphans"]) for row in rounds)
    return Report(
        f"Survival: {calm['runs']:,} runs, killed and resumed",
        (
            f"{workers} workers and {parents} parents were killed; the digest is {same_as(calm, last)}",
            f"the same {calm['failed']} failures are recorded" if same else "OTHER failures are recorded",
            f"{faults['duplicates']} rows stand twice, {faults['files']} files and {orphans} processes were left over",
            f"on a cluster of {DASK_WORKERS} workers of which one was killed, the digest is {same_as(calm, far)}",
            f"shards 1/{SHARDS} to {SHARDS}/{SHARDS}, merged, have {same_as(calm, merged)} digest",
        ),
        tuple(rounds),
        (
            f"Digest {calm['digest'][:16]}; undisturbed it took {calm['seconds']:.0f} s.",
            f"Failures by kind: {', '.join(f'{kind} {count}' for kind, count in sorted(errors.items()))}.",
        ),
    )


def same_as(calm: dict[str, Any], other: dict[str, Any]) -> str:
    """Whether two digests are equal, so that nobody overlooks it."""
    return "the same" if other["digest"] == calm["digest"] else "ANOTHER"


def finish(folder: Path, trial: Trial, **options: Any) -> dict[str, Any]:
    """Run the sweep to its end."""
    with _start(folder, trial, **options) as process:
        return _end(process)


def _wait_for_news(process: subprocess.Popen[str], folder: Path) -> None:
    """Wait until the files of the store are others."""
    before = _files(folder)
    while process.poll() is None and _files(folder) == before:
        time.sleep(0.1)


def _files(folder: Path) -> set[str]:
    return {file.name for file in (folder / STORE).glob("runs-*.parquet")}


def on_a_cluster(folder: Path, trial: Trial) -> dict[str, Any]:
    """Run the sweep on a local Dask cluster and kill one of its workers when some runs are done."""
    with _start(folder, trial, far=True) as process:
        _wait_for_news(process, folder)
        workers = [each for each in children(process.pid) if "spawn_main" in command_of(each)]
        _kill(workers[1])
        return _end(process)


def in_shards(place: Path, trial: Trial) -> dict[str, Any]:
    """Run the shards, each into a folder of its own, and merge them."""
    parts = [place / f"part{number}" for number in range(1, SHARDS + 1)]
    for number, part in enumerate(parts, start=1):
        finish(part, trial, shard=number)
    merge_sweeps(parts, place / "merged")
    return load_sweep(place / "merged").manifest


def disturb(folder: Path, trial: Trial, number: int) -> dict[str, Figure]:
    """Start the sweep, kill a worker and then the parent, and see who is left.

    The moment counts from when the first results of this round are written; every third time from the start.
    """
    with _start(folder, trial) as process:
        before = children(process.pid)
        if number % 3 < 2:
            _wait_for_news(process, folder)
        _wait(process, trial.longest * _moment(number, "worker"))
        workers = children(process.pid)
        if workers:
            _kill(workers[number % len(workers)])
        _wait(process, trial.longest * _moment(number, "parent"))
        alive = process.poll() is None
        all_workers = sorted({*before, *workers, *children(process.pid)})
        _kill(process.pid)
        process.communicate()
    until = time.monotonic() + GONE_SECONDS
    while any(map(is_alive, all_workers)) and time.monotonic() < until:
        time.sleep(0.05)
    try:
        done = len(load_sweep(folder).runs)
    except Exception as problem:  # killed before it had written what it was to do
        done = 0
        if (folder / "manifest.json").exists():
            raise RuntimeError("a killed sweep cannot be read") from problem
    return {
        "round": number + 1,
        "worker killed": int(bool(workers)),
        "parent killed": int(alive),
        "runs kept": done,
        "orphans": sum(map(is_alive, all_workers)),
    }


def failures_of(folder: Path) -> list[tuple[Any, ...]]:
    """What failed, and how."""
    frame = load_sweep(folder).failures[["scenario", "point", "replicate", "id", "error"]]
    return list(frame.itertuples(index=False, name=None))


def left_over(folder: Path) -> dict[str, int]:
    """Rows that stand twice in the files themselves, and files that should not be there."""
    files = sorted((folder / STORE).iterdir())
    rows = pd.concat([pq.read_table(file, columns=["id", "retailer"]).to_pandas() for file in files if _is_runs(file)])
    expected = {"manifest.json", "cells.parquet", STORE}
    strays = [entry for entry in folder.iterdir() if entry.name not in expected]
    return {"duplicates": int(rows.duplicated().sum()), "files": len(strays) + max(0, len(files) - 2)}


def children(parent: int) -> list[int]:
    """Processes whose parent is that one (Linux)."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        state = _state(int(entry.name))
        if state is not None and state[0] != "Z" and int(state[1]) == parent:
            found.append(int(entry.name))
    return sorted(found)


def is_alive(process: int) -> bool:
    """Whether a process is there and not merely waiting to be collected."""
    state = _state(process)
    return state is not None and state[0] != "Z"


def _state(process: int) -> Sequence[str] | None:
    try:
        return Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
    except (FileNotFoundError, ProcessLookupError):
        return None


def command_of(process: int) -> str:
    """The command line of a process; empty when it is gone."""
    try:
        return Path(f"/proc/{process}/cmdline").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return ""


def _start(folder: Path, trial: Trial, **options: Any) -> subprocess.Popen[str]:
    options |= {"replicates": trial.replicates, "slow": trial.slow}
    code = f"from benchmarks.survival import child; child({os.fspath(folder)!r}, **{options!r})"
    return subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, cwd=ROOT)


def _end(process: subprocess.Popen[str]) -> dict[str, Any]:
    out, _ = process.communicate()
    if process.returncode:
        raise RuntimeError(f"the sweep ended with {process.returncode}")
    result: dict[str, Any] = json.loads(out)
    return result


def _wait(process: subprocess.Popen[str], seconds: float) -> None:
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        return


def _kill(process: int) -> None:
    try:
        os.kill(process, signal.SIGKILL)
    except ProcessLookupError:
        return


def _moment(number: int, who: str) -> float:
    """A number from 0 to 1 that looks random and is the same each time."""
    return int(hashlib.sha256(f"{number} {who}".encode()).hexdigest()[:8], 16) / 2**32


def _is_runs(file: Path) -> bool:
    return file.name.startswith("runs-")
