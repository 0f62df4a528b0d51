"""The scenarios that come with the project."""

from __future__ import annotations

from pathlib import Path

from sim.scenario.shipped import Shipped

_SCENARIOS = Shipped("scenarios", "scenario")


def builtin_scenarios() -> list[str]:
    """Names of the built-in scenarios, sorted."""
    return _SCENARIOS.names()


def scenario_path(name: str) -> Path:
    """The file of a built-in scenario.

    Raises
    ------
    ScenarioError
        When there is none of that name.
    """
    return _SCENARIOS.path(name)
