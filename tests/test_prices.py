"""Tailored discounts: who is given them, what the retailer errs by, what is paid, and what feels unfair (CV1, Tg)."""

from __future__ import annotations

import math
from statistics import NormalDist

import networkx as nx
import numpy as np
import pytest

from sim.agents import consumer
from sim.kernels import judge
from sim.kernels.codes import AWARE, EVER
from sim.kernels.numbers import shifted
from sim.kernels.pricing import NO_FRIEND, drawn_friend, gets_discount
from sim.kernels.records import TRIP
from sim.model import Model
from tests.worlds import everybody, model, run

KOPI = 0
MANY = 6000
SPREAD = 0.4  # log-standard deviation of price sensitivity, as in the schema
ALL = ("retailers.kopi.database.tailored_discount=1",)


def customers(*overrides: str, known: bool = True) -> Model:
    """A world in which everybody is aware of a promotion of the first retailer, and a customer of it if known."""
    made = model(
        "baseline", f"consumers.count={MANY}", "experience.noise=0",
        "experience.opinion_spread=0", "suppliers.kebun.defect_prob=0",
        "retailers.kopi.service_failure_prob=0", "retailers.kopi.posts.discount=0.2", "retailers.kopi.price=20000",
        "promises.kept_gain=0", "promises.broken_loss=0", "attention.follow_after_purchase=0",
        "retailers.kopi.counter.service_minutes=0", *overrides,
    )  # fmt: skip
    population = made.world.population
    population.appeal[KOPI] = AWARE + 0.1
    population.history[KOPI] = EVER * known
    population.trust[KOPI] = 0.5
    return made


def buy(made: Model) -> np.ndarray:
    """Everybody buys one unit of the first product of the first retailer; the retailer's tally."""
    trips = np.zeros(MANY, dtype=TRIP)
    trips["consumer"], trips["units"] = np.arange(MANY), 1
    made.world.begin_day()
    made.world.trips = trips
    consumer._compare_prices(made.world, made.world.market.promotion_price)
    consumer.judge(made.world)
    return made.world.sales_tally[KOPI]


def near(share: float, of: float = MANY) -> object:
    return pytest.approx(share, abs=4.5 * (max(share * (1 - share), 1e-4) / of) ** 0.5)


def above_the_mean(error: float) -> float:
    """Chance that the estimate lies above the mean: log-sensitivity is normal around log(mean) - SPREAD ** 2 / 2."""
    return 1.0 - NormalDist().cdf(0.5 * SPREAD * SPREAD / math.hypot(SPREAD, error))


# ------------------------------------------------------------------------------------------ who pays what


@pytest.mark.parametrize("error", [0.0, 0.5, 2.0])
@pytest.mark.parametrize("share", [0.3, 1.0])
def test_so_many_customers_get_the_discount_as_are_taken_to_be_price_sensitive(error, share):
    tally = buy(customers(f"retailers.kopi.database.tailored_discount={share}",
                          f"retailers.kopi.database.price_error={error}"))  # fmt: skip
    expected = 1.0 - share + share * above_the_mean(error)
    assert tally[judge.DISCOUNTED_UNITS] / MANY == near(expected)
    assert tally[judge.REVENUE] == 20_000 * MANY - tally[judge.DISCOUNT_GIVEN]
    assert tally[judge.DISCOUNT_GIVEN] == 4_000 * tally[judge.DISCOUNTED_UNITS]
    assert tally[judge.PROMOTED_UNITS] == MANY


def test_without_an_error_exactly_the_price_sensitive_get_it():
    made = customers(*ALL, "retailers.kopi.database.price_error=0")
    world = made.world
    sensitivity = world.population.price_sensitivity
    given = [
        gets_discount(i, KOPI, EVER, sensitivity[i], 1.0, 0.0, world.rules.price) for i in range(MANY)
    ]  # fmt: skip
    assert given == (sensitivity > world.scenario.consumers.price_sensitivity).tolist()


@pytest.mark.parametrize("settings", [("retailers.kopi.database.tailored_discount=0",), ALL])
def test_whoever_the_retailer_does_not_know_gets_every_discount(settings):
    tally = buy(customers(*settings, known=False))
    assert tally[judge.DISCOUNTED_UNITS] == MANY


