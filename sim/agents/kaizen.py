"""A retailer's continuous improvement of product, price, promotion and place (Z7)."""

from __future__ import annotations

from sim.effort import Growing, reached
from sim.kernels import levers as kernel
from sim.world import World


class Kaizen:
    """How far one retailer has come with each of the four Ps; the levers that follow stand in ``world.levers``.

    Attributes
    ----------
    product, price, promotion, place
        From 0, on the first day, towards what the spending can reach, below 1.
    shop_costs
        Shop costs of a day, per 1,000 consumers.
    usual_price
        The usual shelf price, IDR: part of what the shops save is handed on.
    """

    def __init__(self, world: World, number: int) -> None:
        self.rule = world.scenario.kaizen
        self.world = world
        self.number = number
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
        levers = self.world.levers[self.number]
        service = rule.service_effect * self.product.level
        levers[kernel.SERVICE_FAILURE_PROB] = spec.service_failure_prob * (1.0 - service)
        levers[kernel.SPOILAGE_RATE] = spec.stock.spoilage_rate * (1.0 - rule.spoilage_effect * self.product.level)
        self.shop_costs = round(spec.costs.shop_costs * (1.0 - rule.cost_saving * self.price.level))
        self.usual_price = max(round(spec.price * (1.0 - rule.price_cut * self.price.level)), 1)
        levers[kernel.USUAL_PRICE] = self.usual_price
        levers[kernel.PULL] = 1.0 + rule.pull_effect * self.promotion.level
        self.world.convenience[self.number] = spec.place + rule.place_effect * self.place.level
