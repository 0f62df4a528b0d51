"""What a reply, an answer or silence does, against closed forms."""

from __future__ import annotations

import numpy as np
import pytest

from sim.kernels import desk
from sim.kernels.codes import (
    ANSWERED,
    ENCOURAGED,
    HELPED,
    IGNORED,
    LEFT,
    MISLED,
    OPEN,
    POINTED,
    REPLIED,
    UNANSWERED,
)
from sim.model import Model
from tests.kernels.desk_tables import (
    ALWAYS,
    CHANNELS,
    EMAIL,
    FACEBOOK,
    KOPI,
    PHONE,
    STORE,
    UNAIDED,
    answer,
    complaint,
    desks,
    question,
    random_threads,
)
from tests.worlds import everybody

EFFECTS = (
    *ALWAYS,
    *UNAIDED,
    *everybody("reply.staff_hours", 96),
    *everybody("reply.message_minutes", 0.01),
    *everybody("reply.humanness", 0.6),
    *everybody("reply.refund_share", 0),
    "questions.minutes=0.01",
    "contact.store.minutes=0.01",
    "contact.phone.minutes=0.01",
    "contact.email.minutes=0.01",
    "recovery.reply_gain=0.4",
    "recovery.words_only=0.3",
    "recovery.warmth_weight=0.5",
    "recovery.late_half=4",
    "recovery.silence_loss=0.25",
    "recovery.second_failure=0.5",
    "recovery.privacy_harm=0.2",
    "recovery.private_discount=0.1",
    "recovery.wrong_reply_harm=0.1",
    "recovery.record_gain=0.5",
    "observers.thanks_prob=0",
    "relationship.exit_prob=0",
    "contact.store.humanness=0.95",
    "contact.phone.humanness=0.8",
    "contact.email.humanness=0.4",
    "contact.store.expected_hours=0.5",
    "contact.phone.expected_hours=1",
    "contact.email.expected_hours=12",
    "platforms.facebook.expected_reply_hours=5",
    "talk.gripe_prob=0",
)
EXPECTED = {FACEBOOK: 5.0, STORE: 0.5, PHONE: 1.0, EMAIL: 12.0}
WARMTH = {FACEBOOK: 0.6, STORE: 0.95, PHONE: 0.8, EMAIL: 0.4}


def after(policy: str, skill: float, *overrides: str, wait: float = 0.0, **fields: object) -> tuple[float, float, int]:
    """Satisfaction, trust and what readers see after the answer to one complaint of a consumer at 0.5 and 0.4."""
    made = desks(
        *EFFECTS,
        *everybody("reply.policy", policy),
        *everybody("reply.skill", skill),
        *everybody("reply.approval_hours", wait),
        *overrides,
    )
    population = made.world.population
    population.satisfaction[KOPI, 7], population.trust[KOPI, 7] = 0.5, 0.4
    thread = answer(made, [complaint(0, 10.0, 7, **fields)], 5)[0]
    waited = (int(thread["replied"]) - int(thread["opened"])) / 60 if thread["state"] == REPLIED else float("nan")
    after.waited = waited  # type: ignore[attr-defined]
    return float(population.satisfaction[KOPI, 7]), float(population.trust[KOPI, 7]), int(thread["answer"])


def timely(waited: float, expected: float = 5.0) -> float:
    """A half at four times the hours that are expected."""
    return 1.0 / (1.0 + waited / (4.0 * expected))


def worth(waited: float, expected: float = 5.0, warmth: float = 0.6) -> float:
    """Worth of a corrective reply after so many hours: half at four times what is expected, less if it is cold."""
    return (0.5 + 0.5 * warmth) * timely(waited, expected)


