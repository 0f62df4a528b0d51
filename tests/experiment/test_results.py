"""The results folder: whole or not at all, one writer at a time, readable again."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

import sim.experiment.jobs
from sim.errors import InputError, OutputError
from sim.experiment.any_folder import load_folder
from sim.experiment.compare import compare, contrasts
from sim.experiment.file_names import FILES, KNOWN
from sim.experiment.folder import OutputFolder
from sim.experiment.replicate import replicate
from sim.experiment.results import load_results
from sim.experiment.sweep.reading import load_sweep


def quick(folder, small, **options):
    return replicate("baseline", replicates=2, overrides=small, workers=1, out=folder, **options)


def listing(folder):
    return sorted(path.name for path in folder.iterdir())


def test_what_was_written_reads_back_equal(small, tmp_path):
    done = compare("open-replies", "private-replies", pairs=2, overrides=small, workers=1, out=tmp_path / "r")
    results = load_results(tmp_path / "r")
    assert results.labels == ("open-replies", "private-replies")
    assert results.scenarios == done.scenarios
    assert contrasts(results.runs, results.labels, 2) == done.contrasts
    # As text, where NaN equals NaN.
    assert json.dumps([vars(r) for r in results.runs]) == json.dumps([vars(r) for r in done.runs])
    assert results.manifest["command"] == done.command
    assert results.failures == ()


def test_all_tables_are_there_and_say_which_run_a_row_belongs_to(comparison_folder):
    results = load_results(comparison_folder)
    for name in FILES:
        table = results.table(name)
        assert list(table.columns[:2]) == ["scenario", "replicate"], name
        assert set(table["scenario"]) == set(results.labels), name
    assert len(results.table("market")) == 2 * 4 * 12
    assert listing(comparison_folder) == sorted(
        KNOWN - {"failures.parquet", "report.html", "unknowns.parquet", "looks.parquet"}
    )


def test_the_manifest_tells_how_to_do_it_again(comparison_folder):
    manifest = load_results(comparison_folder).manifest
    assert manifest["command"].startswith("trm compare open-replies private-replies --pairs 4 --seed ")
    assert {"trm", "python", "numpy", "numba", "mesa", "pandas"} <= set(manifest["versions"])
    assert manifest["status"] == "complete"
    assert (manifest["planned"], manifest["completed"], manifest["failed"]) == (8, 8, 0)


def test_the_summary_is_a_table_for_a_spreadsheet(run_folder):
    summary = pd.read_csv(run_folder / "summary.csv")
    assert list(summary.columns[:6]) == ["outcome", "title", "unit", "mean", "low", "high"]


def test_the_conversation_of_the_first_replicate_is_there_to_read(comparison_folder):
    text = (comparison_folder / "conversation.txt").read_text()
    assert text.startswith("open-replies, replicate 0, seed ")
    assert "private-replies, replicate 0, seed " in text


def test_earlier_results_stay_unless_told_otherwise(small, tmp_path):
    quick(tmp_path / "r", small)
    before = (tmp_path / "r" / "manifest.json").read_bytes()
    with pytest.raises(OutputError, match="--overwrite"):
        quick(tmp_path / "r", small)
    assert (tmp_path / "r" / "manifest.json").read_bytes() == before
    (tmp_path / "r" / "report.html").write_text("of the earlier results")
    (tmp_path / "r" / "notes.txt").write_text("mine")
    quick(tmp_path / "r", small, overwrite=True, seed=9)
    assert load_results(tmp_path / "r").manifest["design"]["seed"] == 9
    assert not (tmp_path / "r" / "report.html").exists()
    assert (tmp_path / "r" / "notes.txt").read_text() == "mine"


@pytest.mark.parametrize(("name", "text"), [("thesis.docx", "years of work"), ("manifest.json", '{"name": "an app"}')])
def test_a_folder_that_holds_something_else_is_never_written_into(name, text, small, tmp_path):
    (tmp_path / name).write_text(text)
    with pytest.raises(OutputError, match="something else"):
        quick(tmp_path, small, overwrite=True)
    assert listing(tmp_path) == [name]


@pytest.mark.parametrize("overwrite", [False, True])
def test_a_file_in_the_way_is_refused(overwrite, small, tmp_path):
    (tmp_path / "file").touch()
    for place in (tmp_path / "file", tmp_path / "file" / "below"):
        with pytest.raises(OutputError, match="cannot be written here"):
            quick(place, small, overwrite=overwrite)


def test_a_second_writer_is_kept_out_while_the_first_is_at_work(small, tmp_path):
    with OutputFolder(tmp_path / "r", known=KNOWN), pytest.raises(OutputError, match=f"process {os.getpid()}"):
        quick(tmp_path / "r", small)
    assert not (tmp_path / "r").exists()


def test_a_killed_writer_leaves_nothing_that_needs_mending(small, tmp_path):
    script = (
        "import os, signal\nfrom pathlib import Path\nfrom sim.experiment.folder import OutputFolder\n"
        f"with OutputFolder(Path({str(tmp_path / 'r')!r}), known=frozenset()) as folder:\n"
        "    (folder.temporary / 'half').touch()\n    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    root = str(Path(__file__).resolve().parents[2])
    subprocess.run([sys.executable, "-c", script], env={**os.environ, "PYTHONPATH": root}, check=False)
    assert any(name.startswith(".partial-") for name in listing(tmp_path / "r"))
    quick(tmp_path / "r", small)
    assert not any(name.startswith(".") for name in listing(tmp_path / "r"))


def test_a_failure_is_kept_with_its_inputs_and_traceback(monkeypatch, small, tmp_path):
    def refuse(*args, **kwargs):
        raise ZeroDivisionError("by hand")

    monkeypatch.setattr(sim.experiment.jobs, "run", refuse)
    quick(tmp_path / "r", small)
    results = load_results(tmp_path / "r")
    assert [f.replicate for f in results.failures] == [0, 1]
    assert "ZeroDivisionError: by hand" in results.failures[0].traceback
    assert results.manifest["status"] == "failed: 2 of 2"
    assert results.scenarios["baseline"].days == 12


def test_nothing_done_leaves_no_folder(monkeypatch, small, tmp_path):
    def interrupt(*args, **kwargs):
        raise KeyboardInterrupt

    monkeypatch.setattr(sim.experiment.jobs, "run", interrupt)
    assert quick(tmp_path / "r", small).interrupted
    assert not (tmp_path / "r").exists()


def damage(folder, name, content):
    (folder / name).write_bytes(content)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("manifest.json", b'{"format": "trm-res', "manifest.json cannot be read"),
        ("manifest.json", b"\xff\xfe\x00", "manifest.json cannot be read"),
        ("manifest.json", b"[]", "not one of ours"),
        ("manifest.json", b'{"format": "trm-results", "version": 99}', "format 99"),
        ("manifest.json", b'{"format": "trm-results"}', "format None"),
        ("manifest.json", b'{"format": "trm-results", "version": 1, "kind": "run", "scenarios": {}}', "what was run"),
        ("runs.parquet", b"PAR1 torn", "runs.parquet cannot be read"),
    ],
)
def test_a_torn_or_foreign_file_is_named(name, content, message, small, tmp_path):
    quick(tmp_path / "r", small)
    damage(tmp_path / "r", name, content)
    with pytest.raises(InputError, match=message):
        _ = load_results(tmp_path / "r").runs


@pytest.mark.parametrize("name", ["runs.parquet", "outcomes_retailers.parquet"])
def test_a_table_of_something_else_is_named(name, small, tmp_path):
    quick(tmp_path / "r", small)
    (tmp_path / "r" / name).unlink()
    (tmp_path / "r" / "timeseries_market.parquet").rename(tmp_path / "r" / name)
    with pytest.raises(InputError, match=rf"{name} holds no column"):
        _ = load_results(tmp_path / "r").runs


def test_what_is_no_results_folder_is_said_to_be_none(tmp_path):
    (tmp_path / "file").touch()
    for path, message in [
        (tmp_path / "none", "no such folder"),
        (tmp_path / "file", "a file, not"),
        (tmp_path, "no manifest"),
    ]:
        with pytest.raises(InputError, match=message):
            load_results(path)


def test_of_a_sweep_and_of_an_optimisation_it_is_said_what_reads_them(tmp_path):
    sweep, optimised, other = (tmp_path / name for name in ("sweep", "optimised", "other"))
    for path, file, text in [
        (sweep, "manifest.json", '{"format": "trm-sweep", "version": 1}'),
        (optimised, "optimisation.json", "{}"),
        (other, "manifest.json", "[]"),
    ]:
        path.mkdir()
        (path / file).write_text(text)
    for path, message in [
        (sweep, "this is a sweep, which sim.load_sweep reads"),
        (optimised, "this is an optimisation: .*sim.load_sweep reads the sweeps in it"),
        (other, "not one of ours"),
    ]:
        with pytest.raises(InputError, match=message) as error:
            load_results(path)
        assert "`trm run`, `compare` or `winwin`" in str(error.value)
        assert "optimise`" not in str(error.value)
    assert load_sweep(sweep).folder == sweep
    with pytest.raises(InputError, match="`sweep` or `optimise` has written"):
        load_folder(other)


def test_the_manifest_names_nobody(comparison_folder):
    manifest = json.loads((comparison_folder / "manifest.json").read_text())
    assert os.uname().nodename not in json.dumps(manifest["machine"])
