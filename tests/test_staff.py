"""The staff of a desk: skill, morale, how busy they are, and practice, against their closed forms."""

from __future__ import annotations

import numpy as np
import pytest

from sim.kernels import desk
from sim.kernels.books import ENTRIES, RELATION_COSTS
from sim.scenario.loading import load_scenario
from sim.staff import Staff
from tests.worlds import everybody, lived, run

KOPI = 0
SEEDS = (1, 2, 3)


def staff(*overrides: str, thousands: float = 2.0) -> Staff:
    return Staff(load_scenario("baseline", overrides), thousands)


def after(made: Staff, days: int, minutes: float = 0.0, answered: int = 0) -> Staff:
    """So many evenings on which each desk worked so many minutes of the time that it has, as a share of it."""
    for _ in range(days):
        desks = np.zeros((len(made.minutes), desk.DESK_TALLIES), dtype=np.int64)  # of one channel each
        desks[:, desk.WORK_MINUTES] = np.round(minutes * made.minutes)
        desks[:, desk.REPLIES] = answered
        made.settle(desks)
    return made


# ------------------------------------------------------------------------------------------ skill


@pytest.mark.parametrize("days", [1, 100, 1000])
@pytest.mark.parametrize(("training", "learning", "forgetting"), [(0.1, 0.05, 0.004), (0.0, 0.05, 0.01), (0.2, 0.1, 0)])
def test_skill_goes_to_where_learning_and_forgetting_meet(days, training, learning, forgetting):
    made = staff(*everybody("staff.training_share", training), f"staff.learning_rate={learning}",
                 f"staff.forgetting_rate={forgetting}")  # fmt: skip
    learnt = training * learning
    rest = learnt / (learnt + forgetting)
    expected = rest + (0.6 - rest) * (1 - learnt - forgetting) ** days
    assert after(made, days).skill[KOPI] == pytest.approx(expected, abs=1e-6)


def test_at_the_defaults_training_just_keeps_the_skill_and_more_of_it_keeps_more():
    assert after(staff(), 365).skill[KOPI] == pytest.approx(0.6, abs=1e-6)
    assert after(Staff(load_scenario("full-trm"), 2.0), 365).skill[KOPI] == pytest.approx(0.75, abs=1e-6)
    assert after(staff(*everybody("staff.training_share", 0)), 365).skill[KOPI] < 0.3


def test_training_takes_its_time_from_the_desk():
    made = staff(*everybody("staff.training_share", 0.25), *everybody("reply.staff_hours", 0.8))
    assert made.minutes.tolist() == pytest.approx([0.8 * 2 * 60 * 0.75] * 4)
    answered = [
        lived("baseline", 40, "consumers.count=600", *everybody("reply.staff_hours", 0.06),
              *everybody("staff.training_share", share)).world.staff.practised.sum()
        for share in (0.0, 0.6)
    ]  # fmt: skip
    assert answered[0] > answered[1] > 0


# ------------------------------------------------------------------------------------------ morale


@pytest.mark.parametrize(("spent", "rest"), [(0, 0.4), (2500, 0.7), (7500, 0.85)])
def test_morale_goes_to_where_internal_marketing_lifts_it(spent, rest):
    made = staff(*everybody("staff.internal_marketing", spent), "staff.morale_rest=0.4", "staff.marketing_half=2500")
    assert after(made, 20, 0.5).morale[KOPI] == pytest.approx(rest + (0.5 - rest) * 0.97**20, abs=1e-6)
    assert after(made, 600, 0.5).morale[KOPI] == pytest.approx(rest, abs=1e-4)


def test_at_the_defaults_morale_stays_middling_and_does_nothing():
    made = after(staff(), 365, minutes=0.4)
    assert made.morale == pytest.approx(0.5)
    assert made.warmth == pytest.approx(1.0)
    assert made.error_prob == pytest.approx(0.05)
    assert made.humanness == pytest.approx(0.5)


def test_overwork_wears_morale_and_rest_mends_it():
    rules = ("staff.strain_above=0.8", "staff.strain=2")
    busy = after(staff(*rules), 365, minutes=0.95)
    assert busy.load[KOPI] == pytest.approx(0.95, abs=0.01)
    assert busy.morale[KOPI] == pytest.approx(0.5 - 2 * 0.15, abs=0.02)
    assert after(staff(*rules), 365, minutes=0.79).morale[KOPI] == pytest.approx(0.5)
    assert after(busy, 365, minutes=0.3).morale[KOPI] == pytest.approx(0.5, abs=1e-3)