def test_what_was_reckoned_with_when_choosing_is_what_is_paid():
    """Nobody but the first retailer differs in price, and price is all that counts: those with the discount come."""
    made = customers(
        *ALL, *everybody("price", 20_000), *everybody("place", 0), "consumers.taste_spread=0",
        "choice.appeal_weight=0", "choice.outside_utility=-50", *everybody("stock.opening_cover_days", 365),
    )  # fmt: skip
    population = made.world.population
    population.shop_rate[:] = 1.0
    population.expectation[:], population.satisfaction[:], population.trust[:] = 0.7, 0.7, 0.5
    population.price_sensitivity[: MANY // 2] = 1e-6  # taken for insensitive, and so refused
    population.price_sensitivity[MANY // 2 :] = 1000.0  # taken for sensitive, and so they come
    made.world.begin_day()
    consumer.shop(made.world)
    trips = made.world.trips
    insensitive = trips["consumer"] < MANY // 2
    assert np.mean(trips["retailer"][insensitive] == KOPI) == near(0.25, MANY / 2)
    assert (trips["retailer"][~insensitive] == KOPI).all()
    consumer.judge(made.world)
    tally = made.world.sales_tally[KOPI]
    assert tally[judge.DISCOUNTED_UNITS] == trips["units"][~insensitive].sum()


# ------------------------------------------------------------------------------------------ the error


@pytest.mark.parametrize("error", [0.1, 0.5, 1.0])
def test_the_error_of_the_estimate_is_the_one_that_the_scenario_says(error):
    result = run("baseline", "consumers.count=2000", "days=40", f"retailers.kopi.database.price_error={error}")
    assert result.outcomes["estimate_error"] == pytest.approx(error, rel=0.1)


def test_a_retailer_that_tailors_nothing_estimates_nothing():
    none = run("baseline", "consumers.count=300", "days=20", "retailers.kopi.database.tailored_discount=0")
    assert math.isnan(none.outcomes["estimate_error"])
    closed = run("baseline", "consumers.count=300", "days=20", *ALL, "retailers.kopi.accounts=[]")
    assert math.isnan(closed.outcomes["estimate_error"])


def test_a_worse_estimate_spares_less_and_loses_more():
    """Both sides of the policy: margin against those who go elsewhere."""
    size = (
        "consumers.count=6000",
        "days=120",
        "attention.following_at_start=0.5",
        "retailers.kopi.posts.discount=0.25",
        "retailers.kopi.posts.promotion_rate=2",
        "personal.unfair_harm=0",
    )

    def mean(name: str, *more: str) -> float:
        return float(np.mean([run("baseline", *size, *more, seed=s).outcomes[name] for s in (1, 2, 3)]))

    never = ("retailers.kopi.database.tailored_discount=0",)
    well, badly = ((*ALL, f"retailers.kopi.database.price_error={e}") for e in (0, 3))
    assert mean("discount_per_promoted_unit", *well) < mean("discount_per_promoted_unit", *never)
    assert mean("units_sold", *badly) < mean("units_sold", *well) < mean("units_sold", *never)
    assert mean("retailer_profit", *well) > mean("retailer_profit", *badly)


# ------------------------------------------------------------------------------------------ unfairness


def friends(tmp_path, *overrides: str) -> Model:
    """Pairs of friends: the first of each is refused the discount of the first retailer, the second gets it."""
    path = tmp_path / "pairs.txt"
    nx.write_edgelist(nx.from_edgelist((i, i + 1) for i in range(0, MANY, 2)), path, data=False)
    made = customers(*ALL, "platforms.facebook.network.source=file", f"platforms.facebook.network.path={path}",
                     "personal.unfair_harm=0.1", *overrides)  # fmt: skip
    made.world.population.price_sensitivity[0::2] = 1e-6
    made.world.population.price_sensitivity[1::2] = 1000.0
    return made


def test_who_is_refused_what_a_friend_gets_loses_trust(tmp_path):
    made = friends(tmp_path)
    tally = buy(made)
    assert tally[judge.UNFAIR_PRICES] == MANY // 2
    trust = made.world.population.trust[KOPI].astype(float)
    assert np.allclose(trust[0::2], [shifted(t, -0.1) for t in trust[1::2]], atol=1e-6)


def test_nothing_is_unfair_where_nobody_is_refused_or_no_friend_gets_more(tmp_path):
    alone = friends(tmp_path)
    alone.world.population.appeal[KOPI, 1::2] = 0.0
    assert buy(alone)[judge.UNFAIR_PRICES] == 0
    nothing_to_give = friends(tmp_path, "retailers.kopi.posts.discount=0")
    assert buy(nothing_to_give)[judge.UNFAIR_PRICES] == 0
    no_platform = customers(*ALL)
    no_platform.world.platforms = ()
    assert buy(no_platform)[judge.UNFAIR_PRICES] == 0


def test_each_friend_is_drawn_alike_and_by_who_it_is():
    indptr, lower, upper = np.array([0, 4, 4, 4, 4, 4]), np.array([1, 2, 3, 4], dtype=np.uint16), np.zeros(4, np.uint8)
    member, online = np.full(5, 1, dtype=np.uint8), np.zeros(5, dtype=np.int32)
    drawn = [drawn_friend(np.uint64(k * 7919), 0, indptr, lower, upper, 0, member, online, 0) for k in range(8000)]
    assert np.allclose(np.bincount(drawn, minlength=5)[1:] / 8000, 0.25, atol=0.025)
    turned = [drawn_friend(np.uint64(k * 7919), 0, indptr, lower[::-1].copy(), upper, 0, member, online, 0)
              for k in range(200)]  # fmt: skip
    assert turned == drawn[:200]
    member[2], online[3] = 0, 9
    there = {drawn_friend(np.uint64(k * 7919), 0, indptr, lower, upper, 1, member, online, 5) for k in range(200)}
    assert there == {1, 4}
    assert drawn_friend(np.uint64(1), 2, indptr, lower, upper, 0, member, online, 0) == NO_FRIEND


def test_a_trip_is_marked_unfair_in_the_world_and_not_without_the_mechanism():
    lively = (
        "consumers.count=800",
        "days=60",
        "attention.following_at_start=0.7",
        "platforms.facebook.reach=0.8",
        "consumers.shop_rate=0.4",
        *everybody("posts.promotion_rate", 2),
    )
    tailoring = everybody("database.tailored_discount", 1)
    assert run("baseline", *lively, *tailoring).retailers["unfair_prices"].sum() > 10
    none = everybody("database.tailored_discount", 0)
    assert run("baseline", *lively, *none).retailers["unfair_prices"].sum() == 0
