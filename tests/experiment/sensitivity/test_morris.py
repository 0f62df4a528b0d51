"""Elementary effects: exact on straight lines, those of SALib, and told apart from luck."""

import numpy as np
import pytest
from SALib.analyze import morris as salib_analysis
from SALib.sample import morris as salib_sample

from sim.errors import InputError
from sim.experiment.sensitivity.morris import morris
from tests.experiment.known_functions import ishigami

THREE = ("x1", "x2", "x3")
PROBLEM = {"num_vars": 3, "names": list(THREE), "bounds": [[0.0, 1.0]] * 3}


def trajectories(count, seed=1):
    return salib_sample.sample(PROBLEM, count, num_levels=6, seed=seed).reshape(count, 4, 3)


def by_name(found):
    return {effect.name: effect for effect in found.effects}


def test_of_a_straight_line_the_effects_are_its_slopes_without_doubt():
    points = trajectories(10)
    found = by_name(morris(THREE, points, (points @ [3.0, -2.0, 0.0])[..., None]))
    assert found["x1"].direction.mean == pytest.approx(3.0)
    assert found["x2"].direction.mean == pytest.approx(-2.0)
    assert found["x2"].size.mean == pytest.approx(2.0)
    assert found["x2"].size.high - found["x2"].size.low == pytest.approx(0.0, abs=1e-9)
    assert found["x3"].size.mean == pytest.approx(0.0, abs=1e-9)
    assert found["x1"].spread == pytest.approx(0.0, abs=1e-6)


def test_the_figures_are_those_of_salib():
    points = trajectories(60)
    values = ishigami(points)
    theirs = salib_analysis.analyze(PROBLEM, points.reshape(-1, 3), values.ravel(), num_levels=6, seed=1)
    found = by_name(morris(THREE, points, values[..., None]))
    for k, name in enumerate(THREE):
        assert found[name].size.mean == pytest.approx(theirs["mu_star"][k])
        assert found[name].direction.mean == pytest.approx(theirs["mu"][k])
        assert found[name].spread == pytest.approx(theirs["sigma"][k])
        half = found[name].size.high - found[name].size.mean
        assert half == pytest.approx(theirs["mu_star_conf"][k], rel=0.15)


def test_the_size_that_luck_alone_would_have_is_told():
    points = trajectories(200)
    luck = np.random.default_rng(3).standard_normal((200, 4, 4))
    found = by_name(morris(THREE, points, (points @ [3.0, 0.0, 0.0])[..., None] + luck))
    assert found["x2"].size.mean == pytest.approx(found["x2"].luck_size, rel=0.15)
    assert found["x1"].size.low > 2 * found["x1"].luck_size
    assert found["x2"].direction.low < 0.0 < found["x2"].direction.high


def test_a_failed_run_costs_its_trajectory():
    points = trajectories(30)
    values = ishigami(points)[..., None]
    holed = values.copy()
    holed[4, 2] = np.nan
    found = morris(THREE, points, holed)
    assert found.repair.dropped == (4,)
    kept = morris(THREE, np.delete(points, 4, axis=0), np.delete(values, 4, axis=0))
    assert found.effects == kept.effects


def test_points_that_are_no_trajectories_are_refused():
    points = np.random.default_rng(1).random((8, 4, 3))
    with pytest.raises(InputError, match="do not move one unknown after the other"):
        morris(THREE, points, np.zeros((8, 4, 1)))
