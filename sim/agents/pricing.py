"""The retailers' shelf prices: the usual ones, what each follows of its rivals' prices, and its campaigns (Z2)."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from sim.agents.retailer import Retailer
from sim.effort import reached
from sim.kernels import shelf_prices as kernel
from sim.kernels.levers import NOTICE_DAYS
from sim.scenario.registry import parameter
from sim.world import World


class Pricing:
    """How all retailers set their prices, and those whose own policies do their prices and discounts.

    Attributes
    ----------
    notice_days
        Days by which what each knows of its rivals' prices is old. Shape (R,).
    campaign_days_left
        Days for which a price campaign of each still runs, today included. Shape (R,).
    """

    def __init__(self, world: World, retailers: Sequence[Retailer]) -> None:
        rule, market = world.scenario.audit, world.market
        self.world = world
        self._deciders = [own for own in retailers if own.decides("price") or own.decides("discount")]
        self._highest = float(parameter("retailers.*.price").high or 0)
        self._plan: NDArray[np.float64] = np.zeros((len(retailers), kernel.PLAN), dtype=np.float64)
        self.notice_days = np.ones(len(retailers), dtype=np.int64)
        for r, retailer in enumerate(retailers):
            own = retailer.spec.pricing
            unseen = 1.0 - reached(retailer.spec.audit.rival_spend, rule.half_spend)
            self.notice_days[r] = max(round(rule.notice_days * unseen), 1)
            dearest = max(int(market.wholesale[market.offer_supplier[o]]) for o in market.offers_of(r))
            self._plan[r] = (
                own.match_share, own.campaigns_per_year / 365.0, own.campaign_days, own.campaign_cut,
                math.ceil(dearest * (1.0 + own.least_margin)),
            )  # fmt: skip
        world.around[:, NOTICE_DAYS] = self.notice_days
        rivals = max(len(retailers) - 1, 1)
        self._rivals_usual = (market.price.sum() - market.price) / rivals
        self._seen = np.zeros((len(retailers), int(self.notice_days.max())), dtype=np.float64)
        self._asked = np.zeros_like(market.price)
        self.campaign_days_left = np.zeros(len(retailers), dtype=np.int64)

    def set_prices(self) -> None:
        """Set today's shelf prices and discounts, by all at once: each knows what the prices are as they stand."""
        world, market, asked = self.world, self.world.market, self._asked
        kernel.set_prices(
            world.day, self._highest, self._plan, world.luck.campaign, world.levers, market.price, self._rivals_usual,
            self._seen, self.campaign_days_left, world.around, asked,
        )  # fmt: skip
        for retailer in self._deciders:
            asked[retailer.number] = retailer.set_price(int(asked[retailer.number]))
        market.price[:] = asked
