"""A retailer's IT: how much of its promise it keeps, what that speeds up, and days on which it is down."""

from __future__ import annotations

import numpy as np
import pytest

from sim.it import InformationTechnology, drawn_effect
from sim.kernels.planning import REPORTED
from sim.randomness import Purpose, stream
from sim.scenario.loading import load_scenario
from sim.scenario.serving import TechnologyRules
from tests.worlds import everybody, lived, model, run

KOPI, PASAR = 0, 1
SURE = ("it.failure_prob=0", "it.effect_spread=0")
SMALL = ("consumers.count=600", "days=60")


def technology(*overrides: str, seed: int = 1) -> InformationTechnology:
    return InformationTechnology(load_scenario("baseline", overrides), seed)


# ------------------------------------------------------------------------------------------ the effect


@pytest.mark.parametrize(("mean", "spread"), [(0.7, 0.2), (0.3, 0.05), (0.5, 0.6), (0.7, 0.9)])
def test_the_effect_has_its_mean_and_its_spread(mean, spread):
    rule = TechnologyRules(effect=mean, effect_spread=spread, failure_prob=0.0)
    drawn = np.array([drawn_effect(rule, (k + 0.5) / 20_000, 0.5) for k in range(20_000)])
    assert drawn.min() >= 0
    assert drawn.max() <= 1
    assert drawn.mean() == pytest.approx(mean, abs=2e-3)
    assert drawn.var() == pytest.approx(spread * mean * (1 - mean), rel=0.02)


@pytest.mark.parametrize("mean", [0.0, 0.4, 1.0])
def test_without_a_spread_it_is_its_mean_and_with_failure_it_is_nothing(mean):
    sure = TechnologyRules(effect=mean, effect_spread=0.0, failure_prob=0.25)
    assert drawn_effect(sure, 0.1, 0.3) == drawn_effect(sure, 0.9, 0.25) == mean
    assert drawn_effect(sure, 0.9, 0.249) == 0.0
    assert drawn_effect(TechnologyRules(effect=mean, effect_spread=0.5, failure_prob=1.0), 0.9, 0.999) == 0.0


def test_so_many_retailers_fail_as_the_chance_says():
    failed = [technology("it.failure_prob=0.3", seed=seed).effect == 0 for seed in range(300)]
    assert np.mean(failed) == pytest.approx(0.3, abs=0.06)


def test_the_effect_is_the_luck_of_seed_and_retailer_and_lasts():
    effect = technology(seed=5).effect
    assert technology(seed=5).effect.tolist() == effect.tolist() != technology(seed=6).effect.tolist()
    made = lived("baseline", 5, "consumers.count=100", seed=5)
    assert made.world.it.effect.tolist() == effect.tolist()
    other = technology("retailers.kopi.reply.policy=open", "retailers.kopi.it.speed_gain=0.6", seed=5).effect
    assert other.tolist() == effect.tolist()


def test_whoever_has_no_account_has_bought_no_it_and_the_others_keep_their_luck():
    both = technology(*SURE)
    without = technology(*SURE, "retailers.kopi.accounts=[]")
    assert without.effect[KOPI] == 0.0
    assert without.effect[1:].tolist() == both.effect[1:].tolist()
    assert without.message_pace[KOPI] == 1.0
    assert without.auto_answer_share[KOPI] == 0.0


def test_it_that_fails_costs_as_much_and_does_nothing():
    """In every table of every day it is as if there were nothing for IT to do; it is paid for all the same."""
    fails = lived("baseline", 40, *SMALL, "it.failure_prob=1")
    idle = lived("baseline", 40, *SMALL, "it.failure_prob=1", *everybody("it.speed_gain", 0.9),
                 *everybody("it.auto_answer_share", 1), *everybody("database.access", 1))  # fmt: skip
    assert fails.recorder.finish().digest() == idle.recorder.finish().digest()
    for entry in ("it_purchase", "it_running"):
        assert fails.world.ledger.flow("kopi", entry) == lived("baseline", 40, *SMALL).world.ledger.flow("kopi", entry)
    assert fails.result().outcomes["it_effect"] == 0.0


# ------------------------------------------------------------------------------------------ speed


def test_it_saves_its_share_of_the_minutes_of_messages_and_none_of_calls():
    made = lived("baseline", 30, *SMALL, *SURE, "it.effect=0.5", *everybody("it.speed_gain", 0.4),
                 "staff.scale_exponent=0", *everybody("reply.bureaucracy", 0),
                 *everybody("database.used_in_replies", 0))  # fmt: skip
    rows = made.world.threads.all_threads()
    spoken = np.isin(rows["channel"], (2, 3))
    assert np.allclose(rows["effort"][~spoken], 0.8)
    assert np.allclose(rows["effort"][spoken], 1.0)
    assert spoken.any()
    assert not spoken.all()


