"""Answer the queue: staff reply in the order in which complaints came, at the speed that their hours allow.

A desk works between its opening and closing hours; its staff hours, spread over that time, give its
rate. At a rate of 2 two people answer side by side; at 0.1 one person gives the desk a tenth of the time:
a reply takes its minutes, and the next one waits until that tenth has been earned again. Calls and visits
are answered while the caller waits, and their work is taken from the time for messages. Work that is in
hand at closing time goes on the next morning. Times are absolute minutes since the first midnight.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.kernels.codes import (
    ANSWERED,
    FACE_TO_FACE,
    GRIPE,
    IGNORED,
    LEFT,
    MINUTES,
    NEVER,
    NO_REPLY,
    OPEN,
    OPEN_THEN_PRIVATE,
    POINTED,
    PRIVATE,
    REPLIED,
    WAITING,
)
from sim.kernels.compiled import compiled, inlined
from sim.kernels.judge import leaves
from sim.kernels.numbers import fixed
from sim.kernels.records import NEVER_ANSWERED
from sim.randomness import bits, bits2, uniform, uniform_low

# Columns of the integer tally of a desk, by retailer and channel
(REPLIES, OPEN_REPLIES, CORRECTED, RESPONSE_MINUTES, IN_TIME, SILENCES, REFUNDS, REFUND_COUNT, PRIVACY_INCIDENTS,
 EXITS, SURPLUS, RESOLUTION_MINUTES, WORK_MINUTES, PHONE_REPLIES, RELAYED, NOTICES, WARMTH) = range(17)
DESK_TALLIES = 17


class DeskRule(NamedTuple):
    """Scalars of recovery; see `Recovery` and `Observers` in the scenario schema."""

    reply_gain: float
    words_only: float
    late_half: float
    silence_loss: float
    second_failure: float
    privacy_harm: float
    private_discount: float
    thanks_prob: float
    exit_prob: float
    commitment_shield: float
    gripe_prob: float
    contact_humanness: float


class DeskKeys(NamedTuple):
    """Keys of the streams of recovery: fixed for the whole run, because each thread draws once."""

    recovery: np.uint64
    thanks: np.uint64
    leave: np.uint64
    talk: np.uint64


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


@compiled
def begin_replies(  # type: ignore[no-untyped-def]
    day, threads, free_at, rate, opening, closing, private_turns, pointer_minutes, relay_minutes,
    contact_channel, tally,
):
    """Begin with the complaints whose turn comes today: set the minute `due` at which each is answered.

    `threads` (`THREAD` rows) are sorted by `ready`. `free_at[line, retailer]` holds until when each desk is busy
    with calls (line 0) and with calls and messages (line 1), in minutes of opening time; it goes on from day to
    day. Nobody is begun with whose patience has ended. Adds the staff's minutes to `tally[row, WORK_MINUTES]`.
    """
    midnight = np.float64(day + 1) * MINUTES
    for k in range(threads.shape[0]):
        t = threads[k]
        r = np.int64(t["retailer"])
        if t["state"] != WAITING or t["due"] != NEVER_ANSWERED or t["action"] == NO_REPLY or rate[r] <= 0.0:
            continue
        called = t["channel"] == contact_channel
        line = 0 if called else 1
        begin = max(free_at[line, r], working_minute(np.float64(t["ready"]), opening[r], closing[r]))
        minute = clock_minute(begin, opening[r], closing[r])
        if minute >= midnight or minute > t["give_up"]:
            continue
        work = np.float64(t["work_minutes"])
        if not called and (t["action"] == PRIVATE or t["action"] == OPEN_THEN_PRIVATE):
            work *= private_turns[r]
        if t["action"] == OPEN_THEN_PRIVATE:
            work += pointer_minutes[r]
        if t["to_relay"]:
            work += relay_minutes[r]
        if called:
            free_at[0, r] = begin + work / rate[r]
            free_at[1, r] = max(free_at[1, r], begin) + work / rate[r]
        else:
            free_at[1, r] = begin + work / rate[r]
        t["due"] = np.int64(np.ceil(clock_minute(begin + work, opening[r], closing[r])))
        tally[r * (contact_channel + 1) + t["channel"], WORK_MINUTES] += np.int64(work)


@compiled
def answer_queue(  # type: ignore[no-untyped-def]
    day, rule, keys,
    threads, satisfaction, trust, commitment, history,
    skill, humanness, refund_share, target_minutes, expected_hours, notifies, contact_channel,
    tally, words,
):
    """Send the replies that are due today, end the patience of those who waited too long, and let both react.

    Fills `tally[retailer x channels + channel, column]` and the `words` of those who were ignored; returns the
    number of words.
    """
    said = 0
    midnight = np.int64(day + 1) * MINUTES
    for k in range(threads.shape[0]):
        t = threads[k]
        if t["state"] != WAITING:
            continue
        r = np.int64(t["retailer"])
        i = t["consumer"]
        row = r * (contact_channel + 1) + t["channel"]
        minute = t["due"]
        if minute >= midnight:
            if minute != NEVER_ANSWERED or t["give_up"] >= midnight:
                continue  # in hand, or there is still hope
            t["state"] = NEVER if t["action"] == NO_REPLY else IGNORED
            tally[row, SILENCES] += 1
            satisfaction[r, i] -= rule.silence_loss * satisfaction[r, i]
            trust[r, i] -= rule.silence_loss * trust[r, i]
            if history[r, i] & LEFT == 0 and leaves(
                uniform(bits(keys.leave, t["number"])), 0.0, satisfaction[r, i], commitment[r, i],
                rule.exit_prob, rule.commitment_shield,
            ):
                history[r, i] |= LEFT
                tally[row, EXITS] += 1
            if uniform(bits(keys.talk, t["number"])) < rule.gripe_prob:
                spoken = words[said]
                spoken["author"] = i
                spoken["retailer"] = r
                spoken["kind"] = GRIPE
                spoken["platform"] = FACE_TO_FACE if t["channel"] == contact_channel else t["channel"]
                spoken["reach"] = 1.0
                said += 1
            continue

        t["state"] = REPLIED
        t["replied"] = minute
        waited = np.float64(minute - t["opened"])
        tally[row, REPLIES] += 1
        tally[row, RESPONSE_MINUTES] += minute - t["opened"]
        if waited <= target_minutes[r]:
            tally[row, IN_TIME] += 1
        in_person = t["channel"] == contact_channel
        if in_person:
            tally[row, PHONE_REPLIES] += 1
        word = bits(keys.recovery, t["number"])
        is_corrective = uniform(word) < skill[r]
        t["corrective"] = is_corrective
        warmth = rule.contact_humanness if in_person else humanness[r]
        tally[row, WARMTH] += fixed(warmth)
        if not in_person:
            if notifies[t["channel"]]:
                tally[row, NOTICES] += 1
            else:  # the reply is found when its reader next looks
                waited += MINUTES * uniform(bits2(keys.recovery, t["number"], 1))
        worth = 1.0 / (1.0 + waited / 60.0 / (expected_hours[t["channel"]] * rule.late_half))
        worth *= 0.5 + 0.5 * warmth
        if is_corrective:
            tally[row, CORRECTED] += 1
            t["resolved"] = minute
            tally[row, RESOLUTION_MINUTES] += minute - t["opened"]
        else:
            worth *= rule.words_only
        if t["second"]:
            worth *= rule.second_failure
        if t["public"] and t["action"] == PRIVATE:
            worth *= 1.0 - rule.private_discount
        if t["vindictive"]:
            worth = 0.0
        satisfaction[r, i] += rule.reply_gain * worth * (1.0 - satisfaction[r, i])
        # Trust is at most repaired, never raised above what it was: satisfaction may show the
        # recovery paradox, repurchase does not (de Matos et al. 2007).
        trust[r, i] += min(rule.reply_gain * worth, 1.0) * t["trust_lost"]
        if t["public"] and t["action"] == OPEN:
            tally[row, OPEN_REPLIES] += 1
            t["answer"] = ANSWERED
            if t["sensitive"]:
                trust[r, i] -= rule.privacy_harm * trust[r, i]
                tally[row, PRIVACY_INCIDENTS] += 1
        elif t["public"] and t["action"] == OPEN_THEN_PRIVATE:
            tally[row, OPEN_REPLIES] += 1
            t["answer"] = POINTED
        elif t["public"] and is_corrective and not t["vindictive"]:
            if uniform(bits(keys.thanks, t["number"])) < rule.thanks_prob:
                t["answer"] = POINTED
        trust[r, i] = min(max(trust[r, i], 0.0), 1.0)
        satisfaction[r, i] = min(max(satisfaction[r, i], 0.0), 1.0)
        if is_corrective and uniform_low(word) < refund_share[r]:
            t["refund"] = t["paid"]
            tally[row, REFUNDS] += t["paid"]
            tally[row, REFUND_COUNT] += 1
            tally[row, SURPLUS] += t["paid"]
        elif history[r, i] & LEFT == 0 and leaves(
            uniform(bits(keys.leave, t["number"])), t["verdict"] + rule.reply_gain * worth * (1.0 - t["verdict"]),
            satisfaction[r, i], commitment[r, i], rule.exit_prob, rule.commitment_shield,
        ):
            history[r, i] |= LEFT
            tally[row, EXITS] += 1
        if t["to_relay"]:
            tally[row, RELAYED] += 1
    return said
