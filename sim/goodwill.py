"""The goodwill that a retailer's community work brings: a stock of each retailer, made by those who take part (K4)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.kernels import pages
from sim.scenario.schema import Scenario

Floats = NDArray[np.float64]


class Goodwill:
    """The goodwill of every retailer, from 0 to 1, and what it shields today.

    Attributes
    ----------
    stock
        Of each retailer. Shape (R,).
    shield
        Share of a failure's harm that it takes away, for those who know of the work. Shape (R,).
    """

    def __init__(self, scenario: Scenario) -> None:
        self.rule = scenario.goodwill
        self._keep = 0.5 ** (1.0 / self.rule.half_life_days)
        self.stock: Floats = np.zeros(len(scenario.retailers), dtype=np.float64)

    @property
    def shield(self) -> Floats:
        """Share of a failure's harm that goodwill takes away. Shape (R,)."""
        return self.rule.buffer * self.stock

    def settle(self, participants: NDArray[np.int64], thousands: float) -> None:
        """In the evening: those who took part today add to the stock, and it is forgotten a little."""
        pages.settle_goodwill(self._keep, self.rule.half_participants, participants, max(thousands, 1e-9), self.stock)
