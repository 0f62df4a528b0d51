"""The luck of the day of the few agents, drawn for all of them in one call."""

from __future__ import annotations

import numpy as np

from sim.kernels.compiled import compiled
from sim.randomness import bits, bits2, uniform, uniform_low


@compiled
def draw_for_firms(keys, purposes, single, pair_purpose, pairs):  # type: ignore[no-untyped-def]
    """Fill `single` under the keys of `purposes`, and `pairs` under that of `pair_purpose`."""
    fill_uniforms(keys[purposes], single)
    fill_pair_uniforms(keys[pair_purpose], pairs)


@compiled
def fill_uniforms(keys, out):  # type: ignore[no-untyped-def]
    """Fill ``out[k, n]`` with the two uniforms (high and low bits) of agent n under ``keys[k]``. Shape (K, N, 2)."""
    for k in range(out.shape[0]):
        for n in range(out.shape[1]):
            word = bits(keys[k], n)
            out[k, n, 0] = uniform(word)
            out[k, n, 1] = uniform_low(word)


@compiled
def fill_pair_uniforms(key, out):  # type: ignore[no-untyped-def]
    """Fill ``out[a, b]`` with the uniform (high bits) of the ordered pair of agents a and b under `key`."""
    for a in range(out.shape[0]):
        for b in range(out.shape[1]):
            out[a, b] = uniform(bits2(key, a, b))


@compiled
def draw_for_it(key, outage_prob, mean_order_days, down, order_days):  # type: ignore[no-untyped-def]
    """Draw under `key` whose IT is `down`, from the chance of it, and the whole days of an order, from their mean."""
    for r in range(down.shape[0]):
        down[r] = np.float64(uniform(bits(key, r))) < outage_prob[r]
        order_days[r] = int(mean_order_days[r] + np.float64(uniform(bits2(key, r, 1))))
