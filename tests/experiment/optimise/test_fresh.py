"""Two independent samples against each other."""

import numpy as np
import pytest
from scipy.stats import ttest_ind

from sim.experiment.optimise.fresh import welch


def test_the_interval_is_that_of_welchs_test():
    rng = np.random.default_rng(4)
    a, b = rng.normal(1.0, 2.0, 5), rng.normal(0.0, 0.5, 16)
    theirs = ttest_ind(a, b, equal_var=False).confidence_interval(0.95)
    ours = welch(np.append(a, np.nan), b)
    assert (ours.low, ours.high, ours.n) == (pytest.approx(theirs.low), pytest.approx(theirs.high), 21)


def test_what_does_not_vary_has_no_doubt_and_one_world_has_no_interval():
    assert welch(np.ones(3), np.zeros(4)).low == 1.0
    assert welch(np.ones(1), np.zeros(4)).low is None
    assert welch(np.array([]), np.zeros(4)).mean is None
