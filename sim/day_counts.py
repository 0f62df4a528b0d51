"""Counts of a day that lie side by side in one block, so that one stroke empties and one copies them all."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

Counts = NDArray[np.int64]
Days = NDArray[Any]
"""An array whose first axis is the day."""


def parted(rows: Days, shapes: Mapping[str, tuple[int, ...]]) -> dict[str, Days]:
    """Parts of `rows` (days, total) by name, of shapes (days, …): they lie side by side in the order of `shapes`."""
    ends = np.cumsum([math.prod(shape) for shape in shapes.values()])[:-1]
    parts = np.split(rows, ends, axis=1)
    return {name: part.reshape(len(rows), *shape) for (name, shape), part in zip(shapes.items(), parts, strict=True)}


class DayCounts(Mapping[str, Counts]):
    """Named counts of given shapes in one block; each is a view of its part of it.

    Attributes
    ----------
    shapes
        The shape of each, by name.
    block
        All counts, one after the other. Shape (total,).
    """

    def __init__(self, shapes: Mapping[str, tuple[int, ...]]) -> None:
        self.shapes = dict(shapes)
        self.block: Counts = np.zeros(sum(math.prod(shape) for shape in shapes.values()), dtype=np.int64)
        self._parts: dict[str, Counts] = {name: part[0] for name, part in parted(self.block[None, :], shapes).items()}

    def __getitem__(self, name: str) -> Counts:
        part: Counts = self._parts[name]
        return part

    def __iter__(self) -> Iterator[str]:
        return iter(self._parts)

    def __len__(self) -> int:
        return len(self._parts)
