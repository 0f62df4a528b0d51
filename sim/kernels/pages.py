"""The pages of accounts: which complaints stand there to be read, what happens there, and the tone that it gives."""

from __future__ import annotations

import numpy as np

from sim.kernels import desk, feed
from sim.kernels.codes import MINUTES, OPEN, OPEN_THEN_PRIVATE, POINTED, PRIVATE, REPLIED
from sim.kernels.compiled import compiled, inlined

# Rows of what can be read on each account's page: the range of `shown` that holds it
WALL_START, WALL_END, AIRED_START, AIRED_END = range(4)
# and the chance that a visitor, or a follower, reads one of them
WALL_CHANCE, AIRED_CHANCE = range(2)

# Columns of what happened on each account's page today
EVENTS = ("likes", "friendly_comments", "unfriendly_comments", "thanks", "open_replies", "community_views",
          "unanswered_views")  # fmt: skip
(LIKES, FRIENDLY_COMMENTS, UNFRIENDLY_COMMENTS, THANKS, OPEN_REPLIES, COMMUNITY_VIEWS, UNANSWERED_VIEWS) = range(7)

# Rows of what the tone of each account's page makes of today's chances and gains
LIKE_PROB, COMMENT_PROB, UNFOLLOW_PROB, GAIN, HARM, BOND = range(6)
COLOURS = 6


# Entries of `rule`, the scalars of the tone: see `Atmosphere` and `Attention` in the scenario schema
(KEEP, EVENT_STEP, NEGATIVITY, COMMUNITY_WEIGHT, REACTION_EFFECT, READING_EFFECT, STAFF_EFFECT, UNFOLLOW,
 FOLLOW_AFTER_PURCHASE, COMMUNITY_GAIN) = range(10)  # fmt: skip


@inlined
def stands_on_wall(t, account, day, has_wall, life_days):  # type: ignore[no-untyped-def]
    """Whether a complaint can be read on its retailer's page today."""
    if not t["public"] or account < 0 or not has_wall[account]:
        return False
    return day - t["opened"] // MINUTES <= life_days[t["channel"]]


@inlined
def is_aired(t, account, day, protected):  # type: ignore[no-untyped-def]
    """Whether an open reply that went out yesterday carries a complaint to the retailer's followers."""
    if not t["public"] or account < 0 or t["state"] != REPLIED or t["replied"] // MINUTES != day - 1:
        return False
    if t["action"] != OPEN and t["action"] != OPEN_THEN_PRIVATE:
        return False
    return (protected[t["consumer"]] >> t["channel"]) & 1 == 0


@compiled
def put_up(  # type: ignore[no-untyped-def]
    day, threads, protected, account_of, has_wall, life_days, page_visit, reply_publicity, thousands, interest_factor,
    ranges, chances, shown,
):
    """Lay out the public complaints that can be read today, account by account, each in the order of `threads`.

    `account_of[retailer, channel]` is -1 where there is no account; `thousands` are the consumers of the world. Fills
    `ranges[row, account]`, `chances[row, account]` and `shown` (`SHOWN` rows, room for two of each thread).
    """
    accounts = page_visit.shape[0]
    on_wall = np.zeros(accounts + 1, dtype=np.int64)
    aired = np.zeros(accounts + 1, dtype=np.int64)
    for k in range(threads.shape[0]):
        t = threads[k]
        account = account_of[t["retailer"], t["channel"]]
        if stands_on_wall(t, account, day, has_wall, life_days):
            on_wall[account + 1] += 1
        if is_aired(t, account, day, protected):
            aired[account + 1] += 1
    for a in range(accounts):
        on_wall[a + 1] += on_wall[a]
        aired[a + 1] += aired[a]
    for a in range(accounts):
        ranges[WALL_START, a] = on_wall[a]
        ranges[WALL_END, a] = on_wall[a + 1]
        ranges[AIRED_START, a] = on_wall[accounts] + aired[a]
        ranges[AIRED_END, a] = on_wall[accounts] + aired[a + 1]
        complaints = (on_wall[a + 1] - on_wall[a]) / thousands
        replies = (aired[a + 1] - aired[a]) / thousands
        chances[WALL_CHANCE, a] = page_visit[a] * (1.0 - 0.5**complaints)
        chances[AIRED_CHANCE, a] = 1.0 - (1.0 - reply_publicity[a]) ** replies
    next_aired = aired + on_wall[accounts]
    for k in range(threads.shape[0]):
        t = threads[k]
        account = account_of[t["retailer"], t["channel"]]
        weight = interest_factor if t["interest"] else 1.0
        if stands_on_wall(t, account, day, has_wall, life_days):
            shown[on_wall[account]]["answer"] = t["answer"]
            shown[on_wall[account]]["weight"] = weight
            on_wall[account] += 1
        if is_aired(t, account, day, protected):
            shown[next_aired[account]]["answer"] = t["answer"]
            shown[next_aired[account]]["weight"] = weight
            next_aired[account] += 1


