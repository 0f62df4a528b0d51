"""What a till and a survey at the door would note of each trip, worked out from the day's own draws."""

from __future__ import annotations

from sim.kernels.codes import AWARE
from sim.kernels.compiled import compiled
from sim.kernels.pricing import gets_discount
from sim.randomness import Purpose, bits2, uniform


@compiled
def note_trips(  # type: ignore[no-untyped-def]
    trips,
    rule,
    keys,
    price,
    promotion_price,
    tailored,
    price_error,
    price_sensitivity,
    appeal,
    history,
    offer_supplier,
    defect_prob,
    service_failure_prob,
    paid,
    discounted,
    failed,
):
    """Fill `paid` (of a unit), `discounted` and `failed` of each trip, as `sim.kernels.judge` is about to find them.

    To be asked between shopping and judging: a first purchase changes who is known, and so who gets a discount.
    """
    for k in range(trips.shape[0]):
        i, r, o = trips[k]["consumer"], trips[k]["retailer"], trips[k]["offer"]
        if o < 0:
            continue
        paid[k] = price[r]
        if appeal[r, i] > AWARE and gets_discount(
            i, r, history[r, i], price_sensitivity[i], tailored[r], price_error[r], rule
        ):
            paid[k] = promotion_price[r]
            discounted[k] = promotion_price[r] < price[r]
        defect = uniform(bits2(keys[Purpose.DEFECT], i, r)) < defect_prob[offer_supplier[o]]
        failed[k] = defect or uniform(bits2(keys[Purpose.SERVICE], i, r)) < service_failure_prob[r]
