"""The list of threads that still wait or can still be seen: new ones are sorted in, those that ended taken out."""

from __future__ import annotations

import numpy as np

from sim.kernels.codes import MINUTES, WAITING
from sim.kernels.compiled import compiled
from sim.kernels.records import NEVER_ANSWERED


@compiled
def sort_in(live, complaints, questions, out):  # type: ignore[no-untyped-def]
    """Fill `out` with all threads, in the order in which they are ready to be answered; then by number.

    An approval that takes days may put yesterday's threads behind today's of another retailer.
    """
    total = out.shape[0]
    ready = np.empty(total, dtype=np.int64)
    number = np.empty(total, dtype=np.int64)
    old, complained = live.shape[0], live.shape[0] + complaints.shape[0]
    for k in range(total):
        t = live[k] if k < old else complaints[k - old] if k < complained else questions[k - complained]
        ready[k] = t["ready"]
        number[k] = t["number"]
    by_number = np.argsort(number, kind="mergesort")
    order = by_number[np.argsort(ready[by_number], kind="mergesort")]
    for place in range(total):
        k = order[place]
        out[place] = live[k] if k < old else complaints[k - old] if k < complained else questions[k - complained]


@compiled
def part(day, live, life_days, kept, log, logged, room):  # type: ignore[no-untyped-def]
    """Part threads that neither wait nor are shown after `day` from the others.

    `life_days[channel]` says for how long a public thread of that channel is shown. Fills `kept`, which has room for
    all, and, with the first `room` of those that ended, `log` from position `logged` on. Returns how many are kept
    and how many are logged.
    """
    stay = taken = 0
    for k in range(live.shape[0]):
        t = live[k]
        answered_today = t["replied"] != NEVER_ANSWERED and t["replied"] // MINUTES >= day
        is_shown = t["public"] == 1 and day - t["opened"] // MINUTES < life_days[t["channel"]]
        if t["state"] == WAITING or answered_today or is_shown:
            kept[stay] = t
            stay += 1
        elif taken < room:
            log[logged + taken] = t
            taken += 1
    return stay, taken
