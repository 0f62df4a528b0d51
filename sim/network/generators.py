"""Networks made to order: Facebook-like friendship and Twitter-like following.

Numbers of ties are quantiles of a distribution, dealt to nodes by keyed draws: so the inequality of
a network is what was asked for, and only who is tied to whom differs from seed to seed.
"""

from __future__ import annotations

from enum import IntEnum
from functools import cache
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from sim.errors import NetworkError
from sim.kernels.graphs import (
    block_sizes,
    bucket,
    fill_bits,
    follower_rows,
    missing_ties,
    pair_stubs,
    tie_blocks,
    transposed,
)
from sim.network.csr import MOST_NODES, Network, from_pairs
from sim.randomness import Purpose, draw_bits, stream

FRIENDS_GINI = 0.52
"""Inequality of the number of friends: .54 in ego-Facebook, .62 between pages (SNAP; L-D)."""

CLUSTERING_FALL = 0.5
"""Power by which clustering falls with the number of friends (that it falls: Ugander and others 2011, arXiv
1111.4503, K; how fast: design)."""

MOST_FOLLOWED = 0.2
"""Nobody has more followers than this share of all nodes and four times the mean together (design): without
a bound the first of a few thousand consumers would be heard by all."""

FOLLOWING_SPREAD = 1.0
"""Standard deviation of the logarithm of how many accounts one follows without return (design)."""


class _Part(IntEnum):
    """The parts of making a network; each draws under a key of its own."""

    ORDER = 1
    INSIDE = 2
    ACROSS = 3
    FILL = 4
    FOLLOWERS = 5
    FOLLOWING = 6
    MUTUAL = 7
    ONE_WAY = 8


def _key(seed: int, part: _Part) -> np.uint64:
    return np.uint64(draw_bits(stream(seed, Purpose.NETWORK), part))


def _order(key: np.uint64, count: int) -> NDArray[np.int64]:
    """The numbers 0 to count - 1 in a keyed random order."""
    words = np.empty(count, dtype=np.uint64)
    fill_bits(key, words)
    return np.argsort(words, kind="stable")


def _check(nodes: int, mean_degree: float) -> None:
    if not 1 <= nodes <= MOST_NODES:
        raise NetworkError(f"a network cannot have {nodes} nodes", allowed=f"1 to {MOST_NODES}")
    if not 0 <= mean_degree <= nodes - 1:
        raise NetworkError(f"{nodes} nodes cannot have a mean degree of {mean_degree:g}", allowed=f"0 to {nodes - 1}")


def _normal_quantiles(count: int) -> NDArray[np.float64]:
    """The middles of `count` equally likely slices of a standard normal distribution, ascending."""
    return np.interp((np.arange(count) + 0.5) / count, *_normal_table())


