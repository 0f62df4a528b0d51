"""An official account and its page: followers, posts, and the atmosphere there (7.2, 7.12a)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.kernels.codes import COMMUNITY, INFORMATION, INVITATION, OPEN, OPEN_THEN_PRIVATE, POST_KINDS, PROMOTION
from sim.randomness import Purpose
from tests.reference.arithmetic import keep, single
from tests.reference.complaint import Complaint
from tests.reference.platforms import Platform

if TYPE_CHECKING:
    from tests.reference.retailer import Retailer


@dataclass(frozen=True)
class Post:
    """One post. The same post has the same number on every day and in every world, so its readers' luck stays."""

    page: Page
    kind: int
    number: int
    reach: float


class Page:
    """The account of one retailer on one platform, and its page.

    Attributes
    ----------
    tone
        Of the page, from -1 to 1.
    due
        Posts of each kind that are due: a rate of half a post a day makes one due on every second day.
    posted
        Posts of each kind today.
    on_the_wall, aired
        Public complaints that visitors and followers can come across today.
    today
        What is counted there today.
    """

    def __init__(self, number: int, retailer: Retailer, platform: Platform) -> None:
        self.number = number
        self.retailer = retailer
        self.platform = platform
        self.followers = 0
        self.tone = 0.0
        self.due = [self._drawn_point_of_rhythm(kind) for kind in range(len(POST_KINDS))]
        self.posted = dict.fromkeys(range(len(POST_KINDS)), 0)
        self.on_the_wall: list[Complaint] = []
        self.aired: list[Complaint] = []
        self.begin_day()

    def begin_day(self) -> None:
        """Nothing has happened here today."""
        self.today: Counter[str] = Counter()

    def _drawn_point_of_rhythm(self, kind: int) -> float:
        """Not all accounts post on the same days."""
        return self.retailer.luck.today(Purpose.POSTING, self._key() * 4 + kind).first

    def _key(self) -> int:
        return self.retailer.number * 8 + self.platform.number

    # ----------------------------------------------------------------------------------- 7.2 posts

    def count_due_posts(self) -> list[int]:
        """Promotion, information and community posts that are due today by the scenario's rates."""
        rates = self.retailer.firm.posts
        counts = []
        for kind, rate in (
            (PROMOTION, rates.promotion_rate),
            (INFORMATION, rates.information_rate),
            (COMMUNITY, rates.community_rate),
        ):
            self.due[kind] += rate
            counts.append(int(self.due[kind] + 1e-9))
            self.due[kind] -= counts[kind]
        return counts

    def publish(self, counts: list[int], invites: bool) -> list[Post]:
        """Put today's posts up; the more there are, the less each of them reaches."""
        self.posted = {PROMOTION: counts[0], INFORMATION: counts[1], COMMUNITY: counts[2], INVITATION: int(invites)}
        total = sum(self.posted.values())
        if total == 0:
            return []
        rules = self.platform.rules
        reach = single(rules.reach * total**-rules.crowding)
        return [
            Post(self, kind, (self._key() * 4 + kind) * 64 + ordinal, reach)
            for kind, count in self.posted.items()
            for ordinal in range(count)
        ]

    # ------------------------------------------------------------------- 7.3 complaints to be seen here

    def show(self, complaints: list[Complaint]) -> None:
        """In the morning: which public complaints visitors find here, and which ones open replies carry to followers.

        Complaints of the last days stand on the page of a Facebook-like platform. On any platform an open reply of
        yesterday shows the complaint that it answers, unless the writer's account is protected.
        """
        rules, day = self.platform.rules, self.retailer.model.day
        mine = [c for c in complaints if c.retailer is self.retailer and c.platform is self.platform]
        self.on_the_wall = [c for c in mine if rules.kind == "facebook" and c.age(day) <= rules.complaint_life_days]
        self.aired = [
            c
            for c in mine
            if c.action in (OPEN, OPEN_THEN_PRIVATE)
            and c.was_answered_on(day - 1)
            and self.platform not in c.consumer.protected_on
        ]

    # ---------------------------------------------------------------------------- 7.12a atmosphere

    def like_prob(self) -> float:
        """Chance to like a post seen here."""
        return self.platform.rules.like_prob * self._liking()

    def comment_prob(self) -> float:
        """Chance to comment on a post seen here."""
        return self.platform.rules.comment_prob * self._liking()

    def follow_prob(self) -> float:
        """Chance to follow this account after a purchase."""
        return self.retailer.rules.attention.follow_after_purchase * self._liking()

    def unfollow_prob(self) -> float:
        """Chance to unfollow at a post seen here in full fatigue."""
        return self.retailer.rules.attention.unfollow_prob * (2.0 - self._liking())

    def community_gain(self) -> float:
        """Commitment gained from a community post seen here."""
        gain = self.retailer.rules.attention.community_gain * self.retailer.humanness() * self.colour_of_good()
        return min(gain, 1.0)

    def colour_of_good(self) -> float:
        """By what a good impression gained here is multiplied."""
        return 1.0 + self.retailer.rules.atmosphere.reading_effect * self.tone

    def colour_of_harm(self) -> float:
        """By what a bad impression gained here is multiplied."""
        return 1.0 - self.retailer.rules.atmosphere.reading_effect * self.tone

    def _liking(self) -> float:
        return 1.0 + self.retailer.rules.atmosphere.reaction_effect * self.tone

    def tone_tonight(self) -> float:
        """What happened here today moves the tone, and it is forgotten a little."""
        rules, human, today = self.retailer.rules.atmosphere, self.retailer.humanness(), self.today
        unfriendly_comments = today["comments"] - today["friendly_comments"]
        good = today["likes"] + today["friendly_comments"] + today["thanks"] + human * today["open_replies"]
        good += rules.community_weight * human * today["community_seen"]
        bad = rules.negativity * (today["unanswered_seen"] + unfriendly_comments)
        bad += (1.0 - human) * today["open_replies"]
        weight = rules.event_step * 100.0 / max(self.followers, 1)
        moved = keep(rules.half_life_days) * self.tone + weight * (good - bad)
        tone = moved / (1.0 + weight * (good + bad))
        return min(max(round(tone, 9), -1.0), 1.0)
