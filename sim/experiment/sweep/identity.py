"""What a run is known by: a hash of the model's code, of all that describes the world, and of the seed.

Two runs with the same id have the same result to the last bit, whoever asked for them under whatever name; so a
result that stands in a folder is taken from there.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from sim.errors import InputError, ScenarioError
from sim.experiment.provenance import __version__
from sim.experiment.sweep.plan import Cell, Plan
from sim.experiment.sweep.work import Task
from sim.scenario.policy_file import PolicyFile, named_policies, read_policies
from sim.scenario.schema import Scenario

_PACKAGE = Path(__file__).resolve().parents[2]
_NOT_THE_MODEL = frozenset({"experiment", "ui", "cli", "_data", "__pycache__"})
_LABELS = ("name", "title", "description", "seed")
"""What a scenario says of itself and no run depends on; the seed is that of the replicate."""


@cache
def code_hash() -> str:
    """SHA-256 of the sources that a run consists of: all of the model, nothing of the experiments on it."""
    total = hashlib.sha256()
    for file in sorted(_PACKAGE.rglob("*.py"), key=lambda file: file.relative_to(_PACKAGE).as_posix()):
        place = file.relative_to(_PACKAGE)
        if place.parts[0] not in _NOT_THE_MODEL:
            text = file.read_bytes().replace(b"\r\n", b"\n")  # as git may have it on Windows
            total.update(f"{place.as_posix()}\0{len(text)}\0".encode() + text)
    return total.hexdigest()


def lock_hash() -> str | None:
    """SHA-256 of the lock file that stands beside the package; None in an installed wheel."""
    file = _PACKAGE.parent / "requirements.lock"
    return hashlib.sha256(file.read_bytes()).hexdigest() if file.exists() else None


class Identities:
    """Gives the ids of a plan's cells; files that worlds name are read and hashed once.

    Attributes
    ----------
    policies
        Files of policies that the worlds met so far name.
    networks
        SHA-256 of the network files that they read, by path.

    Raises
    ------
    InputError
        A scenario names a file that cannot be read, or a network that is no longer the one that was begun with. A point
        that names one by a value of its own costs itself alone.
    """

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._worlds: dict[tuple[str, tuple[str, ...]], tuple[str, ScenarioError | None]] = {}
        self.policies: dict[str, PolicyFile] = dict(plan.policies)
        self.networks: dict[str, str] = {}
        for path in plan.networks:
            self._read_network(path)
        for scenario in plan.scenarios.values():
            self._read_files(scenario)

    def tasks(self, cells: Sequence[Cell]) -> list[tuple[Task, ScenarioError | None]]:
        """The task of each cell; with what is wrong when the values of its point do not go together."""
        found = []
        for cell in cells:
            settings = cell.point.settings()
            key = (cell.label, settings)
            if key not in self._worlds:
                self._worlds[key] = self._hash(cell, settings)
            world, problem = self._worlds[key]
            seed = self._plan.seed_of(cell)
            run = hashlib.sha256(f"{code_hash()} {__version__} {world} {seed}".encode()).hexdigest()[:32]
            found.append((Task(run, cell.label, settings, seed), problem))
        return found

    def _hash(self, cell: Cell, settings: tuple[str, ...]) -> tuple[str, ScenarioError | None]:
        try:
            world = self._plan.world(cell)
            self._read_files(world)
        except ScenarioError as problem:
            base = self._plan.scenarios[cell.label].model_dump_json()
            return hashlib.sha256(json.dumps([base, settings]).encode()).hexdigest(), problem
        return hashlib.sha256(self._text(world).encode()).hexdigest(), None

    def _text(self, world: Scenario) -> str:
        """Every value of a world, with the content of the files that it names in place of their names."""
        values: dict[str, Any] = world.model_dump(mode="json", exclude=set(_LABELS))
        for platform in values["platforms"].values():
            if (path := platform["network"]["path"]) is not None:
                platform["network"]["path"] = self.networks[path]
        for retailer in values["retailers"].values():
            if retailer["policy"] is not None:
                file = self.policies[retailer["policy"]]
                retailer["policy"] = f"{file.sha256}:{file.class_name}"
        return json.dumps(values, separators=(",", ":"))  # in order: a model draws for its agents one after the other

    def _read_files(self, world: Scenario) -> None:
        for place in world.platforms.values():
            path = place.network.path
            if path is not None and path not in self.networks:
                self._read_network(path)
        if not set(named_policies(world).values()) <= self.policies.keys():
            self.policies |= read_policies([world])

    def _read_network(self, path: str) -> None:
        try:
            found = hashlib.sha256(Path(path).read_bytes()).hexdigest()
        except OSError as problem:
            raise ScenarioError(f"the network file cannot be read ({problem})", where=path) from None
        if found != self._plan.networks.get(path, found):
            raise InputError(
                "this network is not the one with which the sweep was begun",
                where=path,
                allowed="the file as it was; or the experiment started again, which runs everything with the new one",
            )
        self.networks[path] = found
