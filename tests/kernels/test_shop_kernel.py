"""Shopping against closed forms: logit shares of known utilities, baskets, and short shelves served in order."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.agents import consumer
from sim.kernels import shop
from sim.kernels.codes import AWARE, EVER, LEFT, NOBODY, STANDING, WALKED_OUT
from sim.kernels.queueing import QUEUE, SERVED
from sim.kernels.records import TRIP
from sim.model import Model
from sim.randomness import Purpose, draw_bits, draw_uniform, stream
from tests.worlds import STEADY_NEEDS, everybody, model

MANY = 12_000
PLAIN = (
    f"consumers.count={MANY}",
    "platforms.facebook.network.mean_degree=0",
    "platforms.twitter.network.mean_degree=0",
    "consumers.taste_spread=0",
    *STEADY_NEEDS,
    *everybody("stock.opening_cover_days", 365),
    *everybody("price", 20_000),
    "choice.reference_price=20000",
    *everybody("place", 0),
    *everybody("counter.service_minutes", 0),
)


def indifferent(*overrides: str) -> Model:
    """A world in which everybody needs something, and a retailer's utility is its `place` alone."""
    made = model("baseline", *PLAIN, *overrides)
    population = made.world.population
    population.shop_rate[:] = 1.0
    population.price_sensitivity[:] = 0.0
    population.expectation[:] = 0.7
    population.satisfaction[:] = 0.7
    population.trust[:] = 0.5
    population.commitment[:] = 0.0
    population.appeal[:] = 0.0
    return made


def shopped(made: Model) -> np.ndarray:
    made.world.begin_day()
    consumer.shop(made.world)
    return made.world.trips


def shares(trips: np.ndarray) -> np.ndarray:
    """Share of all consumers who went to each retailer, and to none."""
    counts = np.bincount(trips["retailer"], minlength=4)
    return np.append(counts, MANY - counts.sum()) / MANY


def logit(*utilities: float) -> np.ndarray:
    weights = np.exp(np.array(utilities))
    return weights / weights.sum()


def assert_shares(found: np.ndarray, expected: np.ndarray, of: int = MANY) -> None:
    error = 4.0 * np.sqrt(expected * (1.0 - expected) / of) + 1e-9
    assert (np.abs(found - expected) < error).all(), (found, expected)


@pytest.mark.parametrize("edge", [1, 700, shop.BLOCK + 5])
def test_who_is_reckoned_together_changes_no_choice(edge, monkeypatch):
    whole, parted = (model("baseline", "consumers.count=5000") for _ in range(2))

    def in_two(size, work, *tallies):
        return [(low, work(low, high, *tallies)) for low, high in ((0, edge), (edge, size))]

    monkeypatch.setattr(parted.world, "over", in_two)
    assert (shopped(whole) == shopped(parted)).all()
    assert len(whole.world.trips) > 300
    assert whole.world.needs == parted.world.needs


# ------------------------------------------------------------------------------------------ where


def test_the_choice_of_a_retailer_is_the_logit_of_its_utilities():
    places = [
        f"retailers.{name}.place={v}"
        for name, v in zip(("kopi", "pasar", "toko", "warung"), (1, 0, -1, 0.5), strict=True)
    ]
    trips = shopped(indifferent("choice.outside_utility=0.3", *places))
    assert_shares(shares(trips), logit(1.0, 0.0, -1.0, 0.5, 0.3))


def test_the_second_choice_is_the_logit_among_what_is_left():
    trips = shopped(indifferent("choice.outside_utility=0.3", "retailers.kopi.place=1.0"))
    went = trips[trips["retailer"] == 0]
    left = logit(0.0, 0.0, 0.0, 0.3)
    second = went["second"]
    found = np.array([np.mean(second == r) for r in (1, 2, 3, NOBODY)])
    assert_shares(found, left, of=len(went))
    assert (trips["second"] != trips["retailer"]).all()


@pytest.mark.parametrize(
    ("column", "value", "weight", "gain"),
    [
        ("expectation", 0.9, "quality_weight=5.0", 5.0 * 0.2),
        ("satisfaction", 0.4, "satisfaction_weight=3.0", -3.0 * 0.3),
        ("trust", 0.8, "trust_weight=2.0", 2.0 * 0.3),
        ("commitment", 0.5, "commitment_weight=2.0", 1.0),
        ("appeal", 0.5, "appeal_weight=2.0", 1.0),
    ],
)
def test_each_attitude_enters_the_utility_with_its_weight(column, value, weight, gain):
    made = indifferent("choice.outside_utility=0", f"choice.{weight}", *everybody("posts.discount", 0))
    made.world.population.array(column)[2] = value
    assert_shares(shares(shopped(made)), logit(0, 0, gain, 0, 0))


