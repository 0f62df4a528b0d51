"""What a retailer pays for its relationships, with customers and with suppliers, and for knowing them."""

from __future__ import annotations

from collections.abc import Sequence

from sim.contact import contact_costs
from sim.firm_records import (
    COLLABORATION,
    INNOVATION_HELP,
    JOINT_COST,
    JOINT_GAIN,
    KAIZEN,
    MARKET_AUDIT,
    RIVAL_AUDIT,
)
from sim.kernels import desk, judge
from sim.kernels.ideas import SPENT
from sim.outcome import Outcome
from sim.recorder import COMMUNITY_SPENT, History
from sim.scenario.schema import Scenario

SPENDING_OUTCOMES = (
    Outcome(
        "relationship_spending",
        "Spent on relationships",
        "IDR",
        "lower",
        0,
        "Paid over the whole run for replies, contacts and refunds, counters, posts and community, IT as bought and "
        "run, data and research, improvement, ideas and joint work with suppliers; no goods, shops, brand or interest",
        at_least=0.0,
    ),
)
SPENDING_ENTRIES = (
    "wages", "internal_marketing", "contacts", "refunds", "counter", "standing_orders", "posts", "community_events",
    "community_participants", "it_purchase", "it_running", "database", "ideas", "market_audit", "rival_audit",
    "collaboration", "kaizen", "innovation_help", "joint_cost", "joint_gain",
)  # fmt: skip
"""Entries of the ledger that the outcome is the sum of. A lower price is no payment: it stands in the margin."""
_SINCE_THE_FIRST_DAY = (MARKET_AUDIT, RIVAL_AUDIT, COLLABORATION, KAIZEN, INNOVATION_HELP, JOINT_COST, JOINT_GAIN)


def spending_outcomes(
    scenario: Scenario, history: History, r: int, channels: int, accounts: Sequence[int]
) -> dict[str, float]:
    """The outcome above for one retailer."""
    name, firm = list(scenario.retailers.items())[r]
    thousands = scenario.consumers.count / 1000.0
    paid = customer_costs(scenario, history, r, channels, accounts, history.days)
    counter_hours = scenario.customers_served(name) * firm.counter.service_minutes / 60.0
    paid += history.days * round(counter_hours * firm.costs.wage)
    paid += round(firm.costs.it_purchase * thousands) * len(accounts)
    paid += float(history.flows[-1, r, list(_SINCE_THE_FIRST_DAY)].sum())
    return {"relationship_spending": paid}


def customer_costs(
    scenario: Scenario, history: History, r: int, channels: int, accounts: Sequence[int], days: int
) -> float:
    """What relations with customers cost in the last `days` days, with what was paid back to them.

    These are the contact staff and internal marketing, contacts outside the accounts, refunds, posts, community work,
    standing orders, the running of the accounts' IT and of the database, and the time that ideas take.
    """
    firm = list(scenario.retailers.values())[r]
    thousands = scenario.consumers.count / 1000.0
    sales = history.sales[-days:, r].sum(axis=0)
    desks = history.desks[-days:, r * channels : (r + 1) * channels].sum(axis=0)
    cost = desks[:, desk.REFUNDS].sum()
    cost += history.community[-days:, r, COMMUNITY_SPENT].sum()
    cost += sales[judge.STANDING_ORDERS] * firm.orders.handling_cost
    cost += contact_costs(scenario, desks)
    cost += days * firm.reply.staff_hours * thousands * firm.costs.wage
    cost += days * firm.staff.internal_marketing * thousands
    cost += days * firm.costs.it_running * thousands * len(accounts)
    cost += history.posts[-days:, list(accounts)].sum() * firm.posts.cost * thousands
    if firm.database.is_used and accounts:
        cost += days * firm.database.cost * thousands
    cost += history.ideas[-days:, r, SPENT].sum()
    return float(cost)
