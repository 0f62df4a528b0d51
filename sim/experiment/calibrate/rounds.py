"""Worlds drawn round by round, each round where the data leave room, and the fit to all of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from sim.errors import InputError
from sim.experiment.calibrate.inference import FEWEST, Posterior, infer, logits
from sim.experiment.calibrate.looking import Seen
from sim.experiment.calibrate.patterns import BY_ID
from sim.experiment.drawing import latin_hypercube

Floats = NDArray[np.float64]
Live = Callable[[Floats, int], Sequence[Seen | None]]
"""Lives worlds at places (worlds, parameters), numbered from the second argument on; None where a run failed."""

ROUNDS = (0.4, 0.3, 0.3)
"""Share of the worlds that each round has."""
_BANDWIDTH = 0.5
"""Of the cloud that later rounds are drawn from, in deviations of the fit so far."""


@dataclass(frozen=True)
class Search:
    """What the rounds found: the fit, the figures it went by, and how many worlds were lived in all."""

    posterior: Posterior
    names: tuple[str, ...]
    lived: int


def search(paths: Sequence[str], observed: dict[str, float], runs: int, seed: int, live: Live) -> Search:
    """Fit the parameters at `paths` to the figures of the data.

    The first round is drawn evenly from the whole ranges, each later one from a cloud around the fit so far. A world
    then counts as the ranges over the mixture of all rounds have it (Owen and Zhou 2000), which the first round keeps
    below the inverse of its share: no world outweighs the others, and what is far from the cloud is not forgotten.
    """
    names = tuple(observed)
    data = np.array([BY_ID[name].compared(observed[name]) for name in names])
    places, found = np.empty((0, len(paths))), np.empty((0, len(names)))
    clouds: list[_Cloud] = []
    posterior: Posterior | None = None
    reached: NDArray[np.bool_] | None = None
    for number, share in enumerate(ROUNDS):
        count = max(round(share * runs), 1)
        even = latin_hypercube(paths, count, seed, f"calibrate {number}")
        drawn = even if posterior is None else clouds[-1].drawn(posterior.drawn(count), even)
        seen = live(drawn, len(places))
        places = np.vstack([places, drawn])
        found = np.vstack([found, np.array([_compared(each, names) for each in seen]).reshape(count, len(names))])
        usable = int(np.isfinite(found[:, np.isfinite(data)]).all(axis=1).sum())
        if usable < FEWEST:
            raise InputError(
                f"only {usable} of {len(found)} worlds have enough customers, messages or posts to be compared with "
                "the data",
                allowed=f"{FEWEST} or more: with a larger --runs, or a larger --consumers",
            )
        shares = np.array(ROUNDS[: number + 1]) / sum(ROUNDS[: number + 1])
        densities = np.array([np.ones(len(places)), *(cloud.density(places) for cloud in clouds)])
        posterior = infer(places, found, data, 1.0 / (shares @ densities))
        if reached is None:
            reached = posterior.reached  # by worlds of the whole ranges
        clouds.append(_Cloud.around(posterior))
    assert posterior is not None
    assert reached is not None
    return Search(replace(posterior, reached=reached), names, len(places))


@dataclass(frozen=True)
class _Cloud:
    """Normal kernels around the draws of a fit, in logits of places. Shapes (draws, parameters), (draws,) and (parameters,)."""

    centres: Floats
    weights: Floats
    widths: Floats

    @classmethod
    def around(cls, posterior: Posterior) -> _Cloud:
        centres = logits(posterior.places)
        mean = posterior.weights @ centres
        deviations = np.sqrt(posterior.weights @ (centres - mean) ** 2)
        return cls(centres, posterior.weights, np.maximum(_BANDWIDTH * deviations, 0.02))

    def drawn(self, places: Floats, even: Floats) -> Floats:
        """One draw around each of `places`; `even` are places of the luck from 0 to 1."""
        shifted = logits(places) + self.widths * ndtri(np.clip(even, 1e-6, 1.0 - 1e-6))
        return np.asarray(1.0 / (1.0 + np.exp(-shifted)))

    def density(self, places: Floats) -> Floats:
        """Of draws at places, over that of even draws."""
        at = logits(places)
        apart = ((at[:, None, :] - self.centres[None, :, :]) / self.widths) ** 2
        kernels = np.exp(-0.5 * apart.sum(axis=2)) @ self.weights
        held = 1.0 / (1.0 + np.exp(-at))
        scale = np.prod(held * (1.0 - held) * self.widths * np.sqrt(2.0 * np.pi), axis=1)
        return np.asarray(kernels / scale)


def _compared(seen: Seen | None, names: Sequence[str]) -> list[float]:
    if seen is None:
        return [float("nan")] * len(names)
    return [BY_ID[name].compared(seen.figures[name]) for name in names]
