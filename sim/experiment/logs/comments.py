"""Who commented on an account's posts: the feed of a day lived again, on a copy, by few consumers at a time.

A world counts comments by account and does not keep their authors.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.account import Rows, Sheet
from sim.agents import consumer
from sim.experiment.explain.observing import copy_of, shadow
from sim.kernels import feed
from sim.population import Population
from sim.world import World

BLOCK = 64
Counts = NDArray[np.int64]


def before_the_feed(world: World) -> Population:
    """Consumers as they are before they see the feed."""
    return copy_of(world.population)


def commenters(world: World, before: Population) -> list[tuple[int, int, int, int]]:
    """(consumer, account, comments, friendly ones among them) of today, from the consumers as they were before."""
    if not world.account_tally[:, feed.COMMENTS].any():
        return []
    size = before.size
    blocks = [(low, min(low + BLOCK, size)) for low in range(0, size, BLOCK)]
    busy = [pair for pair, tally in _lived(world, before, blocks) if tally[:, feed.COMMENTS].any()]
    single = [(i, i + 1) for low, high in busy for i in range(low, high)]
    found = []
    for (i, _), tally in _lived(world, before, single):
        for account in np.flatnonzero(tally[:, feed.COMMENTS]).tolist():
            counts = tally[account]
            found.append((i, account, int(counts[feed.COMMENTS]), int(counts[feed.FRIENDLY_COMMENTS])))
    return found


def _lived(world: World, before: Population, ranges: Iterable[tuple[int, int]]) -> list[tuple[tuple[int, int], Counts]]:
    """Let each range of consumers see today's feed on a copy of the world; gives what each did, by account."""
    copied = shadow(world)
    copied.population = copy_of(before)
    done: list[tuple[tuple[int, int], Counts]] = []

    def piece_by_piece(size: int, sheets: Sequence[Sheet], work: Callable[..., Any], *tallies: Counts) -> list[Rows]:
        for low, high in ranges:
            tally = np.zeros_like(tallies[0])
            work(low, high, *(np.empty(high - low, dtype=sheet.dtype) for sheet in sheets), tally)
            done.append(((low, high), tally))
        return [np.empty(0, dtype=sheet.dtype) for sheet in sheets]

    # the copy alone goes over its consumers in these ranges, and keeps their counts apart
    vars(copied)["rows_over"] = piece_by_piece
    consumer.see_feed(copied)
    return done
