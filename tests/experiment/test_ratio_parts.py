"""What a difference in Return on Relationship comes from."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

import sim
from sim.cli import run_command
from sim.experiment.ratio_parts import Parts, parts_sentence, ratio_parts

SIZE = ["consumers.count=150", "days=40", "finance.retention_window_days=10"]
PAID = {
    "extends": "baseline",
    "name": "wasteful",
    "retailers": {"kopi": {"costs": {"shop_costs": 320_000}}},
}


@pytest.fixture(scope="module")
def wasteful():
    return sim.compare("baseline", PAID, pairs=4, overrides=SIZE, workers=1)


def test_money_that_is_burnt_raises_the_ratio_by_its_assets_alone(wasteful):
    contrast = wasteful.contrast("ror")
    parts = ratio_parts(wasteful.runs, contrast, wasteful.pairs)
    assert parts.by_relationship == 0.0
    assert parts.by_assets == pytest.approx(contrast.numbers.difference)
    assert parts.by_assets > 0 > wasteful.contrast("retailer_profit").numbers.difference
    assert "look at the profit beside it" in parts_sentence(wasteful.runs, contrast, wasteful.pairs)
    assert "lihat juga labanya" in parts_sentence(wasteful.runs, contrast, wasteful.pairs, "id")


def test_the_parts_add_up_to_the_difference():
    made = sim.compare("traditional", "full-trm", pairs=3, overrides=SIZE, workers=1)
    contrast = made.contrast("ror")
    parts = ratio_parts(made.runs, contrast, made.pairs)
    assert 0.0 not in (parts.by_relationship, parts.by_assets)
    assert parts.by_relationship + parts.by_assets == pytest.approx(contrast.numbers.difference)


def test_nothing_is_said_of_another_outcome_or_of_the_same_worlds(wasteful):
    assert parts_sentence(wasteful.runs, wasteful.contrast("loyalty"), wasteful.pairs) is None
    same = sim.compare("baseline", {"extends": "baseline", "name": "twin"}, pairs=2, overrides=SIZE, workers=1)
    assert parts_sentence(same.runs, same.contrast("ror"), same.pairs) is None


def test_a_world_whose_ratio_is_undefined_is_left_out(wasteful):
    runs = [
        replace(run, outcomes=run.outcomes | ({"ror": float("nan")} if run.replicate == 1 else {}))
        for run in wasteful.runs
    ]
    all_four = ratio_parts(wasteful.runs, wasteful.contrast("ror"), 4)
    three = ratio_parts(runs, wasteful.contrast("ror"), 4)
    assert three is not None
    assert three != all_four


@given(st.floats(-10, 10), st.floats(-10, 10))
def test_who_brings_more_is_told(one, other):
    assert Parts(one, other).mostly_assets == (abs(other) > abs(one))


def test_the_command_says_it(tmp_path, capsys):
    path = tmp_path / "wasteful.toml"
    path.write_text('extends = "baseline"\n[retailers.kopi.costs]\nshop_costs = 320_000\n')
    small = ["--pairs=4", "--days=40", "--consumers=150", "--set=finance.retention_window_days=10", "--quiet"]
    assert run_command(["compare", "baseline", str(path), *small]) == 0
    assert "comes from total relationship" in capsys.readouterr().out


def test_a_decision_says_it_of_each_scenario(tmp_path, capsys):
    path = tmp_path / "wasteful.toml"
    path.write_text('extends = "baseline"\n[retailers.kopi.costs]\nshop_costs = 320_000\n')
    small = ["--days=40", "--consumers=150", "--set=finance.retention_window_days=10", "--quiet"]
    settle = ["--until-settled", "--outcome=ror", "--least=20", "--budget=20"]
    assert run_command(["compare", "baseline", str(path), *settle, *small, "--out", str(tmp_path / "r")]) == 0
    told = "wasteful − baseline: Of the difference in return on relationship 0.00000 comes from total relationship"
    assert told in capsys.readouterr().out
    assert run_command(["report", str(tmp_path / "r")]) == 0
    assert told in (tmp_path / "r" / "report.html").read_text(encoding="utf-8")
