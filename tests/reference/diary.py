"""What is written down of a day: whole counts under plain names, from which all outcomes are read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from sim.kernels.codes import POST_KINDS
from tests.reference.channels import Channel
from tests.reference.complaint import complaints_among
from tests.reference.fading import count_customers

if TYPE_CHECKING:
    from tests.reference.contact import Contact
    from tests.reference.model import ReferenceModel
    from tests.reference.page import Page
    from tests.reference.retailer import Retailer
    from tests.reference.shelf import Shelf
    from tests.reference.supplier import Supplier

Row = Mapping[str, float]

COLUMNS: dict[str, tuple[str, ...]] = {
    "standing": (
        "customers", "lost", "loyalty", "satisfied", "satisfaction", "trust", "commitment", "promoters", "detractors",
        "own_wallet", "whole_wallet", "appeal", "fatigue", "expectation", "buyers", "previous_buyers", "retained",
        "following", "multiplex",
    ),
    "sales": (
        "trips", "units", "revenue", "promoted_units", "defects", "service_failures", "exits", "empty_handed",
        "new_customers", "surplus", "satisfaction", "promised_trips", "promise_gap", "broken_promises", "buffered",
        "discount_given", "discounted_units", "estimates", "estimate_error", "unfair_prices", "waited", "process_lost",
        "standing_orders", "chats", "walkouts",
    ),
    "words": (
        "heard_praise", "heard_gripe", "heard_complaint", "heard_share", "follows_by_share", "complaints_passed_on",
        "brought_back", "heard_in_chat", "heard_in_group",
    ),
    "desks": (
        "replies", "open_replies", "corrected", "response_minutes", "in_time", "silences", "refunds", "refund_count",
        "privacy_incidents", "exits", "surplus", "resolution_minutes", "relayed", "lenient_refunds", "denials", "worth",
        "answers", "answer_minutes", "answers_in_time", "unanswered_questions", "automatic", "notices", "work_minutes",
        "wrong_replies", "trust_gained", "warmth",
    ),
    "accounts": (
        "reach", "likes", "comments", "shares", "unfollows", "complaints_seen", "follows", "friendly_comments",
        "community_seen", "unanswered_seen", "participants", "sceptics", "personalised", "hits",
        "from_profile",
    ),
    "ideas": ("received", "passed_on", "carried_out", "spent"),
}  # fmt: skip
"""Names of what is counted event by event; all other tables are read off in the evening."""

PAID = (
    "interest", "market_audit", "rival_audit", "collaboration", "kaizen", "joint_cost", "joint_gain",
    "innovation_help",
)  # fmt: skip
"""Entries of the ledger that a retailer's sums are noted of."""


class Diary:
    """The counts of the day that was noted last: for each table, a row for each retailer, desk, account …"""

    def __init__(self, model: ReferenceModel) -> None:
        self.model = model
        self.tables: dict[str, list[Row]] = {}

    def note_the_day(self) -> None:
        """Write today's counts down."""
        model = self.model
        desks = [(retailer, channel) for retailer in model.retailers for channel in model.channels]
        self.tables = {
            "standing": [_named("standing", count_customers(retailer)) for retailer in model.retailers],
            "sales": [_named("sales", retailer.today) for retailer in model.retailers],
            "words": [_named("words", retailer.today) for retailer in model.retailers],
            "desks": [_named("desks", retailer.desk.today[channel]) for retailer, channel in desks],
            "opened": [self._opened(retailer, channel) for retailer, channel in desks],
            "waiting": [self._waiting(retailer, channel) for retailer, channel in desks],
            "accounts": [_named("accounts", page.today) for page in model.pages],
            "posts": [_posts(page) for page in model.pages],
            "followers": [{"followers": page.followers} for page in model.pages],
            "tone": [{"tone": round(page.tone * 2**24)} for page in model.pages],
            "community": [_community(retailer) for retailer in model.retailers],
            "resources": [_resources(retailer) for retailer in model.retailers],
            "came": [{"came": retailer.came_today} for retailer in model.retailers],
            "missed": [{"missed": retailer.missed_today} for retailer in model.retailers],
            "advice": [{"advice": retailer.advice_today} for retailer in model.retailers],
            "answers": [{"answers": retailer.today["answers"]} for retailer in model.retailers],
            "prices": [{"price": retailer.price} for retailer in model.retailers],
            "discounts": [{"discount": retailer.discount} for retailer in model.retailers],
            "money": [_money(retailer) for retailer in model.retailers],
            "makers": [_maker(supplier) for supplier in model.suppliers],
            "defect_prob": [{"defect_prob": supplier.defect_prob()} for supplier in model.suppliers],
            "goods": [_goods(shelf) for shelf in model.shelves],
            "forecast": [{"forecast": _forecast_of_a_week(shelf)} for shelf in model.shelves],
            "levers": [_levers(retailer) for retailer in model.retailers],
            "around": [_around(retailer) for retailer in model.retailers],
            "flows": [_flows(retailer) for retailer in model.retailers],
            "ventures": [_ventures(supplier) for supplier in model.suppliers],
            "ideas": [_named("ideas", retailer.ideas_today) for retailer in model.retailers],
            "quality": [{"quality": supplier.quality} for supplier in model.suppliers],
            "expected_orders": [{"expected_orders": supplier.expected_orders()} for supplier in model.suppliers],
            "pace": [{"pace": model.pace.today}],
            "needs": [{"needs": model.needs_today}],
            "online": [{"online": sum(consumer.has_come_online() for consumer in model.consumers)}],
        }

    def _opened(self, retailer: Retailer, channel: Channel) -> Row:
        """Today's new complaints and questions on one channel of a retailer."""
        came = complaints_among(_of(self.model.complaints_today, retailer, channel))
        return {
            "opened": len(came),
            "opened_public": sum(complaint.is_public for complaint in came),
            "opened_sensitive": sum(complaint.is_sensitive for complaint in came),
            "opened_interest": sum(complaint.concerns_many for complaint in came),
            "opened_goods": sum(complaint.supplier is not None for complaint in came),
            "opened_questions": len(_of(self.model.questions_today, retailer, channel)),
        }

    def _waiting(self, retailer: Retailer, channel: Channel) -> Row:
        """Complaints and questions on one channel of a retailer that wait for an answer."""
        waits = _of(self.model.contacts.waiting(), retailer, channel)
        complaints = complaints_among(waits)
        public = sum(complaint.is_public for complaint in complaints)
        return {
            "inbox": len(complaints) - public,
            "public_threads": public,
            "questions_waiting": len(waits) - len(complaints),
        }


