"""Reports on the way from a retailer's customers to the suppliers, and what they bring about (CV2b)."""

from __future__ import annotations

import numpy as np

from sim.kernels.books import OUTSIDE, READING, pay
from sim.kernels.compiled import compiled, inlined
from sim.kernels.records import NEVER_ANSWERED
from sim.kernels.supply import CAUSES, PARTY, READING_COST
from sim.randomness import Purpose, bits, uniform


@inlined
def tied_closer(commitment, row):  # type: ignore[no-untyped-def]
    """Who wrote the report, or had the idea, of a `row` hears what became of it, and is tied a little closer."""
    r, i = row["retailer"], row["consumer"]
    c = commitment[r, i]
    commitment[r, i] = c + row["gain"] * (1.0 - c)


@compiled
def send(day, complaints, is_relayed, goes_direct, answer_gain, under_way, out):  # type: ignore[no-untyped-def]
    """Mark the new complaints that staff are to pass on; those that go direct join the reports that are `under_way`.

    What becomes of a complaint stands in ``is_relayed[retailer, supplier]`` and ``goes_direct[retailer, supplier]``.
    `out` (`REPORT` rows) has room for all of both; returns how many were written.
    """
    count = under_way.shape[0]
    for k in range(count):
        out[k] = under_way[k]
    for k in range(complaints.shape[0]):
        thread = complaints[k]
        r, s = thread["retailer"], thread["supplier"]
        thread["to_relay"] = is_relayed[r, s]
        if goes_direct[r, s]:
            report = out[count]
            report["due"], report["consumer"], report["retailer"] = day + 1, thread["consumer"], r
            report["supplier"], report["cause"], report["gain"] = s, thread["cause"], answer_gain[r]
            count += 1
    return count


@compiled
def relay(  # type: ignore[no-untyped-def]
    day, lasting, threads, relay_days, loss_prob, distortion_prob, causes, answer_gain, under_way, out
):
    """What staff have answered and are to pass on joins the reports that are `under_way`: late, and some of it.

    Of each retailer are `relay_days`, the chances that a report gets lost and that it names a wrong one of the
    supplier's `causes`, and `answer_gain`. `out` (`REPORT` rows) has room for the reports under way and all `threads`;
    returns how many were written.
    """
    count = under_way.shape[0]
    for k in range(count):
        out[k] = under_way[k]
    for k in range(threads.shape[0]):
        thread = threads[k]
        if thread["to_relay"] != 1 or thread["passed_on"] != 0 or thread["replied"] == NEVER_ANSWERED:
            continue
        thread["passed_on"] = 1
        r, s, number = thread["retailer"], thread["supplier"], thread["number"]
        if np.float64(uniform(bits(lasting[Purpose.ADVICE], number))) < loss_prob[r]:
            continue
        cause = thread["cause"]
        if np.float64(uniform(bits(lasting[Purpose.DISTORTION], number))) < distortion_prob[r]:
            cause = np.uint8(np.float64(uniform(bits(lasting[Purpose.WRONG_CAUSE], number))) * causes[s])
        report = out[count]
        report["due"] = np.int64(max(day + relay_days[r], day + 1.0))
        report["consumer"], report["retailer"], report["supplier"] = thread["consumer"], r, s
        report["cause"], report["gain"] = cause, answer_gain[r]
        count += 1
    return count


@compiled
def arrive(  # type: ignore[no-untyped-def]
    day, under_way, terms, by_cause, voices, reports_read, answers, commitment, flow
):
    """Suppliers read the reports that are due and answer them; the others move up, so many as it returns.

    What is read is counted in ``by_cause[supplier, cause]``, ``voices[supplier, retailer, cause]`` and `reports_read`,
    and in `answers` by retailer. The columns of ``terms[supplier, column]`` are named in the kernel `supply`.
    """
    left = 0
    for k in range(under_way.shape[0]):
        report = under_way[k]
        if report["due"] > day:
            under_way[left] = under_way[k]
            left += 1
            continue
        r, s, cause = report["retailer"], report["supplier"], np.int64(report["cause"])
        if cause < terms[s, CAUSES]:
            by_cause[s, cause] += 1
        voices[s, r, min(cause, terms[s, CAUSES] - 1)] += 1
        reports_read[s] += 1
        pay(flow, terms[s, PARTY], OUTSIDE, terms[s, READING_COST], READING)
        answers[r] += 1
        tied_closer(commitment, report)
    return left