CASES = {
    # name: (policy, skill, fields of the complaint, factor on the worth, trust kept, what readers see)
    "open": ("open", 1.0, {}, 1.0, 1.0, ANSWERED),
    "words only": ("open", 0.0, {}, 0.3, 1.0, ANSWERED),
    "second failure": ("open", 1.0, {"second": 1}, 0.5, 1.0, ANSWERED),
    "private to a public complaint": ("private", 1.0, {}, 0.9, 1.0, UNANSWERED),
    "private to a private one": ("private", 1.0, {"public": 0}, 1.0, 1.0, UNANSWERED),
    "open policy, private complaint": ("open", 1.0, {"public": 0}, 1.0, 1.0, UNANSWERED),
    "public then private": ("public_then_private", 1.0, {}, 1.0, 1.0, POINTED),
    "vindictive": ("open", 1.0, {"vindictive": 1}, 0.0, 1.0, ANSWERED),
    "sensitive, in the open": ("open", 1.0, {"sensitive": 1}, 1.0, 0.8, ANSWERED),
    "sensitive, in private": ("private", 1.0, {"sensitive": 1}, 0.9, 1.0, UNANSWERED),
    "sensitive, pointed to": ("public_then_private", 1.0, {"sensitive": 1}, 1.0, 1.0, POINTED),
    "the paper's rule, concerns many": ("paper_rule", 1.0, {"interest": 1}, 1.0, 1.0, ANSWERED),
    "the paper's rule, concerns one": ("paper_rule", 1.0, {}, 0.9, 1.0, UNANSWERED),
    "the paper's rule, many but sensitive": ("paper_rule", 1.0, {"interest": 1, "sensitive": 1}, 0.9, 1.0, UNANSWERED),
}


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("wait", [0.0, 20.0])
def test_what_a_reply_does_is_what_its_equation_says(case, wait):
    policy, skill, fields, factor, kept, seen = CASES[case]
    satisfaction, trust, answered = after(policy, skill, wait=wait, **fields)
    value = worth(after.waited) * factor
    assert after.waited >= wait
    assert satisfaction == pytest.approx(0.5 + 0.4 * value * 0.5, abs=1e-6)
    assert trust == pytest.approx((0.4 + 0.4 * value * 0.06) * kept, abs=1e-6)
    assert answered == seen


@pytest.mark.parametrize("channel", [STORE, PHONE, EMAIL])
def test_each_channel_has_its_warmth_and_its_hours(channel):
    satisfaction, _, _ = after("none", 1.0, channel=channel)
    value = worth(after.waited, EXPECTED[channel], WARMTH[channel])
    assert satisfaction == pytest.approx(0.5 + 0.4 * value * 0.5, abs=1e-6)


@pytest.mark.parametrize("weight", [0.0, 0.3, 1.0])
def test_warmth_is_its_weight_in_the_worth(weight):
    satisfaction, _, _ = after("open", 1.0, f"recovery.warmth_weight={weight}")
    value = (1 - weight + weight * 0.6) * timely(after.waited)
    assert satisfaction == pytest.approx(0.5 + 0.4 * value * 0.5, abs=1e-6)


def test_without_notification_a_reply_is_found_up_to_a_day_later():
    told, _, _ = after("open", 1.0)
    untold, _, _ = after("open", 1.0, "platforms.facebook.notifications=false")
    latest = 0.5 + 0.4 * worth(after.waited + 24.0) * 0.5
    assert latest < untold < told


def test_silence_costs_its_share_of_satisfaction_and_trust():
    satisfaction, trust, seen = after("none", 1.0)
    assert (satisfaction, trust) == (pytest.approx(0.5 * 0.75), pytest.approx(0.4 * 0.75))
    assert seen == UNANSWERED


def test_trust_is_repaired_and_never_raised_above_what_it_was():
    _, trust, _ = after("open", 1.0, "recovery.reply_gain=1", *everybody("reply.humanness", 1))
    assert trust <= 0.46 + 1e-6


@pytest.mark.parametrize("policy", ["private", "none"])
def test_thanks_show_readers_that_help_came_and_only_after_help(policy):
    _, _, seen = after(policy, 1.0, "observers.thanks_prob=1")
    assert seen == (POINTED if policy == "private" else UNANSWERED)
    assert after(policy, 0.0, "observers.thanks_prob=1")[2] == UNANSWERED


