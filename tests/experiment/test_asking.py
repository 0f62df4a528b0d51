"""Experiments asked for real, at a small size: sweeps, resuming, extending, and what is shown of them."""

import json
import math

import pandas as pd
import pytest

import sim
from sim.errors import InputError
from sim.experiment.numerals import UNDEFINED
from sim.experiment.spec.builtin import builtin_experiments
from sim.experiment.spec.loading import load_experiment
from sim.experiment.spec.planning import plan_of
from sim.experiment.sweep.alternatives import short_names
from sim.experiment.sweep.reading import load_sweep
from sim.experiment.sweep_words import Found, sweep_sheets
from sim.metrics import OUTCOMES

SMALL = ("days=6", "consumers.count=80")
SHARE = "complaints.sensitive_share"
HOURS = "retailers.kopi.reply.staff_hours"
DESK = {
    "scenarios": ["open-replies", "private-replies"],
    "responses": ["loyalty", "ror"],
    "replicates": 2,
    "levers": {HOURS: [0.25, 1.0]},
    "unknowns": {SHARE: [0.0, 0.5]},
}


def asked(source, folder, **options):
    return sim.sweep(source, folder, **({"workers": 0, "overrides": SMALL} | options))


@pytest.mark.parametrize("name", builtin_experiments())
def test_a_small_version_of_a_built_in_experiment_runs(name, tmp_path):
    design = load_experiment(name).design.kind
    points = {"sobol": 2, "latin-hypercube": 3}.get(design)
    enough = ("days=20", "consumers.count=150")  # for somebody to buy, whatever the unknowns
    result = asked(name, tmp_path / "r", replicates=1, points=points, overrides=enough)
    assert (result.status, result.failed) == ("complete", 0)
    held = load_sweep(tmp_path / "r")
    found = load_experiment(name)
    assert set(held.factors) == {factor.path for factor in found.factors}
    assert result.runs == len(held.runs) == held.runs["point"].nunique() * len(found.scenarios)
    sheets = sweep_sheets(Found(held.runs, held.manifest["document"]))
    assert [sheet.title.partition(" (")[0] for sheet in sheets] == [
        OUTCOMES[response].title.partition(" (")[0] for response in found.responses
    ]


def test_a_sweep_runs_the_worlds_that_the_plan_says(tmp_path):
    asked(DESK, tmp_path / "r")
    held = load_sweep(tmp_path / "r")
    plan = plan_of(load_experiment(DESK, SMALL))
    cells = plan.design.cells(None)
    cell = cells[5]
    runs = held.runs.set_index(["scenario", "point", "replicate"])
    row = runs.loc[(cell.label, cell.point.number, cell.replicate)]
    alone = sim.run(plan.world(cell), seed=plan.seed_of(cell))
    assert row["loyalty"] == alone.outcomes["loyalty"]
    assert row["digest"] == alone.digest
    assert (row[HOURS], row[SHARE]) == (cell.point.values[HOURS], cell.point.values[SHARE])


def test_more_replicates_reuse_what_is_there(tmp_path):
    first = asked(DESK, tmp_path / "r")
    assert (first.runs, first.reused) == (16, 0)
    more = asked(DESK, tmp_path / "r", replicates=3)
    assert (more.runs, more.reused) == (24, 16)
    assert more.digest == asked(DESK, tmp_path / "other", replicates=3).digest


def test_a_sweep_is_resumed_from_its_folder_alone(tmp_path):
    path = tmp_path / "desk.toml"
    path.write_text(
        "scenarios = ['open-replies']\nresponses = ['loyalty']\nreplicates = 2\n"
        "[unknowns]\ncomplaints.sensitive_share = [0.0, 0.5]\n"
    )
    first = asked(path, tmp_path / "r", shard=(1, 2))
    path.unlink()
    assert first.completed == 2
    rest = sim.resume_sweep(tmp_path / "r", workers=0)
    assert (rest.runs, rest.reused, rest.completed, rest.status) == (4, 2, 4, "complete")


