"""`trm sweep`, its uses and `trm experiments`, as a user meets them."""

import json
import re

import pytest

from sim.experiment.spec.builtin import builtin_experiments
from tests.test_cli import children, inside, one_line, start, trm, wait_for, write  # noqa: F401 (inside is a fixture)

DESK = """
question = "How many hours?"
scenarios = ["open-replies", "private-replies"]
responses = ["loyalty"]
replicates = 2
[set]
days = 6
consumers.count = 80
[levers]
retailers.kopi.reply.staff_hours = [0.25, 1.0]
"""


@pytest.fixture
def desk(tmp_path):
    return write(tmp_path / "desk.toml", DESK)


def test_a_sweep_prints_one_json_document_and_nothing_else(desk, tmp_path):
    code, out, err = trm("sweep", desk, "--out", tmp_path / "r", "--workers", 1, "--json")
    document = json.loads(out)
    assert code == 0
    assert {"runs", "completed", "failed", "reused", "digest", "seconds"} <= set(document)
    assert (document["runs"], document["completed"], document["failed"], document["reused"]) == (8, 8, 0, 0)
    assert re.fullmatch("[0-9a-f]{64}", document["digest"])
    assert "8 of 8 runs" in err


def test_a_sweep_shows_its_question_its_points_and_what_stood_there(desk, tmp_path, inside):  # noqa: F811
    code, out, _ = inside("sweep", desk, "--out", tmp_path / "r", "--workers", 1, "--quiet")
    assert code == 0
    assert out.startswith("How many hours?\n")
    assert "private-replies − open-replies" in out
    assert "8 of 8 runs done, 0 failed, 0 were there already" in out
    code, out, _ = inside(
        "sweep", "start", desk, "--out", tmp_path / "r", "--workers", 1, "--replicates", 3, "--quiet", "--json"
    )
    assert (code, json.loads(out)["reused"], json.loads(out)["runs"]) == (0, 8, 12)
    code, out, _ = inside("sweep", "status", tmp_path / "r")
    assert (code, "12 of 12 runs done" in out) == (0, True)
    code, out, _ = inside("sweep", "status", tmp_path / "r", "--json")
    assert json.loads(out)["completed"] == 12
    code, out, _ = inside("sweep", "resume", tmp_path / "r", "--workers", 1, "--quiet", "--json")
    assert (code, json.loads(out)["reused"]) == (0, 12)


def test_the_shards_of_a_sweep_are_merged_into_the_same(desk, tmp_path, inside):  # noqa: F811
    whole = json.loads(inside("sweep", desk, "--out", tmp_path / "r", "--workers", 1, "--quiet", "--json")[1])
    for k in (1, 2):
        code, out, _ = inside(
            "sweep", desk, "--out", tmp_path / f"s{k}", "--shard", f"{k}/2", "--workers", 1, "--quiet", "--json"
        )
        assert (code, json.loads(out)["completed"]) == (0, 4)
    code, out, err = inside(
        "sweep", "merge", tmp_path / "s1", tmp_path / "s2", "--out", tmp_path / "m", "--quiet", "--json"
    )
    assert code == 0, err
    assert json.loads(out)["digest"] == whole["digest"]


def test_a_sweep_that_is_paused_or_interrupted_says_how_to_go_on(desk, tmp_path, inside):  # noqa: F811
    folder = tmp_path / "r"
    process = start("sweep", desk, "--out", folder, "--replicates", 5000, "--workers", 1, "--json")
    wait_for(lambda: (folder / "manifest.json").exists() and children(process.pid))
    wait_for(lambda: json.loads(inside("sweep", "status", folder, "--json")[1])["completed"] > 0)
    code, out, _ = inside("sweep", "pause", folder)
    assert (code, "trm sweep resume" in out) == (0, True)
    out, err = process.communicate(timeout=120)
    document = json.loads(out)
    assert document["paused"]
    assert 0 < document["completed"] < document["runs"]
    assert "trm sweep resume" in err
    assert process.returncode == 0


def test_the_built_in_experiments_are_listed(inside):  # noqa: F811
    code, out, _ = inside("experiments", "--json")
    rows = json.loads(out)["experiments"]
    assert code == 0
    assert [row["name"] for row in rows] == builtin_experiments()
    assert all(row["question"] and row["scenarios"] and row["factors"] for row in rows)
    code, out, _ = inside("experiments")
    assert (code, "reply-policy" in out) == (0, True)


