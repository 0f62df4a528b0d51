"""What consumers do in a day that others can see: purchases, complaints, questions, words to friends, leaving."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.experiment.explain.observing import OWNED, Who, differing_rows
from sim.kernels.codes import LEFT, WALKED_OUT
from sim.world import World

Kind = str
KINDS: tuple[Kind, ...] = ("purchase", "complaint", "question", "word", "exit")
"""Kinds of acts in the order of a day."""


class Key(NamedTuple):
    """Which act: of one consumer on one day; words and leaving are about one retailer each.

    `about` is the kind of a word (`sim.kernels.codes`), else -1; `retailer` is -1 for what happens once a day.
    """

    day: int
    kind: Kind
    consumer: int
    retailer: int = -1
    about: int = -1


class Trip(NamedTuple):
    """Where a consumer went, what was bought there (-1: nothing), how many units; whether the queue was too long."""

    retailer: int
    offer: int
    units: int
    walked_out: bool = False


Value = Any
"""A `Trip`, the number of a thread, or True; None where there was no such act."""


@dataclass(frozen=True)
class Act:
    """An act that two worlds do not share: what it was in each of them (None: it was not)."""

    key: Key
    a: Value
    b: Value


class Evening:
    """What all consumers did in a day, as a world shows it in the evening.

    `left` are those who had left whom in the evening before.
    """

    def __init__(self, world: World, left: NDArray[np.bool_]) -> None:
        self.day = world.day - 1
        self.trips, self.complaints, self.questions, self.said = (
            world.trips,
            world.complaints,
            world.questions,
            world.said,
        )
        self.left = leavers(world)
        self.changed = self.left & ~left

    def of(self, consumers: Iterable[int]) -> dict[Key, Value]:
        """The acts of some consumers."""
        who = np.array(sorted(consumers), dtype=np.int64)
        found: dict[Key, Value] = {}
        for row in self.trips[np.isin(self.trips["consumer"], who)]:
            trip = Trip(int(row["retailer"]), int(row["offer"]), int(row["units"]), bool(row["marks"] & WALKED_OUT))
            found[Key(self.day, "purchase", int(row["consumer"]))] = trip
        for kind, rows in (("complaint", self.complaints), ("question", self.questions)):
            for row in rows[np.isin(rows["consumer"], who)]:
                found[Key(self.day, kind, int(row["consumer"]))] = int(row["number"])
        for row in self.said[np.isin(self.said["author"], who)]:
            found[Key(self.day, "word", int(row["author"]), int(row["retailer"]), int(row["kind"]))] = True
        for r, i in zip(*np.nonzero(self.changed[:, who]), strict=True):
            found[Key(self.day, "exit", int(who[i]), int(r))] = True
        return found


def leavers(world: World) -> NDArray[np.bool_]:
    """Who has left whom. Shape (R, N)."""
    found: NDArray[np.bool_] = world.population.history & LEFT != 0
    return found


def differing_acts(a: Evening, b: Evening) -> list[Act]:
    """The acts of a day that two worlds do not share, in the order of the day and then of consumers."""
    who: Who = np.flatnonzero((a.changed != b.changed).any(axis=0))
    for name, owner in OWNED.items():
        who = np.union1d(who, differing_rows(getattr(a, name), getattr(b, name), owner))
    mine, theirs = a.of(who.tolist()), b.of(who.tolist())
    acts = [Act(key, mine.get(key), theirs.get(key)) for key in mine.keys() | theirs.keys()]
    return sorted((act for act in acts if act.a != act.b), key=lambda act: (KINDS.index(act.key.kind), act.key))
