"""Standing orders: who has one, that routine needs go by it, what it spares, what it costs, and what it ties (Te)."""

from __future__ import annotations

import math

import numpy as np
import pytest

from sim.agents import consumer
from sim.kernels import judge
from sim.kernels.codes import EVER, LEFT, NOBODY, STANDING
from sim.model import Model
from tests.worlds import STEADY_NEEDS, differing, everybody, lived, model, run

KOPI, PASAR = 0, 1
MANY = 6000
NONE = everybody("orders.standing_share", 0)
FOLLOWED = ("attention.following_at_start=0.5", "relationship.commitment_gain=0.2", "consumers.shop_rate=0.3")
SIZE = ("consumers.count=800", "days=90")
SEEDS = (1, 2, 3, 4)


def in_need(commitment: float = 0.5, share: float = 0.4, *overrides: str) -> Model:
    """A world in which all need something, and are committed followers and customers of the first retailer."""
    made = model(
        "baseline", *STEADY_NEEDS, f"consumers.count={MANY}", *everybody("stock.opening_cover_days", 365),
        f"retailers.kopi.orders.standing_share={share}", *overrides,
    )  # fmt: skip
    population = made.world.population
    population.shop_rate[:] = 1.0
    population.online_from[:] = 0
    population.follows[KOPI], population.history[KOPI], population.commitment[KOPI] = 1, EVER, commitment
    return made


def shopped(made: Model) -> np.ndarray:
    made.world.begin_day()
    consumer.shop(made.world)
    return made.world.trips


def by_order(trips: np.ndarray) -> np.ndarray:
    return (trips["marks"] & STANDING) == STANDING


def near(share: float, of: float = MANY) -> object:
    return pytest.approx(share, abs=4.5 * (max(share * (1 - share), 1e-4) / of) ** 0.5)


def outcome(name: str, *overrides: str) -> float:
    return float(np.mean([run("baseline", *SIZE, *FOLLOWED, *overrides, seed=seed).outcomes[name] for seed in SEEDS]))


# ------------------------------------------------------------------------------------------ who


@pytest.mark.parametrize(("commitment", "share"), [(0.5, 0.4), (1.0, 0.2), (0.2, 1.0), (0.0, 1.0), (0.7, 0.0)])
def test_as_many_hold_one_as_the_lever_and_their_commitment_say(commitment, share):
    trips = shopped(in_need(commitment, share))
    ordered = by_order(trips)
    assert ordered.sum() / MANY == near(share * commitment)
    assert (trips["retailer"][ordered] == KOPI).all()


def test_whoever_holds_one_today_holds_it_tomorrow_and_a_growing_commitment_only_adds():
    made = in_need(0.4)
    first = set(shopped(made)["consumer"][by_order(made.world.trips)].tolist())
    made.world.day += 1
    assert set(shopped(made)["consumer"][by_order(made.world.trips)].tolist()) == first
    made.world.population.commitment[KOPI] = 0.8
    assert set(shopped(made)["consumer"][by_order(made.world.trips)].tolist()) > first


@pytest.mark.parametrize(
    ("column", "value"), [("follows", 0), ("history", 0), ("history", EVER | LEFT), ("online_from", 9)]
)
def test_it_takes_a_customer_who_follows_is_online_and_has_not_left(column, value):
    made = in_need(1.0, 1.0)
    array = made.world.population.array(column)
    (array[KOPI] if array.ndim == 2 else array)[:] = value
    assert not by_order(shopped(made)).any()


def test_of_several_the_one_of_greatest_commitment_counts():
    made = in_need(0.6, 1.0, "retailers.pasar.orders.standing_share=1")
    population = made.world.population
    population.follows[PASAR], population.history[PASAR] = 1, EVER
    population.commitment[PASAR] = np.where(np.arange(MANY) % 2, 0.9, 0.3)
    trips = shopped(made)
    ordered, odd = by_order(trips), trips["consumer"] % 2 == 1
    assert np.mean(ordered & odd & (trips["retailer"] == PASAR)) == near(0.45, MANY)  # .9 of half of them
    assert np.mean(ordered & odd & (trips["retailer"] == KOPI)) == near(0.5 * 0.1 * 0.6)
    assert np.mean(ordered & ~odd & (trips["retailer"] == KOPI)) == near(0.5 * 0.6)
    assert np.mean(ordered & ~odd & (trips["retailer"] == PASAR)) == near(0.5 * 0.4 * 0.3)


