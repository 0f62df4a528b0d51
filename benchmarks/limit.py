"""How near the limit a day comes: bytes that it has to move against those that memory can, and where time goes.

The limit is a triad, ``a = b + s c`` over arrays that no cache holds, compiled by numba as the kernels are, on one
Python thread and on two. What a day has to move is counted in `benchmarks.traffic`.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import wraps
from statistics import median
from typing import Any, NamedTuple

import numpy as np

from benchmarks import traffic
from benchmarks.measuring import alone
from benchmarks.report import BESIDE, Cell, Criterion, Report, shown
from benchmarks.worlds import EVERYTHING, everything_on, warm_up
from sim.kernels import feed
from sim.kernels.compiled import compiled
from sim.model import Model

TARGET = 0.4


class Plan(NamedTuple):
    """Numbers in each of the triad's arrays, consumers, days before, and days that are measured."""

    numbers: int
    consumers: int
    before: int
    days: int


FULL, QUICK = Plan(2**25, 1_000_000, 10, 20), Plan(2**12, 300, 2, 3)


def measure(quick: bool) -> Report:
    """Measure the triad, and profile a large world on one thread and on two."""
    plan = QUICK if quick else FULL
    wide = alone("benchmarks.limit:triads", plan.numbers)
    one = alone("benchmarks.limit:profile", plan.consumers, plan.before, plan.days, 1)
    two = alone("benchmarks.limit:profile", plan.consumers, plan.before, plan.days, 2)
    counted = {kernel: traffic.bytes_of(kernel, one["shares"], one["retailers"]) for kernel in traffic.PASSES}
    total = sum(counted.values())
    shares = [total / found["ns"] / gigabytes for found, gigabytes in ((one, wide[0]), (two, wide[1]))]
    rows: list[dict[str, Cell]] = []
    for kernel, ns in sorted(one["kernels"].items(), key=lambda item: -item[1]):
        moves = counted.get(kernel)
        if ns < 0.01 * one["ns"] and moves is None:
            continue
        rows.append(line(kernel, ns, one["ns"], moves, wide[0]))
    rest = one["ns"] - sum(one["kernels"].values())
    small = sum(one["kernels"].values()) - sum(float(row["ns per consumer-day"] or 0) for row in rows)
    rows.append(line("other kernels", small, one["ns"], None, wide[0]))
    rows.append(line("Python and numpy between them", rest, one["ns"], None, wide[0]))
    rows.append(line("a whole day", one["ns"], one["ns"], total, wide[0]))
    return Report(
        f"The limit: memory, at {plan.consumers:,} consumers",
        (
            f"memory moves {shown(wide[0])} GB/s on one thread and {shown(wide[1])} on two (triad)",
            (
                f"a consumer's day has to move {total:.0f} bytes, and takes {one['ns']:.0f} ns on one thread and "
                f"{two['ns']:.0f} on two: {100 * shares[0]:.0f}% and {100 * shares[1]:.0f}% of the limit "
                f"(target on two: {100 * TARGET:.0f}%)"
            ),
            f"at that limit a day would take {total / wide[0]:.0f} ns on one thread; the rest is work on what has come",
        ),
        tuple(rows),
        (
            (
                f"{EVERYTHING}; {plan.days} days after {plan.before}; time of the clock, kernels on one thread. The "
                "triad is "
                f"numba's, over {plan.numbers:,} double numbers in each of three arrays, 24 bytes a turn as STREAM "
                "counts them (that a line is read before it is written is not counted), the best of five."
            ),
            "In a day, per consumer: "
            + ", ".join(f"{who} {shown(share)}" for who, share in one["shares"].items())
            + ".",
            "How bytes are counted stands in `benchmarks/traffic.py`; they are a lower bound for these kernels.",
        ),
        criteria=(
            Criterion(
                BESIDE,
                f"{100 * TARGET:.0f}% of the bandwidth limit on two threads at {plan.consumers:,} consumers, explained",
                f"{100 * shares[1]:.0f}% ({100 * shares[0]:.0f}% on one thread)",
                shares[1] >= TARGET,
            ),
        ),
    )


