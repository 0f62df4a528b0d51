"""Worlds drawn from what nobody knows: where the points lie, and what losing worlds have in common."""

import math

import numpy as np
import pandas as pd
import pytest

from sim.experiment.drawing import Axis, axes, hypercube, settings
from sim.experiment.payback import AS_PAID, WRITTEN_OFF
from sim.experiment.records import Run
from sim.experiment.unknown_worlds import DRAWN, draw, draws_frame, plausible
from sim.randomness import replicate_seed
from sim.scenario.loading import load_scenario
from sim.scenario.registry import parameter, parameters, wildcard

POINTS = 40


@pytest.fixture(scope="module")
def both():
    return {name: load_scenario(name) for name in ("traditional", "full-trm")}


@pytest.fixture(scope="module")
def drawn(both):
    return axes(list(both.values()))


def test_each_slice_of_each_range_holds_one_point(drawn):
    values = hypercube(drawn, POINTS, 3, "test")
    for k, axis in enumerate(drawn):
        assert (values[:, k] >= axis.low).all()
        assert (values[:, k] <= axis.high).all()
        if not axis.whole:
            slices = np.floor((values[:, k] - axis.low) / (axis.high - axis.low) * POINTS)
            assert sorted(slices) == list(range(POINTS)), axis.path


def test_a_whole_number_takes_every_value_of_its_range_about_as_often():
    axis = Axis("consumers.count", parameter("consumers.count"), 2, 5)
    values = hypercube([axis], 40, 1, "test")[:, 0]
    assert np.unique(values, return_counts=True)[1].tolist() == [10, 10, 10, 10]
    assert axis.setting(3.0) == "consumers.count=3"


def test_one_more_parameter_moves_no_other_and_seed_and_purpose_do(drawn):
    whole = hypercube(drawn, POINTS, 3, "test")
    assert (hypercube(drawn[5:6], POINTS, 3, "test")[:, 0] == whole[:, 5]).all()
    assert not (hypercube(drawn, POINTS, 4, "test") == whole).all()
    assert not (hypercube(drawn, POINTS, 3, "other") == whole).all()


def test_every_unknown_is_drawn_except_what_is_compared_and_what_is_off(both, drawn):
    paths = {axis.path for axis in drawn}
    every = {p.path for p in parameters() if p.mark == "unknown"}
    assert {wildcard(path.split(".")) for path in paths} <= every
    assert "talk.word_effect" in paths
    assert "retailers.kopi.reply.message_minutes" in paths
    assert "retailers.kopi.reply.skill" not in paths, "the scenarios differ in it"
    assert "retailers.pasar.reply.skill" in paths, "at a rival they do not"
    assert "platforms.twitter.page_visit_prob" not in paths, "it is off there"
    left_out = {path for path in every if "*" not in path} - paths
    flat = both["traditional"].model_dump()
    for path in left_out:
        first, _, rest = path.partition(".")
        assert flat[first][rest] == parameter(path).off


def test_every_drawn_world_can_be_loaded_and_holds_what_was_drawn(both, drawn):
    draws = draw(both, 5, 1, 1)
    assert draws.axes == drawn
    assert draws.refused == 0
    assert [(job.label, job.replicate) for job in draws.jobs[:2]] == [
        (f"traditional{DRAWN}", 0),
        (f"full-trm{DRAWN}", 0),
    ]
    k = [axis.path for axis in drawn].index("talk.word_effect")
    for job in draws.jobs:
        assert job.scenario.talk.word_effect == draws.points[job.replicate, k]
        assert job.seed == replicate_seed(1, job.replicate)
    assert draws.jobs[1].scenario.retailers["kopi"].reply.skill == 0.75


def test_values_that_make_no_world_are_counted(both, monkeypatch):
    import sim.experiment.unknown_worlds as module

    monkeypatch.setattr(module, "settings", lambda drawn, point: (*settings(drawn, point), "days=0"))
    draws = module.draw(both, 3, 1, 1)
    assert (draws.refused, draws.jobs) == (3, ())


