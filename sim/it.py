"""The IT of every retailer: how much of its promise it keeps, for good, and whether it is down today (K2, Q3, Ta).

Nobody knows before it is bought what IT will bring. Each retailer's has one effect between 0 and 1 that is drawn
once and lasts, the same under every policy; a retailer without an account has bought none. Whatever reads a
retailer's effect multiplies by it what fully effective IT would do: so IT that fails costs as much and does nothing.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import special

from sim.kernels import luck
from sim.randomness import Purpose, draw_uniform, stream
from sim.scenario.schema import Scenario
from sim.scenario.serving import TechnologyRules

Floats = NDArray[np.float64]


def drawn_effect(rule: TechnologyRules, luck: float, failure: float) -> float:
    """The effect of one retailer's IT: none with chance `failure_prob`, else a beta draw.

    Parameters
    ----------
    luck, failure
        Uniforms: where in its distribution the effect lies, and whether there is any.
    """
    if failure < rule.failure_prob:
        return 0.0
    mean, spread = rule.effect, rule.effect_spread
    if spread == 0.0 or mean in (0.0, 1.0):
        return mean
    weight = 1.0 / spread - 1.0  # a + b of the beta; the variance is spread * mean * (1 - mean)
    # rounding makes the last bits, which may differ between machines, irrelevant
    return round(float(special.betaincinv(weight * mean, weight * (1.0 - mean), luck)), 6)


class InformationTechnology:
    """What IT does for each retailer.

    Attributes
    ----------
    effect
        Part of its promise that it keeps, 0 to 1; 0 without an account. Shape (R,).
    down
        Whether it is down today. Shape (R,).
    message_pace
        Of the staff minutes of a message, what IT leaves. Shape (R,).
    auto_answer_share
        Share of the routine questions written to the retailer that it answers at once. Shape (R,).
    mean_order_days
        Of the days that an order takes to reach its supplier by hand, what IT leaves. Shape (R,).
    order_days
        Whole days that an order of today takes to its supplier. Shape (R,).
    """

    def __init__(self, scenario: Scenario, seed: int) -> None:
        firms = [firm.it for firm in scenario.retailers.values()]
        key = stream(seed, Purpose.IT_EFFECT, -1)
        bought = np.array([bool(scenario.accounts_of(name)) for name in scenario.retailers])
        drawn = [drawn_effect(scenario.it, draw_uniform(key, r), draw_uniform(key, r, 1)) for r in range(len(firms))]
        self.effect: Floats = np.where(bought, drawn, 0.0)
        self.message_pace: Floats = 1.0 - np.array([f.speed_gain for f in firms]) * self.effect
        self.auto_answer_share: Floats = np.array([f.auto_answer_share for f in firms]) * self.effect
        self.mean_order_days: Floats = np.array([f.order_days for f in firms]) * (1.0 - self.effect)
        self._outage_prob = np.array([f.outage_prob for f in firms]) * bought
        self.down = np.zeros(len(firms), dtype=np.bool_)
        self.order_days: NDArray[np.int64] = np.zeros(len(firms), dtype=np.int64)

    def begin_day(self, key: np.uint64) -> None:
        """See whose IT is down today; `key` is that of today's stream."""
        luck.draw_for_it(key, self._outage_prob, self.mean_order_days, self.down, self.order_days)
