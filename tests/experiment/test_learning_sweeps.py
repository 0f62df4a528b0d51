"""Designs that learn, through the real runner: stopping rules and adaptive rounds, with runs that fail on the way."""

from collections import Counter

import pytest

from sim.experiment.spec.loading import load_experiment
from sim.experiment.spec.planning import plan_of
from sim.experiment.sweep.reading import load_sweep
from sim.experiment.sweep.sweep import run_sweep
from sim.experiment.sweep.work import Context, Done, Task, perform
from sim.randomness import replicate_seed

SMALL = ("days=4", "consumers.count=60")
SHARE = "complaints.sensitive_share"
LOST = {replicate_seed(1, 1), replicate_seed(1, 6)}


def fragile(task: Task, context: Context) -> Done:
    """The model, but the runs of two replicates fail."""
    if task.seed in LOST:
        raise ZeroDivisionError("by hand")
    return perform(task, context)


def hopeless(task: Task, context: Context) -> Done:
    """A model that never comes to an end."""
    raise ZeroDivisionError("by hand")


def plan(**table):
    return plan_of(load_experiment({"scenarios": ["baseline"], "responses": ["loyalty"]} | table, SMALL))


STOPPING = {
    "unknowns": {SHARE: [0.0, 0.6]},
    "replicates": 4,
    "stop": {"half_width": {"loyalty": 1e-9}, "batch": 3, "most": 9},
}
ADAPTIVE = {
    "unknowns": {SHARE: "sweep"},
    "replicates": 2,
    "design": {"kind": "adaptive", "points": 8, "start": 4, "batch": 2},
}


def test_failures_do_not_keep_a_stopping_rule_from_adding_replicates(tmp_path):
    result = run_sweep(plan(**STOPPING), tmp_path / "r", workers=0, work=fragile)
    assert (result.runs, result.completed, result.failed) == (2 * 9, 2 * 7, 2 * 2)
    assert Counter(load_sweep(tmp_path / "r").failures["error"]) == {"ZeroDivisionError": 4}


def test_failures_do_not_keep_an_adaptive_design_from_its_points(tmp_path):
    result = run_sweep(plan(**ADAPTIVE), tmp_path / "r", workers=0, work=fragile)
    assert (result.runs, result.completed, result.failed) == (8 * 2, 8, 8)


@pytest.mark.parametrize("table", [STOPPING, ADAPTIVE])
def test_when_every_run_fails_a_design_that_learns_comes_to_an_end(table, tmp_path):
    result = run_sweep(plan(**table), tmp_path / "r", workers=0, work=hopeless)
    assert result.completed == 0
    assert result.failed == result.runs <= 2 * 9
