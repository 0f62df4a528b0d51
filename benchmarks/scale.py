"""From a thousand consumers to ten million: time and memory, each size in a process of its own.

A size is left out where the machine has not the memory for it; how much it would take is reckoned from the largest size
that was done.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import sim.world
from benchmarks.measuring import GIB, Clocks, alone, free_gib, peak_bytes, resident_bytes
from benchmarks.plots import Line, growth_plot
from benchmarks.report import BESIDE, Cell, Criterion, Report, shown
from benchmarks.worlds import EVERYTHING, everything_on, warm_up
from sim.model import Model

GROWTH = 2.0
"""The most that a consumer-day may grow, from the size at which it is cheapest to any larger one."""
SPARE = 1.15
"""How much more memory has to be free than is reckoned."""


class Size(NamedTuple):
    """A world: consumers, days, threads, and seconds and GiB that are allowed."""

    consumers: int
    days: int
    threads: int = 1
    seconds: float | None = None
    gib: float | None = None


FULL = (
    Size(1_000, 365),
    Size(10_000, 365),
    Size(100_000, 60),
    Size(1_000_000, 30),
    Size(1_000_000, 365, 2, seconds=60.0, gib=2.0),
    Size(10_000_000, 30, 2, gib=8.0),
)
QUICK = (Size(50, 5), Size(100, 5), Size(200, 5, 2, seconds=60.0, gib=2.0))


def measure(quick: bool) -> Report:
    """Live every size that the memory holds."""
    sizes = QUICK if quick else FULL
    lived: dict[Size, dict[str, Any]] = {}
    skipped: dict[Size, str] = {}
    for size in sizes:
        if (short := too_large(size, lived)) is not None:
            skipped[size] = short
            continue
        try:
            lived[size] = alone("benchmarks.scale:live", *size[:3])
        except RuntimeError as problem:  # the system ends who takes too much
            skipped[size] = str(problem)
    grown = growth(lived)
    criteria = [criterion(size, lived.get(size), skipped.get(size, "")) for size in sizes if size.gib]
    if grown is not None:
        asked = f"time per consumer-day within a factor of {GROWTH:g} from where it is least to the largest"
        criteria.append(Criterion(BESIDE, asked, f"{shown(grown[1])} times", grown[1] <= GROWTH))
    return Report(
        "Scale: from a thousand consumers to ten million",
        (*(ratio(size, found) for size, found in lived.items()), *([grown[0]] if grown else [])),
        tuple(row(size, lived.get(size)) for size in sizes),
        (
            (
                f"{EVERYTHING}. Once each, in a process of its own. Set-up: networks apart from the rest. Processor "
                "time adds up all threads."
            ),
            *(f"Left out: {name(size)}: {why}." for size, why in skipped.items()),
        ),
        criteria=tuple(criteria),
        plots={"growth": plot(lived)},
    )


def name(size: Size) -> str:
    """A size in words."""
    threads = "one thread" if size.threads == 1 else f"{size.threads} threads"
    return f"{size.consumers:,} consumers x {size.days} days on {threads}"


def too_large(size: Size, lived: dict[Size, dict[str, Any]]) -> str | None:
    """Why a world cannot be tried here; None when it can."""
    free = free_gib()
    if free is None or not lived:
        return None
    largest = max(lived, key=lambda one: one.consumers)
    needed = SPARE * size.consumers / largest.consumers * lived[largest]["peak"] / GIB
    if size.consumers <= largest.consumers or needed <= free:
        return None
    return f"it would take some {shown(needed)} GiB, and {shown(free)} GiB are free"


def ratio(size: Size, found: dict[str, Any]) -> str:
    """What a world took, in a sentence."""
    wall = found["days"][0]
    return (
        f"{name(size)}: {shown(wall)} s, and {shown(sum(found['networks_and_rest']))} s to set up; at most "
        f"{shown(found['peak'] / GIB)} GiB"
    )


def growth(lived: dict[Size, dict[str, Any]]) -> tuple[str, float] | None:
    """How the cost of a consumer-day grows from the world in which it is least; None of a single size.

    Worlds of one size that differ in days or threads all count: the dearest of those as large or larger.
    """
    costs = {size: cost(size, found) for size, found in lived.items()}
    if len({size.consumers for size in costs}) < 2:
        return None
    cheapest, first = min(costs, key=lambda size: costs[size]), min(costs, key=lambda size: size.consumers)
    dearest = max((size for size in costs if size.consumers >= cheapest.consumers), key=lambda size: costs[size])
    factor = costs[dearest] / costs[cheapest]
    return (
        f"a consumer-day is cheapest in {name(cheapest)} ({costs[cheapest]:.0f} ns of processor time); of those as "
        f"large or larger it is dearest in {name(dearest)}, {shown(factor)} times as much; among {first.consumers:,}, "
        f"where few share the work of the firms, it is {shown(costs[first] / costs[cheapest])} times as much"
    ), factor


def cost(size: Size, found: dict[str, Any]) -> float:
    """Nanoseconds of processor time for a consumer-day."""
    return float(found["days"][1]) / (size.consumers * size.days) * 1e9


def row(size: Size, found: dict[str, Any] | None) -> dict[str, Cell]:
    """One line of the table; dashes when the size was left out."""

    def told(value: float | None) -> Cell:
        return None if found is None else value

    days, set_up = (found or {}).get("days", (0.0, 0.0)), (found or {}).get("networks_and_rest", (0.0, 0.0))
    unit = 1e9 / (size.consumers * size.days)
    return {
        "consumers": size.consumers,
        "days": size.days,
        "threads": size.threads,
        "networks, s": told(set_up[0]),
        "rest of set-up, s": told(set_up[1]),
        "all days, s": told(days[0]),
        "ns per consumer-day (clock)": told(days[0] * unit),
        "ns per consumer-day (processor)": told(days[1] * unit),
        "held, GiB": told((found or {}).get("held", 0) / GIB),
        "peak, GiB": told((found or {}).get("peak", 0) / GIB),
    }


def criterion(size: Size, found: dict[str, Any] | None, why: str) -> Criterion:
    """What is asked of a large world."""
    limits = [f"{size.seconds:g} s"] if size.seconds else []
    asked = f"{name(size)} set up and complete within {' and '.join([*limits, f'{size.gib:g} GiB'])}"
    if found is None:
        return Criterion(3, asked, why, None)
    seconds, gib = found["days"][0] + sum(found["networks_and_rest"]), found["peak"] / GIB
    met = gib <= (size.gib or gib) and seconds <= (size.seconds or seconds)
    return Criterion(3, asked, f"{shown(seconds)} s and {shown(gib)} GiB at the peak", met)


def plot(lived: dict[Size, dict[str, Any]]) -> str:
    """Time and memory of a consumer over the number of consumers."""
    times = [
        Line(
            f"ns on {'one thread' if threads == 1 else f'{threads} threads'}",
            sorted((size.consumers, cost(size, found)) for size, found in lived.items() if size.threads == threads),
        )
        for threads in sorted({size.threads for size in lived})
    ]
    base = min((found["peak"] for found in lived.values()), default=0)
    memory: dict[int, float] = {}
    for size, found in lived.items():
        if found["peak"] > base:
            each = (found["peak"] - base) / size.consumers
            memory[size.consumers] = max(each, memory.get(size.consumers, 0.0))
    return growth_plot(
        [*times, Line("peak bytes a consumer", sorted(memory.items()))],
        title="Growth of time and memory",
        description="Processor time of a consumer-day, of all threads together, and bytes per consumer beyond the "
        "smallest world, by consumers.",
        x_label="consumers",
        y_label="ns of the processors per consumer-day, bytes",
    )


def live(consumers: int, days: int, threads: int) -> dict[str, Any]:
    """Set a world up and live all its days: seconds on both clocks, and memory."""
    warm_up()
    networks = 0.0
    make = sim.world.build_platform

    def clocked_making(*arguments: Any) -> Any:
        nonlocal networks
        began = Clocks.now()
        made = make(*arguments)
        networks += Clocks.now().since(began).wall
        return made

    sim.world.build_platform = clocked_making
    began = Clocks.now()
    model = Model(everything_on(consumers, days), threads=threads)
    ready = Clocks.now()
    while model.world.day < days:
        model.step()
    lived = Clocks.now().since(ready)
    held = resident_bytes()
    model.result()
    model.world.close_threads()
    peak = peak_bytes()
    return {
        "networks_and_rest": (networks, ready.since(began).wall - networks),
        "days": lived,
        "held": held,
        "peak": peak,
    }
