"""Service as a run tells it: contacts by channel, two queues, the cost of a contact, and what rules cost and save."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from sim.recorder import RunResult
from tests.worlds import columns, everybody, lived, run

SEEDS = (1, 2, 3)
SIZE = ("consumers.count=1200", "days=120", "finance.retention_window_days=40")
ASKED = ("questions.ask_prob=0.15",)


def runs(*overrides: str, source: str = "baseline") -> list[RunResult]:
    return [run(source, *SIZE, *overrides, seed=seed) for seed in SEEDS]


def outcome(name: str, *overrides: str, source: str = "baseline") -> float:
    """Mean of an outcome of the focal retailer over the seeds."""
    return float(np.mean([result.outcomes[name] for result in runs(*overrides, source=source)]))


def rising(values: list[float]) -> bool:
    return all(a < b for a, b in pairwise(values))


# ------------------------------------------------------------------------------------------ what is counted


def test_the_table_of_contacts_adds_up_to_that_of_retailers_and_to_the_conversations():
    for result in runs(*ASKED):
        by_channel = result.contacts.groupby(["day", "retailer"], sort=False).sum(numeric_only=True).reset_index()
        daily = result.retailers
        for mine, theirs in (
            ("complaints", "complaints"),
            ("questions", "questions"),
            ("replies", "replies"),
            ("question_answers", "question_answers"),
            ("automatic_answers", "automatic_answers"),
            ("work_minutes", "work_minutes"),
            ("wrong_replies", "wrong_replies"),
        ):
            assert by_channel[mine].tolist() == daily[theirs].tolist(), mine
        kopi = result.conversations.query("retailer == 'kopi'")
        table = result.contacts.query("retailer == 'kopi'").groupby("channel")["contacts"].sum()
        assert kopi["channel"].value_counts().to_dict() == {c: n for c, n in table.items() if n}
        assert (kopi["kind"] == "question").sum() == result.outcomes["questions"]


def test_outcomes_are_read_off_the_conversations():
    for result in runs(*ASKED):
        kopi = result.conversations.query("retailer == 'kopi'")
        complaints, questions = (kopi[kopi["kind"] == kind] for kind in ("complaint", "question"))
        replied = kopi[kopi["state"] == "replied"]
        ended = complaints[complaints["state"] != "waiting"]
        assert result.outcomes["corrected_share"] == pytest.approx(ended["corrected"].mean())
        assert result.outcomes["wrong_reply_rate"] == pytest.approx(replied["missed_the_matter"].mean())
        answered = questions[questions["state"] == "replied"]
        assert result.outcomes["question_response_hours"] == pytest.approx(answered["reply_hours"].mean())
        asked = questions[questions["state"] != "waiting"]
        in_time = (asked["reply_hours"] <= 24).sum() / len(asked)
        assert result.outcomes["question_sla_attainment"] == pytest.approx(in_time)
        assert result.outcomes["refunds"] == complaints["refund"].sum()
        assert result.outcomes["net_revenue"] == result.outcomes["revenue"] - complaints["refund"].sum()
        evenings = result.retailers[result.retailers["retailer"] == result.scenario.focal]["open_complaints"]
        assert result.outcomes["open_complaints"] == pytest.approx(evenings.mean())


def test_questions_are_in_none_of_the_outcomes_of_complaints():
    """Nobody complains, but all ask: there is no complaint, no service level of complaints, and no privacy incident."""
    result = run("baseline", *SIZE, "complaints.voice_prob=0", "questions.ask_prob=0.5")
    assert result.outcomes["questions"] > 500
    for name in ("complaints", "complaints_public", "complaints_private", "privacy_incidents", "refunds",
                 "lenient_refunds"):  # fmt: skip
        assert result.outcomes[name] == 0, name
    for name in ("unanswered_share", "first_response_hours", "sla_attainment", "corrected_share", "reply_quality"):
        assert np.isnan(result.outcomes[name]), name
    assert result.retailers["open_complaints"].sum() == 0


# ------------------------------------------------------------------------------------------ channels (A9)


def test_face_to_face_gains_more_trust_by_contact_than_any_electronic_way():
    """The paper's h-relationship against its e-relationship: in each world, for questions and complaints alike."""
    for result in runs(*ASKED):
        assert result.outcomes["trust_per_visit"] > 1.2 * result.outcomes["trust_per_electronic_contact"] > 0
    table = sum(r.contacts.query("channel != 'x'").groupby("channel")[["trust_gained", "answered"]].sum()
                for r in runs(*ASKED))  # fmt: skip
    per_contact = (table["trust_gained"] / table["answered"]).to_dict()
    assert per_contact["store"] > per_contact["phone"] > per_contact["email"]


