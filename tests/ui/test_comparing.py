"""What the page compares is what `sim.compare` and `trm compare` do, to the last digit."""

import contextlib
import io
import json
import shlex
from dataclasses import replace

import pandas as pd
import pytest

import sim
from sim.experiment.jobs import perform
from sim.scenario.dump import scenario_toml
from sim.ui.asked import Asked, Side
from sim.ui.comparing import command_of, comparison_of, file_name, files_of, python_of, question_of
from sim.ui.reporting import report_html, report_task
from sim.ui.running import keys_of
from sim.ui.tables import contrasts_csv, days_csv, runs_parquet
from sim.ui.views.files import own_side

SMALL = Asked(consumers=80, days=20, pairs=3, seed=5)
FILE = b'extends = "baseline"\n\n[retailers.kopi.reply]\npolicy = "open"\nstaff_hours = 0.25\n'
QUESTIONS = {
    "built-in": SMALL,
    "set in both": replace(SMALL, overrides=("retailers.kopi.price=26000", "consumers.young_share=0.5")),
    "set on one side": replace(SMALL, a=Side("baseline"), b=Side("baseline", ("retailers.kopi.posts.discount=0.2",))),
    "a file": replace(SMALL, b=own_side("late <b>.toml", FILE)),
    "a file with changes": replace(
        SMALL, a=replace(own_side("late.toml", FILE), overrides=("retailers.kopi.reply.policy=private",))
    ),
}
NUMBERS = ["outcome", "pairs", "a", "a_low", "b", "b_high", "difference", "low", "high", "correlation"]


def answered(asked):
    question = question_of(asked)
    return question, comparison_of(question, [perform(job) for job in question.jobs])


def written(asked, folder):
    """The files that the page hands out, as they would be taken down."""
    question = question_of(asked)
    for which, side, world in zip("ab", (asked.a, asked.b), question.scenarios.values(), strict=True):
        (folder / file_name(side, which)).write_text(scenario_toml(world), encoding="utf-8")


@pytest.mark.parametrize("name", QUESTIONS)
def test_the_python_text_gives_the_numbers_that_are_shown(name, tmp_path, monkeypatch):
    asked = QUESTIONS[name]
    _, shown = answered(asked)
    written(asked, tmp_path)
    monkeypatch.chdir(tmp_path)
    held = {}
    with contextlib.redirect_stdout(io.StringIO()) as said:
        exec(compile(python_of(asked), "shown", "exec"), held)
    pd.testing.assert_frame_equal(held["comparison"].to_frame()[NUMBERS], shown.to_frame()[NUMBERS], check_exact=True)
    assert "Loyalty (attitude)" in said.getvalue()


@pytest.mark.parametrize("name", QUESTIONS)
def test_the_command_gives_the_numbers_that_are_shown(name, tmp_path, monkeypatch, capsys):
    from sim.cli import run_command

    asked = QUESTIONS[name]
    _, shown = answered(asked)
    written(asked, tmp_path)
    monkeypatch.chdir(tmp_path)
    words = shlex.split(command_of(asked))
    assert words[:2] == ["trm", "compare"]
    assert run_command([*words[1:], "--json"]) == 0
    found = json.loads(capsys.readouterr().out)["contrasts"]
    assert [[row[key] for key in NUMBERS] for row in found] == [
        [contrast.row()[key] for key in NUMBERS] for contrast in shown.contrasts
    ]


def test_only_sides_that_are_not_built_in_need_a_file():
    assert files_of(SMALL) == ()
    assert files_of(QUESTIONS["set on one side"]) == ("b-baseline.toml",)
    assert files_of(QUESTIONS["a file"]) == ("b-late--b.toml",)
    assert "load_scenario('b-late--b.toml')" in python_of(QUESTIONS["a file"])


@pytest.mark.parametrize(
    ("scenario", "name"),
    [
        ("open-replies", "a-open-replies.toml"),
        ("../../etc/passwd", "a-passwd.toml"),
        ("con", "a-con.toml"),
        ("äö.toml", "a-scenario.toml"),
        ('"; rm -rf ~; ".toml', "a-rm--rf.toml"),
    ],
)
def test_files_are_called_by_letters_that_every_system_takes(scenario, name):
    assert file_name(Side(scenario), "a") == name


def test_the_same_run_has_the_same_key_and_another_world_or_luck_has_not():
    first = keys_of(question_of(SMALL).jobs, "run")
    assert first == keys_of(question_of(replace(SMALL, view="compare", language="id", day=3)).jobs, "run")
    assert len(set(first)) == len(first)
    other = keys_of(question_of(replace(SMALL, seed=6)).jobs, "run")
    assert not set(first) & set(other)


def test_the_tables_hold_what_was_run():
    question, shown = answered(SMALL)
    again = pd.read_csv(io.BytesIO(contrasts_csv(shown)))
    pd.testing.assert_frame_equal(again[NUMBERS], shown.to_frame()[NUMBERS], check_exact=True, check_dtype=False)
    runs = pd.read_parquet(io.BytesIO(runs_parquet(shown.runs)))
    assert len(runs) == len(question.jobs)
    assert runs["loyalty"].tolist() == [run.outcomes["loyalty"] for run in shown.runs]
    assert days_csv(shown.runs) == b""
    by_day = [replace(run, by_day={"loyalty": [0.5, 0.25]}) for run in shown.runs[:1]]
    assert days_csv(by_day).decode().splitlines() == [
        "scenario,replicate,day,loyalty",
        "open-replies,0,0,0.5",
        "open-replies,0,1,0.25",
    ]


@pytest.mark.parametrize("name", ["built-in", "a file"])
def test_the_report_is_that_of_the_command_line_and_leaves_nothing_behind(name, tmp_path):
    question, shown = answered(QUESTIONS[name])
    made = report_html(report_task(question, "id", tmp_path)).decode()
    assert '<html lang="id">' in made
    assert str(tmp_path) not in made
    assert shown.runs[0].digest in made
    assert list(tmp_path.iterdir()) == []


def test_two_sides_about_other_retailers_are_refused():
    b = own_side("b.toml", b'extends = "baseline"\nfocal = "toko"')
    with pytest.raises(sim.InputError, match="A is about the retailer kopi and B about toko"):
        question_of(replace(SMALL, b=b))
