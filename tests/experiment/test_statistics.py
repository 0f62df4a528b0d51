"""Intervals cover at their stated rate, and paired numbers agree with their closed forms."""

import math

import numpy as np
import pytest
from scipy import stats

from sim.experiment.statistics import estimate, paired_difference, wilson_interval


def test_the_interval_of_a_mean_covers_the_truth_at_its_nominal_rate():
    sample = np.random.default_rng(1).normal(3.0, 2.0, size=(4000, 6))
    covered = sum(e.low <= 3.0 <= e.high for e in map(estimate, sample))
    assert covered / 4000 == pytest.approx(0.95, abs=0.012)


def test_the_interval_of_a_paired_difference_covers_the_truth_at_its_nominal_rate():
    rng = np.random.default_rng(2)
    luck = rng.normal(0.0, 3.0, size=(3000, 8))
    a, b = luck + rng.normal(0, 0.5, luck.shape), luck + 0.7 + rng.normal(0, 0.5, luck.shape)
    covered = sum(p.low <= 0.7 <= p.high for p in map(paired_difference, a, b))
    assert covered / 3000 == pytest.approx(0.95, abs=0.014)


def test_the_paired_interval_is_that_of_scipys_t_test():
    rng = np.random.default_rng(3)
    a, b = rng.normal(size=15), rng.normal(size=15)
    theirs = stats.ttest_rel(b, a)
    ours = paired_difference(a, b)
    interval = theirs.confidence_interval(0.95)
    assert (ours.low, ours.high) == pytest.approx((interval.low, interval.high))
    one_sided = stats.ttest_rel(b, a, alternative="greater")
    assert ours.prob_mean_favours_b == pytest.approx(1 - one_sided.pvalue)


@pytest.mark.parametrize(
    ("better", "wins", "losses", "share"),
    [("higher", 2, 1, 0.625), ("lower", 1, 2, 0.375), ("neither", None, None, None)],
)
def test_the_share_of_worlds_counts_ties_half_and_heeds_what_is_better(better, wins, losses, share):
    p = paired_difference([1, 1, 1, 1], [2, 2, 1, 0], better)
    assert (p.b_better, p.a_better, p.prob_b_beats_a) == (wins, losses, share)
    assert p.prob_b_higher == 0.625


def test_lower_is_better_turns_the_probability_of_the_mean_around():
    a, b = [1.0, 2.0, 3.0], [1.5, 2.4, 3.7]
    up, down = paired_difference(a, b, "higher"), paired_difference(a, b, "lower")
    assert up.prob_mean_favours_b == pytest.approx(1 - down.prob_mean_favours_b)
    assert up.prob_mean_favours_b > 0.9


def test_the_correlation_and_its_variance_ratio_follow_the_closed_form_of_shared_luck():
    """a = z + e, b = z + e' with var z = 3, var e = 1: correlation 3/4 and (4 + 4) / (1 + 1) = 4."""
    rng = np.random.default_rng(4)
    z = rng.normal(0, math.sqrt(3), 200_000)
    p = paired_difference(z + rng.normal(size=z.size), z + rng.normal(size=z.size))
    assert p.correlation == pytest.approx(0.75, abs=0.005)
    assert p.variance_ratio == pytest.approx(4.0, abs=0.06)
    assert p.correlation_low < 0.75 < p.correlation_high
    assert p.variance_ratio_low < p.variance_ratio < p.variance_ratio_high


def test_fishers_interval_covers_the_correlation_at_its_nominal_rate():
    rng = np.random.default_rng(5)
    z = rng.normal(0, math.sqrt(3), (2000, 20))
    a, b = z + rng.normal(size=z.shape), z + rng.normal(size=z.shape)
    covered = sum(p.correlation_low <= 0.75 <= p.correlation_high for p in map(paired_difference, a, b))
    assert covered / 2000 == pytest.approx(0.95, abs=0.02)


def test_pairs_with_an_undefined_value_are_left_out_and_counted():
    p = paired_difference([1, math.nan, 3, 4], [2, 2, math.nan, 6])
    assert (p.pairs, p.left_out, p.difference, p.a.mean, p.b.mean) == (2, 2, 1.5, 2.5, 4.0)


def test_what_is_undefined_is_none_and_never_nan():
    nothing = paired_difference([math.nan], [1.0])
    assert nothing.pairs == 0
    assert nothing.difference is nothing.prob_b_beats_a is nothing.correlation is None
    single = paired_difference([1.0], [2.0])
    assert (single.difference, single.low, single.prob_mean_favours_b) == (1.0, None, None)
    same = paired_difference([1.0, 1.0, 1.0], [1.0, 1.0, 1.0])
    assert (same.difference, same.low, same.high) == (0.0, 0.0, 0.0)
    assert (same.correlation, same.variance_ratio) == (None, None)
    assert (same.prob_b_beats_a, same.prob_mean_favours_b) == (0.5, 0.5)


def test_worlds_that_agree_exactly_leave_no_ratio_to_report():
    p = paired_difference([1.0, 2.0, 3.0, 5.0], [1.0, 2.0, 3.0, 5.0])
    assert p.correlation == pytest.approx(1.0)
    assert p.variance_ratio is None


def test_wilsons_interval_agrees_with_scipy_and_stays_within_the_unit_interval():
    theirs = stats.binomtest(17, 20).proportion_ci(0.95, "wilson")
    assert wilson_interval(17 / 20, 20) == pytest.approx((theirs.low, theirs.high))
    assert wilson_interval(1.0, 5)[1] == 1.0
    assert wilson_interval(0.0, 5)[0] == 0.0


def test_columns_of_different_length_are_refused():
    with pytest.raises(ValueError, match="one length"):
        paired_difference([1.0], [1.0, 2.0])
