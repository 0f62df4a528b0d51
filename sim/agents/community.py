"""The retailers' community work: when an event is due, for how long it is announced, and what it costs (K4)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.kernels import community as kernel
from sim.kernels.codes import INVITED
from sim.randomness import Purpose, draw_uniform, stream
from sim.world import World

Counts = NDArray[np.int64]


class CommunityWork:
    """The community events of all retailers.

    Attributes
    ----------
    due
        How far each is on its way to the next event: one begins at 1. Shape (R,).
    invites_for
        Days for which the present event is still announced, today included. Shape (R,).
    begun
        Whether an event begins today. Shape (R,).
    """

    def __init__(self, world: World) -> None:
        plans = [firm.community for firm in world.scenario.retailers.values()]
        self.world = world
        self._events_a_day = np.array([plan.events_per_year / 365.0 for plan in plans], dtype=np.float64)
        self._invite_days: Counts = np.array([plan.invite_days for plan in plans], dtype=np.int64)
        self._event_cost: Counts = np.array([world.per_thousand(plan.event_cost) for plan in plans], dtype=np.int64)
        self._can_invite = world.account_mask > 0
        # where in its rhythm the work starts: keyed by the number that a platform past the last would have
        key = stream(world.seed, Purpose.POSTING)
        self.due = np.array([draw_uniform(key, (r * 8 + 7) * 4) for r in range(len(plans))], dtype=np.float64)
        self.invites_for: Counts = np.zeros(len(plans), dtype=np.int64)
        self.begun = np.zeros(len(plans), dtype=np.bool_)

    def plan(self) -> None:
        """Begin the events that are due: everybody makes up their mind anew whether to come."""
        world = self.world
        if kernel.plan(
            self._events_a_day, self._invite_days, self._event_cost, self._can_invite, self.due, self.invites_for,
            self.begun, world.announces, world.books.today,
        ):  # fmt: skip
            world.population.history[self.begun] &= 255 - INVITED
