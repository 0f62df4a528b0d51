"""What chance has in store for firms today: keyed draws, made for all of them at once."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.kernels import luck
from sim.randomness import Purpose

_SINGLE = (Purpose.CAMPAIGN, Purpose.DISRUPTION, Purpose.AUTHORITY, Purpose.SPOILAGE)
_PAIR = int(Purpose.LEAD_TIME)


class FirmLuck:
    """Uniforms of today, each of at least 0 and below 1.

    Attributes
    ----------
    campaign, authority
        Of each retailer: whether a campaign begins, whether a shock hits its places.
    disruption
        Of each retailer: whether carriers hold up what is sent to it, and for how long. Shape (R, 2).
    spoilage
        Of each offer: the rounding of what spoils. Shape (O,).
    lead_time
        Of each supplier and retailer: how long what is sent today is under way. Shape (S, R).
    """

    def __init__(self, retailers: int, suppliers: int, offers: int) -> None:
        self._single = np.zeros((len(_SINGLE), max(retailers, offers), 2), dtype=np.float64)
        self._purposes = np.array(_SINGLE, dtype=np.int64)
        self.campaign: NDArray[np.float64] = self._single[_SINGLE.index(Purpose.CAMPAIGN), :retailers, 0]
        self.authority: NDArray[np.float64] = self._single[_SINGLE.index(Purpose.AUTHORITY), :retailers, 0]
        self.disruption: NDArray[np.float64] = self._single[_SINGLE.index(Purpose.DISRUPTION), :retailers]
        self.spoilage: NDArray[np.float64] = self._single[_SINGLE.index(Purpose.SPOILAGE), :offers, 0]
        self.lead_time: NDArray[np.float64] = np.zeros((suppliers, retailers), dtype=np.float64)

    def begin_day(self, keys: NDArray[np.uint64]) -> None:
        """Draw for a new day; `keys` are those of its streams, by purpose."""
        luck.draw_for_firms(keys, self._purposes, self._single, _PAIR, self.lead_time)