def test_a_weight_of_zero_switches_an_attitude_off():
    made = indifferent("choice.trust_weight=0", "choice.quality_weight=0", "choice.satisfaction_weight=0")
    before = shopped(made).copy()
    for column in ("trust", "expectation", "satisfaction"):
        made.world.population.array(column)[1] = 1.0
    assert (shopped(made) == before).all()


@pytest.mark.parametrize("price", [10_000, 30_000])
def test_where_all_are_dear_or_cheap_it_is_the_outside_option_that_wins_or_loses(price):
    made = indifferent("choice.outside_utility=0", *everybody("price", price))
    made.world.population.price_sensitivity[:] = 2.0
    lost = 2.0 * (price / 20_000 - 1.0)
    assert_shares(shares(shopped(made)), logit(-lost, -lost, -lost, -lost, 0.0))


def test_a_dearer_retailer_loses_by_price_sensitivity():
    prices = ("retailers.kopi.price=30000", "retailers.pasar.price=10000")
    made = indifferent("choice.outside_utility=0", *prices)
    made.world.population.price_sensitivity[:] = 2.0
    assert_shares(shares(shopped(made)), logit(-1.0, 1.0, 0.0, 0.0, 0.0))


def test_only_those_aware_of_a_promotion_reckon_with_its_price():
    made = indifferent("choice.outside_utility=0", "choice.appeal_weight=0", "retailers.kopi.posts.discount=0.5")
    made.world.population.price_sensitivity[:] = 2.0
    made.world.population.appeal[0] = AWARE - 0.01
    assert_shares(shares(shopped(made)), logit(0, 0, 0, 0, 0))
    made.world.population.appeal[0] = AWARE + 0.01
    assert_shares(shares(shopped(made)), logit(1.0, 0, 0, 0, 0))


def test_nobody_goes_where_he_has_left():
    made = indifferent("choice.outside_utility=0")
    made.world.population.history[1] |= LEFT
    trips = shopped(made)
    assert not ((trips["retailer"] == 1) | (trips["second"] == 1)).any()
    assert_shares(shares(trips), logit(0, -math.inf, 0, 0, 0))


def test_an_outside_option_at_its_off_value_is_never_taken():
    trips = shopped(indifferent("choice.outside_utility=-50"))
    assert len(trips) == MANY
    assert (trips["second"] != NOBODY).all()


def test_tastes_last_and_differ_between_consumers():
    """With a large spread nearly everybody goes to the favourite of yesterday; without it, one in five does."""

    def loyal(spread: float) -> float:
        made = indifferent("choice.outside_utility=-50", f"consumers.taste_spread={spread}")
        first = shopped(made)["retailer"].copy()
        made.world.day += 1
        return float(np.mean(shopped(made)["retailer"] == first))

    assert loyal(0.0) == pytest.approx(0.25, abs=0.02)
    assert loyal(5.0) > 0.6


def test_of_two_standing_orders_that_of_the_greater_commitment_counts():
    made = indifferent(
        "choice.outside_utility=-50", "choice.commitment_weight=0", *everybody("orders.standing_share", 1)
    )
    population = made.world.population
    population.history[:] |= EVER
    population.follows[:] = 1
    population.online_from[:] = 0
    for first, second, expected in ((1.0, 0.9, 1), (0.9, 1.0, 2)):
        population.commitment[1], population.commitment[2] = first, second
        trips = shopped(made)
        assert (trips["retailer"] == expected).all()
        assert (trips["marks"] == STANDING).all()
        assert_shares(np.array([np.mean(trips["second"] == expected)]), np.array([0.0]))


# ------------------------------------------------------------------------------------------ whether


def test_the_share_in_need_is_the_trip_rate_and_a_promotion_lifts_it():
    made = indifferent("choice.trip_lift=0.5")
    population = made.world.population
    population.shop_rate[:] = 0.2
    assert len(shopped(made)) <= made.world.needs
    assert_shares(np.array([made.world.needs / MANY]), np.array([0.2]))
    population.appeal[3] = 0.6
    shopped(made)
    assert_shares(np.array([made.world.needs / MANY]), np.array([0.2 * (1 + 0.5 * 0.6)]))


def test_a_trip_that_was_put_off_is_made_the_next_day_and_once():
    made = indifferent("choice.outside_utility=-50")
    population = made.world.population
    population.shop_rate[:] = 0.0
    population.delayed[[5, 77]] = 1
    assert shopped(made)["consumer"].tolist() == [5, 77]
    assert not population.delayed.any()
    assert len(shopped(made)) == 0


