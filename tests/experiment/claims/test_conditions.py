"""On what a difference depends: what drives it is found, luck is not."""

import numpy as np

from sim.experiment.claims.conditions import LEAST_WORLDS, conditions

RNG = np.random.default_rng(5)
WORLDS, MANY = 100, 400
X = RNG.random((WORLDS, MANY))
PATHS = [f"p{k}" for k in range(MANY)]
NOISE = RNG.normal(size=WORLDS)


def found(differences, foreseen=(), expect="higher", contrasts=1):
    return conditions(differences, X, PATHS, [path in foreseen for path in PATHS], expect, contrasts)


def test_a_parameter_that_turns_the_sign_is_found_and_shown_at_both_ends():
    [one] = found(X[:, 7] - 0.5 + 0.05 * NOISE)
    assert one.path == "p7"
    assert not one.foreseen
    assert one.correlation.mean > 0.9
    assert one.holds_low.mean < 0.1 < 0.9 < one.holds_high.mean
    assert one.low < one.high


def test_the_claimed_side_decides_what_holds():
    [one] = found(X[:, 7] - 0.5 + 0.05 * NOISE, expect="lower")
    assert one.holds_low.mean > 0.9 > 0.1 > one.holds_high.mean


def test_pure_luck_depends_on_nothing():
    assert found(NOISE) == []


def test_a_weak_driver_shows_when_it_was_foreseen_and_not_among_hundreds():
    weak = 0.38 * (X[:, 3] - 0.5) / X[:, 3].std() + NOISE
    assert [c.path for c in found(weak, foreseen={"p3", "p4"})] == ["p3"]
    assert found(weak) == []


def test_worlds_without_a_difference_are_left_out():
    y = X[:, 7] - 0.5
    y[:30] = np.nan
    [one] = found(y)
    assert one.correlation.n == 70


def test_a_handful_of_worlds_tells_of_no_parameter():
    y = np.full(WORLDS, np.nan)
    y[: LEAST_WORLDS - 1] = X[: LEAST_WORLDS - 1, 7]
    assert found(y) == []


def test_more_contrasts_looked_at_together_need_a_stronger_driver():
    weak = 0.38 * (X[:, 3] - 0.5) / X[:, 3].std() + NOISE
    assert found(weak, foreseen={"p3", "p4"}, contrasts=100) == []
