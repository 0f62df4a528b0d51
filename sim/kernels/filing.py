"""What the customer's record will do for a reply: it helps, it misleads, or it is not used (Q6)."""

from __future__ import annotations

from sim.kernels.codes import HELPED, MISLED
from sim.kernels.compiled import compiled
from sim.kernels.feed import interest
from sim.randomness import bits, bits2, uniform, uniform_low


@compiled
def look_up(day, rule, key, interest_key, threads, used, accuracy, latency, misled_prob):  # type: ignore[no-untyped-def]
    """Set `record` of new threads: what staff will find when they look the writer up.

    A record is looked up with the chance `used[retailer]`. It is right if it was taken down rightly, with chance
    `accuracy[retailer]`, and if what it says of the customer has not changed in the `latency[retailer]` days of its
    age: the same record, and the same ageing, by which promotions are made personal. That it is wrong is noticed
    but for `misled_prob` of the times.
    """
    for k in range(threads.shape[0]):
        t = threads[k]
        r = t["retailer"]
        if t["automatic"] or used[r] <= 0.0:
            continue
        word = bits(key, t["number"])
        if uniform(word) >= used[r]:
            continue
        i = t["consumer"]
        lasts = interest(interest_key, i, day - latency[r], rule) == interest(interest_key, i, day, rule)
        if lasts and uniform_low(word) < accuracy[r]:
            t["record"] = HELPED
        elif uniform(bits2(key, t["number"], 1)) < misled_prob:
            t["record"] = MISLED
