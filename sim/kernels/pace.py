"""The pace to be expected of days to come."""

from __future__ import annotations

import math

from sim.kernels.compiled import compiled


@compiled
def add_up(keep, shock, shock_mean, regular, first, sums):  # type: ignore[no-untyped-def]
    """Fill ``sums[n]`` with the sum of the paces of day `first` and the `n` days after it, as today expects them.

    ``regular[day]`` is season times trend; of today's `shock` a part `keep` is left on the next day.
    """
    known, total = 1.0, 0.0
    for n in range(sums.shape[0]):
        known *= keep
        total += regular[first + n] * math.exp(known * (shock - shock_mean * known))
        sums[n] = total
