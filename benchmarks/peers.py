"""The engine beside its peers: the same day in plain Mesa, and a shorter one in agentpy and in numpy.

The engine and the Mesa reference live the same world with every mechanism on, and the same events; that they do is
checked on the first days. agentpy and numpy live the shorter day of `benchmarks.shorter_day`, in which far less
happens. All take turns, and the median turn counts.
"""

from __future__ import annotations

from collections.abc import Mapping
from statistics import median
from typing import NamedTuple

from benchmarks.contenders import CONTENDERS, WHOLE_DAY, Events, Seat, SetUp
from benchmarks.measuring import Clocks
from benchmarks.plots import Line, growth_plot
from benchmarks.report import Cell, Criterion, Report, shown
from benchmarks.worlds import EVERYTHING
from sim.world import LEAST

ONE_THREAD, TWO_THREADS = 200.0, 300.0
"""Times the reference's consumer-days per second that are asked for."""
ASKED_FROM = 10_000


class Plan(NamedTuple):
    """How much is measured at one size: first days, turns, and days in a turn of each (slow ones live fewer)."""

    first: int
    turns: int
    days: Mapping[str, int]


def _plan(first: int, turns: int, engine: int, reference: int, agentpy: int, numpy: int) -> Plan:
    return Plan(first, turns, dict(zip(CONTENDERS, (engine, engine, reference, agentpy, numpy), strict=True)))


FULL = {
    1_000: _plan(3, 7, 100, 3, 15, 50),
    10_000: _plan(3, 7, 20, 1, 3, 15),
    100_000: _plan(2, 5, 5, 1, 1, 5),
}
QUICK = {200: _plan(2, 2, 3, 1, 1, 3)}


class Found(NamedTuple):
    """What one contender took at one size: median nanoseconds of a consumer-day on both clocks, and its set-up.

    `turns` are the same turn by turn, on both clocks.
    """

    wall: float
    processor: float
    set_up: SetUp
    turns: tuple[Clocks, ...]


def measure(quick: bool) -> Report:
    """Let all take turns at every size."""
    plans = QUICK if quick else FULL
    found = {consumers: beside_each_other(consumers, plan) for consumers, plan in plans.items()}
    rows = [row(consumers, name, plans[consumers], found[consumers]) for consumers in plans for name in CONTENDERS]
    ratios = []
    for consumers, those in found.items():
        one, two, others = ratios_of(those)
        ratios.append(
            f"{consumers:,} consumers: {shown(one)} times the consumer-days of the Mesa reference on one thread, "
            f"{shown(two)} on two; against a shorter day, "
            + " and ".join(f"{shown(times)} times those of {name}" for name, times in others.items())
        )
    asked = {consumers: those for consumers, those in found.items() if quick or consumers >= ASKED_FROM}
    return Report(
        "Peers: a day with everything on, and others",
        tuple(ratios),
        tuple(rows),
        (
            (
                f"The world: {EVERYTHING}. Medians of alternating turns, each in a process of its own. One thread: "
                "processor time; two threads: time of the clock."
            ),
            (
                "agentpy and numpy live a shorter day (feed, word of mouth, choice among four, judging, complaint and "
                "desk; `benchmarks/shorter_day.py`). Everybody draws the luck of a day on the clock."
            ),
            (
                "Engine and reference lived the same events on the first days ("
                + ", ".join(f"{plan.first} among {consumers:,}" for consumers, plan in plans.items())
                + "; trips, complaints, questions, words), or this table would not be here. Slow ones live fewer days."
            ),
            f"Two threads: fewer than {2 * LEAST:,} consumers are one thread's, whatever is allowed.",
            (
                "In brackets: the least and the most in a single turn of both. numpy draws the luck of all where the "
                "engine draws that of those concerned."
            ),
            "Bytes: what the process holds more after set-up and first days; at 1,000 mostly what a process needs.",
        ),
        criteria=criteria(asked),
        plots={"peers": plot(found)},
    )


