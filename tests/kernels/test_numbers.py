"""The small numeric parts of the kernels against closed forms."""

from __future__ import annotations

import math
from statistics import NormalDist

import numba
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.kernels.numbers import FIXED, clip01, exp, fixed, gumbel, log, nine_decimals, normal, shifted

GRID = (np.arange(2**17) + 0.5) / 2**17  # of uniforms, evenly laid: means over it are integrals


@numba.njit
def _each(function, xs, out):
    for k in range(xs.shape[0]):
        out[k] = function(xs[k])


def each(function, xs):
    out = np.empty(len(xs), dtype=np.float64)
    _each(function, np.asarray(xs), out)
    return out


# ------------------------------------------------------------------------------------------ logarithm


def test_log_is_that_of_the_c_library_to_a_billionth():
    xs = np.concatenate(
        [
            np.logspace(-300, 300, 4001),
            np.linspace(0.5, 2.0, 20_001),
            1.0 + np.logspace(-15, -1, 200),
            1.0 - np.logspace(-15, -1, 200),
            2.0 ** np.arange(-60, 60),
            [math.sqrt(0.5), np.nextafter(math.sqrt(0.5), 0), 2.3e-308, 1.7e308],
        ]
    )
    expected = np.array([math.log(x) for x in xs])
    error = np.abs(each(log, xs) - expected)
    assert (error <= 1e-9 * np.maximum(1.0, np.abs(expected))).all(), xs[error.argmax()]
    near_one = np.abs(xs - 1.0) < 0.1
    assert (error <= 1e-9 * np.abs(expected))[near_one].all(), "also in relation to a small logarithm"


def test_exp_is_that_of_the_c_library_to_a_part_in_a_trillion():
    xs = -np.concatenate([np.linspace(0.0, 700.0, 20_001), np.logspace(-15, 2, 2000), math.log(2) * np.arange(1000)])
    expected = np.array([math.exp(x) for x in xs])
    assert (np.abs(each(exp, xs) - expected) <= 1e-12 * expected).all()
    assert exp(0.0) == 1.0
    assert exp(-701.0) == exp(-math.inf) == 0.0


def test_log_of_one_is_exactly_zero():
    assert log(1.0) == 0.0


def test_log_never_falls_where_its_argument_grows():
    xs = np.sort(np.concatenate([np.linspace(1e-8, 1.0, 100_000), np.linspace(0.70, 0.72, 100_000)]))
    assert (np.diff(each(log, xs)) >= 0).all()


# ------------------------------------------------------------------------------------------ Gumbel


def test_gumbel_has_the_mean_and_the_spread_of_the_distribution():
    draws = each(gumbel, GRID.astype(np.float32))
    assert draws.mean() == pytest.approx(np.euler_gamma, abs=2e-3)
    assert draws.std() == pytest.approx(math.pi / math.sqrt(6), abs=5e-3)


@pytest.mark.parametrize("p", [0.001, 0.1, 0.5, 0.9, 0.999])
def test_gumbel_is_the_quantile_function(p):
    assert gumbel(np.float32(p)) == pytest.approx(-math.log(-math.log(p)), abs=1e-4)


def test_gumbel_is_finite_for_every_uniform():
    ends = each(gumbel, np.array([0.0, 2.0**-24, 1.0 - 2.0**-24], dtype=np.float32))
    assert np.isfinite(ends).all()
    assert ends[0] < ends[1] < ends[2]


# ------------------------------------------------------------------------------------------ normal


def test_normal_has_the_mean_the_spread_and_the_symmetry_of_the_distribution():
    draws = each(normal, GRID.astype(np.float32))
    assert draws.mean() == pytest.approx(0.0, abs=1e-5)
    assert draws.std() == pytest.approx(1.0, abs=2e-3)
    assert np.mean(draws**4) == pytest.approx(3.0, abs=0.1)
    assert np.abs(draws + draws[::-1]).max() < 1e-3
    assert (np.diff(draws) >= 0).all()


@pytest.mark.parametrize("p", [0.002, 0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99, 0.998])
def test_normal_is_the_quantile_function(p):
    assert normal(np.float32(p)) == pytest.approx(NormalDist().inv_cdf(p), abs=0.01)


def test_normal_is_finite_at_both_ends():
    ends = each(normal, np.array([0.0, 1.0 - 2.0**-24], dtype=np.float32))
    assert ends[0] == pytest.approx(-ends[1], abs=1e-3)
    assert 3.2 < ends[1] < 4.0


