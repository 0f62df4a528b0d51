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
    service_failure_prob
        Chance that the service of a purchase fails.
    spoilage_rate
        Share of the stock that spoils in a day.
    shop_costs
        Shop costs of a day, per 1,000 consumers.
    usual_price
        The usual shelf price, IDR: part of what the shops save is handed on.
    pull
        By what the pull of a promotion is multiplied.
    convenience
        Convenience of the places, in logit units.
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
        self._is_paid_for = any(reach > 0.0 for _, reach in self._reach)
        self._set_levers()

    def begin_day(self) -> None:
        """Go a day's step with each."""
        if not self._is_paid_for:
            return
        for lever, reach in self._reach:
            lever.grow(reach)
        self._set_levers()

    def _set_levers(self) -> None:
        spec, rule = self.spec, self.rule
        self.service_failure_prob = spec.service_failure_prob * (1.0 - rule.service_effect * self.product.level)
        self.spoilage_rate = spec.stock.spoilage_rate * (1.0 - rule.spoilage_effect * self.product.level)
        self.shop_costs = round(spec.costs.shop_costs * (1.0 - rule.cost_saving * self.price.level))
        self.usual_price = max(round(spec.price * (1.0 - rule.price_cut * self.price.level)), 1)
        self.pull = 1.0 + rule.pull_effect * self.promotion.level
        self.convenience = spec.place + rule.place_effect * self.place.level
