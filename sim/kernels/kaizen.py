"""Continuous improvement of product, price, promotion and place, and the levers that follow from it (Z7)."""

from __future__ import annotations

import numpy as np

from sim.kernels.books import SHOPS
from sim.kernels.compiled import compiled
from sim.kernels.effort import grown
from sim.kernels.levers import PULL, SERVICE_FAILURE_PROB, SPOILAGE_RATE, USUAL_PRICE

# Columns of `levels` and `reach`, of each retailer: how far it has come with each of the four Ps, and can come
PRODUCT, PRICE, PROMOTION, PLACE = range(4)
# Entries of `rule`, the scenario's parameters of continuous improvement
SERVICE_EFFECT, SPOILAGE_EFFECT, COST_SAVING, PRICE_CUT, PULL_EFFECT, PLACE_EFFECT = range(6)
# Columns of `start`, of each retailer on the first day: chance of a failed service, share of the stock that spoils,
# shop costs of a day per 1,000 consumers and the shelf price, IDR, and convenience
START_SERVICE, START_SPOILAGE, START_SHOPS, START_PRICE, START_PLACE = range(5)


@compiled
def improve(keep, rule, consumers, reach, start, levels, levers, convenience, today):  # type: ignore[no-untyped-def]
    """Every retailer goes a day's step with each P; `levers`, `convenience` and the shop costs of `today` follow."""
    for r in range(levels.shape[0]):
        for lever in range(levels.shape[1]):
            levels[r, lever] = grown(levels[r, lever], reach[r, lever], keep)
    set_levers(rule, consumers, start, levels, levers, convenience, today)


@compiled
def set_levers(rule, consumers, start, levels, levers, convenience, today):  # type: ignore[no-untyped-def]
    """What follows of how far each retailer has come; part of what its shops save is handed on in the price."""
    for r in range(levels.shape[0]):
        product, price = levels[r, PRODUCT], levels[r, PRICE]
        levers[r, SERVICE_FAILURE_PROB] = start[r, START_SERVICE] * (1.0 - rule[SERVICE_EFFECT] * product)
        levers[r, SPOILAGE_RATE] = start[r, START_SPOILAGE] * (1.0 - rule[SPOILAGE_EFFECT] * product)
        levers[r, USUAL_PRICE] = max(np.rint(start[r, START_PRICE] * (1.0 - rule[PRICE_CUT] * price)), 1.0)
        levers[r, PULL] = 1.0 + rule[PULL_EFFECT] * levels[r, PROMOTION]
        convenience[r] = start[r, START_PLACE] + rule[PLACE_EFFECT] * levels[r, PLACE]
        costs = np.int64(np.rint(start[r, START_SHOPS] * (1.0 - rule[COST_SAVING] * price)))
        today[r, SHOPS] = costs * consumers // 1000
