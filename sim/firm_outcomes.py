"""Outcomes of what firms do with each other: prices, capital, joint ventures and ideas."""

from __future__ import annotations

import math

import numpy as np

from sim.firm_records import DEBT, INTEREST, JOINT_COST, JOINT_EARNED, JOINT_GAIN, JOINT_SPARED, JOINT_SPENT, OWED
from sim.kernels.books import TOTAL_ASSETS
from sim.kernels.ideas import CARRIED_OUT, PASSED_ON, RECEIVED
from sim.kernels.levers import CAMPAIGN, NOTICE_DAYS, USUAL_PRICE
from sim.outcome import Outcome
from sim.recorder import History
from sim.scenario.schema import Scenario

FIRM_OUTCOMES = (
    Outcome(
        "price_gap",
        "Price gap",
        "ratio",
        "neither",
        4,
        "Mean distance of the price from its usual place among the rivals' prices, on days without own campaign",
        at_least=0.0,
    ),
    Outcome(
        "reaction_days",
        "Reaction lag",
        "days",
        "lower",
        1,
        "Days after which the retailer follows its rivals' prices; undefined for one that does not",
    ),
    Outcome(
        "capital_cost",
        "Cost of capital",
        "share/year",
        "lower",
        4,
        "Interest paid, and what the owners could earn elsewhere on theirs, over debt and owners' capital",
    ),
    Outcome(
        "joint_surplus",
        "Surplus of joint projects: retailer",
        "IDR",
        "higher",
        0,
        "Failure costs that joint projects spared, less its part of their cost and what it paid suppliers of the gain",
    ),
    Outcome(
        "joint_surplus_suppliers",
        "Surplus of joint projects: suppliers",
        "IDR",
        "higher",
        0,
        "What all retailers paid suppliers of the gain, less the suppliers' part of the cost",
    ),
    Outcome("ideas_received", "Ideas received", "ideas", "higher", 0, "Ideas that customers sent to the accounts"),
    Outcome("ideas_passed_on", "Ideas passed on", "ideas", "higher", 0, "Those that were sent on to suppliers"),
    Outcome("ideas_carried_out", "Ideas carried out", "ideas", "higher", 0, "Those that suppliers carried out"),
)


def firm_outcomes(scenario: Scenario, history: History, r: int) -> dict[str, float]:
    """The outcomes above for one retailer; that of the suppliers is the same for all."""
    last, ideas = history.flows[-1, r], history.ideas[:, r].sum(axis=0)
    suppliers = history.ventures[-1].sum(axis=0)
    firm = list(scenario.retailers.values())[r]
    follows = firm.pricing.match_share > 0.0 and len(scenario.retailers) > 1
    spared = float(history.flows[:, r, JOINT_SPARED].sum())
    return {
        "price_gap": _price_gap(history, r),
        "reaction_days": float(history.around[:, r, NOTICE_DAYS].mean()) if follows else math.nan,
        "capital_cost": _capital_cost(history, r, firm.finance.equity_return),
        "joint_surplus": spared - float(last[JOINT_COST] + last[JOINT_GAIN]),
        "joint_surplus_suppliers": float(suppliers[JOINT_EARNED] - suppliers[JOINT_SPENT]),
        "ideas_received": float(ideas[RECEIVED]),
        "ideas_passed_on": float(ideas[PASSED_ON]),
        "ideas_carried_out": float(ideas[CARRIED_OUT]),
    }


def _price_gap(history: History, r: int) -> float:
    others = np.arange(history.prices.shape[1]) != r
    if not others.any():
        return math.nan
    usual = history.levers[:, :, USUAL_PRICE]
    place = history.prices[:, r] / history.prices[:, others].mean(axis=1)
    usual_place = usual[:, r] / usual[:, others].mean(axis=1)
    plain = history.around[:, r, CAMPAIGN] == 0
    return float(np.abs(place / usual_place - 1.0)[plain].mean()) if plain.any() else math.nan


def _capital_cost(history: History, r: int, wanted: float) -> float:
    owed = float(history.flows[:, r, OWED].mean())
    equity = float(np.maximum(history.money[:, r, TOTAL_ASSETS] - history.flows[:, r, DEBT], 0).mean())
    interest = float(history.flows[-1, r, INTEREST]) / history.days * 365.0
    return (interest + wanted * equity) / (owed + equity) if owed + equity > 0 else math.nan
