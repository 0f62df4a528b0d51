"""`trm sensitivity` and `trm optimise` on the model itself, in small worlds."""

import json
import signal

import pytest

import sim
from sim.cli import run_command

SWEEP = """
title = "small"
scenarios = ["open-replies", "private-replies"]
responses = ["loyalty", "satisfaction"]

[set]
days = 6
consumers.count = 80

[unknowns]
relationship.trust_gain = "sweep"
recovery.privacy_harm = "sweep"

[design]
kind = "sobol"
points = 4
"""
SEARCH = """
title = "small"
scenarios = ["baseline"]
replicates = 2

[set]
days = 6
consumers.count = 80

[levers]
retailers.kopi.reply.policy = ["open", "private"]
retailers.kopi.posts.promotion_rate = "sweep"

[unknowns]
relationship.trust_gain = "sweep"

[optimise]
trials = 4
population = 4
fresh = 2
candidates = 2
worlds = 8
test = 2
"""


@pytest.fixture
def trm(capsys):
    """The command inside this process."""
    handlers = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}

    def run(*arguments):
        code = run_command([str(argument) for argument in arguments])
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    yield run
    for number, handler in handlers.items():
        signal.signal(number, handler)


@pytest.fixture(scope="module")
def swept(tmp_path_factory):
    folder = tmp_path_factory.mktemp("swept")
    (folder / "small.toml").write_text(SWEEP, encoding="utf-8")
    sim.sweep(folder / "small.toml", folder / "out", replicates=1, workers=0)
    return folder / "out"


def test_the_sensitivity_of_a_sweep_is_printed_and_is_a_document(swept, trm):
    code, out, _ = trm("sensitivity", swept, "--language", "id")
    assert code == 0
    assert "private-replies dikurangi open-replies" in out
    code, out, _ = trm("sensitivity", swept, "--outcome", "loyalty", "--json")
    document = json.loads(out)
    assert (code, document["design"], document["runs_done"]) == (0, "sobol", 32)
    assert {(e["scenario"], e["against"]) for e in document["explained"]} == {
        ("open-replies", None), ("private-replies", None), ("private-replies", "open-replies")
    }  # fmt: skip
    assert sim.sensitivity(swept, outcomes=["loyalty"]).to_json()["explained"] == document["explained"]


def test_an_outcome_that_does_not_exist_is_named_with_its_neighbour(swept, trm):
    code, _, err = trm("sensitivity", swept, "--outcome", "loyalti")
    assert code == 2
    assert "did you mean 'loyalty'?" in err


def test_a_folder_that_is_no_sweep_is_refused(tmp_path, trm):
    code, _, err = trm("sensitivity", tmp_path)
    assert code == 2
    assert "holds no sweep" in err


def test_an_optimisation_of_the_model_prints_one_document(tmp_path, trm):
    (tmp_path / "small.toml").write_text(SEARCH, encoding="utf-8")
    found = sim.optimise(tmp_path / "small.toml", tmp_path / "out", workers=0)
    arguments = ("optimise", tmp_path / "small.toml", "--out", tmp_path / "out", "--quiet", "--workers", "1")
    code, out, _ = trm(*arguments, "--json")
    document = json.loads(out)
    assert code == 0
    assert document["robust"] == found.to_json()["robust"]
    assert [phase["phase"] for phase in document["phases"]][:3] == ["search", "fresh", "worlds"]
    assert {row["outcome"] for row in document["objectives"]} == {"loyalty", "ror", "relationship_spending"}
    assert len(found.to_frame()) == 4


def test_wrong_numbers_are_refused(tmp_path, trm):
    code, _, err = trm("optimise", "best-policy", "--out", tmp_path / "out", "--workers", "0")
    assert (code, "workers do nothing" in err) == (2, True)
    code, _, err = trm("optimise", "best-policy", "--out", tmp_path / "out", "--trials", "1")
    assert (code, "trials from 2" in err) == (2, True)
