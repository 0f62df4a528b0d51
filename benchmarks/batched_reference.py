"""The Mesa reference as Mesa's own batch runner wants a model: numbers in, a data collector inside."""

from __future__ import annotations

from typing import Any

from mesa import DataCollector

from benchmarks.worlds import everything_on
from tests.reference.model import ReferenceModel


class BatchedReference(ReferenceModel):
    """A world that is made of numbers, and collects how many came to shop."""

    def __init__(self, consumers: int, days: int, seed: int, rng: Any = None) -> None:
        super().__init__(everything_on(consumers, days), seed)
        self.datacollector = DataCollector({"trips": lambda model: len(model.trips)})

    def step(self) -> None:
        """Live one day, and collect."""
        super().step()
        self.datacollector.collect(self)
