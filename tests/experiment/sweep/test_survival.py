"""The survival benchmark at a small size: killed with ``kill -9``, resumed, and the same in the end."""

from __future__ import annotations

import sys

import pytest

from benchmarks import survival
from sim.experiment.sweep.reading import load_sweep
from sim.experiment.sweep.sweep import run_sweep


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_a_sweep_that_is_killed_twice_and_resumed_is_the_same_sweep(tmp_path):
    trial = survival.Trial(replicates=6, kills=2, longest=1.0, slow=0.15)
    calm, killed = tmp_path / "calm", tmp_path / "killed"
    undisturbed = run_sweep(survival.plan(trial.replicates), calm, workers=0, work=survival.unlucky)
    rounds = [survival.disturb(killed, trial, number) for number in range(trial.kills)]
    assert sum(int(row["parent killed"]) for row in rounds) >= 1
    assert sum(int(row["worker killed"]) for row in rounds) >= 1
    assert [row["orphans"] for row in rounds] == [0, 0]
    last = survival.finish(killed, trial)
    assert last["digest"] == undisturbed.digest
    assert (last["completed"], last["failed"]) == (118, 2)
    assert survival.failures_of(killed) == survival.failures_of(calm)
    assert survival.left_over(killed) == {"duplicates": 0, "files": 0}
    frame, other = (load_sweep(folder).runs.drop(columns="seconds") for folder in (killed, calm))
    assert frame.equals(other)
