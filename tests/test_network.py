"""Networks: their shape as arrays, the generators' promises, and networkx as the oracle of measures."""

from __future__ import annotations

import hashlib
import statistics
from collections.abc import Callable

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from sim.errors import NetworkError
from sim.kernels.graphs import component_sizes, missing_ties, returned_arcs, triangles
from sim.network import (
    Network,
    describe,
    facebook_like,
    from_networkx,
    from_pairs,
    gini,
    tail_exponent,
    to_networkx,
    twitter_like,
)
from sim.network import description as description_module

GENERATORS = pytest.mark.parametrize("generator", [facebook_like, twitter_like])


def digest(network: Network) -> bytes:
    return network.indptr.tobytes() + network.indices.tobytes()


def assert_well_formed(network: Network) -> None:
    """Rows are sorted, without repeats and loops; an undirected network equals its transpose."""
    rows = np.repeat(np.arange(network.nodes), network.degrees)
    assert network.indptr.dtype == np.int64
    assert network.indices.dtype == np.int32
    assert (rows != network.indices).all()
    places = rows * max(network.nodes, 1) + network.indices
    assert (np.diff(places) > 0).all()
    if not network.directed:
        turned = np.sort(network.indices.astype(np.int64) * max(network.nodes, 1) + rows)
        assert np.array_equal(turned, places)


@st.composite
def pairs(draw: st.DrawFn) -> tuple[int, NDArray[np.int64], NDArray[np.int64]]:
    """A number of nodes, and pairs of them with loops and repeats."""
    nodes = draw(st.integers(1, 12))
    ends = draw(st.lists(st.tuples(st.integers(0, nodes - 1), st.integers(0, nodes - 1)), max_size=60))
    table = np.array(ends, dtype=np.int64).reshape(-1, 2)
    return nodes, table[:, 0], table[:, 1]


# ---- rows from pairs ---------------------------------------------------------------------------


@given(pairs(), st.booleans())
def test_pairs_become_sorted_rows_and_every_pair_is_accounted_for(
    case: tuple[int, NDArray[np.int64], NDArray[np.int64]], directed: bool
) -> None:
    nodes, heard, hearers = case
    network, loops, repeats = from_pairs(nodes, heard, hearers, directed=directed)
    assert_well_formed(network)
    expected: set[frozenset[int]] | set[tuple[int, int]]
    if directed:
        expected = {(u, v) for u, v in zip(heard.tolist(), hearers.tolist(), strict=True) if u != v}
        assert {(u, int(v)) for u in range(nodes) for v in network.neighbours(u)} == expected
    else:
        expected = {frozenset((u, v)) for u, v in zip(heard.tolist(), hearers.tolist(), strict=True) if u != v}
        assert {frozenset((u, int(v))) for u in range(nodes) for v in network.neighbours(u)} == expected
    assert network.edges == len(expected)
    assert loops == int((heard == hearers).sum())
    assert network.edges + loops + repeats == len(heard)


def test_a_row_lists_who_hears_the_node() -> None:
    network, _, _ = from_pairs(3, np.array([0, 0]), np.array([2, 1]), directed=True)
    assert network.neighbours(0).tolist() == [1, 2]
    assert network.neighbours(1).tolist() == []
    assert network.mean_degree == pytest.approx(2 / 3)
    with pytest.raises(NetworkError, match="node 3 is outside 0 to 2"):
        network.neighbours(3)


@pytest.mark.parametrize(
    ("indptr", "indices", "says"),
    [
        (np.array([0, 1], dtype=np.int32), np.array([0], dtype=np.int32), "int64"),
        (np.array([0, 2]), np.array([0], dtype=np.int32), "span"),
        (np.array([1, 1]), np.array([0], dtype=np.int32), "span"),
        (np.array([0, 1]), np.array([1], dtype=np.int32), "outside"),
        (np.array([0, 1]), np.array([-1], dtype=np.int32), "outside"),
    ],
)
def test_arrays_that_are_no_network_are_refused(
    indptr: NDArray[np.int64], indices: NDArray[np.int32], says: str
) -> None:
    with pytest.raises(NetworkError, match=says):
        Network(indptr, indices, directed=True)


