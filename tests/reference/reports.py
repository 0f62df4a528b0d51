"""A report to a supplier: what one of a retailer's customers complained of (7.13)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.reference.consumer import Consumer
    from tests.reference.retailer import Retailer
    from tests.reference.supplier import Supplier


@dataclass(frozen=True)
class Report:
    """On the day `due` the supplier reads it, and its answer adds `gain` to the writer's commitment."""

    due: int
    consumer: Consumer
    retailer: Retailer
    supplier: Supplier
    cause: int
    gain: float

    def hear_answer(self) -> None:
        """The writer gets the supplier's answer and is tied a little closer to the retailer."""
        tie = self.consumer.tie[self.retailer]
        tie.commitment += self.gain * (1.0 - tie.commitment)
