"""The atmosphere of each account's page: how events move it and time forgets, and what it colours (Q5)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from sim.account import Account
from sim.kernels import pages
from sim.platform import Platform
from sim.scenario.schema import Scenario

Floats = NDArray[np.float64]


class Atmosphere:
    """The tone of every page, from -1 to 1, and the chances and gains of today that follow from it.

    All arrays but `tone` are filled anew each morning by `colour`.

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
        rule, attention = scenario.atmosphere, scenario.attention
        self._rule: Floats = np.array(  # in the order of the kernel's entries
            [0.5 ** (1.0 / rule.half_life_days), rule.event_step, rule.negativity, rule.community_weight,
             rule.reaction_effect, rule.reading_effect, rule.staff_effect, attention.unfollow_prob,
             attention.follow_after_purchase, attention.community_gain]
        )  # fmt: skip
        self._retailer = np.array([a.retailer for a in accounts], dtype=np.int64)
        self._platform = np.array([a.platform for a in accounts], dtype=np.int64)
        specs = [platforms[a.platform].spec for a in accounts]
        self._like = np.array([s.like_prob for s in specs], dtype=np.float64)
        self._comment = np.array([s.comment_prob for s in specs], dtype=np.float64)
        firms = scenario.retailers.values()
        bookish = np.array([f.reply.bureaucracy for f in firms], dtype=np.float64)
        self._plain = 1.0 - bookish * scenario.bureaucracy.stiffness
        self._pages = np.maximum(np.bincount(self._retailer, minlength=len(firms)), 1)
        self.tone: Floats = np.zeros(len(accounts), dtype=np.float64)
        self._colours: Floats = np.zeros((pages.COLOURS, len(accounts)), dtype=np.float64)
        (self.like_prob, self.comment_prob, self.unfollow_prob, self.gain, self.harm, self.bond) = self._colours
        self.follow_prob: Floats = np.zeros((len(firms), max(len(platforms), 1)), dtype=np.float64)
        self.warmth: Floats = np.zeros(len(firms), dtype=np.float64)
        self.humanness: Floats = np.zeros(len(firms), dtype=np.float64)
        self.colour(np.array([f.reply.humanness for f in firms], dtype=np.float64))

    def colour(self, humanness: Floats) -> None:
        """In the morning: what the tone of the pages makes of today's chances, and of the staff's `humanness`."""
        pages.colour(
            self._rule, self.tone, humanness, self._plain, self._retailer, self._platform, self._pages,
            self._like, self._comment, self._colours, self.follow_prob, self.warmth, self.humanness,
        )  # fmt: skip

    def settle(self, events: Floats, followers: NDArray[np.int64]) -> None:
        """In the evening: the day's events move the tone, and it is forgotten a little.

        `events` are counts by account and kind, as `sim.kernels.pages.count_events` fills them. Shape (A, events).
        """
        pages.settle_tone(self._rule, events, followers, self._retailer, self.warmth, self.humanness, self.tone)
