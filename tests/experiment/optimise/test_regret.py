"""Regret and good enough on tables small enough to be reckoned by hand."""

import numpy as np
import pytest

from sim.experiment.optimise.regret import (
    firmness,
    good_enough,
    joint,
    least_regret,
    most_often,
    reach,
    regret,
    shortfalls,
)
from sim.experiment.spec.optimise_section import Constraint

NAN = float("nan")
# Two objectives, higher better; three worlds; candidates a (sure), b (bold).
GAINS = np.array([[[5.0, 10.0], [9.0, 10.0]],
                  [[5.0, 10.0], [9.0, 30.0]],
                  [[5.0, 10.0], [1.0, 20.0]]])  # fmt: skip


def test_regret_is_what_is_missing_to_the_best_in_each_world():
    short = shortfalls(GAINS)
    assert short[:, 0, 0].tolist() == [4.0, 4.0, 0.0]
    assert short[:, 1, 0].tolist() == [0.0, 0.0, 4.0]
    assert short[:, 0, 1].tolist() == [0.0, 20.0, 10.0]
    assert reach(short).tolist() == [4.0, 10.0]


def test_joint_regret_weighs_the_objectives_by_their_reach():
    jointly = joint(shortfalls(GAINS))
    assert jointly[:, 0].tolist() == pytest.approx([0.5, 1.5, 0.5])
    assert jointly[:, 1].tolist() == pytest.approx([0.0, 0.0, 0.5])
    assert joint(shortfalls(GAINS * [1000.0, 1.0])) == pytest.approx(jointly)
    assert least_regret(jointly) == 1
    told = regret(jointly[:, 0])
    assert (told.mean.mean, told.worst) == (pytest.approx(2.5 / 3), pytest.approx(1.5))
    assert told.ninth_decile == pytest.approx(0.5 + 0.8 * 1.0)


def test_a_failed_run_is_regretted_like_the_worst_and_never_good_enough():
    gains = GAINS.copy()
    gains[0, 0] = NAN
    short = shortfalls(gains)
    assert short[0].tolist() == [[0.0, 0.0], [0.0, 0.0]]  # b alone ran: the best and the worst there is
    gains[2, 1] = NAN
    assert shortfalls(gains)[2, 1].tolist() == [0.0, 0.0]
    assert good_enough(np.array([[NAN], [3.0]]), [Constraint(outcome="loyalty", least=1.0)]).tolist() == [False, True]


def test_bounds_hold_from_both_sides_and_all_at_once():
    bounds = [Constraint(outcome="loyalty", least=4.0), Constraint(outcome="ror", most=25.0)]
    good = good_enough(GAINS, bounds)
    assert good.tolist() == [[True, True], [True, False], [True, False]]
    assert most_often(good, joint(shortfalls(GAINS))) == 0


def test_the_two_ways_to_choose_may_differ_and_each_says_how_firm_it_is():
    bounds = [Constraint(outcome="loyalty", least=4.0), Constraint(outcome="ror", most=25.0)]
    many = np.tile(GAINS, (30, 1, 1))
    jointly, good = joint(shortfalls(many)), good_enough(many, bounds)
    by_regret, by_good = firmness(good, jointly, seed=3)
    assert by_regret.tolist() == [0.0, 1.0]
    assert by_good.tolist() == [1.0, 0.0]


def test_between_two_that_do_not_differ_a_choice_is_not_firm():
    gains = np.random.default_rng(2).standard_normal((60, 2, 1))
    jointly = joint(shortfalls(gains))
    good = good_enough(gains, [Constraint(outcome="loyalty", least=0.0)])
    _, by_good = firmness(good, jointly, seed=3)
    assert 0.02 < by_good[0] < 0.98


def test_an_objective_that_no_candidate_moves_weighs_nothing():
    gains = np.concatenate([GAINS[:, :, :1], np.ones((3, 2, 1))], axis=2)
    assert joint(shortfalls(gains)) == pytest.approx(joint(shortfalls(GAINS[:, :, :1])) / 2.0)