def test_without_person_to_person_trust_questions_gain_none():
    silent = ("complaints.voice_prob=0", *ASKED, "staff.error_prob=0", "recovery.misled_prob=0")
    assert outcome("trust_per_contact", *silent, "relationship.contact_gain=0") == 0
    gains = [outcome("trust_per_contact", *silent, f"relationship.contact_gain={g}") for g in (0.02, 0.05, 0.1)]
    assert rising(gains)
    trust = [outcome("trust", *silent, "questions.ask_prob=0.5", f"relationship.contact_gain={g}") for g in (0, 0.2)]
    assert rising(trust)


def test_where_no_trust_is_built_person_to_person_it_does_not_matter_how_human_a_contact_is():
    """Nobody's attitude to anybody moves, and nobody's history; the outcome `respect` alone tells of it."""
    off = ("consumers.count=500", *ASKED, "complaints.voice_prob=0.8", "relationship.contact_gain=0",
           "recovery.warmth_weight=0", "observers.answer_goodwill=0")  # fmt: skip
    cold = tuple(f"contact.{channel}.humanness=0.1" for channel in ("store", "phone", "email"))
    first, other = (columns(lived("baseline", 60, *off, *more)) for more in ((), cold))
    assert {name for name in first if (first[name] != other[name]).any()} == set()
    on = off[:3]
    first, other = (columns(lived("baseline", 60, *on, *more)) for more in ((), cold))
    assert (first["trust"] != other["trust"]).any()


def test_a_retailer_whom_one_can_only_meet_in_the_store_is_met_there_by_all_who_have_no_account():
    result = run("baseline", *SIZE, "retailers.kopi.contact_channels=['store']")
    table = result.contacts.query("retailer == 'kopi'").groupby("channel")["contacts"].sum()
    assert table["phone"] == table["email"] == 0 < table["store"]
    others = result.contacts.query("retailer != 'kopi'").groupby("channel")["contacts"].sum()
    assert (others > 0).all()


# ------------------------------------------------------------------------------------------ questions and queues (Te)


def test_answers_teach_what_to_expect():
    """Expectations begin above what is delivered; who asks and is answered learns it sooner."""
    high = ("experience.expectation_at_start=0.9", "experience.expectation_rate=0", "questions.ask_prob=0.5",
            "relationship.contact_gain=0")  # fmt: skip
    last = []
    for rate in (0, 0.5):
        results = runs(*high, f"questions.learn_rate={rate}")
        tables = [result.retailers.query("retailer == 'kopi' and day == 119") for result in results]
        last.append(np.mean([table["expectation"].item() for table in tables]))
    assert last[0] > last[1]


BUSY = ("questions.ask_prob=0.15", *everybody("reply.staff_hours", 0.4), *everybody("reply.bureaucracy", 0),
        "complaints.patience_hours=1000", "questions.patience_hours=1000")  # fmt: skip


def test_each_queue_has_its_service_level_and_urgent_matters_gain_what_routine_loses():
    for name, worse in (("first_response_hours", 1), ("question_response_hours", -1)):
        first, mixed = (outcome(name, *BUSY, *everybody("reply.urgent_first", x)) for x in ("true", "false"))
        assert (mixed - first) * worse > 0, name
    assert outcome("sla_attainment", *BUSY) < 1
    assert outcome("question_sla_attainment", *BUSY) < 1


