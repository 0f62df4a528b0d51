"""Customers of worlds who bought alike tell what the data's customers buy afterwards."""

from __future__ import annotations

import numpy as np
import pytest

from sim.bgnbd import Customers, expected_purchases, fit
from sim.experiment.calibrate.events import Purchases
from sim.experiment.calibrate.forward import Cohort, cohort_of, error_of, predict
from sim.experiment.calibrate.peers import by_library, by_likelihood


def lived(rng: np.random.Generator, customers: int, days: int = 200) -> Purchases:
    """Customers with rates of their own who drop out after each purchase with one chance."""
    who, when = [], []
    for i in range(customers):
        rate = rng.gamma(0.5, 1 / 15)
        day = rng.integers(0, 30)
        while day < days:
            who.append(i)
            when.append(day)
            if rng.random() < 0.2:
                break
            day += 1 + int(rng.exponential(1 / max(rate, 1e-6)))
    column = np.full(len(who), np.nan)
    return Purchases(np.array(who, dtype=np.int64), np.array(when, dtype=np.int64), column, column)


@pytest.fixture(scope="module")
def cohorts() -> tuple[Cohort, list[Cohort]]:
    """Data, and worlds of the same kind."""
    rng = np.random.default_rng(1)
    made = [cohort_of(lived(rng, 1_000), 30, 100, 200) for _ in range(9)]
    return made[0], made[1:]


def test_a_cohort_is_known_by_what_happened_before_the_split():
    day = np.array([0, 10, 60, 150, 5, 40])
    purchases = Purchases(np.array([1, 1, 1, 1, 2, 3]), day, day * np.nan, day * np.nan)
    cohort = cohort_of(purchases, 30, 100, 200)
    assert cohort.repeats.tolist() == [2, 0]
    assert cohort.recency.tolist() == [60, 0]
    assert cohort.age.tolist() == [99, 94]
    assert cohort.later.tolist() == [1, 0]


def test_worlds_like_the_data_predict_the_data(cohorts):
    data, worlds = cohorts
    found = predict(data, worlds)
    assert found.low < data.later.sum() < found.high
    assert found.total == pytest.approx(data.later.sum(), rel=0.15)


def test_a_prediction_is_of_each_customer_by_what_that_one_did(cohorts):
    data, worlds = cohorts
    error = error_of(predict(data, worlds).expected, data)
    predicted = [mean for customers, mean, _ in error.by_repeats if customers > 20]
    assert predicted == sorted(predicted)
    assert error.per_customer < np.abs(data.later - data.later.mean()).mean()
    assert sum(customers for customers, _, _ in error.by_repeats) == len(data)


def test_the_own_fit_expects_of_all_customers_what_the_analysts_estimator_does(cohorts):
    data, _ = cohorts
    customers = Customers(*(column.astype(np.float64) for column in (data.repeats, data.recency, data.age)))
    rates = fit(customers)
    assert rates is not None
    peer = by_likelihood(data, 100)
    assert peer.error is not None
    assert peer.error.predicted == pytest.approx(expected_purchases(rates, customers, np.array([100.0]))[0], rel=1e-9)


def test_the_library_and_the_own_fit_of_one_model_agree(cohorts):
    pytest.importorskip("pymc_marketing", reason="the extra customer-value is not installed")
    data, _ = cohorts
    library, own = by_library(data, 100), by_likelihood(data, 100)
    assert library.error is not None, library.why_not
    assert own.error is not None
    assert library.error.predicted == pytest.approx(own.error.predicted, rel=0.01)
    assert library.rates == pytest.approx(own.rates, rel=0.05)


def test_a_library_that_is_not_there_costs_its_own_line_alone(cohorts, monkeypatch):
    data, _ = cohorts
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    peer = by_library(data, 100)
    assert peer.error is None
    assert "customer-value" in peer.why_not