@cache
def _normal_table() -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Cumulated probabilities of a standard normal distribution, and the points at which they are reached."""
    z = np.linspace(-6.0, 6.0, 4097)
    normal = NormalDist()
    return np.array([normal.cdf(x) for x in z]), z


def _lognormal(count: int, sigma: float) -> NDArray[np.float64]:
    """Ascending quantiles of a lognormal distribution with median 1; its Gini is erf(sigma / 2)."""
    return np.asarray(np.exp(sigma * _normal_quantiles(count)))


def _lomax(count: int, exponent: float) -> NDArray[np.float64]:
    """Ascending quantiles of a Pareto II distribution: its density falls as x ** -exponent."""
    above = (np.arange(count, 0, -1) - 0.5) / count
    return np.asarray(above ** (-1.0 / (exponent - 1.0)) - 1.0)


def _dealt(shape: NDArray[np.float64], total: int, most: int) -> NDArray[np.int32]:
    """Ascending whole numbers in proportion to an ascending shape, none above `most`, `total` in all.

    The shape is rounded to 1/4096 first: powers and exponentials differ between machines in their last
    bit, and sums of such round numbers are exact.
    """
    count = len(shape)
    below = np.concatenate(([0.0], np.cumsum(np.rint(shape * 4096.0) + 1.0)))
    # With the c largest held at `most`, the others share what is left; take the smallest c that fits.
    held = np.arange(count)
    free = total - held * most
    largest = (below[1:] - below[:-1])[::-1] * free <= most * below[count - held]
    c = int(np.argmax(largest))
    ends = np.empty(count + 1)
    ends[: count - c + 1] = below[: count - c + 1] * ((total - c * most) / max(below[count - c], 1.0))
    ends[count - c :] = total - np.arange(c, -1, -1) * float(most)
    return np.sort(np.diff(np.rint(ends)).astype(np.int32))


def facebook_like(nodes: int, *, mean_degree: float = 10.0, seed: int, clustering: float = 0.4) -> Network:
    """Friendship: mutual, in groups, clustered, with unequal numbers of friends, and all but connected.

    A block two-level graph (Seshadhri, Kolda and Pinar 2012, Physical Review E 85, 056109). Nodes of
    like degree d form groups of d + 1 (a household, a class, a workplace) and tie inside with one
    chance; the ties they then lack are paired at random across groups. Members of a group have
    neighbouring numbers, and `groups` tells them; who has one friend belongs to none (-1).

    Parameters
    ----------
    nodes
        1 or more.
    mean_degree
        Mean number of friends, 0 to nodes - 1.
    clustering
        Mean local clustering to aim at, 0 to 1. What a group can hold bounds it: few nodes with many
        friends, or many nodes with one, reach less. `describe` tells what was reached.
    """
    _check(nodes, mean_degree)
    if not 0 <= clustering <= 1:
        raise NetworkError(f"clustering cannot be {clustering:g}", allowed="0 to 1")
    wanted = round(nodes * mean_degree / 2)
    degrees = _dealt(_friends(nodes, mean_degree), 2 * wanted, nodes - 1)

    sizes = block_sizes(degrees)
    first = np.cumsum(sizes) - sizes
    density = _density(degrees, sizes, clustering)
    order = _order(_key(seed, _Part.ORDER), len(sizes))
    sizes, first = sizes[order], first[order]
    starts = np.concatenate(([0], np.cumsum(sizes)))
    lacking = degrees[np.repeat(first - starts[:-1], sizes) + np.arange(nodes)]

    heads, tails = np.empty(wanted, dtype=np.int32), np.empty(wanted, dtype=np.int32)
    made = tie_blocks(starts, density[order], _key(seed, _Part.INSIDE), lacking, heads, tails)
    blocks = np.repeat(np.arange(len(sizes), dtype=np.int32), sizes)
    made = _pair(lacking, blocks, True, _key(seed, _Part.ACROSS), heads, tails, made)

    group = np.where(sizes > 1, np.cumsum(sizes > 1) - 1, -1).astype(np.int32)
    network, _, _ = from_pairs(nodes, heads[:made], tails[:made], directed=False, groups=group[blocks])
    if made < wanted and nodes * (nodes - 1) <= 128 * wanted:
        more = missing_ties(network.indptr, network.indices, wanted - made, _key(seed, _Part.FILL))
        heads = np.concatenate((heads[:made], more[0]))
        tails = np.concatenate((tails[:made], more[1]))
        network, _, _ = from_pairs(nodes, heads, tails, directed=False, groups=group[blocks])
    return network


def _friends(nodes: int, mean_degree: float) -> NDArray[np.float64]:
    """The shape of the number of friends: at least one where the mean is 2 or more, lognormal above."""
    floor = 1.0 / max(mean_degree, 2.0)
    gini = min(FRIENDS_GINI / (1.0 - floor), 0.75)
    above = _lognormal(nodes, 2.0**0.5 * NormalDist().inv_cdf((1.0 + gini) / 2.0))
    return np.asarray(floor + (1.0 - floor) * above / above.mean())


def _density(degrees: NDArray[np.int32], sizes: NDArray[np.int64], clustering: float) -> NDArray[np.float32]:
    """For each group, the chance of a tie inside it that gives this mean local clustering over all nodes.

    In a group of s tied with chance p, a member of degree d expects p**3 (s - 1)(s - 2) / (d (d - 1))
    of its pairs of friends to be tied inside; outside, next to none are. p**3 falls with the size of the
    group to the power CLUSTERING_FALL.
    """
    size = sizes.astype(np.float64)
    falling = size**-CLUSTERING_FALL
    pairs = degrees.astype(np.float64) * (degrees - 1.0)
    inside = np.repeat((size - 1.0) * (size - 2.0), sizes) / np.maximum(pairs, 1.0)
    inside[degrees < 2] = 0.0
    shares = np.add.reduceat(inside, np.cumsum(sizes) - sizes) / len(degrees)
    low, high = 0.0, 2.0 * len(degrees)
    for _ in range(48):
        middle = (low + high) / 2.0
        reached = float((np.minimum(falling * middle, 1.0) * shares).sum())
        low, high = (middle, high) if reached < clustering else (low, middle)
    return np.cbrt(np.minimum(falling * high, 1.0)).astype(np.float32)


def _pair(
    lacking: NDArray[np.int32],
    blocks: NDArray[np.int32],
    anyone: bool,
    key: np.uint64,
    heads: NDArray[np.int32],
    tails: NDArray[np.int32],
    made: int,
) -> int:
    """Pair the ties that nodes lack across blocks, into heads and tails from `made` on; the new count."""
    least_first = np.argsort(lacking, kind="stable").astype(np.int32)
    stubs = np.repeat(least_first, lacking[least_first])
    table = np.zeros(1 << max(len(stubs), 2).bit_length(), dtype=np.uint64)
    return int(pair_stubs(stubs, blocks, anyone, key, table, heads, tails, made))


def twitter_like(
    nodes: int, *, mean_degree: float = 10.0, seed: int, exponent: float = 2.3, reciprocity: float = 0.2
) -> Network:
    """Following: directed, few accounts with very many followers, and few ties returned.

    The number of followers is Pareto II (its density falls as followers ** -exponent). A share
    `reciprocity` of the arcs is mutual, in proportion to the root of the number of followers, since the
    followed do not follow all their followers. The other arcs join followers drawn by how many
    accounts they follow, which is lognormal and independent of how many follow them.

    Parameters
    ----------
    nodes
        1 or more.
    mean_degree
        Mean number of followers, 0 to nodes - 1.
    exponent
        Above 1; 2 to 2.5 in the Higgs data.
    reciprocity
        Share of arcs whose opposite is there too, 0 to 1; dense networks return more by accident.
    """
    _check(nodes, mean_degree)
    if not exponent > 1:
        raise NetworkError(f"the tail exponent cannot be {exponent:g}", allowed="above 1")
    if not 0 <= reciprocity <= 1:
        raise NetworkError(f"reciprocity cannot be {reciprocity:g}", allowed="0 to 1")
    arcs = round(nodes * mean_degree)
    most = min(nodes - 1, int(MOST_FOLLOWED * nodes + 4.0 * mean_degree) + 1)
    followers = np.empty(nodes, dtype=np.int32)
    order = _order(_key(seed, _Part.FOLLOWERS), nodes)
    followers[order] = _dealt(_lomax(nodes, exponent), arcs, most)

    pairs = round(arcs * reciprocity / 2)
    heads, tails = np.empty(pairs, dtype=np.int32), np.empty(pairs, dtype=np.int32)
    alone = np.arange(nodes, dtype=np.int32)
    made = _pair(_mutual(followers, 2 * pairs), alone, False, _key(seed, _Part.MUTUAL), heads, tails, 0)
    mutual_indptr, mutual_indices = bucket(nodes, heads[:made], tails[:made], True)

    one_way = arcs - 2 * made
    following = np.empty(nodes, dtype=np.int32)
    order = _order(_key(seed, _Part.FOLLOWING), nodes)
    following[order] = _dealt(_lognormal(nodes, FOLLOWING_SPREAD), one_way, nodes - 1)
    indptr = np.concatenate(([0], np.cumsum(followers, dtype=np.int64)))
    indices = np.empty(arcs, dtype=np.int32)
    follower_rows(
        np.argsort(-followers, kind="stable"),
        mutual_indptr,
        mutual_indices,
        np.repeat(alone, following),
        _key(seed, _Part.ONE_WAY),
        indptr,
        indices,
    )
    indptr, indices = transposed(*transposed(indptr, indices))
    return Network(indptr, indices, directed=True)


def _mutual(followers: NDArray[np.int32], total: int) -> NDArray[np.int32]:
    """How many followers each account follows back: their root times a constant, `total` in all."""
    values, inverse, counts = np.unique(followers, return_inverse=True, return_counts=True)
    low, high = 0.0, float(np.sqrt(values[-1])) + 1.0
    for _ in range(64):
        middle = (low + high) / 2.0
        share = np.minimum(np.rint(np.sqrt(values) * middle * 4096.0) / 4096.0, values)
        low, high = (middle, high) if (share * counts).sum() < total else (low, middle)
    share = np.minimum(np.rint(np.sqrt(values) * high * 4096.0) / 4096.0, values)
    ends = np.rint(np.minimum(np.cumsum(share[inverse]), total))
    # rounding what has been added up may give one more than there are
    return np.minimum(np.asarray(np.diff(ends, prepend=0.0), dtype=np.int32), followers)