# ------------------------------------------------------------------------------------------ fixed point


def test_fixed_point_sums_are_the_same_in_any_order_and_close_to_the_real_sum():
    values = np.random.default_rng(1).random(10_000).astype(np.float32)
    units = [fixed(value) for value in values]
    assert sum(units) == sum(reversed(units)) == sum(sorted(units))
    assert sum(units) / FIXED == pytest.approx(values.astype(np.float64).sum(), abs=1e-3)
    assert fixed(1.0) == FIXED == 2**24
    assert fixed(2.0**-24) == 1


# ------------------------------------------------------------------------------------------ the scale


@pytest.mark.parametrize(("x", "held"), [(-0.1, 0.0), (0.0, 0.0), (0.4, 0.4), (1.0, 1.0), (3.0, 1.0)])
def test_clip_holds_within_the_scale(x, held):
    assert clip01(x) == held


XS = np.linspace(0.0, 1.0, 41)


@pytest.mark.parametrize("points", [0.001, 0.02, 0.1, 0.25])
def test_a_shift_up_and_a_shift_down_weigh_the_same_at_the_same_place(points):
    """No clipping can happen up to a quarter point: the shift is at most x up to the middle, 1 - x beyond."""
    for x in XS:
        assert shifted(x, points) - x == pytest.approx(x - shifted(x, -points), abs=1e-12)
        assert shifted(1.0 - x, points) - (1.0 - x) == pytest.approx(shifted(x, points) - x, abs=1e-12)


@pytest.mark.parametrize("points", [-9.0, -0.5, -0.02, 0.0, 0.02, 0.5, 9.0])
def test_a_shift_stays_on_the_scale_and_goes_the_way_it_says(points):
    for x in XS:
        moved = shifted(x, points)
        assert 0.0 <= moved <= 1.0
        assert (moved - x) * points >= 0.0


def test_a_shift_moves_by_its_points_at_the_middle_and_not_at_all_at_the_ends():
    assert shifted(0.5, 0.03) == pytest.approx(0.53)
    assert shifted(0.0, 0.03) == 0.0
    assert shifted(1.0, -0.03) == 1.0
    steps = [shifted(x, 0.03) - x for x in XS]
    assert max(steps) == steps[20]


# ------------------------------------------------------------------------------------------ decimals


def assert_rounded_as_python_does(xs):
    xs = np.asarray(xs, dtype=np.float64)
    expected = np.array([round(x, 9) for x in xs.tolist()])
    found = each(nine_decimals, xs)
    assert (found.view(np.int64) == expected.view(np.int64)).all(), xs[found.view(np.int64) != expected.view(np.int64)]


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1))
def test_nine_decimals_are_those_of_python(xs):
    assert_rounded_as_python_does(xs)


@given(st.integers(-(2**52), 2**52), st.integers(-3, 3))
def test_a_float_next_to_a_half_is_rounded_as_python_does(billionths, steps):
    """Half of a ninth decimal is hardly ever a float; on which side of it the nearest floats are decides."""
    x = (billionths + 0.5) / 1e9
    for _ in range(abs(steps)):
        x = math.nextafter(x, math.copysign(math.inf, steps))
    assert_rounded_as_python_does([x])


@given(st.integers(-(2**32), 2**32))
def test_a_float_that_is_a_half_goes_to_the_even_neighbour(odd):
    """10**9 is 2**9 times an odd number, so 10**9 times an odd multiple of 2**-10 is a whole number and a half."""
    assert_rounded_as_python_does([(2 * odd + 1) / 1024.0])


def test_halves_are_told_apart_from_what_only_seems_one():
    """Products with 10**9 that come out as halves: most of them are none, and must not go to the even neighbour."""
    halves = (np.arange(200_000) + 0.5) / 1e9
    seeming = halves[halves * 1e9 % 1.0 == 0.5]
    naive = np.rint(seeming * 1e9) / 1e9
    assert (naive != each(nine_decimals, seeming)).mean() > 0.1
    assert_rounded_as_python_does(halves)


def test_from_where_floats_are_further_apart_than_decimals_they_stay():
    edge = 2.0**23
    assert_rounded_as_python_does([edge, -edge, math.nextafter(edge, 0), edge + 2.0**-29, 2.0**53 + 2, 1e300])


def test_nothing_keeps_its_sign():
    assert_rounded_as_python_does([0.0, -0.0, 5e-324, -4.9e-10, -5e-10])