# ------------------------------------------------------------------------------------------ what


def test_products_without_taste_are_bought_alike():
    trips = shopped(indifferent("choice.outside_utility=-50"))
    start = indifferent().world.market.offer_start
    for r in range(4):
        mine = trips[trips["retailer"] == r]["offer"]
        assert ((mine >= start[r]) & (mine < start[r + 1])).all()
        assert_shares(np.array([np.mean(mine == start[r])]), np.array([0.5]), of=len(mine))


@pytest.mark.parametrize("mean", [1.0, 1.5, 2.0, 3.0])
def test_a_basket_is_one_unit_plus_a_geometric_number(mean):
    units = shopped(indifferent("choice.outside_utility=-50", f"consumers.basket_units={mean}"))["units"]
    more = 1.0 - 1.0 / mean
    expected = np.array([more**k * (1.0 - more) for k in range(5)])
    assert_shares(np.array([np.mean(units == k + 1) for k in range(5)]), expected)
    assert units.min() >= 1
    assert units.mean() == pytest.approx(mean, rel=0.03)


def test_a_large_basket_has_the_mean_that_the_scenario_gives():
    units = shopped(indifferent("choice.outside_utility=-50", "consumers.basket_units=5.0"))["units"]
    assert units.mean() == pytest.approx(5.0, rel=0.03)


# ------------------------------------------------------------------------------------------ short shelves

START = np.array([0, 2, 4, 5], dtype=np.int64)  # three retailers with two, two and one product
KEY, VISITS = stream(1, Purpose.STOCKOUT, 3), stream(1, Purpose.SERVICE, 3)


def serve_plainly(arrival, shares_of, trips, stock, stays=1.0):
    """What the docstring of `serve` says, one customer at a time."""
    product, retailer, delay = shares_of
    stock, delayed, missed, out = stock.copy(), set(), [0, 0, 0], trips.copy()
    unlucky = []
    for k in arrival:  # first all who find what they want, in their order …
        trip = out[k]
        if stock[trip["offer"]] >= trip["units"]:
            stock[trip["offer"]] -= trip["units"]
        else:
            missed[trip["retailer"]] += 1
            unlucky.append(k)
    for k in unlucky:  # … then the others, with what is left
        trip = out[k]
        mood = draw_uniform(KEY, int(trip["consumer"]))
        here, there = int(trip["retailer"]), int(trip["second"])
        shelf: list[int] = []
        if mood < product:
            shelf = [o for o in range(START[here], START[here + 1]) if o != trip["offer"]]
        elif mood < product + retailer:
            shelf = list(range(START[there], START[there + 1])) if there != NOBODY else []
        elif mood < product + retailer + delay:
            delayed.add(int(trip["consumer"]))
        found = next((o for o in shelf if stock[o] >= trip["units"]), -1)
        if found >= 0 and mood >= product:  # elsewhere
            trip["retailer"], trip["marks"] = there, 0
            if (draw_bits(VISITS, int(trip["consumer"]), there) & 0xFFFFFF) * 2.0**-24 >= stays:
                found, trip["marks"] = -1, WALKED_OUT
                delayed.add(int(trip["consumer"]))  # all of them come again tomorrow
        if found >= 0:
            stock[found] -= trip["units"]
        trip["offer"] = found
    return out, stock, delayed, missed