def test_more_points_of_a_sobol_or_an_adaptive_design_reuse_what_is_there(tmp_path):
    few = {"scenarios": ["baseline"], "responses": ["loyalty"], "replicates": 1, "unknowns": {SHARE: "sweep"}}
    for design, more in (({"kind": "sobol", "points": 4}, 8), ({"kind": "adaptive", "points": 4, "start": 3}, 6)):
        first = asked(few | {"design": design}, tmp_path / design["kind"])
        second = asked(few | {"design": design}, tmp_path / design["kind"], points=more)
        assert second.reused == first.runs < second.runs


def test_an_adaptive_sweep_that_is_stopped_ends_as_one_that_was_not(tmp_path):
    table = DESK | {
        "levers": {},
        "unknowns": {SHARE: "sweep", "recovery.privacy_harm": "sweep"},
        "design": {"kind": "adaptive", "points": 9, "start": 4, "batch": 2, "response": "loyalty"},
    }
    whole = asked(table, tmp_path / "whole")
    assert whole.runs == 9 * 2 * 2

    def stop(done, planned):
        if done == 21:
            raise KeyboardInterrupt

    part = asked(table, tmp_path / "part", progress=stop)
    assert part.interrupted
    assert part.completed < 36
    rest = sim.resume_sweep(tmp_path / "part", workers=0)
    assert (rest.status, rest.digest) == ("complete", whole.digest)


def test_a_folder_that_holds_no_experiment_is_not_resumed(tmp_path):
    with pytest.raises(InputError, match="holds no sweep"):
        sim.resume_sweep(tmp_path)


# ---- what is shown -------------------------------------------------------------------------------


def found(table, value):
    """A sweep that gave `value` of each cell for its loyalty."""
    experiment = load_experiment(table | {"responses": ["loyalty"]})
    plan = plan_of(experiment)
    rows = [
        {"scenario": c.label, "point": c.point.number, "replicate": c.replicate, "loyalty": value(c)} | c.point.values
        for c in plan.design.cells(None)
    ]
    return Found(pd.DataFrame(rows), json.loads(json.dumps(dict(plan.document))))


def effect(cell):
    gain = 0.1 if cell.label == "private-replies" else 0.0
    return 0.3 + 0.01 * cell.replicate + gain * cell.point.values[SHARE] + 0.2 * cell.point.values.get(HOURS, 0.0)


def test_each_point_of_a_few_has_its_row_with_scenarios_and_paired_difference():
    (sheet,) = sweep_sheets(found(DESK, effect))
    assert sheet.heads == (
        "staff_hours", "sensitive_share", "means over", "difference over",
        "open-replies", "private-replies", "private-replies − open-replies",
    )  # fmt: skip
    assert [tuple(cell[0] for cell in row) for row in sheet.rows] == [
        ("0.25", "0", "2 runs", "2 pairs", "0.355", "0.355", "0.000"),
        ("0.25", "0.5", "2 runs", "2 pairs", "0.355", "0.405", "+0.050"),
        ("1", "0", "2 runs", "2 pairs", "0.505", "0.505", "0.000"),
        ("1", "0.5", "2 runs", "2 pairs", "0.505", "0.555", "+0.050"),
    ]


def test_a_table_claims_neither_what_cannot_be_nor_what_two_worlds_agree_on():
    (sheet,) = sweep_sheets(found(DESK, lambda cell: 0.02 * cell.replicate + (0.5 if cell.label[0] == "p" else 0.0)))
    _, _, _, _, low, _, gain = sheet.rows[0]
    assert low == ("0.010", "0.000 to 0.137")
    assert gain == ("+0.500", UNDEFINED)


def test_more_than_two_scenarios_stand_below_one_another():
    (sheet,) = sweep_sheets(found(DESK | {"scenarios": ["baseline", "open-replies", "private-replies"]}, effect))
    assert sheet.heads == (
        "staff_hours",
        "sensitive_share",
        "scenario",
        "mean over",
        "mean",
        "difference over",
        "minus baseline",
    )
    assert [tuple(cell[0] for cell in row) for row in sheet.rows[3:6]] == [
        ("0.25", "0.5", "baseline", "2 runs", "0.355", "", ""),
        ("", "", "open-replies", "2 runs", "0.355", "2 pairs", "0.000"),
        ("", "", "private-replies", "2 runs", "0.405", "2 pairs", "+0.050"),
    ]


