"""Through what a difference reached a consumer: the part of the day is lived once more with one thing put in place.

A consumer stood the same in two worlds and does not after a part of the day. For each thing that differed between the
worlds then (a complaint on a page, what a friend said, what stood on the shelves …) the part is lived again in the
first world with that one thing as it was in the second. Where that alone gives the consumer of the second world, the
difference came through it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.account import Rows
from sim.experiment.explain.observing import (
    VERBS,
    Who,
    differing_columns,
    differing_events,
    differing_rows,
    differing_threads,
    shadow,
    thread_of,
    with_market,
    with_thread,
    with_words,
)
from sim.world import World

GOODS = ("quality", "defect_prob", "cause_shares")
OPEN_DOORS = {
    "feed": (("information", ("truth",)),),
    "shop": (("shelf", ("stock",)), ("price", ("price", "discount")), ("place", ("place",))),
    "judge": (("goods", GOODS), ("service", ("service_failure_prob",))),
}
"""What of the market consumers meet in a part of the day, and its names there."""


@dataclass(frozen=True)
class Link:
    """Through what a difference travelled, and its number there: of a thread, an author, a post or a supplier."""

    kind: str
    number: int = -1


def links(before: World, after: World, part: str, who: Who) -> dict[int, Link]:
    """Through what each of some consumers came to differ in a part of the day, where one thing alone explains it.

    Parameters
    ----------
    before
        The first world as it was before the part (a copy; it is not changed).
    after
        The second world after the part: what consumers met in it is still there.
    who
        Consumers who stood the same in both before.
    """
    found: dict[int, Link] = {}
    if part not in VERBS:
        return found
    left = np.asarray(who, dtype=np.int64)
    for link, made in _hypotheses(before, after, part):
        if not len(left):
            break
        VERBS[part](made)
        explained = left[is_as_in(made, after, part, left)]
        found |= {int(i): link for i in explained}
        left = np.setdiff1d(left, explained)
    return found


def is_as_in(one: World, other: World, part: str, who: Who) -> NDArray[np.bool_]:
    """Of some consumers, whether their columns and what they did in a part of the day are the same in two worlds."""
    differs = differing_columns(one.population, other.population)
    differs[differing_events(one, other, part)] = True
    same: NDArray[np.bool_] = ~differs[who]
    return same


def _hypotheses(before: World, after: World, part: str) -> Iterator[tuple[Link, World]]:
    """Copies of the first world with one thing of the second in each, the likelier things first."""
    if part in ("feed", "friends"):
        for number in differing_threads(before.threads.live, after.threads.live):
            row = thread_of(after.threads.live, number)
            if is_public(before.threads.live, number) or is_public(after.threads.live, number):
                kind = "page" if part == "feed" else "heard_complaint"
                yield Link(kind, number), with_thread(before, number, row)
    if part in ("feed", "friends", "judge"):
        made = shadow(before)
        made.atmosphere = after.atmosphere
        yield Link("tone"), made
    if part == "feed":
        numbers = {int(n) for n in before.posts["number"]} ^ {int(n) for n in after.posts["number"]}
        made = shadow(before)
        made.posts = after.posts
        yield Link("post", min(numbers, default=-1)), made
    if part == "friends":
        for author in differing_rows(before.said, after.said, "author"):
            yield Link("word", int(author)), with_words(before, int(author), after.said)
    if part == "judge":
        made = shadow(before)
        made.queues = after.queues.copy()
        yield Link("counter"), made
        for supplier in np.flatnonzero(_differs(before, after)):
            yield Link("goods", int(supplier)), _with_goods(before, after, int(supplier))
    for kind, names in OPEN_DOORS.get(part, ()):
        if any(not np.array_equal(getattr(before.market, n), getattr(after.market, n)) for n in names):
            yield Link(kind), with_market(before, after.market, *names)


def _with_goods(before: World, after: World, supplier: int) -> World:
    """A copy of a world in which the goods of one supplier are as in another."""
    made = with_market(before, after.market, *GOODS)
    for name in GOODS:
        values = getattr(before.market, name).copy()
        values[supplier] = getattr(after.market, name)[supplier]
        setattr(made.market, name, values)
    return made


def _differs(one: World, other: World) -> NDArray[np.bool_]:
    """Of each supplier, whether its goods differ."""
    mine, theirs = one.market, other.market
    found: NDArray[np.bool_] = (mine.quality != theirs.quality) | (mine.defect_prob != theirs.defect_prob)
    return found


def is_public(threads: Rows, number: int) -> bool:
    """Whether a thread is there, and everybody may see it."""
    row = thread_of(threads, number)
    return row is not None and bool(row["public"])
