"""The queues of a desk: whose turn comes when, at the speed that the staff's hours allow.

A desk works between its opening and closing hours; its staff hours, spread over that time, give its
rate. At a rate of 2 two people answer side by side; at 0.1 one person gives the desk a tenth of the time:
a reply takes its minutes, and the next one waits until that tenth has been earned again. Calls and visits
are answered while the caller waits, and their work is taken from the time for messages. Among the messages
that wait, complaints may go before routine questions; what is in hand is finished first. Work that is in
hand at closing time goes on the next morning. Times are absolute minutes since the first midnight.
"""

from __future__ import annotations

import numpy as np

from sim.kernels.codes import EMAIL, MINUTES, NO_REPLY, OPEN_THEN_PRIVATE, PRIVATE, WAITING
from sim.kernels.compiled import compiled, inlined
from sim.kernels.records import NEVER_ANSWERED

CALLS, URGENT, ROUTINE = 0, 1, 2
"""A retailer's queues: calls and visits, messages that come first, and messages that come after them."""
NEVER = 1e300


@inlined
def working_minute(minute, opening, closing):  # type: ignore[no-untyped-def]
    """Minutes that a desk has been open until an absolute minute."""
    day = np.floor(minute / MINUTES)
    return day * (closing - opening) + min(max(minute - day * MINUTES - opening, 0.0), closing - opening)


@inlined
def clock_minute(worked, opening, closing):  # type: ignore[no-untyped-def]
    """The absolute minute at which a desk has been open for so many minutes."""
    day = np.floor(worked / (closing - opening))
    return day * MINUTES + opening + worked - day * (closing - opening)


@inlined
def staff_minutes(t, on_account, private_turns, pointer_minutes, relay_minutes):  # type: ignore[no-untyped-def]
    """The minutes that staff spend on a thread, in all its turns."""
    work = np.float64(t["work_minutes"]) * np.float64(t["effort"])
    if not t["question"]:
        if on_account and (t["action"] == PRIVATE or t["action"] == OPEN_THEN_PRIVATE):
            work *= private_turns
        if t["action"] == OPEN_THEN_PRIVATE:
            work += pointer_minutes
        if t["to_relay"]:
            work += relay_minutes
    return work


@compiled
def sort_into_queues(threads, retailers, urgent_first, down, contact_channel):  # type: ignore[no-untyped-def]
    """Rows of the threads that wait for staff, queue by queue, each in the order of `threads`.

    Returns `rows` and `start`: queue q of retailer r is `rows[start[3 r + q] : start[3 r + q + 1]]`. A retailer whose
    IT is down cannot begin with what was written on its accounts.
    """
    queue_of = np.empty(threads.shape[0], dtype=np.int64)
    start = np.zeros(3 * retailers + 1, dtype=np.int64)
    for k in range(threads.shape[0]):
        t = threads[k]
        queue_of[k] = -1
        if t["state"] != WAITING or t["due"] != NEVER_ANSWERED or t["action"] == NO_REPLY:
            continue
        r = np.int64(t["retailer"])
        written = t["channel"] < contact_channel or t["channel"] == contact_channel + EMAIL
        if down[r] and t["channel"] < contact_channel:
            continue
        queue = CALLS
        if written:
            queue = ROUTINE if t["question"] and urgent_first[r] else URGENT
        queue_of[k] = 3 * r + queue
        start[queue_of[k] + 1] += 1
    for q in range(3 * retailers):
        start[q + 1] += start[q]
    rows = np.empty(start[3 * retailers], dtype=np.int64)
    filled = start.copy()
    for k in range(threads.shape[0]):
        q = queue_of[k]
        if q >= 0:
            rows[filled[q]] = k
            filled[q] += 1
    return rows, start


@inlined
def next_ready(threads, rows, at, end, opening, closing, today):  # type: ignore[no-untyped-def]
    """From which minute of opening time, today, the next of a queue can be begun; `NEVER` when there is none."""
    if at >= end:
        return NEVER
    return max(working_minute(np.float64(threads[rows[at]]["ready"]), opening, closing), today)


@compiled
def begin_replies(  # type: ignore[no-untyped-def]
    day, threads, free_at, rate, opening, closing, private_turns, pointer_minutes, relay_minutes,
    urgent_first, down, contact_channel, minutes,
):
    """Begin with the threads whose turn comes today: set the minute `due` at which each is answered.

    `threads` (`THREAD` rows) are sorted by `ready`. `free_at[line, retailer]` holds until when each desk is busy
    with calls (line 0) and with calls and messages (line 1), in minutes of opening time; it goes on from day to
    day. Nobody is begun with whose patience has ended. Adds the staff's minutes to `minutes[retailer, channel]`.
    """
    retailers = rate.shape[0]
    rows, start = sort_into_queues(threads, retailers, urgent_first, down, contact_channel)
    for r in range(retailers):
        if rate[r] <= 0.0:
            continue
        begins, ends = opening[r], closing[r]
        today, tomorrow = day * (ends - begins), (day + 1) * (ends - begins)
        call, urgent, routine = start[3 * r + CALLS], start[3 * r + URGENT], start[3 * r + ROUTINE]
        last_call, last_urgent, last_routine = urgent, routine, start[3 * r + 3]
        while True:
            caller = max(next_ready(threads, rows, call, last_call, begins, ends, today), free_at[0, r])
            pressing = next_ready(threads, rows, urgent, last_urgent, begins, ends, today)
            unhurried = next_ready(threads, rows, routine, last_routine, begins, ends, today)
            message = max(min(pressing, unhurried), free_at[1, r])
            begin = min(caller, message)
            if begin >= tomorrow:
                break
            called = caller <= message
            if called:
                k = rows[call]
                call += 1
            elif pressing <= begin:
                k = rows[urgent]
                urgent += 1
            else:
                k = rows[routine]
                routine += 1
            t = threads[k]
            if clock_minute(begin, begins, ends) > t["give_up"]:
                continue
            work = staff_minutes(
                t, t["channel"] < contact_channel, private_turns[r], pointer_minutes[r], relay_minutes[r]
            )
            if called:
                free_at[0, r] = begin + work / rate[r]
                free_at[1, r] = max(free_at[1, r], begin) + work / rate[r]
            else:
                free_at[1, r] = begin + work / rate[r]
            t["due"] = np.int64(np.ceil(clock_minute(begin + work, begins, ends)))
            minutes[r, t["channel"]] += np.int64(work + 0.5)


@compiled
def hold_back(day, threads, down, contact_channel):  # type: ignore[no-untyped-def]
    """What an account was to send today while its retailer's IT is down goes out a day later."""
    midnight = np.int64(day + 1) * MINUTES
    for k in range(threads.shape[0]):
        t = threads[k]
        if t["state"] == WAITING and t["due"] < midnight and down[t["retailer"]] and t["channel"] < contact_channel:
            t["due"] += MINUTES