def test_labels_of_another_length_are_refused() -> None:
    with pytest.raises(NetworkError, match="2 labels"):
        from_pairs(3, np.array([0]), np.array([1]), directed=True, labels=np.array([5, 6]))


# ---- networkx ----------------------------------------------------------------------------------

node_names = st.one_of(st.integers(), st.text(max_size=3), st.tuples(st.integers(0, 3), st.integers(0, 3)))


@given(st.lists(node_names, max_size=12, unique=True), st.data(), st.booleans())
def test_a_networkx_graph_comes_back_with_its_names_ties_and_order(
    nodes: list[object], data: st.DataObject, directed: bool
) -> None:
    graph: nx.Graph[object] = nx.DiGraph() if directed else nx.Graph()
    graph.add_nodes_from(nodes)
    if len(nodes) > 1:
        ends = st.tuples(st.sampled_from(nodes), st.sampled_from(nodes)).filter(lambda e: e[0] != e[1])
        graph.add_edges_from(data.draw(st.lists(ends, max_size=30)))
    network = from_networkx(graph)
    assert_well_formed(network)
    back = to_networkx(network)
    assert back.is_directed() == directed
    assert list(back) == list(graph)
    assert nx.utils.graphs_equal(back, graph)


def test_an_edge_of_a_directed_networkx_graph_says_that_the_first_follows_the_second() -> None:
    network = from_networkx(nx.DiGraph([("fan", "star"), ("fan", "friend"), ("friend", "fan")]))
    assert network.labels is not None
    assert network.labels.tolist() == ["fan", "star", "friend"]
    assert [network.neighbours(u).tolist() for u in range(3)] == [[2], [0], [0]]


def test_loops_and_parallel_edges_of_networkx_are_left_out() -> None:
    network = from_networkx(nx.MultiGraph([(0, 1), (0, 1), (1, 1)]))
    assert network.edges == 1
    assert network.labels is None


# ---- measures ----------------------------------------------------------------------------------


@given(pairs(), st.booleans())
def test_measures_agree_with_networkx(case: tuple[int, NDArray[np.int64], NDArray[np.int64]], directed: bool) -> None:
    network, _, _ = from_pairs(*case, directed=directed)
    graph = to_networkx(network)
    measured = describe(network)
    undirected = graph.to_undirected() if directed else graph
    assert measured["clustering"] == pytest.approx(nx.average_clustering(undirected))
    assert measured["clustering_exact"] == 1
    assert measured["nodes"] == graph.number_of_nodes()
    assert measured["edges"] == graph.number_of_edges()
    assert measured["isolated_share"] == pytest.approx(nx.number_of_isolates(graph) / network.nodes)
    largest = max(map(len, nx.connected_components(undirected)))
    assert measured["largest_component"] == pytest.approx(largest / network.nodes)
    degrees = [d for _, d in (graph.in_degree() if directed else graph.degree())]
    assert network.degrees.tolist() == degrees
    assert measured["median_degree"] == statistics.median(degrees)
    if not graph.number_of_edges():
        assert measured["reciprocity"] == 0
    elif directed:
        assert measured["reciprocity"] == pytest.approx(nx.overall_reciprocity(graph))
    else:
        assert measured["reciprocity"] == 1


@given(pairs())
def test_the_measuring_kernels_agree_with_their_plain_python(
    case: tuple[int, NDArray[np.int64], NDArray[np.int64]],
) -> None:
    network, _, _ = from_pairs(*case, directed=False)
    rows = (network.indptr, network.indices)
    assert np.array_equal(triangles(*rows), triangles.py_func(*rows))
    assert np.array_equal(component_sizes(*rows), component_sizes.py_func(*rows))
    assert returned_arcs(*rows) == network.arcs


