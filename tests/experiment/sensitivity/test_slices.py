"""Shapes: what moves the mean, what moves only the spread, and what does nothing."""

import numpy as np
import pytest

from sim.errors import InputError
from sim.experiment.sensitivity.slices import shapes, slice_of
from tests.experiment.known_functions import ISHIGAMI_FIRST, ishigami

NAMES = ("x1", "x2", "x3", "idle")


def sample(points, seed=1):
    return np.random.default_rng(seed).random((points, 4))


def by_name(found):
    return {shape.name: shape for shape in found.shapes}


def test_the_courses_and_the_shares_of_ishigami():
    x = sample(2000, 2)
    found = by_name(shapes(NAMES, x, ishigami(x)[:, None], times=100))
    assert found["x2"].course == "bends"
    assert found["x1"].shown
    assert found["x2"].shown
    assert not found["idle"].shown
    assert found["idle"].course == "nothing shown"
    assert found["x1"].explained == pytest.approx(ISHIGAMI_FIRST[0], abs=0.05)
    assert found["x2"].explained == pytest.approx(ISHIGAMI_FIRST[1], abs=0.07)
    assert found["idle"].explained == pytest.approx(0.0, abs=0.02)


def test_one_that_moves_the_spread_alone_is_seen_by_the_distance_and_explains_nothing():
    x = sample(1500)
    y = np.random.default_rng(5).standard_normal(1500) * (0.2 + 3.0 * x[:, 1])
    found = by_name(shapes(NAMES, x, y[:, None], times=100))
    assert found["x2"].shown
    assert found["x2"].explained < 0.05
    assert not found["x1"].shown


def test_where_nothing_matters_little_is_shown():
    shown = 0
    for seed in range(25):
        x = sample(200, seed)
        y = np.random.default_rng(seed + 100).standard_normal((200, 1))
        shown += sum(shape.shown for shape in shapes(NAMES, x, y, seed=seed, times=60).shapes)
    assert shown / 100 < 0.12


def test_a_rising_and_a_falling_course():
    x = sample(300)
    found = by_name(shapes(NAMES, x, (2.0 * x[:, 0] - x[:, 1])[:, None], times=60))
    assert (found["x1"].course, found["x2"].course) == ("rises", "falls")
    means = [each.mean.mean for each in found["x1"].slices]
    assert means == sorted(means)
    assert len(means) == 10


def test_each_of_a_few_levels_is_a_slice():
    assert slice_of(np.array([2.0, 0.0, 2.0, 1.0]), 10).tolist() == [2, 0, 2, 1]
    assert np.bincount(slice_of(np.arange(100.0), 5)).tolist() == [20] * 5


def test_a_failed_point_is_left_out_and_told():
    x = sample(100)
    y = x[:, :1].copy()
    y[3] = np.nan
    found = shapes(NAMES, x, y, times=50)
    assert (found.points, found.repair.dropped) == (99, (3,))


def test_of_rounding_alone_there_are_no_shapes():
    x = sample(200)
    noise = 5e-17 * np.random.default_rng(3).standard_normal((200, 2))
    found = shapes(NAMES, x, 0.05 + noise, times=50)
    assert len(np.unique(0.05 + noise)) > 1
    assert not found.moves
    for shape in found.shapes:
        distance = shape.distance
        assert (distance.mean, distance.low, distance.high, shape.floor) == (0.0, 0.0, 0.0, 0.0)
        assert (shape.explained, shape.course) == (None, "nothing shown")
    assert shapes(NAMES, x, x[:, :1], times=50).moves


def test_too_few_points_for_slices_are_refused():
    with pytest.raises(InputError, match="too few for slices"):
        shapes(NAMES, sample(8), np.arange(8.0)[:, None])
