"""The experiments that come with the project."""

from __future__ import annotations

from pathlib import Path

from sim.scenario.shipped import Shipped

_EXPERIMENTS = Shipped("experiments", "experiment")


def builtin_experiments() -> list[str]:
    """Names of the built-in experiments, sorted."""
    return _EXPERIMENTS.names()


def experiment_path(name: str) -> Path:
    """The file of a built-in experiment.

    Raises
    ------
    ScenarioError
        When there is none of that name.
    """
    return _EXPERIMENTS.path(name, allowed=("the path of a .toml file",))
