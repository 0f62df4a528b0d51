"""A social platform: its bit of the scenario, and who hears whom on it (7.4)."""

from __future__ import annotations

from sim.platform import Platform as Generated
from sim.scenario.places import Platform as PlatformRules
from tests.reference.arithmetic import single


class Platform:
    """One platform.

    Attributes
    ----------
    hearers
        Numbers of the consumers who hear each consumer: friends, or followers.
    is_directed
        Whether those who hear somebody need not be heard by them.
    groups
        The group of friends to which each consumer belongs, -1 for none; None where the network has no groups.
    """

    def __init__(self, generated: Generated) -> None:
        self.number = generated.number
        self.name = generated.name
        self.rules: PlatformRules = generated.spec
        network = generated.network
        self.is_directed = network.directed
        self.groups = None if network.groups is None else network.groups.tolist()
        ends = network.indptr.tolist()
        ties = network.indices.tolist()
        self.hearers: list[list[int]] = [ties[ends[i] : ends[i + 1]] for i in range(network.nodes)]
        self._hears = [0] * network.nodes
        for hearers in self.hearers:
            for reader in hearers:
                self._hears[reader] += 1

    def share_a_group(self, one: int, other: int) -> bool:
        """Whether two consumers belong to the same group of friends."""
        return self.groups is not None and self.groups[one] >= 0 and self.groups[one] == self.groups[other]

    def share_kept_up_with(self, reader: int) -> float:
        """Share of what others write that a consumer keeps up with: who hears many hears a part of them."""
        return single(min(1.0, self.rules.friends_read / max(self._hears[reader], 1)))
