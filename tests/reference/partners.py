"""Ties with collaborators (Z5, A1): the bank, carriers that hold goods up, and authorities that keep customers away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.randomness import Purpose
from tests.reference.effort import Growing, reached

if TYPE_CHECKING:
    from tests.reference.retailer import Retailer


class Partners:
    """The ties of one retailer with its collaborators.

    Attributes
    ----------
    tie
        How close they are: from 0 to below 1.
    held_up
        Days for which what is sent to the retailer today is held up.
    shock_days_left
        Of a shock to its places, today included.
    """

    def __init__(self, retailer: Retailer) -> None:
        self.retailer = retailer
        self.rules = retailer.rules.collaborators
        spend = retailer.firm.collaboration.spend
        self.tie = Growing(reached(spend, self.rules.half_spend), self.rules.tie_half_life_days)
        self.held_up = 0
        self.shock_days_left = 0

    def begin_day(self) -> None:
        """Ties grow a little; then carriers and authorities do as they please, to close partners less often."""
        self.tie.grow()
        self._carriers_perhaps_hold_goods_up()
        self._authorities_perhaps_keep_customers_away()

    def place_loss(self) -> float:
        """Convenience that a shock takes from its places today."""
        return self.rules.authorities.shock_size if self.shock_days_left > 0 else 0.0

    def _carriers_perhaps_hold_goods_up(self) -> None:
        carriers = self.rules.carriers
        draw = self.retailer.luck.today(Purpose.DISRUPTION, self.retailer.number)
        self.held_up = 0
        if draw.first < carriers.disruption_prob * (1.0 - carriers.tie_shield * self.tie.level):
            self.held_up = 1 + int(draw.second * carriers.disruption_days)

    def _authorities_perhaps_keep_customers_away(self) -> None:
        authorities = self.rules.authorities
        self.shock_days_left = max(self.shock_days_left - 1, 0)
        draw = self.retailer.luck.today(Purpose.AUTHORITY, self.retailer.number)
        if draw.first < authorities.shock_prob * (1.0 - authorities.tie_shield * self.tie.level):
            self.shock_days_left = authorities.shock_days
