"""From the name or path of a world to the chain of files that it is made of."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sim.errors import ScenarioError, nearest_name
from sim.scenario.builtin import builtin_scenarios, scenario_path
from sim.scenario.layers import Layer, layer_of
from sim.scenario.reading import read_toml
from sim.scenario.wording import printable, shortened, shown


def chain_of(source: str | os.PathLike[str] | Mapping[str, Any]) -> list[Layer]:
    """The layers from `source` down to the file that extends nothing.

    Raises
    ------
    ScenarioError
        When one of them is missing, cannot be read, or extends itself through others.
    """
    files: list[Path] = []
    if isinstance(source, Mapping):
        layers = [layer_of(source, None, Path())]
    else:
        files.append(_first_file(source))
        layers = [_file_layer(files[0])]
    while layers[-1].extends is not None:
        path = _extended(layers[-1])
        _refuse_a_circle(files, path, layers[-1].where)
        layers.append(_file_layer(path))
        files.append(path)
    return layers


def _first_file(source: Any) -> Path:
    if isinstance(source, os.PathLike) and isinstance(os.fspath(source), str):
        return _existing(Path(source), None, None)
    if isinstance(source, str):
        return _located(source, Path(), None, None)
    raise ScenarioError(
        f"{shown(source)} cannot be a scenario", allowed="a built-in name, a path, a mapping or a Scenario"
    )


def _extended(layer: Layer) -> Path:
    if not isinstance(layer.extends, str):
        raise ScenarioError(
            f"{shown(layer.extends)} is not text",
            where=layer.where,
            key="extends",
            allowed="the name of a built-in scenario, or the path of a file",
        )
    return _located(layer.extends, layer.folder, layer.where, "extends")


def _refuse_a_circle(files: list[Path], path: Path, where: str | None) -> None:
    real = [os.path.realpath(file) for file in files]
    again = os.path.realpath(path)
    if again in real:
        circle = [*files[real.index(again) :], path]
        way = " -> ".join(printable(str(file)) for file in circle)
        raise ScenarioError(f"the scenario extends itself: {way}", where=where, key="extends")


def _located(text: str, folder: Path, where: str | None, key: str | None) -> Path:
    """The file that a name or a path means; a built-in name goes before a file of that name."""
    if text.endswith(".toml") or "/" in text or os.sep in text:
        return _existing(folder / text, where, key)
    if text in builtin_scenarios():
        return scenario_path(text)
    if text and "\0" not in text and os.path.lexists(folder / text):
        return folder / text
    problem = f"there is no scenario '{shortened(text)}'" if text.strip() else "no scenario is named"
    raise _missing(problem, text, [], where, key)


def _existing(path: Path, where: str | None, key: str | None) -> Path:
    if "\0" in str(path) or os.path.lexists(path):
        return path  # whatever is wrong with it, reading will say
    beside = [str(other) for other in path.parent.glob("*.toml")] if os.path.isdir(path.parent) else []
    raise _missing(f"there is no file '{printable(str(path))}'", str(path), beside, where, key)


def _missing(problem: str, given: str, beside: list[str], where: str | None, key: str | None) -> ScenarioError:
    """Nearest are the files of the same folder, by their whole path, and the built-in names."""
    stem = Path(given).stem
    names = builtin_scenarios()
    stems = {Path(file).stem: file for file in beside} | {name: name for name in names}
    nearest = nearest_name(stem, stems)
    return ScenarioError(
        problem,
        where=where,
        key=key,
        allowed=", ".join(["the path of a .toml file", *names]),
        nearest=stems[nearest] if nearest else None,
    )


def _file_layer(path: Path) -> Layer:
    name = path.stem.encode("utf-8", "replace").decode()  # a file's name need not be text
    return layer_of(read_toml(path), printable(str(path)), path.parent, name)
