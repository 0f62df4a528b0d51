"""Fronts: nothing on them is bettered, all that is left out is, and a few of them are spread."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sim.experiment.optimise.pareto import front, gains, spread
from sim.experiment.spec.optimise_section import Objective


def test_the_front_of_a_small_table():
    gained = np.array([[1.0, 5.0], [2.0, 4.0], [2.0, 3.0], [5.0, 1.0], [1.0, 1.0], [2.0, 4.0], [9.0, np.nan]])
    assert front(gained) == [0, 1, 3]


def test_a_goal_that_is_to_be_low_is_turned_round():
    objectives = [Objective(outcome="loyalty"), Objective(outcome="relationship_spending")]
    assert gains(np.array([[0.5, 100.0]]), objectives).tolist() == [[0.5, -100.0]]


@given(arrays(float, (12, 3), elements=st.integers(0, 4).map(float)))
def test_what_is_on_the_front_is_not_bettered_and_what_is_not_is_bettered_or_equal(gained):
    kept = front(gained)
    assert kept
    for k, row in enumerate(gained):
        bettered = any((gained[j] >= row).all() and (gained[j] > row).any() for j in range(len(gained)))
        assert bettered == (k not in kept and not any((gained[j] == row).all() for j in kept))


def test_a_few_are_the_best_of_each_objective_and_those_between():
    line = np.stack([np.linspace(0.0, 1.0, 101), 1000.0 * np.linspace(1.0, 0.0, 101)], axis=1)
    assert spread(line, 2) == [0, 100]
    assert spread(line, 3) == [0, 50, 100]
    assert spread(line, 5) in ([0, 25, 50, 75, 100], [0, 50, 75, 100, 25])
    assert spread(line[:3], 9) == [0, 1, 2]
