"""The list of threads that still wait or can still be seen: new ones are sorted in, those that ended taken out."""

from __future__ import annotations

import numpy as np

from sim.kernels.codes import MINUTES, WAITING
from sim.kernels.compiled import compiled
from sim.kernels.records import NEVER_ANSWERED


@compiled
def sort_in(live, complaints, questions, out):  # type: ignore[no-untyped-def]
    """Fill `out` with all threads, in the order in which they are ready to be answered; then by number.

    `live` has this order. New threads, the complaints before the questions, come in the order of their numbers. An
    approval that takes days may put yesterday's threads behind today's of another retailer.
    """
    complained, new = complaints.shape[0], complaints.shape[0] + questions.shape[0]
    ready = np.empty(new, dtype=np.int64)
    for k in range(new):
        ready[k] = complaints[k]["ready"] if k < complained else questions[k - complained]["ready"]
    order = np.argsort(ready, kind="mergesort")
    old = place = 0
    for k in order:
        t = complaints[k] if k < complained else questions[k - complained]
        while old < live.shape[0] and (
            live[old]["ready"] < t["ready"] or (live[old]["ready"] == t["ready"] and live[old]["number"] < t["number"])
        ):
            out[place] = live[old]
            old, place = old + 1, place + 1
        out[place] = t
        place += 1
    for k in range(old, live.shape[0]):
        out[place + k - old] = live[k]


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