def test_of_many_points_the_main_effects_are_shown():
    table = DESK | {
        "levers": {HOURS: [0.25, 1.0]},
        "unknowns": {SHARE: "sweep"},
        "design": {"kind": "latin-hypercube", "points": 60},
    }
    (sheet,) = sweep_sheets(found(table, effect))
    rows = [tuple(cell[0] for cell in row) for row in sheet.rows]
    assert [row[0] for row in rows] == ["staff_hours", "", "sensitive_share", "", ""]
    assert [row[1] for row in rows[:2]] == ["0.25", "1"]
    assert float(rows[1][4]) - float(rows[0][4]) == pytest.approx(0.15, abs=0.02)
    differences = [float(row[6].replace("+", "")) for row in rows[2:]]
    assert differences == pytest.approx([0.01, 0.03, 0.05], abs=0.002)
    assert [row[2:4] for row in rows[:2]] == [("30 points", "30 points")] * 2
    assert [row[2:4] for row in rows[2:]] == [("20 points", "20 points")] * 3


def test_only_the_factors_that_move_it_most_are_shown_of_very_many():
    table = DESK | {
        "levers": {},
        "unknowns": {"mechanisms": ["A13"], SHARE: "sweep"},
        "design": {"kind": "latin-hypercube", "points": 64},
    }
    (sheet,) = sweep_sheets(found(table, effect))
    names = [row[0][0] for row in sheet.rows if row[0][0]]
    assert len(names) == 12
    assert names[0] == "sensitive_share"
    assert "12 of" in sheet.note


def test_one_at_a_time_is_shown_as_what_was_moved():
    table = DESK | {"design": {"kind": "one-at-a-time"}}
    (sheet,) = sweep_sheets(found(table, effect))
    assert [row[0][0] for row in sheet.rows] == [
        "nothing", "staff_hours = 0.25", "staff_hours = 1", "sensitive_share = 0", "sensitive_share = 0.5",
    ]  # fmt: skip


def test_a_run_without_a_value_is_left_out_of_the_pairs():
    def lost(cell):
        return math.nan if cell.label == "private-replies" and cell.replicate == 1 else effect(cell)

    (sheet,) = sweep_sheets(found(DESK, lost))
    assert sheet.rows[1][2:4] == (("2 and 1 runs", ""), ("1 pair", ""))
    assert sheet.rows[1][6][0] == "+0.050"


def test_of_a_level_that_one_point_has_the_interval_is_over_its_worlds():
    table = DESK | {"levers": {}, "unknowns": {SHARE: [k / 40 for k in range(40)]}}
    (sheet,) = sweep_sheets(found(table, effect))
    assert len(sheet.rows) == 40
    assert {row[2:4] for row in sheet.rows} == {(("2 runs", ""), ("2 pairs", ""))}


def test_nothing_is_shown_of_a_sweep_without_runs():
    whole = found(DESK, effect)
    assert sweep_sheets(Found(whole.runs.iloc[:0], whole.document)) == []


def test_names_are_as_short_as_they_can_be_told_apart():
    paths = ["retailers.kopi.price", "suppliers.kebun.price", "suppliers.pabrik.price", "days"]
    assert list(short_names(paths).values()) == [
        "kopi.price", "kebun.price", "pabrik.price", "days",
    ]  # fmt: skip


def test_a_resumed_sweep_is_still_known_by_the_command_that_asked_for_it(tmp_path):
    asked(DESK, tmp_path / "r", replicates=3)
    command = load_sweep(tmp_path / "r").manifest["document"]["command"]
    assert command.startswith("trm sweep ")
    assert command.endswith("--replicates 3 --set days=6 --set consumers.count=80")
    sim.resume_sweep(tmp_path / "r", workers=0)
    assert load_sweep(tmp_path / "r").manifest["document"]["command"] == command


def test_a_resumed_shard_does_its_own_part_alone(tmp_path):
    asked(DESK, tmp_path / "r", shard=(1, 2), replicates=1)
    again = sim.resume_sweep(tmp_path / "r", workers=0, shard=(1, 2))
    assert (again.runs, again.reused) == (4, 4)
    assert len(load_sweep(tmp_path / "r").runs) == 4
    other = sim.resume_sweep(tmp_path / "r", workers=0, shard=(2, 2))
    assert (other.runs, other.reused) == (4, 0)
    assert len(load_sweep(tmp_path / "r").runs) == 8
