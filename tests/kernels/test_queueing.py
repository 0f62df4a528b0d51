"""Waiting before a counter against the closed forms of a queue with one server (M/M/1)."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.kernels import judge, shop
from sim.kernels.queueing import FULLEST, waiting_minutes
from tests.kernels.test_judge_kernel import KOPI, MANY, all_near, buy, buyers

MIDDLES = ((np.arange(40_000) + 0.5) / 40_000).astype(np.float32)
LOADS = pytest.mark.parametrize("load", [0.1, 0.5, 0.8, 0.95])


def waits(load: float, minutes: float = 3.0, longest: float = 1e9) -> np.ndarray:
    """Waits of people who drew every number alike."""
    return np.array([waiting_minutes(u, load, minutes, longest) for u in MIDDLES])


@LOADS
def test_the_mean_wait_is_that_of_the_queue(load):
    assert waits(load).mean() == pytest.approx(3.0 * load / (1.0 - load), rel=0.01)


@LOADS
def test_as_many_wait_at_all_as_the_counter_is_busy(load):
    assert np.mean(waits(load) > 0.0) == pytest.approx(load, abs=1e-3)


@LOADS
@pytest.mark.parametrize("minutes", [1.0, 5.0, 20.0])
def test_longer_waits_are_exponentially_rarer(load, minutes):
    expected = load * math.exp(-minutes * (1.0 - load) / 3.0)
    assert np.mean(waits(load) > minutes) == pytest.approx(expected, abs=1e-3)


@given(st.floats(0, 1, exclude_max=True, width=32), st.floats(0, FULLEST), st.floats(0, 60), st.floats(0.1, 600))
def test_no_wait_is_below_zero_or_above_the_longest(u, load, minutes, longest):
    assert 0.0 <= waiting_minutes(u, load, minutes, longest) <= longest


@given(st.floats(0, 0.9), st.floats(0, 0.05), st.floats(0, 1, exclude_max=True, width=32))
def test_nobody_waits_less_before_a_fuller_counter(load, more, u):
    assert waiting_minutes(u, load, 3.0, 60.0) <= waiting_minutes(u, load + more, 3.0, 60.0) + 1e-9


# ------------------------------------------------------------------------------------------ in the shop

QUEUE = ("experience.wait_drop=0.01", "retailers.kopi.counter.longest_minutes=30")


def waited(load: float, *overrides: str, tolerated: float = 0.0):
    """A world after everybody has bought under a load of the first retailer's counters; its tally."""
    made = buyers(*QUEUE, f"experience.wait_tolerated={tolerated}", *overrides)
    buy_under(made, load)
    return made, made.world.sales_tally[KOPI]


def buy_under(made, load: float) -> None:
    begin = made.world.begin_day

    def crowd() -> None:
        begin()
        world = made.world
        world.came[KOPI] = round(load * world.capacity[KOPI])
        shop.count_demand(
            world.trips[:0], world.market.stock, world.capacity, world.demand, world.came, world.standing_trips,
            world.load,
        )  # fmt: skip

    made.world.begin_day = crowd
    buy(made)


def test_waiting_costs_quality_beyond_what_is_tolerated():
    made, tally = waited(0.8, tolerated=10.0)
    lost = tally[judge.PROCESS_LOST] / 2**24 / MANY
    # the excess over 10 minutes of an exponential wait that is cut at 30
    mean = 3.0 / 0.2
    expected = 0.01 * 0.8 * mean * (math.exp(-10.0 / mean) - math.exp(-30.0 / mean))
    assert lost == pytest.approx(expected, rel=0.06)
    received = 0.7 + (made.world.population.expectation[KOPI].astype(float) - 0.7) / 0.15
    assert received.mean() == pytest.approx(0.8 - lost, abs=1e-4)


def test_a_counter_that_takes_no_time_or_is_empty_costs_nothing():
    for load, setting in ((0.9, "retailers.kopi.counter.service_minutes=0"), (0.0, "experience.noise=0")):
        made, tally = waited(load, setting)
        assert tally[judge.WAITED] == tally[judge.PROCESS_LOST] == 0
        assert all_near(made.world.population.expectation[KOPI], 0.7 + 0.15 * 0.1)


def test_more_customers_than_the_counter_can_serve_wait_as_before_the_fullest_counter():
    assert waited(1.0)[1][judge.WAITED] == waited(7.0)[1][judge.WAITED] > 0


def test_no_visit_can_lose_more_than_all_quality():
    made = buyers(
        "experience.wait_drop=0.2", "experience.wait_tolerated=0", "retailers.kopi.counter.longest_minutes=600"
    )
    buy_under(made, 0.95)
    assert made.world.sales_tally[KOPI][judge.PROCESS_LOST] <= MANY * 2**24
    assert (made.world.population.expectation[KOPI] >= 0.7 - 0.15 * 0.7 - 1e-6).all()
