"""What Mesa sees of a model: many consumers that are views, and few agents that are objects.

Mesa and what is written for it (`DataCollector`, pages, notebooks) read a model through the public
properties `agents`, `agents_by_type` and `agent_types`. `TrmModelSurface` answers these with sets that
hold the consumers as row numbers; Mesa's own registry keeps the few agents and is left alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sim.agents.agent_sets import LazyAgentSet
from sim.agents.mesa_api import Agent, Model
from sim.agents.views import ColumnView
from sim.population import Population


class _NumbersOnTheModel:
    """Numbers for new agents, counted on their model.

    Stands in the place of Mesa 3.3's `Agent._ids`, a dictionary on the class with the models as keys:
    whatever it has numbered is never freed. Mesa 3.5 counts on the model by itself, in the attribute
    that is used here, and does not look at `_ids`.
    """

    def __getitem__(self, model: Any) -> Iterator[int]:
        number = getattr(model, "agent_id_counter", 1)
        model.agent_id_counter = number + 1
        return iter((number,))


class FewAgent(Agent):  # type: ignore[misc]
    """Base of the agents that are few: ordinary Mesa agents whose model can be freed.

    On Mesa 3.3 an agent that is no `FewAgent` keeps its model alive until the program ends.
    """

    _ids = _NumbersOnTheModel()


class TrmModelSurface(Model):  # type: ignore[misc]
    """Base of a model whose consumers are rows of a population.

    Consumers are numbered from 1 and come first in `agents`, as if they had been created before all
    others. The sets are made anew at each access: changing one in place does not change the model.

    Parameters
    ----------
    population
        The consumers' columns.
    view
        The class of a consumer's view.
    rng
        Seed of Mesa's own generators, `model.random` and `model.rng`. Only shuffling by a user draws
        from them; what agents do is drawn by `sim.randomness`.
    """

    population: Population

    def __init__(self, population: Population, view: type[ColumnView], *, rng: int | None = None) -> None:
        super().__init__(rng=rng)
        self.population = population
        self.agent_id_counter = population.size + 1
        self._view = view

    @property
    def agents(self) -> LazyAgentSet:
        """All agents: the consumers, then the few in the order of their creation."""
        return LazyAgentSet(self, self._view, few=super().agents)

    @property
    def agents_by_type(self) -> dict[type, Any]:
        """A set of agents for each class: the consumers' first, then those of Mesa's registry."""
        return {self._view: LazyAgentSet(self, self._view), **super().agents_by_type}

    @property
    def agent_types(self) -> list[type]:
        """The classes of agents, the consumers' first."""
        return [self._view, *super().agent_types]
