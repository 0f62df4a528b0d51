"""What each party gains, and whether all do: figures that can be checked by hand."""

import math

import pytest

from sim.experiment.records import Run
from sim.experiment.surplus import flotation, surpluses
from tests.worlds import run


def done(label, world, consumers, focal, rival, suppliers, assets=100.0, relationship=50.0):
    values = {
        "consumer_surplus": consumers,
        "retailer_profit": focal,
        "supplier_profit": suppliers,
        "total_assets": assets,
        "total_relationship": relationship,
    }
    firms = {"kopi": {"retailer_profit": focal}, "pasar": {"retailer_profit": rival}}
    return Run(label, world, world, "", values, firms, 0.0)


def test_gains_are_b_minus_a_in_each_world_and_retailers_are_all_of_them():
    runs = [
        done("a", 0, 10, 5, 7, 3),
        done("b", 0, 12, 6, 5, 4),
        done("a", 1, 20, 5, 7, 3),
        done("b", 1, 25, 4, 9, 5),
    ]
    found = surpluses(runs, "a", "b", 2)
    assert found.by_world == {"consumers": [2, 5], "retailer": [1, -1], "retailers": [-1, 1], "suppliers": [1, 2]}
    assert found.gains["consumers"].difference == pytest.approx(3.5)
    assert found.all_gain.mean == 0.5
    assert found.all_gain_with_rivals.mean == 0.5
    assert found.surely is False
    assert (found.nash, found.nash_root.mean) == (None, None)


def test_where_all_gain_the_nash_product_is_that_of_the_mean_gains():
    worlds = [(1.0, 4.0, 2.0), (3.0, 4.0, 2.2), (2.0, 4.3, 1.8), (2.0, 3.7, 2.0)]
    runs = [done("a", k, 0, 0, 0, 0) for k in range(4)]
    runs += [done("b", k, c, r, 0, s) for k, (c, r, s) in enumerate(worlds)]
    found = surpluses(runs, "a", "b", 4)
    assert found.nash == pytest.approx(2.0 * 4.0 * 2.0)
    assert found.nash_root.mean == pytest.approx(16.0 ** (1 / 3))
    assert found.nash_root.low < 16.0 ** (1 / 3) < found.nash_root.high
    assert found.surely is True
    assert found.all_gain.mean == 1.0
    assert found.row()["nash"]["unit"] == "IDR^3"


def test_one_world_has_no_interval_and_an_unfinished_pair_is_left_out():
    runs = [done("a", 0, 0, 0, 0, 0), done("b", 0, 1, 1, 1, 1), done("a", 1, 0, 0, 0, 0)]
    found = surpluses(runs, "a", "b", 2)
    assert (found.surely, found.all_gain.n, found.nash_root.low) == (None, 1, None)
    assert found.nash == 1.0
    nobody = surpluses([], "a", "b", 2)
    assert (nobody.all_gain.mean, nobody.surely, nobody.nash) == (None, None, None)


def test_market_value_is_assets_and_relationship_and_its_ratio_to_book_one_and_ror():
    runs = [done("a", 0, 0, 0, 0, 0, 100, 20), done("b", 0, 0, 0, 0, 0, 200, 100)]
    found = flotation(runs, "a", "b", 1)
    assert (found.book.difference, found.market.difference) == (100, 180)
    assert found.ratio.difference == pytest.approx(1.5 - 1.2)
    broke = flotation([done("a", 0, 0, 0, 0, 0, 0, 20), runs[1]], "a", "b", 1)
    assert broke.ratio.pairs == 0
    outcomes = run("baseline", "consumers.count=200", "days=15").outcomes
    ratio = (outcomes["total_assets"] + outcomes["total_relationship"]) / outcomes["total_assets"]
    assert ratio == pytest.approx(1 + outcomes["ror"])
    assert not math.isnan(ratio)
