"""Outcomes of how a retailer treats the individual consumer: its presence, its offers and prices, its service."""

from __future__ import annotations

import math

from sim.kernels import close, desk, judge
from sim.kernels.counts import OPENED_GOODS
from sim.kernels.numbers import FIXED
from sim.outcome import Outcome
from sim.recorder import History

TREATMENT_OUTCOMES = (
    Outcome(
        "posting_intensity",
        "Posting intensity",
        "posts/day",
        "neither",
        2,
        "Posts a day over all accounts of the retailer",
    ),
    Outcome(
        "multiplex_share",
        "Customers who follow",
        "share",
        "higher",
        3,
        "Customers who follow an account of the retailer over all who ever bought",
    ),
    Outcome(
        "estimate_error",
        "Error about price sensitivity",
        "log points",
        "lower",
        3,
        "Root mean square error of the logarithm of what the retailer takes a customer's price sensitivity to be, over "
        "all who ever bought; undefined where no discount is tailored",
        at_least=0.0,
    ),
    Outcome(
        "discount_per_promoted_unit",
        "Discount on promotion",
        "IDR/unit",
        "neither",
        0,
        "Discount given over units bought by those aware of a promotion",
        at_least=0.0,
    ),
    Outcome(
        "process_score",
        "Quality of the process",
        "index 0-1",
        "higher",
        4,
        "One minus the quality lost through failures of service and waiting, mean over purchases",
    ),
    Outcome(
        "waiting_minutes",
        "Waiting in the shop",
        "minutes",
        "lower",
        2,
        "Mean minutes of waiting at the counter, over purchases; what is sent for by standing order waits for nothing",
    ),
    Outcome(
        "walkout_rate",
        "Left the queue",
        "share",
        "lower",
        4,
        "Shoppers who left with nothing because the queue was too long, over all who came to the counter or left",
    ),
    Outcome(
        "respect",
        "Respect for complainants",
        "index 0-1",
        "higher",
        3,
        "How human the answers to complaints felt, silence counting as zero, mean over complaints that ended",
    ),
    Outcome(
        "joint_solve_rate",
        "Complaints that the supplier answered",
        "share",
        "higher",
        3,
        "Answers of suppliers to complaints about their goods, over these complaints",
    ),
    Outcome(
        "standing_orders",
        "Standing orders",
        "orders/day",
        "higher",
        2,
        "Purchases by standing order, mean over days",
    ),
    Outcome(
        "routine_share",
        "Routine needs met by standing order",
        "share",
        "higher",
        4,
        "Purchases by standing order over all purchases",
    ),
)


def _ratio(top: float, bottom: float) -> float:
    return float(top) / float(bottom) if bottom else math.nan


def treatment_outcomes(history: History, r: int, accounts: list[int], rows: slice) -> dict[str, float]:
    """The outcomes above for one retailer.

    Parameters
    ----------
    accounts, rows
        Its accounts, and its rows among the desks' channels.
    """
    sales = history.sales[:, r].sum(axis=0)
    last = history.standing[-1, r]
    desks = history.desks[:, rows].sum(axis=(0, 1))
    trips, orders = sales[judge.TRIPS], sales[judge.STANDING_ORDERS]
    return {
        "posting_intensity": float(history.posts[:, accounts].sum()) / history.days,
        "multiplex_share": _ratio(last[close.MULTIPLEX], last[close.CUSTOMERS]),
        "estimate_error": math.sqrt(_ratio(sales[judge.ESTIMATE_ERROR] / FIXED, sales[judge.ESTIMATES])),
        "discount_per_promoted_unit": _ratio(sales[judge.DISCOUNT_GIVEN], sales[judge.PROMOTED_UNITS]),
        "process_score": 1.0 - _ratio(sales[judge.PROCESS_LOST] / FIXED, trips),
        "waiting_minutes": _ratio(sales[judge.WAITED] / FIXED, trips),
        "walkout_rate": _ratio(sales[judge.WALKOUTS], sales[judge.WALKOUTS] + trips - orders),
        "respect": _ratio(desks[desk.WARMTH] / FIXED, desks[desk.REPLIES] + desks[desk.SILENCES]),
        "joint_solve_rate": _ratio(history.answers[:, r].sum(), history.opened[:, rows, OPENED_GOODS].sum()),
        "standing_orders": float(orders) / history.days,
        "routine_share": _ratio(orders, trips),
    }