def test_what_would_have_been_chosen_is_the_second_choice():
    free, tied = shopped(in_need(1.0, 0.0)).copy(), shopped(in_need(1.0, 1.0))
    chosen = dict(zip(free["consumer"].tolist(), free["retailer"].tolist(), strict=True))
    for trip in tied:
        would = chosen.get(int(trip["consumer"]), NOBODY)
        assert trip["retailer"] == KOPI
        if would != KOPI:
            assert trip["second"] == would
    assert len(tied) == MANY > len(free)


# ------------------------------------------------------------------------------------------ what it spares


def test_standing_orders_are_served_before_others_from_a_short_shelf():
    made = in_need(0.5, 0.6, "choice.stockout_other_product=0", "choice.stockout_other_retailer=0",
                   "choice.stockout_delay=0")  # fmt: skip
    made.world.market.stock[:] = 150
    trips = shopped(made)
    mine = trips[trips["retailer"] == KOPI]
    served, ordered = mine["offer"] >= 0, by_order(mine)
    assert 0 < served.sum() < ordered.sum()
    assert not served[~ordered].any() or ordered[served].mean() > 0.97  # a small basket may fit where no other does


def test_a_standing_order_waits_for_nothing_and_shortens_the_queue_of_the_others():
    crowded = ("retailers.kopi.counter.capacity=1.2",)
    with_it = outcome("waiting_minutes", *crowded, "retailers.kopi.orders.standing_share=1")
    assert with_it < outcome("waiting_minutes", *crowded, "retailers.kopi.orders.standing_share=0")
    made = in_need(1.0, 1.0, "retailers.kopi.counter.capacity=0.03")
    shopped(made)
    consumer.judge(made.world)
    assert made.world.sales_tally[KOPI, judge.STANDING_ORDERS] == MANY
    assert made.world.sales_tally[KOPI, judge.WAITED] == 0


# ------------------------------------------------------------------------------------------ gain and harm


def test_the_retailer_pays_for_each():
    made = lived("baseline", 40, "consumers.count=600", *FOLLOWED, "retailers.kopi.orders.handling_cost=777")
    orders = sum(int(day[KOPI, judge.STANDING_ORDERS]) for day in made.recorder.finish().sales)
    assert orders > 0
    assert made.world.ledger.flow("kopi", "standing_orders") == -777 * orders


def test_routine_needs_stay_with_the_retailer_and_a_dear_handling_does_not_pay():
    none = ("retailers.kopi.orders.standing_share=0",)
    all_of_them = ("retailers.kopi.orders.standing_share=1",)
    assert outcome("share_of_wallet", *all_of_them) > outcome("share_of_wallet", *none)
    assert outcome("routine_share", *all_of_them) > outcome("routine_share") > outcome("routine_share", *none) == 0
    dear = (*all_of_them, "retailers.kopi.orders.handling_cost=60000")
    assert outcome("retailer_profit", *all_of_them) > outcome("retailer_profit", *none)
    assert outcome("retailer_profit", *dear) < outcome("retailer_profit", *none)


def test_who_has_what_is_needed_sent_does_not_compare_prices():
    """The harm to consumers: at a retailer that has become dear, surplus is lost."""
    dear = ("retailers.kopi.price=40000",)
    bound = outcome("units_sold", *dear, "retailers.kopi.orders.standing_share=1")
    free = outcome("units_sold", *dear, "retailers.kopi.orders.standing_share=0")
    assert bound > free
    surplus = [outcome("consumer_surplus", *dear, f"retailers.kopi.orders.standing_share={s}") for s in (1, 0)]
    assert surplus[0] < surplus[1]


def test_without_standing_orders_their_cost_changes_nothing():
    first, second = (
        lived("baseline", 30, "consumers.count=400", *FOLLOWED, *NONE, *more).recorder.finish()
        for more in ((), everybody("orders.handling_cost", 9999))
    )
    assert differing(first, second) == {}
    assert math.isclose(first.sales[..., judge.STANDING_ORDERS].sum(), 0)
