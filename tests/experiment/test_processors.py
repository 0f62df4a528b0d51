"""A process takes no more processors than it is let run on, nor than its container's quota pays for."""

import math
import os

import pytest

from sim.experiment import processors as module
from sim.experiment.processors import processors, quota


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"cpu.max": "max 100000\n"}, math.inf),
        ({"cpu.max": "150000 100000\n"}, 1.5),
        ({"cpu/cpu.cfs_quota_us": "-1\n", "cpu/cpu.cfs_period_us": "100000\n"}, math.inf),
        ({"cpu/cpu.cfs_quota_us": "400000\n", "cpu/cpu.cfs_period_us": "100000\n"}, 4.0),
        ({"cpu.max": "nonsense"}, math.inf),
        ({}, math.inf),
    ],
)
def test_the_quota_is_read_from_either_version_of_control_groups(tmp_path, files, expected):
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    assert quota(tmp_path) == expected


@pytest.mark.skipif(not hasattr(os, "sched_getaffinity"), reason="this system does not say where a process may run")
def test_both_bounds_count_and_one_processor_is_left(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "_CONTROL_GROUPS", tmp_path)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(8)))
    found = []
    for text in ("max 100000", "1200000 100000", "250000 100000", "20000 100000"):
        (tmp_path / "cpu.max").write_text(text)
        found.append(processors())
    assert found == [8, 8, 3, 1]
