"""The model's own frame: what it refuses at once, and when Mesa's loop ends."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import pytest

from sim.errors import InputError
from sim.model import Model
from sim.scenario.loading import load_scenario
from tests.worlds import model


def test_mesas_own_loop_ends_with_the_last_day():
    made = model("baseline", "consumers.count=50", "days=3")
    made.run_model()
    assert made.world.day == 3
    assert not made.running


@pytest.mark.parametrize("seed", [-1, "a", 1.5, True, 2**64])
def test_what_is_no_seed_is_refused_at_once(seed: Any):
    with pytest.raises(InputError, match="is no seed"):
        Model(load_scenario("baseline", ["consumers.count=50"]), seed=seed)


@pytest.mark.parametrize("threads", [0, -2, 1.5, True])
def test_what_is_no_number_of_threads_is_refused_at_once(threads: Any):
    with pytest.raises(InputError, match="is no number of threads"):
        Model(load_scenario("baseline", ["consumers.count=50"]), threads=threads)


def test_more_days_than_can_be_counted_are_refused_at_once():
    long = load_scenario("baseline", ["consumers.count=5", "days=36500", "finance.oracle_windows=8"])
    assert Model(long).world.day == 0
    with pytest.raises(InputError, match=r"36,500 days and 29,200 more .* at most 65,535 together"):
        Model(load_scenario(long, ["finance.retention_window_days=3650"]))


def test_the_name_of_a_scenario_is_not_yet_a_scenario():
    name: Any = "baseline"
    with pytest.raises(InputError, match=r"a str is no scenario .*load_scenario"):
        Model(name)


@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy, pickle.dumps])
def test_a_model_is_not_copied_since_the_copy_would_live_another_life(copied: Any):
    lived = model("baseline", "consumers.count=50", "days=3")
    lived.step()
    with pytest.raises(TypeError, match="same scenario and seed"):
        copied(lived)
    lived.step()  # nothing has happened to it
