"""The layers of ties in the results of a run, and that nothing but events along them changes anybody (A12)."""

from __future__ import annotations

import math

import numpy as np
import pytest

from sim.kernels.codes import EVER, LEFT
from sim.network import describe, describe_ties, facebook_like, twitter_like
from sim.network import description as description_module
from sim.ties import networks_table, ties_of
from tests.worlds import columns, everybody, lived, model, run

SIZE = ("consumers.count=500", "days=40")


@pytest.mark.parametrize("generator", [facebook_like, twitter_like])
def test_the_few_numbers_are_those_of_the_full_description(generator):
    network = generator(700, mean_degree=8, seed=3)
    full, few = describe(network), describe_ties(network)
    assert few["ties"] == full["edges"]
    for name in ("mean_degree", "degree_gini", "clustering", "reciprocity"):
        assert few[name] == full[name]


def test_of_a_large_directed_network_clustering_and_reciprocity_are_left_out(monkeypatch):
    network = twitter_like(300, mean_degree=5, seed=1)
    monkeypatch.setattr(description_module, "EXACT_ARCS", 1000)
    few = describe_ties(network)
    assert math.isnan(few["clustering"])
    assert math.isnan(few["reciprocity"])
    assert few["degree_gini"] == describe(network)["degree_gini"]


def test_each_layer_has_a_row_with_its_ties():
    made = lived("baseline", 40, "consumers.count=500")
    world, population = made.world, made.world.population
    rows = networks_table(ties_of(world)).set_index("network")
    assert list(rows.index) == ["facebook", "twitter", "following", "trade", "following and trade", "supply"]
    follow = population.follows != 0
    trade = (population.history & (EVER | LEFT)) == EVER
    assert rows.loc["following", "ties"] == follow.sum() > 0
    assert rows.loc["trade", "ties"] == trade.sum() > 0
    assert rows.loc["following and trade", "ties"] == (follow & trade).sum() > 0
    assert rows.loc["trade", "mean_degree"] == pytest.approx(trade.sum() / 500)
    assert rows.loc["trade", "nodes"] == 504
    assert rows.loc["supply", "ties"] == 8
    assert rows.loc["facebook", "ties"] == world.platforms[0].network.edges


def test_the_networks_of_a_run_are_in_its_result_and_those_of_no_platform_are_none():
    networks = run("baseline", *SIZE).networks
    assert len(networks) == 6
    assert networks.loc[0, "clustering"] > 0.2
    alone = run("baseline", *SIZE, *everybody("accounts", "[]")).networks.set_index("network")
    assert alone.loc["following", "ties"] == alone.loc["following and trade", "ties"] == 0


def test_the_share_of_customers_who_follow_joins_two_layers():
    made = lived("baseline", 40, "consumers.count=500")
    population = made.world.population
    bought = (population.history[0] & EVER) != 0
    share = np.mean(population.follows[0][bought] != 0)
    assert made.result().outcomes["multiplex_share"] == pytest.approx(share)


def test_where_nothing_happens_nobody_changes():
    """State changes through events alone: without needs, posts and words only what fades with time moves."""
    quiet = ("consumers.shop_rate=0", *everybody("posts.promotion_rate", 0), *everybody("posts.information_rate", 0),
             *everybody("posts.community_rate", 0), *everybody("community.events_per_year", 0))  # fmt: skip
    made = model("baseline", "consumers.count=300", "days=30", *quiet)
    before = columns(made)
    for _ in range(30):
        made.step()
    after = columns(made)
    assert [name for name in before if (before[name] != after[name]).any()] == []
