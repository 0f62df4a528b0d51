"""Graphs as edge lists: friendships that go both ways, and following or replying that goes one way."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.experiment.patterns.buying import top_share
from sim.network import Network, describe
from sim.network.csr import from_pairs
from sim.network.description import gini

Edges = NDArray[np.int64]
"""Pairs of node numbers, shape (E, 2); any numbers will do."""


@dataclass(frozen=True)
class Friendship:
    """A graph of mutual ties; `clustering` is the mean over nodes, and `connected` the share in the largest part."""

    mean: float
    median: float
    p99: float
    largest: float
    gini: float
    clustering: float
    connected: float


@dataclass(frozen=True)
class Following:
    """A graph of arcs, by the arcs that come in.

    Attributes
    ----------
    gini
        Of the arcs that come in, over all nodes.
    top1
        Share of all arcs that go to the 1% of nodes with most.
    reciprocity
        Share of arcs whose opposite is there too, without those from a node to itself.
    tail
        Exponent of a power-law density by Hill's estimator, over the 1% of nodes with most of those that have any.
    """

    gini: float
    top1: float
    reciprocity: float
    tail: float


def friendship(edges: Edges) -> Friendship:
    """What a list of mutual ties looks like; a tie may stand in either direction."""
    names, numbers = np.unique(edges, return_inverse=True)
    pairs = numbers.reshape(-1, 2).astype(np.int32)
    network, _, _ = from_pairs(len(names), pairs[:, 0].copy(), pairs[:, 1].copy(), directed=False)
    return friendship_of(network)


def friendship_of(network: Network) -> Friendship:
    """The same of a network of a world."""
    told, degrees = describe(network), network.degrees
    return Friendship(
        mean=float(degrees.mean()),
        median=float(np.median(degrees)),
        p99=float(np.percentile(degrees, 99)),
        largest=float(degrees.max()),
        gini=gini(degrees),
        clustering=told["clustering"],
        connected=told["largest_component"],
    )


def following(arcs: Edges) -> Following:
    """What a list of arcs, from whom to whom, looks like; an arc that stands twice counts once."""
    arcs = np.unique(arcs, axis=0)
    names, numbers = np.unique(arcs, return_inverse=True)
    source, target = numbers.reshape(-1, 2).astype(np.int64).T
    come_in = np.bincount(target, minlength=len(names))
    apart = source != target
    there = source[apart] * len(names) + target[apart]
    back = target[apart] * len(names) + source[apart]
    return Following(
        gini=gini(come_in),
        top1=top_share(come_in, 0.01),
        reciprocity=float(np.isin(back, there).mean()) if len(there) else math.nan,
        tail=tail_exponent(come_in[come_in > 0]),
    )


def following_of(network: Network) -> Following:
    """The same of a network of a world, in which an arc goes from each who hears to whom is heard."""
    heard = np.repeat(np.arange(network.nodes), np.diff(network.indptr))
    found = following(np.column_stack([network.indices.astype(np.int64), heard]))
    # whom nobody hears, and who hears nobody, is a node too
    return Following(gini(network.degrees), top_share(network.degrees, 0.01), found.reciprocity, found.tail)


def tail_exponent(values: NDArray[np.int64], share: float = 0.01) -> float:
    """Hill's estimator over the largest `share` of positive values; not a number with fewer than ten of them."""
    descending = np.sort(values)[::-1].astype(np.float64)
    count = int(len(descending) * share)
    if count < 10:
        return math.nan
    tail = descending[:count]
    distance = float(np.log(tail / tail[-1]).mean())
    return 1.0 + 1.0 / distance if distance > 0.0 else math.nan
