"""Node numbers in two halves: the lower 16 bits, and what is above them in as few bytes as the largest number needs."""

from __future__ import annotations

import numpy as np

from sim.kernels.compiled import compiled, inlined


@inlined
def packed_node(lower, upper, a):  # type: ignore[no-untyped-def]
    """The node number that stands at place `a` of both halves."""
    return np.int64(lower[a]) | (np.int64(upper[a]) << 16)


@compiled
def pack(indices, lower, upper):  # type: ignore[no-untyped-def]
    """Fill both halves with the node numbers `indices` (int32)."""
    for a in range(indices.shape[0]):
        lower[a] = indices[a] & 0xFFFF
        upper[a] = indices[a] >> 16


@compiled
def unpack(lower, upper, indices):  # type: ignore[no-untyped-def]
    """Fill `indices` (int32) with the node numbers of both halves."""
    for a in range(indices.shape[0]):
        indices[a] = packed_node(lower, upper, a)


@inlined
def group_of(starts, u):  # type: ignore[no-untyped-def]
    """The first node of the group of node u, and the node after its last; `starts` are the first nodes of groups."""
    low, high = 0, starts.shape[0] - 1
    while high - low > 1:
        middle = (low + high) // 2
        if starts[middle] <= u:
            low = middle
        else:
            high = middle
    return np.int64(starts[low]), np.int64(starts[low + 1])
