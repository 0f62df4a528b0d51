"""What retailers have learnt to expect of each offer: how much is wanted, and how long goods take."""

from __future__ import annotations

import numpy as np

from sim.kernels.compiled import compiled

# Rows of `outlook`, by offer: smoothed units wanted in a day and the variance of its errors; days from order to
# delivery as experienced, over units, and the variance of its errors
FORECAST, VARIANCE, WAIT, WAIT_VARIANCE = range(4)


@compiled
def learn(  # type: ignore[no-untyped-def]
    offer_retailer, smoothing, review_days, demand, arrived, waited, pace, outlook, past_pace,
):
    """Take a day into the outlook, shape (4, O), and its pace into the past pace, shape (R,), in place.

    Of each offer, `demand` are the units wanted today, `arrived` those delivered, and `waited` these times the days
    since their order. `smoothing` is the weight of a day with each retailer, which orders every `review_days`. Returns
    the most days that an order has to cover, until the goods of the next one will be there.
    """
    longest = 1.0
    for r in range(past_pace.shape[0]):
        past_pace[r] += smoothing[r] * (pace - past_pace[r])
    for offer in range(offer_retailer.shape[0]):
        weight = smoothing[offer_retailer[offer]]
        error = demand[offer] - outlook[FORECAST, offer]
        outlook[FORECAST, offer] += weight * error
        outlook[VARIANCE, offer] = (1.0 - weight) * (outlook[VARIANCE, offer] + weight * error * error)
        if arrived[offer]:
            error = waited[offer] / arrived[offer] - outlook[WAIT, offer]
            outlook[WAIT, offer] += weight * error
            outlook[WAIT_VARIANCE, offer] = (1.0 - weight) * (outlook[WAIT_VARIANCE, offer] + weight * error * error)
        longest = max(longest, outlook[WAIT, offer] + review_days[offer_retailer[offer]])
    return np.int64(np.rint(longest))
