"""Worlds of one luck watched side by side: what differs between them after each part of the day.

Everything is read off what a world shows (its consumers' columns, its trips, threads and words) between the parts of a
day; nothing is recorded inside, so a world that is watched lives as one that is not.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.account import Rows, joined
from sim.agents import consumer
from sim.kernels.codes import REPLIED
from sim.kernels.records import THREAD, WORD
from sim.market import Market
from sim.model import Model
from sim.population import COLUMNS, Population
from sim.world import World

Who = NDArray[np.int64]
"""Numbers of consumers, rising."""

ENDED = ("state", "answer", "corrective", "refund", "wrong", "automatic", "resolved")
"""What shows of a thread besides the complaint itself; how and when it was answered shows once it is."""

VERBS = {
    "feed": consumer.see_feed,
    "friends": consumer.hear_friends,
    "shop": consumer.shop,
    "judge": consumer.judge,
    "ask": consumer.ask,
}
"""The parts of a day that consumers live through by themselves, given what there is."""


def side_by_side(models: Sequence[Model]) -> Iterator[tuple[int, str]]:
    """Let all models live the same day, part by part: gives the day and the part that has ended, in all of them."""
    day = models[0].world.day
    for parts in zip(*(model.parts_of_day() for model in models), strict=True):
        yield day, parts[0]


# ---- what differs


def differing_columns(one: Population, other: Population) -> NDArray[np.bool_]:
    """Of each consumer, whether any column differs."""
    found = np.zeros(one.size, dtype=np.bool_)
    for column in COLUMNS:
        first, second = one.array(column.name), other.array(column.name)
        if not np.array_equal(first, second):
            unequal = first != second
            found |= unequal if unequal.ndim == 1 else unequal.any(axis=0)
    return found


def differing_relations(one: Population, other: Population, who: int) -> list[int]:
    """The retailers with which a consumer stands differently."""
    found = np.zeros(one.retailers, dtype=np.bool_)
    for column in COLUMNS:
        if column.per == "retailer":
            found |= one.array(column.name)[:, who] != other.array(column.name)[:, who]
    return [int(r) for r in np.flatnonzero(found)]


def differing_rows(one: Rows, other: Rows, owner: str) -> Who:
    """The owners of rows that only one of two lists holds."""
    if one.tobytes() == other.tobytes():
        return np.zeros(0, dtype=np.int64)
    mine, theirs = _by_content(one), _by_content(other)
    apart = [one[mine[key]][owner] for key in mine.keys() - theirs.keys()]
    apart += [other[theirs[key]][owner] for key in theirs.keys() - mine.keys()]
    return np.unique(np.array(apart, dtype=np.int64))


def _by_content(rows: Rows) -> dict[tuple[Any, ...], int]:
    """The place of each row by all that it holds; equal rows are told apart by their ordinal."""
    found: dict[tuple[Any, ...], int] = {}
    for place, row in enumerate(rows.tolist()):
        ordinal = 0
        while (*row, ordinal) in found:
            ordinal += 1
        found[(*row, ordinal)] = place
    return found


def seen_of(thread: Any) -> tuple[Any, ...]:
    """What has come of a thread as its writer knows it; what staff intend with it does not show."""
    replied = thread["state"] == REPLIED
    how = (int(thread["action"]), int(thread["replied"])) if replied else (-1, -1)
    return (*(thread[name].item() for name in ENDED), *how)


def differing_threads(one: Rows, other: Rows) -> list[int]:
    """Numbers of the threads that are in one list alone, or of which not the same has come, in the order of opening."""
    if one.tobytes() == other.tobytes():
        return []
    mine = {int(row["number"]): row for row in one}
    theirs = {int(row["number"]): row for row in other}
    found = [n for n in mine.keys() & theirs.keys() if seen_of(mine[n]) != seen_of(theirs[n])]
    found += mine.keys() ^ theirs.keys()
    return sorted(found, key=lambda n: (int((mine[n] if n in mine else theirs[n])["opened"]), n))


def thread_of(rows: Rows, number: int) -> Any | None:
    """The row of a thread, if it is there."""
    places = np.flatnonzero(rows["number"] == number)
    return rows[places[0]] if len(places) else None


def trip_of(world: World, who: int) -> Any | None:
    """Today's trip of a consumer, if there is one."""
    places = np.flatnonzero(world.trips["consumer"] == who)
    return world.trips[places[0]] if len(places) else None


def words_of(world: World, who: int) -> Rows:
    """What a consumer has said or passed on today; in the evening it is in `said`."""
    spoken = joined(world.spoken, WORD)
    mine: Rows = spoken[spoken["author"] == who]
    return mine


