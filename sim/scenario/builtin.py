"""The scenarios that come with the project."""

from __future__ import annotations

from pathlib import Path

from sim.errors import ScenarioError, nearest_name

_PACKAGE = Path(__file__).resolve().parents[1]


def _folder() -> Path:
    """An installed wheel carries the files inside the package; a checkout has them beside it."""
    packed = _PACKAGE / "_data" / "scenarios"
    return packed if packed.is_dir() else _PACKAGE.parent / "scenarios"


def builtin_scenarios() -> list[str]:
    """Names of the built-in scenarios, sorted."""
    return sorted(path.stem for path in _folder().glob("*.toml"))


def scenario_path(name: str) -> Path:
    """The file of a built-in scenario.

    Raises
    ------
    ScenarioError
        When there is none of that name.
    """
    names = builtin_scenarios()
    if name not in names:
        raise ScenarioError(
            f"there is no built-in scenario '{name}'",
            allowed=", ".join(names) or "none: the built-in scenarios are not installed",
            nearest=nearest_name(name, names),
        )
    return _folder() / f"{name}.toml"
