"""The experiments that come with the project."""

from __future__ import annotations

from pathlib import Path

from sim.errors import ScenarioError, nearest_name

_PACKAGE = Path(__file__).resolve().parents[2]


def _folder() -> Path:
    """An installed wheel carries the files inside the package; a checkout has them beside it."""
    packed = _PACKAGE / "_data" / "experiments"
    return packed if packed.is_dir() else _PACKAGE.parent / "experiments"


def builtin_experiments() -> list[str]:
    """Names of the built-in experiments, sorted."""
    return sorted(path.stem for path in _folder().glob("*.toml"))


def experiment_path(name: str) -> Path:
    """The file of a built-in experiment.

    Raises
    ------
    ScenarioError
        When there is none of that name.
    """
    names = builtin_experiments()
    if name not in names:
        raise ScenarioError(
            f"there is no built-in experiment '{name}'",
            allowed=", ".join(["the path of a .toml file", *names]),
            nearest=nearest_name(name, names),
        )
    return _folder() / f"{name}.toml"