def test_the_system_answers_its_share_of_written_questions_at_once():
    made = lived("baseline", 60, *SMALL, *SURE, "it.effect=0.5", *everybody("it.auto_answer_share", 0.8),
                 "questions.ask_prob=0.4", *everybody("it.outage_prob", 0), "record.conversations=1000000")  # fmt: skip
    rows = made.world.threads.all_threads()
    written = (rows["question"] == 1) & ~np.isin(rows["channel"], (2, 3))
    share = rows["automatic"][written].mean()
    assert share == pytest.approx(0.4, abs=4 * (0.24 / written.sum()) ** 0.5)
    assert not rows["automatic"][~written].any()
    at_once = rows[rows["automatic"] == 1]
    assert (at_once["replied"] == at_once["opened"]).all()
    assert not at_once["wrong"].any()


def test_an_answer_of_the_system_gains_no_trust():
    gained = [
        run("baseline", *SMALL, *SURE, "it.effect=1", *everybody("it.auto_answer_share", share),
            "questions.ask_prob=0.3", "complaints.voice_prob=0", "complaints.contact_share=0",
            "consumers.online_share=1", "staff.error_prob=0",
            "recovery.misled_prob=0").outcomes["trust_per_electronic_contact"]
        for share in (0, 1)
    ]  # fmt: skip
    assert gained[0] > 2 * gained[1] >= 0


def test_accounts_that_stay_silent_let_no_system_speak():
    result = run("baseline", *SMALL, *SURE, "it.effect=1", *everybody("it.auto_answer_share", 1),
                 "questions.ask_prob=0.3", *everybody("reply.policy", "none"))  # fmt: skip
    by_channel = result.contacts.groupby("channel")["automatic_answers"].sum()
    assert by_channel["email"] > 0
    assert by_channel.drop("email").sum() == 0


def test_an_order_takes_what_it_leaves_of_the_days_by_hand():
    for by_hand, effect in ((2.0, 0.0), (2.0, 0.5), (1.5, 0.3), (3.0, 1.0)):
        it = technology(*SURE, f"it.effect={effect}", *everybody("it.order_days", by_hand))
        taken = []
        for day in range(4000):
            it.begin_day(stream(3, Purpose.IT_TODAY, day))
            taken.append(int(it.order_days[PASAR]))
        mean = by_hand * (1 - effect)
        assert np.mean(taken) == pytest.approx(mean, abs=0.03)
        assert set(taken) <= {int(mean), int(mean) + 1}


def test_orders_under_way_are_on_order_and_arrive_late():
    late = lived("baseline", 60, *SMALL, "it.effect=0", *everybody("it.order_days", 2)).result().outcomes
    soon = lived("baseline", 60, *SMALL, "it.effect=0", *everybody("it.order_days", 0)).result().outcomes
    assert (late["order_latency_days"], soon["order_latency_days"]) == (2.0, 0.0)
    assert late["delivery_days"] > soon["delivery_days"] + 1


# ------------------------------------------------------------------------------------------ outages


def test_it_is_down_as_often_as_its_chance_says_and_never_without_an_account():
    it = technology(*everybody("it.outage_prob", 0.2), "retailers.kopi.accounts=[]")
    down = []
    for day in range(3000):
        it.begin_day(stream(1, Purpose.IT_TODAY, day))
        down.append(it.down.copy())
    assert np.mean(down, axis=0)[1:] == pytest.approx(0.2, abs=0.035)
    assert not np.any(np.array(down)[:, KOPI])


def test_while_it_is_down_nothing_is_posted_and_no_account_replies():
    result = run("baseline", *SMALL, *everybody("it.outage_prob", 0.3), *everybody("posts.promotion_rate", 2),
                 "complaints.voice_prob=1")  # fmt: skip
    down = result.retailers[["day", "retailer", "it_down"]]
    posts = result.accounts.merge(down, on=["day", "retailer"])
    broken = posts[posts["it_down"] == 1]
    assert len(broken) > 50
    for column in ("promotion_posts", "information_posts", "community_posts", "invitations", "replies", "reach"):
        assert broken[column].sum() == 0, column
        assert posts[column].sum() > 0, column
    elsewhere = result.contacts.merge(down, on=["day", "retailer"]).query("it_down == 1").groupby("channel")
    assert elsewhere["replies"].sum()[["store", "phone", "email"]].sum() > 0


def test_a_supplier_sees_the_sales_of_a_day_without_it_when_it_is_up_again():
    always = ("consumers.count=400", *everybody("it.outage_prob", 1), "it.effect=0", *everybody("it.order_days", 0))
    made = model("baseline", *always)
    for _ in range(6):
        made.step()
    reported, retailer = made.world.planning.known[REPORTED], made.world.market.offer_retailer[0]
    assert reported[0] == -1
    made.world.it._outage_prob[:] = 0.0
    made.step()
    assert reported[0] == 6 - made.retailers[retailer].spec.stock.share_delay_days


def test_more_outages_cost_speed_and_reach():
    size = ("consumers.count=1200", "days=120", "attention.following_at_start=0.3")
    for name, worse in (("first_response_hours", 1), ("reach", -1)):
        values = [
            np.mean([run("baseline", *size, *everybody("it.outage_prob", p), seed=s).outcomes[name] for s in (1, 2)])
            for p in (0.0, 0.3)
        ]
        assert (values[1] - values[0]) * worse > 0, name
