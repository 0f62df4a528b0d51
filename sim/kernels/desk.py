"""What an answer, or silence, does to the one who complained or asked, and what the desk counts of it.

When each thread is answered has been settled before (`sim.kernels.queues`).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.kernels.codes import (
    ANSWERED,
    ENCOURAGED,
    FACE_TO_FACE,
    GRIPE,
    HELPED,
    IGNORED,
    LEFT,
    MINUTES,
    MISLED,
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
from sim.kernels.judge import exit_chance
from sim.kernels.numbers import clip01, fixed
from sim.kernels.records import NEVER_ANSWERED
from sim.randomness import Purpose, bits, bits2, uniform, uniform_low

# Columns of the integer tally of a desk, by retailer and channel. Those of complaints alone:
(REPLIES, OPEN_REPLIES, CORRECTED, RESPONSE_MINUTES, IN_TIME, SILENCES, REFUNDS, REFUND_COUNT, PRIVACY_INCIDENTS,
 EXITS, SURPLUS, RESOLUTION_MINUTES, RELAYED, LENIENT_REFUNDS, DENIALS, WORTH) = range(16)
# of routine questions:
(ANSWERS, ANSWER_MINUTES, ANSWERS_IN_TIME, UNANSWERED_QUESTIONS, AUTOMATIC) = range(16, 21)
# of both; what trust gained, and the worth above, are in units of 2**-24:
(NOTICES, WORK_MINUTES, WRONG_REPLIES, TRUST_GAINED) = range(21, 25)
# and how warm the replies to complaints were, in the same units
WARMTH = 25
DESK_TALLIES = 26


class DeskRule(NamedTuple):
    """Scalars of recovery and of answering; see `Recovery`, `Questions` and `BureaucracyRules` in the schema."""

    reply_gain: float
    words_only: float
    warmth_weight: float
    late_half: float
    silence_loss: float
    second_failure: float
    privacy_harm: float
    private_discount: float
    record_gain: float
    wrong_reply_harm: float
    contact_gain: float
    learn_rate: float
    question_silence_loss: float
    denial_prob: float
    stiffness: float
    error_saving: float
    thanks_prob: float
    exit_prob: float
    exit_memory: float
    exit_below: float
    commitment_shield: float
    gripe_prob: float


@inlined
def timeliness(t, key, notifies, expected_hours, late_half):  # type: ignore[no-untyped-def]
    """What is left of an answer's worth by the time at which it is read: 1 at once, a half at `late_half`.

    `late_half` counts in the hours within which an answer is expected. Without a notification the answer is found
    when its reader next looks, within a day.
    """
    waited = np.float64(t["due"] - t["opened"])
    if not notifies:
        waited += MINUTES * uniform(bits2(key, t["number"], 1))
    return 1.0 / (1.0 + waited / 60.0 / (expected_hours * late_half))


@inlined
def misses(t, key, error, saving):  # type: ignore[no-untyped-def]
    """Whether the reply misses the matter: by a wrong record, or by an error of staff, which checking may avoid."""
    if t["automatic"]:
        return False
    chance = error * (1.0 - saving) if t["by_the_book"] else error
    return t["record"] == MISLED or uniform(bits(key, t["number"])) < chance


@inlined
def lose_patience(t, row, r, i, rule, lasting, satisfaction, trust, commitment, history, tally):  # type: ignore[no-untyped-def]
    """No answer came: a question is forgotten with a grudge; a complainant is hurt, and may leave."""
    t["state"] = NEVER if t["action"] == NO_REPLY else IGNORED
    if t["question"]:
        tally[row, UNANSWERED_QUESTIONS] += 1
        satisfaction[r, i] -= rule.question_silence_loss * satisfaction[r, i]
        return
    tally[row, SILENCES] += 1
    satisfaction[r, i] -= rule.silence_loss * satisfaction[r, i]
    trust[r, i] -= rule.silence_loss * trust[r, i]
    chance = exit_chance(0.0, satisfaction[r, i], commitment[r, i], rule)
    if history[r, i] & LEFT == 0 and uniform(bits(lasting[Purpose.EXIT], t["number"])) < chance:
        history[r, i] |= LEFT
        tally[row, EXITS] += 1


@inlined
def answer_question(t, row, r, i, rule, timely, warmth, truth, target, expectation, trust, tally):  # type: ignore[no-untyped-def]
    """A routine question is answered: its writer knows better what to expect, and trusts a human voice more (A9)."""
    tally[row, ANSWERS] += 1
    tally[row, ANSWER_MINUTES] += t["due"] - t["opened"]
    if t["due"] - t["opened"] <= target:
        tally[row, ANSWERS_IN_TIME] += 1
    if t["automatic"]:
        tally[row, AUTOMATIC] += 1
    if t["wrong"]:
        trust[r, i] -= rule.wrong_reply_harm * trust[r, i]
        return
    expectation[r, i] += rule.learn_rate * (truth - expectation[r, i])
    gain = rule.contact_gain * warmth * timely
    if t["record"] == HELPED:
        gain *= 1.0 + rule.record_gain
    trust[r, i] += min(gain, 1.0) * (1.0 - trust[r, i])


@inlined
def answer_complaint(  # type: ignore[no-untyped-def]
    t, row, r, i, rule, lasting, timely, warmth, skill, refund_share, target,
    satisfaction, trust, commitment, history, tally,
):
    """A complaint is answered: put right or not, in the open or in private, and its writer reacts."""
    minute = t["due"]
    tally[row, REPLIES] += 1
    tally[row, RESPONSE_MINUTES] += minute - t["opened"]
    if minute - t["opened"] <= target:
        tally[row, IN_TIME] += 1
    if t["to_relay"]:
        tally[row, RELAYED] += 1
    word = bits(lasting[Purpose.RECOVERY], t["number"])
    is_corrective = uniform(word) < skill and not t["wrong"]
    if is_corrective and t["by_the_book"] and uniform(bits(lasting[Purpose.CLAIM], t["number"])) < rule.denial_prob:
        is_corrective = False
        tally[row, DENIALS] += 1
    t["corrective"] = is_corrective

    worth = timely * (1.0 - rule.warmth_weight + rule.warmth_weight * warmth)
    if t["record"] == HELPED:
        worth *= 1.0 + rule.record_gain
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
    worth = min(worth, 1.0)
    tally[row, WORTH] += fixed(worth)
    if t["vindictive"]:
        worth = 0.0
    satisfaction[r, i] += rule.reply_gain * worth * (1.0 - satisfaction[r, i])
    # Trust is at most repaired, never raised above what it was: satisfaction may show the
    # recovery paradox, repurchase does not (de Matos et al. 2007).
    trust[r, i] += min(rule.reply_gain * worth, 1.0) * t["trust_lost"]
    if t["wrong"]:
        trust[r, i] -= rule.wrong_reply_harm * trust[r, i]
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
        if uniform(bits(lasting[Purpose.THANKS], t["number"])) < rule.thanks_prob:
            t["answer"] = POINTED
    trust[r, i] = clip01(trust[r, i])
    satisfaction[r, i] = clip01(satisfaction[r, i])

    # rules pay nobody who does not deserve it; the judgement of staff cannot tell
    is_refused = t["by_the_book"] and t["undeserved"]
    if is_corrective and not is_refused and uniform_low(word) < refund_share:
        t["refund"] = t["paid"]
        tally[row, REFUNDS] += t["paid"]
        tally[row, REFUND_COUNT] += 1
        tally[row, SURPLUS] += t["paid"]
        if t["undeserved"]:
            tally[row, LENIENT_REFUNDS] += t["paid"]
        if not t["vindictive"]:  # money does not hold those whom no reply appeases
            return
    if history[r, i] & LEFT == 0:
        verdict = t["verdict"] + rule.reply_gain * worth * (1.0 - t["verdict"])
        chance = exit_chance(verdict, satisfaction[r, i], commitment[r, i], rule)
        if uniform(bits(lasting[Purpose.EXIT], t["number"])) < chance:
            history[r, i] |= LEFT
            tally[row, EXITS] += 1


@compiled
def felt_warmth(by_account, elsewhere, mood, contact_channel, warmth):  # type: ignore[no-untyped-def]
    """Fill `warmth[retailer, channel]`: how human an answer of staff feels.

    `by_account` of each retailer is that of words on its accounts, `mood` what morale multiplies everything by;
    `elsewhere` is that of the channels from `contact_channel` on.
    """
    for r in range(warmth.shape[0]):
        for c in range(warmth.shape[1]):
            warmth[r, c] = by_account[r]
            if c >= contact_channel:
                warmth[r, c] = min(elsewhere[c - contact_channel] * mood[r], 1.0)


@compiled
def answer_queue(  # type: ignore[no-untyped-def]
    day, rules, lasting,
    threads, expectation, satisfaction, trust, commitment, history,
    skill, error, warmth, truth, refund_share, target_minutes, routine_target_minutes,
    expected_hours, notifies, contact_channel,
    tally, words,
):
    """Send the replies that are due today, end the patience of those who waited too long, and let both react.

    Of each retailer are `skill`, `error` (the chance that staff miss the matter), `truth` (the quality of what it
    sells) and the rest up to the targets; `warmth[retailer, channel]` is how human its answers feel there. Of each
    channel are `expected_hours` and `notifies`. Fills `tally[retailer x channels + channel, column]` and the `words`
    of those who were ignored; returns the number of words.
    """
    rule = rules[0]
    said = 0
    blank = np.zeros(1, dtype=words.dtype)
    channels = expected_hours.shape[0]
    midnight = np.int64(day + 1) * MINUTES
    for k in range(threads.shape[0]):
        t = threads[k]
        if t["state"] != WAITING:
            continue
        r = np.int64(t["retailer"])
        c = np.int64(t["channel"])
        i = t["consumer"]
        row = r * channels + c
        before = trust[r, i]
        if t["due"] >= midnight:
            if t["due"] != NEVER_ANSWERED or t["give_up"] >= midnight:
                continue  # in hand, or there is still hope
            lose_patience(t, row, r, i, rule, lasting, satisfaction, trust, commitment, history, tally)
            if not t["question"] and uniform(bits(lasting[Purpose.TALK], t["number"])) < rule.gripe_prob:
                words[said] = blank[0]
                spoken = words[said]
                spoken["author"] = i
                spoken["retailer"] = r
                spoken["kind"] = GRIPE
                spoken["platform"] = c if c < contact_channel else FACE_TO_FACE
                spoken["reach"] = 1.0
                said += 1
            continue

        t["state"] = REPLIED
        t["replied"] = t["due"]
        timely = timeliness(t, lasting[Purpose.RECOVERY], notifies[c], expected_hours[c], rule.late_half)
        if misses(t, lasting[Purpose.REPLY_ERROR], error[r], rule.error_saving):
            t["wrong"] = 1
            tally[row, WRONG_REPLIES] += 1
        warm = 0.0 if t["automatic"] else warmth[r, c]
        if t["by_the_book"]:
            warm *= 1.0 - rule.stiffness
        if c < contact_channel and notifies[c]:
            tally[row, NOTICES] += 1
        if t["question"]:
            answer_question(
                t, row, r, i, rule, timely, warm, truth[r], routine_target_minutes[r], expectation, trust, tally
            )
        else:
            tally[row, WARMTH] += fixed(warm)
            answer_complaint(
                t, row, r, i, rule, lasting, timely, warm, skill[r], refund_share[r], target_minutes[r],
                satisfaction, trust, commitment, history, tally,
            )
        tally[row, TRUST_GAINED] += fixed(trust[r, i]) - fixed(before)
        history[r, i] |= ENCOURAGED
    return said
