"""See the feed: the posts of followed accounts, and the complaints on their pages."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.kernels.codes import (
    ANSWERED,
    COMMUNITY,
    INFORMATION,
    LEFT,
    POINTED,
    PROMOTION,
    SHARED_POST,
)
from sim.kernels.compiled import compiled, inlined
from sim.kernels.numbers import shifted
from sim.randomness import bits, bits2, uniform, uniform_low

# Columns of the tally of an account
REACH, LIKES, COMMENTS, SHARES, UNFOLLOWS, COMPLAINTS_SEEN, FOLLOWS = 0, 1, 2, 3, 4, 5, 6
ACCOUNT_TALLIES = 7


class ObserverRule(NamedTuple):
    """What reading a complaint does; see `Observers` in the scenario schema."""

    complaint_harm: float
    answer_shield: float
    pointer_shield: float
    answer_goodwill: float


class FeedRule(NamedTuple):
    """Scalars of the feed; see `Attention` in the scenario schema."""

    reference_hours: float
    appeal_step: float
    fatigue_step: float
    unfollow_prob: float
    information_rate: float
    community_gain: float
    return_prob: float


class FeedKeys(NamedTuple):
    """Keys of the day's streams."""

    online: np.uint64
    see: np.uint64
    react: np.uint64
    unfollow: np.uint64
    visit: np.uint64
    come_back: np.uint64


@inlined
def is_online(key, i, hours, online_from, day):  # type: ignore[no-untyped-def]
    """Whether consumer i is online today: hours / (hours + 0.2), so 94% of days at three hours a day."""
    if online_from > day:
        return False
    return uniform(bits(key, i)) * (hours + np.float32(0.2)) < hours


@inlined
def observe(answer, weight, humanness, rule):  # type: ignore[no-untyped-def]
    """Points of trust that a reader gains (or loses) on a public complaint, by how it was answered (A13)."""
    if answer == ANSWERED:
        return rule.answer_goodwill * humanness - rule.complaint_harm * (1.0 - rule.answer_shield)
    if answer == POINTED:
        return 0.5 * rule.answer_goodwill * humanness - rule.complaint_harm * (1.0 - rule.pointer_shield)
    return -rule.complaint_harm * weight


@compiled
def see_feed(  # type: ignore[no-untyped-def]
    low, high, day, rule, observer, keys,
    online_hours, online_from, member, expectation, trust, commitment, appeal, fatigue, follows, history,
    posts,
    truth, humanness,
    account_retailer, account_platform, wall_start, wall_end, page_visit, aired_start, aired_end, aired_chance,
    shown,
    like_prob, comment_prob, share_prob,
    tally, words,
):
    """Consumers [low, high) see today's posts of the accounts they follow, and visit their pages.

    `posts` holds today's `POST` rows; `wall_*` and `aired_*` are the ranges of `shown` (`SHOWN` rows) that
    hold each account's public complaints and today's open replies. Fills `tally[account, column]` and, with
    the posts that consumers share, `words` (`WORD` rows) from position `low`; returns their number.
    """
    accounts = account_retailer.shape[0]
    retailers = follows.shape[0]
    shares = 0
    for i in range(low, high):
        followed = 0
        for r in range(retailers):
            followed |= follows[r, i]
        if followed == 0:
            continue
        hours = online_hours[i]
        if not is_online(keys.online, i, hours, online_from[i], day):
            continue
        attention = min(hours / rule.reference_hours, 3.0)
        has_shared = False
        for j in range(posts.shape[0]):
            post = posts[j]
            account = post["account"]
            r = account_retailer[account]
            p = account_platform[account]
            if (follows[r, i] >> p) & 1 == 0:
                continue
            if uniform(bits2(keys.see, i, post["number"])) >= post["reach"] * attention:
                continue
            tally[account, REACH] += 1
            tired = fatigue[r, i]
            fresh = 1.0 - tired
            kind = post["kind"]
            if kind == PROMOTION:
                appeal[r, i] += rule.appeal_step * fresh * (1.0 - appeal[r, i])
                if history[r, i] & LEFT and uniform(bits2(keys.come_back, i, post["number"])) < rule.return_prob:
                    history[r, i] &= 255 - LEFT
            elif kind == INFORMATION:
                expectation[r, i] += rule.information_rate * (truth[r] - expectation[r, i])
            elif kind == COMMUNITY:
                commitment[r, i] += rule.community_gain * humanness[r] * fresh * (1.0 - commitment[r, i])
            tired += rule.fatigue_step * (1.0 - tired)
            fatigue[r, i] = tired
            word = bits2(keys.react, i, post["number"])
            if uniform(word) < like_prob[p] * fresh:
                tally[account, LIKES] += 1
            reaction = uniform_low(word)
            if reaction < share_prob[p] * fresh:
                tally[account, SHARES] += 1
                if not has_shared:  # friends see the first post that one shares in a day
                    said = words[low + shares]
                    said["author"] = i
                    said["retailer"] = r
                    said["platform"] = p
                    said["kind"] = SHARED_POST
                    said["post_kind"] = kind
                    said["reach"] = 1.0
                    shares += 1
                    has_shared = True
            elif reaction < (share_prob[p] + comment_prob[p]) * fresh:
                tally[account, COMMENTS] += 1
            if uniform(bits2(keys.unfollow, i, post["number"])) < rule.unfollow_prob * tired:
                follows[r, i] &= 255 - (1 << p)
                tally[account, UNFOLLOWS] += 1
        for a in range(accounts):
            wall = wall_end[a] - wall_start[a]
            aired = aired_end[a] - aired_start[a]
            if wall + aired == 0:
                continue
            r = account_retailer[a]
            p = account_platform[a]
            if (follows[r, i] >> p) & 1 == 0:
                continue
            word = bits2(keys.visit, i, r * 8 + p)
            chance = uniform(word)
            pick = uniform_low(word)
            at = -1
            if wall > 0 and chance < page_visit[a] * attention:
                at = wall_start[a] + int(pick * wall)
            elif aired > 0 and 1.0 - chance <= aired_chance[a] * attention:
                at = aired_start[a] + int(pick * aired)
            if at < 0:
                continue
            tally[a, COMPLAINTS_SEEN] += 1
            points = observe(shown[at]["answer"], shown[at]["weight"], humanness[r], observer)
            trust[r, i] = shifted(trust[r, i], points)
            expectation[r, i] = shifted(expectation[r, i], points)
    return shares

