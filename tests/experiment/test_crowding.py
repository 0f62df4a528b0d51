"""Counters with more customers than they can serve are told of, and others are not."""

from __future__ import annotations

import numpy as np
import pytest

import sim
from sim.experiment.crowding import crowded_sentence, longest_mean_wait
from sim.kernels.queueing import FULLEST, waiting_minutes
from sim.scenario.counter import Counter

SMALL = ["consumers.count=200", "days=20"]


@pytest.mark.parametrize(
    "counter", [Counter(), Counter(service_minutes=8, longest_minutes=20), Counter(service_minutes=0)]
)
def test_the_longest_mean_wait_is_that_of_the_fullest_counter(counter):
    luck = ((np.arange(200_000) + 0.5) / 200_000).astype(np.float32)
    waited = [waiting_minutes(u, np.float32(FULLEST), counter.service_minutes, counter.longest_minutes) for u in luck]
    assert longest_mean_wait(counter) == pytest.approx(np.mean(waited), abs=0.01)


@pytest.mark.parametrize(("capacity", "crowded"), [(1.0, True), (500.0, False)])
def test_it_is_said_where_the_counters_are_overrun(capacity, crowded):
    made = sim.replicate("baseline", replicates=2, overrides=[*SMALL, f"retailers.kopi.counter.capacity={capacity}"])
    told = crowded_sentence(made.runs, "baseline", made.scenario)
    assert (told is not None) == crowded
    if told is not None:
        assert "Kopi" in told
        assert "retailers.kopi.counter.capacity, now 1 customers" in told
        assert "kasir" in crowded_sentence(made.runs, "baseline", made.scenario, "id")


def test_where_nobody_waits_nothing_is_said():
    made = sim.replicate("baseline", replicates=1, overrides=[*SMALL, "retailers.*.counter.service_minutes=0"])
    assert crowded_sentence(made.runs, "baseline", made.scenario) is None
