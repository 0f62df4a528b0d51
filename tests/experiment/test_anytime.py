"""Intervals that hold at every look: they agree with the likelihood ratios that they are made of, and cover."""

import math

import numpy as np
import pytest
from scipy import integrate, stats

from sim.experiment.anytime import (
    PRIOR,
    agreeing_pairs,
    anytime_difference,
    critical_value,
    mean_interval,
    moments,
    share_interval,
)
from sim.experiment.statistics import paired_difference


@pytest.mark.parametrize(("n", "alpha"), [(8, 0.05), (20, 0.05), (60, 0.01), (100, 0.002)])
def test_at_the_critical_value_the_mixture_of_noncentral_t_is_as_much_likelier_as_the_error_asks(n, alpha):
    t = critical_value(n, alpha)
    deviation = math.sqrt(PRIOR)

    half = min(9 / math.sqrt(n), 3)
    effect = np.linspace(t / math.sqrt(n) - half, t / math.sqrt(n) + half, 3001)
    weighed = stats.nct.pdf(t, n - 1, effect * math.sqrt(n)) * stats.norm.pdf(effect, scale=deviation)
    mixture = np.trapezoid(weighed, effect)
    assert mixture / stats.t.pdf(t, n - 1) == pytest.approx(1 / alpha, rel=1e-4)


def test_few_pairs_exclude_nothing():
    assert critical_value(1, 0.05) == critical_value(3, 0.05) == math.inf
    assert mean_interval(moments(np.array([1.0, 2.0, 3.0])), 0.05) is None


def test_it_covers_at_all_looks_at_once_whatever_mean_and_spread():
    rng = np.random.default_rng(1)
    missed = 0
    for _ in range(600):
        values = rng.normal(7.0, 3.0, 200)
        ends = [mean_interval(moments(values[:n]), 0.2) for n in range(5, 201, 5)]
        missed += not all(low <= 7.0 <= high for low, high in ends if low is not None)
    assert missed <= stats.binom.ppf(0.999, 600, 0.2)
    assert missed >= 600 * 0.03  # an interval that never missed would be none


def test_it_follows_the_unit_and_the_sign_of_the_values():
    values = np.random.default_rng(2).exponential(size=30)
    low, high = mean_interval(moments(values), 0.05)
    assert mean_interval(moments(1000 * values), 0.05) == pytest.approx((1000 * low, 1000 * high))
    assert mean_interval(moments(-values), 0.05) == pytest.approx((-high, -low))


@pytest.mark.parametrize("sign", [1, -1])
def test_it_is_wider_towards_the_longer_tail_and_never_narrower_than_without_the_skewness(sign):
    values = sign * np.random.default_rng(3).exponential(size=40)
    of = moments(values)
    half = critical_value(of.n, 0.05) * of.deviation / math.sqrt(of.n)
    low, high = mean_interval(of, 0.05)
    towards, away = (high - of.mean, of.mean - low) if sign > 0 else (of.mean - low, high - of.mean)
    assert away == pytest.approx(half)
    assert towards > 1.2 * half


def test_differences_that_are_all_equal_count_once_others_are_known_to_be_rare():
    needed = agreeing_pairs(0.05)
    assert 0.9**needed <= 0.05 < 0.9 ** (needed - 1)
    assert mean_interval(moments(np.zeros(needed - 1)), 0.05) is None
    assert mean_interval(moments(np.zeros(needed)), 0.05) == (0.0, 0.0)
    assert mean_interval(moments(np.full(needed, 0.3)), 0.05) == pytest.approx((0.3, 0.3))
    nearly = np.full(needed - 1, 0.1) + np.resize([1e-17, -1e-17], needed - 1)  # rounding is no spread
    assert mean_interval(moments(nearly), 0.05) is None


def test_of_no_difference_there_are_no_moments():
    with pytest.raises(ValueError, match="no difference"):
        moments(np.array([math.nan]))


@pytest.mark.parametrize(("wins", "n"), [(15, 20), (0, 20), (20, 20), (7.5, 31)])
def test_a_share_outside_the_interval_makes_the_worlds_seen_too_unlikely(wins, n):
    low, high = share_interval(wins, n, 0.05)
    assert 0.0 <= low <= wins / n <= high <= 1.0
    over_all, _ = integrate.quad(lambda p: p**wins * (1 - p) ** (n - wins), 0, 1)
    for edge in {low, high} - {0.0, 1.0}:
        assert over_all / (edge**wins * (1 - edge) ** (n - wins)) == pytest.approx(1 / 0.05, rel=1e-3)


def test_a_share_is_covered_at_all_worlds_at_once():
    rng = np.random.default_rng(4)
    missed = 0
    for _ in range(500):
        wins = np.cumsum(rng.random(120) < 0.8)
        ends = [share_interval(float(wins[n - 1]), n, 0.1) for n in range(5, 121, 5)]
        missed += not all(low <= 0.8 <= high for low, high in ends)
    assert missed <= stats.binom.ppf(0.999, 500, 0.1)
    assert share_interval(0.0, 0, 0.1) is None


def test_a_difference_keeps_its_figures_and_has_wider_intervals():
    rng = np.random.default_rng(5)
    a, b = rng.normal(size=30), rng.normal(size=30) + 0.4
    a[3] = math.nan
    fixed, anytime = paired_difference(a, b), anytime_difference(a, b, "higher")
    same = ("pairs", "left_out", "difference", "b_better", "prob_b_beats_a", "prob_mean_favours_b", "correlation")
    assert all(getattr(fixed, name) == getattr(anytime, name) for name in same)
    assert anytime.low < fixed.low < fixed.high < anytime.high
    assert anytime.prob_low < fixed.prob_low < fixed.prob_high < anytime.prob_high
    assert anytime.b.low < fixed.b.low
    assert anytime_difference(np.array([math.nan]), np.array([1.0]), "higher").low is None
    assert anytime_difference(a, b, "neither").prob_low is None


def test_what_no_look_has_excluded_covers_too_though_it_may_be_narrower_than_the_last_look():
    """The interval of a decision is what all looks leave over; that of a table is of the last look alone."""
    rng = np.random.default_rng(5)
    missed = narrower = 0
    for _ in range(400):
        values = rng.normal(0.3, 1.0, 100)
        ends = [mean_interval(moments(values[:n]), 0.05) for n in range(20, 101, 5)]
        low, high = max(low for low, _ in ends), min(high for _, high in ends)
        missed += not low <= 0.3 <= high
        narrower += high - low < ends[-1][1] - ends[-1][0]
    assert missed <= stats.binom.ppf(0.999, 400, 0.05)
    assert narrower > 200


@pytest.mark.parametrize(("n", "alpha"), [(20, 0.05), (40, 0.025), (400, 0.05)])
def test_it_is_wider_than_the_interval_of_a_fixed_number_of_pairs(n, alpha):
    assert critical_value(n, alpha) > 1.3 * stats.t.ppf(1 - alpha / 2, n - 1)
