"""The luck of the day of the few agents, drawn for all of them in one call."""

from __future__ import annotations

from sim.kernels.compiled import compiled
from sim.randomness import bits, bits2, uniform, uniform_low


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
def draw_for_it(key, out):  # type: ignore[no-untyped-def]
    """Fill ``out[r]`` with two uniforms of retailer r under `key`: its own, and that of the pair of it and 1."""
    for r in range(out.shape[0]):
        out[r, 0] = uniform(bits(key, r))
        out[r, 1] = uniform(bits2(key, r, 1))
