"""Close the day: forget a little, and add up how every consumer stands with every retailer."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.kernels.codes import CURRENT, EVER, LEFT, PREVIOUS
from sim.kernels.compiled import compiled, inlined
from sim.kernels.numbers import FIXED, fixed, small_fixed

# Columns of the integer sums over consumers, per retailer. Real-valued sums are in units of 2**-24;
# LOYALTY is the sum of three such numbers.
(CUSTOMERS, LOST, LOYALTY, SATISFIED, SATISFACTION, TRUST, COMMITMENT, PROMOTERS, DETRACTORS, OWN_WALLET, WHOLE_WALLET,
 APPEAL, FATIGUE, EXPECTATION, BUYERS, PREVIOUS_BUYERS, RETAINED, FOLLOWING, MULTIPLEX) = range(19)
STANDING = 19
# Columns of what `count_segments` adds up, per retailer and segment
(IN_SEGMENT, SEGMENT_LOST, SEGMENT_LOYALTY, SEGMENT_SATISFACTION, SEGMENT_BEFORE, SEGMENT_RETAINED) = range(6)
SEGMENT_STANDING = 6
BLOCK = 2048  # consumers of a block, fewer than 2**15
FEW = 64  # consumers whose attitudes, at most 3 each in units of 2**-24, are added up in 32 bits without a sign
PURCHASE = int(FIXED)  # a whole one in these units


class CloseRule(NamedTuple):
    """Scalars of forgetting (the share of each stock that is kept from one day to the next) and of counting."""

    keep_appeal: float
    keep_fatigue: float
    keep_wallet: float
    satisfied_above: float
    promoter_above: float
    detractor_below: float


@inlined
def close_block(  # type: ignore[no-untyped-def]
    low, high, rule,
    expectation, satisfaction, trust, commitment, appeal, fatigue, wallet, follows, history, sums, whole,
):
    """What `close_day` does, to one block. Every loop is short, has no jump and few sums: several consumers at a time.

    `whole` is room for each consumer's purchases at all retailers.
    """
    retailers, people = history.shape[0], high - low
    keep_appeal = np.float32(rule.keep_appeal)
    keep_fatigue = np.float32(rule.keep_fatigue)
    keep_wallet = np.float32(rule.keep_wallet)
    satisfied_above = np.float32(rule.satisfied_above)
    promoter_above = np.float32(rule.promoter_above)
    detractor_below = np.float32(rule.detractor_below)
    whole[:people] = np.float32(0.0)
    for r in range(retailers):
        pulls, tires, bought = appeal[r, low:high], fatigue[r, low:high], wallet[r, low:high]
        for i in range(people):
            pulls[i] *= keep_appeal
            tires[i] *= keep_fatigue
            bought[i] *= keep_wallet
            whole[i] += bought[i]
    for r in range(retailers):
        pulls, tires, bought = appeal[r, low:high], fatigue[r, low:high], wallet[r, low:high]
        happiness, trusts, ties = satisfaction[r, low:high], trust[r, low:high], commitment[r, low:high]
        past, hopes, fans = history[r, low:high], expectation[r, low:high], follows[r, low:high]
        loyalty = happy = trusting = committed = pulled = tired = expecting = own = every = np.int64(0)
        # counts of a block fit into 16 bits, of which the machine adds more at a time
        customers = lost = buyers = previous = retained = following = multiplex = np.int16(0)
        satisfied = promoters = detractors = np.int16(0)
        for i in range(people):
            is_fan = fans[i] != 0
            ever = (past[i] & EVER) != 0
            now = ever and (past[i] & CURRENT) != 0
            then = ever and (past[i] & PREVIOUS) != 0
            following = np.int16(following + is_fan)
            multiplex = np.int16(multiplex + (is_fan and ever))
            buyers = np.int16(buyers + now)
            previous = np.int16(previous + then)
            retained = np.int16(retained + (now and then))
        for i in range(people):
            ever = (past[i] & EVER) != 0
            left = (past[i] & LEFT) != 0
            customers = np.int16(customers + ever)
            lost = np.int16(lost + (ever and left))
        for i in range(people):
            ever = (past[i] & EVER) != 0
            left = (past[i] & LEFT) != 0
            recommend = np.float32(0.5) * (happiness[i] + trusts[i])
            satisfied = np.int16(satisfied + (ever and happiness[i] >= satisfied_above))
            promoters = np.int16(promoters + (ever and not left and recommend >= promoter_above))
            detractors = np.int16(detractors + (ever and (left or recommend < detractor_below)))
        for first in range(0, people, FEW):
            last = first + FEW
            fan, tire = fans[first:last], tires[first:last]
            weary = np.int32(0)
            for i in range(fan.shape[0]):
                weary = np.int32(weary + (small_fixed(tire[i]) if fan[i] != 0 else 0))
            tired += weary
        for first in range(0, people, FEW):
            last = first + FEW
            seen, tie = past[first:last], ties[first:last]
            joy, faith, pull, hope = happiness[first:last], trusts[first:last], pulls[first:last], hopes[first:last]
            joys = faiths = bonds = lures = hoped = np.int32(0)
            loyal = np.uint32(0)
            for i in range(seen.shape[0]):
                ever = (seen[i] & EVER) != 0
                stays = ever and (seen[i] & LEFT) == 0
                joys = np.int32(joys + (small_fixed(joy[i]) if ever else 0))
                faiths = np.int32(faiths + (small_fixed(faith[i]) if ever else 0))
                bonds = np.int32(bonds + (small_fixed(tie[i]) if ever else 0))
                lures = np.int32(lures + (small_fixed(pull[i]) if ever else 0))
                hoped = np.int32(hoped + (small_fixed(hope[i]) if ever else 0))
                loyal = np.uint32(loyal + np.uint32(small_fixed(joy[i] + faith[i] + tie[i]) if stays else 0))
            happy += joys
            trusting += faiths
            committed += bonds
            pulled += lures
            expecting += hoped
            loyalty += np.int64(loyal)
        for first in range(0, people, FEW):
            last = first + FEW
            seen, mine, everywhere = past[first:last], bought[first:last], whole[first:last]
            # wallets are larger than attitudes: whole purchases, and what is left of one, are added up apart
            mine_whole = mine_rest = all_whole = all_rest = np.int32(0)
            for i in range(seen.shape[0]):
                ever = (seen[i] & EVER) != 0
                units, all_units = np.int32(mine[i]), np.int32(everywhere[i])
                mine_whole = np.int32(mine_whole + (units if ever else 0))
                mine_rest = np.int32(mine_rest + (small_fixed(mine[i] - np.float32(units)) if ever else 0))
                all_whole = np.int32(all_whole + (all_units if ever else 0))
                all_rest = np.int32(all_rest + (small_fixed(everywhere[i] - np.float32(all_units)) if ever else 0))
            own += np.int64(mine_whole) * PURCHASE + mine_rest
            every += np.int64(all_whole) * PURCHASE + all_rest
        sums[r, CUSTOMERS] += customers
        sums[r, LOST] += lost
        sums[r, LOYALTY] += loyalty
        sums[r, SATISFIED] += satisfied
        sums[r, SATISFACTION] += happy
        sums[r, TRUST] += trusting
        sums[r, COMMITMENT] += committed
        sums[r, PROMOTERS] += promoters
        sums[r, DETRACTORS] += detractors
        sums[r, OWN_WALLET] += own
        sums[r, WHOLE_WALLET] += every
        sums[r, APPEAL] += pulled
        sums[r, FATIGUE] += tired
        sums[r, EXPECTATION] += expecting
        sums[r, BUYERS] += buyers
        sums[r, PREVIOUS_BUYERS] += previous
        sums[r, RETAINED] += retained
        sums[r, FOLLOWING] += following
        sums[r, MULTIPLEX] += multiplex


@compiled
def close_day(  # type: ignore[no-untyped-def]
    low, high, rule,
    expectation, satisfaction, trust, commitment, appeal, fatigue, wallet, follows, history, sums,
):
    """Consumers [low, high): let promotions and fatigue fade, and add each standing to `sums[retailer, column]`.

    Attitudes are summed over all who ever bought from the retailer, those who left included, so that losing
    the unhappy does not raise the mean. One who left has no loyalty. Fatigue is summed over followers.

    Consumers are taken by blocks, which stay near the processor from the first loop to the last.
    """
    whole = np.empty(BLOCK, dtype=np.float32)
    for start in range(low, high, BLOCK):
        close_block(
            start, min(start + BLOCK, high), rule, expectation, satisfaction, trust, commitment, appeal, fatigue,
            wallet, follows, history, sums, whole,
        )  # fmt: skip


@compiled
def count_segments(low, high, segment, satisfaction, trust, commitment, history, counts):  # type: ignore[no-untyped-def]
    """Add the standing of consumers [low, high) with each retailer to `counts[retailer, segment, column]`.

    The columns mean what those of `close_day` do, of the customers of a segment alone.
    """
    for r in range(history.shape[0]):
        for i in range(low, high):
            seen = history[r, i]
            if seen & EVER == 0:
                continue
            row = counts[r, segment[i]]
            stays = (seen & LEFT) == 0
            then = (seen & PREVIOUS) != 0
            row[IN_SEGMENT] += 1
            row[SEGMENT_LOST] += not stays
            row[SEGMENT_LOYALTY] += fixed(satisfaction[r, i] + trust[r, i] + commitment[r, i]) if stays else 0
            row[SEGMENT_SATISFACTION] += fixed(satisfaction[r, i])
            row[SEGMENT_BEFORE] += then
            row[SEGMENT_RETAINED] += then and (seen & CURRENT) != 0


@compiled
def turn_window(low, high, history):  # type: ignore[no-untyped-def]
    """A retention window ends: who bought in it becomes who bought in the previous one."""
    keep = 255 - CURRENT - PREVIOUS
    for r in range(history.shape[0]):
        for i in range(low, high):
            seen = history[r, i]
            history[r, i] = (seen & keep) | (PREVIOUS if seen & CURRENT else 0)


@compiled
def count_bits_per_platform(low, high, flags, platforms, counts):  # type: ignore[no-untyped-def]
    """Count in `counts[row, platform]` how many consumers of [low, high) carry each platform's bit."""
    for r in range(flags.shape[0]):
        for i in range(low, high):
            mask = flags[r, i]
            for p in range(platforms):
                counts[r, p] += (mask >> p) & 1
