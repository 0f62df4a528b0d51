"""A retailer's ties to collaborators: the bank, carriers, and the authorities of its place (Z5, A1).

Ties are kept up by money. Close ones make credit cheaper, and hold-ups of deliveries and shocks to the retailer's
places rarer; they do not end them.
"""

from __future__ import annotations

from sim.effort import Growing, reached
from sim.world import World


class Partners:
    """The ties of one retailer, and what became of it today.

    Attributes
    ----------
    held_up
        Days for which what is sent to the retailer today is held up.
    place_loss
        Convenience that a shock takes from its places today, in logit units.
    """

    def __init__(self, world: World, number: int) -> None:
        self.world = world
        self.number = number
        self.rule = world.scenario.collaborators
        carriers, authorities = self.rule.carriers, self.rule.authorities
        self._disruption, self._disruption_days = carriers.disruption_prob, carriers.disruption_days
        self._carriers_shield = carriers.tie_shield
        self._shock, self._shock_days, self._shock_size = (
            authorities.shock_prob, authorities.shock_days, authorities.shock_size,
        )  # fmt: skip
        self._authorities_shield = authorities.tie_shield
        spend = world.scenario.retailers[world.retailer_names[number]].collaboration.spend
        self._reach = reached(spend, self.rule.half_spend)
        self._tie = Growing(self.rule.tie_half_life_days)
        self._shock_days_left = 0
        self.held_up = 0
        self.place_loss = 0.0

    @property
    def tie(self) -> float:
        """How close the ties are: from 0, on the first day, to below 1."""
        return self._tie.level

    def begin_day(self) -> None:
        """Ties grow a little; today's luck with carriers and authorities, the same whatever the ties are, comes out."""
        self._tie.grow(self._reach)
        tie, luck = self._tie.level, self.world.luck
        chance, later = luck.disruption[self.number]
        is_disrupted = chance < self._disruption * (1.0 - self._carriers_shield * tie)
        self.held_up = 1 + int(later * self._disruption_days) if is_disrupted else 0
        self._shock_days_left = max(self._shock_days_left - 1, 0)
        if luck.authority[self.number] < self._shock * (1.0 - self._authorities_shield * tie):
            self._shock_days_left = self._shock_days
        self.place_loss = self._shock_size if self._shock_days_left else 0.0
