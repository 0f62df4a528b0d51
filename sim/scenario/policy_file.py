"""The Python files that a world names as policies of retailers: read and hashed, not run.

`retailers.kopi.policy = "my_policy.py:Patient"` names a class of a file. Its text is read once, before the first
run, and travels with every run: a file that is changed meanwhile changes nothing, and a worker needs no file.
"""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TypeAlias

from sim.errors import ScenarioError, nearest_name
from sim.scenario.reading import read_text
from sim.scenario.schema import Scenario
from sim.scenario.wording import printable


@dataclass(frozen=True)
class PolicyFile:
    """The text of a policy's file, and the class that is meant."""

    path: str
    class_name: str
    text: str

    @cached_property
    def sha256(self) -> str:
        """Hash of the text in UTF-8."""
        return hashlib.sha256(self.text.encode()).hexdigest()


PolicyFiles: TypeAlias = Mapping[str, PolicyFile]
"""By what stands in the scenario, such as ``/home/me/my_policy.py:Patient``."""


def named_policies(scenario: Scenario) -> dict[str, str]:
    """What each retailer that runs code of its own names; empty for a world that runs none."""
    return {name: firm.policy for name, firm in scenario.retailers.items() if firm.policy is not None}


def policies_of_text(texts: Mapping[str, str]) -> dict[str, PolicyFile]:
    """Policies whose texts are known, by what scenarios call them: no file is read."""
    return {named: PolicyFile(*_path_and_class(named), text) for named, text in texts.items()}


def read_policies(scenarios: Iterable[Scenario]) -> dict[str, PolicyFile]:
    """The files that worlds name. None is run: what is wrong inside shows when a retailer starts to use it.

    Raises
    ------
    ScenarioError
        A file cannot be read, or holds nothing of the name.
    """
    found: dict[str, PolicyFile] = {}
    for scenario in scenarios:
        for retailer, named in named_policies(scenario).items():
            if named not in found:
                found[named] = _read(named, f"retailers.{retailer}.policy")
    return found


def _read(named: str, key: str) -> PolicyFile:
    path, class_name = _path_and_class(named)
    file = PolicyFile(path, class_name, read_text(Path(path), "a policy's file", "a Python file"))
    try:
        names = list(_names(ast.parse(file.text)))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return file  # running it tells where
    if class_name not in names and "*" not in names:
        classes = [node.name for node in ast.walk(ast.parse(file.text)) if isinstance(node, ast.ClassDef)]
        raise ScenarioError(
            f"there is no class '{class_name}' in this file",
            where=printable(path),
            key=key,
            allowed=", ".join(classes) or "a file with a class; this one has none",
            nearest=nearest_name(class_name, classes),
        )
    return file


def _path_and_class(named: str) -> tuple[str, str]:
    path, _, class_name = named.rpartition(":")
    return path, class_name


def _names(module: ast.Module) -> Iterator[str]:
    """Every name that the file binds somewhere; ``*`` when it imports more than it says."""
    for node in ast.walk(module):
        match node:
            case ast.ClassDef(name=name):
                yield name
            case ast.Name(id=name, ctx=ast.Store()):
                yield name
            case ast.alias(name=name, asname=other):
                yield other or name
