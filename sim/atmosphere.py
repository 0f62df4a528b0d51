"""The atmosphere of each account's page: a tone that events move and time forgets, and what it colours (Q5)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.account import Account
from sim.kernels import feed
from sim.platform import Platform
from sim.scenario.schema import Scenario

Floats = NDArray[np.float64]


class PageEvents(NamedTuple):
    """What happened on each account's page today, as counts of shape (A,)."""

    likes: Floats
    friendly_comments: Floats
    unfriendly_comments: Floats
    thanks: Floats
    open_replies: Floats
    community_views: Floats
    unanswered_views: Floats


class Atmosphere:
    """The tone of every page, from -1 to 1, and the chances and gains of today that follow from it.

    Attributes
    ----------
    tone
        Of each account. Shape (A,).
    like_prob, comment_prob, unfollow_prob
        Chances at a post seen, for each account. Shape (A,).
    bond
        Commitment that a community post of each account adds. Shape (A,).
    gain, harm
        By what a good and a bad impression of a complaint read on each page is multiplied. Shape (A,).
    follow_prob
        Chance to follow after a purchase, by retailer and platform. Shape (R, P).
    warmth
        How human the words of each retailer's staff feel today. Shape (R,).
    humanness
        The same of replies to complaints as others read them: some are in standard wording. Shape (R,).
    """

    def __init__(self, scenario: Scenario, platforms: Sequence[Platform], accounts: Sequence[Account]) -> None:
        self.rule = scenario.atmosphere
        self._attention = scenario.attention
        self._retailer = np.array([a.retailer for a in accounts], dtype=np.int64)
        self._platform = np.array([a.platform for a in accounts], dtype=np.int64)
        specs = [platforms[a.platform].spec for a in accounts]
        self._like = np.array([s.like_prob for s in specs], dtype=np.float64)
        self._comment = np.array([s.comment_prob for s in specs], dtype=np.float64)
        firms = scenario.retailers.values()
        bookish = np.array([f.reply.bureaucracy for f in firms], dtype=np.float64)
        self._plain = 1.0 - bookish * scenario.bureaucracy.stiffness
        self._pages = np.maximum(np.bincount(self._retailer, minlength=len(firms)), 1)
        self._follow = np.full((len(firms), max(len(platforms), 1)), self._attention.follow_after_purchase)
        self._keep = 0.5 ** (1.0 / self.rule.half_life_days)
        self.tone: Floats = np.zeros(len(accounts), dtype=np.float64)
        self.colour(np.array([f.reply.humanness for f in firms], dtype=np.float64))

    def colour(self, humanness: Floats) -> None:
        """In the morning: what the tone of the pages makes of today's chances, and of the staff's `humanness`."""
        rule, tone = self.rule, self.tone
        liking = 1.0 + rule.reaction_effect * tone
        self.like_prob = self._like * liking
        self.comment_prob = self._comment * liking
        self.unfollow_prob = self._attention.unfollow_prob * (2.0 - liking)
        self.follow_prob = self._follow.copy()
        self.follow_prob[self._retailer, self._platform] *= liking
        self.gain = 1.0 + rule.reading_effect * tone
        self.harm = 1.0 - rule.reading_effect * tone
        # one desk writes on all pages of its retailer
        mean = np.bincount(self._retailer, weights=tone, minlength=len(self._pages)) / self._pages
        self.warmth: Floats = np.minimum(humanness * (1.0 + rule.staff_effect * mean), 1.0)
        self.humanness: Floats = self.warmth * self._plain
        bond = self._attention.community_gain * self.warmth[self._retailer] * self.gain
        self.bond: Floats = np.minimum(bond, 1.0)

    def settle(self, events: PageEvents, followers: NDArray[np.int64]) -> None:
        """In the evening: the day's events move the tone, and it is forgotten a little."""
        rule = self.rule
        human = self.humanness[self._retailer]
        good = events.likes + events.friendly_comments + events.thanks + human * events.open_replies
        good += rule.community_weight * self.warmth[self._retailer] * events.community_views
        bad = rule.negativity * (events.unanswered_views + events.unfriendly_comments)
        bad += (1.0 - human) * events.open_replies
        weight = rule.event_step * 100.0 / np.maximum(followers, 1)
        moved = (self._keep * self.tone + weight * (good - bad)) / (1.0 + weight * (good + bad))
        # rounding makes the last bits, which may differ between machines, irrelevant
        self.tone = np.clip(np.round(moved, 9), -1.0, 1.0)


def page_events(tally: NDArray[np.int64], open_replies: NDArray[np.int64], thanks: NDArray[np.int64]) -> PageEvents:
    """The events of a day from the tally of the accounts and two counts of the desks, each of shape (A,)."""
    columns = tally.astype(np.float64)
    friendly = columns[:, feed.FRIENDLY_COMMENTS]
    return PageEvents(
        likes=columns[:, feed.LIKES],
        friendly_comments=friendly,
        unfriendly_comments=columns[:, feed.COMMENTS] - friendly,
        thanks=thanks.astype(np.float64),
        open_replies=open_replies.astype(np.float64),
        community_views=columns[:, feed.COMMUNITY_SEEN],
        unanswered_views=columns[:, feed.UNANSWERED_SEEN],
    )
