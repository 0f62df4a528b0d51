"""Payback of a scenario against its comparator: closed forms, and what a run's books say."""

import math

import numpy as np
import pytest

from sim.experiment.payback import (
    AS_PAID,
    NEVER,
    WRITTEN_OFF,
    discounted_gain,
    earnings,
    payback,
    payback_day,
)
from tests.worlds import run

SMALL = ("consumers.count=200", "days=15")


def steady(outlay, daily, days):
    """What is earned by each evening: an outlay on the first day, and as much every day."""
    return daily * np.arange(1.0, days + 1.0) - outlay


@pytest.mark.parametrize("rate", [0.0, 0.12, 1.0])
def test_a_steady_gain_after_an_outlay_is_a_geometric_sum(rate):
    days, outlay, daily = 730, 1000.0, 5.0
    gain = discounted_gain(np.zeros(days), steady(outlay, daily, days), rate)
    factor = (1 + rate) ** (-1 / 365)
    assert gain[0] == pytest.approx(daily - outlay)
    for day in (1, 364, 729):
        whole = day + 1 if rate == 0 else (1 - factor ** (day + 1)) / (1 - factor)
        assert gain[day] == pytest.approx(daily * whole - outlay)


def test_without_discounting_the_gain_is_the_difference_of_what_was_earned():
    a, b = np.array([3.0, 1.0, 7.0]), np.array([1.0, 5.0, 6.0])
    assert discounted_gain(a, b, 0.0) == pytest.approx(b - a)


def test_a_year_later_a_gain_counts_one_over_one_plus_the_rate():
    late = np.zeros(366)
    late[365] = 100.0
    assert discounted_gain(np.zeros(366), late, 0.25)[-1] == pytest.approx(80.0)


@pytest.mark.parametrize(
    ("gain", "day"),
    [
        ([1.0, 2.0, 3.0], 0),
        ([-1.0, 0.0, 3.0], 2),
        ([-1.0, 2.0, -1.0, 1.0], 3),
        ([5.0, 2.0, -1.0], NEVER),
        ([-1.0, 0.0], NEVER),
    ],
)
def test_payback_is_the_first_day_that_stays_above_zero(gain, day):
    assert payback_day(np.array(gain)) == day


def both(paid):
    return {AS_PAID: np.asarray(paid), WRITTEN_OFF: np.asarray(paid)}


def test_the_j_curve_has_its_lowest_point_and_its_payback():
    curve = [-3.0, -5.0, -1.0, 2.0, 4.0]
    nothing = np.zeros((3, 5))
    found = payback(both(nothing), both([curve, curve, [-3.0, -5.0, -4.0, -3.0, -2.0]]), 0.0)
    assert (found.deepest_day, found.deepest.mean) == (1, -5.0)
    assert found.day.mean == 3.0
    assert found.never.mean == found.loses.mean == pytest.approx(1 / 3)
    assert found.mean_day == 3.0  # (4 + 4 - 2) / 3 at the end, (2 + 2 - 3) / 3 the day before
    assert found.value.mean == pytest.approx(2.0)
    assert found.row()["payback_day"] == {"median": 3.0, "low": None, "high": None}


def test_who_gains_from_the_first_day_has_no_j_curve():
    found = payback(both(np.zeros((2, 3))), both([[1.0, 2.0, 3.0], [2.0, 3.0, 4.0]]), 0.1)
    assert found.deepest is None
    assert found.row()["deepest"] is None
    assert (found.day.mean, found.never.mean, found.loses.mean) == (0.0, 0.0, 0.0)


def test_a_world_that_is_missing_is_left_out():
    missing = np.array([[1.0, 2.0], [math.nan, math.nan]])
    assert payback(both(np.zeros((2, 2))), both(missing), 0.0).value.n == 1
    nobody = payback(both(np.full((2, 3), math.nan)), both(np.full((2, 3), math.nan)), 0.0)
    assert nobody.row()["net_present_value"]["mean"] is None


def test_it_counts_in_full_on_the_day_it_is_bought_or_over_its_life():
    table = run("full-trm", *SMALL, "retailers.kopi.costs.it_purchase=3000000").retailers
    days = table[table["retailer"] == "kopi"]
    earned = earnings(days)
    bought = 3_000_000 * 200 // 1000 * 2  # for each of two accounts, per 1,000 consumers
    written_off_each_day = bought / 1095
    assert earned[WRITTEN_OFF].tolist() == days["profit"].tolist()
    apart = earned[WRITTEN_OFF] - earned[AS_PAID]
    assert apart == pytest.approx(bought - written_off_each_day * np.arange(1, 16), abs=1.0)


def test_the_capital_of_the_first_day_is_no_profit():
    rich = run("traditional", *SMALL, "retailers.kopi.costs.cash=900000000").retailers
    usual = run("traditional", *SMALL).retailers
    for way in (AS_PAID, WRITTEN_OFF):
        assert (
            earnings(rich[rich["retailer"] == "kopi"])[way].tolist()
            == earnings(usual[usual["retailer"] == "kopi"])[way].tolist()
        )
