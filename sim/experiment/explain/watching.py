"""Two worlds of one luck, watched from the first day to the last: whom a difference reached, and who acted on it."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from sim.experiment.explain.acts import Act, Evening, differing_acts, leavers
from sim.experiment.explain.causes import Link, links
from sim.experiment.explain.observing import (
    VERBS,
    Self,
    Who,
    differing_columns,
    differing_events,
    differing_relations,
    differing_threads,
    seen_of,
    self_of,
    shadow,
    side_by_side,
    thread_of,
    trip_of,
)
from sim.kernels.codes import WAITING, WALKED_OUT
from sim.kernels.records import NEVER_ANSWERED
from sim.model import PARTS, Model
from sim.recorder import RunResult
from sim.world import World

BIRTH = "birth"
"""In place of a part of the day: consumers who are born different."""
ATTITUDES = ("trust", "satisfaction", "expectation", "commitment", "appeal", "fatigue")
WAITS = ("counter", "unknown")
"""Links by which so many are reached that nobody's day is kept for them."""
MOST_KEPT = 500
BEFORE_VERBS = tuple(before for before, part in pairwise(PARTS) if part in VERBS)
"""Parts of the day after which consumers live one by themselves."""


@dataclass(frozen=True)
class Reach:
    """How a consumer came to differ for the first time.

    Attributes
    ----------
    link
        Through what. Kinds: ``policy`` (the own complaint or question is dealt with in another way), ``desk`` (it is
        dealt with in the same way at another time or with another success), ``page`` and ``heard_complaint`` (someone
        else's thread, of this number), ``word`` (of this author), ``post``, ``shelf``, ``price``, ``place``, ``goods``
        (of this supplier), ``information`` (what posts say of the goods), ``service``, ``counter``, ``tone``,
        ``supplier`` (its answer), ``birth``, ``unknown``.
    retailer
        With which retailer the consumer stands differently; -1 where it is with none.
    thread
        The consumer's own thread of which not the same came; -1 where it is none.
    minute
        The minute of the day at which it came about, where there is one.
    action
        What the first world's staff mean to do with that thread (`sim.kernels.codes`); -1 where there is none.
    a, b
        How the consumer stands with the retailer after that part of the day, and what it met there.
    self_a
        The consumer as it was in the first world then.
    """

    day: int
    part: str
    consumer: int
    link: Link
    retailer: int
    thread: int
    minute: int | None
    action: int
    a: dict[str, float]
    b: dict[str, float]
    self_a: Self | None = field(repr=False)

    @property
    def order(self) -> tuple[int, int, int, int]:
        """By day, part of the day, minute and consumer."""
        part = -1 if self.part == BIRTH else PARTS.index(self.part)
        return self.day, part, -1 if self.minute is None else self.minute, self.consumer


@dataclass(frozen=True)
class Watched:
    """What was seen of two worlds.

    Attributes
    ----------
    reaches
        By consumer, in the order in which they were reached.
    acts
        What was done in one world and not, or not so, in the other, in the order of time.
    differing
        Consumers whose state differs, on each evening.
    a, b
        The results of the two runs.
    """

    reaches: dict[int, Reach]
    acts: tuple[Act, ...]
    differing: NDArray[np.int64]
    a: RunResult
    b: RunResult

    @property
    def first(self) -> Reach | None:
        """The first consumer whose day differed."""
        return min(self.reaches.values(), key=lambda reach: reach.order, default=None)

    def is_logged(self, act: Act) -> bool:
        """Whether a complaint or question can be looked up in the conversation log, which has not room for all."""
        if act.key.kind not in ("complaint", "question"):
            return True
        sides = ((act.a, self.logged[0]), (act.b, self.logged[1]))
        return all(number in log for number, log in sides if number is not None)

    @cached_property
    def logged(self) -> tuple[frozenset[int], frozenset[int]]:
        """Numbers of the threads in the conversation log of each run."""
        a, b = (frozenset(result.conversations["thread"].tolist()) for result in (self.a, self.b))
        return a, b

    def at_once(self) -> int:
        """Consumers whose day differed first in the same part of the same day."""
        first = self.first
        return 0 if first is None else sum((r.day, r.part) == (first.day, first.part) for r in self.reaches.values())


def watch(a: Model, b: Model) -> Watched:
    """Live all days in two models that have not lived yet."""
    reaches: dict[int, Reach] = {}
    acts: list[Act] = []
    evenings: list[int] = []
    differs = differing_columns(a.world.population, b.world.population)
    _note(reaches, a.world, a.world, b.world, 0, BIRTH, np.flatnonzero(differs))
    left = leavers(a.world), leavers(b.world)
    size = a.world.population.size
    for _ in range(a.scenario_file.days):
        before = a.world
        for day, part in side_by_side((a, b)):
            complete = len(reaches) == size
            if not complete or part == "evening":
                differs = differing_columns(a.world.population, b.world.population)
            if not complete:
                apart = differing_events(a.world, b.world, part)
                _note(reaches, before, a.world, b.world, day, part, np.union1d(np.flatnonzero(differs), apart))
                if part in BEFORE_VERBS:
                    before = shadow(a.world)
        evenings.append(int(differs.sum()))
        today = Evening(a.world, left[0]), Evening(b.world, left[1])
        left = today[0].left, today[1].left
        acts += differing_acts(*today)
    return Watched(reaches, tuple(acts), np.array(evenings, dtype=np.int64), a.result(), b.result())


