"""The community events of all retailers on one morning: when one is due, and for how long it is announced (K4)."""

from __future__ import annotations

from sim.kernels.books import EVENT_MONEY
from sim.kernels.compiled import compiled


@compiled
def plan(  # type: ignore[no-untyped-def]
    events_a_day, invite_days, event_cost, can_invite, due, invites_for, begun, announces, today
):
    """Begin the events that are due, and give how many; an event is announced from the day on which it begins.

    All is of each retailer: `begun` is whether an event begins today, and its cost (IDR) stands in ``today``. Who has
    no account cannot invite anybody, and holds no event.
    """
    count = 0
    for r in range(due.shape[0]):
        begun[r] = False
        invites_for[r] = max(invites_for[r] - 1, 0)
        if can_invite[r]:
            due[r] += events_a_day[r]
            if due[r] >= 1.0:
                due[r] -= 1.0
                begun[r] = True
                invites_for[r] = invite_days[r]
                count += 1
            announces[r] = invites_for[r] > 0
        today[r, EVENT_MONEY] = event_cost[r] if begun[r] else 0
    return count
