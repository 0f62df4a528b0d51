"""How long one waits: for the first run after installation, for the second, for help, for `import sim`, for the demo.

A first run begins with an empty cache, so that it compiles all its kernels; the packages themselves have been imported
before, as an installation leaves them. Each start is a process of its own, timed from outside.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from statistics import median
from typing import NamedTuple

from benchmarks.measuring import ROOT, Clocks
from benchmarks.report import Criterion, Report, shown
from sim.experiment.processors import processors

if sys.platform != "win32":
    import resource

RUN = ("-m", "sim", "run", "open-replies", "--replicates", "1")
STARTS: dict[str, tuple[str, ...]] = {
    "an empty Python": ("-c", "pass"),
    "`import sim`": ("-c", "import sim"),
    "`trm --help`": ("-m", "sim", "--help"),
    "a second `trm run`, one replicate": RUN,
    "a second `trm run` as it stands, five replicates": ("-m", "sim", "run", "open-replies"),
}
FIRST, SECOND = 20.0, 2.0
"""Seconds that are allowed."""


class Plan(NamedTuple):
    """Repetitions of starts and of first runs, what is added to every run, and pairs of the demo (0: none)."""

    starts: int
    firsts: int
    sizes: tuple[str, ...]
    pairs: int


FULL, QUICK = Plan(7, 3, (), 20), Plan(1, 0, ("--days", "3", "--consumers", "50"), 0)


def measure(quick: bool) -> Report:
    """Start everything, in turn."""
    plan = QUICK if quick else FULL
    taken: dict[str, list[Clocks]] = {name: [] for name in STARTS}
    for _ in range(plan.starts):
        for name, arguments in STARTS.items():
            taken[name].append(started(arguments, plan.sizes if "run" in arguments else ()))
    first = "the first `trm run`, one replicate"
    if plan.firsts:
        taken[first] = [first_run() for _ in range(plan.firsts)]
    if plan.pairs:
        taken[f"the demo: {plan.pairs} pairs of a year, and the report"] = [demo(plan.pairs)]
    middle = {name: Clocks(*(median(clock) for clock in zip(*times, strict=True))) for name, times in taken.items()}
    second = middle["a second `trm run`, one replicate"]
    criteria = [
        Criterion(
            5, f"a second start in under {SECOND:g} s (`trm run`, one replicate of 2,000 consumers x 365 days)",
            f"{shown(second.wall)} s ({shown(second.processor)} s of processor time)", second.wall < SECOND,
        )
    ]  # fmt: skip
    if first in middle:
        found = middle[first]
        criteria.insert(0, Criterion(
            5, f"a first run after installation in under {FIRST:g} s, with its compilation",
            f"{shown(found.wall)} s ({shown(found.processor)} s of processor time)", found.wall < FIRST,
        ))  # fmt: skip
    return Report(
        "Start",
        tuple(
            f"{name} takes {shown(clocks.wall)} s"
            for name, clocks in middle.items()
            if name in ("`import sim`", "`trm --help`", first) or clocks is second
        ),
        tuple(
            {"start": name, "seconds of the clock": clocks.wall, "seconds of the processors": clocks.processor}
            for name, clocks in middle.items()
        ),
        (
            (
                f"Medians of {plan.starts} alternating starts, {plan.firsts} first runs, and one demo, on "
                f"{processors()} processors. The first run says that it compiles"
                f"{', which two processes do at once' if processors() > 1 else ''}."
            ),
        ),
        criteria=tuple(criteria),
    )


def started(arguments: tuple[str, ...], more: tuple[str, ...] = ()) -> Clocks:
    """What a start takes: seconds of the clock, and of the processors for it and all that it starts.

    Raises
    ------
    CalledProcessError
        It failed.
    """
    before, began = _processor(), time.perf_counter()
    subprocess.run(
        [sys.executable, *arguments, *more],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=True,
        cwd=ROOT,
    )
    return Clocks(time.perf_counter() - began, _processor() - before)


def first_run() -> Clocks:
    """A run with nothing compiled.

    Raises
    ------
    AssertionError
        It did not say that it compiles.
    """
    # the folder that this process has chosen for its own kernels is not handed down
    environment = {name: value for name, value in os.environ.items() if name != "NUMBA_CACHE_DIR"}
    before, began = _processor(), time.perf_counter()
    with tempfile.TemporaryDirectory() as place:
        told = subprocess.run(
            [sys.executable, *RUN],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            check=True,
            cwd=ROOT,
            env={**environment, "TRM_CACHE_DIR": place},
        )
        taken = Clocks(time.perf_counter() - began, _processor() - before)
    assert "Compiling" in told.stderr, "a run that compiles has to say so"
    return taken


def demo(pairs: int) -> Clocks:
    """What `make demo` does once everything is installed and compiled."""
    with tempfile.TemporaryDirectory() as place:
        folder = os.path.join(place, "demo")
        compare = ("-m", "sim", "compare", "open-replies", "private-replies", "--pairs", str(pairs), "--out", folder)
        both = [started(compare), started(("-m", "sim", "report", folder))]
    return Clocks(*(sum(clock) for clock in zip(*both, strict=True)))


def _processor() -> float:
    """What all children that have ended took of the processors, in seconds."""
    if sys.platform == "win32":  # which does not tell
        return 0.0
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
