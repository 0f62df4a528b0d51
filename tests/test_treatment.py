"""Outcomes of treatment, worked out once more from what was written down of a run."""

from __future__ import annotations

import math

import numpy as np
import pytest

from sim.experiment.replicate import replicate
from tests.worlds import everybody, lived, model, run

SIZE = ("consumers.count=800", "days=60")


def spoken(humanness: float) -> tuple[str, ...]:
    """The channels without an account feel as human as that."""
    return tuple(f"contact.{channel}.humanness={humanness}" for channel in ("store", "phone", "email"))


def kopi(*overrides: str, source: str = "baseline", seed: int = 1):
    result = run(source, *SIZE, *overrides, seed=seed)
    return result, result.retailers.query("retailer == 'kopi'")


# ------------------------------------------------------------------------------------------ A2


@pytest.mark.parametrize("spread", [0.3, 0.8])
def test_intensities_are_lognormal_with_mean_one(spread):
    settings = ("consumers.count=1", *everybody("posts.intensity_spread", spread))
    made = [model("baseline", *settings, seed=seed) for seed in range(150)]
    factors = np.array([retailer.intensity for one in made for retailer in one.retailers])
    assert factors.mean() == pytest.approx(1.0, abs=4 * math.sqrt(math.expm1(spread**2) / len(factors)))
    assert np.log(factors).std() == pytest.approx(spread, rel=0.12)


def test_a_retailer_posts_by_its_intensity_on_all_days_and_accounts():
    made = lived("baseline", 120, "consumers.count=20", *everybody("posts.intensity_spread", 0.5))
    posts = made.recorder.finish().posts[:, :, :3].sum(axis=0)  # of three kinds, without invitations
    for account in made.world.accounts:
        factor = made.retailers[account.retailer].intensity
        assert np.abs(posts[account.number] - 120 * factor * np.array([0.5, 0.3, 0.2])).max() <= 1.0


def test_without_a_spread_all_post_as_their_rates_say():
    made = model("baseline", *everybody("posts.intensity_spread", 0))
    assert [retailer.intensity for retailer in made.retailers] == [1.0] * 4


def test_posting_intensity_counts_all_posts_of_all_accounts():
    result, _ = kopi()
    accounts = result.accounts.query("retailer == 'kopi'")
    posts = accounts[["promotion_posts", "information_posts", "community_posts", "invitations"]].to_numpy().sum()
    assert result.outcomes["posting_intensity"] == pytest.approx(posts / 60)


def test_in_deciles_by_posts_a_day_reach_and_unfollows_rise_with_the_dose():
    done = replicate("baseline", replicates=6, workers=1, overrides=[
        "consumers.count=400", "days=60", "attention.following_at_start=0.5", "attention.unfollow_prob=0.2",
        *everybody("posts.intensity_spread", 1)])  # fmt: skip
    table = done.posting_deciles
    assert table["cases"].sum() == 24
    assert table["decile"].tolist() == list(range(1, 11))
    assert (np.diff(table["posting_intensity"]) > 0).all()
    assert (table["least"].to_numpy()[1:] >= table["most"].to_numpy()[:-1]).all()
    low, high = table.iloc[:5].mean(numeric_only=True), table.iloc[5:].mean(numeric_only=True)
    assert high["reach"] > low["reach"]
    assert high["unfollows"] > low["unfollows"]
    assert high["units_ratio"] > low["units_ratio"]
    weights = table["cases"] / 24
    assert (table["units_ratio"] * weights).sum() == pytest.approx(1.0)
    assert done.to_json()["posting_deciles"][0]["decile"] == 1


# ------------------------------------------------------------------------------------------ Q2, Q4, CV4


def test_the_process_score_is_one_less_the_quality_lost_in_the_shop():
    score = kopi("experience.wait_drop=0")[0].outcomes["process_score"]
    _, daily = kopi("experience.wait_drop=0")
    assert score == pytest.approx(1.0 - 0.25 * daily["service_failures"].sum() / daily["trips"].sum(), abs=1e-6)
    none = ("experience.wait_drop=0", "retailers.kopi.service_failure_prob=0")
    assert kopi(*none)[0].outcomes["process_score"] == 1.0


