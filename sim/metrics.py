"""Outcomes and tables as pure functions of what the recorder wrote down."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.kernels import close, desk, feed, judge, words
from sim.kernels.numbers import FIXED
from sim.outcome import Outcome
from sim.recorder import (
    BACKLOG,
    CASH,
    COMMUNITY_SPENT,
    GOODS_SOLD,
    GOODWILL,
    IMPROVEMENTS,
    IN_TRANSIT,
    INBOX,
    INTELLECTUAL,
    INVENTORY,
    IT_ASSETS,
    MADE,
    MADE_AHEAD,
    MAKER_CASH,
    MAKER_PROFIT,
    OPENED,
    OPENED_PUBLIC,
    OPENED_SENSITIVE,
    PROFIT,
    PUBLIC_THREADS,
    RELATIONAL,
    REPORTS_READ,
    SPOILT,
    STOCK,
    TOTAL_ASSETS,
    History,
)
from sim.ror import Window, discount_over, return_on_relationship, total_relationship
from sim.scenario.schema import Scenario
from sim.supply_chain import SUPPLY_OUTCOMES, supply_outcomes

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
            "Those by private message, phone or counter",
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
        *SUPPLY_OUTCOMES,
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
        Channels of complaint: the platforms, and one for phone and counter.
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
        "units_sold": float(sales[judge.UNITS]),
        "market_share": _ratio(sales[judge.UNITS], market_units),
        "complaints": float(opened[OPENED]),
        "complaints_public": float(opened[OPENED_PUBLIC]),
        "complaints_private": float(opened[OPENED] - opened[OPENED_PUBLIC]),
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
        **supply_outcomes(scenario, history, r),
    }


def last_window(scenario: Scenario, history: History, r: int, channels: int) -> Window:
    """What the customers of the last window brought a retailer, by themselves and by their words and reports."""
    days = window_days(scenario, history.days)
    sales = history.sales[-days:, r].sum(axis=0)
    desks = history.desks[-days:, r * channels : (r + 1) * channels].sum(axis=0)
    failures = sales[judge.DEFECTS] + sales[judge.SERVICE_FAILURES]
    paid = desks[:, desk.REFUNDS].sum() + desks[-1, desk.REPLIES] * scenario.contact.cost
    a_failure_costs = paid / failures if failures else 0.0
    return Window(
        margin=relationship_margin(scenario, history, r, channels, days),
        buyers=float(history.standing[-1, r, close.BUYERS]),
        returned=float(history.words[-days:, r, words.BROUGHT_BACK].sum()),
        spared=float(history.advice[-days:, r].sum() * sales[judge.TRIPS] * a_failure_costs),
    )


def relationship_margin(scenario: Scenario, history: History, r: int, channels: int, days: int) -> float:
    """What the customers of the last `days` days brought: sales less goods, refunds and the cost of the relations.

    Relationship costs are the contact staff, contacts by phone, posts, community work, and the running of the
    accounts' IT and of the database.
    """
    firm = list(scenario.retailers.values())[r]
    thousands = scenario.consumers.count / 1000.0
    sales = history.sales[-days:, r].sum(axis=0)
    rows = slice(r * channels, (r + 1) * channels)
    desks = history.desks[-days:, rows].sum(axis=0)
    accounts = [a for a, owner in enumerate(account_owners(scenario)) if owner[0] == r]
    cost = history.money[-days:, r, GOODS_SOLD].sum()
    cost += desks[:, desk.REFUNDS].sum()
    cost += history.community[-days:, r, COMMUNITY_SPENT].sum()
    cost += desks[-1, desk.REPLIES] * scenario.contact.cost
    cost += days * firm.reply.staff_hours * thousands * firm.costs.wage
    cost += days * firm.costs.it_running * thousands * len(accounts)
    cost += history.posts[-days:, accounts].sum() * firm.posts.cost * thousands
    if firm.database.personalised_share > 0.0 and accounts:
        cost += days * firm.database.cost * thousands
    return float(sales[judge.REVENUE] - cost)


def account_owners(scenario: Scenario) -> list[tuple[int, int]]:
    """(retailer, platform) of each account, in the order of `World.accounts`."""
    platforms = list(scenario.platforms)
    return [(r, platforms.index(p)) for r, name in enumerate(scenario.retailers) for p in scenario.accounts_of(name)]


# ------------------------------------------------------------------------------------------- tables


def _long(history: History, names: list[str], label: str, columns: dict[str, NDArray[Any]]) -> pd.DataFrame:
    """A tidy table from arrays of shape (days, len(names))."""
    days = history.days
    frame = {
        "day": np.repeat(np.arange(days), len(names)),
        label: np.tile(np.array(names, dtype=object), days),
    }
    frame.update({name: values.reshape(-1) for name, values in columns.items()})
    return pd.DataFrame(frame)


def _divide(top: NDArray[Any], bottom: NDArray[Any]) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        result: Floats = np.where(bottom > 0, top / np.where(bottom > 0, bottom, 1), np.nan)
    return result


def retailers_table(scenario: Scenario, history: History, channels: int) -> pd.DataFrame:
    """A row for each day and retailer. Attitudes are means over all who ever bought.

    Fatigue is a mean over followers; money is in whole units.
    """
    standing, sales, money = history.standing, history.sales, history.money
    customers = standing[:, :, close.CUSTOMERS]
    shape = (history.days, len(scenario.retailers), channels, -1)
    desks = history.desks.reshape(shape).sum(axis=2)
    opened = history.opened.reshape(shape).sum(axis=2)
    waiting = history.waiting.reshape(shape).sum(axis=(2, 3))

    def mean_of(column: int) -> Floats:
        return _divide(standing[:, :, column] / FIXED, customers)

    return _long(
        history,
        list(scenario.retailers),
        "retailer",
        {
            "price": history.prices,
            "discount": history.discounts,
            "customers": customers,
            "left": standing[:, :, close.LOST],
            "loyalty": mean_of(close.LOYALTY) / 3.0,
            "satisfaction": mean_of(close.SATISFACTION),
            "trust": mean_of(close.TRUST),
            "commitment": mean_of(close.COMMITMENT),
            "expectation": mean_of(close.EXPECTATION),
            "satisfied_share": _divide(standing[:, :, close.SATISFIED], customers),
            "share_of_wallet": _divide(standing[:, :, close.OWN_WALLET], standing[:, :, close.WHOLE_WALLET]),
            "nps": 100.0 * _divide(standing[:, :, close.PROMOTERS] - standing[:, :, close.DETRACTORS], customers),
            "appeal": mean_of(close.APPEAL),
            "fatigue": _divide(standing[:, :, close.FATIGUE] / FIXED, standing[:, :, close.FOLLOWING]),
            "trips": sales[:, :, judge.TRIPS],
            "units": sales[:, :, judge.UNITS],
            "promoted_units": sales[:, :, judge.PROMOTED_UNITS],
            "promised_trips": sales[:, :, judge.PROMISED_TRIPS],
            "promise_gap": _divide(sales[:, :, judge.PROMISE_GAP] / FIXED, sales[:, :, judge.PROMISED_TRIPS]),
            "broken_promises": sales[:, :, judge.BROKEN_PROMISES],
            "revenue": sales[:, :, judge.REVENUE],
            "new_customers": sales[:, :, judge.NEW_CUSTOMERS],
            "defects": sales[:, :, judge.DEFECTS],
            "service_failures": sales[:, :, judge.SERVICE_FAILURES],
            "buffered_failures": sales[:, :, judge.BUFFERED],
            "goodwill": history.community[:, :, GOODWILL] / FIXED,
            "community_spent": history.community[:, :, COMMUNITY_SPENT],
            "quiet_exits": sales[:, :, judge.EXITS],
            "exits_after_complaint": desks[:, :, desk.EXITS],
            "first_trips": history.came,
            "stockouts": history.missed,
            "empty_handed": sales[:, :, judge.EMPTY_HANDED],
            "complaints": opened[:, :, OPENED],
            "complaints_public": opened[:, :, OPENED_PUBLIC],
            "complaints_sensitive": opened[:, :, OPENED_SENSITIVE],
            "open_complaints": waiting,
            "replies": desks[:, :, desk.REPLIES],
            "unanswered": desks[:, :, desk.SILENCES],
            "response_hours": _divide(desks[:, :, desk.RESPONSE_MINUTES] / 60.0, desks[:, :, desk.REPLIES]),
            "work_minutes": desks[:, :, desk.WORK_MINUTES],
            "privacy_incidents": desks[:, :, desk.PRIVACY_INCIDENTS],
            "refunds": desks[:, :, desk.REFUNDS],
            "relayed_reports": desks[:, :, desk.RELAYED],
            "praise_heard": history.words[:, :, words.HEARD_PRAISE],
            "brought_back_by_words": history.words[:, :, words.BROUGHT_BACK],
            "defects_spared_by_reports": history.advice,
            "blame_heard": history.words[:, :, words.HEARD_GRIPE],
            "complaints_heard": history.words[:, :, words.HEARD_COMPLAINT],
            "complaints_passed_on": history.words[:, :, words.COMPLAINTS_PASSED_ON],
            "shares_heard": history.words[:, :, words.HEARD_SHARE],
            "stock": money[:, :, STOCK],
            "spoilt": money[:, :, SPOILT],
            "goods_sold": money[:, :, GOODS_SOLD],
            "cash": money[:, :, CASH],
            "inventory": money[:, :, INVENTORY],
            "it_assets": money[:, :, IT_ASSETS],
            "intellectual_capital": money[:, :, INTELLECTUAL],
            "relational_capital": money[:, :, RELATIONAL],
            "profit": money[:, :, PROFIT],
            "total_assets": money[:, :, TOTAL_ASSETS],
        },
    )


def accounts_table(scenario: Scenario, history: History, channels: int) -> pd.DataFrame:
    """A row for each day, retailer and platform with an account."""
    owners = account_owners(scenario)
    retailers, platforms = list(scenario.retailers), list(scenario.platforms)
    rows = [r * channels + p for r, p in owners]
    counts, desks = history.accounts, history.desks[:, rows]
    frame = _long(
        history,
        [retailers[r] for r, _ in owners],
        "retailer",
        {
            "followers": history.followers,
            "new_followers": counts[:, :, feed.FOLLOWS],
            "unfollows": counts[:, :, feed.UNFOLLOWS],
            "promotion_posts": history.posts[:, :, 0],
            "information_posts": history.posts[:, :, 1],
            "community_posts": history.posts[:, :, 2],
            "personalised": counts[:, :, feed.PERSONALISED],
            "hits": counts[:, :, feed.HITS],
            "invitations": history.posts[:, :, 3],
            "participants": counts[:, :, feed.PARTICIPANTS],
            "sceptics": counts[:, :, feed.SCEPTICS],
            "reach": counts[:, :, feed.REACH],
            "likes": counts[:, :, feed.LIKES],
            "comments": counts[:, :, feed.COMMENTS],
            "friendly_comments": counts[:, :, feed.FRIENDLY_COMMENTS],
            "shares": counts[:, :, feed.SHARES],
            "complaints_seen": counts[:, :, feed.COMPLAINTS_SEEN],
            "unanswered_seen": counts[:, :, feed.UNANSWERED_SEEN],
            "atmosphere": history.tone / FIXED,
            "complaints": history.opened[:, rows, OPENED],
            "complaints_public": history.opened[:, rows, OPENED_PUBLIC],
            "inbox_waiting": history.waiting[:, rows, INBOX],
            "public_waiting": history.waiting[:, rows, PUBLIC_THREADS],
            "replies": desks[:, :, desk.REPLIES],
            "notifications": desks[:, :, desk.NOTICES],
            "open_replies": desks[:, :, desk.OPEN_REPLIES],
            "unanswered": desks[:, :, desk.SILENCES],
            "response_hours": _divide(desks[:, :, desk.RESPONSE_MINUTES] / 60.0, desks[:, :, desk.REPLIES]),
        },
    )
    frame.insert(2, "platform", np.tile(np.array([platforms[p] for _, p in owners], dtype=object), history.days))
    return frame


def suppliers_table(scenario: Scenario, history: History) -> pd.DataFrame:
    """A row for each day and supplier."""
    makers = history.makers
    return _long(
        history,
        list(scenario.suppliers),
        "supplier",
        {
            "defect_prob": history.defect_prob,
            "made": makers[:, :, MADE],
            "made_ahead": makers[:, :, MADE_AHEAD],
            "in_transit": makers[:, :, IN_TRANSIT],
            "backlog": makers[:, :, BACKLOG],
            "reports_read": makers[:, :, REPORTS_READ],
            "improvements": makers[:, :, IMPROVEMENTS],
            "cash": makers[:, :, MAKER_CASH],
            "profit": makers[:, :, MAKER_PROFIT],
        },
    )


def market_table(history: History) -> pd.DataFrame:
    """A row for each day."""
    surplus = history.sales[:, :, judge.SURPLUS].sum(axis=1) + history.desks[:, :, desk.SURPLUS].sum(axis=1)
    return pd.DataFrame(
        {
            "day": np.arange(history.days),
            "online": history.online,
            "needs": history.needs,
            "trips": history.sales[:, :, judge.TRIPS].sum(axis=1),
            "units": history.sales[:, :, judge.UNITS].sum(axis=1),
            "consumer_surplus": surplus,
        }
    )