def test_triangles_are_those_of_networkx_beside_hubs_and_equal_degrees() -> None:
    for graph in (
        nx.wheel_graph(200),
        nx.circulant_graph(50, [1, 2, 3]),
        nx.barabasi_albert_graph(300, 4, seed=1),
    ):
        network = from_networkx(graph)
        assert triangles(network.indptr, network.indices).tolist() == list(nx.triangles(graph).values())


@pytest.mark.parametrize("nodes", [3, 4, 10])
def test_all_friends_of_a_clique_are_friends(nodes: int) -> None:
    measured = describe(from_networkx(nx.complete_graph(nodes)))
    assert measured["clustering"] == 1
    assert measured["degree_gini"] == 0
    assert measured["largest_component"] == 1


@pytest.mark.parametrize("k", [2, 4, 6, 10])
def test_a_ring_lattice_has_the_clustering_of_its_formula(k: int) -> None:
    lattice = from_networkx(nx.watts_strogatz_graph(100, k, 0, seed=1))
    assert describe(lattice)["clustering"] == pytest.approx(3 * (k - 2) / (4 * (k - 1)))


def test_gini_of_known_distributions() -> None:
    assert gini(np.full(7, 3)) == 0
    assert gini(np.array([0, 0, 0, 8])) == pytest.approx(3 / 4)
    assert gini(np.zeros(4)) == 0
    assert gini(np.array([])) == 0
    # A Pareto distribution of index a has Gini 1 / (2a - 1).
    quantiles = (1 - (np.arange(200_000) + 0.5) / 200_000) ** (-1 / 3)
    assert gini(quantiles) == pytest.approx(1 / 5, abs=1e-3)


@pytest.mark.parametrize("exponent", [2.1, 2.5, 3.0])
def test_the_tail_exponent_of_a_power_law_is_found(exponent: float) -> None:
    u = (np.arange(100_000) + 0.5) / 100_000
    values = np.rint(10 * u ** (-1 / (exponent - 1)))
    assert tail_exponent(values) == pytest.approx(exponent, abs=0.05)
    assert tail_exponent(values[:100]) == 0


def test_a_network_without_nodes_or_ties_has_measures_that_are_numbers() -> None:
    for nodes in (0, 1, 5):
        none = np.empty(0, dtype=np.int64)
        measured = describe(from_pairs(nodes, none, none, directed=True)[0])
        assert all(np.isfinite(value) for value in measured.values())
        assert measured["clustering"] == 0


def test_clustering_of_a_large_network_is_estimated_from_a_sample(monkeypatch: pytest.MonkeyPatch) -> None:
    network = facebook_like(20_000, seed=3)
    exact = describe(network)
    assert exact["clustering_exact"] == 1
    monkeypatch.setattr(description_module, "EXACT_ARCS", 1_000)
    monkeypatch.setattr(description_module, "SAMPLE", 40_000)
    sampled = describe(network)
    assert sampled["clustering_exact"] == 0
    assert sampled["clustering"] == pytest.approx(exact["clustering"], abs=0.01)
    assert sampled == describe(network)


# ---- generators: for all inputs ----------------------------------------------------------------


@GENERATORS
@given(nodes=st.integers(1, 80), share=st.floats(0, 1), seed=st.integers(-(2**63), 2**63))
def test_any_number_of_nodes_and_ties_gives_a_network_of_that_size(
    generator: Callable[..., Network], nodes: int, share: float, seed: int
) -> None:
    mean_degree = share * (nodes - 1)
    network = generator(nodes, mean_degree=mean_degree, seed=seed)
    assert_well_formed(network)
    assert network.nodes == nodes
    wanted = round(nodes * mean_degree) if network.directed else 2 * round(nodes * mean_degree / 2)
    assert network.arcs == wanted


@given(
    nodes=st.integers(2, 60),
    share=st.floats(0, 1),
    reciprocity=st.floats(0, 1),
    exponent=st.floats(1.2, 6),
)
def test_any_reciprocity_and_tail_may_be_asked_for(
    nodes: int, share: float, reciprocity: float, exponent: float
) -> None:
    network = twitter_like(nodes, mean_degree=share * (nodes - 1), seed=5, reciprocity=reciprocity, exponent=exponent)
    assert_well_formed(network)
    assert network.arcs == round(nodes * share * (nodes - 1))


