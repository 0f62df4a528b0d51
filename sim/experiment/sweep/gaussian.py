"""A Gaussian process through noisy means: what is known between points that were run, and how well.

Ordinary kriging with a nugget for the luck of the runs (stochastic kriging: Ankenman, Nelson and Staum 2010). The
kernel is a product over the factors, of Matern 5/2 where a factor has distances and of "the same or not" where it has
none, each with a length of its own, so that a factor that matters little has a long one. Lengths and nugget are those
of highest profile likelihood, found by going through a fixed grid of them coordinate by coordinate: coarser than a
gradient method, but the same on every machine.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import cho_factor, cho_solve

Floats = NDArray[np.float64]

LENGTHS = (0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4)
"""Of a factor, whose places lie from 0 to 1."""
NUGGETS = (1e-6, 1e-4, 1e-3, 0.01, 0.03, 0.1, 0.3, 1.0)
"""Variance of the noise of a mean over the variance of the surface."""
_SWEEPS = 5
_GAIN = 1e-6  # of log-likelihood; less may be the rounding of another machine


@dataclass(frozen=True)
class Surface:
    """A fitted process.

    Attributes
    ----------
    at, means
        Coordinates (points, factors) of what was run, and what was found there.
    ordered
        Whether a factor has distances.
    lengths, nugget
        As fitted.
    """

    at: Floats
    means: Floats
    ordered: tuple[bool, ...]
    lengths: tuple[float, ...]
    nugget: float

    def prediction(self, at: Floats) -> tuple[Floats, Floats, float]:
        """Mean at coordinates `at`, the variance left there, and the variance of the surface where nothing is known."""
        if not len(self.at):
            return np.zeros(len(at)), np.ones(len(at)), 1.0
        factor = _factored(self.at, self.ordered, self.lengths, self.nugget)
        level, spread = _level(factor, self.means)
        cross = kernel(self.at, at, self.ordered, self.lengths)
        mean = level + cross.T @ cho_solve(factor, self.means - level)
        left = 1.0 - np.einsum("ij,ij->j", cross, cho_solve(factor, cross))
        return mean, spread * np.maximum(left, 0.0), spread

    def nearest(self, at: Floats) -> NDArray[np.intp]:
        """For each coordinate of `at` the number of the run point that tells most about it."""
        return np.asarray(np.argmax(kernel(self.at, at, self.ordered, self.lengths), axis=0))

    def believing(self, at: Floats, means: Floats) -> Surface:
        """The same surface, had these points been run and given these means."""
        return replace(self, at=np.vstack([self.at, at]), means=np.append(self.means, means))


def fitted(at: Floats, means: Floats, ordered: Sequence[bool]) -> Surface:
    """The surface through `means` (points) at coordinates `at` (points, factors)."""
    held = tuple(ordered)
    choice = [*(LENGTHS.index(0.8) for _ in held), NUGGETS.index(0.01)]
    if len(means) > 2 and np.ptp(means) > 0.0:
        grids = [*(LENGTHS for _ in held), NUGGETS]
        best = _likelihood(at, means, held, choice)
        for _ in range(_SWEEPS):
            before = best
            for k, grid in enumerate(grids):
                for step in range(len(grid)):
                    tried = [*choice[:k], step, *choice[k + 1 :]]
                    found = _likelihood(at, means, held, tried)
                    if found > best + _GAIN:
                        best, choice = found, tried
            if best <= before + _GAIN:
                break
    return Surface(at, means, held, tuple(LENGTHS[step] for step in choice[:-1]), NUGGETS[choice[-1]])


def kernel(a: Floats, b: Floats, ordered: Sequence[bool], lengths: Sequence[float]) -> Floats:
    """Correlation of the surface at `a` and at `b`: (rows of a, rows of b)."""
    result = np.ones((len(a), len(b)))
    for k, (has_distance, length) in enumerate(zip(ordered, lengths, strict=True)):
        apart = np.abs(a[:, k, None] - b[None, :, k])
        if has_distance:
            scaled = math.sqrt(5.0) * apart / length
            result *= (1.0 + scaled + scaled**2 / 3.0) * np.exp(-scaled)
        else:
            result *= np.where(apart > 0.0, math.exp(-1.0 / length), 1.0)
    return result


def _factored(at: Floats, ordered: Sequence[bool], lengths: Sequence[float], nugget: float) -> tuple[Floats, bool]:
    factor, lower = cho_factor(kernel(at, at, ordered, lengths) + nugget * np.eye(len(at)), lower=True)
    return factor, lower


def _level(factor: tuple[Floats, bool], means: Floats) -> tuple[float, float]:
    """The level around which the surface lies, and its variance around that, at highest likelihood."""
    weights = cho_solve(factor, np.ones(len(means)))
    level = float(weights @ means) / float(weights.sum())
    rest = means - level
    return level, float(rest @ cho_solve(factor, rest)) / len(means)


def _likelihood(at: Floats, means: Floats, ordered: Sequence[bool], choice: Sequence[int]) -> float:
    """Logarithm of the likelihood at the best level and variance, up to a constant."""
    factor = _factored(at, ordered, [LENGTHS[step] for step in choice[:-1]], NUGGETS[choice[-1]])
    _, variance = _level(factor, means)
    determinant = 2.0 * float(np.log(np.diag(factor[0])).sum())
    return -0.5 * (len(means) * math.log(max(variance, 1e-300)) + determinant)
