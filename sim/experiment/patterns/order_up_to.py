"""Order-up-to by a moving average, as a policy of one's own: the textbook's retailer for which the bullwhip is known.

A file that scenarios name (docs/policies.md), and so one that stands alone. Chen, Drezner, Ryan and Simchi-Levi (2000)
reckon with a level that covers the lead time at the mean of the last p days of demand, and with orders that may be
negative; here they are cut at nothing, which a demand that swings little hardly ever asks for.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping

from sim.policies import OwnPolicy, View


class _MovingAverage(OwnPolicy):
    days = 0

    def __init__(self) -> None:
        self._wanted: dict[str, deque[int]] = {}
        self._level: dict[str, float] = {}

    def orders(self, view: View) -> Mapping[str, int]:
        """What was wanted today, and by how much the level to order up to has moved."""
        chosen = {}
        for name, shelf in view.shelves.items():
            past = self._wanted.setdefault(name, deque(maxlen=self.days))
            past.append(view.today.wanted.get(name, 0))
            level = shelf.lead_time_days * sum(past) / len(past)
            moved = level - self._level.get(name, level) if len(past) == self.days else 0.0
            self._level[name] = level
            chosen[name] = max(round(past[-1] + moved), 0)
        return chosen


class Week(_MovingAverage):
    """Over seven days."""

    days = 7


class Fortnight(_MovingAverage):
    """Over fourteen days."""

    days = 14


class FourWeeks(_MovingAverage):
    """Over twenty-eight days."""

    days = 28
