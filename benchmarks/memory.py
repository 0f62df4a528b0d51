"""What a consumer takes of memory: the bytes of the arrays, and what a process holds more in a large world.

A small and a large world are set up and lived for some days, each in a process of its own. The difference of what the
two processes hold, over the difference of their sizes, leaves out what a process needs for itself. Making a network
takes more for a moment, which the peak tells. What a process has free from its start differs by some MB from time to
time, so the median of several pairs counts.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from statistics import median
from typing import Any, NamedTuple

import numpy as np

from benchmarks.measuring import alone, peak_bytes, resident_bytes
from benchmarks.report import Cell, Criterion, Report, shown
from benchmarks.worlds import EVERYTHING, everything_on, warm_up
from sim.model import Model

TARGET = 250


class Plan(NamedTuple):
    """A small world, a large one, the days that they live, and how often both are set up."""

    small: int
    large: int
    days: int
    pairs: int


FULL, QUICK = Plan(50_000, 1_000_000, 30, 3), Plan(500, 1_000, 2, 1)


def measure(quick: bool) -> Report:
    """Live both worlds and compare."""
    plan = QUICK if quick else FULL
    pairs = [
        tuple(alone("benchmarks.memory:live", size, plan.days) for size in (plan.small, plan.large))
        for _ in range(plan.pairs)
    ]
    more = plan.large - plan.small
    held, peak = (median(large[what] - small[what] for small, large in pairs) / more for what in ("held", "peak"))
    arrays: dict[str, int] = pairs[0][1]["arrays"]
    own = sum(arrays.values()) / plan.large
    rows: list[dict[str, Cell]] = [
        {"what": what, "bytes per consumer": count / plan.large}
        for what, count in sorted(arrays.items(), key=lambda item: -item[1])
        if count / plan.large >= 0.05
    ]
    rows += [
        {"what": "all arrays", "bytes per consumer": own},
        {"what": "held by the process", "bytes per consumer": held},
        {"what": "held at the peak (making the networks)", "bytes per consumer": peak},
    ]
    return Report(
        "Memory of a consumer",
        (
            (
                f"a consumer takes {own:.0f} bytes in arrays: {shown(own / TARGET)} of the {TARGET} that are allowed; "
                f"the process holds {held:.0f} for it"
            ),
        ),
        tuple(rows),
        (
            (
                f"{EVERYTHING}: 4 retailers, two platforms of mean degree 10. Arrays: of {plan.large:,} consumers "
                "after "
                f"{plan.days} days. Process: {plan.large:,} less {plan.small:,} consumers, after {plan.days} days; "
                f"median of {plan.pairs}."
            ),
        ),
        criteria=(
            Criterion(
                2,
                f"at most {TARGET} bytes a consumer, the networks included",
                f"{own:.0f} in arrays, {held:.0f} held by the process",
                max(own, held) <= TARGET,
            ),
        ),
    )


def live(consumers: int, days: int) -> dict[str, Any]:
    """Live a world, and tell what its arrays take, and the process holds and has held at most."""
    warm_up()
    model = Model(everything_on(consumers, days))
    for _ in range(days):
        model.step()
    gc.collect()
    peak = peak_bytes()
    return {"held": resident_bytes(), "peak": peak, "arrays": arrays_of(model)}


def arrays_of(model: Model) -> dict[str, int]:
    """Bytes of all arrays that a model holds, by where they are; memory that two share is counted once."""
    world = model.world
    places: Sequence[tuple[str, object]] = (
        *((f"network of {platform.name}", platform.ties) for platform in world.platforms),
        ("state of consumers", world.population),
        ("segment", world.segment),
        ("events of the day", (world.trips, world.said, world.spoken, world.complaints, world.questions)),
        ("threads", world.threads),
        ("everything else", model),
    )
    seen: set[int] = set()
    return {name: sum(owner.nbytes for owner in _owners(what, seen)) for name, what in places}


def _owners(what: object, seen: set[int]) -> Iterator[np.ndarray[Any, Any]]:
    """The arrays with memory of their own that can be reached from here and were not seen before."""
    stack = [what]
    while stack:
        one = stack.pop()
        while isinstance(one, np.ndarray) and isinstance(one.base, np.ndarray):
            one = one.base
        if id(one) in seen or isinstance(one, type | str | bytes | int | float):
            continue
        seen.add(id(one))
        if isinstance(one, np.ndarray):
            yield one
        elif isinstance(one, dict):
            stack += one.values()
        elif isinstance(one, list | tuple | set | frozenset):
            stack += one
        elif type(one).__module__.startswith("sim.") and hasattr(one, "__dict__"):
            stack += vars(one).values()
