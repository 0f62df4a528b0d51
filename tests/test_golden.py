"""Results do not move by accident: every built-in scenario gives again what is stored in `tests/golden`."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest

from sim.scenario.builtin import builtin_scenarios
from tests import refresh_golden
from tests.refresh_golden import FOLDER, path_of, produce

WHAT_TO_DO = """
If this change was meant to change results, refresh the stored outputs and look at what moved:
    python -m tests.refresh_golden
    git diff tests/golden
If it was not, the change has a side effect: a digest moves when any count of any day does."""


def difference(stored: dict[str, Any], now: dict[str, Any]) -> str:
    """Which outcomes moved, for the message of a failing test."""
    return "\n".join(moved(stored, now)) or "    no headline outcome moved, but the time series did"


def moved(stored: dict[str, Any], now: dict[str, Any]) -> list[str]:
    """A line for each outcome that is not what is stored; machines may add floats up in another order."""
    return [
        f"    {name}: stored {stored['outcomes'].get(name)}, now {now['outcomes'].get(name)}"
        for name in sorted({*stored["outcomes"], *now["outcomes"]})
        if not alike(stored["outcomes"].get(name), now["outcomes"].get(name))
    ]


def alike(a: float | None, b: float | None) -> bool:
    """Equal but for the last digits; None, for what is not defined, equals None alone."""
    return a == b if a is None or b is None else math.isclose(a, b, rel_tol=1e-12, abs_tol=1e-12)


@pytest.mark.parametrize("name", builtin_scenarios())
def test_a_built_in_scenario_gives_what_is_stored(name):
    assert path_of(name).exists(), f"there is no stored output of the scenario {name}.{WHAT_TO_DO}"
    stored, now = json.loads(path_of(name).read_text(encoding="utf-8")), produce(name)
    settings = ("scenario", "overrides", "seed")
    assert [stored[key] for key in settings] == [now[key] for key in settings], WHAT_TO_DO
    same = stored["digest"] == now["digest"] and not moved(stored, now)
    assert same, f"the scenario {name} gives other results than are stored:\n{difference(stored, now)}{WHAT_TO_DO}"


def test_no_output_is_stored_of_a_scenario_that_is_gone():
    assert {path.stem for path in FOLDER.glob("*.json")} <= set(builtin_scenarios())


def test_a_moved_outcome_is_named():
    stored = {"outcomes": {"loyalty": 0.5, "trust": 0.4, "gone": 1.0}}
    now = {"outcomes": {"loyalty": 0.6, "trust": 0.4}}
    assert difference(stored, now).split("\n") == [
        "    gone: stored 1.0, now None",
        "    loyalty: stored 0.5, now 0.6",
    ]
    assert "time series" in difference(stored, stored)


def test_refreshing_writes_what_the_test_reads_and_removes_strays(tmp_path, monkeypatch):
    monkeypatch.setattr(refresh_golden, "FOLDER", tmp_path)
    monkeypatch.setattr(refresh_golden, "builtin_scenarios", lambda: ["baseline"])
    monkeypatch.setattr(refresh_golden, "SIZE", ("consumers.count=50", "days=5"))
    (tmp_path / "forgotten.json").write_text("{}")
    refresh_golden.main()
    assert [path.name for path in tmp_path.iterdir()] == ["baseline.json"]
    assert json.loads((tmp_path / "baseline.json").read_text()) == refresh_golden.produce("baseline")