def queue(seed: int, count: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Random trips, their order of arrival, and shelves too short for them."""
    rng = np.random.default_rng(seed)
    trips = np.zeros(count, dtype=TRIP)
    trips["consumer"] = rng.permutation(10 * count + 1)[:count]
    trips["retailer"] = rng.integers(0, 3, count)
    trips["second"] = (trips["retailer"] + rng.integers(1, 3, count)) % 3
    trips["second"][rng.random(count) < 0.2] = NOBODY
    width = np.diff(START)[trips["retailer"]]
    trips["offer"] = START[trips["retailer"]] + rng.integers(0, 1_000_000, count) % width
    trips["units"] = rng.integers(1, 5, count)
    return trips, rng.permutation(count).astype(np.int64), rng.integers(0, 1 + count, 5).astype(np.int64)


def served(trips, arrival, stock, shares_of, stays=1.0):
    trips, stock = trips.copy(), stock.copy()
    delayed = np.zeros(int(trips["consumer"].max(initial=0)) + 1, dtype=np.uint8)
    missed = np.zeros(3, dtype=np.int64)
    queues = np.zeros((3, QUEUE))
    queues[:, SERVED] = stays
    shop.serve(arrival, VISITS, KEY, *shares_of, 1.0, queues, START, trips, stock, delayed, missed)
    return trips, stock, set(np.flatnonzero(delayed).tolist()), missed.tolist()


@given(
    st.integers(0, 2**32 - 1), st.integers(0, 60),
    st.sampled_from([(0.3, 0.3, 0.2), (1, 0, 0), (0, 1, 0), (0, 0, 1)]), st.sampled_from([1.0, 0.6, 0.0]),
)  # fmt: skip
def test_serving_is_what_a_plain_reading_of_its_rule_gives(seed, count, shares_of, stays):
    trips, arrival, stock = queue(seed, count)
    out, left, delayed, missed = served(trips, arrival, stock, shares_of, stays)
    plain_out, plain_left, plain_delayed, plain_missed = serve_plainly(arrival, shares_of, trips, stock, stays)
    assert out.tolist() == plain_out.tolist()
    assert left.tolist() == plain_left.tolist()
    assert (delayed, missed) == (plain_delayed, plain_missed)


@given(st.integers(0, 2**32 - 1), st.integers(0, 60))
def test_no_shelf_sells_more_than_it_holds(seed, count):
    trips, arrival, stock = queue(seed, count)
    out, left, _, _ = served(trips, arrival, stock, (0.4, 0.4, 0.1))
    got = out[out["offer"] >= 0]
    sold = np.bincount(got["offer"], weights=got["units"], minlength=5)
    assert (left >= 0).all()
    assert (sold == stock - left).all()


def test_those_who_come_first_are_served_first():
    trips = np.zeros(6, dtype=TRIP)
    trips["consumer"] = np.arange(6)
    trips["units"] = 1
    trips["second"] = NOBODY
    arrival = np.array([4, 2, 0, 5, 1, 3], dtype=np.int64)
    out, left, _, missed = served(trips, arrival, np.array([3, 0, 0, 0, 0]), (0.0, 0.0, 0.0))
    assert np.flatnonzero(out["offer"] == 0).tolist() == [0, 2, 4]
    assert left[0] == 0
    assert missed == [3, 0, 0]


def test_a_smaller_basket_may_still_fit_where_a_larger_did_not():
    trips = np.zeros(2, dtype=TRIP)
    trips["consumer"], trips["units"], trips["second"] = [0, 1], [5, 2], NOBODY
    out, left, _, _ = served(trips, np.array([0, 1]), np.array([3, 0, 0, 0, 0]), (0.0, 0.0, 0.0))
    assert out["offer"].tolist() == [-1, 0]
    assert left[0] == 1


def test_substitution_shares_are_those_of_the_scenario():
    """Everybody's product is sold out and everything else is plentiful: the shares can be read off."""
    count = 20_000
    trips = np.zeros(count, dtype=TRIP)
    trips["consumer"], trips["units"], trips["second"] = np.arange(count), 1, 1
    stock = np.array([0, count, count, count, 0])
    out, _, delayed, missed = served(trips, np.arange(count), stock, (0.26, 0.31, 0.15))
    found = np.array([np.mean(out["offer"] == 1), np.mean(out["offer"] == 2), len(delayed) / count])
    assert_shares(found, np.array([0.26, 0.31, 0.15]), of=count)
    assert (out["retailer"] == np.where(out["offer"] == 2, 1, 0)).all()
    assert missed == [count, 0, 0]


def test_who_has_left_a_queue_takes_nothing_from_a_short_shelf():
    trips = np.zeros(2, dtype=TRIP)
    trips["consumer"], trips["units"], trips["second"] = [0, 1], 1, NOBODY
    trips["offer"][0], trips["marks"][0] = -1, WALKED_OUT
    out, left, delayed, missed = served(trips, np.array([0, 1]), np.array([1, 0, 0, 0, 0]), (0.0, 0.0, 1.0))
    assert out["offer"].tolist() == [-1, 0]
    assert (left[0], delayed, missed) == (0, set(), [0, 0, 0])


def test_a_standing_order_does_not_go_along_to_the_second_choice():
    trips = np.zeros(2, dtype=TRIP)
    trips["consumer"], trips["units"], trips["second"], trips["marks"] = [0, 1], 1, 1, STANDING
    out, _, _, _ = served(trips, np.array([0, 1]), np.array([1, 0, 1, 0, 0]), (0.0, 1.0, 0.0))
    assert out["retailer"].tolist() == [0, 1]
    assert out["marks"].tolist() == [STANDING, 0]
