"""Where a result came from: versions, the machine, and the exact files of networks and of policies."""

from __future__ import annotations

import hashlib
import importlib.metadata
import platform
from collections.abc import Iterable
from pathlib import Path

from sim.experiment.processors import processors
from sim.experiment.records import Job
from sim.scenario.policy_file import PolicyFiles
from sim.scenario.schema import Scenario

DISTRIBUTION = "trm-lab"
_PACKAGES = ("numpy", "pandas", "numba", "mesa", "networkx", "pydantic", "pyarrow", "scipy")


def version(distribution: str = DISTRIBUTION) -> str:
    """The version of an installed distribution, by default of this project."""
    try:
        return importlib.metadata.version(distribution)
    except importlib.metadata.PackageNotFoundError:
        return "not installed"


__version__ = version()


def versions() -> dict[str, str]:
    """Versions of this project, of Python and of the packages whose numbers reach a result."""
    return {
        "trm": __version__,
        "python": platform.python_version(),
        **{name: version(name) for name in _PACKAGES},
    }


def machine() -> dict[str, str | int]:
    """What the runs were done on; nothing that names its owner."""
    return {
        "system": platform.platform(),
        "processor": platform.processor() or platform.machine(),
        "processors": processors(),
    }


def network_hashes(scenarios: Iterable[Scenario]) -> dict[str, str]:
    """SHA-256 of every network file that a scenario reads, by path."""
    paths = {
        place.network.path
        for scenario in scenarios
        for place in scenario.platforms.values()
        if place.network.path is not None
    }
    return {path: hashlib.sha256(Path(path).read_bytes()).hexdigest() for path in sorted(paths)}


def policy_sources(jobs: Iterable[Job]) -> dict[str, dict[str, str]]:
    """The text that was run of every policy of the user's own, and its SHA-256, by what the scenarios call it."""
    return policy_texts({named: file for job in jobs for named, file in job.policies.items()})


def policy_texts(files: PolicyFiles) -> dict[str, dict[str, str]]:
    """The text of each file and its SHA-256, by what the scenarios call it."""
    return {named: {"sha256": file.sha256, "text": file.text} for named, file in sorted(files.items())}