def line(what: str, ns: float, whole: float, moves: float | None, gigabytes: float) -> dict[str, Cell]:
    """One line of the profile."""
    rate = None if moves is None or ns <= 0 else moves / ns
    return {
        "where": what,
        "ns per consumer-day": ns,
        "share of the day": ns / whole,
        "bytes to move": moves,
        "GB/s": rate,
        "share of the limit": None if rate is None else rate / gigabytes,
    }


# ----------------------------------------------------------------------- in processes of their own


@compiled
def triad(a, b, c, s):  # type: ignore[no-untyped-def]
    """``a = b + s c``."""
    for i in range(a.shape[0]):
        a[i] = b[i] + s * c[i]


def triads(numbers: int) -> list[float]:
    """GB/s of the triad on one thread and on two, the best of five alternating repetitions."""
    a, b, c = (np.full(numbers, float(k)) for k in range(3))
    triad(a[:8], b[:8], c[:8], 3.0)
    half = numbers // 2
    halves = [(a[:half], b[:half], c[:half]), (a[half:], b[half:], c[half:])]
    best = [0.0, 0.0]
    with ThreadPoolExecutor(2) as pool:
        for _ in range(5):
            for k, parts in enumerate(([(a, b, c)], halves)):
                began = time.perf_counter()
                for job in [pool.submit(triad, *part, 3.0) for part in parts]:
                    job.result()
                best[k] = max(best[k], 24 * numbers / (time.perf_counter() - began) / 1e9)
    return best


def profile(consumers: int, before: int, days: int, threads: int) -> dict[str, Any]:
    """Nanoseconds of a consumer-day, in all and by kernel (of one thread), and how much happens."""
    warm_up()
    model = Model(everything_on(consumers, before + days), threads=threads)
    world = model.world
    for _ in range(before):
        model.step()
    taken: dict[str, float] = {}
    if threads == 1:
        watch_kernels(taken)
    each, happened = [], []
    for _ in range(days):
        said = world.said
        began = time.perf_counter()
        model.step()
        each.append(time.perf_counter() - began)
        happened.append(what_happened(model, said))
    world.close_threads()
    unit = 1e9 / (consumers * days)
    scale = median(each) * days / sum(each)  # one slow day is a busy machine
    return {
        "ns": median(each) * days * unit,
        "kernels": {name: seconds * unit * scale for name, seconds in taken.items()},
        "shares": {who: sum(day[who] for day in happened) / days for who in happened[0]},
        "retailers": len(model.retailers),
    }


def what_happened(model: Model, said: Any) -> dict[str, float]:
    """Shares of consumers to whom the things of `traffic.PASSES` happened today."""
    world = model.world
    people = world.population
    follow = people.follows.any(axis=0)
    # who may need something once the pull of promotions is looked up
    lifted = float(people.shop_rate.mean()) * (1.0 + model.scenario_file.choice.trip_lift)
    ways = sum(
        int(np.diff(platform.ties.indptr)[said["author"][said["platform"] == platform.number]].sum())
        for platform in world.platforms
    )
    counts = {
        "all": people.size,
        "followers": int(np.count_nonzero(follow)),
        "seen": int(world.account_tally[:, feed.REACH].sum()),
        "lifted": lifted * people.size,
        "needs": world.needs,
        "trips": len(world.trips),
        "on the way": ways,
        "heard": int(world.word_tally[:, :4].sum()),
    }
    return {who: count / people.size for who, count in counts.items()}


def watch_kernels(taken: dict[str, float]) -> None:
    """Have every kernel that Python calls add its seconds to `taken`. All of them have to be compiled by now."""
    watched: dict[int, Callable[..., Any]] = {}
    for module in [m for name, m in sys.modules.items() if name.startswith("sim.")]:
        for name, kernel in list(vars(module).items()):
            if hasattr(kernel, "py_func") and hasattr(kernel, "signatures"):
                if id(kernel) not in watched:
                    watched[id(kernel)] = _watched(kernel, taken)
                setattr(module, name, watched[id(kernel)])


def _watched(kernel: Any, taken: dict[str, float]) -> Callable[..., Any]:
    name = f"{kernel.py_func.__module__.rpartition('.')[2]}.{kernel.py_func.__name__}"

    @wraps(kernel.py_func)
    def call(*arguments: Any) -> Any:
        began = time.perf_counter()
        found = kernel(*arguments)
        taken[name] = taken.get(name, 0.0) + time.perf_counter() - began
        return found

    return call
