"""The pace of needs against closed forms: season, trend, slow shocks, and what can be known of the days to come."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.agents import consumer
from sim.pace import Pace
from sim.randomness import Purpose, draw_uniform, stream
from sim.scenario.market import Market
from tests.worlds import STEADY_NEEDS, everybody, lived, model, run

STILL = {"season_swing": 0.0, "growth": 0.0, "shock_spread": 0.0}


def paces(days: int, seed: int = 1, **spec: float) -> np.ndarray:
    pace = Pace(Market(**STILL | spec), seed)
    found = []
    for day in range(days):
        pace.begin_day(day)
        found.append(pace.today)
    return np.array(found)


def test_a_still_market_has_a_pace_of_exactly_one():
    assert (paces(800) == 1.0).all()
    assert Pace(Market(**STILL), 1).ahead(30) == 1.0


def test_a_season_peaks_on_its_day_and_is_one_over_a_year():
    year = paces(365, season_swing=0.3, peak_day=100)
    assert int(year.argmax()) == 100
    assert year.max() == pytest.approx(1.3)
    assert year.min() == pytest.approx(0.7, abs=1e-4)
    assert year.mean() == pytest.approx(1.0, abs=1e-6)


@pytest.mark.parametrize("growth", [-0.2, 0.05, 1.5])
def test_a_trend_grows_by_its_rate_in_a_year(growth):
    years = paces(731, growth=growth)
    assert years[365] / years[0] == pytest.approx(1 + growth)
    assert years[730] / years[365] == pytest.approx(1 + growth)


def test_shocks_have_their_spread_fade_by_their_half_life_and_are_one_on_average():
    spread, half_life, lag = 0.2, 20, 20
    worlds = np.array([paces(lag + 1, seed, shock_spread=spread, shock_days=half_life) for seed in range(3000)])
    logs = np.log(worlds)
    for day in (0, lag):
        assert logs[:, day].std() == pytest.approx(spread, rel=0.05)
        assert worlds[:, day].mean() == pytest.approx(1.0, abs=4 * spread / math.sqrt(3000))
    assert np.corrcoef(logs[:, 0], logs[:, lag])[0, 1] == pytest.approx(0.5, abs=0.06)


@pytest.mark.parametrize("days", [1, 7, 40])
def test_what_is_expected_is_the_mean_of_what_comes_whatever_today_is_like(days):
    """Over many worlds: no bias, and none among the worlds that stand high or low today."""
    spec = Market(season_swing=0.2, growth=0.1, shock_spread=0.15, shock_days=15)
    error, today = [], []
    for seed in range(2000):
        pace = Pace(spec, seed)
        expected, now = pace.ahead(days), pace.today
        came = []
        for day in range(1, days + 1):
            pace.begin_day(day)
            came.append(pace.today)
        error.append(np.mean(came) - expected)
        today.append(now)
    standard = np.std(error) / math.sqrt(len(error))
    assert abs(np.mean(error)) < 4 * standard
    assert abs(np.corrcoef(error, today)[0, 1]) < 4 / math.sqrt(len(error))


@given(st.integers(0, 2**62), st.integers(0, 500))
def test_a_day_has_its_pace_however_often_it_is_asked_for(seed, day):
    spec = Market()
    once, again = Pace(spec, seed), Pace(spec, seed)
    once.begin_day(day)
    for each in range(day + 1):
        again.begin_day(each)
        again.begin_day(each)
    assert once.today == again.today > 0
    assert once.ahead(9) == again.ahead(9) > 0


def test_what_is_expected_of_a_week_does_not_depend_on_who_asks_for_more():
    asked, again = Pace(Market(), 3), Pace(Market(), 3)
    for day in range(3):
        asked.begin_day(day)
        again.begin_day(day)
        far = asked.ahead(200)
        assert asked.means(200)[:32].tolist() == again.means(1)[:32].tolist()
        assert asked.ahead(7) == again.ahead(7) == again.means(7)[6] != far == again.ahead(200)


def test_firms_do_not_move_it():
    quiet = run("baseline", "consumers.count=100", "days=30")
    loud = run("full-trm", "consumers.count=100", "days=30", *everybody("posts.promotion_rate", 5))
    assert (quiet.market["pace"] == loud.market["pace"]).all()
    assert quiet.market["pace"].nunique() == 30


# ------------------------------------------------------------------------------------------ in a world


def test_needs_follow_the_pace():
    swing = (*STEADY_NEEDS, "market.season_swing=0.5", "market.peak_day=60", "choice.trip_lift=0")
    made = lived("baseline", 120, "consumers.count=4000", *swing, "choice.stockout_delay=0")
    table = made.result().market
    rate = made.world.population.shop_rate
    expected = np.array([np.minimum(rate * pace, 1.0).sum() for pace in table["pace"]])
    assert expected.max() > 1.15 * expected.min()
    assert (np.abs(table["needs"] - expected) < 4.5 * np.sqrt(expected)).all()
    assert table["needs"].sum() / expected.sum() == pytest.approx(1.0, abs=0.02)


@pytest.mark.parametrize("season", [0.0, 0.9])
def test_those_in_need_are_exactly_those_whose_luck_is_below_their_rate(season):
    """The loop passes by who cannot need anything even at the greatest lift: it must pass by nobody else."""
    made = model("baseline", "consumers.count=2000", *STEADY_NEEDS, f"market.season_swing={season}",
                 "market.peak_day=0", "choice.trip_lift=0.8")  # fmt: skip
    world, people = made.world, made.world.population
    people.appeal[:] = np.random.default_rng(3).random(people.appeal.shape)
    world.begin_day()
    consumer.shop(world)
    key = stream(1, Purpose.NEED, 0)
    rate = people.shop_rate * (1.0 + season) * (1.0 + 0.8 * people.appeal.max(axis=0))
    needy = sum(draw_uniform(key, i) < rate[i] for i in range(people.size))
    assert world.needs == needy > 200