def _of(contacts: Iterable[Contact], retailer: Retailer, channel: Channel) -> list[Contact]:
    return [contact for contact in contacts if contact.retailer is retailer and contact.channel is channel]


def _named(table: str, counts: Mapping[str, int]) -> Row:
    return {name: counts[name] for name in COLUMNS[table]}


def _posts(page: Page) -> Row:
    return {name: page.posted[kind] for kind, name in enumerate(POST_KINDS)}


def _community(retailer: Retailer) -> Row:
    work = retailer.community
    return {"goodwill": round(work.goodwill * 2**24), "community_spent": work.spent_today}


def _resources(retailer: Retailer) -> Row:
    staff, technology = retailer.staff, retailer.technology
    return {
        "skill": round(staff.skill * 2**24),
        "morale": round(staff.morale * 2**24),
        "load": round(staff.load * 2**24),
        "it_effect": round(technology.effect * 2**24),
        "it_down": int(technology.is_down),
        "orders_sent": retailer.orders_sent_today,
        "order_days": retailer.order_days_today,
    }


def _money(retailer: Retailer) -> Row:
    return {
        "cash": retailer.cash(),
        "inventory": retailer.inventory(),
        "it_assets": retailer.it_assets(),
        "profit": retailer.profit(),
        "total_assets": retailer.total_assets(),
        "stock": sum(shelf.stock for shelf in retailer.shelves),
        "spoilt": sum(shelf.spoilt for shelf in retailer.shelves),
        "goods_sold": retailer.goods_sold_today,
        "intellectual": retailer.know_how(),
        "relational": retailer.relational_capital(),
    }


def _maker(supplier: Supplier) -> Row:
    return {
        "maker_cash": supplier.cash(),
        "maker_profit": supplier.profit(),
        "made": supplier.made,
        "in_transit": supplier.in_transit(),
        "backlog": supplier.backlog(),
        "reports_read": supplier.reports_read,
        "improvements": supplier.improvements,
        "made_ahead": supplier.made_ahead(),
    }


def _goods(shelf: Shelf) -> Row:
    return {
        "wanted": shelf.wanted_today,
        "ordered": shelf.ordered_today,
        "arrived": shelf.arrived_today,
        "waited": shelf.waited_today,
        "on_time": shelf.arrived_in_time_today,
        "received": shelf.order_arrived_today,
    }


def _forecast_of_a_week(shelf: Shelf) -> float:
    """A day's demand in the week to come."""
    retailer = shelf.retailer
    return retailer.research.correct(retailer.forecast[shelf].demand.mean, days=7)


def _levers(retailer: Retailer) -> Row:
    return {
        "usual_price": retailer.kaizen.usual_price(),
        "service_failure_prob": retailer.kaizen.service_failure_prob(),
        "spoilage_rate": retailer.kaizen.spoilage_rate(),
        "pull": retailer.kaizen.pull(),
        "place": retailer.convenience(),
    }


def _around(retailer: Retailer) -> Row:
    return {
        "tie": retailer.partners.tie.level,
        "held_up": retailer.partners.held_up,
        "place_loss": retailer.partners.place_loss(),
        "campaign": retailer.pricing.is_campaign(),
        "notice_days": retailer.pricing.notice_days,
    }


def _flows(retailer: Retailer) -> Row:
    """What is owed, joint projects, and what was paid since the first day."""
    paid = retailer.model.ledger.flow
    return {
        "debt": retailer.all_debt(),
        "owed": retailer.debt.owed(),
        "joint_projects": retailer.venture.projects,
        "joint_spared": retailer.venture.spared_today,
    } | {entry: -paid[retailer.name, entry] for entry in PAID}


def _ventures(supplier: Supplier) -> Row:
    """Innovations, today's ideas, and what joint ventures cost and brought since the first day."""
    flow = supplier.model.ledger.flow
    return {
        "innovations": supplier.innovations,
        "ideas_carried_out": supplier.ideas_carried_out_today,
        "joint_spent": -flow[supplier.name, "joint_project"] - flow[supplier.name, "joint_cost"],
        "joint_earned": flow[supplier.name, "joint_gain"],
    }
