"""The shelf prices of all retailers on one morning: what they follow of their rivals', and their campaigns (Z2)."""

from __future__ import annotations

import numpy as np

from sim.kernels.compiled import compiled
from sim.kernels.levers import CAMPAIGN, NOTICE_DAYS, USUAL_PRICE

# Columns of `plan`, of each retailer: what it follows of a change of its rivals' prices; chance of a campaign on a day,
# how long one lasts and what it takes off the price; and the price of its least margin, IDR
MATCH_SHARE, CAMPAIGN_PROB, CAMPAIGN_DAYS, CAMPAIGN_CUT, FLOOR = range(5)
PLAN = 5


@compiled
def set_prices(  # type: ignore[no-untyped-def]
    day, highest, plan, luck, levers, price, rivals_usual, seen, days_left, around, asked,
):
    """Fill `asked` with today's shelf price of each retailer, IDR, where all stand at `price`; once on each morning.

    A retailer's usual place among the prices is held against its rivals' mean price as it was when its notice (in days,
    in `around`) began. Neither that nor a campaign takes the price below the least margin, unless the usual price is
    there already. ``seen[retailer, day modulo its notice]`` are the rivals' mean prices of the last mornings, and
    `rivals_usual` that of the first day; `luck` is a uniform of each for a campaign, of which `days_left` are left.
    """
    retailers = price.shape[0]
    total = price.sum()
    for r in range(retailers):
        change = 0.0
        if retailers > 1:
            notice = np.int64(around[r, NOTICE_DAYS])
            seen[r, day % notice] = (total - price[r]) / (retailers - 1)
            if day + 1 >= notice:
                change = seen[r, (day + 1) % notice] / rivals_usual[r] - 1.0
        days_left[r] = max(days_left[r] - 1, 0)
        if luck[r] < plan[r, CAMPAIGN_PROB]:
            days_left[r] = np.int64(plan[r, CAMPAIGN_DAYS])
        around[r, CAMPAIGN] = days_left[r] > 0
        usual = levers[r, USUAL_PRICE]
        wanted = usual * (1.0 + plan[r, MATCH_SHARE] * change)
        if days_left[r] > 0:
            wanted *= 1.0 - plan[r, CAMPAIGN_CUT]
        asked[r] = np.int64(min(max(np.rint(wanted), min(usual, plan[r, FLOOR]), 1.0), highest))
