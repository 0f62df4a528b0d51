"""What followed from one difference: a third world, in which that one consumer's day went as in the first.

The third world is the second one, lived again with the same luck, in which one consumer is in one pause of one day made
what it was in the first world. Everything else is left to take its course. Whatever then goes as in the first world, and
did not in the second, happened in the second because of that one difference: nothing else was changed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sim.experiment.explain.acts import Act, Evening, Key, leavers
from sim.experiment.explain.observing import become
from sim.experiment.explain.watching import BIRTH, Reach, Watched
from sim.kernels.records import QUESTION
from sim.model import Model

BEGINNINGS = (
    "policy", "post", "price", "place", "shelf", "goods", "service", "information", "supplier", "desk", "tone", BIRTH,
)  # fmt: skip
"""Links by which a difference comes from what firms do, so that a chain may begin there."""


@dataclass(frozen=True)
class Node:
    """A reach or an act, and what it followed from: `cause` is None for the beginning."""

    what: Reach | Act
    cause: Node | None

    @property
    def consumer(self) -> int:
        """Who."""
        return self.what.consumer if isinstance(self.what, Reach) else self.what.key.consumer

    @property
    def path(self) -> list[Node]:
        """From the beginning to this."""
        return [*(self.cause.path if self.cause is not None else []), self]


@dataclass(frozen=True)
class Consequences:
    """What followed from one difference.

    Attributes
    ----------
    root
        The difference.
    undone
        Acts that the worlds do not share and that go as in the first world once the difference is undone.
    nodes
        Those reaches and acts of which it can be said step by step how they followed, in the order of time.
    """

    root: Reach
    undone: tuple[Act, ...]
    nodes: tuple[Node, ...]


def beginnings(watched: Watched) -> Iterator[Reach]:
    """Differences from which something may have followed: the first one, and then those that acts lead back to.

    The acts are taken in the order of time; each difference is given once.
    """
    given = set()
    first = watched.first
    for consumer in [*([] if first is None else [first.consumer]), *(act.key.consumer for act in watched.acts)]:
        root = _beginning(watched, consumer)
        if root is not None and root.consumer not in given:
            given.add(root.consumer)
            yield root


def _beginning(watched: Watched, consumer: int) -> Reach | None:
    """Where the difference that first reached a consumer began; None where that cannot be said."""
    reach: Reach | None = watched.reaches.get(consumer)
    seen = set()
    while reach is not None and reach.consumer not in seen:
        seen.add(reach.consumer)
        if reach.self_a is not None and (reach.link.kind in BEGINNINGS or reach is watched.first):
            return reach
        reach = watched.reaches.get(sender(reach, watched)) if sender(reach, watched) >= 0 else None
    return None


def sender(reach: Reach, watched: Watched) -> int:
    """The consumer whose thread or word reached somebody; -1 where it was none's."""
    if reach.link.kind in ("page", "heard_complaint"):
        return reach.link.number % QUESTION % watched.a.scenario.consumers.count
    return reach.link.number if reach.link.kind == "word" else -1


def follow(root: Reach, watched: Watched, second: Callable[[], Model]) -> Consequences:
    """Undo one difference, and see what goes otherwise.

    Parameters
    ----------
    second
        Makes the second world anew, on the morning of its first day.
    """
    undone = _without(root, watched.acts, second())
    return Consequences(root, undone, tuple(_connect(root, undone, watched)))


def _without(root: Reach, acts: tuple[Act, ...], model: Model) -> tuple[Act, ...]:
    """The acts that go as in the first world where the difference is undone."""
    by_day: dict[int, list[Act]] = {}
    for act in acts:
        by_day.setdefault(act.key.day, []).append(act)
    assert root.self_a is not None  # only such differences are followed
    if root.part == BIRTH:
        become(model.world, root.self_a)
    last = max(by_day, default=-1)
    left = leavers(model.world)
    found: list[Act] = []
    while model.world.day <= last:
        day = model.world.day
        for part in model.parts_of_day():
            if (day, part) == (root.day, root.part):
                become(model.world, root.self_a)
        evening = Evening(model.world, left)
        left = evening.left
        theirs = by_day.get(day, [])
        there = evening.of({act.key.consumer for act in theirs})
        found += [act for act in theirs if act.key.day >= root.day and there.get(act.key) == act.a]
    return tuple(found)


def _connect(root: Reach, undone: tuple[Act, ...], watched: Watched) -> Iterator[Node]:
    """Go through reaches and undone acts in the order of time, and keep those that follow from one kept before."""
    entries: dict[int, Node] = {root.consumer: Node(root, None)}
    done: dict[Key, Node] = {}
    yield entries[root.consumer]
    reaches = sorted((r for r in watched.reaches.values() if r.order > root.order), key=lambda reach: reach.order)
    place = 0
    for act in undone:
        while place < len(reaches) and reaches[place].day <= act.key.day:
            reach = reaches[place]
            place += 1
            cause = _cause_of_reach(reach, root, entries, done, watched)
            if cause is not None:
                entries[reach.consumer] = Node(reach, cause)
                yield entries[reach.consumer]
        entry = entries.get(act.key.consumer)
        if entry is None:
            continue
        # who bought elsewhere, or something else, speaks of that
        bought = done.get(Key(act.key.day, "purchase", act.key.consumer))
        done[act.key] = Node(act, bought or entry)
        yield done[act.key]


def _cause_of_reach(
    reach: Reach, root: Reach, entries: dict[int, Node], done: dict[Key, Node], watched: Watched
) -> Node | None:
    """The kept thread or word by which a consumer was reached, or the kept purchases that emptied the shelf."""
    who = sender(reach, watched)
    if who in entries and reach.link.kind in ("page", "heard_complaint"):
        if reach.link.number == root.thread:
            return entries[root.consumer]
        day = reach.link.number % QUESTION // watched.a.scenario.consumers.count
        return done.get(Key(day, "complaint", who))
    if who in entries and reach.link.kind == "word":
        words = [n for key, n in done.items() if key[:3] == (reach.day - 1, "word", who) and key.retailer == reach.retailer]
        return words[0] if words else None
    return None
