"""The channels on which people reach a retailer: the platforms, and after them store, phone and e-mail."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.kernels import desk
from sim.kernels.codes import CONTACTS
from sim.scenario.schema import Scenario


def channel_names(scenario: Scenario) -> list[str]:
    """All channels, in the order of their numbers."""
    return [*scenario.platforms, *CONTACTS]


def contact_weights(scenario: Scenario) -> NDArray[np.float64]:
    """How contacts outside the platforms spread over store, phone and e-mail: zero where closed. Shape (R, 3)."""
    shares = [getattr(scenario.contact, name).share for name in CONTACTS]
    return np.array(
        [
            [
                max(share, 1e-9) if name in firm.contact_channels else 0.0
                for name, share in zip(CONTACTS, shares, strict=True)
            ]
            for firm in scenario.retailers.values()
        ]
    )


def answered(tally: NDArray[np.int64]) -> NDArray[np.int64]:
    """Contacts that were answered, complaints and questions, of a desk's tally: shape (…, columns) to (…)."""
    total: NDArray[np.int64] = tally[..., desk.REPLIES] + tally[..., desk.ANSWERS]
    return total


def channel_costs(scenario: Scenario) -> NDArray[np.int64]:
    """What an answered contact costs besides staff time, IDR, on each channel: nothing on the platforms."""
    costs = [*(0 for _ in scenario.platforms), *(getattr(scenario.contact, name).cost for name in CONTACTS)]
    return np.array(costs, dtype=np.int64)


def contact_costs(scenario: Scenario, tally: NDArray[np.int64]) -> Any:
    """What answered contacts cost besides staff time, IDR: of a tally of shape (…, channels, columns) to (…)."""
    return (answered(tally) * channel_costs(scenario)).sum(axis=-1)
