"""What a network looks like, in a few numbers."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.kernels.graphs import closed_pairs, component_sizes, returned_arcs, triangles
from sim.network.csr import Network, from_pairs
from sim.randomness import Purpose, stream

EXACT_ARCS = 4_000_000
"""Clustering is exact up to so many arcs; above, it is estimated from SAMPLE keyed draws."""

SAMPLE = 250_000
"""The standard error of the estimate is then 0.001 at most."""


def gini(values: NDArray[Any]) -> float:
    """Gini coefficient of non-negative numbers: 0 when all are equal, towards 1 when one has all."""
    ascending = np.sort(values).astype(np.float64)
    total, count = float(ascending.sum()), len(ascending)
    if total == 0.0:
        return 0.0
    return float((2.0 * np.arange(1, count + 1) - count - 1.0) @ ascending) / (count * total)


def tail_exponent(values: NDArray[Any], share: float = 0.02) -> float:
    """Exponent of a power-law density fitted to the largest `share` of positive whole numbers; 0 below ten.

    Maximum likelihood with the usual correction for whole numbers (Clauset, Shalizi and Newman 2009,
    SIAM Review 51, equation 3.7).
    """
    descending = np.sort(values[values > 0])[::-1].astype(np.float64)
    count = int(len(descending) * share)
    if count < 10:
        return 0.0
    smallest = descending[count - 1]
    tail = descending[descending >= smallest]
    return 1.0 + len(tail) / float(np.log(tail / (smallest - 0.5)).sum())


def describe(network: Network) -> dict[str, float]:
    """What a network looks like.

    Returns
    -------
    dict
        `nodes`, `edges` (ties, not arcs), `isolated_share` of the nodes;
        `mean_degree`, `median_degree`, `max_degree`, `degree_gini`, `top1_share` (of all arcs, held by the
        1% of nodes with most) and `tail_exponent` of the number of friends or followers;
        `clustering`, the mean local clustering, where direction is left aside and a node with fewer than
        two neighbours counts 0; `clustering_exact` is 1, or 0 where it was estimated from a sample;
        `reciprocity`, the share of arcs whose opposite is there too (1 when undirected, 0 without arcs);
        `largest_component`, the share of nodes in the largest (weakly) connected part.
    """
    nodes, degrees = network.nodes, network.degrees
    top = np.sort(degrees)[::-1][: max(1, round(nodes / 100))]
    clustering, exact = _clustering(network)
    returned = returned_arcs(network.indptr, network.indices) if network.directed else network.arcs
    return {
        "nodes": float(nodes),
        "edges": float(network.edges),
        "isolated_share": _isolated(network),
        "mean_degree": network.mean_degree,
        "median_degree": float(np.median(degrees)) if nodes else 0.0,
        "max_degree": float(degrees.max(initial=0)),
        "degree_gini": gini(degrees),
        "top1_share": float(top.sum()) / max(network.arcs, 1),
        "tail_exponent": tail_exponent(degrees),
        "clustering": clustering,
        "clustering_exact": float(exact),
        "reciprocity": returned / max(network.arcs, 1),
        "largest_component": float(component_sizes(network.indptr, network.indices).max(initial=0)) / max(nodes, 1),
    }


def describe_ties(network: Network) -> dict[str, float]:
    """A few of these numbers, quick at any size: `ties`, `mean_degree`, `degree_gini`, `clustering`, `reciprocity`.

    The last two are not a number on a directed network of more than EXACT_ARCS arcs.
    """
    large = network.directed and network.arcs > EXACT_ARCS
    clustering = math.nan if large else _clustering(network)[0]
    reciprocity = 1.0
    if network.directed:
        returned = 0 if large else returned_arcs(network.indptr, network.indices)
        reciprocity = math.nan if large else returned / max(network.arcs, 1)
    return {
        "ties": network.edges,
        "mean_degree": network.mean_degree,
        "degree_gini": gini(network.degrees),
        "clustering": clustering,
        "reciprocity": reciprocity,
    }


def _isolated(network: Network) -> float:
    """Share of the nodes that neither hear nor are heard."""
    alone = network.degrees == 0
    alone[network.indices] = False
    return float(alone.mean()) if network.nodes else 0.0


def _clustering(network: Network) -> tuple[float, bool]:
    """Mean local clustering, and whether it is exact."""
    if network.directed:
        heard = np.repeat(np.arange(network.nodes, dtype=np.int32), network.degrees)
        network, _, _ = from_pairs(network.nodes, heard, network.indices, directed=False)
    if network.arcs > EXACT_ARCS:
        key = stream(0, Purpose.NETWORK)
        return closed_pairs(network.indptr, network.indices, SAMPLE, key) / SAMPLE, False
    closed = 2.0 * triangles(network.indptr, network.indices)
    possible = np.maximum(network.degrees * (network.degrees - 1), 1)
    return float((closed / possible).sum()) / max(network.nodes, 1), True
