"""What money can do: half of it at the half spend, and never all of it."""

from __future__ import annotations


def reached(spend: float, half_spend: float) -> float:
    """Share of what money can do that `spend` does: spend / (spend + half_spend), from 0 to below 1."""
    return spend / (spend + half_spend)


class Growing:
    """A level that money spent every day builds up, and that falls back when it is no longer spent.

    Parameters
    ----------
    half_life_days
        Days in which half of the way to what the money can do is gone.

    Attributes
    ----------
    level
        From 0, on the first day, to below 1.
    """

    def __init__(self, half_life_days: float) -> None:
        self._keep = 0.5 ** (1.0 / half_life_days)
        self.level = 0.0

    def grow(self, reach: float) -> None:
        """Go a day's step towards `reach`."""
        if reach == self.level:  # it is there: so it is, and stays, on most days of most worlds
            return
        # rounding makes the last bits, which may differ between machines, irrelevant
        self.level = round(self._keep * self.level + (1.0 - self._keep) * reach, 9)
