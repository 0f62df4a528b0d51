"""Threads counted by retailer and channel for the record of a day."""

from __future__ import annotations

from sim.kernels.codes import SERVICE, WAITING
from sim.kernels.compiled import compiled

# Columns of the counts, by retailer and channel: complaints opened today, those of them that are public, hold private
# data, concern many, are about goods; questions opened today
OPENED, OPENED_PUBLIC, OPENED_SENSITIVE, OPENED_INTEREST, OPENED_GOODS, OPENED_QUESTIONS = range(6)
OPENED_COLUMNS = 6
# and what waits for an answer: complaints in the inbox, in public, and questions
INBOX, PUBLIC_THREADS, QUESTIONS_WAITING = range(3)
WAITING_COLUMNS = 3


@compiled
def count_day(day, complaints, questions, live, channels, online_from, opened, waiting):  # type: ignore[no-untyped-def]
    """Count the threads that were opened today and those that wait; give how many consumers are online."""
    count_opened(complaints, questions, channels, opened)
    count_waiting(live, channels, waiting)
    return count_online(online_from, day)


@compiled
def count_opened(complaints, questions, channels, out):  # type: ignore[no-untyped-def]
    """Add today's new threads to ``out[retailer x channels + channel, column]``."""
    for k in range(len(questions)):
        thread = questions[k]
        out[int(thread["retailer"]) * channels + thread["channel"], OPENED_QUESTIONS] += 1
    for k in range(len(complaints)):
        thread = complaints[k]
        row = int(thread["retailer"]) * channels + thread["channel"]
        out[row, OPENED] += 1
        out[row, OPENED_PUBLIC] += thread["public"] == 1
        out[row, OPENED_SENSITIVE] += thread["sensitive"] == 1
        out[row, OPENED_INTEREST] += thread["interest"] == 1
        out[row, OPENED_GOODS] += thread["supplier"] != SERVICE


@compiled
def count_online(online_from, day):  # type: ignore[no-untyped-def]
    """How many consumers have come online by a day."""
    count = 0
    for i in range(len(online_from)):
        count += online_from[i] <= day
    return count


@compiled
def count_waiting(live, channels, out):  # type: ignore[no-untyped-def]
    """Add the threads that wait for an answer to ``out[retailer x channels + channel, column]``."""
    for k in range(len(live)):
        thread = live[k]
        if thread["state"] != WAITING:
            continue
        row = int(thread["retailer"]) * channels + thread["channel"]
        if thread["question"] == 1:
            out[row, QUESTIONS_WAITING] += 1
        elif thread["public"] == 1:
            out[row, PUBLIC_THREADS] += 1
        else:
            out[row, INBOX] += 1
