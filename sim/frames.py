"""The tables of a run, each made when it is first asked for: who wants outcomes alone waits for none."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd


class Frames(Mapping[str, "pd.DataFrame"]):
    """Tables by name.

    What a table is made from is held until it is made. A pickle holds all tables, and nothing that they are made from.

    Parameters
    ----------
    makers
        What makes each table; called once at most.
    """

    def __init__(self, makers: Mapping[str, Callable[[], pd.DataFrame]]) -> None:
        self._names = tuple(makers)
        self._makers = dict(makers)
        self._made: dict[str, pd.DataFrame] = {}

    def __getitem__(self, name: str) -> pd.DataFrame:
        """The table of this name: the same object every time."""
        if name not in self._made:
            self._made[name] = self._makers[name]()
            del self._makers[name]
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        """The names of all tables, made or not."""
        return iter(self._names)

    def __len__(self) -> int:
        """How many tables there are."""
        return len(self._names)

    def __getstate__(self) -> dict[str, Any]:
        """All tables, made for the purpose."""
        return {"_names": self._names, "_makers": {}, "_made": dict(self)}
