"""What an outcome is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Better = Literal["higher", "lower", "neither"]


@dataclass(frozen=True)
class Outcome:
    """What an outcome is called, counted in, and which way is better (for the retailer and its consumers)."""

    name: str
    title: str
    unit: str
    better: Better
    decimals: int
    description: str