def test_the_squeaky_wheel_gets_the_grease_and_squeaks_again():
    """pattern P18: where firms answer, questions and complaints rise, and the relationship is better all the same."""
    settings = ("questions.ask_prob=0.05", "complaints.contact_share=0")
    silent = ("retailers.kopi.reply.policy=none",)
    for name in ("complaints", "questions", "loyalty", "trust", "retention"):
        assert outcome(name, *settings) > outcome(name, *settings, *silent), name
    plain = outcome("questions", *settings, "complaints.encouraged=0")
    assert outcome("questions", *settings) > plain


# ------------------------------------------------------------------------------------------ cost (Tf) and rules (CV5)


def test_a_contact_costs_less_with_practice_and_with_scale():
    table = runs(*ASKED)[0].retailers.query("retailer == 'kopi'").set_index("day")["cost_per_contact"]
    assert table.loc[115] < table.loc[35]
    costs = [outcome("cost_per_contact", f"questions.ask_prob={p}") for p in (0.02, 0.1, 0.4)]
    assert rising(costs[::-1])
    paid = [outcome("paid_per_contact", f"questions.ask_prob={p}") for p in (0.02, 0.1, 0.4)]
    assert rising(paid[::-1])
    assert all(a < b for a, b in zip(costs, paid, strict=True))


def test_the_cost_of_a_contact_is_time_at_the_wage_and_what_channels_and_accounts_cost():
    result = runs()[0]
    kopi = result.contacts.query("retailer == 'kopi'").groupby("channel")[["work_minutes", "answered"]].sum()
    rules = result.scenario.contact
    channels = sum(getattr(rules, c).cost * kopi.loc[c, "answered"] for c in ("store", "phone", "email"))
    running = 120 * 2 * 1.2 * result.scenario.retailers["kopi"].costs.it_running
    wages = kopi["work_minutes"].sum() / 60 * result.scenario.retailers["kopi"].costs.wage
    assert result.outcomes["cost_per_contact"] == pytest.approx((wages + channels + running) / kopi["answered"].sum())
    firm = result.scenario.retailers["kopi"]
    paid = 120 * 1.2 * (firm.reply.staff_hours * firm.costs.wage + firm.staff.internal_marketing) + channels + running
    assert result.outcomes["paid_per_contact"] == pytest.approx(paid / kopi["answered"].sum())


LEVELS = (0.0, 0.5, 1.0)


def by_rules(name: str) -> list[float]:
    return [outcome(name, f"retailers.kopi.reply.bureaucracy={b}", "complaints.voice_prob=0.8") for b in LEVELS]


def test_bureaucracy_is_slow_cold_and_strict_and_careful_and_cheap():
    for name in ("first_response_hours",):
        assert rising(by_rules(name)), name
    for name in ("corrected_share", "reply_quality", "wrong_reply_rate", "refunds", "lenient_refunds", "satisfaction"):
        assert rising(by_rules(name)[::-1]), name
    assert by_rules("lenient_refunds")[-1] == 0
    minutes = [np.mean([r.retailers.query("retailer == 'kopi'")["work_minutes"].sum() for r in runs(
        f"retailers.kopi.reply.bureaucracy={b}", "complaints.voice_prob=0.8")]) for b in LEVELS]  # fmt: skip
    assert rising(minutes[::-1])


def test_either_may_pay_service_or_bureaucracy():
    """H12 is open: with many undeserved claims and little to lose, rules earn more; with much to lose, they cost."""

    def gap(*world: str) -> float:
        profit = [
            outcome("retailer_profit", f"retailers.kopi.reply.bureaucracy={b}", "complaints.voice_prob=0.9", *world)
            for b in (0.0, 1.0)
        ]
        return profit[1] - profit[0]

    greedy = ("complaints.undeserved_share=0.4", "retailers.kopi.reply.refund_share=1", "relationship.exit_prob=0.05",
              "recovery.reply_gain=0.1")  # fmt: skip
    fragile = ("complaints.undeserved_share=0", "retailers.kopi.reply.refund_share=0.1", "relationship.exit_prob=0.6",
               "recovery.reply_gain=0.8", "retailers.kopi.service_failure_prob=0.15")  # fmt: skip
    assert gap(*greedy) > 0 > gap(*fragile)
