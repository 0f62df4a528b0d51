"""File a new thread: what is to be done, from when on, until when it is of use, and how much work it is."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.kernels.codes import HELPED, MISLED, NO_REPLY
from sim.kernels.compiled import compiled, inlined
from sim.kernels.feed import interest
from sim.kernels.records import NEVER_ANSWERED
from sim.randomness import Purpose, bits, bits2, uniform, uniform_low

WORK_SPREAD = 0.6
"""Part of the work on a contact that varies, exponentially, around its mean."""


class FilingRule(NamedTuple):
    """Scalars of filing; see `Complaints`, `Questions`, `BureaucracyRules`, `Recovery` and `Personal` in the schema."""

    patience_hours: float
    question_patience_hours: float
    question_minutes: float
    undeserved_share: float
    wait_hours: float
    minutes_saved: float
    record_saving: float
    misled_prob: float
    interests: int
    interest_days: int


@inlined
def look_up(t, day, rule, lasting, used, accuracy, latency):  # type: ignore[no-untyped-def]
    """Set `record` of a new thread: what staff will find when they look the writer up (Q6).

    A record is looked up with the chance `used`. It is right if it was taken down rightly, with chance `accuracy`, and
    if what it says of the customer has not changed in the `latency` days of its age: the same record, and the same
    ageing, by which promotions are made personal. That it is wrong is noticed but for `misled_prob` of the times.
    """
    if t["automatic"] or used <= 0.0:
        return
    word = bits(lasting[Purpose.RECORD], t["number"])
    if uniform(word) >= used:
        return
    i = t["consumer"]
    key = lasting[Purpose.INTEREST]
    lasts = interest(key, i, day - latency, rule) == interest(key, i, day, rule)
    if lasts and uniform_low(word) < accuracy:
        t["record"] = HELPED
    elif uniform(bits2(lasting[Purpose.RECORD], t["number"], 1)) < rule.misled_prob:
        t["record"] = MISLED


@inlined
def prepare(t, lasting, action, approval_minutes, patience_hours, mean_minutes):  # type: ignore[no-untyped-def]
    """What is to be done, from when on, until when it is of use, and how much work it would be without help."""
    t["action"] = action
    t["ready"] = t["opened"] + approval_minutes
    t["due"] = NEVER_ANSWERED
    t["replied"] = NEVER_ANSWERED
    t["resolved"] = NEVER_ANSWERED
    patience = patience_hours * 60.0 * (0.5 + np.float64(uniform(bits(lasting[Purpose.PATIENCE], t["number"]))))
    t["give_up"] = t["opened"] + np.int64(patience)
    # rounding makes the last bits of the logarithm, which differ between machines, irrelevant
    drawn = np.float64(uniform(bits(lasting[Purpose.HANDLING], t["number"])))
    exponential = np.rint(-np.log1p(-drawn) * 1e6) / 1e6
    t["work_minutes"] = mean_minutes * (1.0 - WORK_SPREAD + WORK_SPREAD * exponential)


@inlined
def go_by_the_book(t, rule, lasting, bureaucracy):  # type: ignore[no-untyped-def]
    """Some complaints are dealt with by the rules: they wait for approval (CV5)."""
    word = bits(lasting[Purpose.BY_THE_BOOK], t["number"])
    if np.float64(uniform(word)) < bureaucracy:
        t["by_the_book"] = 1
        t["ready"] += np.int64(rule.wait_hours * 60.0 * (0.5 + np.float64(uniform_low(word))))
    t["undeserved"] = np.float64(uniform_low(bits(lasting[Purpose.CLAIM], t["number"]))) < rule.undeserved_share


@compiled
def file_threads(  # type: ignore[no-untyped-def]
    day, rules, lasting, complaints, questions,
    actions, approval_minutes, bureaucracy, minutes, is_written, pace, message_pace, auto_answer_share, down,
    used, accuracy, latency,
):
    """Prepare today's new complaints and questions (`THREAD` rows) for the desk, in place.

    `actions` is what to do with a thread: [retailer, channel, public, sensitive, concerns many]; `minutes` are the mean
    ones of a complaint: [retailer, channel]; `is_written` is of each channel. The rest is of each retailer:
    `approval_minutes`, the share dealt with by the rules (`bureaucracy`), what experience and IT leave of the work
    (`pace`, and of written words `message_pace`), the share of questions that the system answers by itself while it is
    not `down`, and of its records how often they are `used`, their `accuracy` and `latency` (days).
    """
    rule = rules[0]
    for k in range(complaints.shape[0] + questions.shape[0]):
        is_question = k >= complaints.shape[0]
        t = questions[k - complaints.shape[0]] if is_question else complaints[k]
        r = np.int64(t["retailer"])
        c = np.int64(t["channel"])
        action = actions[r, c, t["public"], t["sensitive"], t["interest"]]
        if is_question:
            prepare(t, lasting, action, np.int64(0), rule.question_patience_hours, rule.question_minutes)
            if is_written[c] and action != NO_REPLY and not down[r]:
                if np.float64(uniform(bits(lasting[Purpose.AUTO_ANSWER], t["number"]))) < auto_answer_share[r]:
                    t["automatic"] = 1
                    t["due"] = t["opened"]
        else:
            prepare(t, lasting, action, approval_minutes[r], rule.patience_hours, minutes[r, c])
            go_by_the_book(t, rule, lasting, bureaucracy[r])
        look_up(t, day, rule, lasting, used[r], accuracy[r], latency[r])
        effort = pace[r]
        if is_written[c]:
            effort *= message_pace[r]
        if t["record"] == HELPED:
            effort *= 1.0 - rule.record_saving
        if t["by_the_book"]:
            effort *= 1.0 - rule.minutes_saved
        t["effort"] = effort
