"""Waiting before a counter against the closed forms of a queue that nobody waits too long in (M/M/1+D)."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sim.agents import consumer
from sim.kernels import judge, shop
from sim.kernels.codes import STANDING, WALKED_OUT
from sim.kernels.queueing import ALL, EMPTY, QUEUE, SERVED, settle_queue, waiting_minutes
from sim.kernels.records import TRIP
from tests.kernels.test_judge_kernel import KOPI, MANY, all_near, buy, buyers
from tests.worlds import lived, model

MIDDLES = ((np.arange(40_000) + 0.5) / 40_000).astype(np.float32)
LOADS = pytest.mark.parametrize("load", [0.1, 0.5, 0.8, 0.95, 1.0, 1.2, 2.0, 9.0])
MINUTES, LONGEST = 3.0, 60.0


def queue(load: float, minutes: float = MINUTES, longest: float = LONGEST) -> np.ndarray:
    settled = np.full(QUEUE, np.nan)
    settle_queue(settled, load * 1000, 1000.0, minutes, longest)
    return settled


def waits(load: float, minutes: float = MINUTES, longest: float = LONGEST) -> np.ndarray:
    """Waits of people who drew every number alike, those who leave left out."""
    settled = queue(load, minutes, longest)
    return np.array([waiting_minutes(u, settled, longest) for u in MIDDLES if u < settled[SERVED]])


def simulated(load: float, minutes: float, longest: float, customers: int = 60_000) -> tuple[float, float, float]:
    """A queue customer by customer: the share of those who leave, the mean wait of the others, and who waits at all."""
    rng = np.random.default_rng(7)
    gaps, services = rng.exponential(minutes / load, customers), rng.exponential(minutes, customers)
    ahead, waited = 0.0, []
    for gap, service in zip(gaps, services, strict=True):
        ahead = max(ahead - gap, 0.0)
        if ahead <= longest:
            waited.append(ahead)
            ahead += service
    stayed = np.array(waited)
    return 1.0 - len(stayed) / customers, float(stayed.mean()), float(np.mean(stayed > 0.0))


@pytest.mark.parametrize(("load", "longest"), [(0.7, 20.0), (0.95, 20.0), (1.0, 15.0), (1.5, 20.0), (3.0, 12.0)])
def test_the_closed_form_is_what_a_queue_does_customer_by_customer(load, longest):
    left, wait, waiting = simulated(load, MINUTES, longest)
    stayed = waits(load, longest=longest)
    assert 1.0 - queue(load, longest=longest)[SERVED] == pytest.approx(left, abs=0.01)
    assert stayed.mean() == pytest.approx(wait, rel=0.06)
    assert np.mean(stayed > 0.0) == pytest.approx(waiting, abs=0.02)


@pytest.mark.parametrize("load", [0.1, 0.5, 0.8])
def test_where_nobody_has_to_leave_it_is_the_queue_without_an_end(load):
    stayed = waits(load, longest=600.0)
    assert len(stayed) == len(MIDDLES)
    assert stayed.mean() == pytest.approx(MINUTES * load / (1.0 - load), rel=0.01)
    assert np.mean(stayed > 0.0) == pytest.approx(load, abs=1e-3)
    for minutes in (1.0, 5.0, 20.0):
        expected = load * math.exp(-minutes * (1.0 - load) / MINUTES)
        assert np.mean(stayed > minutes) == pytest.approx(expected, abs=1e-3)


@LOADS
def test_as_many_are_served_as_the_counter_is_busy(load):
    """Customers served over those it can serve are the share of time in which it is not empty (PASTA)."""
    settled = queue(load)
    idle = float(np.mean([u * settled[ALL] <= settled[EMPTY] for u in MIDDLES]))
    assert load * settled[SERVED] == pytest.approx(1.0 - idle, abs=1e-4)
    assert load * settled[SERVED] <= 1.0 + 1e-9


def test_a_load_of_one_is_between_its_neighbours():
    below, at, above = (1.0 - queue(load)[SERVED] for load in (0.9999, 1.0, 1.0001))
    assert below < at < above
    assert at == pytest.approx(1.0 / (2.0 + LONGEST / MINUTES), rel=1e-5)  # weights 1, T / s and 1


ANY_LOAD = st.floats(0, 50)
ANY_MINUTES, ANY_LONGEST = st.floats(0, 60), st.floats(0.1, 600)
ANY_DRAW = st.integers(0, 2**24 - 1).map(lambda k: np.float32(k * 2.0**-24))


@given(ANY_DRAW, ANY_LOAD, ANY_MINUTES, ANY_LONGEST)
def test_no_wait_is_below_zero_or_above_the_longest(u, load, minutes, longest):
    settled = queue(load, minutes, longest)
    assert 0.0 < settled[SERVED] <= 1.0
    assume(u < settled[SERVED])
    assert 0.0 <= waiting_minutes(u, settled, longest) <= longest


@given(ANY_DRAW, ANY_LOAD, st.floats(0, 1), ANY_MINUTES, ANY_LONGEST)
def test_nobody_waits_less_or_stays_rather_before_a_fuller_counter(u, load, more, minutes, longest):
    freer, fuller = queue(load, minutes, longest), queue(load + more, minutes, longest)
    assert fuller[SERVED] <= freer[SERVED] + 1e-9
    assume(u < fuller[SERVED] and u < freer[SERVED])
    tolerance = 1e-5 * longest
    assert waiting_minutes(u, freer, longest) <= waiting_minutes(u, fuller, longest) + tolerance


@given(ANY_LOAD, ANY_MINUTES, ANY_LONGEST, st.lists(ANY_DRAW, min_size=2, max_size=2))
def test_who_draws_more_waits_longer(load, minutes, longest, draws):
    settled = queue(load, minutes, longest)
    assume(max(draws) < settled[SERVED])
    assert (
        waiting_minutes(min(draws), settled, longest) <= waiting_minutes(max(draws), settled, longest) + 1e-9 * longest
    )


# ------------------------------------------------------------------------------------------ who leaves

BUSY = ("consumers.count=3000", f"retailers.kopi.counter.capacity={1 / 3}", "choice.stockout_delay=0")


def trips_of(made) -> np.ndarray:
    made.world.begin_day()
    consumer.shop(made.world)
    return made.world.trips


@pytest.mark.parametrize("delay", [0.0, 0.3, 1.0])
def test_those_whose_wait_is_too_long_leave_and_some_come_again(delay):
    made = model("baseline", *BUSY, f"choice.walkout_delay={delay}")
    trips = trips_of(made)
    mine = trips[trips["retailer"] == KOPI]
    walked = mine["marks"] & WALKED_OUT != 0
    load = (len(mine) - 1) / 30
    assert load > 2
    assert np.mean(~walked) == pytest.approx(queue(load)[SERVED], abs=4.5 * 0.5 / len(mine) ** 0.5)
    assert (mine["offer"][walked] == -1).all()
    again = made.world.population.delayed[mine["consumer"][walked]]
    assert again.mean() == pytest.approx(delay, abs=4.5 * 0.5 / walked.sum() ** 0.5 if 0 < delay < 1 else 0)
    # shelves know nothing of them
    assert made.world.demand.sum() == trips["units"][trips["offer"] >= 0].sum()


def test_who_leaves_is_lost_to_the_day_and_less_satisfied():
    made = buyers("experience.empty_handed_drop=0.2", "experience.satisfaction_rate=0.25")
    trips = np.zeros(MANY, dtype=TRIP)
    trips["consumer"], trips["units"], trips["offer"], trips["marks"] = np.arange(MANY), 2, -1, WALKED_OUT
    made.world.begin_day()
    made.world.trips = trips
    before = made.world.population.satisfaction[KOPI].copy()
    consumer.judge(made.world)
    tally = made.world.sales_tally[KOPI]
    assert tally[judge.WALKOUTS] == MANY
    assert tally[judge.TRIPS] == tally[judge.REVENUE] == tally[judge.EMPTY_HANDED] == 0
    assert all_near(made.world.population.satisfaction[KOPI], before - 0.25 * 0.2)


def test_a_standing_order_waits_in_no_queue():
    trips = np.zeros(2000, dtype=TRIP)
    trips["consumer"], trips["units"], trips["marks"] = np.arange(2000), 1, STANDING * (np.arange(2000) % 2)
    one = np.ones(1)
    counts = [np.zeros(1, dtype=np.int64) for _ in range(3)]
    shop.count_demand(
        np.uint64(3), np.uint64(4), 0.0, trips, np.array([10_000]), 10 * one, MINUTES * one, LONGEST * one,
        np.zeros(2000, dtype=np.uint8), *counts, np.zeros((1, QUEUE)),
    )  # fmt: skip
    walked = trips["marks"] == WALKED_OUT
    assert not walked[1::2].any()
    assert walked[::2].mean() > 0.98  # a hundred times as many as can be served
    assert [int(count[0]) for count in counts] == [2000 - walked.sum(), 2000, 1000]


def test_no_more_are_served_than_can_be():
    result = lived("baseline", 40, "consumers.count=2000", "retailers.kopi.counter.capacity=0.4",
                   "retailers.kopi.orders.standing_share=0").result()  # fmt: skip
    outcomes = result.by_retailer["kopi"]
    daily = result.retailers.query("retailer == 'kopi'")
    assert daily["trips"].mean() == pytest.approx(24, rel=0.1)
    assert daily["first_trips"].mean() > 24 * 1.5
    walkouts = daily["walkouts"].sum()
    assert outcomes["walkout_rate"] == pytest.approx(walkouts / (walkouts + daily["trips"].sum()))
    assert 30 < outcomes["waiting_minutes"] < LONGEST


# ------------------------------------------------------------------------------------------ in the shop

WAITERS = ("experience.wait_drop=0.01", "retailers.kopi.counter.longest_minutes=30")


def waited(load: float, *overrides: str, tolerated: float = 0.0):
    """A world after everybody has bought under a load of the first retailer's counters; its tally."""
    made = buyers(*WAITERS, f"experience.wait_tolerated={tolerated}", *overrides)
    return made, buy_under(made, load)


