"""What money can do: half of it at the half spend, and never all of it; and what takes its time to come about."""

from __future__ import annotations

from tests.reference.arithmetic import keep


def reached(spend: float, half_spend: float) -> float:
    """Share of what money can do that a spending does, from 0 to below 1."""
    return spend / (spend + half_spend)


class Growing:
    """A level that goes, day by day, towards what the spending can do, and from 0 on the first day."""

    def __init__(self, goal: float, half_life_days: float) -> None:
        self.goal = goal
        self.half_life_days = half_life_days
        self.level = 0.0

    def grow(self) -> None:
        """Go a day's step."""
        kept = keep(self.half_life_days)
        self.level = round(kept * self.level + (1.0 - kept) * self.goal, 9)