def _note(reaches: dict[int, Reach], before: World, a: World, b: World, day: int, part: str, who: Who) -> None:
    """Note those that differ now and did not before."""
    new = np.array([i for i in who.tolist() if i not in reaches], dtype=np.int64)
    if not len(new):
        return
    found = links(before, b, part, new)
    threads = _own_threads(a, b) if part == "desks" else {}
    reached: list[Reach] = []
    for i in new.tolist():
        link, thread = found.get(i, Link(BIRTH if part == BIRTH else "unknown")), threads.get(i, -1)
        if part == "shop" and link.kind == "unknown" and _meets_another_queue(a, b, i):
            link = Link("counter")
        if part == "desks":
            link = _at_the_desk(a, b, i, thread)
        if part == "morning" and _hears_from_a_supplier(a, b, i):
            link = Link("supplier")
        retailer = _retailer(a, b, i, thread, link)
        kept = link.kind not in WAITS or not reaches
        reached.append(
            Reach(
                day,
                part,
                i,
                link,
                retailer,
                thread,
                _minute(a, b, thread, day),
                int(row["action"]) if (row := thread_of(a.threads.live, thread)) is not None else -1,
                standing(a, i, retailer, link),
                standing(b, i, retailer, link),
                self_of(a, i) if kept and len(reaches) + len(reached) < MOST_KEPT else None,
            )
        )
    reaches |= {reach.consumer: reach for reach in sorted(reached, key=lambda reach: reach.order)}


def _own_threads(a: World, b: World) -> dict[int, int]:
    """By its writer, the first thread of which not the same came."""
    found: dict[int, int] = {}
    for number in differing_threads(a.threads.live, b.threads.live):
        row = thread_of(a.threads.live, number)
        row = thread_of(b.threads.live, number) if row is None else row
        assert row is not None  # it is in one of the two
        found.setdefault(int(row["consumer"]), number)
    return found


def _at_the_desk(a: World, b: World, who: int, thread: int) -> Link:
    """Why an answer differs: it is meant to be another, or it only comes at another time or with another success."""
    if thread < 0:
        mine, theirs = (w.threads.live[w.threads.live["consumer"] == who] for w in (a, b))
        same = len(mine) == len(theirs) and all(seen_of(x) == seen_of(y) for x, y in zip(mine, theirs, strict=True))
        return Link("desk" if same and len(mine) else "unknown")
    one, other = thread_of(a.threads.live, thread), thread_of(b.threads.live, thread)
    if one is None or other is None:
        return Link("unknown")
    return Link("policy" if one["action"] != other["action"] else "desk", thread)


def _meets_another_queue(a: World, b: World, who: int) -> bool:
    """Whether a consumer goes to the same retailer, and leaves the queue there in one world only."""
    one, other = trip_of(a, who), trip_of(b, who)
    if one is None or other is None or one["retailer"] != other["retailer"]:
        return False
    return bool((one["marks"] ^ other["marks"]) & WALKED_OUT)


def _hears_from_a_supplier(a: World, b: World, who: int) -> bool:
    """Whether only the commitment of a consumer differs, as a supplier's answer changes it."""
    mine, theirs = a.population, b.population
    names = [c for c in ATTITUDES if (mine.array(c)[:, who] != theirs.array(c)[:, who]).any()]
    return names == ["commitment"]


def _retailer(a: World, b: World, who: int, thread: int, link: Link) -> int:
    """The retailer with whom it has to do: of the thread, shelf, queue or price, or of the changed relation."""
    row = thread_of(a.threads.live, thread if thread >= 0 else link.number)
    if row is not None and (thread >= 0 or link.kind in ("page", "heard_complaint")):
        return int(row["retailer"])
    if link.kind == "price":
        dearer = (a.market.price != b.market.price) | (a.market.discount != b.market.discount)
        return int(np.flatnonzero(dearer)[0])
    if link.kind in ("shelf", "counter"):
        trips = [trip for world in (a, b) if (trip := trip_of(world, who)) is not None]
        return int(trips[0]["retailer"])
    return next(iter(differing_relations(a.population, b.population, who)), -1)


def _met(world: World, link: Link, retailer: int) -> dict[str, float]:
    """What firms had in store for a consumer."""
    market = world.market
    if link.kind == "shelf":
        return {"stock": int(market.stock[list(market.offers_of(retailer))].sum())}
    if link.kind == "price":
        return {"price": int(market.price[retailer]), "promotion_price": int(market.promotion_price[retailer])}
    if link.kind == "goods":
        return {"defect_prob": float(market.defect_prob[link.number])}
    if link.kind == "post":
        return {"posts": int((world.account_retailer[world.posts["account"]] == retailer).sum())}
    return {}


def _minute(a: World, b: World, thread: int, day: int) -> int | None:
    """When the first of two answers went out, or the first of two patiences ended."""
    rows = [row for world in (a, b) if (row := thread_of(world.threads.live, thread)) is not None]
    ended = [
        int(row["replied"] if row["replied"] != NEVER_ANSWERED else row["give_up"])
        for row in rows
        if row["state"] != WAITING
    ]
    return min(ended) - day * 1440 if thread >= 0 and ended else None


def standing(world: World, who: int, retailer: int, link: Link) -> dict[str, float]:
    """How a consumer stands with a retailer, and what it met there through a link."""
    if retailer < 0:
        return {}
    people = world.population
    found = {name: float(people.array(name)[retailer, who]) for name in ATTITUDES}
    return found | {"follows": int(people.follows[retailer, who]).bit_count()} | _met(world, link, retailer)
