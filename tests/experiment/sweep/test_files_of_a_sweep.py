"""Policies and networks of one's own in a sweep: it goes on with those that it was begun with, or not at all."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import sim
from sim.errors import InputError
from sim.experiment.asking import resume_sweep, sweep
from sim.experiment.sweep.sweep import run_sweep
from sim.scenario.loading import load_scenario
from tests.experiment.sweep.plans import SIZE, grid, stand_in

CHEAP = "class Cheap:\n    def price(self, view): return 9000\n"
RING = "".join(f"{i},{(i + 1) % 60}\n" for i in range(60))


@pytest.fixture
def experiment(tmp_path):
    """Writes an experiment whose retailer has a policy of its own; the policy's file and a folder for the results."""
    policy = tmp_path / "cheap.py"
    policy.write_text(CHEAP)
    document = {
        "title": "How cheap?",
        "question": "How cheap?",
        "scenarios": ["baseline"],
        "replicates": 2,
        "set": {"days": 4, "consumers.count": 60, "retailers.kopi.policy": f"{policy}:Cheap"},
        "levers": {"retailers.kopi.reply.staff_hours": [0.25, 1.0]},
    }
    return document, policy, tmp_path / "out"


def test_a_sweep_goes_on_with_the_policy_it_was_begun_with(experiment):
    document, policy, out = experiment
    begun = sweep(document, out, workers=0, replicates=1)
    whole = sweep(document, out, workers=0)
    policy.write_text(CHEAP.replace("9000", "50000"))
    changed = resume_sweep(out, workers=0)
    policy.unlink()
    gone = resume_sweep(out, workers=0)
    assert (begun.completed, whole.completed) == (2, 4)
    assert {whole.digest} == {changed.digest, gone.digest}
    assert (changed.reused, gone.reused, gone.failed) == (4, 4, 0)
    read = sim.load_sweep(out)
    row = read.runs.iloc[1]
    again = sim.run(read.world(row["scenario"], row["point"]), seed=read.runs["seed"].iloc[1], policies=read.policies)
    assert again.digest == row["digest"]


def test_a_policy_that_is_gone_costs_no_run_that_is_there(experiment):
    document, policy, out = experiment
    sweep(document, out, workers=0)
    before = {file.name: file.read_bytes() for file in out.iterdir() if file.is_file()}
    policy.unlink()
    with pytest.raises(InputError, match=r"cheap\.py"):
        sweep(document, out, workers=0)
    assert {file.name: file.read_bytes() for file in out.iterdir() if file.is_file()} == before
    assert len(sim.load_sweep(out).runs) == 4


def test_nothing_is_written_when_a_network_is_no_longer_that_of_the_sweep(tmp_path):
    file = tmp_path / "ring.csv"
    file.write_text(RING)
    settings = (*SIZE, "platforms.facebook.network.source=file", f"platforms.facebook.network.path={file}")
    plan = replace(grid(1), scenarios={name: load_scenario("baseline", settings) for name in ("open", "private")})
    run_sweep(plan, tmp_path / "out", workers=0, work=stand_in)
    known = sim.load_sweep(tmp_path / "out").manifest["networks"]
    resumed = replace(plan, networks=known)
    assert run_sweep(resumed, tmp_path / "out", workers=0, work=stand_in).reused == 4
    held = (tmp_path / "out" / "manifest.json").read_bytes()
    file.write_text(RING + "0,30\n")
    with pytest.raises(InputError, match=r"ring\.csv: this network is not the one"):
        run_sweep(resumed, tmp_path / "out", workers=0, work=stand_in)
    file.unlink()
    with pytest.raises(InputError, match=r"ring\.csv: the network file cannot be read"):
        run_sweep(resumed, tmp_path / "out", workers=0, work=stand_in)
    assert (tmp_path / "out" / "manifest.json").read_bytes() == held


def test_numbers_of_numpy_will_do_where_a_whole_number_is_asked_for():
    small = ["consumers.count=60", "days=3"]
    plain = sim.run("baseline", seed=2**63 + 7, overrides=small)
    assert sim.run("baseline", seed=np.uint64(2**63 + 7), overrides=small).digest == plain.digest
    pair = sim.compare(
        "open-replies", "private-replies", pairs=np.int64(2), seed=np.int32(3), overrides=small, workers=1
    )
    assert (pair.pairs, pair.seed) == (2, 3)
    for value in (True, 2.0, np.float64(2), np.bool_(True), "2"):
        with pytest.raises(InputError, match="pairs"):
            sim.compare("open-replies", "private-replies", pairs=value, overrides=small)
