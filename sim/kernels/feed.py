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
NONE = -1  # no post
FOR_ALL, HIT, MISS = range(3)  # whether a promotion is made for the person, and meets an interest


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
def who_follows(looking, there, theirs, p, readers):  # type: ignore[no-untyped-def]
    """Fill `readers` with the places in `there` of those who follow on platform p; returns how many they are."""
    count = 0
    for n in range(looking):
        readers[count] = n
        count += (theirs[there[n]] >> p) & 1
    return count


@inlined
def who_sees(count, readers, luck, other, reach, attention, mobile, lift, seeing):  # type: ignore[no-untyped-def]
    """Fill `seeing` with those of the `readers` whom a post reaches, `other` being its half; returns how many."""
    seen = 0
    for m in range(count):
        n = readers[m]
        seeing[seen] = n
        seen += uniform(paired(luck[n], other)) < reach * (attention[n] + mobile[n] * lift)
    return seen


@inlined
def has_enough(key, i, r, p, tired, unfollow_prob):  # type: ignore[no-untyped-def]
    """Whether consumer i, who has seen posts of retailer r's account on platform p today, unfollows it."""
    return uniform(bits2(key, i, r * 8 + p)) < unfollow_prob * tired


@inlined
def how_well_made(  # type: ignore[no-untyped-def]
    i, r, day, number, shows, rule, keys, lasting, targeted, from_profile, accuracy, latency
):
    """How well a promotion is made for consumer i: 0 if it is made for everybody, else whether it hits or misses."""
    chance = from_profile if shows else targeted
    if chance <= 0.0:
        return FOR_ALL
    word = bits2(keys[Purpose.PERSONALISE], i, number)
    if uniform(word) >= chance:
        return FOR_ALL
    wanted = interest(lasting[Purpose.INTEREST], i, day, rule)
    if shows:  # an open profile tells today's interest to whom one follows; purchases tell that of a while ago
        return HIT
    guess = interest(lasting[Purpose.INTEREST], i, day - latency, rule)
    if uniform_low(word) >= accuracy:
        wrong = bits2(keys[Purpose.MISTAKE], i, number)
        guess += 1 + np.int64(uniform(wrong) * (rule.interests - 1))
        guess %= rule.interests
    return HIT if guess == wanted else MISS


@inlined
def visit_page(  # type: ignore[no-untyped-def]
    count, readers, there, key, other, attention, mobile, lift, first_on_wall, wall, first_aired, aired,
    page_visit, aired_chance, shown, observer, humanness, gain, harm, trust, expectation, tally,
):  # fmt: skip
    """The `readers` may look at a complaint on the page of an account, or at one of today's open replies of it.

    `other` is the page's half of their luck. The columns `trust` and `expectation` are those of its retailer, `tally`
    is that of the account.
    """
    for m in range(count):
        n = readers[m]
        i = there[n]
        looks = attention[n] + mobile[n] * lift
        word = paired(half(key, i), other)
        chance = uniform(word)
        pick = uniform_low(word)
        at = -1
        if wall > 0 and chance < page_visit * looks:
            at = first_on_wall + int(pick * wall)
        elif aired > 0 and 1.0 - chance <= aired_chance * looks:
            at = first_aired + int(pick * aired)
        if at < 0:
            continue
        tally[COMPLAINTS_SEEN] += 1
        if shown[at]["answer"] == UNANSWERED:
            tally[UNANSWERED_SEEN] += 1
        points = observe(shown[at]["answer"], shown[at]["weight"], humanness, observer)
        points *= gain if points > 0.0 else harm
        trust[i] = shifted(trust[i], points)
        expectation[i] = shifted(expectation[i], points)


