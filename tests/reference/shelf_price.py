"""The shelf price (Z2): the usual one, what a retailer follows of its rivals' prices, and its price campaigns."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from sim.randomness import Purpose
from sim.scenario.registry import parameter
from tests.reference.effort import reached

if TYPE_CHECKING:
    from tests.reference.retailer import Retailer

HIGHEST = int(parameter("retailers.*.price").high or 0)
"""No price is above what a scenario could have."""


class Pricing:
    """How one retailer sets its price.

    Attributes
    ----------
    notice_days
        Days by which what it knows of its rivals' prices is old: the more it spends on watching them, the fewer.
    seen
        The rivals' mean price on every morning so far; it stood like this since the day before.
    campaign_days_left
        Of the present campaign, today included.
    """

    def __init__(self, retailer: Retailer) -> None:
        self.retailer = retailer
        self.plan = retailer.firm.pricing
        rules = retailer.rules.audit
        unseen = 1.0 - reached(retailer.firm.audit.rival_spend, rules.half_spend)
        self.notice_days = max(round(rules.notice_days * unseen), 1)
        self.seen: list[float] = []
        self.campaign_days_left = 0

    def price_of_today(self, usual: int) -> int:
        """Today's shelf price; to be asked once on each morning."""
        self._look_around()
        self._perhaps_begin_campaign()
        price = usual * (1.0 + self.plan.match_share * self._known_change())
        if self.is_campaign():
            price *= 1.0 - self.plan.campaign_cut
        lowest = max(min(usual, self._least_price()), 1)
        return min(max(round(price), lowest), HIGHEST)

    def is_campaign(self) -> bool:
        """Whether a campaign runs today."""
        return self.campaign_days_left > 0

    def _look_around(self) -> None:
        rivals = self._rivals()
        if rivals:
            self.seen.append(sum(rival.price for rival in rivals) / len(rivals))

    def _known_change(self) -> float:
        """How far the rivals' mean price was from its usual level so many days ago, as a share of that."""
        if len(self.seen) < self.notice_days:
            return 0.0
        rivals = self._rivals()
        usual = sum(rival.firm.price for rival in rivals) / len(rivals)
        return self.seen[-self.notice_days] / usual - 1.0

    def _rivals(self) -> list[Retailer]:
        return [other for other in self.retailer.model.retailers if other is not self.retailer]

    def _perhaps_begin_campaign(self) -> None:
        """A campaign begins on a drawn day, and then lasts its days."""
        self.campaign_days_left = max(self.campaign_days_left - 1, 0)
        draw = self.retailer.luck.today(Purpose.CAMPAIGN, self.retailer.number)
        if draw.first < self.plan.campaigns_per_year / 365.0:
            self.campaign_days_left = self.plan.campaign_days

    def _least_price(self) -> int:
        """The price that leaves the least margin over the dearest goods."""
        dearest = max(shelf.supplier.firm.price for shelf in self.retailer.shelves)
        return math.ceil(dearest * (1.0 + self.plan.least_margin))
