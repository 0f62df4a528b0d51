"""The store: files are whole or not there, a row counts once, and what a kill leaves is taken up."""

from __future__ import annotations

import shutil

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sim.errors import InputError, OutputError
from sim.experiment.sweep import shards, writer
from sim.experiment.sweep.merging import merge_sweeps
from sim.experiment.sweep.reading import load_sweep
from sim.experiment.sweep.rows import outcomes_digest
from sim.experiment.sweep.status import sweep_status
from sim.experiment.sweep.sweep import run_sweep
from tests.experiment.sweep.plans import Odd, grid, stand_in


def sweep(plan, out, **options):
    return run_sweep(plan, out, **({"workers": 0, "work": stand_in} | options))


def table(*ids):
    return pa.table({"id": [each for each in ids for _ in range(2)], "value": [1.0, 2.0] * len(ids)})


def ids(folder):
    return [each for part in shards.read(folder, "runs") for each in part["id"].to_pylist()]


@pytest.fixture
def many_files(monkeypatch):
    """Every run becomes a file of its own."""
    monkeypatch.setattr(writer, "_FLUSH_SECONDS", 0.0)


def test_many_files_become_few_on_the_way_and_keep_every_row(tmp_path, monkeypatch):
    monkeypatch.setattr(shards, "MANY", 4)
    files = shards.Shards(tmp_path, "runs", "all")
    for k in range(23):
        files.add(table(f"r{k:02d}"))
        assert len(list(tmp_path.iterdir())) <= 3 * 3
        assert sorted(set(ids(tmp_path))) == [f"r{j:02d}" for j in range(k + 1)]
    files.compact(everybody=True)
    (only,) = tmp_path.iterdir()
    assert pq.read_metadata(only).num_rows == 46


def test_a_kill_while_files_are_put_together_leaves_rows_twice_and_they_count_once(tmp_path):
    files = shards.Shards(tmp_path, "runs", "all")
    files.add(table("a", "b"))
    files.add(table("c"))
    copies = {path: path.read_bytes() for path in tmp_path.iterdir()}
    files.compact(everybody=True)
    for path, content in copies.items():  # as if the old files had not been removed yet
        path.write_bytes(content)
    assert len(list(tmp_path.iterdir())) == 3
    assert sorted(ids(tmp_path)) == ["a", "a", "b", "b", "c", "c"]
    shards.Shards(tmp_path, "runs", "all").compact(everybody=True)
    (only,) = tmp_path.iterdir()
    assert pq.read_metadata(only).num_rows == 6


def test_files_with_other_columns_go_together(tmp_path):
    files = shards.Shards(tmp_path, "runs", "all")
    files.add(table("a"))
    files.add(pa.table({"id": ["b"], "other": [3.0]}))
    files.compact(everybody=True)
    (found,) = shards.read(tmp_path, "runs")
    assert found.sort_by("id").to_pydict() == {
        "id": ["a", "a", "b"],
        "value": [1.0, 2.0, None],
        "other": [None, None, 3.0],
    }


def test_a_new_writer_goes_on_behind_the_files_of_its_name(tmp_path):
    shards.Shards(tmp_path, "runs", "all").add(table("a"))
    shards.Shards(tmp_path, "runs", "all").add(table("b"))
    assert sorted(set(ids(tmp_path))) == ["a", "b"]


def damage_half(file):
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def damage_empty(file):
    file.write_bytes(b"")


