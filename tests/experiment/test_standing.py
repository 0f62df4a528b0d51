"""What stands when a whole table is looked at."""

import numpy as np
import pytest
from scipy import stats

from sim.experiment.decision import decide
from sim.experiment.standing import standing, standing_at_every_look
from sim.experiment.statistics import holm, paired_difference
from sim.experiment.until_settled import UntilSettled


def test_holm_lets_fall_the_smallest_first_and_stops_at_the_first_that_stands():
    assert holm([0.03, 0.01, 0.2]) == [False, True, False]
    assert holm([0.024, 0.01, 0.2]) == [True, True, False]
    assert holm([0.04]) == [True]
    assert holm([]) == []


def test_the_p_value_is_that_of_the_paired_t_test():
    rng = np.random.default_rng(1)
    a, b = rng.normal(size=12), rng.normal(size=12)
    for better in ("higher", "lower"):
        assert paired_difference(a, b, better).p_value == pytest.approx(stats.ttest_rel(a, b).pvalue)
    assert paired_difference(a, b, "neither").p_value is None
    assert paired_difference(a, a).p_value == 1.0
    assert paired_difference(a, a + 1.0).p_value == pytest.approx(2 * 0.5**12), "of the sign test, as nothing varies"


def test_of_a_table_in_which_nothing_differs_a_line_stands_in_one_table_of_twenty():
    """Each line by itself would stand out in two of three tables."""
    rng = np.random.default_rng(2)
    together = alone = 0
    for _ in range(400):
        rows = [paired_difference(*rng.normal(size=(2, 20))) for _ in range(20)]
        together += any(standing(rows))
        alone += any(not row.low <= 0 <= row.high for row in rows)
    assert together <= stats.binom.ppf(0.999, 400, 0.05)
    assert alone > 200


def test_a_difference_that_is_large_enough_stands_and_one_without_a_better_side_never_does():
    a = np.random.default_rng(3).normal(size=20)
    far = a + 3 + 0.1 * np.arange(20)
    assert standing([paired_difference(a, far), paired_difference(a, far, "neither")]) == [True, None]
    assert standing([paired_difference(a[:1], far[:1])]) == [False]


def test_what_decides_stands_as_decided_and_all_else_at_every_look():
    rng = np.random.default_rng(4)
    values = {"loyalty": {"A": rng.normal(size=40), "B": rng.normal(size=40) + 3}}
    decision = decide(UntilSettled(outcomes=("loyalty",)), ("A", "B"), values, [20, 25])
    a, b = values["loyalty"]["A"], values["loyalty"]["B"]
    rows = [("loyalty", "A", "B"), ("trust", "A", "B"), ("churn", "A", "B"), ("total_assets", "A", "B")]
    gains = [b - a, b - a, 0.2 * rng.normal(size=40), b - a]
    numbers = [paired_difference(a, a + gain, "neither" if k == 3 else "higher") for k, gain in enumerate(gains)]
    assert standing_at_every_look(rows, gains, numbers, decision) == [True, True, False, None]
    none = decide(UntilSettled(outcomes=("loyalty",)), ("A", "B"), values, [])
    assert standing_at_every_look(rows, gains, numbers, none)[0] is False
    assert standing_at_every_look(rows[1:2], [np.full(40, np.nan)], numbers[1:2], decision) == [False]
