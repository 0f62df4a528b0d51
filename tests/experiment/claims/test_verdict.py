"""The rule by which a claim is supported, contradicted or dependent, on differences whose verdict is known."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.experiment.claims.verdict import AT_TIMES, HOLDS_IN, holding_together, judge, judge_all
from sim.experiment.statistics import Estimate, share, wilson_interval

FINITE = st.floats(min_value=-1e6, max_value=1e6, allow_nan=False).map(lambda v: 0.0 if abs(v) < 1e-6 else v)
WORLDS = st.lists(FINITE, min_size=2, max_size=150).map(np.array)
SIDES = st.sampled_from(["higher", "lower"])


def around(mean: float, n: int = 100, spread: float = 1.0):
    """Differences with this mean, evenly spread."""
    return mean + spread * np.linspace(-1.0, 1.0, n)


@pytest.mark.parametrize(
    ("differences", "verdict", "finding"),
    [
        (around(2.0), "supported", "holds"),
        (around(-2.0), "contradicted", "contrary"),
        (around(0.0), "depends", "none_shown"),
        (np.zeros(100), "depends", "none_shown"),
        (around(0.3), "depends", "by_world"),  # 65 of 100 worlds
        (around(0.6), "supported", "holds"),  # 80 of 100
        (np.array([1.0]), "depends", "none_shown"),
        (np.array([1.0, 1.1, 0.9]), "depends", "by_world"),  # three worlds do not show more than half
        (np.array([math.nan, math.nan]), None, None),
    ],
)
def test_a_contrast_is_judged_by_its_mean_and_by_its_worlds(differences, verdict, finding):
    found = judge(differences, "higher")
    assert (found.verdict, found.finding) == (verdict, finding)


@given(WORLDS, SIDES)
def test_supported_and_contradicted_change_places_with_the_sign(differences, expect):
    mirrored = {"supported": "contradicted", "contradicted": "supported", "depends": "depends"}
    assert judge(-differences, expect).verdict == mirrored[judge(differences, expect).verdict]


@given(WORLDS, SIDES)
def test_the_other_side_claimed_turns_the_verdict_round(differences, expect):
    other = "lower" if expect == "higher" else "higher"
    assert judge(differences, other).verdict == judge(-differences, expect).verdict


@given(WORLDS, SIDES)
def test_support_needs_an_interval_beside_zero_and_three_of_four_worlds(differences, expect):
    found = judge(differences, expect)
    if found.verdict != "supported":
        return
    towards = differences if expect == "higher" else -differences
    assert np.mean(towards > 0) >= HOLDS_IN
    ends = (found.mean.low, found.mean.high) if expect == "higher" else (-found.mean.high, -found.mean.low)
    assert ends[0] > 0


@given(st.integers(1, 200), SIDES)
def test_no_effect_is_never_support(n, expect):
    found = judge(np.zeros(n), expect)
    assert found.verdict == "depends"
    assert found.holds.mean == found.contrary.mean == 0.0


@given(WORLDS, st.integers(1, 5))
def test_worlds_without_a_difference_count_for_nothing(differences, missing):
    holed = np.concatenate([np.full(missing, np.nan), differences])
    whole, found = judge(differences, "higher"), judge(holed, "higher")
    assert (found.verdict, found.holds, found.mean.mean) == (whole.verdict, whole.holds, whole.mean.mean)
    assert found.mean.left_out == missing


@pytest.mark.parametrize(("losing", "verdict"), [(0, "contradicted"), (5, "depends"), (20, "supported")])
def test_what_is_claimed_at_times_needs_surely_more_than_one_world_in_twenty(losing, verdict):
    differences = np.concatenate([np.full(losing, -5.0), np.full(100 - losing, 1.0)])
    assert judge(differences, "lower", "at_times").verdict == verdict
    low, high = wilson_interval(losing / 100, 100)
    assert {"supported": low > AT_TIMES, "contradicted": high < AT_TIMES, "depends": low <= AT_TIMES <= high}[verdict]


@pytest.mark.parametrize(
    ("differences", "size"),
    [(around(2.0), "matters"), (around(0.5, spread=0.1), "small"), (around(1.0), "open"), (around(-2.0), "matters")],
)
def test_the_size_is_that_of_the_interval_against_what_would_matter(differences, size):
    assert judge(differences, "higher", matters=1.0).size == size
    assert judge(differences, "higher").size is None


def test_a_mean_that_surely_would_not_matter_is_told_apart_from_one_that_is_not_known():
    assert judge(around(0.0, spread=0.1), "higher", matters=1.0).finding == "negligible"
    assert judge(around(0.0, n=4, spread=10.0), "higher", matters=1.0).finding == "none_shown"


YES, NO, PERHAPS = (judge(around(mean), "higher") for mean in (2.0, -2.0, 0.0))
ALL_TOGETHER, SELDOM_TOGETHER = share([True] * 100), share([True] * 60 + [False] * 40)


@pytest.mark.parametrize(
    ("parts", "together", "verdict"),
    [
        ([YES], SELDOM_TOGETHER, "supported"),
        ([YES, YES], ALL_TOGETHER, "supported"),
        ([YES, YES], SELDOM_TOGETHER, "depends"),
        ([YES, PERHAPS], ALL_TOGETHER, "depends"),
        ([YES, NO], ALL_TOGETHER, "contradicted"),
        ([PERHAPS, NO], ALL_TOGETHER, "contradicted"),
        ([PERHAPS], ALL_TOGETHER, "depends"),
        ([YES, judge(np.array([np.nan]), "higher")], ALL_TOGETHER, None),
    ],
)
def test_a_claim_of_several_parts_says_that_all_of_them_hold(parts, together, verdict):
    assert judge_all(parts, together) == verdict


@given(st.lists(st.tuples(FINITE, FINITE), min_size=1, max_size=50))
def test_parts_hold_together_in_no_more_worlds_than_each_alone(pairs):
    first, second = (np.array(column) for column in zip(*pairs, strict=True))
    both = holding_together([(first, "higher"), (second, "lower")])
    assert both.mean <= min(np.mean(first > 0), np.mean(second < 0)) + 1e-12
    assert isinstance(both, Estimate)
    assert both.n == len(pairs)
