"""The pace to be expected of days to come."""

from __future__ import annotations

import math

from sim.kernels.compiled import compiled
from sim.kernels.numbers import nine_decimals


@compiled
def look_ahead(keep, shock, shock_mean, regular, first, means):  # type: ignore[no-untyped-def]
    """Fill ``means[n]`` with the mean pace of day `first` and the `n` days after it, as today expects it.

    ``regular[day]`` is season times trend; of today's `shock` a part `keep` is left on the next day.
    """
    known, total = 1.0, 0.0
    for n in range(means.shape[0]):
        known *= keep
        total += regular[first + n] * math.exp(known * (shock - shock_mean * known))
        means[n] = nine_decimals(total / (n + 1))
