"""Hear friends: praise, blame, complaints and shared posts travel along the ties of a network.

Writers push to their readers, because on most days most consumers say nothing. Words are handled in
the order in which they were said, and a word about a retailer changes nothing that belongs to
another, so words about different retailers may be handled side by side.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.kernels.codes import (
    COMPLAINT,
    FACE_TO_FACE,
    GRIPE,
    INVITATION,
    KNOWS_WORK,
    LEFT,
    MINUTES,
    PRAISE,
    PROMOTION,
    SHARED_POST,
    UNANSWERED,
)
from sim.kernels.compiled import compiled
from sim.kernels.feed import FOLLOWS, is_online, observe
from sim.kernels.numbers import shifted
from sim.kernels.packing import group_of, packed_node
from sim.kernels.pricing import NO_FRIEND, drawn_friend
from sim.kernels.records import NEVER_ANSWERED
from sim.randomness import Purpose, bits, bits2, uniform, uniform_low

# Columns of the tally of a retailer's words (complaints passed on are counted when it is known which words are kept)
(HEARD_PRAISE, HEARD_GRIPE, HEARD_COMPLAINT, HEARD_SHARE, FOLLOWS_BY_SHARE, COMPLAINTS_PASSED_ON,
 BROUGHT_BACK, HEARD_IN_CHAT, HEARD_IN_GROUP) = range(9)
WORD_TALLIES = 9


class WordRule(NamedTuple):
    """Scalars of word of mouth; see `Talk` and `Attention` in the scenario schema."""

    word_effect: float
    relay_good: float
    relay_bad: float
    return_prob: float
    appeal_step: float
    follow_after_share: float
    relay_decay: float


@compiled
def in_the_air(day, said, threads, life_days, interest_factor, words):  # type: ignore[no-untyped-def]
    """Fill `words` with what was said yesterday and the public complaints that friends can still see.

    A complaint's reach halves with each day that it stands, for `life_days[channel]`; one that concerns many weighs
    `interest_factor`. `words` has room for all that was said and all threads. Returns the number of words.
    """
    count = said.shape[0]
    for k in range(count):
        words[k] = said[k]
    for k in range(threads.shape[0]):
        t = threads[k]
        wave = day - 1 - t["opened"] // MINUTES
        if not t["public"] or wave < 0 or wave >= life_days[t["channel"]]:
            continue
        word = words[count]
        word["author"] = t["consumer"]
        word["retailer"] = t["retailer"]
        word["platform"] = t["channel"]
        word["kind"] = COMPLAINT
        word["post_kind"] = 0
        word["chat"] = 0
        word["answer"] = t["answer"]
        word["opened"] = t["opened"]
        word["replied"] = NEVER_ANSWERED if t["answer"] == UNANSWERED else t["replied"]
        word["weight"] = interest_factor if t["interest"] else 1.0
        word["reach"] = 0.5**wave
        count += 1
    return count


@compiled
def hear(  # type: ignore[no-untyped-def]
    platform, face_to_face_on, indptr, lower, upper, heard, group_starts, friends_read, friend_reach, group_reach,
    day, rules, observers, keys,
    online_hours, online_from, member, protected, expectation, trust, appeal, follows, history,
    words, account_of, humanness,
    tally, account_tally, followers,
):
    """Pass yesterday's words on `platform` to the readers of their authors.

    Nobody passes on what an author with an account `protected` on the platform says.
    Words said face to face travel along the ties of platform `face_to_face_on`. Friends of one group hear each
    other by `group_reach`, where it is above `friend_reach`. A word of chat goes to one drawn friend, who reads it and
    keeps it to himself. Who hears more than `friends_read` people keeps up with a share of what they write. The network
    is packed (`sim.network.packed`). Fills
    `tally[retailer, column]`, counts who follows an account (`account_of[retailer, platform]`, -1 for none) because of
    a shared post in `account_tally` and `followers`, and returns the words that readers pass on (`WORD` rows).
    """
    rule, observer = rules[0], observers[0]
    room = 0
    for m in range(words.shape[0]):
        if words[m]["platform"] == platform:
            room += indptr[words[m]["author"] + 1] - indptr[words[m]["author"]]
    passed_on = np.empty(room, dtype=words.dtype)
    hear_key = bits(keys[Purpose.HEAR], platform)
    read_time_key = bits(keys[Purpose.READ_TIME], platform)
    relay_key = bits(keys[Purpose.RELAY], platform)
    friend_key = bits(keys[Purpose.CHAT_FRIEND], platform)
    repeated = 0
    bit = 1 << platform
    directed = heard.shape[0] > 0
    grouped = group_starts.shape[0] > 0 and group_reach > friend_reach
    for m in range(words.shape[0]):
        said = words[m]
        spoken = said["platform"] == FACE_TO_FACE
        if said["platform"] != platform and not (spoken and platform == face_to_face_on):
            continue
        writer = said["author"]
        r = said["retailer"]
        what = said["kind"]
        number = (np.uint64(writer) * np.uint64(128) + np.uint64(r)) * np.uint64(8) + np.uint64(what)
        chat = said["chat"] != 0
        friend = np.int64(NO_FRIEND)
        if chat:
            friend = drawn_friend(friend_key, writer, indptr, lower, upper, bit, member, online_from, day)
        first, end = np.int64(0), np.int64(0)  # those of the writer's group
        if grouped and not spoken:
            first, end = group_of(group_starts, writer)
        for a in range(indptr[writer], indptr[writer + 1]):
            reader = packed_node(lower, upper, a)
            word = bits2(hear_key, reader, number)
            if chat:
                if reader != friend:
                    continue
                tally[r, HEARD_IN_CHAT] += 1
            else:
                near = first <= reader < end
                chance = (group_reach if near else friend_reach) * said["reach"]
                luck = uniform(word)
                if luck >= chance:  # few hear it, and how many others these hear lies far away in memory
                    continue
                others = np.int64(heard[reader]) if directed else np.int64(indptr[reader + 1] - indptr[reader])
                if luck >= chance * np.float32(min(1.0, friends_read / max(others, 1))):
                    continue
            if not spoken and not chat:
                if (member[reader] >> platform) & 1 == 0:
                    continue
                if not is_online(keys[Purpose.ONLINE_TODAY], reader, online_hours[reader], online_from[reader], day):
                    continue
                tally[r, HEARD_IN_GROUP] += first <= reader < end
            relay = 0.0
            if what == PRAISE:
                tally[r, HEARD_PRAISE] += 1
                trust[r, reader] = shifted(trust[r, reader], rule.word_effect)
                expectation[r, reader] = shifted(expectation[r, reader], rule.word_effect)
                if history[r, reader] & LEFT and uniform_low(word) < rule.return_prob:
                    history[r, reader] &= 255 - LEFT
                    tally[r, BROUGHT_BACK] += 1
                relay = rule.relay_good
            elif what == GRIPE:
                tally[r, HEARD_GRIPE] += 1
                trust[r, reader] = shifted(trust[r, reader], -rule.word_effect)
                expectation[r, reader] = shifted(expectation[r, reader], -rule.word_effect)
                relay = rule.relay_bad
            elif what == COMPLAINT:
                tally[r, HEARD_COMPLAINT] += 1
                # People read at any minute of the day that is left after the complaint was written.
                begin = max(said["opened"], (day - 1) * MINUTES)
                minutes = np.float64(day * MINUTES - begin)
                read_at = begin + np.int64(minutes * uniform(bits2(read_time_key, reader, number)))
                seen = said["answer"] if said["replied"] <= read_at else UNANSWERED
                points = observe(seen, said["weight"], humanness[r], observer)
                trust[r, reader] = shifted(trust[r, reader], points)
                expectation[r, reader] = shifted(expectation[r, reader], points)
                relay = rule.relay_bad if seen == UNANSWERED else 0.5 * (rule.relay_bad + rule.relay_good)
            elif what == SHARED_POST:
                tally[r, HEARD_SHARE] += 1
                if said["post_kind"] == PROMOTION:
                    appeal[r, reader] += rule.appeal_step * (1.0 - appeal[r, reader])
                elif said["post_kind"] == INVITATION:
                    history[r, reader] |= KNOWS_WORK
                account = account_of[r, platform]
                if account >= 0 and (follows[r, reader] & bit) == 0:
                    if uniform_low(word) < rule.follow_after_share:
                        follows[r, reader] |= bit
                        tally[r, FOLLOWS_BY_SHARE] += 1
                        account_tally[account, FOLLOWS] += 1
                        followers[account] += 1
                relay = 0.0
            if relay > 0.0 and not spoken and not chat and (protected[writer] >> platform) & 1 == 0:
                if uniform(bits2(relay_key, reader, number)) < relay:
                    passed_on[repeated] = said
                    passed_on[repeated]["author"] = reader
                    passed_on[repeated]["reach"] = said["reach"] * rule.relay_decay
                    repeated += 1
    return passed_on[:repeated]


def by_author_and_retailer(words: NDArray[np.void]) -> NDArray[np.intp]:
    """Places of words such that those of one author about one retailer stand together, the first that was said first.

    Sorted by numpy for the reason that `sim.kernels.threads.by_ready` gives.
    """
    return np.argsort(words["author"].astype(np.int64) * 256 + words["retailer"], kind="stable")


@compiled
def keep_one_each(passed_on, order, tally):  # type: ignore[no-untyped-def]
    """Nobody passes on more than one word about a retailer in a day: the first that was read moves up, others go.

    `order` is what `by_author_and_retailer` says of them. Counts the complaints that are kept in
    `tally[retailer, column]`; returns how many words are.
    """
    is_first = np.ones(order.shape[0], dtype=np.bool_)
    for k in range(1, order.shape[0]):
        said, before = passed_on[order[k]], passed_on[order[k - 1]]
        is_first[order[k]] = said["author"] != before["author"] or said["retailer"] != before["retailer"]
    kept = 0
    for m in range(order.shape[0]):
        if not is_first[m]:
            continue
        passed_on[kept] = passed_on[m]
        tally[passed_on[m]["retailer"], COMPLAINTS_PASSED_ON] += passed_on[m]["kind"] == COMPLAINT
        kept += 1
    return kept
