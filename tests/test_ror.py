"""Return on Relationship against closed forms."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.ror import (
    Window,
    constant_course,
    discount_over,
    discounted,
    lifetimes,
    relationship_within,
    return_on_relationship,
    total_relationship,
)

RATES = st.floats(0.001, 2.0)
SHARES = st.floats(0.0, 1.0)


def test_a_yearly_rate_over_a_year_is_itself_and_compounds_below_and_above():
    assert discount_over(365, 0.12) == pytest.approx(0.12)
    assert discount_over(0, 0.12) == 0.0
    assert discount_over(730, 0.10) == pytest.approx(0.21)
    assert (1 + discount_over(90, 0.12)) ** (365 / 90) == pytest.approx(1.12)
    assert discount_over(90, 0.0) == 0.0


@given(st.floats(1, 1000), st.floats(1, 1000), RATES)
def test_two_periods_discount_as_much_as_the_one_that_they_make_up(first, second, rate):
    both = (1 + discount_over(first, rate)) * (1 + discount_over(second, rate))
    assert both == pytest.approx(1 + discount_over(first + second, rate))


@given(st.floats(0.0, 0.99), RATES)
def test_lifetimes_are_the_sum_of_the_discounted_chances_to_be_still_there(retention, discount):
    each = retention / (1 + discount)
    assert lifetimes(retention, discount) == pytest.approx(sum(each**t for t in range(1, 5000)), rel=1e-6, abs=1e-12)


def test_lifetimes_of_known_cases():
    assert lifetimes(0.0, 0.1) == 0.0  # nobody stays
    assert lifetimes(1.0, 0.1) == pytest.approx(10.0)  # a perpetuity: 1 / discount
    assert lifetimes(0.5, 0.0) == pytest.approx(1.0)  # geometric: 1/2 + 1/4 + …
    assert lifetimes(0.8, 0.1) == pytest.approx(0.8 / 0.3)


@given(SHARES, SHARES, RATES)
def test_lifetimes_grow_with_retention_and_shrink_with_the_discount(one, other, discount):
    low, high = sorted((one, other))
    assert lifetimes(low, discount) <= lifetimes(high, discount)
    assert lifetimes(high, discount) >= lifetimes(high, discount + 0.1)


@given(st.integers(-(10**12), 10**12), SHARES, RATES)
def test_total_relationship_is_proportional_to_the_margin_and_keeps_its_sign(margin, retention, discount):
    value = total_relationship(Window(margin), retention, discount)
    assert value == pytest.approx(margin * total_relationship(Window(1.0), retention, discount))
    assert value * margin >= 0.0
    assert math.isfinite(value)


def test_an_unknown_retention_gives_an_unknown_relationship():
    assert math.isnan(total_relationship(Window(5.0), math.nan, 0.03))


def test_relations_that_never_end_and_are_not_discounted_have_no_value_that_could_be_stated():
    assert not math.isfinite(total_relationship(Window(5.0), 1.0, 0.0))


WINDOWS = st.builds(
    Window,
    margin=st.floats(-1e9, 1e9),
    buyers=st.integers(0, 10**5),
    returned=st.integers(0, 1000),
    spared=st.floats(0, 1e6),
)


@given(st.floats(-1e9, 1e9), st.floats(0.0, 0.99), RATES, st.integers(1, 60))
def test_with_constant_retention_and_margin_estimator_and_oracle_are_the_closed_form(margin, retention, discount, n):
    """A world that keeps the share `retention` each window brings margin * retention ** k in window k."""
    closed = margin * lifetimes(retention, discount) * (1 - (retention / (1 + discount)) ** n)
    course = constant_course(retention, n)
    assert relationship_within(Window(margin), course, discount) == pytest.approx(closed, rel=1e-9, abs=1e-3)
    assert discounted(margin * course, discount) == pytest.approx(closed, rel=1e-9, abs=1e-3)


@given(WINDOWS, st.floats(0.0, 0.95), RATES)
def test_a_long_horizon_comes_to_the_value_without_one(window, retention, discount):
    within = relationship_within(window, constant_course(retention, 4000), discount)
    assert within == pytest.approx(total_relationship(window, retention, discount), rel=1e-6, abs=1e-3)


def test_words_and_reports_add_to_the_later_windows_only():
    """By hand: all stay, nothing is discounted, three windows: the first one's words work in two, the next in one."""
    window = Window(margin=100.0, buyers=50.0, returned=5.0, spared=2.0)
    assert window.brought_besides == 100.0 / 50.0 * 5.0 + 2.0
    assert relationship_within(window, constant_course(1.0, 3), 0.0) == 3 * 100.0 + (2 + 1) * 12.0
    assert relationship_within(window, constant_course(1.0, 1), 0.0) == 100.0
    assert Window(margin=100.0, returned=5.0).brought_besides == 0.0  # nobody bought: no customer has a worth


@pytest.mark.parametrize(
    ("relationship", "assets", "expected"), [(50.0, 200.0, 0.25), (-50.0, 200.0, -0.25), (0.0, 1.0, 0.0)]
)
def test_ror_is_total_relationship_over_total_assets(relationship, assets, expected):
    assert return_on_relationship(relationship, assets) == expected


@pytest.mark.parametrize("assets", [0.0, -1.0])
def test_ror_is_undefined_without_assets(assets):
    assert math.isnan(return_on_relationship(1.0, assets))


def test_an_unknown_relationship_gives_an_unknown_ror():
    assert math.isnan(return_on_relationship(math.nan, 10.0))
