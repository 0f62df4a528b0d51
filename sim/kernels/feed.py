"""See the feed: the posts of followed accounts, and the complaints on their pages."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.kernels.codes import (
    ANSWERED,
    COMMUNITY,
    EVER,
    FAILED_BEFORE,
    INFORMATION,
    INVITATION,
    INVITED,
    KNOWS_WORK,
    LEFT,
    MOBILE,
    POINTED,
    PROMOTION,
    SHARED_POST,
    UNANSWERED,
)
from sim.kernels.compiled import compiled, inlined
from sim.kernels.numbers import shifted
from sim.randomness import Purpose, bits, bits2, half, other_half, paired, uniform, uniform_low

# Columns of the tally of an account
(REACH, LIKES, COMMENTS, SHARES, UNFOLLOWS, COMPLAINTS_SEEN, FOLLOWS, FRIENDLY_COMMENTS, COMMUNITY_SEEN,
 UNANSWERED_SEEN, PARTICIPANTS, SCEPTICS, PERSONALISED, HITS, FROM_PROFILE) = range(15)
ACCOUNT_TALLIES = 15
BLOCK = 2048  # consumers among whom those who look are found together
FRIENDLY = 0.5  # trust from which a comment is a kind one


class ObserverRule(NamedTuple):
    """What reading a complaint does; see `Observers` in the scenario schema."""

    complaint_harm: float
    answer_shield: float
    pointer_shield: float
    answer_goodwill: float


class FeedRule(NamedTuple):
    """Scalars of the feed; see `Attention` in the scenario schema."""

    reference_hours: float
    fatigue_step: float
    information_rate: float
    return_prob: float
    join_uncommitted: float
    join_committed: float
    join_gain: float
    sceptic_below: float
    sceptic_harm: float
    interests: int
    interest_days: int
    hit_gain: float
    hit_relief: float
    miss_loss: float
    intrusion_harm: float
    profile_intrusion: float


@inlined
def is_online(key, i, hours, online_from, day):  # type: ignore[no-untyped-def]
    """Whether consumer i is online today: hours / (hours + 0.2), so 94% of days at three hours a day."""
    if online_from > day:
        return False
    return uniform(bits(key, i)) * (hours + np.float32(0.2)) < hours


@inlined
def interest(key, i, day, rule):  # type: ignore[no-untyped-def]
    """The kind of offers that interests consumer i on a day; it lasts for some days, and then is drawn anew.

    A day before the first, of which an old record may speak, is a day like any other.
    """
    begun = np.int64(uniform_low(bits(key, i)) * rule.interest_days)
    period = (np.int64(day) + 36_500 + begun) // rule.interest_days
    return np.int64(uniform(bits2(key, i, period)) * rule.interests)


@inlined
def observe(answer, weight, humanness, rule):  # type: ignore[no-untyped-def]
    """Points of trust that a reader gains (or loses) on a public complaint, by how it was answered (A13)."""
    if answer == ANSWERED:
        return rule.answer_goodwill * humanness - rule.complaint_harm * (1.0 - rule.answer_shield)
    if answer == POINTED:
        return 0.5 * rule.answer_goodwill * humanness - rule.complaint_harm * (1.0 - rule.pointer_shield)
    return -rule.complaint_harm * weight


@inlined
def who_looks(start, people, day, key, follows, online_hours, online_from, fans, there):  # type: ignore[no-untyped-def]
    """Fill `there` with those of the `people` from `start` on who follow an account and are online today.

    Returns how many they are. `fans` is room for a byte of each. Whom nothing can reach is passed over without a jump.
    """
    fans[:people] = 0
    for r in range(follows.shape[0]):
        theirs = follows[r, start : start + people]
        for k in range(people):
            fans[k] |= theirs[k]
    count = 0
    for k in range(people):
        there[count] = start + k
        count += fans[k] != 0
    online = 0
    for n in range(count):
        i = there[n]
        there[online] = i
        online += is_online(key, i, online_hours[i], online_from[i], day)
    return online


@inlined
def has_enough(key, i, r, p, tired, unfollow_prob):  # type: ignore[no-untyped-def]
    """Whether consumer i, who has seen posts of retailer r's account on platform p today, unfollows it."""
    return uniform(bits2(key, i, r * 8 + p)) < unfollow_prob * tired


