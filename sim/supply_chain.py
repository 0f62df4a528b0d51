"""Outcomes of a retailer's orders: how well it foresees demand, how its orders swing, how long it waits for goods.

All but the wait are read off the last three quarters of a run: the shelves are full on the first day and the forecast
begins with a guess, so that the first orders tell of that and not of the rule.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from sim.firm_records import MADE_AHEAD
from sim.outcome import Outcome
from sim.recorder import ARRIVED, ON_TIME, ORDERED, RECEIVED, WAITED, WANTED, WEEK, History
from sim.scenario.schema import Scenario

LEAST_CYCLES = 8  # orders from which a variance says something
BIAS_WEEKS = 4  # weeks in which errors may cancel: those that do not are bias

Counts = NDArray[np.int64]
Floats = NDArray[np.float64]

SUPPLY_OUTCOMES = (
    Outcome(
        "forecast_error",
        "Forecast error",
        "ratio",
        "lower",
        3,
        "Mean absolute error of the forecast of a week's demand, over that demand",
        at_least=0.0,
    ),
    Outcome(
        "forecast_bias",
        "Forecast bias",
        "ratio",
        "lower",
        4,
        "Mean absolute error of the forecasts of four weeks running taken together, over their demand",
        at_least=0.0,
    ),
    Outcome(
        "bullwhip",
        "Bullwhip",
        "ratio",
        "lower",
        2,
        "Variance of what is ordered over variance of what consumers want, from one order to the next",
        at_least=0.0,
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
        "order_error",
        "Error of the expected orders",
        "ratio",
        "lower",
        3,
        "Mean absolute error of the orders that suppliers expect while goods are made, over those that come",
        at_least=0.0,
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
    error, weeks = _weekly_errors(goods[:, :, WANTED], forecast, settled)
    wanted = float(weeks.sum())
    return {
        "forecast_error": float(np.abs(error).sum()) / wanted if wanted else math.nan,
        "forecast_bias": _bias(error.sum(axis=1), weeks.sum(axis=1)),
        "bullwhip": _bullwhip(goods, settled, r, list(scenario.retailers.values())[r].stock.review_days),
        "delivery_days": float(goods[:, :, WAITED].sum()) / arrived if arrived else math.nan,
        "on_time_share": float(goods[:, :, ON_TIME].sum()) / arrived if arrived else math.nan,
        "order_error": _order_error(scenario, history, settled),
        "supplier_stock_days": ahead / delivered if delivered else math.nan,
    }


def _weekly_errors(wanted: Counts, forecast: Floats, settled: int) -> tuple[Floats, Counts]:
    """Forecast less demand, and demand, of each week after `settled` and each offer. Shapes (W, O)."""
    ends = np.arange(settled + WEEK, len(wanted), WEEK)
    so_far = np.cumsum(wanted, axis=0)
    weeks = so_far[ends] - so_far[ends - WEEK]
    return forecast[ends - WEEK] * WEEK - weeks, weeks


def _bias(error: Floats, wanted: Counts) -> float:
    """What is left of the errors when those of `BIAS_WEEKS` weeks running may cancel."""
    months = len(error) // BIAS_WEEKS
    together = error[: months * BIAS_WEEKS].reshape(months, BIAS_WEEKS).sum(axis=1)
    demand = float(wanted[: months * BIAS_WEEKS].sum())
    return float(np.abs(together).sum()) / demand if demand else math.nan


def _order_error(scenario: Scenario, history: History, settled: int) -> float:
    """Over all suppliers that take days to make goods: orders expected to reach them against those that did."""
    makers = list(scenario.suppliers.values())
    names = list(scenario.suppliers)
    sold = [names.index(maker) for name in scenario.retailers for maker in scenario.suppliers_of(name)]
    missed = came = 0.0
    for s, maker in enumerate(makers):
        making = min(maker.planning.making_days, maker.lead_time_days - 1)
        so_far = np.cumsum(history.goods[:, np.array(sold) == s, RECEIVED].sum(axis=1))
        days = np.arange(settled, len(so_far) - making)
        if not making or not len(days):
            continue
        then = so_far[days + making] - so_far[days]
        missed += float(np.abs(history.expected_orders[days, s] - then).sum())
        came += float(then.sum())
    return missed / came if came else math.nan


def _bullwhip(goods: Counts, settled: int, r: int, review_days: int) -> float:
    """Over the retailer's own cycles of ordering, so that ordering rarely is not taken for ordering wildly."""
    days = np.arange(settled + review_days, len(goods))
    ends = days[(days + r) % review_days == 0]
    if len(ends) < LEAST_CYCLES:
        return math.nan
    so_far = np.cumsum(goods[:, :, WANTED], axis=0)
    wanted = (so_far[ends] - so_far[ends - review_days]).var(axis=0, ddof=1).sum()
    ordered = goods[ends, :, ORDERED].var(axis=0, ddof=1).sum()
    return float(ordered / wanted) if wanted > 0 else math.nan
