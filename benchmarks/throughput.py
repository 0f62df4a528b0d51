"""Runs per second and core: a sweep of ordinary worlds against the bare model, and against Mesa's own batch runner.

The bare model runs in as many processes as the sweep has workers, before the sweep and after it. The sweep is told with
its start and everything that it writes. `mesa.batch_run` runs the Mesa reference of the same day; it is given two short
numbers of days, from which a year is reckoned.
"""

from __future__ import annotations

import gc
import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import pandas as pd

from benchmarks.measuring import Clocks, OwnProcess, alone, clocked
from benchmarks.report import Cell as Figure
from benchmarks.report import Criterion, Report, shown
from benchmarks.worlds import EVERYTHING, everything_on, warm_up
from sim.experiment.processors import processors
from sim.experiment.roomy import roomy
from sim.experiment.sweep.plan import Cell, Plan, Point
from sim.experiment.sweep.sweep import run_sweep
from sim.model import Model
from sim.scenario.loading import load_scenario

SHARE, TIMES_MESA, BUSY = 0.9, 100.0, 0.9
LABEL = "everything"


class Size(NamedTuple):
    """Consumers, days, runs of the sweep and of each bare process, and two numbers of days for Mesa's batch runner."""

    consumers: int
    days: int
    runs: int
    bare: int
    mesa_days: tuple[int, int]


FULL, QUICK = Size(2_000, 365, 240, 20, (2, 12)), Size(60, 5, 6, 3, (1, 2))


@dataclass(frozen=True)
class Points:
    """One scenario at so many points."""

    points: int
    adaptive: bool = False

    def cells(self, done: pd.DataFrame | None) -> list[Cell]:
        """Point by point."""
        shares = [number / self.points for number in range(self.points)]
        return [
            Cell(LABEL, Point(number, {"complaints.public_share": share}), 0) for number, share in enumerate(shares)
        ]


def measure(quick: bool) -> Report:
    """The bare model, the sweep, the bare model again, and Mesa's batch runner."""
    size = QUICK if quick else FULL
    workers = processors()
    before = side_by_side(size, workers)
    with tempfile.TemporaryDirectory() as place:
        swept = alone("benchmarks.throughput:sweep", os.path.join(place, "out"), *size[:3])
    after = side_by_side(size, workers)
    bare = Clocks(*((one + other) / 2 for one, other in zip(before, after, strict=True)))
    in_sweep = Clocks(swept["wall"] * workers / size.runs, swept["processor"] / size.runs)
    mesa = batched(size, workers)
    share, by_processor = bare.wall / in_sweep.wall, bare.processor / in_sweep.processor
    busy = swept["processor"] / (swept["wall"] * workers)
    times = mesa / in_sweep.wall
    what = f"{size.consumers:,} consumers x {size.days} days"
    rows: list[dict[str, Figure]] = [
        {"what": name, "s of the clock per run and core": seconds, "runs per s and core": 1.0 / seconds}
        for name, seconds in (
            ("bare model", bare.wall),
            ("sweep, all included", in_sweep.wall),
            (f"mesa.batch_run of the reference, reckoned from {size.mesa_days[0]} and {size.mesa_days[1]} days", mesa),
        )
    ]
    return Report(
        f"Throughput: a sweep of {what}",
        (
            (
                f"the sweep does {100 * share:.0f}% of the bare model's runs per core by the clock, "
                f"{100 * by_processor:.0f}% "
                f"by processor time (target: {100 * SHARE:.0f}%)"
            ),
            f"it keeps {100 * busy:.0f}% of {workers} processors busy, start-up included",
            f"it does {shown(times)} times the runs of `mesa.batch_run` of the reference (target: {TIMES_MESA:g})",
        ),
        tuple(rows),
        (
            (
                f"{EVERYTHING}; {size.runs} runs on {workers} workers in {swept['wall']:.1f} s, start-up, store and "
                "summary "
                f"included; the bare model in {workers} processes at once, before and after, {size.bare} runs in each."
            ),
        ),
        criteria=(
            Criterion(
                4,
                f"a sweep of {what} at {100 * SHARE:.0f}% or more of the bare model's throughput per core",
                f"{100 * share:.0f}% by the clock, {100 * by_processor:.0f}% by processor time",
                share >= SHARE,
            ),
            Criterion(4, "both cores used", f"{100 * busy:.0f}% of {workers} busy", busy >= BUSY),
            Criterion(
                4,
                f"at least {TIMES_MESA:g} times mesa.batch_run of the reference",
                f"{shown(times)} times",
                times >= TIMES_MESA,
            ),
        ),
    )


def side_by_side(size: Size, processes: int) -> Clocks:
    """Seconds of a bare run, in so many processes at once."""
    started = [OwnProcess("benchmarks.throughput:bare", size.consumers, size.days, size.bare) for _ in range(processes)]
    found = [process.result() for process in started]
    return Clocks(*(sum(clock) / processes for clock in zip(*found, strict=True)))


def batched(size: Size, processes: int) -> float:
    """Seconds of the clock, per run and core, that Mesa's batch runner would take for all days of a world."""
    few, more = size.mesa_days
    short, longer = (alone("benchmarks.throughput:batch_run", size.consumers, days, processes) for days in (few, more))
    a_day = max(longer - short, 0.0) / (more - few)
    return float(short + a_day * (size.days - few))


# ----------------------------------------------------------------------- in processes of their own


@roomy
def bare(consumers: int, days: int, runs: int) -> Clocks:
    """Run the model alone, at the sweep's points and in a process that starts as a worker does; what a run takes."""
    warm_up()
    gc.collect()
    gc.freeze()
    base = everything_on(consumers, days)
    scenarios = [load_scenario(base, cell.point.settings()) for cell in Points(runs).cells(None)]
    taken = clocked(lambda: [Model(scenario, seed=seed).run() for seed, scenario in enumerate(scenarios)])
    return Clocks(taken.wall / runs, taken.processor / runs)


def sweep(folder: str, consumers: int, days: int, runs: int) -> dict[str, float]:
    """Sweep; seconds of the clock, and of the processors for this process and its workers."""
    plan = Plan("throughput", {LABEL: everything_on(consumers, days)}, Points(runs), 1, ("loyalty", "ror"))
    before = os.times()
    taken = clocked(lambda: run_sweep(plan, folder))
    after = os.times()
    clocks = ("user", "system", "children_user", "children_system")
    return {"wall": taken.wall, "processor": sum(getattr(after, name) - getattr(before, name) for name in clocks)}


def batch_run(consumers: int, days: int, processes: int) -> float:
    """Seconds per run and core of `mesa.batch_run`, two runs for each process."""
    import mesa

    from benchmarks.batched_reference import BatchedReference

    parameters: dict[str, Any] = {"consumers": consumers, "days": days, "seed": list(range(2 * processes))}

    def work() -> Sequence[object]:
        found: Sequence[object] = mesa.batch_run(
            BatchedReference, parameters, number_processes=processes, max_steps=days - 1, display_progress=False
        )
        return found

    return clocked(work).wall / 2
