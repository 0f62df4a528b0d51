"""Where the parameters of a world may lie, given figures of it: approximate Bayesian computation by regression.

Worlds are drawn from the ranges and lived; each parameter, and the product of any two, is regressed on the figures
that the worlds showed (Beaumont, Zhang and Balding 2002, with the fitted regression as the summary that worlds are
chosen by, after Fearnhead and Prangle 2012). Of the worlds whose fitted parameters are nearest to those of the data,
what the regression left over - in worlds that it was not fitted to - is laid around the data's own fitted parameters.
So the width of a range is how far the regression is off in worlds whose truth is known, which is why ranges keep what
they promise, and a parameter that the figures do not tell keeps the range that it had.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

LEVEL = 0.9
"""Of the ranges that are told."""
INFORMED = 0.8
"""A parameter is informed when its range is at most so wide, over the one before …"""
EXPLAINED = 0.05
"""… and the figures explain at least so much of its variance: a range of few draws is narrow now and then by luck."""
NEAREST = 0.4
"""Share of the worlds that are nearest to the data, among which ranges are read."""
FEWEST = 30
_RIDGES = np.geomspace(1e-3, 1e3, 25)
_FAR = 4.0  # deviations beyond which a figure of a world counts as no further
_EDGE = 1e-4  # of a range, kept free so that logits are finite
_OUTSIDE = 0.01  # share of worlds beyond the data's figure below which worlds are said not to reach it


@dataclass(frozen=True)
class Posterior:
    """Parameters after the figures were seen.

    Attributes
    ----------
    places
        Of each draw and parameter, from 0 to 1 in the range before. Shape (draws, parameters).
    weights
        Of each draw; they sum to 1.
    explained
        Share of each parameter's variance that the figures explain in worlds not used for the fit (0 when none).
    used
        Which figures were used.
    """

    places: Floats
    weights: Floats
    explained: Floats
    used: NDArray[np.bool_]

    def quantile(self, parameter: int, share: float) -> float:
        """The place below which so much of the weight lies."""
        order = np.argsort(self.places[:, parameter], kind="stable")
        cumulated = np.cumsum(self.weights[order]) - 0.5 * self.weights[order]
        return float(np.interp(share, cumulated, self.places[order, parameter]))

    def ranges(self) -> Floats:
        """Lowest and highest place of each parameter's central range. Shape (parameters, 2).

        The truth is like one more draw: of n draws, as many as `LEVEL` of the n + 1 gaps between them lie inside.
        """
        draws = self.effective()
        tail = max(((1.0 - LEVEL) / 2.0 * (draws + 1.0) - 0.5) / draws, 0.0)
        return np.array([[self.quantile(k, end) for end in (tail, 1.0 - tail)] for k in range(self.places.shape[1])])

    def widths(self) -> Floats:
        """How wide each range is, over that before (1 when nothing was learnt)."""
        ends = self.ranges()
        return np.asarray((ends[:, 1] - ends[:, 0]) / LEVEL)

    def informed(self) -> NDArray[np.bool_]:
        """Which parameters the figures tell something of."""
        return np.asarray((self.widths() <= INFORMED) & (self.explained >= EXPLAINED))

    def effective(self) -> float:
        """How many draws of equal weight these are worth."""
        return float(1.0 / (self.weights**2).sum())

    def drawn(self, count: int) -> Floats:
        """So many draws, each as often as its weight says (systematic resampling, without luck)."""
        points = (np.arange(count) + 0.5) / count
        order = np.argsort(self.places[:, int(np.argmax(self.explained))], kind="stable")
        picked = np.searchsorted(np.cumsum(self.weights[order]), points)
        return np.asarray(self.places[order[np.minimum(picked, len(order) - 1)]])

    def centre(self, fixed: dict[int, float]) -> Floats:
        """The most plausible places of all parameters together, where some are fixed at places of their own.

        Parameters that the figures do not tell may still go together with those that they do; what is written for the
        latter minds where the former are left (the conditional mean of a normal distribution of the logits).
        """
        own = logits(self.places)
        mean = self.weights @ own
        apart = own - mean
        spread = (apart * self.weights[:, None]).T @ apart + 1e-9 * np.eye(len(mean))
        free = [k for k in range(len(mean)) if k not in fixed]
        if fixed and free:
            held = list(fixed)
            away = logits(np.array([fixed[k] for k in held])) - mean[held]
            # what is fixed far out says no more than at two deviations
            most = 2.0 * np.sqrt(np.diag(spread)[held])
            away = np.clip(away, -most, most)
            mean = mean.copy()
            mean[free] += spread[np.ix_(free, held)] @ np.linalg.solve(spread[np.ix_(held, held)], away)
        places = 1.0 / (1.0 + np.exp(-mean))
        for k, place in fixed.items():
            places[k] = place
        return np.asarray(places)


def infer(
    places: Floats,
    figures: Floats,
    observed: Floats,
    groups: Sequence[str] | None = None,
) -> Posterior:
    """What figures of the data say of the parameters.

    Parameters
    ----------
    places
        Of the parameters of each world in their ranges, from 0 to 1. Shape (worlds, parameters).
    figures
        Of each world, as they are compared. Shape (worlds, figures); not a number where a world has none.
    observed
        Those of the data. Shape (figures,).
    groups
        Of each parameter; products are looked at within a group alone. All are of one if none is given.
    """
    used, whole = comparable(figures, observed)
    own, found, seen = logits(places[whole]), figures[whole][:, used], observed[used]
    varied = found.std(axis=0) > 1e-9
    used[np.flatnonzero(used)[~varied]] = False
    found, seen = found[:, varied], seen[varied]
    centre, scale = np.median(found, axis=0), found.std(axis=0)
    seen = np.clip(seen, *np.quantile(found, (0.005, 0.995), axis=0))
    parameters = own.shape[1]
    predicted, at_data, explained = _regressed(
        np.clip((found - centre) / scale, -_FAR, _FAR),
        np.clip((seen - centre) / scale, -_FAR, _FAR),
        _with_products(own, groups),
    )
    apart = ((predicted - at_data) ** 2 * explained).sum(axis=1)
    near = min(max(round(NEAREST * len(apart)), FEWEST), len(apart))
    order = np.argsort(apart, kind="stable")[:near]
    reach = max(float(apart[order[-1]]), 1e-12)
    weights = np.maximum(1.0 - apart[order] / (1.0001 * reach), 1e-6)
    spread, level = own.std(axis=0), own.mean(axis=0)
    fitted = level + spread * predicted[:, :parameters]
    adjusted = level + spread * at_data[:parameters] + own[order] - fitted[order]
    return Posterior(
        places=1.0 / (1.0 + np.exp(-adjusted)),
        weights=weights / weights.sum(),
        explained=explained[:parameters],
        used=used,
    )


def comparable(figures: Floats, observed: Floats) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which figures are to be compared, and which worlds have all of these.

    A figure is, if the data have it and at least half of the worlds do. A world in which, say, hardly anybody wrote to
    the account has no figures of replies, and is for that alone unlike data that have them.
    """
    used: NDArray[np.bool_] = np.isfinite(observed) & (np.isfinite(figures).mean(axis=0) >= 0.5)
    return used, np.asarray(np.isfinite(figures[:, used]).all(axis=1))