def differing_events(one: World, other: World, part: str) -> Who:
    """Consumers of whom an event of the part that has ended differs."""
    if part == "shop":
        return differing_rows(one.trips, other.trips, "consumer")
    if part == "judge":
        wrote = differing_rows(one.complaints, other.complaints, "consumer")
    elif part == "ask":
        wrote = differing_rows(one.questions, other.questions, "consumer")
    elif part == "desks":
        numbers = differing_threads(one.threads.live, other.threads.live)
        both = joined([one.threads.live, other.threads.live], THREAD)
        wrote = np.unique(both["consumer"][np.isin(both["number"], numbers)]).astype(np.int64)
    else:
        wrote = np.zeros(0, dtype=np.int64)
    if part not in ("feed", "friends", "judge", "desks"):
        return wrote
    said = differing_rows(joined(one.spoken, WORD), joined(other.spoken, WORD), "author")
    return np.union1d(wrote, said)


# ---- what would have been: a part of the day lived once more with something else in it


def shadow(world: World) -> World:
    """A copy of a world as it is now, in which consumers may live one part of the day without touching the world.

    The market, the platforms and the rules are shared: consumers do not change them.
    """
    made = copy.copy(world)
    for name, value in vars(world).items():
        if isinstance(value, np.ndarray):
            setattr(made, name, value.copy())
    made.population = copy_of(world.population)
    made.accounts = tuple(copy.copy(account) for account in world.accounts)
    made.threads = copy.copy(world.threads)
    made.threads.live = world.threads.live.copy()
    made.spoken = list(world.spoken)
    return made


def copy_of(population: Population) -> Population:
    """The same consumers, in columns of their own."""
    made = copy.copy(population)
    for column in COLUMNS:
        setattr(made, column.name, population.array(column.name).copy())
    return made


def with_market(world: World, market: Market, *names: str) -> World:
    """A copy of a world with some arrays of another world's market (all when none is named)."""
    made = shadow(world)
    made.market = copy.copy(world.market if names else market)
    for name in names:
        setattr(made.market, name, getattr(market, name))
    return made


def with_thread(world: World, number: int, row: Any | None) -> World:
    """A copy of a world in which one live thread is as given, or absent."""
    made = shadow(world)
    live = made.threads.live
    kept = live[live["number"] != number]
    if row is not None:
        new = np.array([row], dtype=live.dtype)
        kept = joined([kept, new], live.dtype)
        kept = kept[np.lexsort((kept["number"], kept["ready"]))]
    made.threads.live = kept
    return made


def with_words(world: World, author: int, said: Rows) -> World:
    """A copy of a world in which one author said yesterday what he says in `said`, the words of another world."""
    made = shadow(world)
    kept = made.said[made.said["author"] != author]
    made.said = joined([kept, said[said["author"] == author]], WORD)
    return made


@dataclass(frozen=True)
class Self:
    """All that a world shows of one consumer in a pause: the columns, and today's trip, threads and words."""

    who: int
    columns: dict[str, Any]
    rows: dict[str, Rows]
    spoken: Rows
    live: Rows


OWNED = {"trips": "consumer", "complaints": "consumer", "questions": "consumer", "said": "author"}
"""Today's rows (of words, yesterday's) that belong to a consumer, with the name of the owner."""


def self_of(world: World, who: int) -> Self:
    """One consumer as it is in a pause."""
    live = world.threads.live
    return Self(
        who,
        {column.name: world.population.array(column.name)[..., who].copy() for column in COLUMNS},
        {name: getattr(world, name)[getattr(world, name)[owner] == who].copy() for name, owner in OWNED.items()},
        words_of(world, who).copy(),
        live[live["consumer"] == who].copy(),
    )


def become(world: World, self_: Self) -> None:
    """Let one consumer be what it was in another world in the same pause; everybody else is left alone."""
    for name, value in self_.columns.items():
        world.population.array(name)[..., self_.who] = value
    for name, owner in OWNED.items():
        setattr(world, name, _with_own(getattr(world, name), self_.rows[name], owner, self_.who))
    live = _with_own(world.threads.live, self_.live, "consumer", self_.who)
    world.threads.live = live[np.lexsort((live["number"], live["ready"]))]
    spoken = _with_own(joined(world.spoken, WORD), self_.spoken, "author", self_.who)
    world.spoken[:] = [spoken]


def _with_own(rows: Rows, mine: Rows, owner: str, who: int) -> Rows:
    """The rows of everybody else and those of one owner; rows of consumers are kept in the order of these."""
    if rows[rows[owner] == who].tobytes() == mine.tobytes():
        return rows
    made = joined([rows[rows[owner] != who], mine], rows.dtype)
    return made[np.argsort(made[owner], kind="stable")] if owner == "consumer" else made
