"""The distance of each estimator from the oracle: figures, command and report, in both languages."""

from __future__ import annotations

import json

import pytest

import sim
from sim.cli import run_command
from sim.experiment.estimator_words import estimator_sheets
from sim.experiment.estimators import distances
from sim.experiment.records import Run
from sim.scenario.loading import load_scenario

WORLD = ["consumers.count=200", "days=40", "finance.retention_window_days=20"]


def done(replicate: int, constant: float, bgnbd: float, oracle: float) -> Run:
    values = {"tr_constant": constant, "tr_bgnbd": bgnbd, "tr_oracle": oracle}
    values |= {"total_assets": 50.0, "total_assets_relational": 80.0}
    return Run("world", replicate, replicate, "", values, {}, 0.0)


def test_bias_is_estimate_minus_oracle_world_by_world():
    constant, bgnbd, oracle = distances([done(0, 6, 12, 10), done(1, 8, 18, 20), done(2, 7, 0, -1)], "world", 3)
    assert constant.bias.mean == pytest.approx((-4 - 12 + 8) / 3)
    assert constant.relative.mean == pytest.approx((-0.4 - 0.6) / 2)  # where the oracle is above zero
    assert (constant.relative.n, constant.bias.n) == (2, 3)
    assert bgnbd.ror.mean == pytest.approx(10 / 50)
    assert (oracle.bias.mean, oracle.bias.low, oracle.bias.high) == (0.0, 0.0, 0.0)
    assert constant.row()["estimator"] == "constant"


def test_ror_and_its_bias_are_told_with_relational_capital_among_the_assets_and_without():
    constant, _, oracle = distances([done(0, 6, 12, 10), done(1, 8, 18, 20), done(2, 7, 5, 9)], "world", 3)
    assert (constant.ror.mean, constant.ror_relational.mean) == pytest.approx((7 / 50, 7 / 80))
    assert (oracle.ror.mean, oracle.ror_relational.mean) == pytest.approx((13 / 50, 13 / 80))
    assert constant.ror_bias.mean == pytest.approx(-6 / 50)
    assert constant.ror_relational_bias.mean == pytest.approx(-6 / 80)
    assert constant.ror_bias.low < -6 / 50 < constant.ror_bias.high
    assert constant.by_world == (-4, -12, -2)
    assert {"ror_bias_low", "ror_relational_bias_high", "relative_low"} <= set(constant.row())


def test_without_assets_there_is_no_ror_and_still_a_bias():
    broke = done(0, 6, 12, 10)
    broke.outcomes.update(total_assets=-1.0, total_assets_relational=2.0)
    constant = distances([broke], "world", 1)[0]
    assert (constant.ror.mean, constant.ror_relational.mean, constant.bias.mean) == (None, 3.0, -4.0)


def test_a_relative_bias_is_written_in_per_cent_and_the_oracle_has_none():
    runs = [done(0, 5, 12, 10), done(1, 10, 18, 20), done(2, 6, 5, 10)]
    money, ratios = estimator_sheets(distances(runs, "world", 3), load_scenario("baseline"))
    assert money.rows[0][3][0] == "−47%"
    assert money.rows[2][2:] == (("–", ""), ("–", ""))
    assert [row[2][0] for row in ratios.rows] == ["−0.127", "−0.033", "–"]
    assert len(ratios.heads) == len(ratios.rows[0]) == 5


def test_there_is_no_distance_where_nothing_was_lived_on():
    nan = float("nan")
    assert distances([done(0, nan, nan, nan)], "world", 1) == []
    assert distances([], "world", 3) == []


def test_the_command_prints_each_estimator_with_its_interval(capsys, tmp_path):
    small = ["--quiet", "--replicates", "3", "--windows", "2", *(w for s in WORLD for w in ("--set", s))]
    assert run_command(["ror", "baseline", *small, "--language", "id", "--out", str(tmp_path / "r")]) == 0
    printed = capsys.readouterr().out
    assert "Penaksir" in printed
    assert "orakel" in printed
    assert run_command(["ror", "baseline", *small, "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert [row["estimator"] for row in document["estimators"]] == ["constant", "bgnbd", "oracle"]
    assert document["estimators"][0]["bias_low"] < document["estimators"][0]["bias_high"]
    for language, title in (("en", "How far each estimator"), ("id", "Seberapa jauh setiap penaksir")):
        text = sim.write_report(tmp_path / "r", language=language).read_text(encoding="utf-8")
        assert title in text
        assert "BG/NBD" in text
        section = text.split('id="estimators"')[1].split("<section")[0]
        assert section.count("<circle") == 2 * 3
        assert section.count("<table") == 2


def test_reports_of_runs_that_were_not_lived_on_speak_of_no_estimator(tmp_path):
    sim.replicate("baseline", replicates=2, overrides=WORLD, out=tmp_path / "r")
    text = sim.write_report(tmp_path / "r").read_text(encoding="utf-8")
    assert "How far each estimator" not in text
    assert "BG/NBD" not in text.split("<details>")[0]
