"""The retailers' continuous improvement of product, price, promotion and place (Z7)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.effort import kept, reached
from sim.kernels import kaizen as kernel
from sim.world import World

Floats = NDArray[np.float64]


class Kaizen:
    """How far all retailers have come with each of the four Ps; the levers that follow stand in ``world.levers``.

    Attributes
    ----------
    levels
        Of product, price, promotion and place: from 0, on the first day, towards what the spending can reach, below 1.
        Shape (R, 4).
    """

    def __init__(self, world: World) -> None:
        rule, firms = world.scenario.kaizen, list(world.scenario.retailers.values())
        self.world = world
        self._keep = kept(rule.half_life_days)
        self._rule: Floats = np.array(  # in the order of the kernel's entries
            [rule.service_effect, rule.spoilage_effect, rule.cost_saving, rule.price_cut, rule.pull_effect,
             rule.place_effect], dtype=np.float64,
        )  # fmt: skip
        plans = [(f.kaizen.product, f.kaizen.price, f.kaizen.promotion, f.kaizen.place) for f in firms]
        self._reach: Floats = np.array([[reached(spend, rule.half_spend) for spend in plan] for plan in plans])
        self._is_paid_for = bool(self._reach.any())
        self._start: Floats = np.array(  # in the order of the kernel's columns
            [[f.service_failure_prob, f.stock.spoilage_rate, f.costs.shop_costs, f.price, f.place] for f in firms],
            dtype=np.float64,
        )
        self.levels: Floats = np.zeros_like(self._reach)
        kernel.set_levers(
            self._rule, world.population.size, self._start, self.levels, world.levers, world.convenience,
            world.books.today,
        )  # fmt: skip

    def begin_day(self) -> None:
        """Go a day's step with each."""
        if not self._is_paid_for:
            return
        world = self.world
        kernel.improve(
            self._keep, self._rule, world.population.size, self._reach, self._start, self.levels, world.levers,
            world.convenience, world.books.today,
        )  # fmt: skip