@compiled
def colour(  # type: ignore[no-untyped-def]
    rule, tone, humanness, plain, account_retailer, account_platform, pages, like_prob, comment_prob,
    colours, follow_prob, warmth, replies_humanness,
):
    """What the tone of the pages makes of today's chances, and of how human the staff of each retailer are.

    `pages` are those of each retailer (one where there is none), and `plain[r]` is what standard wording leaves of a
    reply's humanness. Fills `colours[row, account]`, `follow_prob[retailer, platform]`, and of each retailer
    `warmth` and `replies_humanness`.
    """
    retailers = humanness.shape[0]
    warmth[:] = 0.0
    follow_prob[:] = rule[FOLLOW_AFTER_PURCHASE]
    for a in range(tone.shape[0]):
        liking = 1.0 + rule[REACTION_EFFECT] * tone[a]
        colours[LIKE_PROB, a] = like_prob[a] * liking
        colours[COMMENT_PROB, a] = comment_prob[a] * liking
        colours[UNFOLLOW_PROB, a] = rule[UNFOLLOW] * (2.0 - liking)
        colours[GAIN, a] = 1.0 + rule[READING_EFFECT] * tone[a]
        colours[HARM, a] = 1.0 - rule[READING_EFFECT] * tone[a]
        follow_prob[account_retailer[a], account_platform[a]] *= liking
        warmth[account_retailer[a]] += tone[a]
    for r in range(retailers):
        mean = warmth[r] / pages[r]  # one desk writes on all pages of its retailer
        warmth[r] = min(humanness[r] * (1.0 + rule[STAFF_EFFECT] * mean), 1.0)
        replies_humanness[r] = warmth[r] * plain[r]
    for a in range(tone.shape[0]):
        colours[BOND, a] = min(rule[COMMUNITY_GAIN] * warmth[account_retailer[a]] * colours[GAIN, a], 1.0)


@compiled
def count_events(  # type: ignore[no-untyped-def]
    day, threads, account_of, account_retailer, account_platform, tally, desks, events, participants
):
    """Count what happened on each account's page today into `events[account, column]`.

    `tally` is that of the accounts, `desks` that of the desks by retailer and channel. Who took part in community work
    is counted in `participants[retailer]`.
    """
    participants[:] = 0
    channels = account_of.shape[1]
    for a in range(tally.shape[0]):
        participants[account_retailer[a]] += tally[a, feed.PARTICIPANTS]
        events[a, LIKES] = tally[a, feed.LIKES]
        events[a, FRIENDLY_COMMENTS] = tally[a, feed.FRIENDLY_COMMENTS]
        events[a, UNFRIENDLY_COMMENTS] = tally[a, feed.COMMENTS] - tally[a, feed.FRIENDLY_COMMENTS]
        events[a, THANKS] = 0.0
        events[a, OPEN_REPLIES] = desks[account_retailer[a] * channels + account_platform[a], desk.OPEN_REPLIES]
        events[a, COMMUNITY_VIEWS] = tally[a, feed.COMMUNITY_SEEN]
        events[a, UNANSWERED_VIEWS] = tally[a, feed.UNANSWERED_SEEN]
    for k in range(threads.shape[0]):
        t = threads[k]
        if t["state"] != REPLIED or t["replied"] // MINUTES != day:
            continue
        # a private reply that its reader has thanked for in public shows as a pointer
        if t["action"] == PRIVATE and t["answer"] == POINTED:
            events[account_of[t["retailer"], t["channel"]], THANKS] += 1.0


@compiled
def settle_goodwill(keep, half_participants, participants, thousands, stock):  # type: ignore[no-untyped-def]
    """Those who took part today add to the `stock` of each retailer's goodwill, and it is forgotten a little."""
    for r in range(stock.shape[0]):
        part = participants[r] / thousands
        gained = part / (part + half_participants)
        # rounding makes the last bits, which may differ between machines, irrelevant
        stock[r] = np.rint(keep * (stock[r] + gained * (1.0 - stock[r])) * 1e9) / 1e9


@compiled
def settle_tone(rule, events, followers, account_retailer, warmth, humanness, tone):  # type: ignore[no-untyped-def]
    """The day's `events[account, column]` move the tone of each page, and it is forgotten a little."""
    for a in range(tone.shape[0]):
        happened = events[a]
        human = humanness[account_retailer[a]]
        good = (
            happened[LIKES] + happened[FRIENDLY_COMMENTS] + happened[THANKS] + human * happened[OPEN_REPLIES]
        ) + rule[COMMUNITY_WEIGHT] * warmth[account_retailer[a]] * happened[COMMUNITY_VIEWS]
        bad = rule[NEGATIVITY] * (happened[UNANSWERED_VIEWS] + happened[UNFRIENDLY_COMMENTS])
        bad += (1.0 - human) * happened[OPEN_REPLIES]
        weight = rule[EVENT_STEP] * 100.0 / max(followers[a], 1)
        moved = (rule[KEEP] * tone[a] + weight * (good - bad)) / (1.0 + weight * (good + bad))
        # rounding makes the last bits, which may differ between machines, irrelevant
        tone[a] = min(max(np.rint(moved * 1e9) / 1e9, -1.0), 1.0)