@given(nodes=st.integers(1, 60), share=st.floats(0, 1), clustering=st.floats(0, 1))
def test_any_clustering_may_be_asked_for(nodes: int, share: float, clustering: float) -> None:
    network = facebook_like(nodes, mean_degree=share * (nodes - 1), seed=5, clustering=clustering)
    assert_well_formed(network)


@GENERATORS
def test_everyone_is_tied_to_everyone_at_the_largest_mean_degree(generator: Callable[..., Network]) -> None:
    network = generator(40, mean_degree=39, seed=1)
    assert network.arcs == 40 * 39


@GENERATORS
def test_nobody_is_tied_at_mean_degree_zero(generator: Callable[..., Network]) -> None:
    network = generator(500, mean_degree=0, seed=1)
    assert network.nodes == 500
    assert network.arcs == 0


@GENERATORS
def test_one_seed_gives_one_network_whatever_else_was_drawn(generator: Callable[..., Network]) -> None:
    first = generator(3_000, seed=11)
    np.random.seed(1)  # noqa: NPY002 (the state that must not matter)
    generator(100, seed=12)
    np.random.seed(2)  # noqa: NPY002
    assert digest(generator(3_000, seed=11)) == digest(first)
    assert digest(generator(3_000, seed=12)) != digest(first)
    assert digest(generator(3_000, seed=0)) != digest(first)


@pytest.mark.parametrize(
    ("generator", "expected"), [(facebook_like, "bb536c5b7c6bea4f"), (twitter_like, "a5ccca0bfa76ddc1")]
)
def test_a_seed_gives_the_same_network_in_every_process_and_on_every_machine(
    generator: Callable[..., Network], expected: str
) -> None:
    # A change of these is a change of every world: make it on purpose, and say so in the changelog.
    assert hashlib.sha256(digest(generator(2_000, seed=1))).hexdigest()[:16] == expected


@GENERATORS
@pytest.mark.parametrize(
    ("nodes", "mean_degree", "says"),
    [
        (0, 0, "cannot have 0 nodes"),
        (-3, 0, "cannot have -3 nodes"),
        (2**31, 1, "cannot have 2147483648 nodes"),
        (10, 9.5, "mean degree of 9.5"),
        (10, -1, "mean degree of -1"),
        (10, float("nan"), "mean degree of nan"),
    ],
)
def test_an_impossible_size_is_refused(
    generator: Callable[..., Network], nodes: int, mean_degree: float, says: str
) -> None:
    with pytest.raises(NetworkError, match=says):
        generator(nodes, mean_degree=mean_degree, seed=1)


def test_impossible_shapes_are_refused() -> None:
    with pytest.raises(NetworkError, match="reciprocity"):
        twitter_like(10, mean_degree=2, seed=1, reciprocity=1.1)
    with pytest.raises(NetworkError, match="exponent"):
        twitter_like(10, mean_degree=2, seed=1, exponent=1)
    with pytest.raises(NetworkError, match="clustering"):
        facebook_like(10, mean_degree=2, seed=1, clustering=-0.1)


def test_missing_ties_are_each_as_likely() -> None:
    # A path of 4 nodes lacks 3 of its 6 ties; one of them is asked for, under many keys.
    path = from_networkx(nx.path_graph(4))
    chosen = [missing_ties(path.indptr, path.indices, 1, np.uint64(key * 7919)) for key in range(3_000)]
    counts = dict.fromkeys(((0, 2), (0, 3), (1, 3)), 0)
    for heads, tails in chosen:
        counts[int(heads[0]), int(tails[0])] += 1
    assert all(900 < count < 1_100 for count in counts.values()), counts


# ---- generators: what the networks look like (pattern P9 and P10) -----------------------------

SIZES = pytest.mark.parametrize("nodes", [2_000, 10_000, 100_000])
SEEDS = pytest.mark.parametrize("seed", [0, 1, 2])


