"""Small numeric parts of the kernels: logarithm, Gumbel and normal draws, fixed-point sums, decimals.

Nothing here calls the C library: its results differ in the last bit between machines, and a
difference in the last bit of one choice is a different world a month later.
"""

from __future__ import annotations

from statistics import NormalDist

import numpy as np

from sim.kernels.compiled import inlined

FIXED = 16_777_216.0
"""Sums of real numbers are kept as integers in units of 2**-24, so that no order of adding can change them."""

_CELLS = 1024


def _normal_quantiles() -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    ends = 0.25 / _CELLS
    normal = NormalDist()
    return np.array(
        [normal.inv_cdf(min(max(k / _CELLS, ends), 1 - ends)) for k in range(_CELLS + 1)], dtype=np.float32
    )


NORMAL_QUANTILES = _normal_quantiles()


@inlined
def normal(u):  # type: ignore[no-untyped-def]
    """A standard normal number from a uniform, by a table of quantiles (tails end near 3.5)."""
    x = u * np.float32(1024.0)
    cell = int(x)
    low = NORMAL_QUANTILES[cell]
    return low + (x - np.float32(cell)) * (NORMAL_QUANTILES[cell + 1] - low)


@inlined
def log(x):  # type: ignore[no-untyped-def]
    """Natural logarithm of a positive, normal float64, good to 1e-9: halve or double into [0.7, 1.4], then a series."""
    # the exponent and the fraction as they stand in its bits: exact on every machine, and quicker than `frexp`
    word = np.float64(x).view(np.int64)
    halvings = (word >> 52) - 1022
    x = np.int64((word & 0x000FFFFFFFFFFFFF) | 0x3FE0000000000000).view(np.float64)
    if x < 0.7071067811865476:
        x *= 2.0
        halvings -= 1
    s = (x - 1.0) / (x + 1.0)
    q = s * s
    series = 1.0 + q * (1 / 3 + q * (1 / 5 + q * (1 / 7 + q * (1 / 9 + q * (1 / 11)))))
    return 2.0 * s * series + halvings * 0.6931471805599453


@inlined
def exp(x):  # type: ignore[no-untyped-def]
    """Exponential of a float64 not above zero, good to 1e-12: powers of two, and a series for what is left."""
    if x < -700.0:
        return 0.0
    halvings = int(-x / 0.6931471805599453)
    x += halvings * 0.6931471805599453  # above -log(2)
    total = 1.0
    for k in range(15, 0, -1):
        total = 1.0 + x / k * total
    return total * np.int64((1023 - halvings) << 52).view(np.float64)


@inlined
def gumbel(u):  # type: ignore[no-untyped-def]
    """A standard Gumbel number from a uniform: the noise that makes the best of several utilities a logit."""
    x = np.float64(u) + 2.9802322387695312e-08  # half a step of the uniform: never 0, never 1
    return -log(-log(x))


@inlined
def fixed(x):  # type: ignore[no-untyped-def]
    """A real number as an integer in units of 2**-24."""
    return np.int64(np.float64(x) * 16_777_216.0)


@inlined
def small_fixed(x):  # type: ignore[no-untyped-def]
    """The same as `fixed` of a float32 between -127 and 127, as an int32: many of them are made at a time."""
    return np.int32(np.float32(x) * np.float32(16_777_216.0))


@inlined
def clip01(x):  # type: ignore[no-untyped-def]
    """X held within 0 and 1."""
    if x < 0.0:
        return 0.0
    if x > 1.0:
        return 1.0
    return x


@inlined
def shifted(x, points):  # type: ignore[no-untyped-def]
    """X in [0, 1] moved by `points` at the middle of the scale, and by less towards its ends.

    Up and down weigh the same at the same place, and the result stays within 0 and 1.
    """
    return clip01(x + points * 4.0 * x * (1.0 - x))


@inlined
def nine_decimals(x):  # type: ignore[no-untyped-def]
    """X rounded to nine decimals as Python's `round` does it: by what the float is, not by its product with 10**9.

    Where the product seems to lie half-way between two whole numbers, its own rounding error tells on which side it is.
    The error is exact (Dekker 1971): half the digits of x at a time, since 10**9 needs 21 bits, and so is not split.
    """
    if abs(x) >= 8_388_608.0:  # floats lie further apart than decimals from here on: each is the nearest to its own
        return x
    product = x * 1e9
    whole = np.rint(product)
    if abs(product - whole) == 0.5:
        shifted_up = 134_217_729.0 * x  # 2**27 + 1
        high = shifted_up - (shifted_up - x)
        error = (x - high) * 1e9 - (product - high * 1e9)
        if error > 0.0:
            whole = np.ceil(product)
        elif error < 0.0:
            whole = np.floor(product)
    return whole / 1e9
