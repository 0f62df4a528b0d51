"""What engine and reference tell of a day, in the same words: its events, and how everything stands in the evening."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from types import ModuleType
from typing import Any

import numpy as np

from sim import firm_records, recorder, segments, ties
from sim.kernels import books, close, codes, counts, desk, feed, ideas, judge, levers, words
from sim.kernels.records import NEVER_ANSWERED, THREAD
from sim.model import Model
from sim.population import COLUMNS
from sim.recorder import History
from sim.world import World
from tests.reference.asking import Question
from tests.reference.complaint import Complaint
from tests.reference.consumer import Consumer
from tests.reference.contact import Contact
from tests.reference.model import ReferenceModel
from tests.reference.networks import describe_networks
from tests.reference.platforms import Platform
from tests.reference.segments import SEGMENTS
from tests.reference.shopping import Trip
from tests.reference.tie import Tie
from tests.reference.words import Word

Row = Mapping[str, Any]
Day = dict[str, list[Row]]
"""Rows of each kind, the kinds in the order of the schedule, so that the first to differ is nearest to the cause."""

# ------------------------------------------------------------------------------------- the engine

_NAMED_IN: dict[str, ModuleType] = {
    "standing": close, "sales": judge, "words": words, "desks": desk, "accounts": feed, "ideas": ideas,
    "money": books,
    **dict.fromkeys(("makers", "flows", "ventures"), firm_records),
    **dict.fromkeys(("levers", "around"), levers),
    **dict.fromkeys(("opened", "waiting"), counts),
}  # fmt: skip
"""Where the engine names the columns of its counts (all others are named in the recorder)."""


def told_by_the_engine(model: Model, names: Mapping[str, Sequence[str]]) -> Day:
    """What the engine tells of the day that it has lived last; `names` are those of the reference's counts."""
    world = model.world
    market = world.market
    day: Day = {
        "post": _rows(world.posts),
        "trip": _rows(world.trips),
        "new complaint": _rows(world.complaints),
        "new question": _rows(world.questions),
        "complaint or question": _rows(world.threads.all_threads()),
        "word": _rows(world.said),
        "report": _rows(world.reports),
        "letter": [
            {"arrives": arrives, "shelf": shelf, "units": units, "day": day_written}
            for maker in model.suppliers
            for shelf, units, day_written, arrives in maker.letters.tolist()
        ],
        "idea": _rows(model.ideas.under_way),
        "order": [
            {"supplier": maker.number, "shelf": shelf, "units": units, "day": day_written}
            for maker in model.suppliers
            for shelf, units, day_written, _ in maker.orders.tolist()
        ],
        "shipment": [
            {"supplier": maker.number, "shelf": shelf, "units": units, "due": due, "ordered": ordered}
            for maker in model.suppliers
            for due, shelf, units, ordered in maker.shipments.tolist()
        ],
        "batch": [
            {"supplier": supplier, "units": units, "ready": ready}
            for maker in model.suppliers
            for supplier, ready, units in maker.ahead.tolist()
        ],
        "shelf": [
            {name: int(getattr(market, name)[o]) for name in ("stock", "on_order", "delivered", "sold", "spoilt")}
            for o in range(len(market.stock))
        ],
    }
    for column in COLUMNS:
        if column.name != "age":  # which is a whole number of years here and there, and does not change
            values = np.atleast_2d(world.population.array(column.name)).T.tolist()
            day[column.name] = [{"consumer": i, column.name: value} for i, value in enumerate(values)]
    history = model.recorder.finish()
    for field in dataclasses.fields(History):
        today = np.array(getattr(history, field.name)[-1])
        day[f"count of {field.name}"] = _counts(field.name, today, names[field.name])
    day["segment"] = [
        {"retailer": r, "segment": cell} | {name: int(table[r, cell, column]) for name, (table, column) in told.items()}
        for told in [_told_of_segments(world)]
        for r in range(len(model.retailers))
        for cell in range(len(segments.SEGMENTS))
    ]
    day["network"] = _engine_networks(model) if world.day == model.scenario_file.days else []
    ledger, parties = world.ledger, world.ledger._party
    day["payment"] = _sums({(party, e): amount for party in parties for e, amount in ledger.flows(party).items()})
    day["asset"] = _sums({(party, a): ledger.worth(party, a) for party in parties for a in ledger._asset})
    return day


def _told_of_segments(world: World) -> dict[str, tuple[Any, int]]:
    """Where the engine keeps what it counts by retailer and segment."""
    sales, standing = world.segment_sales, world.segment_standing
    return {
        "units": (sales, judge.SEGMENT_UNITS),
        "revenue": (sales, judge.SEGMENT_REVENUE),
        "customers": (standing, close.IN_SEGMENT),
        "lost": (standing, close.SEGMENT_LOST),
        "loyalty": (standing, close.SEGMENT_LOYALTY),
        "satisfaction": (standing, close.SEGMENT_SATISFACTION),
        "bought_before": (standing, close.SEGMENT_BEFORE),
        "retained": (standing, close.SEGMENT_RETAINED),
    }