def reaches(figures: Floats, observed: Floats) -> NDArray[np.bool_]:
    """Which figures of the data lie among those of the worlds; one that does not is used as far as worlds go."""
    found = np.isfinite(figures).sum(axis=0)
    beyond = np.minimum((figures >= observed).sum(axis=0), (figures <= observed).sum(axis=0))
    return np.asarray(beyond >= np.maximum(_OUTSIDE * found, 1))


def pairs(parameters: int, groups: Sequence[str] | None) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """All pairs of parameters of one group, each with itself among them."""
    first, second = np.triu_indices(parameters)
    if groups is not None:
        alike = np.array([groups[a] == groups[b] for a, b in zip(first.tolist(), second.tolist(), strict=True)])
        first, second = first[alike], second[alike]
    return first, second


def _with_products(own: Floats, groups: Sequence[str] | None) -> Floats:
    """Parameters in deviations from their mean, and their products, two by two, likewise.

    Some parameters do one thing together, such as failing and leaving after a failure, and no figure tells either
    alone; worlds are to be near the data in their product as well.
    """
    scaled = (own - own.mean(axis=0)) / (own.std(axis=0) + 1e-12)
    first, second = pairs(own.shape[1], groups)
    products = scaled[:, first] * scaled[:, second]
    products = (products - products.mean(axis=0)) / (products.std(axis=0) + 1e-12)
    return np.hstack([scaled, products])


def logits(places: Floats) -> Floats:
    """The logits of places, of those at an end of the range as of those near it."""
    held = np.clip(places, _EDGE, 1.0 - _EDGE)
    return np.asarray(np.log(held / (1.0 - held)))


def _regressed(figures: Floats, observed: Floats, targets: Floats) -> tuple[Floats, Floats, Floats]:
    """Each target regressed on the figures and their squares, with a ridge that predicts best what was left out.

    Targets are in deviations from their mean. Returns the predictions for each world from all others, that for the
    data, and the share of variance explained.
    """

    def features(values: Floats) -> Floats:
        return np.hstack([values, values**2])

    given = features(figures)
    centre, scale = given.mean(axis=0), given.std(axis=0) + 1e-9
    given = (given - centre) / scale
    asked = (features(observed[None, :]) - centre) / scale
    left, singular, right = np.linalg.svd(given, full_matrices=False)
    turned = left.T @ targets
    worlds = len(given)
    least = (targets**2).mean(axis=0)
    best = least.copy()  # of no regression at all
    predicted, at_data = np.zeros_like(targets), np.zeros(targets.shape[1])
    for ridge in _RIDGES * np.sqrt(worlds):
        kept = singular**2 / (singular**2 + ridge)
        leverage = (left**2 * kept).sum(axis=1) + 1.0 / worlds
        # the prediction of each world from all others, in closed form
        without = targets - (targets - left @ (kept[:, None] * turned)) / (1.0 - np.minimum(leverage, 0.999))[:, None]
        error = ((targets - without) ** 2).mean(axis=0)
        better = error < best
        best = np.where(better, error, best)
        predicted = np.where(better, without, predicted)
        slopes = right.T @ ((singular / (singular**2 + ridge))[:, None] * turned)
        at_data = np.where(better, asked[0] @ slopes, at_data)
    return predicted, at_data, np.clip(1.0 - best / np.maximum(least, 1e-12), 0.0, 1.0)