def damage_bit(file):
    content = bytearray(file.read_bytes())
    content[len(content) // 3] ^= 0x10
    file.write_bytes(content)


@pytest.mark.parametrize("damage", [damage_half, damage_empty, damage_bit])
def test_a_torn_file_is_set_aside_and_its_runs_are_done_again(tmp_path, many_files, damage):
    out = tmp_path / "torn"
    whole = sweep(grid(3), tmp_path / "whole")

    def stop(done, planned):
        if done == 6:
            for file in sorted((out / "store").iterdir())[:2]:
                damage(file)
            shutil.copytree(out, tmp_path / "copy", ignore=shutil.ignore_patterns(".lock"))

    mended = sweep(grid(3), out, progress=stop)  # the files are damaged under the hands of the command
    assert (mended.completed, mended.status) == (10, "partial: 10 of 12")
    copy = tmp_path / "copy"
    status = sweep_status(copy)
    assert (len(status.torn), status.completed) == (2, 4)
    assert "2 torn files" in "\n".join(status.lines())
    assert len(load_sweep(copy).runs) == 4
    for folder, kept in ((copy, 4), (out, 10)):
        again = sweep(grid(3), folder)
        assert (again.digest, again.reused) == (whole.digest, kept)
        assert len(list((folder / "aside").iterdir())) == 2
        assert sweep_status(folder).torn == ()


def test_what_a_kill_left_half_written_is_gone_after_the_next_command(tmp_path):
    sweep(grid(1), tmp_path)
    for name in ("store/runs-all-0-00000099.parquet.torn", "manifest.json-all-.torn", "cells.parquet-1of4-.torn"):
        (tmp_path / name).write_bytes(b"half")
    (tmp_path / ".lock").write_text("4711\n")
    (tmp_path / ".lock-1of4").write_text("4711\n")
    assert sweep(grid(1), tmp_path).reused == 4
    left = sorted(path.name for path in tmp_path.rglob("*") if path.is_file())
    assert left == ["cells.parquet", "manifest.json", "runs-all-0-00000001.parquet"]


def test_a_full_disk_is_told_and_what_was_written_before_is_kept(tmp_path, many_files, monkeypatch):
    real = shards.write_table

    def full(table, path, by=""):
        if path.name.endswith("00000006.parquet"):
            raise OSError(28, "No space left on device")
        real(table, path, by)

    monkeypatch.setattr(shards, "write_table", full)
    with pytest.raises(OutputError, match=r"cannot be written here \(No space left on device\)"):
        sweep(grid(3), tmp_path / "full")
    monkeypatch.undo()
    assert not sweep_status(tmp_path / "full").running
    again = sweep(grid(3), tmp_path / "full")
    assert again.reused == 5
    assert again.digest == sweep(grid(3), tmp_path / "whole").digest


# ------------------------------------------------------------------------------------------ shards


def test_shards_in_one_folder_make_the_whole(tmp_path):
    bad = Odd(raises="0")
    whole = sweep(grid(6), tmp_path / "whole", work=bad)
    parts = [sweep(grid(6), tmp_path / "parts", shard=(k, 4), work=bad) for k in (3, 1, 4, 2)]
    assert [part.runs for part in parts] == [6, 6, 6, 6]
    assert parts[0].to_json()["shard"] == "3/4"
    assert load_sweep(tmp_path / "parts").digest == whole.digest
    assert load_sweep(tmp_path / "parts").manifest["digest"] == whole.digest
    again = sweep(grid(6), tmp_path / "parts", work=bad)
    assert (again.digest, again.reused) == (whole.digest, 24)
    assert len(list((tmp_path / "parts" / "store").glob("runs-*"))) == 1


def test_shards_write_side_by_side_and_one_share_has_one_writer(tmp_path):
    def progress(done, planned):
        with pytest.raises(OutputError, match="another command is writing"):
            sweep(grid(2), tmp_path, shard=(1, 2))
        if done == 1:
            assert sweep(grid(2), tmp_path, shard=(2, 2)).status == "complete"

    sweep(grid(2), tmp_path, shard=(1, 2), progress=progress)
    assert sweep_status(tmp_path).completed == 8


def test_shards_in_folders_of_their_own_are_merged(tmp_path):
    whole = sweep(grid(6), tmp_path / "whole", work=Odd(raises="0"))
    folders = [tmp_path / f"part{k}" for k in range(1, 5)]
    for k, folder in enumerate(folders, start=1):
        sweep(grid(6), folder, shard=(k, 4), work=Odd(raises="0"))
    merge_sweeps([*folders, folders[0]], tmp_path / "merged")
    merged = load_sweep(tmp_path / "merged")
    assert merged.digest == merged.manifest["digest"] == whole.digest
    pd.testing.assert_frame_equal(
        merged.runs.drop(columns="seconds"), load_sweep(tmp_path / "whole").runs.drop(columns="seconds")
    )
    assert len(list((tmp_path / "merged" / "store").glob("runs-*"))) == 1
    assert sweep(grid(6), tmp_path / "merged").reused == 24


def test_folders_of_different_sweeps_are_not_merged(tmp_path):
    sweep(grid(1), tmp_path / "a")
    sweep(grid(2), tmp_path / "b")
    with pytest.raises(InputError, match="another sweep"):
        merge_sweeps([tmp_path / "a", tmp_path / "b"], tmp_path / "merged")
    with pytest.raises(InputError, match="nothing to merge"):
        merge_sweeps([], tmp_path / "merged")
    assert not (tmp_path / "merged").exists()


# ------------------------------------------------------------------------------------------ digests


def test_the_digest_of_outcomes_sees_every_bit_and_no_order():
    first = {"kopi": {"loyalty": 0.1, "ror": float("nan")}, "toko": {"loyalty": 0.2}}
    same = {"toko": {"loyalty": 0.2}, "kopi": {"ror": float("nan"), "loyalty": 0.1}}
    assert outcomes_digest(first) == outcomes_digest(same)
    assert outcomes_digest(first) != outcomes_digest({**same, "toko": {"loyalty": 0.2 + 2**-54}})
    assert outcomes_digest(first) != outcomes_digest({**same, "kopi": {"loyalty": 0.1, "ror": 0.0}})
