"""Data simulated with known parameters give them back at the nominal rate."""

from __future__ import annotations

import pytest

from sim.experiment.calibrate.inference import LEVEL
from sim.experiment.calibrate.recovery import bounds, left_out, through_rounds


@pytest.fixture(scope="module")
def recovered():
    """Small worlds, each of them data once."""
    return left_out(worlds=120, days=60, consumers=300, workers=1)


def test_of_each_parameter_the_ranges_hold_the_truth_at_the_nominal_rate(recovered):
    for one in recovered:
        low, high = bounds(one.worlds, sure=1.0 - 0.001 / len(recovered))
        assert low <= one.held <= high, (one.candidate.path, one.held, one.worlds)


def test_all_ranges_together_hold_the_truth_at_the_nominal_rate(recovered):
    """Ranges of one world hang together; that of a mean over parameters is about that of a few of them."""
    held, of = sum(r.held for r in recovered), sum(r.worlds for r in recovered)
    assert held / of == pytest.approx(LEVEL, abs=0.03)


def test_what_no_export_could_miss_is_informed_in_most_worlds(recovered):
    informed = {r.candidate.path for r in recovered if r.informed > 0.5}
    assert {"consumers.shop_rate", "consumers.basket_units", "attention.following_at_start"} <= informed


def test_through_all_rounds_the_truth_is_held_as_well():
    found = through_rounds(kinds=("purchases",), worlds=4, runs=100, days=60, consumers=300, workers=1)
    held, of = sum(r.held for r in found), sum(r.worlds for r in found)
    assert held / of > 0.6
    assert min(r.width for r in found) < 0.4