@compiled
def see_feed(  # type: ignore[no-untyped-def]
    low, high, day, rule, observer, keys, lasting,
    online_hours, online_from, traits, profile, mobile_lift,
    expectation, satisfaction, trust, commitment, appeal, fatigue,
    follows, history,
    posts,
    truth, humanness, promotion_pull, claim_belief, targeted, from_profile, accuracy, latency,
    account_retailer, account_platform, wall_start, wall_end, page_visit, aired_start, aired_end, aired_chance,
    shown,
    like_prob, comment_prob, share_prob, unfollow_prob, bond, gain, harm,
    tally, words,
):
    """Consumers [low, high) see today's posts of the accounts they follow, and visit their pages.

    `posts` holds today's `POST` rows, those of an account together; `wall_*` and `aired_*` are the ranges of `shown`
    (`SHOWN` rows) that hold each account's public complaints and today's open replies. Of each platform are
    `share_prob` and `mobile_lift`; the other chances, `bond`, `gain` and `harm` are of each account in today's tone
    (`sim.atmosphere`). Of each retailer are `promotion_pull` and `claim_belief`, by how much its promotion exaggerates,
    `targeted` and `from_profile` (the chance that a promotion is made for the person, of one's purchases or of one's
    open profile), and `accuracy` and `latency` (days) of its records. Fills `tally[account, column]` and, with the
    posts that consumers share, `words` (`WORD` rows); returns their number.
    """
    accounts = account_retailer.shape[0]
    shares = 0
    blank = np.zeros(1, dtype=words.dtype)
    # what each post and each page brings to everybody's draws about it; pages without complaints are left out
    post_luck, page_luck = np.empty(posts.shape[0], dtype=np.uint64), np.empty(accounts, dtype=np.uint64)
    for j in range(posts.shape[0]):
        post_luck[j] = other_half(keys[Purpose.SEE_POST], posts[j]["number"])
    shows_any = False
    for a in range(accounts):
        page_luck[a] = other_half(keys[Purpose.VISIT_PAGE], account_retailer[a] * 8 + account_platform[a])
        shows_any |= wall_end[a] > wall_start[a] or aired_end[a] > aired_start[a]
    fans, there = np.empty(BLOCK, dtype=np.uint8), np.empty(BLOCK, dtype=np.int64)
    for start in range(low, high, BLOCK):
        looking = who_looks(
            start, min(high - start, BLOCK), day, keys[Purpose.ONLINE_TODAY], follows, online_hours, online_from,
            fans, there,
        )
        for n in range(looking):
            i = there[n]
            attention = min(online_hours[i] / rule.reference_hours, 3.0)
            mobile = attention if traits[i] & MOBILE else 0.0
            has_shared = False
            luck = half(keys[Purpose.SEE_POST], i)
            read = -1  # the account of which posts have been seen, and which may be unfollowed after its last one
            for j in range(posts.shape[0] + 1):
                account = posts[j]["account"] if j < posts.shape[0] else -1
                if read >= 0 and account != read:
                    r, p = account_retailer[read], account_platform[read]
                    if has_enough(keys[Purpose.UNFOLLOW], i, r, p, fatigue[r, i], unfollow_prob[read]):
                        follows[r, i] &= 255 - (1 << p)
                        tally[read, UNFOLLOWS] += 1
                    read = -1
                if account < 0:
                    break
                post = posts[j]
                r = account_retailer[account]
                p = account_platform[account]
                if (follows[r, i] >> p) & 1 == 0:
                    continue
                chance = post["reach"] * (attention + mobile * mobile_lift[p])
                if uniform(paired(luck, post_luck[j])) >= chance:
                    continue
                read = account
                tally[account, REACH] += 1
                tired = fatigue[r, i]
                fresh = 1.0 - tired
                kind = post["kind"]
                weariness = rule.fatigue_step
                if kind == PROMOTION:
                    step = promotion_pull[r]
                    # an open profile tells today's interest to whom one follows; purchases tell that of a while ago
                    shows = from_profile[r] > 0.0 and (profile[i] >> p) & 1 == 1
                    chance = from_profile[r] if shows else targeted[r]
                    if chance > 0.0 and (shows or history[r, i] & EVER):
                        word = bits2(keys[Purpose.PERSONALISE], i, post["number"])
                        if uniform(word) < chance:
                            wanted = interest(lasting[Purpose.INTEREST], i, day, rule)
                            guess = wanted
                            intrusion = rule.intrusion_harm
                            if shows:
                                intrusion *= rule.profile_intrusion
                                tally[account, FROM_PROFILE] += 1
                            else:
                                guess = interest(lasting[Purpose.INTEREST], i, day - latency[r], rule)
                                if uniform_low(word) >= accuracy[r]:
                                    wrong = bits2(keys[Purpose.MISTAKE], i, post["number"])
                                    guess += 1 + np.int64(uniform(wrong) * (rule.interests - 1))
                                    guess %= rule.interests
                            tally[account, PERSONALISED] += 1
                            if guess == wanted:
                                tally[account, HITS] += 1
                                step = min(step * (1.0 + rule.hit_gain), 1.0)
                                weariness *= 1.0 - rule.hit_relief
                            else:
                                step *= 1.0 - rule.miss_loss
                            trust[r, i] = shifted(trust[r, i], -intrusion * (1.0 - trust[r, i]))
                    appeal[r, i] += step * fresh * (1.0 - appeal[r, i])
                    # a claim is believed as far as the one who makes it is trusted
                    expectation[r, i] += claim_belief[r] * trust[r, i] * (1.0 - expectation[r, i])
                    if history[r, i] & LEFT:
                        if uniform(bits2(keys[Purpose.RETURN], i, post["number"])) < rule.return_prob:
                            history[r, i] &= 255 - LEFT
                elif kind == INFORMATION:
                    expectation[r, i] += rule.information_rate * (truth[r] - expectation[r, i])
                elif kind == COMMUNITY:
                    commitment[r, i] += bond[account] * fresh * (1.0 - commitment[r, i])
                    tally[account, COMMUNITY_SEEN] += 1
                elif kind == INVITATION and history[r, i] & (INVITED | LEFT) == 0:
                    # each makes up the mind once, at the first announcement of an event that is seen
                    history[r, i] |= KNOWS_WORK | INVITED
                    if history[r, i] & FAILED_BEFORE and satisfaction[r, i] < rule.sceptic_below:
                        tally[account, SCEPTICS] += 1
                        trust[r, i] = shifted(trust[r, i], -rule.sceptic_harm)
                    elif uniform(bits2(keys[Purpose.JOIN_EVENT], i, r)) < (
                        rule.join_uncommitted + (rule.join_committed - rule.join_uncommitted) * commitment[r, i]
                    ):
                        tally[account, PARTICIPANTS] += 1
                        commitment[r, i] += rule.join_gain * (1.0 - commitment[r, i])
                tired += weariness * (1.0 - tired)
                fatigue[r, i] = tired
                word = bits2(keys[Purpose.REACT_TO_POST], i, post["number"])
                if uniform(word) < like_prob[account] * fresh:
                    tally[account, LIKES] += 1
                reaction = uniform_low(word)
                if reaction < share_prob[p] * fresh:
                    tally[account, SHARES] += 1
                    if not has_shared:  # friends see the first post that one shares in a day
                        words[shares] = blank[0]
                        said = words[shares]
                        said["author"] = i
                        said["retailer"] = r
                        said["platform"] = p
                        said["kind"] = SHARED_POST
                        said["post_kind"] = kind
                        said["reach"] = 1.0
                        shares += 1
                        has_shared = True
                elif reaction < (share_prob[p] + comment_prob[account]) * fresh:
                    tally[account, COMMENTS] += 1
                    if trust[r, i] >= FRIENDLY:
                        tally[account, FRIENDLY_COMMENTS] += 1
            if not shows_any:
                continue
            luck = half(keys[Purpose.VISIT_PAGE], i)
            for a in range(accounts):
                wall = wall_end[a] - wall_start[a]
                aired = aired_end[a] - aired_start[a]
                if wall + aired == 0:
                    continue
                r = account_retailer[a]
                p = account_platform[a]
                if (follows[r, i] >> p) & 1 == 0:
                    continue
                looks = attention + mobile * mobile_lift[p]
                word = paired(luck, page_luck[a])
                chance = uniform(word)
                pick = uniform_low(word)
                at = -1
                if wall > 0 and chance < page_visit[a] * looks:
                    at = wall_start[a] + int(pick * wall)
                elif aired > 0 and 1.0 - chance <= aired_chance[a] * looks:
                    at = aired_start[a] + int(pick * aired)
                if at < 0:
                    continue
                tally[a, COMPLAINTS_SEEN] += 1
                if shown[at]["answer"] == UNANSWERED:
                    tally[a, UNANSWERED_SEEN] += 1
                points = observe(shown[at]["answer"], shown[at]["weight"], humanness[r], observer)
                points *= gain[a] if points > 0.0 else harm[a]
                trust[r, i] = shifted(trust[r, i], points)
                expectation[r, i] = shifted(expectation[r, i], points)
    return shares

