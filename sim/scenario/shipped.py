"""Files that come with the project: worlds and questions, found in an installed wheel as in a checkout."""

from __future__ import annotations

from pathlib import Path

from sim.errors import ScenarioError, nearest_name

_PACKAGE = Path(__file__).resolve().parents[1]


class Shipped:
    """The TOML files of one folder.

    Parameters
    ----------
    folder
        Of a checkout, at its top; a wheel carries it inside the package.
    what
        What one of them is, in messages.
    """

    def __init__(self, folder: str, what: str) -> None:
        packed = _PACKAGE / "_data" / folder
        self._folder = packed if packed.is_dir() else _PACKAGE.parent / folder
        self._what = what

    def names(self) -> list[str]:
        """Their names, sorted."""
        return sorted(path.stem for path in self._folder.glob("*.toml"))

    def path(self, name: str, allowed: tuple[str, ...] = ()) -> Path:
        """The file of a name; `allowed` is what else would do in its place.

        Raises
        ------
        ScenarioError
            When there is none of that name.
        """
        names = self.names()
        if name not in names:
            raise ScenarioError(
                f"there is no built-in {self._what} '{name}'",
                allowed=", ".join([*allowed, *names]) or f"none: the built-in {self._what}s are not installed",
                nearest=nearest_name(name, names),
            )
        return self._folder / f"{name}.toml"