def beside_each_other(consumers: int, plan: Plan) -> dict[str, Found]:
    """All contenders at one size.

    Raises
    ------
    AssertionError
        Two that should live the same events did not.
    """
    seats = {name: Seat(name, consumers) for name in CONTENDERS}
    try:
        set_ups: dict[str, SetUp] = {}
        events: dict[str, list[Events]] = {}
        for name, seat in seats.items():
            set_ups[name], events[name] = seat.set_up(plan.first)
        for group in (WHOLE_DAY, [name for name in seats if name not in WHOLE_DAY]):
            for name in group:
                assert events[name] == events[group[0]], f"{name} and {group[0]} lived different events"
        turns: dict[str, list[Clocks]] = {name: [] for name in seats}
        for _ in range(plan.turns):
            for name, seat in seats.items():
                turns[name].append(seat.turn(plan.days[name]))
    finally:
        for seat in seats.values():
            seat.leave()
    found = {}
    for name, those in turns.items():
        unit = 1e9 / (consumers * plan.days[name])
        each = tuple(Clocks(unit * turn.wall, unit * turn.processor) for turn in those)
        wall, processor = (median(times) for times in zip(*each, strict=True))
        found[name] = Found(wall, processor, set_ups[name], each)
    return found


def row(consumers: int, name: str, plan: Plan, those: Mapping[str, Found]) -> dict[str, Cell]:
    """One line of the table."""
    found = those[name]
    return {
        "consumers": consumers,
        "who": name,
        "day": "whole" if name in WHOLE_DAY else "shorter",
        "days lived": plan.first + plan.turns * plan.days[name],
        "ns per consumer-day": clock_of(name, found),
        "times the engine": clock_of(name, found) / clock_of(name, those["engine"]),
        "set-up, µs per consumer": found.set_up.seconds / consumers * 1e6,
        "bytes per consumer": round(found.set_up.held / consumers),
    }


def clock_of(name: str, found: Found) -> float:
    """The clock that counts for a contender of this name: of the wall when several threads share the work."""
    return found.wall if "threads" in name else found.processor


def ratios_of(those: Mapping[str, Found]) -> tuple[float, float, dict[str, float]]:
    """Times the reference on one thread and on two, and times each of the others on one."""
    reference, engine = those["Mesa reference"], those["engine"]
    others = {name: found.processor / engine.processor for name, found in those.items() if name not in WHOLE_DAY}
    return reference.processor / engine.processor, reference.wall / those["engine, two threads"].wall, others


def within(those: Mapping[str, Found], other: str, engine: str) -> str:
    """The least and the most times the engine that another took in a turn, each turn beside its own."""
    clock = "wall" if "threads" in engine else "processor"
    pairs = zip(those[other].turns, those[engine].turns, strict=True)
    times = [getattr(one, clock) / getattr(its, clock) for one, its in pairs]
    return f"{shown(min(times))} to {shown(max(times))}"


def criteria(found: Mapping[int, Mapping[str, Found]]) -> tuple[Criterion, ...]:
    """What is asked of the ratios, at every size alike."""
    kept = []
    for consumers, those in found.items():
        one, two, others = ratios_of(those)
        kept += [
            Criterion(
                1, f"{consumers:,} consumers, one thread: at least {ONE_THREAD:g} times the Mesa reference",
                f"{shown(one)} times ({within(those, 'Mesa reference', 'engine')})", one >= ONE_THREAD,
            ),
            Criterion(
                1, f"{consumers:,} consumers, two threads{'' if consumers >= 2 * LEAST else ' allowed and one used'}: "
                f"at least {TWO_THREADS:g} times the Mesa reference",
                f"{shown(two)} times ({within(those, 'Mesa reference', 'engine, two threads')})", two >= TWO_THREADS,
            ),
            Criterion(
                1, f"{consumers:,} consumers: ahead of all the others",
                ", ".join(f"{shown(times)} times {name} ({within(those, name, 'engine')})"
                          for name, times in others.items()), min(others.values()) > 1.0,
            ),
        ]  # fmt: skip
    return tuple(kept)


def plot(found: Mapping[int, Mapping[str, Found]]) -> str:
    """Cost of a consumer-day over the number of consumers."""
    lines = [
        Line(name if name in WHOLE_DAY else f"{name} (shorter day)", [
            (consumers, clock_of(name, those[name])) for consumers, those in found.items()
        ])
        for name in CONTENDERS
    ]  # fmt: skip
    return growth_plot(
        lines,
        title="What a consumer-day costs",
        description="Nanoseconds of a consumer's day by number of consumers, of the engine and of its peers.",
        x_label="consumers",
        y_label="ns per consumer-day",
    )