def test_the_schema_of_either_kind_of_file_is_printed(inside):  # noqa: F811
    assert "levers" in json.loads(inside("schema", "experiment")[1])["properties"]
    assert "retailers" in json.loads(inside("schema", "scenario")[1])["properties"]
    assert "retailers" in json.loads(inside("schema")[1])["properties"]
    code, out, err = inside("schema", "experimnt")
    assert (code, out) == (2, "")
    assert "experiment" in one_line(err)


def test_help_tells_the_uses(inside):  # noqa: F811
    code, out, _ = inside("sweep", "--help")
    assert code == 0
    for use in ("start", "status", "pause", "resume", "merge"):
        assert re.search(rf"^  {use} ", out, re.MULTILINE), use
    assert "--replicates" in inside("sweep", "start", "--help")[1]


# ---------------------------------------------------------------------------------- what it refuses

WRONG_FILES = {
    "a misspelt key": ("scenarois = ['baseline']\n", "did you mean 'scenarios'?"),
    "a misspelt lever": ("scenarios = ['baseline']\n[levers]\ndayz = [3]\n", "did you mean 'days'?"),
    "a misspelt scenario": ("scenarios = ['basline']\n", "did you mean 'baseline'?"),
    "a level out of range": ("scenarios = ['baseline']\n[levers]\ndays = [0]\n", "allowed: 1 to 36500 days"),
    "a wrong design": ("scenarios = ['baseline']\n[design]\nkind = 'sobbol'\n", "did you mean 'sobol'?"),
    "values that do not go together": (
        "scenarios = ['baseline']\n[levers]\nchoice.stockout_other_product = [0.1, 1.0]\n", "at point 1 (",
    ),
    "an empty file": ("", "empty"),
    "a binary file": (bytes(range(256)) * 20, "asked.toml"),
    "no TOML": ("scenarios == 3\n", "asked.toml"),
}  # fmt: skip


@pytest.mark.parametrize("case", WRONG_FILES)
def test_a_wrong_experiment_is_refused_in_one_line_before_anything_is_written(case, inside, tmp_path):  # noqa: F811
    content, expected = WRONG_FILES[case]
    path = write(tmp_path / "asked.toml", content)
    code, out, err = inside("sweep", path, "--out", tmp_path / "r", "--quiet", "--json")
    assert (code, out) == (2, ""), err
    assert expected in one_line(err)
    assert str(path) in err
    assert not (tmp_path / "r").exists()


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("sweep",), "experiment"),
        (("sweep", "reply-policy"), "--out"),
        (("sweep", "reply-polici", "--out", "r"), "did you mean 'reply-policy'?"),
        (("sweep", "none.toml", "--out", "r"), "none.toml"),
        (("sweep", "--out", "r", "reply-policy", "--points", "3"), "how many points"),
        (("sweep", "ror-sensitivity", "--out", "r", "--points", "3"), "power of two"),
        (("sweep", "reply-policy", "--out", "r", "--replicates", "0"), "replicates"),
        (("sweep", "reply-policy", "--out", "r", "--shard", "3/2"), "1/4 to 4/4"),
        (("sweep", "reply-policy", "--out", "r", "--shard", "a"), "1/4 to 4/4"),
        (("sweep", "reply-policy", "--out", "r", "--timeout", "-1"), "--timeout"),
        (("sweep", "reply-policy", "--out", "r", "--workers", "0"), "--workers"),
        (("sweep", "reply-policy", "--out", "r", "--set", "dayz=3"), "days"),
        (("sweep", "reply-policy", "--out", "r", "--days", "0"), "days"),
        (("sweep", "status", "nowhere"), "nowhere"),
        (("sweep", "status"), "folder"),
        (("sweep", "resume", "."), "no sweep"),
        (("sweep", "pause", "nowhere"), "nowhere"),
        (("sweep", "merge", "nowhere", "--out", "r"), "nowhere"),
    ],
)
def test_a_wrong_sweep_command_is_refused_in_one_line(arguments, expected, inside, tmp_path, monkeypatch):  # noqa: F811
    monkeypatch.chdir(tmp_path)
    code, out, err = inside(*arguments)
    assert (code, out) == (2, "")
    assert expected in one_line(err)
    assert list(tmp_path.iterdir()) == []
