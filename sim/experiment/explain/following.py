"""What followed from one difference: a third world, in which that one consumer's day went as in the first.

The third world is the second one, lived again with the same luck, but for one thing. Where the first world would
answer a message in another way, that one message is answered so. Else the one consumer is, in the pause after the part
of the day in which it came to differ, made what it was in the first world. All else is left to take its course. What
then goes as in the first world, and did not in the second, happened in the second because of that one difference.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sim.account import Rows
from sim.agents.filing import Filing
from sim.experiment.explain.acts import Act, Evening, Key, Trip, leavers
from sim.experiment.explain.observing import Self, become
from sim.experiment.explain.watching import BIRTH, Reach, Watched, standing
from sim.kernels.records import QUESTION
from sim.model import Model

BEGINNINGS = (
    "policy", "post", "price", "place", "shelf", "goods", "service", "information", "supplier", "desk", "tone", BIRTH,
)  # fmt: skip
"""Links by which a difference comes from what firms do, so that a chain may begin there."""
MESSAGES = ("policy", "post", "supplier", "price")
"""Beginnings that are one thing which a firm does, or does not."""


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


def beginnings(watched: Watched) -> list[Reach]:
    """Differences from which something may have followed: the first one, then those that acts lead back to.

    Of these, messages stand before what only came of many differences together, and else those that led to an act
    sooner.
    """
    first = watched.first
    if first is None:
        return []
    roots = [_beginning(watched, act.key.consumer) for act in watched.acts]
    found = {root.consumer: root for root in roots if root is not None and root is not first}
    return [first, *sorted(found.values(), key=lambda root: root.link.kind not in MESSAGES)]


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
    undone, touched = _without(root, watched, second())
    return Consequences(root, undone, tuple(_connect(root, undone, touched, watched)))


class _AsThere:
    """Files what comes in as a model's own desks do, but one thread: with it staff mean to do what is given."""

    def __init__(self, filing: Filing, number: int, action: int) -> None:
        self._filing, self._number, self._action = filing, number, action

    def file(self, complaints: Rows, questions: Rows) -> None:
        """Prepare today's new threads for the desk, in place."""
        self._filing.file(complaints, questions)
        for rows in (complaints, questions):
            rows["action"][rows["number"] == self._number] = self._action


def _without(root: Reach, watched: Watched, model: Model) -> tuple[tuple[Act, ...], frozenset[int]]:
    """Live the second world without one difference.

    Returns the acts that then go as in the first world, and the consumers who no longer come to differ as they did:
    after the part of the day in which they were reached they stand otherwise than in the second world.
    """
    acts: dict[int, list[Act]] = {}
    for act in watched.acts:
        acts.setdefault(act.key.day, []).append(act)
    reaches: dict[tuple[int, str], list[Reach]] = {}
    for reach in watched.reaches.values():
        if reach.order > root.order:
            reaches.setdefault((reach.day, reach.part), []).append(reach)
    if root.link.kind == "policy":
        model.desks.filing = _AsThere(model.desks.filing, root.thread, root.action)  # type: ignore[assignment]
    elif root.part == BIRTH:
        become(model.world, _self_of(root))
    found: list[Act] = []
    touched: set[int] = set()
    left = leavers(model.world)
    while model.world.day <= max(acts, default=-1):
        day = model.world.day
        for part in model.parts_of_day():
            if (day, part) == (root.day, root.part) and root.link.kind != "policy":
                become(model.world, _self_of(root))
            for reach in reaches.get((day, part), ()):
                if standing(model.world, reach.consumer, reach.retailer, reach.link) != reach.b:
                    touched.add(reach.consumer)
        evening = Evening(model.world, left)
        left = evening.left
        theirs = acts.get(day, [])
        there = evening.of({act.key.consumer for act in theirs})
        found += [act for act in theirs if act.key.day >= root.day and there.get(act.key) == act.a]
    return tuple(found), frozenset(touched)


def _self_of(root: Reach) -> Self:
    if root.self_a is None:
        raise ValueError(f"nothing was kept of consumer {root.consumer}: that difference cannot be undone")
    return root.self_a


def _connect(root: Reach, undone: tuple[Act, ...], touched: frozenset[int], watched: Watched) -> Iterator[Node]:
    """Go through reaches and undone acts in the order of time, and keep those that follow from one kept before."""
    kept = _Kept(root, watched)
    yield kept.entries[root.consumer]
    reaches = sorted((watched.reaches[consumer] for consumer in touched), key=lambda reach: reach.order)
    place = 0
    for act in undone:
        while place < len(reaches) and reaches[place].day <= act.key.day:
            reach = reaches[place]
            place += 1
            cause = kept.cause_of(reach)
            if cause is not None:
                kept.entries[reach.consumer] = Node(reach, cause)
                yield kept.entries[reach.consumer]
        entry = kept.entries.get(act.key.consumer)
        if entry is not None and watched.is_logged(act):
            # who bought elsewhere, or something else, speaks of that
            bought = kept.acts.get(Key(act.key.day, "purchase", act.key.consumer))
            kept.acts[act.key] = Node(act, bought or entry)
            yield kept.acts[act.key]


class _Kept:
    """What is known to follow from the beginning: by consumer how each was reached, and by key what was done."""

    def __init__(self, root: Reach, watched: Watched) -> None:
        self.watched = watched
        self.root = Node(root, None)
        self.entries = {root.consumer: self.root}
        self.acts: dict[Key, Node] = {}

    def cause_of(self, reach: Reach) -> Node | None:
        """That through which a consumer was reached, as far as it is kept."""
        kind, who = reach.link.kind, sender(reach, self.watched)
        if kind in ("page", "heard_complaint"):
            return self._thread(reach.link.number, who)
        if kind == "word":
            return self._last(lambda key: key[:4] == (reach.day - 1, "word", who, reach.retailer))
        if kind == "counter":
            return self._last(lambda key: key.kind == "purchase" and key.day == reach.day, reach.retailer)
        if kind == "shelf":
            return self._last(lambda key: key.kind == "purchase" and key.day <= reach.day, reach.retailer)
        root = self.root.what
        if kind in ("tone", "desk") and isinstance(root, Reach) and root.link.kind == "policy":
            return self.root if root.retailer == reach.retailer else None
        return None

    def _thread(self, number: int, who: int) -> Node | None:
        """Where a thread differs: it is that of the beginning, or one that was opened in one world only."""
        if isinstance(self.root.what, Reach) and number == self.root.what.thread:
            return self.root
        return self.acts.get(Key(number % QUESTION // self.watched.a.scenario.consumers.count, "complaint", who))

    def _last(self, fits: Callable[[Key], bool], retailer: int = -1) -> Node | None:
        """The last act that fits; of purchases, one with that retailer in one of the worlds."""
        for key, node in reversed(self.acts.items()):
            act = node.what
            if fits(key) and isinstance(act, Act):
                shops = {trip.retailer for trip in (act.a, act.b) if isinstance(trip, Trip)}
                if retailer < 0 or retailer in shops:
                    return node
        return None
