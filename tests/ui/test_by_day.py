"""The series of a run by day agree with its outcomes, and bands with the worlds they are of."""

import math
from dataclasses import replace

import numpy as np
import pytest

from sim.experiment.daily import spread_by_day
from sim.experiment.jobs import perform
from sim.model import Model
from sim.scenario.loading import load_scenario
from sim.ui.by_day import SERIES, bands, perform_by_day
from tests.ui.films import job


@pytest.fixture(scope="module")
def run():
    return perform_by_day(job("open-replies"))


def test_a_run_with_its_days_is_the_ordinary_run(run):
    ordinary = perform(job("open-replies"))
    assert run.digest == ordinary.digest
    assert run == replace(ordinary, seconds=run.seconds)


@pytest.mark.parametrize("name", ["loyalty", "ror"])
def test_the_last_day_of_a_series_is_the_outcome(run, name):
    assert run.by_day[name][-1] == run.outcomes[name]


def test_return_on_relationship_of_an_earlier_day_is_that_of_a_run_which_ends_there():
    overrides = ("consumers.count=300", "finance.retention_window_days=20")
    long = perform_by_day(replace(job("baseline"), scenario=load_scenario("baseline", (*overrides, "days=90"))))
    known = np.flatnonzero(np.isfinite(long.by_day["ror"]))
    assert known[0] >= 39  # two windows have passed
    assert set(np.diff(known)) == {7}
    for day in known[[0, -2]]:
        short = Model(load_scenario("baseline", (*overrides, f"days={day + 1}")), seed=long.seed).run()
        assert long.by_day["ror"][day] == pytest.approx(short.outcomes["ror"], rel=1e-12)


def test_weekly_means_are_means_over_the_last_seven_days(run):
    table = Model(job("open-replies").scenario, seed=run.seed).run().retailers
    focal = table[table["retailer"] == "kopi"]
    net = (focal["revenue"] - focal["refunds"]).rolling(7, min_periods=1).mean()
    np.testing.assert_allclose(run.by_day["net_revenue"], net)
    waiting = focal["open_complaints"].rolling(7, min_periods=1).mean()
    np.testing.assert_allclose(run.by_day["open_complaints"], waiting)
    hours = (focal["response_hours"].fillna(0) * focal["replies"]).rolling(7, min_periods=1).sum()
    replies = focal["replies"].rolling(7, min_periods=1).sum()
    np.testing.assert_allclose(run.by_day["first_response_hours"], hours / replies.where(replies > 0.5))


def test_a_band_holds_nine_in_ten_worlds_of_each_side():
    jobs = [replace(job(name), seed=seed) for name in ("open-replies", "private-replies") for seed in range(4)]
    runs = [perform_by_day(one) for one in jobs]
    found = bands(runs)
    assert list(found) == ["open-replies", "private-replies"]
    assert set(found["open-replies"]) == set(SERIES)
    middle, low, high = found["private-replies"]["loyalty"]
    values = np.stack([one.by_day["loyalty"] for one in runs[4:]])
    np.testing.assert_allclose(middle, values.mean(axis=0))
    np.testing.assert_allclose([low, high], np.quantile(values, [0.05, 0.95], axis=0))


def test_a_band_leaves_out_worlds_without_a_value_that_day():
    values = np.array([[1.0, math.nan, math.nan], [3.0, 5.0, math.nan]])
    middle, low, high = spread_by_day(values)
    assert middle[:2] == [2.0, 5.0]
    assert low[:2] == pytest.approx([1.1, 5.0])
    assert high[:2] == pytest.approx([2.9, 5.0])
    assert all(math.isnan(column[2]) for column in (middle, low, high))
