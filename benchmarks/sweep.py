"""What a sweep costs beside the model itself, and whether its memory stays flat over many short runs.

The overhead of a run is what a sweep of short runs takes for each, less what the model alone takes for it in as many
processes at the same time. It is told as a share of a run of an ordinary size, in seconds of the clock and, since
other programs share the clock, in seconds of the processors.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from benchmarks.measuring import GIB, peak_bytes
from benchmarks.report import Cell as Figure
from benchmarks.report import Report, shown
from benchmarks.survival import children
from sim.experiment.processors import processors
from sim.experiment.sweep.plan import Cell, Plan, Point
from sim.experiment.sweep.sweep import run_sweep
from sim.model import Model
from sim.scenario.loading import load_scenario

ROOT = Path(__file__).resolve().parent.parent
SHORT, ORDINARY = (60, 5), (2_000, 365)
"""Consumers and days."""
POINTS = 100
TARGET = 0.1


class Size(NamedTuple):
    """Replicates of 200 short worlds, and how often the model alone is run: short and ordinary worlds."""

    replicates: int
    short: int
    ordinary: int


FULL, QUICK = Size(100, 400, 6), Size(3, 100, 2)


@dataclass(frozen=True)
class Points:
    """Two scenarios at so many points in so many replicates."""

    points: int
    replicates: int
    adaptive: bool = False

    def cells(self, done: pd.DataFrame | None) -> list[Cell]:
        """Replicate by replicate."""
        return [
            Cell(label, Point(number, {"complaints.public_share": number / self.points}), replicate)
            for replicate in range(self.replicates)
            for number in range(self.points)
            for label in ("open", "private")
        ]


def measure(quick: bool) -> Report:
    """Sweep many short runs, and run the model alone before and after."""
    size = QUICK if quick else FULL
    workers = processors()
    before = alone(SHORT, size.short, workers)
    with tempfile.TemporaryDirectory() as place:
        swept = in_a_process("sweep", os.path.join(place, "out"), size.replicates)
        held = sum(file.stat().st_size for file in Path(place).rglob("*") if file.is_file()) / 2**20
    after = alone(SHORT, size.short, workers)
    ordinary = alone(ORDINARY, size.ordinary, workers)
    runs = swept["runs"]
    rows: list[dict[str, Figure]] = []
    for clock in ("wall", "processor"):
        short = (before[clock] + after[clock]) / 2
        whole = swept[clock] / runs * (workers if clock == "wall" else 1)
        rows.append(
            {
                "seconds of the": clock,
                "short run alone": short,
                "short run in the sweep": whole,
                "overhead of a run": whole - short,
                "ordinary run alone": ordinary[clock],
                "overhead / ordinary run": (whole - short) / ordinary[clock],
            }
        )
    return Report(
        f"Sweep: {runs:,} runs of {SHORT[0]} consumers x {SHORT[1]} days, {workers} workers",
        (
            *(overhead_line(row) for row in rows),
            f"{memory_line('the parent', swept['memory'])}; its peak is {shown(swept['peak'])} GiB",
            memory_line("the largest worker", swept["workers"]),
            f"the folder takes {shown(held)} MiB",
        ),
        tuple(rows),
        (f"{swept['completed']:,} done and {swept['failed']:,} failed in {swept['wall']:.0f} s, start-up included.",),
    )


def overhead_line(row: Mapping[str, Figure]) -> str:
    """The overhead as a share of an ordinary run."""
    share, clock = shown(row["overhead / ordinary run"]), row["seconds of the"]
    size = f"{ORDINARY[0]:,} x {ORDINARY[1]}"
    return f"the overhead of a run is {share} of a run of {size} by the {clock} (target: below {TARGET:g})"


def memory_line(who: str, held: Sequence[float]) -> str:
    """Whether memory grows with the runs that are done."""
    middle, last = held[len(held) // 2], held[-1]
    times = f"{who} holds {shown(last / middle)} times as much memory at the end as half-way"
    return f"{times} ({last:.0f} MiB and {middle:.0f} MiB)"


def alone(size: tuple[int, int], runs: int, processes: int) -> dict[str, float]:
    """Seconds of a run of the model alone, in as many processes as the sweep has."""
    started = [_start("bare", *size, runs) for _ in range(processes)]
    found = [_result(process) for process in started]
    return {clock: sum(each[clock] for each in found) / len(found) for clock in ("wall", "processor")}


def bare(consumers: int, days: int, runs: int) -> None:
    """Run the model alone and print the seconds of a run."""
    scenario = _world("open", consumers, days)
    Model(scenario).run()
    wall, processor = time.perf_counter(), time.process_time()
    for seed in range(runs):
        Model(scenario, seed=seed).run()
    print(
        json.dumps({"wall": (time.perf_counter() - wall) / runs, "processor": (time.process_time() - processor) / runs})
    )


def sweep(folder: str, replicates: int) -> None:
    """Run the sweep and print what it took, and the memory that this process held as runs ended."""
    memory: list[float] = []
    largest: list[float] = []

    def progress(done: int, planned: int) -> None:
        if done % max(1, planned // 50) == 0:
            memory.append(resident_mib(os.getpid()))
            largest.append(max(map(resident_mib, children(os.getpid())), default=0.0))

    scenarios = {label: _world(label, *SHORT) for label in ("open", "private")}
    plan = Plan("short-runs", scenarios, Points(POINTS, replicates), 1, ("loyalty", "ror"))
    before = os.times()
    result = run_sweep(plan, folder, progress=progress)
    after = os.times()
    processor = sum(getattr(after, name) - getattr(before, name) for name in CLOCKS)
    found = result.to_json() | {"memory": memory, "workers": largest, "peak": peak_bytes() / GIB}
    print(json.dumps(found | {"wall": result.seconds, "processor": processor}))


CLOCKS = ("user", "system", "children_user", "children_system")


def resident_mib(process: int) -> float:
    """Memory that a process holds now (Linux); 0 when it is gone."""
    try:
        pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
    except (FileNotFoundError, ProcessLookupError):
        return 0.0
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def in_a_process(name: str, *arguments: object) -> dict[str, Any]:
    """What a function of this module prints, in a process of its own."""
    return _result(_start(name, *arguments))


def _start(name: str, *arguments: object) -> subprocess.Popen[str]:
    code = f"from benchmarks import sweep; sweep.{name}(*{list(arguments)!r})"
    return subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, cwd=ROOT)


def _result(process: subprocess.Popen[str]) -> dict[str, Any]:
    out, _ = process.communicate()
    if process.returncode:
        raise RuntimeError(f"it ended with {process.returncode}")
    found: dict[str, Any] = json.loads(out)
    return found


def _world(label: str, consumers: int, days: int) -> Any:
    return load_scenario(f"{label}-replies", [f"consumers.count={consumers}", f"days={days}"])
