"""Counters that are too few are told of, and others are not."""

from __future__ import annotations

import pytest

import sim
from sim.experiment.crowding import CROWDED, crowded_sentence

SMALL = ["consumers.count=200", "days=20"]


@pytest.mark.parametrize(("capacity", "crowded"), [(0.1, True), (15.0, False)])
def test_it_is_said_where_many_leave_the_queue(capacity, crowded):
    made = sim.replicate("baseline", replicates=2, overrides=[*SMALL, f"retailers.kopi.counter.capacity={capacity}"])
    told = crowded_sentence(made.runs, "baseline", made.scenario)
    assert (told is not None) == crowded
    if told is not None:
        left = sum(run.outcomes["walkout_rate"] for run in made.runs) / 2
        assert left > CROWDED
        assert f"{100 * left:.0f}% of those who come to Kopi" in told
        assert "can serve 1 customers a day" in told  # a tenth of a quarter of 200 * 0.12
        assert "raise retailers.kopi.counter.capacity, now 0.1" in told
        assert "antrean" in crowded_sentence(made.runs, "baseline", made.scenario, "id")


def test_where_nobody_waits_nothing_is_said():
    made = sim.replicate("baseline", replicates=1, overrides=[*SMALL, "retailers.*.counter.service_minutes=0"])
    assert crowded_sentence(made.runs, "baseline", made.scenario) is None


def test_where_nobody_comes_nothing_is_said():
    made = sim.replicate("baseline", replicates=1, overrides=[*SMALL, "consumers.shop_rate=0"])
    assert crowded_sentence(made.runs, "baseline", made.scenario) is None
