"""What the focal retailer knows of its customers, and what they are worth by each estimator and in the world itself."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pytest

from sim.kernels import judge
from sim.metrics import VALUATIONS
from sim.relationship import observe
from tests.test_behaviour import EVENTFUL
from tests.worlds import everybody, lived, model, run

SMALL = ("consumers.count=600", "days=120", "finance.retention_window_days=30")
LIVED_ON = (*SMALL, "finance.oracle_windows=4")


def test_the_focal_retailer_keeps_the_count_the_days_and_the_money_of_each_customers_purchases():
    made = lived("baseline", 60, "consumers.count=600", "focal=pasar")
    population, history = made.world.population, made.recorder.finish()
    pasar = made.world.retailer_names.index("pasar")
    sales = history.sales[:, pasar].sum(axis=0)
    assert population.orders.sum() == sales[judge.TRIPS] > 100
    assert population.spent.sum() == sales[judge.REVENUE]
    assert (population.orders > 0).sum() == sales[judge.NEW_CUSTOMERS]
    assert ((population.orders > 0) == (population.spent > 0)).all()
    assert (population.first_order <= population.last_order).all()
    assert (population.first_order < population.last_order).sum() == (population.orders > 1).sum()


def test_recency_and_frequency_are_counted_from_the_first_purchase():
    made = model("baseline", "consumers.count=5")
    population = made.world.population
    population.orders[:] = (0, 1, 3, 2, 0)
    population.first_order[:] = (0, 4, 2, 9, 0)
    population.last_order[:] = (0, 4, 8, 10, 0)
    made.world.day = 11
    known = observe(made.world)
    assert known.who.tolist() == [False, True, True, True, False]
    assert known.customers.repeats.tolist() == [0.0, 2.0, 1.0]
    assert known.customers.recency.tolist() == [0.0, 6.0, 1.0]
    assert known.customers.age.tolist() == [7.0, 9.0, 2.0]


def test_living_on_changes_nothing_of_what_was_seen_until_then():
    plain, valued = run("baseline", *SMALL), run("baseline", *LIVED_ON)
    assert plain.digest == valued.digest
    assert plain.retailers.equals(valued.retailers)
    assert plain.conversations.equals(valued.conversations)
    rest = plain.outcomes.keys() - set(VALUATIONS)
    assert {k: plain.outcomes[k] for k in rest} == {k: valued.outcomes[k] for k in rest}
    assert all(math.isnan(plain.outcomes[name]) for name in VALUATIONS)
    assert all(math.isfinite(valued.outcomes[name]) for name in VALUATIONS)
    assert all(math.isnan(valued.by_retailer["pasar"][name]) for name in VALUATIONS)


def test_the_oracle_lives_the_days_that_a_longer_run_lives():
    """What is sold after the last day, and to whom, is what a run of all those days sells."""
    made = model("baseline", *SMALL)
    for _ in range(120):
        made.step()
    known = observe(made.world)
    then = known.spending(made.world)
    made.live_on(4)
    longer = lived("baseline", 240, *SMALL[:1], SMALL[2])
    theirs, everybodys = known.spending(longer.world)
    assert known.spending(made.world) == (theirs, everybodys)
    kopi = longer.recorder.finish().sales[120:, 0, judge.REVENUE].sum()
    assert everybodys - then[1] == kopi > theirs - then[0] > 0


def test_a_retailer_that_serves_worse_has_customers_who_are_worth_less_by_every_estimator():
    for seed in (1, 2, 3):
        worse = (*LIVED_ON, "retailers.kopi.service_failure_prob=0.3")
        good, bad = (run("baseline", *world, seed=seed).outcomes for world in (LIVED_ON, worse))
        assert all(good[name] > bad[name] for name in VALUATIONS)


def test_the_value_of_customers_grows_with_the_horizon_and_shrinks_with_the_discount():
    def oracle(*overrides: str) -> float:
        return run("baseline", *SMALL, *overrides).outcomes["tr_oracle"]

    values = [oracle(f"finance.oracle_windows={n}") for n in (1, 2, 4)]
    assert values == sorted(values)
    assert oracle("finance.oracle_windows=4", "finance.discount_rate=0.5") < values[-1]


def test_without_any_customer_there_is_nothing_to_value():
    found = run("baseline", *LIVED_ON, "consumers.shop_rate=0").outcomes
    assert math.isnan(found["tr_constant"])
    assert math.isnan(found["tr_bgnbd"])
    assert found["tr_oracle"] == 0.0


def test_words_bring_customers_back_unless_nobody_ever_comes_back():
    column = "brought_back_by_words"
    assert run("baseline", *EVENTFUL).retailers[column].sum() > 0
    assert run("baseline", *EVENTFUL, "relationship.return_prob=0").retailers[column].sum() == 0
    assert run("baseline", *EVENTFUL, "talk.praise_prob=0").retailers[column].sum() == 0


def test_reports_spare_defects_for_the_retailers_whose_customers_make_them():
    column = "defects_spared_by_reports"
    apart = (*EVENTFUL, *everybody("joint_venture.projects_per_year", 0))
    spared = run("baseline", *apart).retailers.groupby("retailer")[column].sum()
    assert spared["kopi"] != 0.0
    assert spared["warung"] == 0.0  # it has no link to its suppliers
    none = tuple(f"retailers.{name}.supplier_link.mode=none" for name in ("kopi", "pasar", "toko"))
    assert (run("baseline", *apart, *none).retailers[column] == 0.0).all()


@pytest.mark.parametrize("reports", [(7, 0), (0, 7), (3, 4)])
def test_advice_is_credited_by_whose_reports_named_the_cause(reports):
    made = model("baseline", "consumers.count=100", "suppliers.kebun.improvement.drift=0")
    maker, world = made.suppliers[0].workshop, made.world
    world.day = 30
    world.begin_day()
    maker.voices[:2, 0] = reports
    maker.reports[0] = sum(reports)
    weights = world.market.cause_weights[0].copy()
    maker.improve()
    mended = maker.spec.improvement.gain * (weights[0] - weights.mean())
    assert np.allclose(world.advice, mended * np.array([*reports, 0, 0]) / 7 * 0.5)  # half of the purchases are its
    assert not maker.voices.any()


def test_a_blind_improvement_is_nobodys_advice():
    made = model("baseline", "consumers.count=100")
    made.world.day = 30
    made.world.begin_day()
    made.suppliers[0].workshop.improve()
    assert not made.world.advice.any()


def test_a_result_says_what_was_known_whatever_is_lived_after():
    made = model("baseline", *LIVED_ON)
    result = made.run()
    assert made.recorder.finish().days == 120
    assert dataclasses.replace(made.result(), seconds=0.0).digest == result.digest
    assert made.world.day == 120 + 4 * 30
