"""Boxes: planted ones are found and read easily, where there is nothing nothing is found."""

import numpy as np
import pytest

from sim.experiment.boxes import EVERYWHERE, Box, find_box, readable, showing, surely
from sim.experiment.statistics import wilson_interval

POINTS, PARAMETERS = 256, 40


def planted(seed, inside=0.95, elsewhere=0.15):
    """Wins are likely where parameter 3 is above 0.6 and parameter 7 below 0.5."""
    rng = np.random.default_rng(seed)
    x = rng.random((POINTS, PARAMETERS))
    where = (x[:, 3] > 0.6) & (x[:, 7] < 0.5)
    return x, (rng.random(POINTS) < np.where(where, inside, elsewhere)).astype(float)


@pytest.mark.parametrize("seed", range(8))
def test_a_planted_box_is_found_with_its_two_ends_and_no_other(seed):
    x, y = planted(seed)
    box = find_box(x, y, showing(x, y), binds=6, least=20)
    assert set(box.bounds) == {3, 7}
    assert box.bounds[3] == (pytest.approx(0.6, abs=0.1), np.inf)
    assert box.bounds[7] == (-np.inf, pytest.approx(0.5, abs=0.1))


def test_where_luck_alone_decides_few_parameters_show_and_boxes_are_seldom():
    shown = 0
    for seed in range(60):
        rng = np.random.default_rng(seed)
        x, y = rng.random((POINTS, PARAMETERS)), (rng.random(POINTS) < 0.3).astype(float)
        shown += bool(showing(x, y))
    assert shown / 60 < 0.15
    assert find_box(x, y, [], binds=6, least=20) == EVERYWHERE


def test_where_nothing_matters_a_box_is_seldom_claimed_and_fresh_points_deny_it():
    """Five parameters of which none matters. The share where a box was found is flattered: it was chosen for that."""
    found, fresh = [], []
    for seed in range(40):
        rng = np.random.default_rng(seed)
        x, y = rng.random((POINTS, 5)), (rng.random(POINTS) < 0.3).astype(float)
        box = find_box(x, y, range(5), binds=3, least=20)
        if box.bounds:
            x_again, y_again = rng.random((20 * POINTS, 5)), (rng.random(20 * POINTS) < 0.3).astype(float)
            found.append(y[box.holds(x)].mean())
            fresh.append(y_again[box.holds(x_again)].mean())
    assert len(found) < 10
    assert np.mean(found) > 0.38
    assert np.mean(fresh) == pytest.approx(0.3, abs=0.03)


def test_the_strongest_parameter_comes_first():
    rng = np.random.default_rng(4)
    x = rng.random((POINTS, 10))
    score = 2 * x[:, 2] - 5 * x[:, 8] + rng.normal(0, 1, POINTS)
    assert showing(x, score)[:2] == [8, 2]


def test_a_box_binds_no_more_than_it_may():
    rng = np.random.default_rng(5)
    x = rng.random((POINTS, 8))
    y = (x[:, :4] > 0.4).all(axis=1).astype(float)
    assert len(find_box(x, y, range(8), binds=2, least=12).bounds) == 2
    bound = find_box(x, y, range(4), binds=3, least=12, bound={6, 7}).bounds
    assert len(bound) == 1


def test_a_box_keeps_the_points_it_must_keep():
    x, y = planted(1)
    for least in (20, 60, 120):
        box = find_box(x, y, showing(x, y), binds=6, least=least)
        assert box.holds(x).sum() >= least


def test_whole_numbers_are_peeled_a_value_at_a_time():
    rng = np.random.default_rng(6)
    x = np.column_stack([rng.integers(1, 8, POINTS), rng.random(POINTS)]).astype(float)
    y = (x[:, 0] <= 2).astype(float)
    assert find_box(x, y, [0, 1], binds=2, least=12).bounds == {0: (-np.inf, 2.0)}


def test_both_ends_belong_to_a_box_and_two_boxes_meet_in_what_they_share():
    box = Box({0: (1.0, 2.0)})
    assert box.holds(np.array([[0.9], [1.0], [2.0], [2.1]])).tolist() == [False, True, True, False]
    assert box.within(Box({0: (1.5, 9.0), 1: (0.0, 1.0)})).bounds == {0: (1.5, 2.0), 1: (0.0, 1.0)}
    assert EVERYWHERE.holds(np.zeros((3, 1))).all()


def test_how_sure_a_share_is_takes_in_the_number_of_points():
    x = np.linspace(0, 1, 100)[:, None]
    y = np.ones(100)
    assert surely(EVERYWHERE, x, y) == wilson_interval(1.0, 100)[0]
    assert surely(Box({0: (0.95, 1.0)}), x, y) < surely(EVERYWHERE, x, y)
    assert surely(Box({0: (2.0, 3.0)}), x, y) == 0.0


def test_bounds_become_round_and_those_that_bind_nothing_go():
    box = Box({0: (0.34567, np.inf), 1: (2.2, 5.6), 2: (0.0001, 0.5999), 3: (-np.inf, 1234.56)})
    found = readable(box, [0, 1, 0, 0], [0.6, 7, 0.6, 5000], [False, True, False, False])
    assert found.bounds == {0: (0.35, np.inf), 1: (2.0, 6.0), 3: (-np.inf, 1200.0)}
