"""An agent of the reference: an ordinary Mesa agent, with short names for what every rule looks up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.agents.surface import FewAgent
from sim.scenario.schema import Scenario
from tests.reference.luck import Luck

if TYPE_CHECKING:
    from tests.reference.model import ReferenceModel


class ReferenceAgent(FewAgent):
    """A consumer, a retailer or a supplier (a `FewAgent` is Mesa's `Agent` whose model can be freed)."""

    model: ReferenceModel

    @property
    def rules(self) -> Scenario:
        """The scenario: `rules.attention.fatigue_step` is the parameter `attention.fatigue_step`."""
        return self.model.rules

    @property
    def luck(self) -> Luck:
        """Whence all draws come."""
        return self.model.luck
