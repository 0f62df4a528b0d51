"""Who is given the price of a promotion: not every customer, where a retailer tailors its discount (CV1).

Choosing a retailer and paying there read the same function, so that nobody pays another price than was reckoned with.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.kernels.codes import EVER
from sim.kernels.compiled import compiled, inlined
from sim.kernels.numbers import log, normal
from sim.kernels.packing import packed_node
from sim.randomness import bits2, uniform, uniform_low

NO_FRIEND = -1


class PriceRule(NamedTuple):
    """What tailoring goes by: the lasting key of its draws, and the logarithm of the mean price sensitivity."""

    key: np.uint64
    log_mean: float


@compiled
def cut_prices(price, discount, cut):  # type: ignore[no-untyped-def]
    """Fill `cut` with the price of each retailer for those who get its discount, in whole money."""
    for r in range(cut.shape[0]):
        cut[r] = np.int64(price[r] * (1.0 - discount[r]))


@inlined
def log_error(word, spread):  # type: ignore[no-untyped-def]
    """By how much (as a logarithm) a retailer errs about a customer's price sensitivity: normal, for good."""
    return spread * normal(uniform_low(word))


@inlined
def gets_discount(i, r, seen, sensitivity, tailored, spread, rule):  # type: ignore[no-untyped-def]
    """Whether retailer r gives the discount of its promotion to consumer i, who is aware of it.

    A retailer knows those who have bought (the bit `EVER` of `seen`). It treats a share `tailored` of them by its
    estimate of their price sensitivity, and gives to all others.
    """
    if tailored <= 0.0 or seen & EVER == 0:
        return True
    word = bits2(rule.key, i, r)
    if uniform(word) >= tailored:
        return True
    return sensitivity > 0.0 and log(np.float64(sensitivity)) + log_error(word, spread) > rule.log_mean


@inlined
def drawn_friend(key, i, indptr, lower, upper, bit, member, online_from, day):  # type: ignore[no-untyped-def]
    """One of those who hear consumer i, each alike likely; `NO_FRIEND` if there is none.

    The network is packed. With a platform's `bit` only its members who have come online are drawn from, with a bit of 0
    all. It is the one with the largest draw, so that the others' luck does not depend on how a network numbers them.
    """
    friend = np.int64(NO_FRIEND)
    largest = np.uint64(0)
    for a in range(indptr[i], indptr[i + 1]):
        other = packed_node(lower, upper, a)
        if bit and (member[other] & bit == 0 or online_from[other] > day):
            continue
        draw = bits2(key, i, other)
        if friend == NO_FRIEND or draw > largest:
            friend, largest = other, draw
    return friend
