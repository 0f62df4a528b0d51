"""Outcomes as pure functions of what the recorder wrote down."""

from __future__ import annotations

import math

from sim.contact import contact_costs
from sim.firm_outcomes import FIRM_OUTCOMES, firm_outcomes
from sim.firm_records import MAKER_PROFIT
from sim.headline_outcomes import HEADLINE_OUTCOMES
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

OUTCOMES: dict[str, Outcome] = {
    o.name: o
    for o in (
        *HEADLINE_OUTCOMES,
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