def test_a_row_is_made_of_two_runs_in_one_world(both):
    draws = draw(both, 2, 1, 1)

    def done(label, world, paid):
        values = {"consumer_surplus": paid[-1], "retailer_profit": paid[-1], "supplier_profit": 1.0, "it_effect": 0.4}
        by_day = {AS_PAID: np.array(paid), WRITTEN_OFF: np.array(paid) + 5.0}
        firms = {"kopi": {"retailer_profit": 2.0}}
        return Run(f"{label}{DRAWN}", world, world, "", values, firms, 0.0, by_day)

    runs = [done("traditional", 0, [0.0, 0.0]), done("full-trm", 0, [-4.0, 8.0]), done("full-trm", 1, [1.0, 1.0])]
    frame = draws_frame(draws, [*runs, Run("full-trm", 0, 0, "", {}, {}, 0.0)], "traditional", "full-trm")
    assert len(frame) == 1
    rate = draws.jobs[0].scenario.finance.discount_rate
    assert frame["net_present_value"][0] == pytest.approx(-4.0 + 12.0 * (1 + rate) ** (-1 / 365))
    assert frame["payback_day"][0] == 1.0
    assert frame["gain_consumers"][0] == 8.0
    assert frame["gain_retailers"][0] == 0.0
    assert frame["it_effect"][0] == 0.4
    assert frame["talk.word_effect"][0] == draws.points[0][[a.path for a in draws.axes].index("talk.word_effect")]


def planted(worlds=120):
    """The value falls with one parameter of three."""
    rng = np.random.default_rng(5)
    x = {path: rng.random(worlds) for path in ("talk.relay_decay", "talk.word_effect", "experience.noise")}
    value = 0.5 - x["talk.relay_decay"] + rng.normal(0, 0.1, worlds)
    more = {"net_present_value_it_written_off": value + 0.3, "payback_day": np.where(value > 0, 3.0, math.inf)}
    gains = {f"gain_{party}": value for party in ("consumers", "retailer", "retailers", "suppliers")}
    seeds = {"world": np.arange(worlds), "seed": np.arange(worlds), "it_effect": np.where(value < -0.2, 0.0, 0.7)}
    return pd.DataFrame(seeds | x | {"net_present_value": value} | more | gains)


def test_the_parameter_that_makes_worlds_lose_is_found_and_no_other():
    frame = planted()
    found = plausible(frame, 130, 4)
    assert [ranked.path for ranked in found.shown] == ["talk.relay_decay"]
    first = found.ranking[0]
    assert first.correlation.mean < -0.8
    assert first.median_where_it_loses > 0.6 > 0.4 > first.median_elsewhere
    assert found.loses.mean == pytest.approx((frame["net_present_value"] < 0).mean())
    assert found.never.mean == found.loses.mean
    assert found.all_gain.mean == pytest.approx(1 - found.loses.mean)
    assert found.loses_written_off.mean < found.loses.mean
    row = found.row()
    assert (row["worlds_asked"], row["worlds_refused"], row["worlds"]) == (130, 4, 120)
    assert row["ranking"][0]["parameter"] == "talk.relay_decay"


def test_worlds_whose_it_brings_nothing_are_told_apart():
    frame = planted()
    found = plausible(frame, 120, 0)
    nothing = frame["it_effect"] == 0
    assert (found.loses_without_it.mean, found.loses_without_it.n) == (1.0, nothing.sum())
    assert found.loses_with_it.n == 120 - nothing.sum()
    assert found.loses_with_it.mean == pytest.approx((frame["net_present_value"][~nothing] < 0).mean())


def test_where_no_world_was_done_nothing_is_claimed():
    found = plausible(pd.DataFrame(), 3, 3)
    assert (found.loses.mean, found.value.mean, found.ranking, found.spread) == (None, None, (), None)
    assert found.row()["net_present_value"]["median"] is None


def test_where_all_worlds_lose_there_is_no_median_elsewhere():
    frame = planted()
    found = plausible(frame[frame["net_present_value"] < 0], 60, 0)
    assert found.loses.mean == 1.0
    assert all(ranked.median_elsewhere is None for ranked in found.ranking)
