"""Outcomes of a retailer's service: contacts by channel, two queues, what they cost, staff, rules and IT."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.contact import answered, channel_names, contact_costs
from sim.kernels import desk
from sim.kernels.codes import STORE
from sim.kernels.counts import OPENED, OPENED_QUESTIONS, QUESTIONS_WAITING
from sim.kernels.numbers import FIXED
from sim.outcome import Outcome
from sim.recorder import IT_DOWN, IT_EFFECT, LOAD, MORALE, ORDER_DAYS, ORDERS_SENT, SKILL, History
from sim.scenario.schema import Scenario

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]
COST_DAYS = 30
"""Days over which the daily table averages the cost of a contact: on a single day there are few."""

SERVICE_OUTCOMES = (
    Outcome("questions", "Routine questions", "questions", "neither", 1, "Questions put to the retailer"),
    Outcome(
        "question_response_hours",
        "Answer to a question",
        "hours",
        "lower",
        2,
        "Mean hours from a routine question to its answer, of those that were answered",
    ),
    Outcome(
        "question_sla_attainment",
        "Service level of questions",
        "share",
        "higher",
        3,
        "Answers to routine questions within their target time over all questions that ended",
    ),
    Outcome(
        "unanswered_questions",
        "Unanswered questions",
        "share",
        "lower",
        3,
        "Questions that lost their point unanswered over all questions that ended",
    ),
    Outcome(
        "corrected_share",
        "Recovery rate",
        "share",
        "higher",
        3,
        "Complaints that were put right over all complaints that ended",
    ),
    Outcome(
        "reply_quality",
        "Quality of replies",
        "index 0-1",
        "higher",
        3,
        "Mean worth of a reply to a complaint: in time, human, and to the point",
    ),
    Outcome(
        "wrong_reply_rate",
        "Wrong replies",
        "share",
        "lower",
        4,
        "Replies that missed the matter, by a wrong record or an error, over all contacts answered",
    ),
    Outcome("refunds", "Refunds", "IDR", "neither", 0, "Paid back to complainants over the whole run", at_least=0.0),
    Outcome(
        "lenient_refunds",
        "Cost of leniency",
        "IDR",
        "lower",
        0,
        "Paid back to complainants who did not deserve it over the whole run",
        at_least=0.0,
    ),
    Outcome(
        "trust_per_contact",
        "Trust by contact",
        "points/contact",
        "higher",
        4,
        "Change of trust by answers, over all contacts answered",
    ),
    Outcome(
        "trust_per_visit",
        "Trust by contact face to face",
        "points/contact",
        "higher",
        4,
        "The same for what was asked and complained of in the store",
    ),
    Outcome(
        "trust_per_electronic_contact",
        "Trust by electronic contact",
        "points/contact",
        "higher",
        4,
        "The same by phone, by e-mail and on the accounts",
    ),
    Outcome(
        "capacity_use",
        "Use of the desk",
        "ratio",
        "neither",
        3,
        "Minutes of staff at contacts over the minutes that they have for them",
        at_least=0.0,
    ),
    Outcome(
        "cost_per_contact",
        "Cost of a contact",
        "IDR/contact",
        "lower",
        0,
        "Time at contacts at the wage, costs of contacts and running of the accounts' IT, over all contacts answered",
        at_least=0.0,
    ),
    Outcome(
        "paid_per_contact",
        "Spending by contact",
        "IDR/contact",
        "lower",
        0,
        "The same with all wages of the desk, idle time and training among them, and internal marketing",
        at_least=0.0,
    ),
    Outcome(
        "it_effect",
        "Effect of IT",
        "share",
        "higher",
        3,
        "Part of what its IT promises that the retailer gets, drawn once for each world",
    ),
    Outcome(
        "order_latency_days",
        "Orders under way",
        "days",
        "lower",
        2,
        "Mean days that an order takes to reach the supplier",
    ),
)


def by_retailer(scenario: Scenario, values: NDArray[np.int64]) -> NDArray[np.int64]:
    """An array (days, retailers x channels, ·) as (days, retailers, channels, ·)."""
    shaped: NDArray[np.int64] = values.reshape(
        len(values), len(scenario.retailers), len(channel_names(scenario)), values.shape[-1]
    )
    return shaped


def service_outcomes(scenario: Scenario, history: History, r: int) -> dict[str, float]:
    """The outcomes above for one retailer."""
    days = by_retailer(scenario, history.desks)[:, r]
    channels = days.sum(axis=0)
    total = channels.sum(axis=0)
    answers, replies = float(total[desk.ANSWERS]), float(total[desk.REPLIES])
    asked_and_ended = answers + float(total[desk.UNANSWERED_QUESTIONS])
    complained_and_ended = replies + float(total[desk.SILENCES])
    contacts = answers + replies
    face_to_face = channels[len(scenario.platforms) + STORE]
    resources = history.resources[:, r]
    work, paid = _costs(scenario, history)
    return {
        "questions": float(by_retailer(scenario, history.opened)[:, r, :, OPENED_QUESTIONS].sum()),
        "question_response_hours": _ratio(total[desk.ANSWER_MINUTES] / 60.0, answers),
        "question_sla_attainment": _ratio(total[desk.ANSWERS_IN_TIME], asked_and_ended),
        "unanswered_questions": _ratio(total[desk.UNANSWERED_QUESTIONS], asked_and_ended),
        "corrected_share": _ratio(total[desk.CORRECTED], complained_and_ended),
        "reply_quality": _ratio(total[desk.WORTH] / FIXED, replies),
        "wrong_reply_rate": _ratio(total[desk.WRONG_REPLIES], contacts),
        "refunds": float(total[desk.REFUNDS]),
        "lenient_refunds": float(total[desk.LENIENT_REFUNDS]),
        "trust_per_contact": _ratio(total[desk.TRUST_GAINED] / FIXED, contacts),
        "trust_per_visit": _ratio(face_to_face[desk.TRUST_GAINED] / FIXED, float(answered(face_to_face))),
        "trust_per_electronic_contact": _ratio(
            (total - face_to_face)[desk.TRUST_GAINED] / FIXED, float(answered(total - face_to_face))
        ),
        "capacity_use": _ratio(total[desk.WORK_MINUTES], _minutes(scenario)[r] * history.days),
        "cost_per_contact": _ratio(work[:, r].sum(), contacts),
        "paid_per_contact": _ratio(paid[:, r].sum(), contacts),
        "it_effect": float(resources[-1, IT_EFFECT] / FIXED),
        "order_latency_days": _ratio(resources[:, ORDER_DAYS].sum(), resources[:, ORDERS_SENT].sum()),
    }


def service_columns(scenario: Scenario, history: History) -> dict[str, NDArray[Any]]:
    """Columns of the daily table of retailers, each of shape (days, retailers)."""
    desks = by_retailer(scenario, history.desks).sum(axis=2)
    work, _ = _costs(scenario, history)
    contacts = answered(desks)
    resources = history.resources
    minutes = np.broadcast_to(_minutes(scenario), contacts.shape)
    return {
        "questions": by_retailer(scenario, history.opened)[..., OPENED_QUESTIONS].sum(axis=2),
        "open_questions": by_retailer(scenario, history.waiting)[..., QUESTIONS_WAITING].sum(axis=2),
        "question_answers": desks[..., desk.ANSWERS],
        "automatic_answers": desks[..., desk.AUTOMATIC],
        "unanswered_questions": desks[..., desk.UNANSWERED_QUESTIONS],
        "question_response_hours": _divide(desks[..., desk.ANSWER_MINUTES] / 60.0, desks[..., desk.ANSWERS]),
        "corrected": desks[..., desk.CORRECTED],
        "denials": desks[..., desk.DENIALS],
        "wrong_replies": desks[..., desk.WRONG_REPLIES],
        "lenient_refunds": desks[..., desk.LENIENT_REFUNDS],
        "contact_costs": work,
        "cost_per_contact": _divide(_over_days(work), _over_days(contacts)),
        "skill": resources[..., SKILL] / FIXED,
        "morale": resources[..., MORALE] / FIXED,
        "load": resources[..., LOAD] / FIXED,
        "capacity_use": np.where(minutes > 0.0, desks[..., desk.WORK_MINUTES] / np.where(minutes > 0, minutes, 1), 0.0),
        "it_effect": resources[..., IT_EFFECT] / FIXED,
        "it_down": resources[..., IT_DOWN],
        "order_latency_days": _divide(resources[..., ORDER_DAYS], resources[..., ORDERS_SENT]),
    }


def contacts_table(scenario: Scenario, history: History) -> pd.DataFrame:
    """A row for each day, retailer and channel: what came in there, how it was answered, and what trust that gained."""
    import pandas as pd  # slow to import, and who wants outcomes alone needs no table

    channels, retailers = channel_names(scenario), list(scenario.retailers)
    desks, opened = by_retailer(scenario, history.desks), by_retailer(scenario, history.opened)
    width, days = len(channels) * len(retailers), history.days
    minutes = desks[..., desk.RESPONSE_MINUTES] + desks[..., desk.ANSWER_MINUTES]
    columns = {
        "contacts": opened[..., OPENED] + opened[..., OPENED_QUESTIONS],
        "complaints": opened[..., OPENED],
        "questions": opened[..., OPENED_QUESTIONS],
        "answered": answered(desks),
        "replies": desks[..., desk.REPLIES],
        "question_answers": desks[..., desk.ANSWERS],
        "automatic_answers": desks[..., desk.AUTOMATIC],
        "given_up": desks[..., desk.SILENCES] + desks[..., desk.UNANSWERED_QUESTIONS],
        "response_hours": _divide(minutes / 60.0, answered(desks)),
        "work_minutes": desks[..., desk.WORK_MINUTES],
        "wrong_replies": desks[..., desk.WRONG_REPLIES],
        "trust_gained": desks[..., desk.TRUST_GAINED] / FIXED,
    }
    return pd.DataFrame(
        {
            "day": np.repeat(np.arange(days), width),
            "retailer": np.tile(np.repeat(np.array(retailers, dtype=object), len(channels)), days),
            "channel": np.tile(np.array(channels, dtype=object), days * len(retailers)),
            **{name: values.reshape(-1) for name, values in columns.items()},
        }
    )


# ---- their parts


def _minutes(scenario: Scenario) -> Floats:
    """Staff minutes for contacts in a day, by retailer: after training."""
    thousands = scenario.consumers.count / 1000.0
    firms = scenario.retailers.values()
    return np.array([60.0 * f.reply.staff_hours * thousands * (1.0 - f.staff.training_share) for f in firms])


def _costs(scenario: Scenario, history: History) -> tuple[Floats, Floats]:
    """What contacts cost by day and retailer, IDR: by the time spent on them; and with all that the desk is paid."""
    thousands = scenario.consumers.count / 1000.0
    firms = scenario.retailers
    desks = by_retailer(scenario, history.desks)
    wage = np.array([f.costs.wage for f in firms.values()], dtype=np.float64)
    running = np.array([f.costs.it_running * thousands * len(scenario.accounts_of(n)) for n, f in firms.items()])
    hired = np.array([f.reply.staff_hours * thousands * f.costs.wage for f in firms.values()])
    rallied = np.array([f.staff.internal_marketing * thousands for f in firms.values()])
    besides = contact_costs(scenario, desks) + running
    return desks[..., desk.WORK_MINUTES].sum(axis=2) / 60.0 * wage + besides, hired + rallied + besides


def _over_days(values: NDArray[Any]) -> NDArray[Any]:
    """The sum over each day and the days before it, `COST_DAYS` in all."""
    so_far = np.cumsum(values, axis=0)
    so_far[COST_DAYS:] -= so_far[:-COST_DAYS].copy()
    return so_far


def _divide(top: NDArray[Any], bottom: NDArray[Any]) -> Floats:
    result: Floats = np.where(bottom > 0, top / np.where(bottom > 0, bottom, 1), np.nan)
    return result


def _ratio(top: float, bottom: float) -> float:
    return float(top) / float(bottom) if bottom else math.nan
