"""A retailer's continuous improvement of product, price, promotion and place (Z7)."""

from __future__ import annotations

from sim.effort import Growing, reached
from sim.world import World


class Kaizen:
    """How far one retailer has come with each of the four Ps, and the levers that follow from it.

    Attributes
    ----------
    product, price, promotion, place
        From 0, on the first day, towards what the spending can reach, below 1.
    """

    def __init__(self, world: World, number: int) -> None:
        self.rule = world.scenario.kaizen
        self.spec = world.scenario.retailers[world.retailer_names[number]]
        half, plan = self.rule.half_spend, self.spec.kaizen
        self.product, self.price, self.promotion, self.place = (Growing(self.rule.half_life_days) for _ in range(4))
        self._reach = [
            (self.product, reached(plan.product, half)),
            (self.price, reached(plan.price, half)),
            (self.promotion, reached(plan.promotion, half)),
            (self.place, reached(plan.place, half)),
        ]

    def begin_day(self) -> None:
        """Go a day's step with each."""
        for lever, reach in self._reach:
            lever.grow(reach)

    @property
    def service_failure_prob(self) -> float:
        """Chance that the service of a purchase fails."""
        return self.spec.service_failure_prob * (1.0 - self.rule.service_effect * self.product.level)

    @property
    def spoilage_rate(self) -> float:
        """Share of the stock that spoils in a day."""
        return self.spec.stock.spoilage_rate * (1.0 - self.rule.spoilage_effect * self.product.level)

    @property
    def shop_costs(self) -> int:
        """Shop costs of a day, per 1,000 consumers."""
        return round(self.spec.costs.shop_costs * (1.0 - self.rule.cost_saving * self.price.level))

    @property
    def usual_price(self) -> int:
        """The usual shelf price, IDR: part of what the shops save is handed on."""
        return max(round(self.spec.price * (1.0 - self.rule.price_cut * self.price.level)), 1)

    @property
    def pull(self) -> float:
        """By what the pull of a promotion is multiplied."""
        return 1.0 + self.rule.pull_effect * self.promotion.level

    @property
    def convenience(self) -> float:
        """Convenience of the places, in logit units."""
        return self.spec.place + self.rule.place_effect * self.place.level