def test_a_smaller_counter_makes_queues_and_a_larger_one_costs_wages():
    small, usual, large = (f"retailers.kopi.counter.capacity={c}" for c in (0.9, 1.5, 3))
    waits = [kopi(s)[0].outcomes["waiting_minutes"] for s in (small, usual, large)]
    assert waits[0] > waits[1] > waits[2] > 0
    scores = [kopi(s)[0].outcomes["process_score"] for s in (small, usual, large)]
    assert scores[0] < scores[1] < scores[2]
    paid = [-lived("baseline", 5, *SIZE[:1], s).world.ledger.flow("kopi", "counter") for s in (usual, large)]
    assert paid[0] == 5 * round(45 * 0.8 * 3 / 60 * 12_000)
    assert paid[1] == 2 * paid[0]


def test_respect_is_how_human_answers_are_and_silence_has_none():
    lively = (
        "consumers.shop_rate=0.3",
        "complaints.voice_prob=0.9",
        "retailers.kopi.reply.staff_hours=4",
        "atmosphere.staff_effect=0",
        "complaints.contact_share=0",
        "bureaucracy.stiffness=0",
        "staff.humanness_effect=0",
    )
    result, daily = kopi(*lively, "retailers.kopi.reply.humanness=0.7", *spoken(0.7))
    ended = daily["replies"].sum() + daily["unanswered"].sum()
    assert ended > 20
    expected = 0.7 * daily["replies"].sum() / ended
    assert result.outcomes["respect"] == pytest.approx(expected, abs=1e-6)
    silent, _ = kopi(*lively, "retailers.kopi.reply.policy=none", *spoken(0))
    assert silent.outcomes["respect"] == 0.0


def test_problems_are_solved_together_where_suppliers_answer():
    lively = ("consumers.shop_rate=0.3", "complaints.voice_prob=0.9", "suppliers.kebun.defect_prob=0.2",
              "suppliers.pabrik.defect_prob=0.2")  # fmt: skip
    direct, daily = kopi(*lively, source="supplier-direct")
    about_goods = direct.conversations.query("retailer == 'kopi' and about == 'goods'")
    assert direct.outcomes["joint_solve_rate"] == daily["supplier_answers"].sum() / len(about_goods)
    assert direct.outcomes["joint_solve_rate"] > 0.9  # all but those of the last day
    relayed, _ = kopi(*lively, "retailers.kopi.reply.staff_hours=8", source="supplier-relay")
    assert 0.2 < relayed.outcomes["joint_solve_rate"] < 0.8  # late, and some get lost
    assert kopi(*lively)[0].outcomes["joint_solve_rate"] == 0.0


def test_goods_come_on_time_where_there_is_no_delay_and_less_often_where_there_is():
    slow = ("suppliers.kebun.planning.make_ahead=false", "suppliers.pabrik.planning.make_ahead=false")
    prompt = (*everybody("it.order_days", 0), "collaborators.carriers.disruption_prob=0")
    exact = ("suppliers.kebun.lead_time_spread_days=0", "suppliers.pabrik.lead_time_spread_days=0")
    wide = ("suppliers.kebun.lead_time_spread_days=9", "suppliers.pabrik.lead_time_spread_days=9")
    assert kopi(*slow, *prompt, *exact)[0].outcomes["on_time_share"] == 1.0
    assert kopi(*slow, *prompt, *wide)[0].outcomes["on_time_share"] == pytest.approx(0.1, abs=0.1)


def test_the_discount_of_a_promoted_unit_is_what_was_given_over_what_was_bought():
    result, daily = kopi("attention.following_at_start=0.5")
    expected = daily["discount_given"].sum() / daily["promoted_units"].sum()
    assert result.outcomes["discount_per_promoted_unit"] == pytest.approx(expected)
    _, everywhere = kopi("attention.following_at_start=0.5", "retailers.kopi.database.tailored_discount=0")
    assert (everywhere["discounted_units"] == everywhere["promoted_units"]).all()
    assert daily["discounted_units"].sum() < daily["promoted_units"].sum()
