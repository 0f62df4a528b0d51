"""Where consumers stand in the picture of their network: near their friends, spread over a disc."""

from __future__ import annotations

import numpy as np
import rustworkx
from numpy.typing import NDArray

from sim.network import Network

Positions = NDArray[np.float32]

MOST_NODES = 2000
"""Up to so many nodes springs are let loose; it takes a second then, and grows with the square."""
_ROUNDS = 20
"""Their step shrinks steadily: friends then stand about as near (0.37 of the way between any two, after fifty with a
step that adapts 0.35), and strangers less crowded, in two fifths of the time."""
_EVENNESS = 0.85
"""How far the disc is filled evenly, from 0 (as springs leave it: a crowd in the middle) to 1."""
_GOLDEN_ANGLE = np.pi * (3.0 - np.sqrt(5.0))


def places(network: Network, seed: int = 1) -> Positions:
    """A place for each node, from 0 to 1 within the disc around (0.5, 0.5): shape (N, 2).

    Friends stand near one another, or all stand evenly where there are more than `MOST_NODES`. The same network and
    seed give the same places.
    """
    return evenly(network.nodes) if network.nodes > MOST_NODES else _springs(network.nodes, ties(network), seed)


def drawn_ties(network: Network) -> NDArray[np.int32]:
    """The ties to draw, shape (2, E): none of a network whose places do not follow its ties."""
    return np.zeros((2, 0), dtype=np.int32) if network.nodes > MOST_NODES else ties(network)


def ties(network: Network) -> NDArray[np.int32]:
    """The two ends of each tie, once: shape (2, E). In a directed network, of each pair that is tied in any way."""
    heard = np.repeat(np.arange(network.nodes, dtype=np.int32), network.degrees)
    pairs = np.stack([np.minimum(heard, network.indices), np.maximum(heard, network.indices)])
    if network.directed:
        return np.unique(pairs, axis=1)
    return pairs[:, heard < network.indices]


def _springs(nodes: int, edges: NDArray[np.int32], seed: int) -> Positions:
    graph: rustworkx.PyGraph[None, None] = rustworkx.PyGraph(multigraph=False)
    graph.add_nodes_from([None] * nodes)
    graph.add_edges_from_no_data(list(zip(*edges.tolist(), strict=True)))
    placed = rustworkx.spring_layout(graph, seed=seed, adaptive_cooling=False, num_iter=_ROUNDS)
    return _on_a_disc(np.array([placed[k] for k in range(nodes)], dtype=np.float64).reshape(-1, 2))


def _on_a_disc(places: NDArray[np.float64]) -> Positions:
    """Move nodes along their rays until they fill the disc: springs crowd most of them into its middle."""
    if not len(places):
        return places.astype(np.float32)
    from_middle = places - np.median(places, axis=0)
    distance = np.hypot(from_middle[:, 0], from_middle[:, 1])
    rank = np.argsort(np.argsort(distance, kind="stable"), kind="stable")
    even = np.sqrt((rank + 0.5) / len(places))
    wide = np.minimum(distance / max(float(np.quantile(distance, 0.98)), 1e-9), 1.0)
    radius = _EVENNESS * even + (1.0 - _EVENNESS) * wide
    direction = from_middle / np.maximum(distance, 1e-9)[:, None]
    return (0.5 + 0.5 * radius[:, None] * direction).astype(np.float32)


def evenly(nodes: int) -> Positions:
    """Places in the order of numbers, from the middle outwards, as seeds stand in a sunflower: shape (N, 2)."""
    k = np.arange(nodes)
    radius, angle = 0.5 * np.sqrt((k + 0.5) / max(nodes, 1)), k * _GOLDEN_ANGLE
    return (0.5 + np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)).astype(np.float32)
