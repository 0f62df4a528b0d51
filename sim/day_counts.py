"""Counts of a day that lie side by side in one block, so that one stroke empties and one copies them all."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

Counts = NDArray[np.int64]


class DayCounts(Mapping[str, Counts]):
    """Named counts of given shapes in one block; each is a view of its part of it.

    Attributes
    ----------
    block
        All counts, one after the other. Shape (total,).
    """

    def __init__(self, shapes: Mapping[str, tuple[int, ...]]) -> None:
        self._shapes = dict(shapes)
        self.block: Counts = np.zeros(sum(math.prod(shape) for shape in shapes.values()), dtype=np.int64)
        self._parts: dict[str, Counts] = {name: part[0] for name, part in self.of_days(self.block[None, :]).items()}

    def of_days(self, blocks: Counts) -> dict[str, Counts]:
        """What the block held on so many days, by name: parts of `blocks` (days, total), of shape (days, …)."""
        ends = np.cumsum([math.prod(shape) for shape in self._shapes.values()])[:-1]
        parts = np.split(blocks, ends, axis=1)
        return {
            name: part.reshape(len(blocks), *shape)
            for (name, shape), part in zip(self._shapes.items(), parts, strict=True)
        }

    def __getitem__(self, name: str) -> Counts:
        part: Counts = self._parts[name]
        return part

    def __iter__(self) -> Iterator[str]:
        return iter(self._parts)

    def __len__(self) -> int:
        return len(self._parts)