def many(*overrides: str, policy: str = "open", **fields: object) -> tuple[Model, np.ndarray]:
    """A thousand complaints of a thousand consumers at once."""
    made = desks(*EFFECTS, *everybody("reply.policy", policy), *overrides)
    return made, answer(made, [complaint(0, 10.0, k, **fields) for k in range(1000)], 6)


def near(share: float) -> object:
    return pytest.approx(share, abs=4 * (share * (1 - share) / 1000) ** 0.5)


def test_skill_and_refunds_have_their_shares():
    made, threads = many(*everybody("reply.skill", 0.6), *everybody("reply.refund_share", 0.3))
    assert threads["corrective"].mean() == near(0.6)
    assert (threads["refund"] > 0).mean() == near(0.18)
    assert set(threads["refund"].tolist()) == {0, 50_000}
    assert not (threads["refund"] > 0)[threads["corrective"] == 0].any()
    assert made.world.desk_tally[:, desk.REFUNDS].sum() == 0  # of the last day, on which nothing was left to answer


def test_thanks_have_their_share():
    _, threads = many("observers.thanks_prob=0.25", *everybody("reply.skill", 1), policy="private")
    assert (threads["answer"] == POINTED).mean() == near(0.25)


def test_who_is_ignored_may_leave_and_may_tell_friends():
    made, threads = many(
        "relationship.exit_prob=0.5", "relationship.exit_memory=0.75", "relationship.exit_below=0.6",
        "talk.gripe_prob=0.3", *everybody("reply.staff_hours", 0), verdict=0.2,
    )  # fmt: skip
    assert (threads["state"] == IGNORED).all()
    left = (made.world.population.history[KOPI] & LEFT) != 0
    satisfaction = made.world.population.satisfaction[KOPI].astype(float)
    chance = 0.5 * np.clip(1.0 - 0.75 * satisfaction / 0.6, 0.0, 1.0)  # verdict counts as 0, commitment is nothing yet
    assert left.mean() == pytest.approx(chance.mean(), abs=0.06)
    told = sum(len(words) for words in made.world.spoken)
    assert told <= 1000
    counted = made.world.threads.live
    assert len(counted) == 1000


def test_a_helped_complainant_leaves_less_often_than_an_unhelped_one():
    gone = []
    for skill in (1.0, 0.0):
        made, _ = many("relationship.exit_prob=1", *everybody("reply.skill", skill), verdict=0.2)
        gone.append(np.count_nonzero(made.world.population.history[KOPI] & LEFT))
    assert gone[0] < gone[1]