def buy_under(made, load: float) -> np.ndarray:
    begin = made.world.begin_day

    def crowd() -> None:
        begin()
        world = made.world
        settle_queue(
            world.queues[KOPI], load * world.capacity[KOPI], world.capacity[KOPI], world.service_minutes[KOPI],
            world.longest_minutes[KOPI],
        )  # fmt: skip

    made.world.begin_day = crowd
    return buy(made)


def test_waiting_costs_quality_beyond_what_is_tolerated():
    made, tally = waited(0.5, tolerated=10.0)
    lost = tally[judge.PROCESS_LOST] / 2**24 / MANY
    # the excess over 10 minutes of an exponential wait that hardly ever would be longer than 30
    mean = MINUTES / 0.5
    expected = 0.01 * 0.5 * mean * (math.exp(-10.0 / mean) - math.exp(-30.0 / mean))
    assert lost == pytest.approx(expected, rel=0.06)
    received = 0.7 + (made.world.population.expectation[KOPI].astype(float) - 0.7) / 0.15
    assert received.mean() == pytest.approx(0.8 - lost, abs=1e-4)


def test_a_counter_that_takes_no_time_or_is_empty_costs_nothing():
    for load, setting in ((0.9, "retailers.kopi.counter.service_minutes=0"), (0.0, "experience.noise=0")):
        made, tally = waited(load, setting)
        assert tally[judge.WAITED] == tally[judge.PROCESS_LOST] == 0
        assert all_near(made.world.population.expectation[KOPI], 0.7 + 0.15 * 0.1)


def test_where_service_takes_no_time_nobody_leaves():
    made = model("baseline", *BUSY, "retailers.*.counter.service_minutes=0")
    assert not (trips_of(made)["marks"] & WALKED_OUT).any()


def test_no_visit_can_lose_more_than_all_quality():
    made = buyers(
        "experience.wait_drop=0.2", "experience.wait_tolerated=0", "retailers.kopi.counter.longest_minutes=600"
    )
    tally = buy_under(made, 0.95)
    assert tally[judge.PROCESS_LOST] <= MANY * 2**24
    assert (made.world.population.expectation[KOPI] >= 0.7 - 0.15 * 0.7 - 1e-6).all()
