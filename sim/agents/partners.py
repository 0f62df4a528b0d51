"""Retailers' ties to collaborators: the bank, carriers, and the authorities of their places (Z5, A1).

Ties are kept up by money. Close ones make credit cheaper, and hold-ups of deliveries and shocks to the retailer's
places rarer; they do not end them.
"""

from __future__ import annotations

import numpy as np

from sim.effort import kept, reached
from sim.kernels import levers as kernel
from sim.world import World


class Partners:
    """The ties of all retailers, and what becomes of them; how close they are stands in ``world.around``.

    Attributes
    ----------
    shock_days_left
        Days for which a shock still takes convenience from each retailer's places, today included. Shape (R,).
    """

    def __init__(self, world: World) -> None:
        self.world = world
        rule = world.scenario.collaborators
        carriers, authorities = rule.carriers, rule.authorities
        self._rule = np.array(  # in the order of the kernel's entries
            [carriers.disruption_prob, carriers.disruption_days, carriers.tie_shield,
             authorities.shock_prob, authorities.shock_days, authorities.shock_size, authorities.tie_shield],
            dtype=np.float64,
        )  # fmt: skip
        self._keep = kept(rule.tie_half_life_days)
        firms = world.scenario.retailers.values()
        self._reach = np.array([reached(firm.collaboration.spend, rule.half_spend) for firm in firms], dtype=np.float64)
        self.shock_days_left = np.zeros(len(self._reach), dtype=np.int64)

    def begin_day(self) -> None:
        """Ties grow a little, to below 1; today's luck with carriers and authorities comes out."""
        world = self.world
        kernel.meet_collaborators(
            self._rule, self._keep, self._reach, world.luck.disruption, world.luck.authority, self.shock_days_left,
            world.around, world.held_up,
        )  # fmt: skip
