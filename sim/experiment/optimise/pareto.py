"""Fronts: which settings no other one betters in everything at once, and a few that are spread over them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from sim.experiment.spec.optimise_section import Objective

Floats = NDArray[np.float64]


def gains(values: Floats, objectives: Sequence[Objective]) -> Floats:
    """Values (…, objectives) turned so that higher is better in all."""
    return np.asarray(values * [1.0 if objective.direction == "higher" else -1.0 for objective in objectives])


def front(gained: Floats) -> list[int]:
    """The rows (settings, objectives) that no other row betters: as good in all and better in one; equals stay once.

    A row with a NaN is never among them.
    """
    found: list[int] = []
    for k, row in enumerate(gained):
        if not np.isfinite(row).all():
            continue
        others = gained[np.isfinite(gained).all(axis=1)]
        beaten = ((others >= row).all(axis=1) & (others > row).any(axis=1)).any()
        if not beaten and not any((gained[j] == row).all() for j in found):
            found.append(k)
    return found


def spread(gained: Floats, count: int) -> list[int]:
    """At most `count` rows: the best in each objective, then again and again the one farthest from those taken.

    Distances are taken with every objective's range as one.
    """
    if len(gained) <= count:
        return list(range(len(gained)))
    width = gained.max(axis=0) - gained.min(axis=0)
    scaled = gained / np.where(width > 0.0, width, 1.0)
    taken = list(dict.fromkeys(int(k) for k in scaled.argmax(axis=0)))[:count]
    while len(taken) < count:
        near = np.min([np.linalg.norm(scaled - scaled[k], axis=1) for k in taken], axis=0)
        taken.append(int(near.argmax()))
    return sorted(taken)
