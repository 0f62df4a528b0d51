"""A retailer's community work: when an event is due, for how long it is announced, and what it costs (K4)."""

from __future__ import annotations

from collections.abc import Sequence

from sim.account import Account
from sim.kernels.codes import INVITED
from sim.randomness import Purpose, draw_uniform, stream
from sim.scenario.firms import Community
from sim.world import World


class CommunityWork:
    """The community events of one retailer.

    Attributes
    ----------
    invites_for
        Days for which the present event is still announced, today included.
    begun
        Events that begin today.
    """

    def __init__(self, world: World, retailer: int, spec: Community, accounts: Sequence[Account]) -> None:
        self.world = world
        self.retailer = retailer
        self.spec = spec
        self._accounts = [account.number for account in accounts]
        self._event_cost = world.per_thousand(spec.event_cost)
        self._events_a_day = spec.events_per_year / 365.0
        # where in its rhythm the work starts: keyed by the number that a platform past the last would have
        self.due = draw_uniform(stream(world.seed, Purpose.POSTING), (retailer * 8 + 7) * 4)
        self.invites_for = 0
        self.begun = 0

    def plan(self) -> None:
        """Begin an event when one is due, and announce it; without an account nobody could be invited."""
        self.begun = 0
        self.invites_for = max(self.invites_for - 1, 0)
        if not self._accounts:
            return
        self.due += self._events_a_day
        if self.due >= 1.0:
            self.due -= 1.0
            self.begun = 1
            self.invites_for = self.spec.invite_days
            self.world.population.history[self.retailer] &= 255 - INVITED
        self.world.announces[self.retailer] = self.invites_for > 0

    @property
    def money_for_events(self) -> int:
        """What the events that begin today cost, IDR."""
        return self._event_cost * self.begun
