"""Engine and reference side by side: the first day, and the first event of it, on which they differ."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sim.model import Model
from sim.scenario.schema import Scenario
from tests.reference.model import ReferenceModel
from tests.reference.telling import Day, Row, names_of_counts, told_by_the_engine, told_by_the_reference

TOLERANCE = 1e-9
"""Relative, of real numbers: they are worked out in double precision, of which a sum in another order costs the last
digits. Attitudes are kept in single precision (steps of 6e-8), so to this tolerance they are equal."""


@dataclass(frozen=True)
class Difference:
    """The first difference between the two.

    Attributes
    ----------
    kind, place
        What differs, and where in the list of these.
    engine, reference
        What they tell of it; None where one has no such row.
    also
        What else differs on that day.
    """

    day: int
    kind: str
    place: int
    engine: Row | None
    reference: Row | None
    also: tuple[str, ...]

    def __str__(self) -> str:
        also = f"\n(on that day also: {', '.join(self.also)})" if self.also else ""
        return f"day {self.day}, {self.kind} number {self.place}: {self._what()}{also}"

    def _what(self) -> str:
        if self.engine is None:
            return f"the reference alone has {self.reference}"
        if self.reference is None:
            return f"the engine alone has {self.engine}"
        differing = unequal(self.engine, self.reference)
        sides = ((name, self.engine[name], self.reference[name]) for name in differing)
        told = "; ".join(f"{name} is {one} in the engine, {other} in the reference" for name, one, other in sides)
        same = {name: value for name, value in self.engine.items() if name not in differing}
        return f"{told}{f' (of {same})' if same else ''}"


class Agreement:
    """What the reference tells of all days of a world, to be held against the engine once or many times."""

    def __init__(self, scenario: Scenario, seed: int) -> None:
        self.scenario = scenario
        self.seed = seed
        self._reference = ReferenceModel(scenario, seed)
        self._told: list[Day] = []

    def first_difference(self) -> Difference | None:
        """Live all days in the engine, and compare them evening by evening."""
        engine = Model(self.scenario, seed=self.seed)
        for day, reference in enumerate(self._days()):
            engine.step()
            told = told_by_the_engine(engine, names_of_counts(self._reference))
            found = compare(day, told, reference)
            if found is not None:
                return found
        return None

    def _days(self) -> Iterator[Day]:
        for day in range(self.scenario.days):
            if day == len(self._told):
                self._reference.step()
                self._told.append(told_by_the_reference(self._reference))
            yield self._told[day]


def compare(day: int, engine: Day, reference: Day) -> Difference | None:
    """The first difference of one day, if there is any."""
    assert list(engine) == list(reference), f"the two tell of different things: {engine.keys() ^ reference.keys()}"
    places = {kind: place_of_difference(engine[kind], reference[kind]) for kind in engine}
    differing = {kind: place for kind, place in places.items() if place is not None}
    if not differing:
        return None
    kind, place = next(iter(differing.items()))
    rows = [side[kind][place] if place < len(side[kind]) else None for side in (engine, reference)]
    return Difference(day, kind, place, rows[0], rows[1], tuple(differing)[1:])


def place_of_difference(engine: Sequence[Row], reference: Sequence[Row]) -> int | None:
    """Where two lists begin to differ, if they do."""
    if engine == reference:
        return None
    for place, (one, other) in enumerate(zip(engine, reference, strict=False)):
        if unequal(one, other):
            return place
    return None if len(engine) == len(reference) else min(len(engine), len(reference))


def unequal(one: Row, other: Row) -> list[str]:
    """Names of what differs in two rows."""
    assert list(one) == list(other), f"the engine tells {list(one)}, and the reference {list(other)}"
    return [name for name in one if not same(one[name], other[name])]


def same(one: Any, other: Any) -> bool:
    """Equality; of real numbers, but for the last digits."""
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, float) and isinstance(other, float):
        return math.isclose(one, other, rel_tol=TOLERANCE, abs_tol=1e-12)
    return bool(one == other)
