"""A run's tidy tables, a row for each day and retailer (account, supplier, market), of what the recorder wrote down."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.firm_records import (
    BACKLOG,
    COLLABORATION,
    DEBT,
    IDEAS_CARRIED_OUT,
    IMPROVEMENTS,
    IN_TRANSIT,
    INNOVATION_HELP,
    INNOVATIONS,
    INTEREST,
    JOINT_COST,
    JOINT_EARNED,
    JOINT_GAIN,
    JOINT_PROJECTS,
    JOINT_SPARED,
    JOINT_SPENT,
    KAIZEN,
    MADE,
    MADE_AHEAD,
    MAKER_CASH,
    MAKER_PROFIT,
    MARKET_AUDIT,
    REPORTS_READ,
    RIVAL_AUDIT,
)
from sim.kernels import close, desk, feed, judge, words
from sim.kernels.books import (
    CASH,
    GOODS_SOLD,
    INTELLECTUAL,
    INVENTORY,
    IT_ASSETS,
    PROFIT,
    RELATIONAL,
    SPOILT,
    STOCK,
    TOTAL_ASSETS,
)
from sim.kernels.counts import INBOX, OPENED, OPENED_PUBLIC, OPENED_SENSITIVE, PUBLIC_THREADS
from sim.kernels.ideas import CARRIED_OUT, PASSED_ON, RECEIVED, SPENT
from sim.kernels.levers import (
    CAMPAIGN,
    HELD_UP,
    NOTICE_DAYS,
    PLACE,
    PLACE_LOSS,
    PULL,
    SERVICE_FAILURE_PROB,
    SPOILAGE_RATE,
    TIE,
    USUAL_PRICE,
)
from sim.kernels.numbers import FIXED
from sim.metrics import account_owners
from sim.recorder import COMMUNITY_SPENT, GOODWILL, History
from sim.scenario.schema import Scenario
from sim.service import service_columns

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]


def _long(history: History, names: list[str], label: str, columns: dict[str, NDArray[Any]]) -> pd.DataFrame:
    """A tidy table from arrays of shape (days, len(names))."""
    import pandas as pd  # slow to import, and who wants outcomes alone needs no table

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
    waiting = history.waiting.reshape(shape)[..., [INBOX, PUBLIC_THREADS]].sum(axis=(2, 3))

    def daily(column: int) -> NDArray[Any]:
        return np.diff(history.flows[:, :, column], axis=0, prepend=0)

    def mean_of(column: int) -> Floats:
        return _divide(standing[:, :, column] / FIXED, customers)

    return _long(
        history,
        list(scenario.retailers),
        "retailer",
        {
            "price": history.prices,
            "discount": history.discounts,
            "usual_price": history.levers[:, :, USUAL_PRICE],
            "campaign": history.around[:, :, CAMPAIGN].astype(np.int64),
            "rival_price_age": history.around[:, :, NOTICE_DAYS],
            "promotion_pull": history.levers[:, :, PULL],
            "place": history.levers[:, :, PLACE],
            "service_failure_prob": history.levers[:, :, SERVICE_FAILURE_PROB],
            "spoilage_rate": history.levers[:, :, SPOILAGE_RATE],
            "tie": history.around[:, :, TIE],
            "held_up_days": history.around[:, :, HELD_UP].astype(np.int64),
            "place_loss": history.around[:, :, PLACE_LOSS],
            "customers": customers,
            "left": standing[:, :, close.LOST],
            "customers_following": standing[:, :, close.MULTIPLEX],
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
            "discounted_units": sales[:, :, judge.DISCOUNTED_UNITS],
            "discount_given": sales[:, :, judge.DISCOUNT_GIVEN],
            "unfair_prices": sales[:, :, judge.UNFAIR_PRICES],
            "standing_orders": sales[:, :, judge.STANDING_ORDERS],
            "waiting_minutes": _divide(sales[:, :, judge.WAITED] / FIXED, sales[:, :, judge.TRIPS]),
            "process_score": 1.0 - _divide(sales[:, :, judge.PROCESS_LOST] / FIXED, sales[:, :, judge.TRIPS]),
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
            "walkouts": sales[:, :, judge.WALKOUTS],
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
            "supplier_answers": history.answers,
            **service_columns(scenario, history),
            "relayed_reports": desks[:, :, desk.RELAYED],
            "praise_heard": history.words[:, :, words.HEARD_PRAISE],
            "brought_back_by_words": history.words[:, :, words.BROUGHT_BACK],
            "defects_spared_by_reports": history.advice,
            "blame_heard": history.words[:, :, words.HEARD_GRIPE],
            "complaints_heard": history.words[:, :, words.HEARD_COMPLAINT],
            "complaints_passed_on": history.words[:, :, words.COMPLAINTS_PASSED_ON],
            "chats": sales[:, :, judge.CHATS],
            "heard_in_chat": history.words[:, :, words.HEARD_IN_CHAT],
            "heard_in_group": history.words[:, :, words.HEARD_IN_GROUP],
            "shares_heard": history.words[:, :, words.HEARD_SHARE],
            "ideas_received": history.ideas[:, :, RECEIVED],
            "ideas_passed_on": history.ideas[:, :, PASSED_ON],
            "ideas_carried_out": history.ideas[:, :, CARRIED_OUT],
            "market_audit": daily(MARKET_AUDIT),
            "rival_audit": daily(RIVAL_AUDIT),
            "kaizen_costs": daily(KAIZEN),
            "collaboration_costs": daily(COLLABORATION),
            "idea_costs": history.ideas[:, :, SPENT],
            "innovation_help": daily(INNOVATION_HELP),
            "interest": daily(INTEREST),
            "debt": history.flows[:, :, DEBT],
            "joint_projects": history.flows[:, :, JOINT_PROJECTS],
            "joint_cost": daily(JOINT_COST),
            "joint_spared": history.flows[:, :, JOINT_SPARED],
            "joint_gain_paid": daily(JOINT_GAIN),
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
            "from_profile": counts[:, :, feed.FROM_PROFILE],
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
            "quality": history.quality,
            "innovations": history.ventures[:, :, INNOVATIONS],
            "ideas_carried_out": history.ventures[:, :, IDEAS_CARRIED_OUT],
            "expected_orders": history.expected_orders,
            "joint_cost": np.diff(history.ventures[:, :, JOINT_SPENT], axis=0, prepend=0),
            "joint_gain_received": np.diff(history.ventures[:, :, JOINT_EARNED], axis=0, prepend=0),
            "cash": makers[:, :, MAKER_CASH],
            "profit": makers[:, :, MAKER_PROFIT],
        },
    )


def market_table(history: History) -> pd.DataFrame:
    """A row for each day."""
    import pandas as pd  # slow to import, and who wants outcomes alone needs no table

    surplus = history.sales[:, :, judge.SURPLUS].sum(axis=1) + history.desks[:, :, desk.SURPLUS].sum(axis=1)
    return pd.DataFrame(
        {
            "day": np.arange(history.days),
            "online": history.online,
            "pace": history.pace,
            "needs": history.needs,
            "trips": history.sales[:, :, judge.TRIPS].sum(axis=1),
            "standing_orders": history.sales[:, :, judge.STANDING_ORDERS].sum(axis=1),
            "units": history.sales[:, :, judge.UNITS].sum(axis=1),
            "consumer_surplus": surplus,
        }
    )
