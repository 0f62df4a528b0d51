"""A network in as little memory as a day needs of it: a large world holds its networks so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.errors import NetworkError
from sim.kernels.packing import pack, unpack
from sim.network.csr import Network

MOST_ARCS = 2**31 - 1
"""Row pointers are int32."""


@dataclass(frozen=True, eq=False)
class PackedNetwork:
    """A network of n nodes whose node numbers take three bytes each (four above 2**24 nodes).

    Parameters
    ----------
    indptr
        int32[n + 1], where each row begins.
    lower, upper
        [arcs], the node numbers in halves: uint16, and uint8 or uint16.
    heard
        Of a directed network [n], how many each node hears: uint16, or uint32 where somebody hears more. Empty on an
        undirected one, where it is as many as hear the node.
    group_starts
        int32, where each group of neighbouring numbers begins, with n at the end; who belongs to none is a group alone.
        Empty when groups are unknown.
    labels
        As in `Network`.
    """

    indptr: NDArray[np.int32]
    lower: NDArray[np.uint16]
    upper: NDArray[np.unsignedinteger[Any]]
    heard: NDArray[np.unsignedinteger[Any]]
    group_starts: NDArray[np.int32]
    directed: bool
    labels: NDArray[Any] | None = None

    @staticmethod
    def of(network: Network) -> PackedNetwork:
        """The network, packed.

        Raises
        ------
        NetworkError
            More than MOST_ARCS arcs, or a group whose members do not have neighbouring numbers.
        """
        if network.arcs > MOST_ARCS:
            ties = MOST_ARCS if network.directed else MOST_ARCS // 2
            raise NetworkError(
                f"a network of {network.edges:,} ties is too large for a world", allowed=f"at most {ties:,} ties"
            )
        lower = np.empty(network.arcs, dtype=np.uint16)
        upper: NDArray[np.unsignedinteger[Any]]
        upper = np.empty(network.arcs, dtype=np.uint8 if network.nodes <= 2**24 else np.uint16)
        pack(network.indices, lower, upper)
        heard: NDArray[np.unsignedinteger[Any]] = np.empty(0, dtype=np.uint16)
        if network.directed:
            counted = np.bincount(network.indices, minlength=network.nodes)
            heard = counted.astype(np.uint16 if counted.max(initial=0) < 2**16 else np.uint32)
        return PackedNetwork(
            indptr=network.indptr.astype(np.int32),
            lower=lower,
            upper=upper,
            heard=heard,
            group_starts=_group_starts(network.groups),
            directed=network.directed,
            labels=network.labels,
        )

    def unpacked(self) -> Network:
        """The network as it was."""
        indices = np.empty(len(self.lower), dtype=np.int32)
        unpack(self.lower, self.upper, indices)
        return Network(self.indptr.astype(np.int64), indices, self.directed, self.labels, self._groups())

    def audience(self, u: int) -> int:
        """How many hear node u."""
        return int(self.indptr[u + 1] - self.indptr[u])

    def _groups(self) -> NDArray[np.int32] | None:
        if not len(self.group_starts):
            return None
        sizes = np.diff(self.group_starts)
        return np.repeat(np.where(sizes > 1, np.cumsum(sizes > 1) - 1, -1).astype(np.int32), sizes)


def _group_starts(groups: NDArray[np.int32] | None) -> NDArray[np.int32]:
    """Where groups begin, from the group of each node."""
    if groups is None:
        return np.empty(0, dtype=np.int32)
    begins = np.ones(len(groups), dtype=np.bool_)
    begins[1:] = (groups[1:] != groups[:-1]) | (groups[1:] < 0)
    starts = np.append(np.flatnonzero(begins), len(groups)).astype(np.int32)
    named = groups[starts[:-1]]
    if len(np.unique(named[named >= 0])) < np.count_nonzero(named >= 0):
        raise NetworkError("the members of a group need neighbouring numbers")
    return starts
