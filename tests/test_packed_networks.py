"""Networks as a world holds them: in fewer bytes, and with nothing lost."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sim.errors import InputError
from sim.kernels.packing import group_of
from sim.network import Network, PackedNetwork, facebook_like, from_pairs, packed, twitter_like
from tests.worlds import model


def same(a: Network, b: Network) -> bool:
    groups = (a.groups is None and b.groups is None) or np.array_equal(a.groups, b.groups)
    rows = np.array_equal(a.indptr, b.indptr) and np.array_equal(a.indices, b.indices)
    return rows and groups and a.directed == b.directed and a.labels is b.labels


@pytest.mark.parametrize("degree", [0, 1, 10])
@pytest.mark.parametrize("make", [facebook_like, twitter_like])
def test_a_packed_network_unpacks_to_the_same(make, degree):
    network = make(70_000, mean_degree=degree, seed=3)
    assert same(PackedNetwork.of(network).unpacked(), network)


def test_labels_and_the_smallest_networks_are_kept():
    for nodes in (1, 2):
        network = facebook_like(nodes, mean_degree=nodes - 1, seed=1)
        assert same(PackedNetwork.of(network).unpacked(), network)
    names = np.array(["ani", "budi"], dtype=object)
    network, _, _ = from_pairs(2, np.array([0]), np.array([1]), directed=True, labels=names)
    assert same(PackedNetwork.of(network).unpacked(), network)


@pytest.mark.parametrize(("nodes", "bytes_each"), [(2**24, 3), (2**24 + 1, 4)])
def test_a_node_number_takes_three_bytes_and_four_only_where_it_needs_them(nodes, bytes_each):
    last = nodes - 1
    indptr = np.ones(nodes + 1, dtype=np.int64)  # only the first and the last are heard, each by the other
    indptr[0], indptr[-1] = 0, 2
    network = Network(indptr, np.array([last, 0], dtype=np.int32), directed=True)
    held = PackedNetwork.of(network)
    assert held.lower.nbytes + held.upper.nbytes == 2 * bytes_each
    assert held.unpacked().indices.tolist() == [last, 0]


def test_a_world_says_how_many_hear_somebody_and_whom_somebody_hears():
    network = twitter_like(3000, mean_degree=8, seed=2)
    held = PackedNetwork.of(network)
    assert [held.audience(u) for u in range(50)] == network.degrees[:50].tolist()
    assert held.heard.tolist() == np.bincount(network.indices, minlength=3000).tolist()
    assert held.heard.dtype == np.uint16


def test_who_hears_more_than_two_bytes_can_count_is_counted_in_four():
    nodes = 2**16 + 1
    star, _, _ = from_pairs(nodes, np.arange(1, nodes), np.zeros(nodes - 1, dtype=np.int64), directed=True)
    held = PackedNetwork.of(star)
    assert held.heard.dtype == np.uint32
    assert held.heard[0] == 2**16


def test_two_nodes_share_a_group_as_before_packing():
    network = facebook_like(2000, mean_degree=6, seed=4)
    held = PackedNetwork.of(network)
    groups = network.groups
    assert groups is not None
    for u in range(2000):
        first, end = group_of(held.group_starts, u)
        mates = np.flatnonzero(groups == groups[u]) if groups[u] >= 0 else np.array([u])
        assert (first, end) == (mates[0], mates[-1] + 1)


def test_groups_that_lie_scattered_are_refused():
    network, _, _ = from_pairs(
        3, np.array([0]), np.array([2]), directed=False, groups=np.array([0, 1, 0], dtype=np.int32)
    )
    with pytest.raises(InputError, match="neighbouring numbers"):
        PackedNetwork.of(network)


def test_too_many_ties_for_a_world_are_refused_with_the_limit(monkeypatch):
    monkeypatch.setattr(packed, "MOST_ARCS", 1000)
    with pytest.raises(InputError, match=r"a network of 2,000 ties .* at most 500 ties"):
        model("baseline", "consumers.count=400", "platforms.facebook.network.mean_degree=10")


def test_a_world_lives_the_same_days_whatever_bytes_its_networks_take():
    narrow, wide = model("full-trm", "consumers.count=600"), model("full-trm", "consumers.count=600")
    wide.world.platforms = tuple(
        replace(
            platform,
            ties=replace(
                platform.ties,
                upper=platform.ties.upper.astype(np.uint16),
                heard=platform.ties.heard.astype(np.uint32),
            ),
        )
        for platform in wide.world.platforms
    )
    for made in (narrow, wide):
        for _ in range(15):
            made.step()
    assert narrow.result().digest == wide.result().digest
    assert narrow.result().retailers["praise_heard"].sum() > 0
