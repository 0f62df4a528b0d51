"""What money can do: half of it at the half spend, and never all of it."""

from __future__ import annotations


def reached(spend: float, half_spend: float) -> float:
    """Share of what money can do that `spend` does: spend / (spend + half_spend), from 0 to below 1."""
    return spend / (spend + half_spend)


def kept(half_life_days: float) -> float:
    """Part of the way to what money can do that is still to go after a day, where half of it is gone in a half-life."""
    return float(0.5 ** (1.0 / half_life_days))