@SIZES
@SEEDS
def test_a_facebook_like_network_is_clustered_unequal_and_all_but_connected(nodes: int, seed: int) -> None:
    measured = describe(facebook_like(nodes, seed=seed))
    assert measured["mean_degree"] == pytest.approx(10, abs=0.01)
    assert 0.33 <= measured["clustering"] <= 0.47
    assert 0.45 <= measured["degree_gini"] <= 0.6
    assert measured["largest_component"] > 0.98
    assert measured["reciprocity"] == 1


@SIZES
@SEEDS
def test_a_twitter_like_network_has_few_stars_and_few_returned_ties(nodes: int, seed: int) -> None:
    measured = describe(twitter_like(nodes, seed=seed))
    assert measured["mean_degree"] == pytest.approx(10, abs=0.01)
    assert measured["degree_gini"] >= 0.7
    assert 2 <= measured["tail_exponent"] <= 2.5
    assert 0.19 <= measured["reciprocity"] <= 0.22
    assert 0.2 <= measured["top1_share"] <= 0.63
    assert measured["max_degree"] <= 0.2 * nodes + 41
    assert measured["largest_component"] > 0.98


@pytest.mark.parametrize("mean_degree", [5, 20, 43.7, 100])
def test_the_facebook_shape_holds_at_other_mean_degrees(mean_degree: float) -> None:
    measured = describe(facebook_like(4_039, mean_degree=mean_degree, seed=4))
    assert measured["mean_degree"] == pytest.approx(mean_degree, rel=1e-3)
    assert 0.3 <= measured["clustering"] <= 0.5
    assert 0.4 <= measured["degree_gini"] <= 0.7
    assert measured["largest_component"] > 0.9


@pytest.mark.parametrize("clustering", [0, 0.1, 0.3, 0.5])
def test_clustering_comes_near_what_is_asked_for(clustering: float) -> None:
    measured = describe(facebook_like(20_000, mean_degree=20, seed=6, clustering=clustering))
    assert measured["clustering"] == pytest.approx(clustering, abs=0.04)


@pytest.mark.parametrize("reciprocity", [0, 0.1, 0.3, 0.6])
def test_reciprocity_comes_near_what_is_asked_for(reciprocity: float) -> None:
    measured = describe(twitter_like(20_000, seed=6, reciprocity=reciprocity))
    assert measured["reciprocity"] == pytest.approx(reciprocity, abs=0.01)


@pytest.mark.parametrize("exponent", [2.05, 2.3, 2.5, 3.0])
def test_the_tail_exponent_is_the_one_asked_for(exponent: float) -> None:
    network = twitter_like(100_000, seed=6, exponent=exponent)
    assert tail_exponent(network.degrees, share=0.005) == pytest.approx(exponent, abs=0.12)


def test_groups_are_runs_of_nodes_far_denser_inside_than_outside() -> None:
    network = facebook_like(10_000, seed=8)
    groups = network.groups
    assert groups is not None
    assert groups.dtype == np.int32
    inside = groups[groups >= 0]
    assert np.array_equal(np.unique(inside), np.arange(inside.max() + 1))
    assert (np.diff(np.flatnonzero(np.diff(inside))) >= 1).all()
    sizes = np.bincount(inside)
    assert sizes.min() >= 2
    assert sizes.max() > 5 * np.median(sizes)
    rows = np.repeat(np.arange(network.nodes), network.degrees)
    shared = (groups[rows] == groups[network.indices]) & (groups[rows] >= 0)
    assert 0.4 < shared.mean() < 0.9
    assert (groups < 0).mean() < 0.1


def test_who_is_much_followed_need_not_follow_many() -> None:
    network = twitter_like(20_000, seed=9, reciprocity=0)
    following = np.bincount(network.indices, minlength=network.nodes)
    assert abs(np.corrcoef(network.degrees, following)[0, 1]) < 0.05
    assert gini(following) < gini(network.degrees) - 0.2
