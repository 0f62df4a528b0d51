"""How fast a world lives, what it takes of memory, and how quickly the command answers.

Compilation is left out: a small world is run first, which compiles the kernels or loads them from the
cache. Repetitions of what is compared alternate, so that a busy minute of the machine falls on all alike,
and medians are told.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import NamedTuple

from benchmarks.report import Cell, Report, shown
from sim.kernels.compiled import is_cold
from sim.model import Model
from sim.scenario.loading import load_scenario
from sim.scenario.schema import Scenario

ROOT = Path(__file__).resolve().parent.parent
WORLD = "open-replies"
LARGE, LARGE_DAYS, LARGE_BOUND_GIB = 1_000_000, 30, 4.0
HELP_SECONDS = 1 / 3


class Plan(NamedTuple):
    """How much is measured: days by number of consumers, repetitions of worlds and of starts."""

    days: dict[int, int]
    repetitions: int
    starts: int


FULL = Plan({1_000: 365, 10_000: 365, 100_000: 60}, 5, 7)
QUICK = Plan({1_000: 60, 10_000: 20, 100_000: 5}, 2, 3)


class Life(NamedTuple):
    """What one world took: seconds to set it up and to live all its days, and the peak memory if it was read."""

    set_up: float
    days: float
    gib: float | None = None


def measure(quick: bool) -> Report:
    """Measure days, set-up, threads, a million consumers (not when quick) and start-up."""
    plan = QUICK if quick else FULL
    preparing = "compiling the kernels" if is_cold() else "loading the compiled kernels"
    warm_up = seconds(lambda: Model(small_world()).run())

    lived = lives(plan)
    each = {consumers: life.days / (consumers * plan.days[consumers]) for consumers, life in lived.items()}
    rows = [row(consumers, plan.days[consumers], life) for consumers, life in lived.items()]
    smallest, middle, largest = sorted(each)
    ratios = [
        f"a consumer-day costs {shown(each[smallest] / each[largest])} times as much among {smallest:,} as {largest:,}",
        f"a consumer-day costs {shown(each[middle] / each[largest])} times as much among {middle:,} as {largest:,}",
        f"two threads are {shown(thread_ratio(largest, plan))} times as fast as one at {largest:,} consumers",
    ]
    if not quick:
        large = in_a_process(LARGE, LARGE_DAYS)
        rows.append(row(LARGE, LARGE_DAYS, large))
        held = "an unknown part" if large.gib is None else f"{shown(large.gib / LARGE_BOUND_GIB)}"
        ratios.append(
            f"{LARGE:,} consumers x {LARGE_DAYS} days hold {held} of the {LARGE_BOUND_GIB:g} GiB that they may, and "
            f"are done in {shown(large.set_up + large.days)} s"
        )
    nothing, imported, helped = start_up(plan.starts)
    ratios.append(
        f"`trm --help` answers in {shown(helped / HELP_SECONDS)} thirds of a second ({shown(helped)} s; `import sim` "
        f"{shown(imported)} s, an empty Python {shown(nothing)} s)"
    )
    return Report(
        f"Speed: {WORLD}",
        tuple(ratios),
        tuple(rows),
        (
            f"Medians of {plan.repetitions} alternating repetitions and {plan.starts} starts; the million once.",
            "One thread unless said. The days include reading the outcomes and tables, not writing files.",
            f"Left out: a first small run and {preparing}, {shown(warm_up)} s.",
        ),
    )


def world(consumers: int, days: int) -> Scenario:
    """The world that is timed, in one size."""
    return load_scenario(WORLD, [f"consumers.count={consumers}", f"days={days}"])


def small_world() -> Scenario:
    """A world in which every kernel runs, and nothing takes long."""
    return world(500, 30)


def seconds(work: Callable[[], object]) -> float:
    """Wall time of a piece of work."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def live(scenario: Scenario, threads: int = 1) -> Life:
    """Set a world up and live all its days."""
    began = time.perf_counter()
    model = Model(scenario, threads=threads)
    ready = time.perf_counter()
    model.run()
    ended = time.perf_counter()
    model.world.close_threads()
    return Life(ready - began, ended - ready)


def lives(plan: Plan) -> dict[int, Life]:
    """Medians for each number of consumers, the sizes taken in turn."""
    worlds = {consumers: world(consumers, days) for consumers, days in plan.days.items()}
    taken: dict[int, list[Life]] = {consumers: [] for consumers in worlds}
    for _ in range(plan.repetitions):
        for consumers, scenario in worlds.items():
            taken[consumers].append(live(scenario))
    return {
        consumers: Life(median(life.set_up for life in those), median(life.days for life in those))
        for consumers, those in taken.items()
    }


def row(consumers: int, days: int, life: Life) -> dict[str, Cell]:
    """One line of the table."""
    return {
        "consumers": consumers,
        "days": days,
        "ns per consumer-day": life.days / (consumers * days) * 1e9,
        "consumer-days per s": consumers * days / life.days,
        "set-up, s": life.set_up,
        "all days, s": life.days,
        "peak memory, GiB": life.gib,
    }


def thread_ratio(consumers: int, plan: Plan) -> float:
    """Time of all days on one thread over that on two, the two taken in turn."""
    scenario = world(consumers, plan.days[consumers])
    taken: dict[int, list[float]] = {1: [], 2: []}
    for _ in range(plan.repetitions):
        for threads, times in taken.items():
            times.append(live(scenario, threads).days)
    return median(taken[1]) / median(taken[2])


def in_a_process(consumers: int, days: int) -> Life:
    """A world that has a process to itself, so that the peak memory is its own."""
    code = f"from benchmarks.speed import tell; tell({consumers}, {days})"
    done = subprocess.run([sys.executable, "-c", code], stdout=subprocess.PIPE, check=True, cwd=ROOT)
    return Life(*json.loads(done.stdout))


def tell(consumers: int, days: int) -> None:
    """Live a world and print its `Life` as JSON."""
    Model(small_world()).run()
    print(json.dumps(live(world(consumers, days))._replace(gib=peak_gib())))


def peak_gib() -> float | None:
    """The most memory that this process has held; None where the system does not tell (Windows)."""
    try:
        import resource
    except ImportError:
        return None
    unit = 1 if sys.platform == "darwin" else 1024  # bytes there, KiB elsewhere
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 2**30


def start_up(repetitions: int) -> list[float]:
    """Median seconds of starting Python for nothing, for `import sim` and for `trm --help`, taken in turn."""
    starts = [["-c", "pass"], ["-c", "import sim"], ["-m", "sim", "--help"]]
    taken: list[list[float]] = [[] for _ in starts]
    for _ in range(repetitions):
        for arguments, times in zip(starts, taken, strict=True):
            command = [sys.executable, *arguments]
            began = time.perf_counter()
            subprocess.run(command, stdout=subprocess.DEVNULL, check=True, cwd=ROOT)
            times.append(time.perf_counter() - began)
    return [median(times) for times in taken]
