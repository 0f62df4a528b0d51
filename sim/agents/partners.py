"""A retailer's ties to collaborators: the bank, carriers, and the authorities of its place (Z5, A1).

Ties are kept up by money. Close ones make credit cheaper, and hold-ups of deliveries and shocks to the retailer's
places rarer; they do not end them.
"""

from __future__ import annotations

from sim.effort import Growing, reached
from sim.randomness import Purpose, draw_bits
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
        """Ties grow a little; today's luck with carriers and authorities is drawn."""
        carriers, authorities = self.rule.carriers, self.rule.authorities
        self._tie.grow(self._reach)
        chance, later = self._draws(Purpose.DISRUPTION)
        held_up = chance < carriers.disruption_prob * (1.0 - carriers.tie_shield * self.tie)
        self.held_up = 1 + int(later * carriers.disruption_days) if held_up else 0
        self._shock_days_left = max(self._shock_days_left - 1, 0)
        chance, _ = self._draws(Purpose.AUTHORITY)
        if chance < authorities.shock_prob * (1.0 - authorities.tie_shield * self.tie):
            self._shock_days_left = authorities.shock_days
        self.place_loss = authorities.shock_size if self._shock_days_left else 0.0

    def _draws(self, purpose: Purpose) -> tuple[float, float]:
        """Two numbers from 0 to below 1 of the day, the same whatever the ties are."""
        word = draw_bits(self.world.key(purpose), self.number)
        return (word >> 40) * 2.0**-24, (word & 0xFFFFFF) * 2.0**-24
