"""A social platform: its bit of the scenario, and who hears whom on it (7.4)."""

from __future__ import annotations

from sim.platform import Platform as Generated
from sim.scenario.places import Platform as PlatformRules
from tests.reference.arithmetic import single

PHONE_AND_COUNTER = None
"""In place of a platform: the channel that needs no account. Words said face to face have no platform either."""


class Platform:
    """One platform.

    Attributes
    ----------
    hearers
        Numbers of the consumers who hear each consumer: friends, or followers.
    """

    def __init__(self, generated: Generated) -> None:
        self.number = generated.number
        self.name = generated.name
        self.rules: PlatformRules = generated.spec
        network = generated.network
        ends = network.indptr.tolist()
        ties = network.indices.tolist()
        self.hearers: list[list[int]] = [ties[ends[i] : ends[i + 1]] for i in range(network.nodes)]
        self._hears = [0] * network.nodes
        for hearers in self.hearers:
            for reader in hearers:
                self._hears[reader] += 1

    def share_kept_up_with(self, reader: int) -> float:
        """Share of what others write that a consumer keeps up with: who hears many hears a part of them."""
        return single(min(1.0, self.rules.friends_read / max(self._hears[reader], 1)))
