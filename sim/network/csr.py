"""The network as arrays: row u lists who hears u."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.errors import NetworkError
from sim.kernels.graphs import bucket, drop_repeats, transposed

if TYPE_CHECKING:
    import networkx as nx

MOST_NODES = 2**31 - 1
"""Node numbers are int32."""


@dataclass(frozen=True, eq=False)
class Network:
    """Who hears whom, as compressed sparse rows.

    Row u is ``indices[indptr[u]:indptr[u + 1]]``: the friends of u on an undirected network, the
    followers of u on a directed one. Rows are sorted, without repeats and without u itself.

    Parameters
    ----------
    indptr
        int64[nodes + 1], where each row begins.
    indices
        int32[arcs]. An undirected tie stands in both rows, so it counts as two arcs.
    directed
        False: v stands in row u exactly when u stands in row v.
    labels
        What the nodes are called where they came from, in order of their numbers; None when they are
        called 0 to nodes - 1.
    groups
        int32[nodes], the household, class or workplace of each node; -1 for none. None when unknown.
    """

    indptr: NDArray[np.int64]
    indices: NDArray[np.int32]
    directed: bool
    labels: NDArray[Any] | None = None
    groups: NDArray[np.int32] | None = None

    def __post_init__(self) -> None:
        if self.indptr.dtype != np.int64 or self.indices.dtype != np.int32:
            raise NetworkError("a network needs int64 row pointers and int32 node numbers")
        if len(self.indptr) < 1 or self.indptr[0] != 0 or self.indptr[-1] != len(self.indices):
            raise NetworkError("the row pointers of the network do not span its arcs")
        if len(self.indices) and not 0 <= self.indices.min() <= self.indices.max() < self.nodes:
            raise NetworkError(f"a node number is outside 0 to {self.nodes - 1}")
        for column in (self.labels, self.groups):
            if column is not None and len(column) != self.nodes:
                raise NetworkError(f"{len(column)} labels or groups were given for {self.nodes} nodes")

    @property
    def nodes(self) -> int:
        """Number of nodes."""
        return len(self.indptr) - 1

    @property
    def arcs(self) -> int:
        """Number of entries of all rows: ties on a directed network, twice the ties on an undirected one."""
        return len(self.indices)

    @property
    def edges(self) -> int:
        """Number of ties: friendships on an undirected network, follower ties on a directed one."""
        return self.arcs if self.directed else self.arcs // 2

    @property
    def degrees(self) -> NDArray[np.int64]:
        """int64[nodes]: how many hear each node (friends or followers)."""
        return np.diff(self.indptr)

    @property
    def mean_degree(self) -> float:
        """Arcs per node: mean number of friends, or of followers; 0 without nodes."""
        return self.arcs / self.nodes if self.nodes else 0.0

    def neighbours(self, u: int) -> NDArray[np.int32]:
        """Who hears node u, sorted; a view of the row."""
        if not 0 <= u < self.nodes:
            raise NetworkError(f"node {u} is outside 0 to {self.nodes - 1}")
        return self.indices[self.indptr[u] : self.indptr[u + 1]]


def from_pairs(
    nodes: int,
    heard: NDArray[np.integer[Any]],
    hearers: NDArray[np.integer[Any]],
    *,
    directed: bool,
    labels: NDArray[Any] | None = None,
    groups: NDArray[np.int32] | None = None,
) -> tuple[Network, int, int]:
    """A network from pairs of node numbers, with the numbers of loops and of repeats that were left out.

    The pair (heard[k], hearers[k]) puts hearers[k] into row heard[k], and on an undirected network the
    other way round too. All numbers must lie in 0 to nodes - 1.
    """
    indptr, indices = bucket(
        nodes, np.asarray(heard, dtype=np.int32), np.asarray(hearers, dtype=np.int32), not directed
    )
    indptr, indices = transposed(indptr, indices)
    if directed:  # an undirected one is its own transpose, and sorted already
        indptr, indices = transposed(indptr, indices)
    arcs = len(indices)
    kept, loops = drop_repeats(indptr, indices)
    if kept < arcs:
        indices = indices[:kept].copy()
    network = Network(indptr, indices, directed, labels, groups)
    entries = 1 if directed else 2
    return network, loops // entries, (arcs - loops - kept) // entries


def labels_of(values: list[Any] | NDArray[Any]) -> NDArray[Any] | None:
    """Labels of nodes from their names: None for 0, 1, 2 …, int64 for whole numbers, else objects."""
    if isinstance(values, np.ndarray) and values.dtype == object:
        return values
    if isinstance(values, np.ndarray) or all(type(v) is int and -(2**63) <= v < 2**63 for v in values):
        numbers = np.asarray(values, dtype=np.int64)
        return None if np.array_equal(numbers, np.arange(len(values))) else numbers
    labels = np.empty(len(values), dtype=object)
    labels[:] = values
    return labels


def networkx_ends(graph: nx.Graph[Any]) -> NDArray[np.int32]:
    """int32[edges, 2]: the ends of the edges of a networkx graph as places in its list of nodes."""
    if len(graph) > MOST_NODES:
        raise NetworkError(f"{len(graph)} nodes are too many", allowed=f"at most {MOST_NODES}")
    number = {node: k for k, node in enumerate(graph)}
    return np.fromiter((number[end] for edge in graph.edges() for end in edge), dtype=np.int32).reshape(-1, 2)


def from_networkx(graph: nx.Graph[Any]) -> Network:
    """A networkx graph as a network; nodes keep their order, loops and parallel ties are left out.

    In a directed graph the edge (a, b) says that a follows b: a stands in the row of b.
    """
    ends = networkx_ends(graph)
    network, _, _ = from_pairs(
        len(graph), ends[:, 1], ends[:, 0], directed=graph.is_directed(), labels=labels_of(list(graph))
    )
    return network


def to_networkx(network: Network) -> nx.Graph[Any]:
    """The network as a networkx graph (`nx.DiGraph` if directed) whose nodes are called by their labels."""
    import networkx as nx  # slow to import, and a run does not need it

    labels = range(network.nodes) if network.labels is None else network.labels.tolist()
    graph: nx.Graph[Any] = nx.DiGraph() if network.directed else nx.Graph()
    graph.add_nodes_from(labels)
    heard = np.repeat(np.arange(network.nodes), network.degrees)
    graph.add_edges_from(
        (labels[hearer], labels[u]) for hearer, u in zip(network.indices.tolist(), heard.tolist(), strict=True)
    )
    return graph