def test_the_tally_of_the_day_is_the_sum_of_its_threads():
    made = desks(*everybody("reply.staff_hours", 24), *everybody("reply.target_hours", 2),
                 *everybody("reply.routine_target_hours", 3), *everybody("it.outage_prob", 0))  # fmt: skip
    rows = random_threads(8, 300, 1, (6.0, 20.0), elsewhere=0.4, routine=0.4)
    every = answer(made, rows, 1)
    tally = made.world.desk_tally
    answers = every[(every["question"] == 1) & (every["state"] == REPLIED)]
    wait = answers["replied"] - answers["opened"]
    row = answers["retailer"].astype(int) * CHANNELS + answers["channel"]
    for column, values in (
        (desk.ANSWERS, wait >= 0),
        (desk.ANSWER_MINUTES, wait),
        (desk.ANSWERS_IN_TIME, wait <= 180),
        (desk.AUTOMATIC, answers["automatic"]),
    ):
        expected = np.bincount(row, weights=values, minlength=len(tally))
        assert expected.sum() > 0
        assert tally[:, column].tolist() == expected.tolist()
    wrong = every["retailer"].astype(int) * CHANNELS + every["channel"]
    assert tally[:, desk.WRONG_REPLIES].tolist() == np.bincount(wrong, every["wrong"], len(tally)).tolist()
    assert every["wrong"].sum() > 3

    threads = every[every["question"] == 0]
    row = threads["retailer"].astype(int) * CHANNELS + threads["channel"]
    done = threads["state"] == REPLIED
    wait = np.where(done, threads["replied"] - threads["opened"], 0)

    def total(values: np.ndarray) -> list[float]:
        return np.bincount(row, weights=values, minlength=len(tally)).tolist()

    assert tally[:, desk.REPLIES].tolist() == total(done)
    assert tally[:, desk.RESPONSE_MINUTES].tolist() == total(wait)
    assert tally[:, desk.IN_TIME].tolist() == total(done & (wait <= 120))
    assert tally[:, desk.CORRECTED].tolist() == total(threads["corrective"])
    assert tally[:, desk.RESOLUTION_MINUTES].tolist() == total(np.where(threads["corrective"] == 1, wait, 0))
    assert tally[:, desk.REFUNDS].tolist() == tally[:, desk.SURPLUS].tolist() == total(threads["refund"])
    shown = done & (threads["public"] == 1) & (threads["action"] == OPEN)
    assert tally[:, desk.OPEN_REPLIES].tolist() == total(shown)
    assert tally[:, desk.PRIVACY_INCIDENTS].tolist() == total(shown & (threads["sensitive"] == 1))
    lenient = np.where(threads["undeserved"] == 1, threads["refund"], 0)
    assert tally[:, desk.LENIENT_REFUNDS].tolist() == total(lenient)


# ------------------------------------------------------------------------------------------ questions


def asked(*overrides: str, days: int = 1, hour: float = 10.0, **fields: object) -> tuple[Model, np.ndarray]:
    """A thousand questions of a thousand consumers at an expectation of 0.9, a trust of 0.4, satisfied by half."""
    made = desks(*EFFECTS, "questions.learn_rate=0.25", "relationship.contact_gain=0.2", *overrides)
    population = made.world.population
    for name, value in (("expectation", 0.9), ("trust", 0.4), ("satisfaction", 0.5)):
        population.array(name)[KOPI] = value
    return made, answer(made, [question(0, hour, k, **fields) for k in range(1000)], days)


@pytest.mark.parametrize("channel", [FACEBOOK, STORE, PHONE, EMAIL])
def test_an_answer_corrects_the_expectation_and_gains_the_more_trust_the_more_human_and_timely_it_is(channel):
    made, threads = asked(channel=channel)
    population, waited = made.world.population, (threads["replied"] - threads["opened"]) / 60
    truth = made.world.market.truth[KOPI]
    assert np.allclose(population.expectation[KOPI], 0.9 + 0.25 * (truth - 0.9), atol=1e-6)
    gain = 0.2 * WARMTH[channel] * timely(waited, EXPECTED[channel])
    assert np.allclose(population.trust[KOPI, threads["consumer"]], 0.4 + gain * 0.6, atol=1e-6)
    assert (population.satisfaction[KOPI] == 0.5).all()
    assert (threads["state"] == REPLIED).all()
    assert not threads["corrective"].any()
    gained = made.world.desk_tally[channel, desk.TRUST_GAINED] / 2**24
    assert gained == pytest.approx(float((gain * 0.6).sum()), rel=1e-4)


def test_a_late_answer_gains_less_trust():
    early = asked(hour=10.0)[0].world.population.trust[KOPI].mean()
    shut = (*everybody("reply.opening_hour", 8), *everybody("reply.closing_hour", 20))
    late = asked(*shut, hour=21.0, days=2)[0].world.population.trust[KOPI].mean()
    assert early > late > 0.4


