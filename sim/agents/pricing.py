"""A retailer's shelf price: its usual price, what it follows of its rivals' prices, and its campaigns (Z2)."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Sequence

from sim.effort import reached
from sim.kernels.levers import CAMPAIGN, NOTICE_DAYS
from sim.scenario.registry import parameter
from sim.world import World


class Pricing:
    """How one retailer sets its price.

    Attributes
    ----------
    notice_days
        Days by which what it knows of its rivals' prices is old.
    campaign
        Whether a campaign runs today.
    """

    def __init__(self, world: World, number: int) -> None:
        spec = world.scenario.retailers[world.retailer_names[number]]
        rule, market = world.scenario.audit, world.market
        self.world = world
        self.number = number
        self.plan = spec.pricing
        unseen = 1.0 - reached(spec.audit.rival_spend, rule.half_spend)
        self.notice_days = max(round(rule.notice_days * unseen), 1)
        world.around[number, NOTICE_DAYS] = self.notice_days
        self.campaign = False
        self._campaign_days_left = 0
        self._campaign_prob = self.plan.campaigns_per_year / 365.0
        self._highest = int(parameter("retailers.*.price").high or 0)
        dearest = max(int(market.wholesale[market.offer_supplier[o]]) for o in market.offers_of(number))
        self._floor = math.ceil(dearest * (1.0 + self.plan.least_margin))
        self._rivals = len(market.price) - 1
        self._rivals_usual = self._rivals_mean(market.price.tolist())
        self._seen: deque[float] = deque(maxlen=self.notice_days)  # the rivals' mean prices of the last days

    def today(self, usual: int, prices: Sequence[int]) -> int:
        """Today's shelf price, IDR, from the usual one and all prices as they stand; to be asked once on each morning.

        Its place among the prices is held against the rivals' mean price as it was `notice_days` ago. Neither that
        nor a campaign takes the price below the least margin, unless the usual price is there already.
        """
        if self._rivals:
            self._seen.append(self._rivals_mean(prices))
        self._run_campaigns()
        price = usual * (1.0 + self.plan.match_share * self._known_change())
        if self.campaign:
            price *= 1.0 - self.plan.campaign_cut
        return min(max(round(price), min(usual, self._floor), 1), self._highest)

    def _known_change(self) -> float:
        """How far the rivals' mean price is known to be from its usual level, as a share of that."""
        if len(self._seen) < self.notice_days:
            return 0.0
        return self._seen[0] / self._rivals_usual - 1.0

    def _run_campaigns(self) -> None:
        self._campaign_days_left = max(self._campaign_days_left - 1, 0)
        if self.world.luck.campaign[self.number] < self._campaign_prob:
            self._campaign_days_left = self.plan.campaign_days
        self.campaign = self._campaign_days_left > 0
        self.world.around[self.number, CAMPAIGN] = self.campaign

    def _rivals_mean(self, prices: Sequence[int]) -> float:
        """Mean shelf price of the others."""
        return (sum(prices) - prices[self.number]) / self._rivals if self._rivals else math.nan
