"""Continuous improvement (Z7): each P goes its way, at a cost, and does what it is for."""

from __future__ import annotations

import numpy as np
import pytest

from tests.worlds import everybody, lived, run

SMALL = ("consumers.count=1000", "days=120")
FAST = ("kaizen.half_life_days=10", "collaborators.authorities.shock_prob=0")
LEVERS = ("product", "price", "promotion", "place")
KOPI = "retailers.kopi.kaizen"


def kopi(result, column):
    return result.retailers.query("retailer == 'kopi'")[column].to_numpy()


def spent(lever: str, amount: int, *more: str, seed: int = 1):
    return run("baseline", *SMALL, *FAST, f"{KOPI}.{lever}={amount}", *more, seed=seed)


def test_without_spending_no_lever_moves():
    result = run("baseline", *SMALL, *FAST)
    for column, value in (("usual_price", 25_000), ("service_failure_prob", 0.04), ("spoilage_rate", 0.002),
                          ("promotion_pull", 1.0), ("place", 0.0)):  # fmt: skip
        assert (kopi(result, column) == value).all(), column


@pytest.mark.parametrize(
    ("lever", "column", "first", "last"),
    [
        ("product", "service_failure_prob", 0.04, 0.04 * (1 - 0.5 * 0.5)),
        ("product", "spoilage_rate", 0.002, 0.002 * (1 - 0.5 * 0.5)),
        ("price", "usual_price", 25_000, 25_000 * (1 - 0.03 * 0.5)),
        ("promotion", "promotion_pull", 1.0, 1 + 0.5 * 0.5),
        ("place", "place", 0.0, 0.15 * 0.5),
    ],
)
def test_a_lever_goes_towards_what_its_spending_can_reach(lever, column, first, last):
    values = kopi(spent(lever, 8000), column)
    assert values[-1] == pytest.approx(last, rel=1e-3)
    assert values[9] == pytest.approx((first + last) / 2, rel=1e-3)  # half of the way after the half-life
    other = {"usual_price", "service_failure_prob", "spoilage_rate", "promotion_pull", "place"} - {column}
    still = run("baseline", *SMALL, *FAST)
    if lever != "product":
        assert all((kopi(spent(lever, 8000), name) == kopi(still, name)).all() for name in other)


@pytest.mark.parametrize("lever", LEVERS)
def test_what_is_spent_is_paid_every_day(lever):
    made = lived("baseline", 10, "consumers.count=500", f"{KOPI}.{lever}=3000")
    assert made.world.ledger.flow("kopi", "kaizen") == -10 * 1500


def test_a_cheaper_shop_hands_its_saving_on():
    result = spent("price", 8000)
    saved = lived("baseline", 120, *SMALL, *FAST, f"{KOPI}.price=8000").world.ledger.flow("kopi", "shop_costs")
    levels = 0.5 * (1 - 0.5 ** (np.arange(1, 121) / 10))
    assert -saved == pytest.approx((173_000 * (1 - 0.2 * levels)).sum(), rel=1e-3)
    assert kopi(result, "price").mean() < 25_000


@pytest.mark.parametrize("lever", ["price", "place"])
def test_lower_prices_and_nearer_shops_sell_more(lever):
    for seed in (1, 2, 3):
        assert (
            spent(lever, 80_000, seed=seed).outcomes["market_share"]
            > run("baseline", *SMALL, *FAST, seed=seed).outcomes["market_share"]
        )


def test_better_service_fails_less_and_fresher_goods_spoil_less():
    better, plain = spent("product", 80_000), run("baseline", *SMALL, *FAST)
    for column in ("service_failures", "spoilt"):
        assert kopi(better, column).sum() < kopi(plain, column).sum()
    assert better.outcomes["satisfaction"] > plain.outcomes["satisfaction"]


def test_posts_with_more_pull_have_more_appeal():
    many = ("attention.following_at_start=0.4", *everybody("posts.promotion_rate", 1))
    pulled, plain = spent("promotion", 80_000, *many), run("baseline", *SMALL, *FAST, *many)
    assert kopi(pulled, "appeal")[20:].mean() > 1.2 * kopi(plain, "appeal")[20:].mean()


def test_improvement_may_cost_more_than_it_brings():
    """The gain and the harm: some spending on place pays here, and a fortune does not."""
    profit = [np.mean([spent("place", amount, seed=seed).outcomes["retailer_profit"] for seed in (1, 2, 3)])
              for amount in (0, 2000, 200_000)]  # fmt: skip
    assert profit[1] > profit[0] > profit[2]