def _engine_networks(model: Model) -> list[Row]:
    """What is not defined is None, which is equal to itself."""
    table = ties.networks_table(ties.ties_of(model.world)).drop(columns="between")
    rows = table.to_dict("records")
    return [{name: None if value != value else value for name, value in row.items()} for row in rows]


def _rows(events: Any) -> list[Row]:
    return [dict(zip(events.dtype.names, event, strict=True)) for event in events.tolist()]


def _counts(table: str, today: Any, names: Sequence[str]) -> list[Row]:
    """The engine's counts under the names that its own modules give them."""
    if len(names) == 1:
        return [{names[0]: value} for value in np.atleast_1d(today).tolist()]
    if table == "posts":
        columns = dict(zip(codes.POST_KINDS, range(len(codes.POST_KINDS)), strict=True))
    else:
        columns = {name: getattr(_NAMED_IN.get(table, recorder), name.upper()) for name in names}
    assert today.shape[-1] == len(columns), f"the engine counts {today.shape[-1]} {table}, the reference {len(names)}"
    return [{name: row[column] for name, column in columns.items()} for row in today.tolist()]


# ---------------------------------------------------------------------------------- the reference


def told_by_the_reference(model: ReferenceModel) -> Day:
    """What the reference tells of the day that it has lived last."""
    day: Day = {
        "post": [
            {"account": post.page.number, "kind": post.kind, "number": post.number, "reach": post.reach}
            for post in model.posts
        ],
        "trip": [_trip(trip) for trip in model.trips],
        "new complaint": [_thread(complaint, as_filed=True) for complaint in model.complaints_today],
        "new question": [_thread(question, as_filed=True) for question in model.questions_today],
        "complaint or question": [_thread(contact) for contact in _in_order_of_opening(model)],
        "word": [_word(word) for word in model.said_today],
        "report": [
            {
                "due": report.due,
                "consumer": report.consumer.number,
                "retailer": report.retailer.number,
                "supplier": report.supplier.number,
                "cause": report.cause,
                "gain": report.gain,
            }
            for report in model.reports_under_way
        ],
        "letter": [
            {
                "arrives": letter.arrives,
                "shelf": letter.order.shelf.number,
                "units": letter.order.units,
                "day": letter.order.day,
            }
            for maker in model.suppliers
            for letter in maker.letters
        ],
        "idea": [
            {
                "due": idea.due,
                "consumer": idea.author.number,
                "retailer": idea.retailer.number,
                "supplier": idea.supplier.number,
                "number": idea.number,
                "gain": idea.gain,
            }
            for idea in model.ideas_under_way
        ],
        "order": [
            {"supplier": maker.number, "shelf": order.shelf.number, "units": order.units, "day": order.day}
            for maker in model.suppliers
            for order in maker.orders
        ],
        "shipment": [
            {"supplier": maker.number, "shelf": s.shelf.number, "units": s.units, "due": s.due, "ordered": s.ordered}
            for maker in model.suppliers
            for s in maker.shipments
        ],
        "batch": [
            {"supplier": maker.number, "units": batch.units, "ready": batch.ready}
            for maker in model.suppliers
            for batch in maker.ahead
        ],
        "shelf": [
            {name: getattr(shelf, name) for name in ("stock", "on_order", "delivered", "sold", "spoilt")}
            for shelf in model.shelves
        ],
    }
    for column in COLUMNS:
        if column.name != "age":
            tell = _column_of_tie if column.per == "retailer" else _column_of_consumer
            day[column.name] = [
                {"consumer": consumer.number, column.name: tell(consumer, column.name)} for consumer in model.consumers
            ]
    for field in dataclasses.fields(History):
        day[f"count of {field.name}"] = list(model.diary.tables[field.name])
    day["segment"] = [
        {"retailer": retailer.number, "segment": cell}
        | {name: retailer.segments.sales[segment][name] for name in ("units", "revenue")}
        | {name: retailer.segments.standing[segment][name] for name in _STANDING_OF_SEGMENTS}
        for retailer in model.retailers
        for cell, segment in enumerate(SEGMENTS)
    ]
    day["network"] = list(describe_networks(model)) if model.day == model.rules.days else []
    day["payment"] = _sums(model.ledger.flow)
    day["asset"] = _sums(model.ledger.worth)
    return day


_STANDING_OF_SEGMENTS = ("customers", "lost", "loyalty", "satisfaction", "bought_before", "retained")


def names_of_counts(model: ReferenceModel) -> dict[str, tuple[str, ...]]:
    """The names of the columns of every table of the diary."""
    return {table: tuple(rows[0]) if rows else ("none",) for table, rows in model.diary.tables.items()}


def _in_order_of_opening(model: ReferenceModel) -> list[Contact]:
    book = model.contacts
    return sorted([*book.ended, *book.in_turn], key=lambda contact: (contact.opened, contact.number))