@pytest.mark.parametrize(("morale", "spirit"), [(1.0, 1.0), (0.5, 0.0), (0.0, -1.0)])
def test_morale_colours_words_errors_and_service(morale, spirit):
    made = staff(f"staff.morale_at_start={morale}", "staff.humanness_effect=0.3", "staff.failure_effect=0.4",
                 "staff.error_effect=0.5", "staff.error_prob=0.1")  # fmt: skip
    assert made.warmth[KOPI] == pytest.approx(1 + 0.3 * spirit)
    assert made.humanness[KOPI] == pytest.approx(0.5 * (1 + 0.3 * spirit))
    assert made.error_prob[KOPI] == pytest.approx(0.1 * (1 - 0.5 * spirit))
    assert made.care[KOPI] == pytest.approx(1 - 0.4 * spirit)


def test_no_morale_makes_words_more_than_human_or_failure_more_than_certain():
    high = staff("staff.morale_at_start=1", "staff.humanness_effect=1", *everybody("reply.humanness", 0.9))
    assert high.humanness.max() == 1.0
    sour = ("staff.morale_at_start=0", "staff.failure_effect=1", *everybody("service_failure_prob", 0.9))
    low = lived("baseline", 1, "consumers.count=50", *sour)
    assert low.world.market.service_failure_prob.max() == 1.0


def test_morale_reaches_the_shop_the_pages_and_the_channels():
    sour = ("staff.morale_at_start=0", "staff.morale_rate=0", "consumers.count=600")
    glad = ("staff.morale_at_start=1", *sour[1:])
    failures, warmth = [], []
    for mood in (sour, glad):
        made = lived("baseline", 60, *mood)
        failures.append(sum(int(day[KOPI, 5]) for day in made.recorder.finish().sales))
        warmth.append(made.desks.warmth()[KOPI])
    assert failures[0] > failures[1]
    assert (warmth[0] < warmth[1]).all()


# ------------------------------------------------------------------------------------------ practice


@pytest.mark.parametrize(("contacts", "exponent"), [(0, 0.3), (200, 0.3), (1400, 0.15), (1400, 0)])
def test_minutes_fall_by_a_power_of_practice(contacts, exponent):
    made = staff("staff.scale_half=200", f"staff.scale_exponent={exponent}", thousands=1.0)
    assert (made.pace == 1).all()
    after(made, 1, answered=contacts)
    assert made.practised.tolist() == [contacts] * 4
    assert made.pace == pytest.approx((1 + contacts / 200) ** -exponent)


def test_practice_is_of_those_whom_staff_have_answered():
    made = lived("baseline", 60, "consumers.count=800", "questions.ask_prob=0.2", *everybody("it.auto_answer_share", 1),
                 "it.effect=1", "it.failure_prob=0")  # fmt: skip
    table = made.result().retailers.groupby("retailer")
    by_staff = table["replies"].sum() + table["question_answers"].sum() - table["automatic_answers"].sum()
    assert table["automatic_answers"].sum().sum() > 50
    assert made.world.staff.practised.tolist() == by_staff.tolist()


# ------------------------------------------------------------------------------------------ money


def test_internal_marketing_is_paid_for_and_belongs_to_the_cost_of_relations():
    made = lived("baseline", 10, "consumers.count=3000", "retailers.kopi.staff.internal_marketing=700")
    assert made.world.ledger.flow("kopi", "internal_marketing") == -10 * 2100
    assert "internal_marketing" in ENTRIES[:RELATION_COSTS]
    totals = [
        run("baseline", "consumers.count=500", "days=30",
            f"retailers.kopi.staff.internal_marketing={spent}", *everybody("costs.ic_amortisation", 0),
            "staff.morale_rate=0", "finance.retention_window_days=10").outcomes["total_relationship"]
        for spent in (0, 5000)
    ]  # fmt: skip
    assert totals[0] > totals[1]


def test_untrained_and_unpraised_staff_help_fewer():
    size = ("consumers.count=800", "days=200", "finance.retention_window_days=60")
    none = ("retailers.kopi.staff.training_share=0", "retailers.kopi.staff.internal_marketing=0")
    much = ("retailers.kopi.staff.training_share=0.15", "retailers.kopi.staff.internal_marketing=5000")
    for name in ("corrected_share", "reply_quality"):
        values = [np.mean([run("baseline", *size, *s, seed=k).outcomes[name] for k in SEEDS]) for s in (none, (), much)]
        assert values[0] < values[1] < values[2], name
