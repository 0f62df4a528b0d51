"""The benchmarks run, and their arithmetic holds; what they measure is no test's business."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from benchmarks import pairing, speed, sweep
from benchmarks.report import document, table, write


@pytest.mark.parametrize(
    ("deviation", "difference", "expected"),
    [
        (1.0, 100.0, 2),  # two replicates are the fewest that have a spread
        (1.0, 4 * 1.96 / 100**0.5, 28),  # 1.96 s / sqrt(n) = d / 2 asks for 25; Student's t for three more
        (0.0, 1.0, 2),
        (1.0, 0.0, None),
        (1.0, None, None),
    ],
)
def test_needed_is_the_smallest_number_whose_interval_is_half_the_difference(deviation, difference, expected):
    assert pairing.needed(deviation, difference) == expected


def test_twice_the_deviation_needs_four_times_the_replicates():
    assert pairing.needed(2.0, 0.05) == pytest.approx(4 * pairing.needed(1.0, 0.05), rel=1e-3)


def test_the_pairing_benchmark_tells_every_outcome_and_what_pairing_saves(monkeypatch):
    monkeypatch.setattr(pairing, "QUICK", ((150, 20, 3),))
    report = pairing.measure(quick=True)
    assert [row["outcome"] for row in report.rows] == list(pairing.OUTCOMES)
    assert len(report.ratios) == 2
    assert "needed" in report.markdown()


def test_the_speed_benchmark_tells_ratios_first(monkeypatch, tmp_path):
    monkeypatch.setattr(speed, "QUICK", speed.Plan({20: 3, 40: 3, 60: 3}, 1, 1))
    report = speed.measure(quick=True)
    assert [row["consumers"] for row in report.rows] == [20, 40, 60]
    assert report.markdown().index("times") < report.markdown().index("| consumers |")
    write({"speed": report}, tmp_path / "new")
    assert json.loads((tmp_path / "new" / "benchmarks.json").read_text(encoding="utf-8"))["machine"]["processors"] > 0
    assert (tmp_path / "new" / "benchmarks.md").read_text(encoding="utf-8") == document({"speed": report})


def test_a_world_in_a_process_of_its_own_tells_its_memory():
    life = speed.in_a_process(50, 2)
    assert life.days > 0
    assert life.gib is None or life.gib > 0.01


def test_a_table_has_a_dash_where_there_is_no_figure():
    assert table([{"a": 1234, "b": None}, {"a": 0.12345, "b": "x"}]).splitlines() == [
        "| a | b |",
        "|---|---|",
        "| 1,234 | - |",
        "| 0.123 | x |",
    ]


def test_an_unknown_benchmark_is_refused():
    done = subprocess.run([sys.executable, "-m", "benchmarks", "sped"], capture_output=True, text=True)
    assert done.returncode == 2
    assert "there is no benchmark 'sped'; there are page, pairing, speed, survival, sweep, visits" in done.stderr


def test_the_sweep_benchmark_tells_overhead_and_memory(monkeypatch):
    monkeypatch.setattr(sweep, "QUICK", sweep.Size(1, 2, 1))
    monkeypatch.setattr(sweep, "ORDINARY", (100, 10))
    report = sweep.measure(quick=True)
    assert [row["seconds of the"] for row in report.rows] == ["wall", "processor"]
    assert "200 done and 0 failed" in report.notes[0]
    assert "half-way" in report.ratios[2]
