"""Ranges hold the truth as often as they say, and what figures do not tell stays as it was."""

from __future__ import annotations

import numpy as np
import pytest

from sim.experiment.calibrate.inference import LEVEL, infer, reaches
from sim.experiment.calibrate.recovery import bounds


def worlds(rng: np.random.Generator, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Three parameters; the figures tell the first, bent, the product of the first two, and nothing of the third."""
    places = rng.random((count, 3))
    noise = rng.standard_normal((count, 3))
    figures = np.column_stack(
        [np.exp(places[:, 0]) + 0.1 * noise[:, 0], places[:, 0] * places[:, 1] + 0.1 * noise[:, 1], noise[:, 2]]
    )
    return places, figures


def test_ranges_hold_the_truth_as_often_as_they_say():
    rng = np.random.default_rng(1)
    places, figures = worlds(rng, 300)
    truths, data = worlds(rng, 200)
    ranges = np.array([infer(places, figures, observed).ranges() for observed in data])
    held = ((truths >= ranges[:, :, 0]) & (truths <= ranges[:, :, 1])).sum(axis=0)
    low, high = bounds(200)
    assert ((held >= low) & (held <= high)).all(), (held, low, high)


def test_what_figures_tell_has_a_narrow_range_and_what_they_do_not_keeps_its_own():
    rng = np.random.default_rng(2)
    places, figures = worlds(rng, 400)
    found = infer(places, figures, np.array([np.exp(0.3), 0.3 * 0.8, 0.0]))
    assert found.informed().tolist()[::2] == [True, False]
    assert found.widths()[0] < 0.4
    assert found.widths()[2] > 0.85
    low, high = found.ranges()[0]
    assert low < 0.3 < high


def test_a_figure_that_no_world_reaches_is_told():
    rng = np.random.default_rng(4)
    places, figures = worlds(rng, 200)
    data = np.array([9.0, 0.25, 0.0])
    assert reaches(figures, data).tolist() == [False, True, True]
    found = infer(places, figures, data)
    assert ((found.places >= 0.0) & (found.places <= 1.0)).all()


def test_a_figure_that_the_data_lack_is_not_used():
    rng = np.random.default_rng(5)
    places, figures = worlds(rng, 200)
    found = infer(places, figures, np.array([np.nan, 0.25, 0.0]))
    assert found.used.tolist() == [False, True, True]


def test_draws_come_as_often_as_their_weights_say_and_the_same_each_time():
    rng = np.random.default_rng(6)
    places, figures = worlds(rng, 200)
    found = infer(places, figures, np.array([1.5, 0.25, 0.0]))
    drawn = found.drawn(400)
    assert drawn.mean(axis=0) == pytest.approx(found.weights @ found.places, abs=0.02)
    assert (drawn == found.drawn(400)).all()


def test_what_is_written_minds_where_the_rest_is_left():
    """The figures tell the product: with the second parameter left low, the first has to be high."""
    rng = np.random.default_rng(7)
    places = rng.random((600, 2))
    figures = (places.sum(axis=1) + 0.02 * rng.standard_normal(600))[:, None]
    found = infer(places, figures, np.array([1.0]))
    assert found.centre({1: 0.35})[0] > 0.55
    assert found.centre({1: 0.65})[0] < 0.45
    assert found.centre({1: 0.35})[1] == 0.35


def test_the_bounds_are_those_of_the_binomial_distribution():
    low, high = bounds(100)
    assert low < 100 * LEVEL < high
    assert (low, high) == (79, 98)
