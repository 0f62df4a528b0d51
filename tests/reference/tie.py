"""The tie between one consumer and one retailer: what the consumer thinks of it, and has done there."""

from __future__ import annotations

from tests.reference.arithmetic import Single, single
from tests.reference.platforms import Platform


class Tie:
    """How a consumer stands with a retailer. Attitudes lie between 0 and 1.

    Attributes
    ----------
    expectation, satisfaction, trust, commitment
        Quality expected of the next purchase; contentment with the purchases so far; trust; the wish to go on.
    appeal, fatigue
        The pull of promotions seen lately; weariness of the retailer's posts.
    wallet
        Recent purchases, decaying.
    follows
        Platforms on which the consumer follows the retailer's account.
    """

    expectation = Single()
    satisfaction = Single()
    trust = Single()
    commitment = Single()
    appeal = Single()
    fatigue = Single()
    wallet = Single()

    def __init__(self, expectation: float, satisfaction: float, trust: float, follows: set[Platform]) -> None:
        self.expectation = expectation
        self.satisfaction = satisfaction
        self.trust = trust
        self.commitment = 0.0
        self.appeal = 0.0
        self.fatigue = 0.0
        self.wallet = 0.0
        self.follows = follows
        self.has_bought = False
        self.bought_in_this_window = False
        self.bought_in_the_last_window = False
        self.has_left = False
        self.was_failed = False
        self.knows_community_work = False
        self.has_answered_invitation = False

    def loyalty(self) -> float:
        """Satisfaction, trust and commitment together; nothing for one who has left."""
        return 0.0 if self.has_left else single(single(self.satisfaction + self.trust) + self.commitment)

    def recommendation(self) -> float:
        """Mean of satisfaction and trust."""
        return 0.5 * single(self.satisfaction + self.trust)
