"""Outcomes of a retailer's orders: how well it foresees demand, how its orders swing, how long it waits for goods.

All but the wait are read off the last three quarters of a run: the shelves are full on the first day and the forecast
begins with a guess, so that the first orders tell of that and not of the rule.
"""

from __future__ import annotations

import math

import numpy as np

from sim.outcome import Outcome
from sim.recorder import ARRIVED, MADE_AHEAD, ON_TIME, ORDERED, WAITED, WANTED, History
from sim.scenario.schema import Scenario

WEEK = 7
LEAST_CYCLES = 8  # orders from which a variance says something

SUPPLY_OUTCOMES = (
    Outcome(
        "forecast_error",
        "Forecast error",
        "ratio",
        "lower",
        3,
        "Mean absolute error of the forecast of a week's demand, over that demand",
    ),
    Outcome(
        "bullwhip",
        "Bullwhip",
        "ratio",
        "lower",
        2,
        "Variance of what is ordered over variance of what consumers want, from one order to the next",
    ),
    Outcome("delivery_days", "Wait for goods", "days", "lower", 2, "Mean days from order to delivery, over units"),
    Outcome(
        "on_time_share",
        "Goods that come on time",
        "share",
        "higher",
        3,
        "Units that suppliers delivered within their lead time, over all that they delivered",
    ),
    Outcome(
        "supplier_stock_days",
        "Stock of the suppliers",
        "days",
        "lower",
        2,
        "Units made ahead and not yet ordered, in days of deliveries, of all suppliers",
    ),
)


def supply_outcomes(scenario: Scenario, history: History, r: int) -> dict[str, float]:
    """The outcomes above for one retailer; those of suppliers are the same for all."""
    counts = [len(scenario.suppliers_of(name)) for name in scenario.retailers]
    offers = slice(sum(counts[:r]), sum(counts[: r + 1]))
    goods, forecast = history.goods[:, offers], history.forecast[:, offers]
    settled = history.days // 4
    arrived = float(goods[:, :, ARRIVED].sum())
    delivered = float(history.goods[settled:, :, ARRIVED].sum())
    ahead = float(history.makers[settled:, :, MADE_AHEAD].sum())
    error, wanted = _weekly_errors(goods[:, :, WANTED], forecast, settled)
    return {
        "forecast_error": float(np.abs(error).sum()) / wanted if wanted else math.nan,
        "bullwhip": _bullwhip(goods, settled, r, list(scenario.retailers.values())[r].stock.review_days),
        "delivery_days": float(goods[:, :, WAITED].sum()) / arrived if arrived else math.nan,
        "on_time_share": float(goods[:, :, ON_TIME].sum()) / arrived if arrived else math.nan,
        "supplier_stock_days": ahead / delivered if delivered else math.nan,
    }


def _weekly_errors(
    wanted: np.ndarray[tuple[int, ...], np.dtype[np.int64]],
    forecast: np.ndarray[tuple[int, ...], np.dtype[np.float64]],
    settled: int,
) -> tuple[np.ndarray[tuple[int, ...], np.dtype[np.float64]], float]:
    """Forecast less demand of each week after `settled` and each offer, and the demand of all these weeks."""
    ends = np.arange(settled + WEEK, len(wanted), WEEK)
    so_far = np.cumsum(wanted, axis=0)
    weeks = so_far[ends] - so_far[ends - WEEK]
    return forecast[ends - WEEK] * WEEK - weeks, float(weeks.sum())


def _bullwhip(goods: np.ndarray[tuple[int, ...], np.dtype[np.int64]], settled: int, r: int, review_days: int) -> float:
    """Over the retailer's own cycles of ordering, so that ordering rarely is not taken for ordering wildly."""
    days = np.arange(settled + review_days, len(goods))
    ends = days[(days + r) % review_days == 0]
    if len(ends) < LEAST_CYCLES:
        return math.nan
    so_far = np.cumsum(goods[:, :, WANTED], axis=0)
    wanted = (so_far[ends] - so_far[ends - review_days]).var(axis=0, ddof=1).sum()
    ordered = goods[ends, :, ORDERED].var(axis=0, ddof=1).sum()
    return float(ordered / wanted) if wanted > 0 else math.nan