def test_a_question_is_no_complaint():
    made, _ = asked()
    tally = made.world.desk_tally.sum(axis=0)
    complaints = [desk.REPLIES, desk.OPEN_REPLIES, desk.CORRECTED, desk.RESPONSE_MINUTES, desk.IN_TIME, desk.SILENCES,
                  desk.REFUNDS, desk.EXITS, desk.RESOLUTION_MINUTES, desk.WORTH]  # fmt: skip
    assert not tally[complaints].any()
    assert tally[desk.ANSWERS] == 1000


@pytest.mark.parametrize("silent", [everybody("reply.staff_hours", 0), everybody("reply.policy", "none")])
def test_silence_after_a_question_costs_some_satisfaction_and_nothing_else(silent):
    made, threads = asked(*silent, "questions.silence_loss=0.1", "questions.patience_hours=12", "talk.gripe_prob=1",
                          "relationship.exit_prob=1", days=3)  # fmt: skip
    population = made.world.population
    assert (threads["state"] != REPLIED).all()
    assert np.allclose(population.satisfaction[KOPI], 0.45)
    assert np.allclose(population.trust[KOPI], 0.4)
    assert not (population.history[KOPI] & (LEFT | ENCOURAGED)).any()
    assert sum(len(words) for words in made.world.spoken) == 0


def test_whoever_was_answered_once_is_encouraged():
    made = desks(*EFFECTS, *everybody("reply.policy", "none"))
    answer(made, [question(0, 10.0, 1), question(0, 10.0, 2, channel=STORE), complaint(0, 10.0, 3, channel=PHONE),
                  complaint(0, 10.0, 4)], 1)  # fmt: skip
    encouraged = np.flatnonzero(made.world.population.history[KOPI] & ENCOURAGED)
    assert encouraged.tolist() == [2, 3], "by store and phone, as the accounts stay silent"


# ------------------------------------------------------------------------------------------ errors and records


def test_an_error_misses_the_matter_and_costs_trust():
    made, threads = many("staff.error_prob=0.3", *everybody("reply.skill", 1))
    wrong = threads["wrong"] == 1
    assert wrong.mean() == near(0.3)
    assert (threads["corrective"] == ~wrong).all()
    trust = made.world.population.trust[KOPI, threads["consumer"]].astype(float)
    plain, _ = many(*everybody("reply.skill", 0))
    unhelped = plain.world.population.trust[KOPI, threads["consumer"]].astype(float)
    assert np.allclose(trust[wrong], unhelped[wrong] * 0.9, atol=1e-5)


def test_a_wrong_answer_to_a_question_teaches_nothing_and_costs_trust():
    made, threads = asked("staff.error_prob=1")
    assert (threads["wrong"] == 1).all()
    population = made.world.population
    assert np.allclose(population.expectation[KOPI], 0.9)
    assert np.allclose(population.trust[KOPI], 0.4 * 0.9)


KNOWN = (*everybody("database.used_in_replies", 1), *everybody("database.access", 1),
         *everybody("database.latency_days", 0), "it.effect=1", "it.failure_prob=0")  # fmt: skip


def test_a_right_record_makes_a_reply_worth_more_and_quicker():
    made, threads = many(*KNOWN, *everybody("database.accuracy", 1), *everybody("reply.skill", 1),
                         "recovery.record_saving=0.4")  # fmt: skip
    assert (threads["record"] == HELPED).all()
    assert np.allclose(threads["effort"], 0.6)
    satisfied = made.world.population.satisfaction[KOPI, threads["consumer"]].astype(float)
    before = desks(*EFFECTS).world.population.satisfaction[KOPI, threads["consumer"]].astype(float)
    value = np.minimum(1.5 * worth((threads["replied"] - threads["opened"]) / 60), 1.0)
    assert np.allclose(satisfied, before + 0.4 * value * (1 - before), atol=1e-5)


@pytest.mark.parametrize("misled", [0.0, 0.4, 1.0])
def test_a_wrong_record_misleads_unless_it_is_noticed(misled):
    _, threads = many(*KNOWN, *everybody("database.accuracy", 0), f"recovery.misled_prob={misled}",
                      *everybody("reply.skill", 1))  # fmt: skip
    assert np.mean(threads["record"] == MISLED) == (near(misled) if 0 < misled < 1 else misled)
    assert (threads["wrong"] == (threads["record"] == MISLED)).all()
    assert np.allclose(threads["effort"], 1.0)