def _trip(trip: Trip) -> Row:
    return {
        "consumer": trip.consumer.number,
        "offer": -1 if trip.shelf is None else trip.shelf.number,
        "retailer": trip.retailer.number,
        "second": codes.NOBODY if trip.second_choice is None else trip.second_choice.number,
        "units": trip.units,
        "marks": codes.STANDING * trip.by_standing_order
        + codes.UNFAIR * trip.friend_pays_less
        + codes.WALKED_OUT * trip.walked_out,
    }


def _word(word: Word) -> Row:
    replied = 0 if word.kind != codes.COMPLAINT else _minute(word.replied)
    return {
        "author": word.author.number,
        "retailer": word.retailer.number,
        "platform": codes.FACE_TO_FACE if word.platform is None else word.platform.number,
        "kind": word.kind,
        "post_kind": word.post_kind,
        "chat": int(word.in_chat),
        "answer": word.answer,
        "opened": word.opened,
        "replied": replied,
        "weight": word.weight,
        "reach": word.reach,
    }


def _minute(minute: int | None) -> int:
    return NEVER_ANSWERED if minute is None else minute


def _thread(contact: Contact, as_filed: bool = False) -> Row:
    """A complaint or a question as it stands, or as it was filed: before staff had begun to answer it."""
    told = dict.fromkeys(THREAD.names, 0) | {
        "number": contact.number,
        "consumer": contact.consumer.number,
        "retailer": contact.retailer.number,
        "supplier": codes.SERVICE,
        "channel": contact.consumer.model.channels.index(contact.channel),
        "question": int(isinstance(contact, Question)),
        "action": contact.action,
        "state": contact.state,
        "by_the_book": int(contact.is_by_the_book),
        "record": contact.record,
        "automatic": int(contact.is_automatic),
        "wrong": int(contact.is_wrong),
        "opened": contact.opened,
        "ready": contact.ready,
        "give_up": contact.give_up,
        "due": _minute(contact.due),
        "replied": _minute(contact.replied),
        "resolved": NEVER_ANSWERED,
        "verdict": 0.0,
        "trust_lost": 0.0,
        "work_minutes": contact.work_minutes,
        "effort": contact.effort,
    }
    if isinstance(contact, Complaint):
        told |= _of_a_complaint(contact)
    if as_filed:
        told |= dict.fromkeys(("replied", "resolved"), NEVER_ANSWERED)
        told |= {"due": contact.opened if contact.is_automatic else NEVER_ANSWERED}
        told |= {"state": codes.WAITING, "answer": codes.UNANSWERED}
        told |= dict.fromkeys(("corrective", "wrong", "passed_on", "refund"), 0)
    return told


def _of_a_complaint(complaint: Complaint) -> Row:
    return {
        "supplier": codes.SERVICE if complaint.supplier is None else complaint.supplier.number,
        "cause": complaint.cause,
        "public": int(complaint.is_public),
        "sensitive": int(complaint.is_sensitive),
        "interest": int(complaint.concerns_many),
        "vindictive": int(complaint.is_vindictive),
        "second": int(complaint.is_second),
        "answer": complaint.answer,
        "corrective": int(complaint.is_corrected),
        "undeserved": int(complaint.is_undeserved),
        "to_relay": int(complaint.to_relay),
        "passed_on": int(complaint.passed_on),
        "resolved": _minute(complaint.resolved),
        "paid": complaint.paid,
        "refund": complaint.refund,
        "verdict": complaint.verdict,
        "trust_lost": complaint.trust_lost,
    }


def _column_of_consumer(consumer: Consumer, name: str) -> list[Any]:
    match name:
        case "traits":
            return [
                codes.VINDICTIVE * consumer.is_vindictive
                + codes.PREFERS_PRIVATE * consumer.prefers_private
                + codes.MOBILE * consumer.is_mobile
            ]
        case "member":
            return [_bits(consumer.member_of)]
        case "protected":
            return [_bits(consumer.protected_on)]
        case "profile":
            return [_bits(consumer.open_profile_on)]
        case "delayed":
            return [int(consumer.trip_was_put_off)]
        case _:
            return [getattr(consumer, name)]


def _column_of_tie(consumer: Consumer, name: str) -> list[Any]:
    ties = consumer.tie.values()
    match name:
        case "follows":
            return [_bits(tie.follows) for tie in ties]
        case "history":
            return [_history(tie) for tie in ties]
        case _:
            return [getattr(tie, name) for tie in ties]


def _history(tie: Tie) -> int:
    return (
        codes.EVER * tie.has_bought
        + codes.CURRENT * tie.bought_in_this_window
        + codes.PREVIOUS * tie.bought_in_the_last_window
        + codes.LEFT * tie.has_left
        + codes.FAILED_BEFORE * tie.was_failed
        + codes.KNOWS_WORK * tie.knows_community_work
        + codes.INVITED * tie.has_answered_invitation
        + codes.ENCOURAGED * tie.was_answered
    )


def _bits(platforms: set[Platform]) -> int:
    return sum(1 << platform.number for platform in platforms)


def _sums(amounts: Mapping[tuple[str, str], int]) -> list[Row]:
    return [
        {"party": party, "entry": entry, "amount": amount}
        for (party, entry), amount in sorted(amounts.items())
        if amount
    ]
