"""Novelty (Z4): the standard rises, suppliers try to keep up, and retailers may help them."""

from __future__ import annotations

import numpy as np
import pytest

from sim.ledger import OUTSIDE
from tests.worlds import everybody, lived, model, run

MAKERS = ("kebun", "pabrik")
STILL = ("market.standard_growth=0", "ideas.idea_prob=0")
NO_NOVELTY = tuple(f"suppliers.{name}.innovation.spend=0" for name in MAKERS)


def both(key: str, value: object) -> tuple[str, ...]:
    return tuple(f"suppliers.{name}.{key}={value}" for name in MAKERS)


def quality(result, name="kebun"):
    return result.suppliers.query(f"supplier == '{name}'")["quality"].to_numpy()


def test_goods_that_stay_as_they_are_feel_worse_by_the_standard():
    felt = quality(run("baseline", "consumers.count=20", "days=365", "market.standard_growth=0.1", *NO_NOVELTY))
    assert felt[-1] == pytest.approx(0.79 - 0.1)
    assert np.allclose(np.diff(felt), -0.1 / 365)
    assert set(quality(run("baseline", "consumers.count=20", "days=60", *STILL, *NO_NOVELTY))) == {0.79}


def test_nothing_feels_worse_than_nothing():
    felt = quality(run("baseline", "consumers.count=20", "days=400", "market.standard_growth=1", *NO_NOVELTY))
    assert felt.min() == felt[-1] == 0.0


def test_a_success_adds_a_share_of_what_is_missing():
    table = run("baseline", "consumers.count=20", "days=200", *STILL, *both("innovation.gain", 0.2),
                *both("innovation.review_days", 10)).suppliers  # fmt: skip
    for name in MAKERS:
        mine = table.query(f"supplier == '{name}'")
        start = model().scenario_file.suppliers[name].quality
        assert mine["innovations"].iloc[-1] > 2
        assert np.allclose(1 - mine["quality"], (1 - start) * 0.8 ** mine["innovations"])


@pytest.mark.parametrize(("spend", "chance"), [(0, 0.0), (20_000, 1 / 3), (40_000, 0.5), (360_000, 0.9)])
def test_attempts_succeed_by_what_is_spent_on_them(spend, chance):
    found = []
    for seed in range(6):
        table = run("baseline", "consumers.count=20", "days=365", *both("innovation.spend", spend),
                    *both("innovation.review_days", 2), seed=seed).suppliers  # fmt: skip
        found.append(table.groupby("supplier")["innovations"].max().sum() / (2 * 182))
    assert np.mean(found) == pytest.approx(chance, abs=0.045)


def test_more_spending_only_adds_successes():
    """The same luck against a higher chance: no success of the poorer is missed by the richer."""
    days = [run("baseline", "consumers.count=20", "days=365", *both("innovation.spend", spend),
                *both("innovation.review_days", 5)).suppliers.groupby("supplier")["innovations"].diff().fillna(0)
            for spend in (10_000, 60_000)]  # fmt: skip
    assert (days[0] <= days[1]).all()
    assert days[0].sum() < days[1].sum()


def test_retailers_help_is_shared_out_spent_and_counts_as_the_suppliers_own():
    shared = (
        "retailers.kopi.vendor.innovation_spend=30000",
        "retailers.pasar.vendor.innovation_spend=30000",
        "retailers.pasar.suppliers=[pabrik]",
        *both("innovation.spend", 0),
    )
    made = lived("baseline", 30, "consumers.count=1000", *shared)
    ledger = made.world.ledger
    assert ledger.flow("kopi", "innovation_help") == ledger.flow("pasar", "innovation_help") == -30 * 30_000
    assert ledger.flow("kebun", "innovation_help") == 30 * 15_000
    assert ledger.flow("pabrik", "innovation_help") == 30 * 45_000
    for name in MAKERS:
        assert ledger.flow(name, "innovation") == -ledger.flow(name, "innovation_help")
    assert ledger.flow(OUTSIDE, "innovation") == 30 * 60_000
    chances = [supplier.workshop._success_prob for supplier in made.suppliers]
    assert chances == pytest.approx([15 / 55, 45 / 85])


def test_novelty_wins_customers_and_costs_money():
    """Both sides: goods that keep up please more; spending without end eats the supplier's profit."""
    world = ("consumers.count=1000", "days=365", "market.standard_growth=0.06", *both("innovation.gain", 0.2))
    fresh, stale, lavish = (
        run("baseline", *world, *both("innovation.spend", spend), *both("innovation.review_days", 20))
        for spend in (40_000, 0, 2_000_000)
    )
    assert fresh.outcomes["satisfaction"] > stale.outcomes["satisfaction"]
    assert fresh.outcomes["units_sold"] > stale.outcomes["units_sold"]
    assert lavish.outcomes["supplier_profit"] < fresh.outcomes["supplier_profit"]


def test_the_luck_of_novelty_is_the_same_whatever_retailers_do():
    tables = [run(name, "consumers.count=100", "days=200", *everybody("vendor.innovation_spend", 0)).suppliers
              for name in ("open-replies", "promotion-heavy")]  # fmt: skip
    assert (tables[0]["innovations"] == tables[1]["innovations"]).all()
