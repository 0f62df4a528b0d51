"""The list of threads that still wait or can still be seen: new ones are sorted in, those that ended taken out."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.kernels.codes import MINUTES, WAITING
from sim.kernels.compiled import compiled, inlined
from sim.kernels.records import NEVER_ANSWERED


def by_ready(complaints: NDArray[np.void], questions: NDArray[np.void]) -> NDArray[np.intp]:
    """Places of new threads, the complaints before the questions, in the order in which they are ready.

    Numpy sorts here and not a kernel: what numba has for it takes as long to compile as a whole phase of the day.
    """
    return np.argsort(np.concatenate((complaints["ready"], questions["ready"])), kind="stable")


@inlined
def is_before(one, other):  # type: ignore[no-untyped-def]
    """Whether a thread stands before another: it is ready earlier, or at the same minute with a lower number."""
    return one["ready"] < other["ready"] or (one["ready"] == other["ready"] and one["number"] < other["number"])


@compiled
def sort_in(rows, old, complaints, questions, order):  # type: ignore[no-untyped-def]
    """Put new threads among the first `old` of the `rows`, which has room for all.

    Threads stand in the order in which they are ready to be answered; then by number. New ones, the complaints before
    the questions, come in the order of their numbers; `order` is what `by_ready` says of them. An approval that takes
    days may put yesterday's threads behind today's of another retailer.
    """
    complained = complaints.shape[0]
    last = old - 1
    for n in range(order.shape[0] - 1, -1, -1):  # from the last place on, so that those who move find theirs empty
        k = order[n]
        t = complaints[k] if k < complained else questions[k - complained]
        while last >= 0 and is_before(t, rows[last]):
            rows[last + n + 1] = rows[last]
            last -= 1
        rows[last + n + 1] = t


@compiled
def part(day, live, life_days, log, logged, room):  # type: ignore[no-untyped-def]
    """Part threads that neither wait nor are shown after `day` from the others, which move up.

    `life_days[channel]` says for how long a public thread of that channel is shown. Fills, with the first `room` of
    those that ended, `log` from position `logged` on. Returns how many are kept and how many are logged.
    """
    stay = taken = 0
    for k in range(live.shape[0]):
        t = live[k]
        answered_today = t["replied"] != NEVER_ANSWERED and t["replied"] // MINUTES >= day
        is_shown = t["public"] == 1 and day - t["opened"] // MINUTES < life_days[t["channel"]]
        if t["state"] == WAITING or answered_today or is_shown:
            if stay < k:
                live[stay] = t
            stay += 1
        elif taken < room:
            log[logged + taken] = t
            taken += 1
    return stay, taken
