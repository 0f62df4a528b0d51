"""Numbers as the model has them: single precision, draws of known distributions, pushes on a scale from 0 to 1."""

from __future__ import annotations

import math

import numpy as np

from sim.kernels.numbers import NORMAL_QUANTILES

_QUANTILES = [float(quantile) for quantile in NORMAL_QUANTILES]


def single(x: float) -> float:
    """The number of single precision (float32) that is nearest to x."""
    return float(np.float32(x))


class Single:
    """An attribute that is kept in single precision: what is stored in it is rounded.

    The engine keeps consumers in columns of float32, computes in double precision, and rounds when it stores. To make
    the same decisions, so does the reference: these attributes round when they are set. The few places where the
    engine computes in single precision from beginning to end say so with `single`.
    """

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __set__(self, holder: object, value: float) -> None:
        holder.__dict__[self.name] = single(value)

    def __get__(self, holder: object, owner: type) -> float:
        value: float = holder.__dict__[self.name]
        return value


def clip(x: float) -> float:
    """X held within 0 and 1."""
    return min(max(x, 0.0), 1.0)


def shift(x: float, points: float) -> float:
    """X in 0..1 pushed by `points` at the middle of the scale, and by less towards its ends."""
    return clip(x + points * 4.0 * x * (1.0 - x))


def keep(half_life_days: float) -> float:
    """What is left after a day of something with this half-life, as a share."""
    kept: float = 0.5 ** (1.0 / half_life_days)
    return kept


def rounded(x: float) -> float:
    """X to nine digits. Many sums end in a half of the ninth: these go as the engine has them, scaled, to even."""
    return round(x * 1e9) / 1e9


def whole(x: float) -> int:
    """A real number in whole units of 2**-24: sums of these do not depend on the order of adding."""
    return int(x * 2**24)


def normal(u: float) -> float:
    """A standard normal number from a uniform one: between the quantiles of a table of 1,024 cells, in single."""
    x = u * 1024.0
    cell = int(x)
    low, high = _QUANTILES[cell], _QUANTILES[cell + 1]
    return single(low + single((x - cell) * single(high - low)))


def log(x: float) -> float:
    """Natural logarithm by a series that is the same on every machine, good to 1e-9."""
    x, halvings = math.frexp(x)
    if x < 0.7071067811865476:
        x *= 2.0
        halvings -= 1
    s = (x - 1.0) / (x + 1.0)
    q = s * s
    series = 1.0 + q * (1 / 3 + q * (1 / 5 + q * (1 / 7 + q * (1 / 9 + q * (1 / 11)))))
    return 2.0 * s * series + halvings * 0.6931471805599453


def exp(x: float) -> float:
    """Exponential of a number not above zero, good to 1e-12: halvings, and a series for what is left."""
    if x < -700.0:
        return 0.0
    halvings = int(-x / 0.6931471805599453)
    x += halvings * 0.6931471805599453
    total = 1.0
    for k in range(15, 0, -1):
        total = 1.0 + x / k * total
    return math.ldexp(total, -halvings)


def gumbel(u: float) -> float:
    """A standard Gumbel number from a uniform one, which half a step keeps from 0 and 1."""
    return -log(-log(u + 2.0**-25))