@compiled
def see_feed(  # type: ignore[no-untyped-def]
    low, high, day, rules, observers, keys, lasting,
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

    Consumers are taken by blocks. Of a block all read one post before any reads the next, so that each loop is about
    one account, and few jumps have to be guessed; to each consumer the posts, and then the pages, come in their order.
    """
    rule, observer = rules[0], observers[0]
    shares = 0
    blank = np.zeros(1, dtype=words.dtype)
    fans, there = np.empty(BLOCK, dtype=np.uint8), np.empty(BLOCK, dtype=np.int64)
    readers, seeing = np.empty(BLOCK, dtype=np.int64), np.empty(BLOCK, dtype=np.int64)
    attention, mobile, luck = np.empty(BLOCK), np.empty(BLOCK), np.empty(BLOCK, dtype=np.uint64)
    shared = np.empty(BLOCK, dtype=np.int64)  # the first post that each shares, which friends see
    has_read = np.empty(BLOCK, dtype=np.bool_)
    for start in range(low, high, BLOCK):
        looking = who_looks(
            start, min(high - start, BLOCK), day, keys[Purpose.ONLINE_TODAY], follows, online_hours, online_from,
            fans, there,
        )
        for n in range(looking):
            i = there[n]
            attention[n] = min(online_hours[i] / rule.reference_hours, 3.0)
            mobile[n] = attention[n] if traits[i] & MOBILE else 0.0
            luck[n] = half(keys[Purpose.SEE_POST], i)
            shared[n] = NONE
        following = 0
        for j in range(posts.shape[0]):
            post = posts[j]
            account, kind, number = post["account"], post["kind"], post["number"]
            r, p = account_retailer[account], account_platform[account]
            if j == 0 or account != posts[j - 1]["account"]:
                following = who_follows(looking, there, follows[r], p, readers)
                has_read[:looking] = False
            sees = who_sees(
                following, readers, luck, other_half(keys[Purpose.SEE_POST], number), post["reach"],
                attention, mobile, mobile_lift[p], seeing,
            )
            tally[account, REACH] += sees
            for m in range(sees):
                n = seeing[m]
                i = there[n]
                has_read[n] = True
                tired = fatigue[r, i]
                fresh = 1.0 - tired
                weariness = rule.fatigue_step
                if kind == PROMOTION:
                    step = promotion_pull[r]
                    shows = from_profile[r] > 0.0 and (profile[i] >> p) & 1 == 1
                    if shows or history[r, i] & EVER:
                        made = how_well_made(
                            i, r, day, number, shows, rule, keys, lasting, targeted[r], from_profile[r], accuracy[r],
                            latency[r],
                        )
                        if made != FOR_ALL:
                            tally[account, PERSONALISED] += 1
                            intrusion = rule.intrusion_harm
                            if shows:
                                intrusion *= rule.profile_intrusion
                                tally[account, FROM_PROFILE] += 1
                            if made == HIT:
                                tally[account, HITS] += 1
                                step = min(step * (1.0 + rule.hit_gain), 1.0)
                                weariness *= 1.0 - rule.hit_relief
                            else:
                                step *= 1.0 - rule.miss_loss
                            trust[r, i] = shifted(trust[r, i], -intrusion * (1.0 - trust[r, i]))
                    appeal[r, i] += step * fresh * (1.0 - appeal[r, i])
                    # a claim is believed as far as the one who makes it is trusted
                    expectation[r, i] += claim_belief[r] * trust[r, i] * (1.0 - expectation[r, i])
                    if history[r, i] & LEFT and uniform(bits2(keys[Purpose.RETURN], i, number)) < rule.return_prob:
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
                word = bits2(keys[Purpose.REACT_TO_POST], i, number)
                if uniform(word) < like_prob[account] * fresh:
                    tally[account, LIKES] += 1
                reaction = uniform_low(word)
                if reaction < share_prob[p] * fresh:
                    tally[account, SHARES] += 1
                    if shared[n] == NONE:
                        shared[n] = j
                elif reaction < (share_prob[p] + comment_prob[account]) * fresh:
                    tally[account, COMMENTS] += 1
                    if trust[r, i] >= FRIENDLY:
                        tally[account, FRIENDLY_COMMENTS] += 1
            if j + 1 < posts.shape[0] and posts[j + 1]["account"] == account:
                continue
            for m in range(following):  # who has seen posts of an account decides after its last one
                i = there[readers[m]]
                if has_read[readers[m]] and has_enough(
                    keys[Purpose.UNFOLLOW], i, r, p, fatigue[r, i], unfollow_prob[account]
                ):
                    follows[r, i] &= 255 - (1 << p)
                    tally[account, UNFOLLOWS] += 1
        for n in range(looking):
            if shared[n] == NONE:
                continue
            post = posts[shared[n]]
            words[shares] = blank[0]
            said = words[shares]
            said["author"] = there[n]
            said["retailer"] = account_retailer[post["account"]]
            said["platform"] = account_platform[post["account"]]
            said["kind"] = SHARED_POST
            said["post_kind"] = post["kind"]
            said["reach"] = 1.0
            shares += 1
        for a in range(account_retailer.shape[0]):
            wall, aired = wall_end[a] - wall_start[a], aired_end[a] - aired_start[a]
            if wall + aired == 0:
                continue
            r, p = account_retailer[a], account_platform[a]
            following = who_follows(looking, there, follows[r], p, readers)
            visit_page(
                following, readers, there, keys[Purpose.VISIT_PAGE], other_half(keys[Purpose.VISIT_PAGE], r * 8 + p),
                attention, mobile, mobile_lift[p], wall_start[a], wall, aired_start[a], aired,
                page_visit[a], aired_chance[a], shown, observer, humanness[r], gain[a], harm[a],
                trust[r], expectation[r], tally[a],
            )
    return shares


@compiled
def count_new(followed, account_retailer, account_platform, followers, tally):  # type: ignore[no-untyped-def]
    """Those who have come to follow after a purchase, ``followed[retailer, platform]``, are counted by account."""
    for a in range(followers.shape[0]):
        gained = followed[account_retailer[a], account_platform[a]]
        followers[a] += gained
        tally[a, FOLLOWS] += gained
