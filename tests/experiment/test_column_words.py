"""The data dictionary: every column of every table that a run writes is described, with a unit, and no other is."""

from dataclasses import fields

import pandas as pd
import pyarrow.parquet as pq
import pytest

import sim
from sim.experiment.column_words import TABLES
from sim.experiment.comparison_words import A_PARAMETER, OF_COMPARISONS
from sim.experiment.file_names import FAILURES
from sim.experiment.records import Failure
from sim.experiment.until_settled import UntilSettled
from sim.metrics import OUTCOMES
from sim.scenario.registry import parameter

DESCRIBED = {table.file: table for table in TABLES}
COMPARED = {table.file: table for table in OF_COMPARISONS}
SMALL = ["days=12", "consumers.count=150"]
COUNTS = {"unanswered_questions"}
"""Columns of a day that count what the outcome of their name takes a share of."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """What a small run writes."""
    path = tmp_path_factory.mktemp("columns") / "r"
    sim.replicate("baseline", replicates=2, overrides=SMALL, workers=1, out=path)
    return path


def columns(folder, *names):
    """The columns of tables in a results folder, by the tables' names."""
    return {
        name: pq.read_schema(folder / name).names
        if name.endswith(".parquet")
        else list(pd.read_csv(folder / name).columns)
        for name in names
    }


def test_every_column_of_every_table_is_described_in_its_order(folder):
    written = columns(folder, *(path.name for path in folder.iterdir() if path.suffix in (".parquet", ".csv")))
    assert written == {name: list(table.columns) for name, table in DESCRIBED.items() if name != FAILURES}


def test_a_failure_is_described_field_by_field():
    assert list(DESCRIBED[FAILURES].columns) == [field.name for field in fields(Failure)]


def test_every_column_of_the_tables_of_a_comparison_is_described_in_its_order(tmp_path):
    rule = UntilSettled(outcomes=("loyalty",), budget=6, least=5)
    sim.compare("open-replies", "private-replies", until_settled=rule, overrides=SMALL, workers=1, out=tmp_path / "r")
    assert columns(tmp_path / "r", "summary.csv", "looks.parquet") == {
        name: list(COMPARED[name].columns) for name in ("summary.csv", "looks.parquet")
    }


def test_every_column_of_the_tables_of_a_win_win_is_described_in_its_order(tmp_path):
    sim.win_win("full-trm", pairs=2, unknowns=3, overrides=SMALL, workers=1, out=tmp_path / "r")
    described = list(COMPARED["unknowns.parquet"].columns)
    found = columns(tmp_path / "r", "summary.csv", "unknowns.parquet")
    assert found["summary.csv"] == list(COMPARED["summary.csv"].columns)
    at = described.index(A_PARAMETER)
    more = len(found["unknowns.parquet"]) - len(described) + 1
    assert more > 100
    drawn = found["unknowns.parquet"][at : at + more]
    assert [*described[:at], *drawn, *described[at + 1 :]] == found["unknowns.parquet"]
    for name in drawn:
        assert parameter(name).path


@pytest.mark.parametrize("table", TABLES + OF_COMPARISONS, ids=lambda table: table.file)
def test_every_column_has_a_unit_and_a_meaning(table):
    assert table.row
    for name, column in table.columns.items():
        assert column.unit.strip() == column.unit != "", name
        assert column.meaning.strip() == column.meaning != "", name
        if name in OUTCOMES and name not in COUNTS:
            assert column.unit == OUTCOMES[name].unit, name


@pytest.mark.parametrize("table", [t for t in TABLES if t.file.startswith("timeseries_")], ids=lambda table: table.file)
def test_what_is_of_a_day_is_not_said_to_be_of_the_whole_run(table):
    assert [name for name, column in table.columns.items() if "whole run" in column.meaning] == []


def test_a_column_with_empty_cells_says_when_it_is_undefined(folder):
    for name, table in DESCRIBED.items():
        if name.startswith(("timeseries_", "conversations")):
            frame = pd.read_parquet(folder / name)
            for column in frame.columns[frame.isna().any()]:
                assert "Undefined" in table.columns[column].meaning, (name, column)


def test_columns_that_are_added_up_since_the_first_day_never_fall_and_say_so(folder):
    for name, key, counted in (
        ("timeseries_retailers.parquet", "retailer", ["spoilt", "joint_projects"]),
        ("timeseries_suppliers.parquet", "supplier", ["made", "reports_read", "improvements", "innovations"]),
    ):
        frame = pd.read_parquet(folder / name).sort_values("day")
        for column in counted:
            assert "since the first day" in DESCRIBED[name].columns[column].meaning, column
            assert (frame.groupby(["replicate", key])[column].diff().dropna() >= 0).all(), column
        for column in set(frame.columns) - set(counted) - {"scenario", "replicate", "day", key, "profit"}:
            assert "since the first day" not in DESCRIBED[name].columns[column].meaning, column
