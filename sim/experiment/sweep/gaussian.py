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
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import cho_factor, cho_solve, solve_triangular

Floats = NDArray[np.float64]

LENGTHS = (0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4)
"""Of a factor, whose places lie from 0 to 1."""
NUGGETS = (1e-6, 1e-4, 1e-3, 0.01, 0.03, 0.1, 0.3, 1.0)
"""Variance of the noise of a mean over the variance of the surface."""
_SWEEPS = 5
_GAIN = 1e-6  # of log-likelihood; less may be the rounding of another machine


@dataclass(frozen=True)
class Surface:
    """A fitted process. Its variances are shares of the variance of the surface itself.

    Attributes
    ----------
    at
        Coordinates (points, factors) of what was run.
    ordered
        Whether a factor has distances.
    lengths, nugget
        As fitted.
    """

    at: Floats
    ordered: tuple[bool, ...]
    lengths: tuple[float, ...]
    nugget: float

    def covariance(self, a: Floats, b: Floats) -> Floats:
        """What the surface at `a` and at `b` have in common beyond what is known: (rows of a, rows of b)."""
        prior = kernel(a, b, self.ordered, self.lengths)
        if not len(self.at):
            return prior
        lower = np.linalg.cholesky(_noisy(self.at, self.ordered, self.lengths, self.nugget))
        left = solve_triangular(lower, kernel(self.at, a, self.ordered, self.lengths), lower=True)
        right = solve_triangular(lower, kernel(self.at, b, self.ordered, self.lengths), lower=True)
        return np.asarray(prior - left.T @ right)


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
    return Surface(at, held, tuple(LENGTHS[step] for step in choice[:-1]), NUGGETS[choice[-1]])


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


def _noisy(at: Floats, ordered: Sequence[bool], lengths: Sequence[float], nugget: float) -> Floats:
    held: Floats = kernel(at, at, ordered, lengths) + nugget * np.eye(len(at))
    return held


def _likelihood(at: Floats, means: Floats, ordered: Sequence[bool], choice: Sequence[int]) -> float:
    """Logarithm of the likelihood at the best mean and variance, up to a constant."""
    lengths = [LENGTHS[step] for step in choice[:-1]]
    factor = cho_factor(_noisy(at, ordered, lengths, NUGGETS[choice[-1]]), lower=True)
    ones = np.ones(len(means))
    weights = cho_solve(factor, ones)
    rest = means - (weights @ means) / (weights @ ones)
    variance = float(rest @ cho_solve(factor, rest)) / len(means)
    determinant = 2.0 * float(np.log(np.diag(factor[0])).sum())
    return -0.5 * (len(means) * math.log(max(variance, 1e-300)) + determinant)
