"""Worlds drawn round by round, each round where the data leave room, and the fit to all of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from sim.errors import InputError
from sim.experiment.calibrate.candidates import Candidate
from sim.experiment.calibrate.inference import FEWEST, Posterior, comparable, infer, reaches
from sim.experiment.calibrate.looking import Seen
from sim.experiment.calibrate.patterns import BY_ID
from sim.experiment.drawing import latin_hypercube

Floats = NDArray[np.float64]
Live = Callable[[Floats, int], Sequence[Seen | None]]
"""Lives worlds at places (worlds, parameters), numbered from the second argument on; None where a run failed."""

ROUNDS = (0.4, 0.3, 0.3)
"""Share of the worlds that each round has."""
_TAIL = 0.005
"""Of the weight of a parameter that is informed, what a later round leaves out at each end …"""
_MARGIN = 0.15
"""… and what it takes in beyond, of the width."""


@dataclass(frozen=True)
class Search:
    """The fit, the figures it went by, which of those of the data any worlds come near, and how many were lived."""

    posterior: Posterior
    names: tuple[str, ...]
    reached: NDArray[np.bool_]
    lived: int


def search(fitted: Sequence[Candidate], observed: dict[str, float], runs: int, seed: int, live: Live) -> Search:
    """Fit parameters to the figures of the data.

    The first round is drawn evenly from the whole ranges, each later one from the box in which the fit so far puts
    nearly all of its weight. The fit goes by all worlds in the last box. They lie in it as evenly as at first, so none
    counts for more than another, and what is outside weighs next to nothing.
    """
    names, paths, groups = tuple(observed), [c.path for c in fitted], [c.kind for c in fitted]
    data = np.array([BY_ID[name].compared(observed[name]) for name in names])
    places, found = np.empty((0, len(paths))), np.empty((0, len(names)))
    reached = np.zeros(len(names), dtype=np.bool_)
    low, high = np.zeros(len(paths)), np.ones(len(paths))
    for number, share in enumerate(ROUNDS):
        count = max(round(share * runs), 1)
        drawn = low + latin_hypercube(paths, count, seed, f"calibrate {number}") * (high - low)
        seen = live(drawn, len(places))
        places = np.vstack([places, drawn])
        found = np.vstack([found, np.array([_compared(each, names) for each in seen]).reshape(count, len(names))])
        if not number:
            reached = reaches(found, data)  # by worlds of the whole ranges
        within = ((places >= low) & (places <= high)).all(axis=1)
        used, whole = comparable(found[within], data)
        least = FEWEST if number == len(ROUNDS) - 1 else FEWEST // 2
        if not used.any() or whole.sum() < least:
            raise InputError(
                f"only {int(whole.sum()) if used.any() else 0} of {int(within.sum())} worlds have enough customers, "
                "messages or posts to be compared with the data",
                allowed=f"{least} or more: with a larger --runs, or a larger --consumers",
            )
        posterior = infer(places[within], found[within], data, groups)
        # over the whole range: what the box has cut off is explained as well
        explained = 1.0 - (1.0 - posterior.explained) * (high - low) ** 2
        posterior = replace(posterior, explained=explained)
        if number < len(ROUNDS) - 1:
            low, high = _box(posterior, low, high)
    return Search(posterior, names, reached, len(places))


def _box(posterior: Posterior, low: Floats, high: Floats) -> tuple[Floats, Floats]:
    """The ends of each parameter's range, cut where the figures tell something of it."""
    parameters = range(posterior.places.shape[1])
    ends = np.array([[posterior.quantile(k, tail) for k in parameters] for tail in (_TAIL, 1.0 - _TAIL)])
    margin = _MARGIN * (ends[1] - ends[0])
    known = posterior.informed()
    return (
        np.where(known, np.maximum(ends[0] - margin, low), low),
        np.where(known, np.minimum(ends[1] + margin, high), high),
    )


def _compared(seen: Seen | None, names: Sequence[str]) -> list[float]:
    if seen is None:
        return [float("nan")] * len(names)
    return [BY_ID[name].compared(seen.figures[name]) for name in names]
