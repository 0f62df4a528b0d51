"""The orders of all retailers on one evening: up to a level that covers the wait for goods and the review (Td, Z1)."""

from __future__ import annotations

import math

import numpy as np

from sim.kernels.compiled import compiled, inlined
from sim.kernels.outlook import FORECAST, VARIANCE, WAIT, WAIT_VARIANCE
from sim.kernels.supply import LETTERS

USUAL = -1
"""Chosen units of an offer of which no policy of the retailer's own decides."""


@inlined
def correction(cover, insight, past_pace, means):  # type: ignore[no-untyped-def]
    """By what the smoothed past is multiplied for the next `cover` days, where so much of their pace is foreseen.

    ``means[n]`` is the mean pace of the next ``n + 1`` days.
    """
    if insight == 0.0 or past_pace <= 0.0:
        return 1.0
    days = max(int(np.rint(cover)), 1)
    change = means[days - 1] / past_pace - 1.0
    return 1.0 + insight * change


@compiled
def order(  # type: ignore[no-untyped-def]
    day, offer_retailer, offer_supplier, review_days, safety, insight, chosen, outlook, past_pace, means, order_days,
    stock, sold, on_order, ordered, sent, backlog, letters, counts,
):
    """Retailers write their orders: those `chosen`, or, where the choice is `USUAL`, up to the level on review days.

    `means` is long enough for every cover, and `letters`, of which the entry `LETTERS` of `counts` are under way, for
    an order of every offer. ``sent[retailer]`` counts orders and their days until they arrive.
    """
    for offer in range(offer_retailer.shape[0]):
        r = offer_retailer[offer]
        units = chosen[offer]
        if units == USUAL:
            if (day + r) % review_days[r]:
                continue
            cover = outlook[WAIT, offer] + review_days[r]
            forecast = outlook[FORECAST, offer] * correction(cover, insight[r], past_pace[r], means)
            doubt = outlook[VARIANCE, offer] * cover + forecast * forecast * outlook[WAIT_VARIANCE, offer]
            level = forecast * cover + safety[r] * math.sqrt(doubt)
            units = np.int64(math.ceil(level - (stock[offer] - sold[offer]) - on_order[offer]))
        if units > 0:
            on_order[offer] += units
            ordered[offer] += units
            backlog[offer_supplier[offer]] += units
            sent[r, 0] += 1
            sent[r, 1] += order_days[r]
            letter = letters[counts[LETTERS]]
            letter["offer"] = offer
            letter["units"] = units
            letter["day"] = day
            letter["arrives"] = day + order_days[r]
            counts[LETTERS] += 1