def test_an_old_record_is_right_as_often_as_the_interest_has_lasted():
    _, threads = many(*KNOWN, *everybody("database.accuracy", 1), *everybody("database.latency_days", 15),
                      "personal.interest_days=60", "personal.interests=4")  # fmt: skip
    assert np.mean(threads["record"] == HELPED) == near(1 - 15 / 60 * 3 / 4)


def test_a_record_that_is_not_at_hand_does_nothing():
    for nothing in (("it.effect=0",), everybody("database.access", 0), everybody("database.used_in_replies", 0)):
        _, threads = many(*KNOWN, *nothing)
        assert not threads["record"].any()


# ------------------------------------------------------------------------------------------ by the rules

RULES = (*everybody("reply.bureaucracy", 1), "bureaucracy.wait_hours=20", "bureaucracy.denial_prob=0.3",
         "bureaucracy.stiffness=0.5", "bureaucracy.error_saving=0.75", "bureaucracy.minutes_saved=0.25",
         "complaints.undeserved_share=0.2")  # fmt: skip


def test_by_the_rules_a_complaint_waits_for_approval_and_takes_less_work():
    _, threads = many(*RULES)
    waits = (threads["ready"] - threads["opened"]) / 60
    assert waits.min() == pytest.approx(10, abs=0.2)
    assert waits.max() == pytest.approx(30, abs=0.2)
    assert waits.mean() == pytest.approx(20, abs=0.6)
    assert np.allclose(threads["effort"], 0.75)


def test_the_share_of_complaints_by_the_rules_is_the_lever_and_questions_go_without():
    _, threads = many(*RULES, *everybody("reply.bureaucracy", 0.3))
    assert threads["by_the_book"].mean() == near(0.3)
    assert not asked(*RULES)[1]["by_the_book"].any()


def test_rules_deny_some_of_those_whom_staff_could_have_helped():
    made, threads = many(*RULES, *everybody("reply.skill", 1))
    assert threads["corrective"].mean() == near(0.7)
    free, _ = many(*RULES, *everybody("reply.bureaucracy", 0), *everybody("reply.skill", 1))
    left = [m.world.population.satisfaction[KOPI].mean() for m in (made, free)]
    assert left[0] < left[1]


def test_standard_wording_is_stiff():
    made, threads = many(*RULES, "bureaucracy.denial_prob=0", *everybody("reply.skill", 1))
    satisfied = made.world.population.satisfaction[KOPI, threads["consumer"]].astype(float)
    before = desks(*EFFECTS).world.population.satisfaction[KOPI, threads["consumer"]].astype(float)
    value = worth((threads["replied"] - threads["opened"]) / 60, warmth=0.3)
    assert np.allclose(satisfied, before + 0.4 * value * (1 - before), atol=1e-5)


def test_rules_pay_nobody_who_does_not_deserve_it_and_staff_cannot_tell():
    generous = (*everybody("reply.refund_share", 0.5), *everybody("reply.skill", 1), "bureaucracy.denial_prob=0")
    _, strict = many(*RULES, *generous)
    _, lenient = many(*RULES, *generous, *everybody("reply.bureaucracy", 0))
    undeserved = strict["undeserved"] == 1
    assert undeserved.mean() == near(0.2)
    assert (strict["refund"][undeserved] == 0).all()
    assert (lenient["refund"] > 0)[undeserved].mean() == pytest.approx(0.5, abs=0.15)
    assert (strict["refund"] == lenient["refund"])[~undeserved].all()


def test_checking_avoids_its_share_of_errors():
    _, threads = many(*RULES, "staff.error_prob=0.4")
    assert threads["wrong"].mean() == near(0.1)
