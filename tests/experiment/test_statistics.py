"""Intervals cover at their stated rate, and paired numbers agree with their closed forms."""

import json
import math
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from sim.experiment.statistics import (
    estimate,
    mean_product,
    middle,
    paired_difference,
    rank_correlation,
    share,
    wilson_interval,
)
from sim.metrics import OUTCOMES

GOLDEN = Path(__file__).resolve().parents[1] / "golden"


def test_the_interval_of_a_mean_covers_the_truth_at_its_nominal_rate():
    sample = np.random.default_rng(1).normal(3.0, 2.0, size=(4000, 6))
    covered = sum(e.low <= 3.0 <= e.high for e in map(estimate, sample))
    assert covered / 4000 == pytest.approx(0.95, abs=0.012)


def test_an_interval_that_ends_where_the_quantity_does_covers_as_often():
    draws = np.random.default_rng(3).random((4000, 6)) < 0.2
    plain = [estimate(row) for row in draws.astype(float)]
    ended = [one.within((0.0, 1.0)) for one in plain]
    assert any(one.low < 0.0 for one in plain)
    assert all(0.0 <= one.low <= one.mean <= one.high <= 1.0 for one in ended)
    covers = [[one.low <= 0.2 <= one.high for one in several] for several in (plain, ended)]
    assert covers[0] == covers[1]
    assert estimate([0.1]).within((0.0, 1.0)) == estimate([0.1])


def test_every_outcome_of_the_stored_worlds_is_within_its_bounds():
    for file in GOLDEN.glob("*.json"):
        for name, value in json.loads(file.read_text())["outcomes"].items():
            least, most = OUTCOMES[name].bounds
            assert value is None or least <= value <= most, f"{file.name}: {name} = {value}"


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


@pytest.mark.parametrize("gain", [1.0, -0.1, 3e9])
@pytest.mark.parametrize("better", ["higher", "lower"])
def test_a_difference_that_a_few_worlds_agree_on_is_no_certainty(gain, better):
    a = np.arange(40.0)
    for n in range(2, 40):
        p = paired_difference(a[:n], a[:n] + gain, better)
        assert p.difference == pytest.approx(gain)
        if n < 6:
            assert (p.low, p.high) == (None, None)
        else:
            assert (p.low, p.high) == (pytest.approx(gain), pytest.approx(gain))
        theirs = stats.binomtest(n, n).pvalue
        assert p.p_value == pytest.approx(theirs)
        assert (p.prob_mean_favours_b > 0.5) == ((gain > 0) == (better == "higher"))


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


# ---- shares, medians, ranks, products


def test_a_share_of_worlds_has_wilsons_interval():
    found = share([True, False, True, True])
    assert (found.mean, found.low, found.high) == (0.75, *wilson_interval(0.75, 4))
    assert share([]).mean is None


def test_the_interval_of_a_median_is_made_of_two_ordered_values():
    """Ten values: the second and the ninth, between which the true median lies with 97.9% (binomial)."""
    found = middle([7, 1, 3, 9, 5, 2, 8, 4, 10, 6])
    assert (found.mean, found.low, found.high) == (5.5, 2, 9)
    assert middle([1, 2, 3, 4, 5]).low is None
    assert (middle(range(6)).low, middle(range(6)).high) == (0, 5)


def test_the_interval_of_a_median_covers_it_as_often_as_it_says():
    rng = np.random.default_rng(1)
    found = [middle(rng.exponential(size=25)) for _ in range(2000)]
    assert np.mean([m.low <= math.log(2) <= m.high for m in found]) == pytest.approx(0.9567, abs=0.015)


def test_what_never_happens_lies_beyond_all_days():
    never = math.inf
    assert middle([1, 2, never]).mean == 2
    assert middle([1, never, never]).mean == never
    assert middle([1, never]).mean == never
    found = middle([1, 2, 3, 4, 5, 6, never, never])
    assert (found.low, found.high) == (1, never)
    assert middle([math.nan, 4]).left_out == 1


def test_ranks_correlate_whatever_the_shape():
    x = np.arange(20.0)
    assert rank_correlation(x, np.exp(x)).mean == pytest.approx(1.0)
    assert rank_correlation(x, -(x**3)).mean == pytest.approx(-1.0)
    assert rank_correlation(x, np.ones(20)).mean is None
    assert rank_correlation(x[:3], x[:3]).mean is None


def test_many_rank_correlations_at_once_seldom_exclude_zero_by_luck():
    rng = np.random.default_rng(2)
    worlds, parameters, wrong = 60, 50, 0
    for _ in range(200):
        y = rng.normal(size=worlds)
        found = [rank_correlation(rng.random(worlds), y, among=parameters) for _ in range(parameters)]
        wrong += any(r.low > 0 or r.high < 0 for r in found)
    assert wrong / 200 < 0.12


def test_the_product_of_means_has_its_root_and_an_interval_that_takes_in_the_pairing():
    rng = np.random.default_rng(3)
    common = rng.normal(size=200)
    up, down = 10 + common, 10 - common
    product, together = mean_product([up, up])
    assert product == pytest.approx(up.mean() ** 2)
    assert together.mean == pytest.approx(up.mean())
    assert together.low == pytest.approx(estimate(up).low, rel=0.01)
    _, against = mean_product([up, down])
    assert against.high - against.low < 0.01 * (together.high - together.low)


def test_a_product_with_a_loser_is_undefined():
    assert mean_product([[1.0, 2.0], [-1.0, -2.0]])[0] is None
    product, root = mean_product([[1.0, 2.0], [9.0, -2.0]])
    assert (product, root.mean, root.low) == (pytest.approx(1.5 * 3.5), pytest.approx((1.5 * 3.5) ** 0.5), None)
    assert mean_product([[math.nan], [1.0]])[0] is None
