"""Imports point only downwards: the layers of the house, held by reading every import in `sim/`."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

# From the ground up. A name stands for that module or package and for everything inside it.
LAYERS: tuple[tuple[str, ...], ...] = (
    ("sim.errors", "sim.randomness", "sim.kernels"),
    ("sim.scenario",),
    (
        "sim.population",
        "sim.network",
        "sim.platform",
        "sim.account",
        "sim.atmosphere",
        "sim.goods",
        "sim.goodwill",
        "sim.it",
        "sim.staff",
        "sim.contact",
        "sim.crew",
        "sim.day_counts",
        "sim.day_rows",
        "sim.market",
        "sim.pace",
        "sim.planning",
        "sim.effort",
        "sim.firm_luck",
        "sim.frames",
        "sim.ledger",
        "sim.birth",
        "sim.book_columns",
        "sim.world",
        "sim.rules",
        "sim.segments",
    ),
    ("sim.agents", "sim.policies"),
    (
        "sim.ror",
        "sim.bgnbd",
        "sim.relationship",
        "sim.outcome",
        "sim.headline_outcomes",
        "sim.conversations",
        "sim.service",
        "sim.supply_chain",
        "sim.treatment",
        "sim.ties",
        "sim.firm_records",
        "sim.firm_outcomes",
        "sim.spending",
        "sim.metrics",
        "sim.daily_tables",
        "sim.recorder",
    ),
    ("sim.model",),
    ("sim.experiment",),
    ("sim",),  # sim/__init__.py alone: the names that a Python user imports
    ("sim.ui", "sim.cli", "sim.__main__"),
    ("app", "benchmarks", "tests"),
)
FACADE = "sim"
LAYER_OF = {name: level for level, names in enumerate(LAYERS) for name in names}


def layer_of(module: str) -> int | None:
    """The layer that a dotted module name belongs to, or None when the house has no room for it."""
    name = module
    while name:
        if name in LAYER_OF and (name != FACADE or module == FACADE):
            return LAYER_OF[name]
        name = name.rpartition(".")[0]
    return None


def sources(root: Path) -> dict[str, Path]:
    """Dotted name and file of every module below `root/sim`."""
    found = {}
    for file in sorted((root / "sim").rglob("*.py")):
        parts = file.relative_to(root).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = file
    return found


def imports(module: str, file: Path, known: frozenset[str]) -> Iterator[tuple[str, int]]:
    """Every module of the house that `file` imports, with the line: at the top, in functions, by name.

    `from sim.a import b` means `sim.a.b` where that is a module, and `sim.a` where b is a name in it.
    """
    package = module if file.name == "__init__.py" else module.rpartition(".")[0]
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"), str(file))):
        if isinstance(node, ast.Import):
            targets = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            parts = package.split(".")
            base = ".".join(parts[: len(parts) - node.level + 1]) if node.level else ""
            source = ".".join(part for part in (base, node.module) if part)
            targets = [inner if (inner := f"{source}.{alias.name}") in known else source for alias in node.names]
        elif isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            targets = [str(node.args[0].value)] if called in ("import_module", "__import__") else []
        else:
            continue
        for target in dict.fromkeys(targets):
            if target.split(".")[0] in ("sim", "app", "benchmarks", "tests") and target != module:
                yield target, node.lineno


def violations(root: Path) -> list[str]:
    """One line for every import that points upwards and every module that stands in no layer."""
    files = sources(root)
    found = []
    for module, file in files.items():
        place = file.relative_to(root).as_posix()
        level = layer_of(module)
        if level is None:
            found.append(f"{place}: belongs to no layer; add {module} to LAYERS in tests/test_layers.py")
            continue
        for target, line in imports(module, file, frozenset(files)):
            above = layer_of(target)
            if above is not None and above > level:
                found.append(f"{place}:{line}: {module} (layer {level}) imports {target} (layer {above}) above it")
    return found


def test_every_import_points_down_or_stays_on_its_layer() -> None:
    found = violations(ROOT)
    assert not found, "imports must point downwards:\n  " + "\n  ".join(found)


def test_no_two_modules_import_each_other() -> None:
    files = sources(ROOT)
    known = frozenset(files)
    graph = {name: {target for target, _ in imports(name, file, known)} for name, file in files.items()}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail("modules import each other in a circle: " + " <- ".join(error.args[1]))


@pytest.mark.parametrize(
    ("statement", "caught"),
    [
        ("import sim.model", True),
        ("from sim.model import Model", True),
        ("from sim import model", True),
        ("from sim import run", True),
        ("from .. import model", True),
        ("from ..model import Model", True),
        ("import app", True),
        ("def later():\n    from sim.cli import main", True),
        ("if TYPE_CHECKING:\n    from sim.model import Model", True),
        ("importlib.import_module('sim.model')", True),
        ("from sim.scenario import schema", False),
        ("from sim.agents.other import Other", False),
        ("from .other import Other", False),
        ("import numpy, simpy", False),
    ],
)
def test_an_upward_import_in_any_form_is_caught(tmp_path: Path, statement: str, caught: bool) -> None:
    for name in ("__init__.py", "model.py", "scenario/schema.py", "agents/__init__.py", "agents/other.py"):
        (tmp_path / "sim" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "sim" / name).touch()
    (tmp_path / "sim" / "agents" / "one.py").write_text(statement, encoding="utf-8")
    found = violations(tmp_path)
    assert bool(found) == caught, found
    assert all(line.startswith("sim/agents/one.py:") for line in found)


def test_a_module_that_no_layer_names_is_reported(tmp_path: Path) -> None:
    (tmp_path / "sim").mkdir()
    (tmp_path / "sim" / "helpers.py").touch()
    assert violations(tmp_path) == [
        "sim/helpers.py: belongs to no layer; add sim.helpers to LAYERS in tests/test_layers.py"
    ]
