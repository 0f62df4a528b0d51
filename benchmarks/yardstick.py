"""A yardstick that needs no peer: a consumer's day against one turn of a Python loop that does next to nothing."""

from __future__ import annotations

from statistics import median
from typing import NamedTuple

from benchmarks.measuring import clocked
from benchmarks.report import Criterion, Report, shown
from benchmarks.worlds import EVERYTHING, everything_on, warm_up
from sim.model import Model

ABOUT = 1.5
"""Up to how many turns are "about one"."""


class Plan(NamedTuple):
    """Days in a repetition by number of consumers, turns of the loop in one, and repetitions."""

    days: dict[int, int]
    turns: int
    repetitions: int


FULL = Plan({1_000: 200, 10_000: 30, 100_000: 5}, 5_000_000, 7)
QUICK = Plan({50: 3, 100: 3}, 10_000, 2)


def measure(quick: bool) -> Report:
    """Live days and turn the loop, in turn."""
    plan = QUICK if quick else FULL
    warm_up()
    worlds = {size: Model(everything_on(size, 365 + plan.repetitions * days)) for size, days in plan.days.items()}
    for world in worlds.values():
        live(world, 5)
    turns: dict[str, list[float]] = {place: [] for place in LOOPS}
    lived: dict[int, list[float]] = {size: [] for size in worlds}
    for _ in range(plan.repetitions):
        for place, loop in LOOPS.items():
            turns[place].append(clocked(lambda turn=loop: turn(plan.turns)).processor / plan.turns * 1e9)
        for size, days in plan.days.items():
            lived[size].append(clocked(lambda w=worlds[size], d=days: live(w, d)).processor / (size * days) * 1e9)
    each = {size: median(times) for size, times in lived.items()}
    strict, loose = (median(turns[place]) for place in LOOPS)
    asked = list(each)[1:]
    return Report(
        "The yardstick: one turn of `x = x * a + b`",
        tuple(
            f"a consumer's day among {size:,} costs {shown(day / strict)} turns of a loop in a Python function, "
            f"{shown(day / loose)} of one at the top of a script ({day:.0f} ns; a turn {strict:.0f} and {loose:.0f} ns)"
            for size, day in each.items()
        ),
        tuple(
            {
                "consumers": size,
                "ns per consumer-day": day,
                "ns per turn in a function": strict,
                "ns per turn in a script": loose,
                "turns in a function per consumer-day": day / strict,
                "turns in a script per consumer-day": day / loose,
            }
            for size, day in each.items()
        ),
        (
            (
                f"{EVERYTHING}; one thread, processor time, medians of {plan.repetitions} alternating repetitions. "
                "Names in a function are quicker to look up than those of a script. What is asked leaves open which of "
                "the two is meant, so each has its verdict."
            ),
        ),
        criteria=tuple(
            Criterion(
                6,
                f"{size:,} consumers: a day of one costs about a turn of `x = x * a + b` {where} (at most {ABOUT:g})",
                f"{shown(each[size] / turn)} turns",
                each[size] / turn <= ABOUT,
            )
            for where, turn in (("at the top of a script", loose), ("in a function", strict))
            for size in asked
        ),
    )


def in_a_function(turns: int) -> float:
    """A float is multiplied and added to; all names are local."""
    x, a, b = 1.0, 0.999, 0.001
    for _ in range(turns):
        x = x * a + b
    return x


_SCRIPT = compile("for _ in range(turns):\n    x = x * a + b", "script", "exec")


def in_a_script(turns: int) -> float:
    """The same, with names as a script has them at its top."""
    names = {"turns": turns, "x": 1.0, "a": 0.999, "b": 0.001}
    exec(_SCRIPT, names)
    return float(names["x"])


LOOPS = {"function": in_a_function, "script": in_a_script}


def live(world: Model, days: int) -> None:
    """Live so many days."""
    for _ in range(days):
        world.step()
