"""Judge a purchase: experience against expectation, then stay, speak up, tell friends, or leave quietly."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.kernels.ahead import AHEAD, ask_for
from sim.kernels.channels import choose_channel, count_bits, minute_of_writing, nth_bit
from sim.kernels.codes import (
    AWARE,
    CURRENT,
    ENCOURAGED,
    EVER,
    FACE_TO_FACE,
    FAILED_BEFORE,
    GRIPE,
    KNOWS_WORK,
    LEFT,
    PRAISE,
    PREFERS_PRIVATE,
    SERVICE,
    STANDING,
    UNFAIR,
    VINDICTIVE,
    WALKED_OUT,
)
from sim.kernels.compiled import compiled, inlined
from sim.kernels.numbers import clip01, fixed, normal, shifted
from sim.kernels.pricing import gets_discount, log_error
from sim.kernels.queueing import waiting_minutes
from sim.randomness import Purpose, bits2, uniform, uniform_low

# Columns of the integer tally of a retailer's sales
(TRIPS, UNITS, REVENUE, PROMOTED_UNITS, DEFECTS, SERVICE_FAILURES, EXITS, EMPTY_HANDED, NEW_CUSTOMERS, SURPLUS,
 SATISFACTION, PROMISED_TRIPS, PROMISE_GAP, BROKEN_PROMISES, BUFFERED, DISCOUNT_GIVEN, DISCOUNTED_UNITS,
 ESTIMATES, ESTIMATE_ERROR, UNFAIR_PRICES, WAITED, PROCESS_LOST, STANDING_ORDERS, CHATS, WALKOUTS) = range(25)
SALES_TALLIES = 25
# Columns of what was sold to a segment of consumers
SEGMENT_UNITS, SEGMENT_REVENUE = range(2)
SEGMENT_SALES = 2


class JudgeRule(NamedTuple):
    """Scalars of the judgement; see `Experience`, `Relationship`, `Complaints` and `Talk` in the schema."""

    noise: float
    defect_drop: float
    service_drop: float
    wait_tolerated: float
    wait_drop: float
    empty_handed_drop: float
    expectation_rate: float
    satisfaction_rate: float
    surprise_gain: float
    negativity_ratio: float
    trust_gain: float
    trust_loss: float
    commitment_gain: float
    exit_prob: float
    exit_memory: float
    exit_below: float
    commitment_shield: float
    contact_share: float
    encouraged: float
    sensitive_share: float
    public_interest_share: float
    gripe_prob: float
    praise_prob: float
    delight_margin: float
    tolerance: float
    broken_loss: float
    kept_gain: float
    sceptic_below: float
    unfair_harm: float
    value_per_quality: float
    hassle_cost: int


@inlined
def exit_chance(verdict, satisfaction, commitment, rule):  # type: ignore[no-untyped-def]
    """Chance that a consumer leaves after a matter that ended with `verdict` (0 to 1).

    It grows as the weighted mean of satisfaction so far and of the verdict falls from `exit_below` to 0, and
    commitment shields. `rule` has `exit_prob`, `exit_memory`, `exit_below` and `commitment_shield`.
    """
    content = verdict + rule.exit_memory * (satisfaction - verdict)
    missing = max(1.0 - content / rule.exit_below, 0.0)
    return rule.exit_prob * missing * (1.0 - rule.commitment_shield * commitment)


@inlined
def ask_for_buyer(  # type: ignore[no-untyped-def]
    i, r, online_from, member, expectation, satisfaction, trust, commitment, appeal, wallet, follows, history
):
    """Ask memory for what is read of a buyer."""
    ask_for(online_from, i)
    ask_for(member, i)
    ask_for(expectation, (r, i))
    ask_for(satisfaction, (r, i))
    ask_for(trust, (r, i))
    ask_for(commitment, (r, i))
    ask_for(appeal, (r, i))
    ask_for(wallet, (r, i))
    ask_for(follows, (r, i))
    ask_for(history, (r, i))


@compiled
def judge(  # type: ignore[no-untyped-def]
    low, high, day, rules, price_rule, keys,
    trips,
    segment, price_sensitivity, online_from, voice, traits, member,
    expectation, satisfaction, trust, commitment, appeal, wallet,
    follows, history,
    focal, orders, first_order, last_order, spent,
    offer_supplier, defect_prob, cause_shares, quality, price, promotion_price, tailored, price_error,
    service_failure_prob, queues, service_minutes, longest_minutes,
    opening_hour, closing_hour, account_mask, contact_weights, platforms, follow_prob, chat_share, exaggeration,
    goodwill_shield,
    tally, segment_sales, offer_units, account_follows, threads, words,
):
    """Shoppers [low, high) of the day's list receive what they bought and make up their minds.

    What is bought at retailer `focal` is noted in `orders`, `first_order`, `last_order` and `spent`, as that retailer
    sees it. `queues[r]` is the queue before the counters of retailer r today, and `chat_share` of each platform. Sales
    are added up by retailer and `segment` of the buyer too. `contact_weights[r]` are those of the channels without an
    account (`choose_channel`). Fills the tallies, `threads` (new complaints) and `words`; returns the counts of these
    two.
    """
    rule = rules[0]
    complaints = 0
    said = 0
    consumers = voice.shape[0]
    no_thread, no_word = np.zeros(1, dtype=threads.dtype), np.zeros(1, dtype=words.dtype)
    for k in range(low, high):
        if k + AHEAD < high:
            ask_for_buyer(
                trips[k + AHEAD]["consumer"], trips[k + AHEAD]["retailer"], online_from, member,
                expectation, satisfaction, trust, commitment, appeal, wallet, follows, history,
            )
        trip = trips[k]
        i = trip["consumer"]
        r = np.int64(trip["retailer"])
        o = trip["offer"]
        if o < 0:
            tally[r, WALKOUTS if trip["marks"] & WALKED_OUT else EMPTY_HANDED] += 1
            satisfaction[r, i] = max(satisfaction[r, i] - rule.satisfaction_rate * rule.empty_handed_drop, 0.0)
            continue
        s = offer_supplier[o]
        size = trip["units"]
        promoted = appeal[r, i] > AWARE
        paid = price[r]
        if promoted:
            tally[r, PROMOTED_UNITS] += size
            if gets_discount(i, r, history[r, i], price_sensitivity[i], tailored[r], price_error[r], price_rule):
                paid = promotion_price[r]
                tally[r, DISCOUNTED_UNITS] += size
                tally[r, DISCOUNT_GIVEN] += (price[r] - paid) * size
        tally[r, TRIPS] += 1
        tally[r, UNITS] += size
        tally[r, REVENUE] += paid * size
        tally[r, STANDING_ORDERS] += trip["marks"] & STANDING
        segment_sales[r, segment[i], SEGMENT_UNITS] += size
        segment_sales[r, segment[i], SEGMENT_REVENUE] += paid * size
        offer_units[o] += size

        word = bits2(keys[Purpose.DEFECT], i, r)
        defect = uniform(word) < defect_prob[s]
        visit = bits2(keys[Purpose.SERVICE], i, r)
        failed_service = uniform(visit) < service_failure_prob[r]
        received = quality[s] + rule.noise * normal(uniform(bits2(keys[Purpose.QUALITY_NOISE], i, r)))
        if defect:
            received -= rule.defect_drop
            tally[r, DEFECTS] += 1
        lost = 0.0
        if failed_service:
            lost = rule.service_drop
            tally[r, SERVICE_FAILURES] += 1
        if trip["marks"] & STANDING == 0 and service_minutes[r] > 0.0:  # what was set aside is handed over at once
            waited = waiting_minutes(uniform_low(visit), queues[r], longest_minutes[r])
            tally[r, WAITED] += fixed(waited)
            lost += rule.wait_drop * max(waited - rule.wait_tolerated, 0.0)
        lost = min(lost, 1.0)
        tally[r, PROCESS_LOST] += fixed(lost)
        received = clip01(received - lost)
        surprise = received - expectation[r, i]
        slope = rule.surprise_gain if surprise >= 0.0 else rule.surprise_gain * rule.negativity_ratio
        verdict = clip01(received + slope * surprise)
        satisfaction[r, i] += rule.satisfaction_rate * (verdict - satisfaction[r, i])
        expectation[r, i] += rule.expectation_rate * surprise
        tally[r, SATISFACTION] += fixed(verdict)
        if promoted:
            tally[r, PROMISED_TRIPS] += 1
            tally[r, PROMISE_GAP] += fixed(quality[s] + exaggeration[r] - received)
        tally[r, SURPLUS] += np.int64(rule.value_per_quality * received) * size - paid * size

        failed = defect or failed_service
        trust_before = trust[r, i]
        shield = 0.0
        if failed:
            # goodwill shields with those who know of the community work, unless it looks like hypocrisy to them
            if history[r, i] & KNOWS_WORK and goodwill_shield[r] > 0.0:
                if history[r, i] & FAILED_BEFORE == 0 or satisfaction[r, i] >= rule.sceptic_below:
                    shield = goodwill_shield[r]
                    tally[r, BUFFERED] += 1
            trust[r, i] -= rule.trust_loss * (1.0 - shield) * trust_before
        else:
            trust[r, i] += rule.trust_gain * verdict * (1.0 - trust_before)
            if promoted:
                # Who came for a promotion holds what it claimed against what came. When the purchase failed, the
                # failure has already taken its trust.
                short = quality[s] + exaggeration[r] - received
                if short > rule.tolerance:
                    tally[r, BROKEN_PROMISES] += 1
                    trust[r, i] -= min(rule.broken_loss * short, 1.0) * trust[r, i]
                elif short <= 0.0:
                    trust[r, i] += rule.kept_gain * (1.0 - trust[r, i])
        trust_lost = trust_before - trust[r, i]
        if trip["marks"] & UNFAIR:
            tally[r, UNFAIR_PRICES] += 1
            trust[r, i] = shifted(trust[r, i], -rule.unfair_harm)
        commitment[r, i] += rule.commitment_gain * (trust[r, i] * satisfaction[r, i] - commitment[r, i])
        wallet[r, i] += size
        if history[r, i] & EVER == 0:
            tally[r, NEW_CUSTOMERS] += 1
            if tailored[r] > 0.0:
                error = log_error(bits2(price_rule.key, i, r), price_error[r])
                tally[r, ESTIMATES] += 1
                tally[r, ESTIMATE_ERROR] += fixed(error * error)
        history[r, i] |= EVER | CURRENT
        if r == focal:
            if orders[i] == 0:
                first_order[i] = day
            orders[i] += 1
            last_order[i] = day
            spent[i] += paid * size

        online = online_from[i] <= day
        open_accounts = np.int64(account_mask[r] & member[i]) if online else np.int64(0)
        for p in range(platforms):
            if (open_accounts >> p) & 1 and (follows[r, i] >> p) & 1 == 0:
                if uniform(bits2(keys[Purpose.FOLLOW], i, r * 8 + p)) < follow_prob[r, p]:
                    follows[r, i] |= 1 << p
                    account_follows[r, p] += 1

        spoke = False
        if failed:
            word_c = bits2(keys[Purpose.COMPLAIN], i, r)
            chance = np.float64(voice[i])
            if history[r, i] & ENCOURAGED:  # the squeaky wheel: who was answered before speaks up more readily
                chance *= 1.0 + rule.encouraged
            if uniform(word_c) < chance:
                spoke = True
                about = bits2(keys[Purpose.COMPLAINT_KIND], i, r)
                sensitive = uniform(about) < rule.sensitive_share
                where = bits2(keys[Purpose.COMPLAINT_KIND], i, r + 256)
                channel = choose_channel(
                    open_accounts, online, uniform_low(word_c), rule.contact_share, uniform(where),
                    uniform(bits2(keys[Purpose.CONTACT], i, r)), contact_weights[r], platforms,
                )
                public = channel < platforms and traits[i] & PREFERS_PRIVATE == 0
                if sensitive and uniform_low(where) < 0.5:
                    public = False  # half of those whose trouble is private do not want it seen
                cause = 0
                drawn = uniform_low(word)
                for c in range(cause_shares.shape[1] - 1):
                    if drawn >= cause_shares[s, c]:
                        cause = c + 1
                threads[complaints] = no_thread[0]
                thread = threads[complaints]
                thread["number"] = np.int64(day) * consumers + i
                thread["consumer"] = i
                thread["retailer"] = r
                thread["supplier"] = s if defect else SERVICE
                thread["cause"] = cause
                thread["channel"] = channel
                thread["public"] = public
                thread["sensitive"] = sensitive
                thread["interest"] = uniform_low(about) < rule.public_interest_share
                thread["vindictive"] = traits[i] & VINDICTIVE != 0
                thread["second"] = history[r, i] & FAILED_BEFORE != 0
                hour = uniform(bits2(keys[Purpose.COMPLAINT_HOUR], i, r))
                thread["opened"] = minute_of_writing(day, channel, platforms, hour, opening_hour[r], closing_hour[r])
                thread["paid"] = paid * size
                thread["verdict"] = verdict
                thread["trust_lost"] = trust_lost
                complaints += 1
                tally[r, SURPLUS] -= rule.hassle_cost
            history[r, i] |= FAILED_BEFORE
        if not spoke:
            chance = (1.0 - shield) * exit_chance(verdict, satisfaction[r, i], commitment[r, i], rule)
            if chance > 0.0 and uniform(bits2(keys[Purpose.EXIT], i, r)) < chance:
                history[r, i] |= LEFT
                tally[r, EXITS] += 1

        kind = -1
        word = bits2(keys[Purpose.TALK], i, r)
        if failed:
            if uniform(word) < rule.gripe_prob:
                kind = GRIPE
        elif surprise > rule.delight_margin and uniform(word) < rule.praise_prob:
            kind = PRAISE
        if kind >= 0:
            mine = np.int64(member[i]) if online else np.int64(0)
            n = count_bits(mine)
            words[said] = no_word[0]
            spoken = words[said]
            spoken["author"] = i
            spoken["retailer"] = r
            spoken["kind"] = kind
            spoken["platform"] = FACE_TO_FACE
            spoken["reach"] = 1.0
            if n > 0:
                p = nth_bit(mine, int(uniform_low(word) * n))
                spoken["platform"] = p
                if chat_share[p] > 0.0 and uniform(bits2(keys[Purpose.CHAT], i, r)) < chat_share[p]:
                    spoken["chat"] = 1
                    tally[r, CHATS] += 1
            said += 1
    return complaints, said
