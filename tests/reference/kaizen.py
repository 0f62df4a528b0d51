"""Continuous improvement of the four Ps (Z7): how far a retailer has come with each, and what follows from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.reference.effort import Growing, reached

if TYPE_CHECKING:
    from tests.reference.retailer import Retailer


class Kaizen:
    """What one retailer does every day to get better."""

    def __init__(self, retailer: Retailer) -> None:
        self.firm = retailer.firm
        self.rules = retailer.rules.kaizen
        spends = self.firm.kaizen
        self.product = self._growing(spends.product)
        self.price = self._growing(spends.price)
        self.promotion = self._growing(spends.promotion)
        self.place = self._growing(spends.place)

    def _growing(self, spend: int) -> Growing:
        return Growing(reached(spend, self.rules.half_spend), self.rules.half_life_days)

    def improve(self) -> None:
        """Come a little further with each."""
        for improved in (self.product, self.price, self.promotion, self.place):
            improved.grow()

    def cost(self) -> int:
        """Money for all four, per 1,000 consumers."""
        spends = self.firm.kaizen
        return spends.product + spends.price + spends.promotion + spends.place

    # ------------------------------------------------------------------------------ what follows

    def service_failure_prob(self) -> float:
        """Chance that service fails: better product work fails less often."""
        return self.firm.service_failure_prob * (1.0 - self.rules.service_effect * self.product.level)

    def spoilage_rate(self) -> float:
        """Share of the stock that spoils in a day: better product work spoils less."""
        return self.firm.stock.spoilage_rate * (1.0 - self.rules.spoilage_effect * self.product.level)

    def shop_costs(self) -> int:
        """Shop costs per 1,000 consumers, of which price work saves a share."""
        return round(self.firm.costs.shop_costs * (1.0 - self.rules.cost_saving * self.price.level))

    def usual_price(self) -> int:
        """The usual shelf price, lowered by what is handed on of the saving."""
        return max(round(self.firm.price * (1.0 - self.rules.price_cut * self.price.level)), 1)

    def pull(self) -> float:
        """By what the pull of a promotion is multiplied."""
        return 1.0 + self.rules.pull_effect * self.promotion.level

    def convenience(self) -> float:
        """How convenient the shops are."""
        return self.firm.place + self.rules.place_effect * self.place.level
