"""A table of a sweep goes into one file, and comes out of it as it was."""

from __future__ import annotations

import pandas as pd
import pytest

from sim.cli import run_command
from sim.errors import InputError, OutputError
from sim.experiment.sweep.exporting import TABLES, export_sweep
from sim.experiment.sweep.reading import load_sweep
from sim.experiment.sweep.sweep import run_sweep
from tests.experiment.sweep.plans import grid, stand_in


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    path = tmp_path_factory.mktemp("sweep") / "out"
    run_sweep(grid(3), path, workers=0, work=stand_in)
    return path


@pytest.mark.parametrize("table", TABLES)
def test_parquet_gives_back_the_frame(folder, tmp_path, table):
    file = export_sweep(folder, tmp_path / "t.parquet", table=table)
    pd.testing.assert_frame_equal(pd.read_parquet(file), getattr(load_sweep(folder), table), check_dtype=False)


def test_a_spreadsheet_reads_the_same_numbers(folder, tmp_path):
    file = export_sweep(folder, tmp_path / "t.csv")
    read, runs = pd.read_csv(file), load_sweep(folder).runs
    assert list(read.columns) == list(runs.columns)
    assert read["loyalty"].tolist() == runs["loyalty"].tolist()
    assert len(read) == 12


def test_what_is_wrong_is_refused_and_what_stands_there_stays(folder, tmp_path, capsys):
    file = tmp_path / "t.csv"
    file.write_text("mine")
    with pytest.raises(OutputError, match="already"):
        export_sweep(folder, file)
    assert file.read_text() == "mine"
    assert export_sweep(folder, file, overwrite=True).read_text().startswith("scenario,")
    with pytest.raises(InputError, match=r"csv or \.parquet"):
        export_sweep(folder, tmp_path / "t.xlsx")
    with pytest.raises(InputError, match="retailers"):
        export_sweep(folder, tmp_path / "t2.csv", table="days")
    with pytest.raises(OutputError, match="cannot be written"):
        export_sweep(folder, tmp_path / "none" / "t.csv")
    assert run_command(["sweep", "export", str(tmp_path), "--out", str(tmp_path / "x.csv")]) == 2
    assert "there is no manifest.json" in capsys.readouterr().err
    assert run_command(["sweep", "export", str(folder), "--out", str(tmp_path / "x.csv"), "--json"]) == 0
