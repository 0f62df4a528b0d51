"""Outcomes as pure functions of what the recorder wrote down."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from sim.contact import contact_costs
from sim.firm_outcomes import FIRM_OUTCOMES, firm_outcomes
from sim.firm_records import MAKER_PROFIT
from sim.kernels import close, desk, feed, judge, words
from sim.kernels.books import GOODS_SOLD, PROFIT, RELATIONAL, STOCK, TOTAL_ASSETS
from sim.kernels.counts import INBOX, OPENED, OPENED_PUBLIC, PUBLIC_THREADS
from sim.kernels.numbers import FIXED
from sim.outcome import Outcome
from sim.recorder import GOODWILL, History
from sim.ror import Window, discount_over, return_on_relationship, total_relationship
from sim.scenario.schema import Scenario
from sim.service import SERVICE_OUTCOMES, service_outcomes
from sim.spending import SPENDING_OUTCOMES, customer_costs, spending_outcomes
from sim.supply_chain import SUPPLY_OUTCOMES, supply_outcomes
from sim.treatment import TREATMENT_OUTCOMES, treatment_outcomes

Floats = NDArray[np.float64]


OUTCOMES: dict[str, Outcome] = {
    o.name: o
    for o in (
        Outcome(
            "loyalty",
            "Loyalty (attitude)",
            "index 0-1",
            "higher",
            3,
            "Mean of satisfaction, trust and commitment over all who ever bought; zero for those who left",
        ),
        Outcome(
            "share_of_wallet",
            "Loyalty (share of wallet)",
            "share",
            "higher",
            3,
            "Purchases at the retailer over all purchases of its customers, recent ones weighing more",
        ),
        Outcome(
            "satisfied_share",
            "Satisfied customers",
            "share",
            "higher",
            3,
            "Customers above the satisfaction threshold over all who ever bought",
        ),
        Outcome("satisfaction", "Satisfaction", "index 0-1", "higher", 3, "Mean over all who ever bought"),
        Outcome("trust", "Trust", "index 0-1", "higher", 3, "Mean over all who ever bought"),
        Outcome("commitment", "Commitment", "index 0-1", "higher", 3, "Mean over all who ever bought"),
        Outcome(
            "relationship_quality",
            "Relationship quality",
            "index 0-1",
            "higher",
            3,
            "Mean of trust, commitment and satisfaction over customers who have not left",
        ),
        Outcome(
            "retention",
            "Retention",
            "share",
            "higher",
            3,
            "Buyers of the last full window who had bought in the one before, over all who had",
        ),
        Outcome("churn", "Churn", "share", "lower", 3, "One minus retention"),
        Outcome(
            "lost_share",
            "Customers lost",
            "share",
            "lower",
            3,
            "Customers who have left over all who ever bought",
        ),
        Outcome(
            "nps",
            "Net promoter score",
            "points",
            "higher",
            1,
            "Promoters minus detractors, in per cent of all who ever bought",
        ),
        Outcome(
            "ror",
            "Return on relationship",
            "ratio",
            "higher",
            3,
            "Total relationship over total assets (intellectual capital without its relational part)",
        ),
        Outcome(
            "ror_relational",
            "Return on relationship, relational capital among the assets",
            "ratio",
            "higher",
            3,
            "Total relationship over total assets with the relational part of intellectual capital",
        ),
        Outcome(
            "total_relationship",
            "Total relationship",
            "IDR",
            "higher",
            0,
            "Discounted future margin of today's customers at constant retention, with those whom their words bring "
            "back and the failures that their reports spare, less relationship costs",
        ),
        Outcome(
            "tr_constant",
            "Relationship in the horizon: constant retention",
            "IDR",
            "higher",
            0,
            "Total relationship as above, but within `finance.oracle_windows` windows; undefined at zero windows",
        ),
        Outcome(
            "tr_bgnbd",
            "Relationship in the horizon: BG/NBD",
            "IDR",
            "higher",
            0,
            "The same with the purchases that the BG/NBD model expects of each customer",
        ),
        Outcome(
            "tr_oracle",
            "Relationship in the horizon: oracle",
            "IDR",
            "higher",
            0,
            "The same as the world then has it when it is lived on",
        ),
        Outcome(
            "total_assets",
            "Total assets",
            "IDR",
            "neither",
            0,
            "Cash, goods, IT, shops and intellectual capital on the last day, without its relational part",
        ),
        Outcome(
            "total_assets_relational",
            "Total assets with relational capital",
            "IDR",
            "neither",
            0,
            "Total assets, and what relations have cost and is not yet written off",
        ),
        Outcome("retailer_profit", "Profit of the retailer", "IDR", "higher", 0, "Profit over the whole run"),
        Outcome(
            "supplier_profit",
            "Profit of the suppliers",
            "IDR",
            "higher",
            0,
            "Profit of all suppliers over the whole run",
        ),
        Outcome(
            "consumer_surplus",
            "Consumer surplus",
            "IDR",
            "higher",
            0,
            "Worth of what was received, less price and hassle, plus refunds, over the whole run",
        ),
        Outcome("revenue", "Revenue", "IDR", "higher", 0, "Sales over the whole run"),
        Outcome("net_revenue", "Net revenue", "IDR", "higher", 0, "Sales less what was paid back, over the whole run"),
        Outcome("units_sold", "Units sold", "units", "higher", 0, "Units over the whole run"),
        Outcome("market_share", "Market share", "share", "higher", 3, "Units over those of all retailers"),
        Outcome("complaints", "Complaints", "complaints", "lower", 1, "Complaints to the retailer by all channels"),
        Outcome("complaints_public", "Public complaints", "complaints", "lower", 1, "Those that others can read"),
        Outcome(
            "complaints_private",
            "Private complaints",
            "complaints",
            "lower",
            1,
            "Those by private message, e-mail, phone or in the store",
        ),
        Outcome(
            "open_complaints",
            "Open complaints",
            "complaints",
            "lower",
            2,
            "Complaints that wait for a reply in the evening, mean over the whole run",
        ),
        Outcome(
            "unanswered_share",
            "Unanswered complaints",
            "share",
            "lower",
            3,
            "Complainants who gave up over all whose complaint has ended",
        ),
        Outcome(
            "first_response_hours",
            "First response",
            "hours",
            "lower",
            2,
            "Mean hours from complaint to first reply, of those that were answered",
        ),
        Outcome(
            "resolution_hours",
            "Resolution",
            "hours",
            "lower",
            2,
            "Mean hours from complaint to the reply that put it right",
        ),
        Outcome(
            "sla_attainment",
            "Service level",
            "share",
            "higher",
            3,
            "First replies within the target time over all complaints that ended",
        ),
        Outcome(
            "privacy_incidents",
            "Privacy incidents",
            "incidents",
            "lower",
            1,
            "Complaints with private data that were answered in the open",
        ),
        Outcome("followers", "Followers", "followers", "higher", 0, "Followers of all accounts on the last day"),
        Outcome("unfollows", "Unfollows", "followers", "lower", 0, "Followers lost over the whole run"),
        Outcome("reach", "Reach", "views", "higher", 0, "Views of posts over the whole run"),
        Outcome(
            "engagement",
            "Engagement",
            "reactions",
            "higher",
            0,
            "Likes, comments and shares over the whole run",
        ),
        Outcome(
            "complaints_seen",
            "Complaints read by others",
            "views",
            "lower",
            0,
            "Views of complaints by followers and friends over the whole run",
        ),
        Outcome(
            "atmosphere",
            "Atmosphere",
            "index -1 to 1",
            "higher",
            3,
            "Mean tone of the pages over the whole run: good against bad events, bad ones weighing more",
        ),
        Outcome(
            "promise_gap",
            "Promised minus delivered",
            "quality points",
            "lower",
            3,
            "Quality that promotion claims less what was delivered, mean over purchases made on a promotion",
        ),
        Outcome(
            "participants",
            "Participants in community work",
            "participants",
            "higher",
            0,
            "Followers who took part in the retailer's community events over the whole run",
        ),
        Outcome("goodwill", "Goodwill", "index 0-1", "higher", 3, "Mean goodwill over the whole run"),
        Outcome(
            "buffered_failures",
            "Failures softened by goodwill",
            "failures",
            "neither",
            0,
            "Failed purchases of consumers who know of the community work and do not take it for hypocrisy",
        ),
        Outcome(
            "publicity",
            "Publicity of complaints",
            "views/complaint",
            "neither",
            2,
            "Views of complaints by followers and friends over all public complaints",
        ),
        Outcome(
            "cascade_size",
            "Carriers of a complaint",
            "people/complaint",
            "neither",
            3,
            "Writers of public complaints and those who passed one on, over all public complaints",
        ),
        Outcome(
            "targeting_hits",
            "Personal offers that hit",
            "share",
            "higher",
            3,
            "Promotions made for a person that met the interest of that day, over all made for a person and seen",
        ),
        Outcome(
            "stockout_rate",
            "Stock-outs",
            "share",
            "lower",
            4,
            "Trips that met an empty shelf over all trips made to the retailer first",
        ),
        Outcome("stock_days", "Stock", "days", "lower", 1, "Mean days of sales on the shelf"),
        Outcome("defect_rate", "Defects", "share", "lower", 4, "Defective purchases over all purchases"),
        *TREATMENT_OUTCOMES,
        *SERVICE_OUTCOMES,
        *SUPPLY_OUTCOMES,
        *FIRM_OUTCOMES,
        *SPENDING_OUTCOMES,
    )
}


VALUATIONS = ("tr_constant", "tr_bgnbd", "tr_oracle")
"""Total relationship of the focal retailer within the same windows by each estimator (`sim.relationship`)."""


def window_days(scenario: Scenario, days: int) -> int:
    """Length of a retention window: as the scenario says, or half of a run that is too short for two of them."""
    window = scenario.finance.retention_window_days
    return window if days >= 2 * window else max(days // 2, 1)


def ends_window(scenario: Scenario, day: int) -> bool:
    """Whether a retention window ends with this day: windows are laid so that the last day ends one."""
    window = window_days(scenario, scenario.days)
    return (day + 1 - scenario.days) % window == 0


def _ratio(top: float, bottom: float) -> float:
    return float(top) / float(bottom) if bottom else math.nan


def retailer_outcomes(scenario: Scenario, history: History, channels: int) -> dict[str, dict[str, float]]:
    """All outcomes of every retailer.

    Parameters
    ----------
    channels
        Channels of complaints and questions: the platforms, store, phone and e-mail.
    """
    names = list(scenario.retailers)
    return {name: _outcomes_of(scenario, history, r, channels) for r, name in enumerate(names)}


def _outcomes_of(scenario: Scenario, history: History, r: int, channels: int) -> dict[str, float]:
    sales = history.sales[:, r].sum(axis=0)
    market_units = history.sales[:, :, judge.UNITS].sum()
    last = history.standing[-1, r]
    customers = last[close.CUSTOMERS]
    rows = slice(r * channels, (r + 1) * channels)
    desks = history.desks[:, rows].sum(axis=(0, 1))
    opened = history.opened[:, rows].sum(axis=(0, 1))
    accounts = [a for a, owner in enumerate(account_owners(scenario)) if owner[0] == r]
    online = history.accounts[:, accounts].sum(axis=(0, 1))
    words_of = history.words[:, r].sum(axis=0)
    retention = _ratio(last[close.RETAINED], last[close.PREVIOUS_BUYERS])
    days = window_days(scenario, history.days)
    window = last_window(scenario, history, r, channels)
    value = total_relationship(window, retention, discount_over(days, scenario.finance.discount_rate))
    assets = float(history.money[-1, r, TOTAL_ASSETS])
    with_relations = assets + float(history.money[-1, r, RELATIONAL])
    replies, silences = desks[desk.REPLIES], desks[desk.SILENCES]
    units_a_day = sales[judge.UNITS] / history.days
    total_surplus = history.sales[:, :, judge.SURPLUS].sum() + history.desks[:, :, desk.SURPLUS].sum()
    return {
        "loyalty": _ratio(last[close.LOYALTY] / FIXED / 3.0, customers),
        "share_of_wallet": _ratio(last[close.OWN_WALLET], last[close.WHOLE_WALLET]),
        "satisfied_share": _ratio(last[close.SATISFIED], customers),
        "satisfaction": _ratio(last[close.SATISFACTION] / FIXED, customers),
        "trust": _ratio(last[close.TRUST] / FIXED, customers),
        "commitment": _ratio(last[close.COMMITMENT] / FIXED, customers),
        "relationship_quality": _ratio(last[close.LOYALTY] / FIXED / 3.0, customers - last[close.LOST]),
        "retention": retention,
        "churn": 1.0 - retention,
        "lost_share": _ratio(last[close.LOST], customers),
        "nps": 100.0 * _ratio(last[close.PROMOTERS] - last[close.DETRACTORS], customers),
        "ror": return_on_relationship(value, assets),
        "ror_relational": return_on_relationship(value, with_relations),
        "total_relationship": value,
        **dict.fromkeys(VALUATIONS, math.nan),
        "total_assets": assets,
        "total_assets_relational": with_relations,
        "retailer_profit": float(history.money[-1, r, PROFIT]),
        "supplier_profit": float(history.makers[-1, :, MAKER_PROFIT].sum()),
        "consumer_surplus": float(total_surplus),
        "revenue": float(sales[judge.REVENUE]),
        "net_revenue": float(sales[judge.REVENUE] - desks[desk.REFUNDS]),
        "units_sold": float(sales[judge.UNITS]),
        "market_share": _ratio(sales[judge.UNITS], market_units),
        "complaints": float(opened[OPENED]),
        "complaints_public": float(opened[OPENED_PUBLIC]),
        "complaints_private": float(opened[OPENED] - opened[OPENED_PUBLIC]),
        "open_complaints": float(history.waiting[:, rows][..., [INBOX, PUBLIC_THREADS]].sum() / history.days),
        "unanswered_share": _ratio(silences, replies + silences),
        "first_response_hours": _ratio(desks[desk.RESPONSE_MINUTES] / 60.0, replies),
        "resolution_hours": _ratio(desks[desk.RESOLUTION_MINUTES] / 60.0, desks[desk.CORRECTED]),
        "sla_attainment": _ratio(desks[desk.IN_TIME], replies + silences),
        "privacy_incidents": float(desks[desk.PRIVACY_INCIDENTS]),
        "followers": float(history.followers[-1, accounts].sum()),
        "unfollows": float(online[feed.UNFOLLOWS]),
        "reach": float(online[feed.REACH]),
        "engagement": float(online[[feed.LIKES, feed.COMMENTS, feed.SHARES]].sum()),
        "complaints_seen": float(online[feed.COMPLAINTS_SEEN] + words_of[words.HEARD_COMPLAINT]),
        "atmosphere": _ratio(history.tone[:, accounts].sum() / FIXED, history.tone[:, accounts].size),
        "promise_gap": _ratio(sales[judge.PROMISE_GAP] / FIXED, sales[judge.PROMISED_TRIPS]),
        "participants": float(online[feed.PARTICIPANTS]),
        "goodwill": float(history.community[:, r, GOODWILL].mean() / FIXED),
        "buffered_failures": float(sales[judge.BUFFERED]),
        "publicity": _ratio(online[feed.COMPLAINTS_SEEN] + words_of[words.HEARD_COMPLAINT], opened[OPENED_PUBLIC]),
        "cascade_size": _ratio(opened[OPENED_PUBLIC] + words_of[words.COMPLAINTS_PASSED_ON], opened[OPENED_PUBLIC]),
        "targeting_hits": _ratio(online[feed.HITS], online[feed.PERSONALISED]),
        "stockout_rate": _ratio(history.missed[:, r].sum(), history.came[:, r].sum()),
        "stock_days": _ratio(history.money[:, r, STOCK].mean(), units_a_day),
        "defect_rate": _ratio(sales[judge.DEFECTS], sales[judge.TRIPS]),
        **treatment_outcomes(history, r, accounts, rows),
        **service_outcomes(scenario, history, r),
        **supply_outcomes(scenario, history, r),
        **firm_outcomes(scenario, history, r),
        **spending_outcomes(scenario, history, r, channels, accounts),
    }


def last_window(scenario: Scenario, history: History, r: int, channels: int) -> Window:
    """What the customers of the last window brought a retailer, by themselves and by their words and reports."""
    days = window_days(scenario, history.days)
    sales = history.sales[-days:, r].sum(axis=0)
    desks = history.desks[-days:, r * channels : (r + 1) * channels].sum(axis=0)
    failures = sales[judge.DEFECTS] + sales[judge.SERVICE_FAILURES]
    paid = desks[:, desk.REFUNDS].sum() + contact_costs(scenario, desks)
    a_failure_costs = paid / failures if failures else 0.0
    return Window(
        margin=relationship_margin(scenario, history, r, channels, days),
        buyers=float(history.standing[-1, r, close.BUYERS]),
        returned=float(history.words[-days:, r, words.BROUGHT_BACK].sum()),
        spared=float(history.advice[-days:, r].sum() * sales[judge.TRIPS] * a_failure_costs),
    )


def relationship_margin(scenario: Scenario, history: History, r: int, channels: int, days: int) -> float:
    """What the customers of the last `days` days brought: sales less goods, and less `customer_costs`."""
    goods = history.money[-days:, r, GOODS_SOLD].sum()
    accounts = [a for a, owner in enumerate(account_owners(scenario)) if owner[0] == r]
    cost = goods + customer_costs(scenario, history, r, channels, accounts, days)
    return float(history.sales[-days:, r, judge.REVENUE].sum() - cost)


def account_owners(scenario: Scenario) -> list[tuple[int, int]]:
    """(retailer, platform) of each account, in the order of `World.accounts`."""
    platforms = list(scenario.platforms)
    return [(r, platforms.index(p)) for r, name in enumerate(scenario.retailers) for p in scenario.accounts_of(name)]
