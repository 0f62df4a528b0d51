"""What people in this world do: situation and expected action, as tables.

All comparisons are paired, between worlds of the same seeds, so nothing here is left to chance: a figure that holds,
holds on every run. Where a default decides (how often a page is visited, say), the situation states its own values;
the parts on promotion and on speed of reply ask the defaults, because a marketer would.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest

from sim.kernels.codes import MINUTES
from sim.recorder import RunResult
from sim.scenario.registry import Parameter, parameter, parameters
from tests.worlds import everybody, lived, model, run

SEEDS = (1, 2, 3)
SIZE = ("consumers.count=1200", "days=120")


def outcome(name: str, source: str, *overrides: str) -> float:
    """Mean of an outcome of the focal retailer over the seeds."""
    return float(np.mean([run(source, *SIZE, *overrides, seed=seed).outcomes[name] for seed in SEEDS]))


def daily(source: str, *overrides: str) -> list[RunResult]:
    return [run(source, *SIZE, *overrides, seed=seed) for seed in SEEDS]


def kopi(result: RunResult) -> pd.DataFrame:
    """The daily table of the focal retailer."""
    return result.retailers.query("retailer == 'kopi'")


def rising(values: list[float]) -> bool:
    return all(a < b for a, b in pairwise(values))


# ------------------------------------------------------------------------------------------ promotion

RATES = (0.0, 0.5, 1.0, 2.0, 3.0, 12.0)
NONE, MODERATE, ONE, TWO, THREE, FLOOD = range(6)


def promoted(name: str) -> list[float]:
    """An outcome at each intensity of promotion; a fifth of the members follow, so that posts have readers."""
    only = ("retailers.kopi.posts.information_rate=0", "retailers.kopi.posts.community_rate=0",
            "retailers.kopi.community.events_per_year=0")  # fmt: skip
    return [
        outcome(
            name, "baseline", "attention.following_at_start=0.2", *only, f"retailers.kopi.posts.promotion_rate={rate}"
        )
        for rate in RATES
    ]


def test_reach_rises_with_posts_but_less_than_in_proportion():
    reach = promoted("reach")
    assert reach[NONE] == 0
    assert rising(reach)
    per_post = [total / rate for total, rate in zip(reach[1:], RATES[1:], strict=True)]
    assert rising(per_post[1:][::-1]), per_post  # from one post a day on; below, posts meet on no day


def test_a_second_post_a_day_leaves_each_with_half_to_most_of_its_reach_and_of_its_reactions():
    """pattern P13: response per post at two a day is .5 to .85 of that at one a day."""
    reach = promoted("reach")
    assert 0.5 <= reach[TWO] / 2 / reach[ONE] <= 0.85
    liked = [
        outcome("engagement", "baseline", "attention.following_at_start=0.5", "platforms.facebook.like_prob=0.3",
                "platforms.twitter.like_prob=0.3", "retailers.kopi.posts.information_rate=0",
                "retailers.kopi.posts.community_rate=0", f"retailers.kopi.posts.promotion_rate={rate}")
        for rate in (1, 2)
    ]  # fmt: skip
    assert 0.5 <= liked[1] / 2 / liked[0] <= 0.85


def test_followers_tire_and_leave_the_more_the_more_is_posted():
    unfollows = promoted("unfollows")
    assert unfollows[NONE] == 0
    assert rising([unfollows[k] for k in (NONE, ONE, THREE, FLOOD)])
    fatigue = [
        np.mean([kopi(r)["fatigue"].mean() for r in daily(
            "baseline", "attention.following_at_start=0.2", f"retailers.kopi.posts.promotion_rate={rate}")])
        for rate in (0, 1, 3, 12)
    ]  # fmt: skip
    assert rising([float(f) for f in fatigue])
    assert rising(promoted("followers")[::-1][:1] + promoted("followers")[:1])


def test_promotion_lifts_sales_with_diminishing_returns():
    sold = promoted("units_sold")
    lift = [units - sold[NONE] for units in sold]
    assert rising([lift[k] for k in (NONE, ONE, THREE)])
    assert lift[ONE] > (lift[THREE] - lift[ONE]) / 2 > (lift[FLOOD] - lift[THREE]) / 9


def test_flooding_earns_less_than_posting_in_moderation():
    profit = promoted("retailer_profit")
    assert profit[FLOOD] < profit[MODERATE]
    assert profit[FLOOD] < profit[ONE]


def test_promotion_takes_customers_from_the_others():
    shares = promoted("market_share")
    assert shares[FLOOD] > shares[ONE] > shares[NONE]


# ------------------------------------------------------------------------------------------ replies: speed

NEVER = ("retailers.kopi.reply.policy=none", "complaints.contact_share=0")
THREE_DAYS = ("retailers.kopi.reply.approval_hours=72", "complaints.patience_hours=200", "complaints.contact_share=0",
              "retailers.kopi.reply.bureaucracy=0")  # fmt: skip
AN_HOUR = ("retailers.kopi.reply.staff_hours=6", "retailers.kopi.reply.bureaucracy=0",
           "retailers.kopi.it.outage_prob=0", "complaints.patience_hours=200", "complaints.contact_share=0",
           "retailers.kopi.reply.opening_hour=0", "retailers.kopi.reply.closing_hour=24")  # fmt: skip


def test_the_three_desks_are_what_they_are_called():
    assert outcome("first_response_hours", "baseline", *AN_HOUR) < 1.0
    assert 71 < outcome("first_response_hours", "baseline", *THREE_DAYS) < 90
    assert outcome("unanswered_share", "baseline", *NEVER) > 0.3  # those without an account still call


@pytest.mark.parametrize("name", ["satisfaction", "retention", "loyalty", "trust", "satisfied_share", "nps"])
def test_an_answer_in_an_hour_beats_one_in_three_days_and_that_beats_none(name):
    fast, slow, never = (outcome(name, "baseline", *desk) for desk in (AN_HOUR, THREE_DAYS, NEVER))
    assert fast > slow > never


def test_speed_is_kept_promises_and_costs_nothing_but_staff():
    assert outcome("sla_attainment", "baseline", *AN_HOUR) > 0.95
    assert outcome("sla_attainment", "baseline", *THREE_DAYS) < 0.6
    hours = [
        outcome("first_response_hours", "baseline", f"retailers.kopi.reply.staff_hours={h}") for h in (0.15, 0.5, 3)
    ]
    assert rising(hours[::-1])


def test_bureaucracy_slows_replies_and_costs_satisfaction():
    waits = ("retailers.kopi.reply.staff_hours=3", "complaints.patience_hours=200")
    satisfaction = [
        outcome("satisfaction", "baseline", *waits, f"retailers.kopi.reply.approval_hours={h}") for h in (0, 12, 72)
    ]
    assert rising(satisfaction[::-1])


def test_the_answered_complain_more_often_than_the_ignored():
    """The squeaky wheel (pattern P18): who is answered stays, buys and complains again, the more for the answer."""
    trouble = ("retailers.kopi.service_failure_prob=0.2", "complaints.voice_prob=0.8")
    complaints = [outcome("complaints", "baseline", *trouble, *desk) for desk in (AN_HOUR, NEVER)]
    assert complaints[0] > complaints[1]
    loyalty = [outcome("loyalty", "baseline", *trouble, *desk) for desk in (AN_HOUR, NEVER)]
    assert loyalty[0] > loyalty[1]


# ------------------------------------------------------------------------------------------ replies: open or private

READ = (  # many complaints, read by many
    "retailers.kopi.service_failure_prob=0.15",
    "complaints.voice_prob=0.8",
    "complaints.public_share=1",
    "complaints.contact_share=0",
    "attention.following_at_start=0.4",
    "platforms.facebook.page_visit_prob=0.2",
    "platforms.facebook.friend_reach=0.3",
    "observers.complaint_harm=0.05",
    "retailers.kopi.reply.staff_hours=6",
)
OPEN_REPLIES = ("private", "paper_rule", "public_then_private", "open")


def replied(policy: str, name: str, *overrides: str) -> float:
    return outcome(name, "baseline", *READ, f"retailers.kopi.reply.policy={policy}", *overrides)


def test_readers_trust_a_retailer_more_that_answers_where_they_can_read_it():
    nothing_private = "complaints.sensitive_share=0"
    trust = {policy: replied(policy, "trust", nothing_private) for policy in (*OPEN_REPLIES, "none")}
    assert trust["open"] > trust["public_then_private"] > trust["private"] > trust["none"]
    assert trust["open"] > trust["paper_rule"] >= trust["private"]


@pytest.mark.parametrize("policy", [*OPEN_REPLIES, "none"])
def test_private_data_comes_out_only_where_complaints_are_answered_in_the_open(policy):
    incidents = replied(policy, "privacy_incidents")
    assert (incidents > 0) == (policy == "open")


def test_complainants_with_private_data_are_hurt_by_an_open_answer():
    """Nobody else reads the page, and all complaints hold private data, though half are written in public."""
    unread = (
        "complaints.sensitive_share=1", "platforms.facebook.page_visit_prob=0", "platforms.facebook.friend_reach=0",
        "platforms.twitter.friend_reach=0", "platforms.twitter.reply_publicity=0",
    )  # fmt: skip
    assert replied("private", "trust", *unread) > replied("open", "trust", *unread)


def test_either_policy_can_win():
    """pattern P19: there are worlds for the open and worlds for the private answer."""

    def gap(sensitive: float, visits: float) -> float:
        there = (f"complaints.sensitive_share={sensitive}", f"platforms.facebook.page_visit_prob={visits}")
        return replied("open", "loyalty", *there) - replied("private", "loyalty", *there)

    assert gap(0.0, 0.2) > 0 > gap(1.0, 0.0)


def test_the_papers_rule_answers_openly_what_concerns_many_and_nothing_else():
    counts = {}
    for policy in OPEN_REPLIES:
        result = run("baseline", *SIZE, *READ, f"retailers.kopi.reply.policy={policy}")
        talks = result.conversations.query("retailer == 'kopi' and public and state == 'replied'")
        counts[policy] = (talks["reply"] == "open").sum()
        if policy == "paper_rule":
            rule = talks["concerns_many"] & ~talks["sensitive"]
            assert ((talks["reply"] == "open") == rule).all()
    assert counts["private"] == counts["public_then_private"] == 0 < counts["paper_rule"] < counts["open"]


def test_policies_may_differ_by_platform():
    result = run(
        "baseline", *SIZE, *READ, "retailers.kopi.reply.policy=by_platform",
        "retailers.kopi.reply.by_platform.facebook=none", "retailers.kopi.reply.by_platform.twitter=open",
    )  # fmt: skip
    talks = result.conversations.query("retailer == 'kopi' and state != 'waiting' and public")
    assert set(talks.query("channel == 'facebook'")["state"]) == {"not answered by policy"}
    assert set(talks.query("channel == 'twitter'")["reply"]) == {"open"}


def test_replying_in_the_open_shows_complaints_to_more_people():
    assert replied("open", "complaints_seen", "platforms.twitter.reply_publicity=0.2") > replied(
        "private", "complaints_seen", "platforms.twitter.reply_publicity=0.2"
    )


# ------------------------------------------------------------------------------------------ accounts and suppliers


def test_a_traditional_retailer_has_no_accounts_and_hears_complaints_in_the_store_and_by_phone():
    result = run("traditional", *SIZE)
    assert "kopi" not in set(result.accounts["retailer"])
    for name in ("followers", "reach", "engagement", "unfollows", "complaints_public"):
        assert result.outcomes[name] == 0, name
    assert result.outcomes["complaints"] > 0
    assert set(result.conversations.query("retailer == 'kopi'")["channel"]) == {"store", "phone"}
    assert result.outcomes["it_effect"] == 0
    assert result.by_retailer["pasar"]["followers"] > 0
    assert result.retailers.query("retailer == 'kopi'")["it_assets"].max() == 0


FAULTY = ("suppliers.kebun.defect_prob=0.15", "suppliers.pabrik.defect_prob=0.15", "complaints.voice_prob=0.8",
          "suppliers.kebun.improvement.review_days=15", "suppliers.pabrik.improvement.review_days=15",
          "retailers.kopi.reply.staff_hours=6")  # fmt: skip


def defects(mode: str) -> float:
    results = daily("baseline", *FAULTY, f"retailers.kopi.supplier_link.mode={mode}")
    return float(np.mean([r.suppliers.query("day >= 60")["defect_prob"].mean() for r in results]))


def test_suppliers_who_hear_complaints_mend_more_defects():
    none, relay, direct = defects("none"), defects("relay"), defects("direct")
    assert direct < none
    assert relay < none


def test_a_direct_link_costs_the_supplier_and_a_relay_costs_the_staff():
    link = "retailers.kopi.supplier_link.mode="
    work = {
        mode: np.mean(
            [kopi(r)["work_minutes"].sum() for r in daily("baseline", *FAULTY, link + mode)],
        )
        for mode in ("none", "relay", "direct")
    }
    assert work["relay"] > 1.2 * work["none"]
    read = {
        mode: np.mean([r.suppliers["reports_read"].max() for r in daily("baseline", *FAULTY, link + mode)])
        for mode in ("none", "relay", "direct")
    }
    assert read["none"] == 0 < read["relay"] < read["direct"]


def test_a_supplier_who_cannot_talk_with_consumers_hears_through_the_retailer():
    link = ("retailers.kopi.supplier_link.mode=direct", "suppliers.kebun.can_go_direct=false")
    result = run("baseline", *SIZE, *FAULTY, *link)
    relayed = result.retailers.query("retailer == 'kopi'")["relayed_reports"].sum()
    read = result.suppliers.groupby("supplier")["reports_read"].max()
    assert relayed > 0
    assert read["pabrik"] > read["kebun"] > 0


# ------------------------------------------------------------------------------------------ goods and prices


def test_a_shortfall_hurts_more_than_a_surplus_pleases():
    """pattern P24, on the level of the world: noise around what is expected costs satisfaction if it is asymmetric."""
    noisy = ("experience.noise=0.15", *everybody("service_failure_prob", 0), "suppliers.kebun.defect_prob=0",
             "suppliers.pabrik.defect_prob=0")  # fmt: skip
    satisfaction = [outcome("satisfaction", "baseline", *noisy, f"experience.negativity_ratio={x}") for x in (1, 2, 4)]
    assert rising(satisfaction[::-1])


def test_stock_outs_rise_as_safety_falls_and_reviews_get_rare():
    rate, days = [], []
    for safety, review in ((3, 1), (1.5, 3), (0, 7)):
        stock = (*everybody("stock.safety", safety), *everybody("stock.review_days", review))
        rate.append(outcome("stockout_rate", "baseline", *stock))
        days.append(outcome("stock_days", "baseline", *everybody("stock.safety", safety)))
    assert rising(rate)
    assert rate[0] < 0.01
    assert rising(days[::-1])


def test_empty_shelves_cost_satisfaction_and_sales():
    empty = ("retailers.kopi.stock.safety=0", "retailers.kopi.stock.review_days=14")
    assert outcome("satisfaction", "baseline", *empty) < outcome("satisfaction", "baseline")
    assert outcome("units_sold", "baseline", *empty) < outcome("units_sold", "baseline")


def test_a_higher_price_sells_less_and_the_sensitive_mind_more():
    def elasticity(*overrides: str) -> float:
        low, high = (
            outcome("units_sold", "baseline", f"retailers.kopi.price={price}", *overrides) for price in (23_000, 27_000)
        )
        return math.log(high / low) / math.log(27_000 / 23_000)

    assert -8 < elasticity() < -0.5
    assert (
        elasticity("consumers.price_sensitivity=8") < elasticity() < elasticity("consumers.price_sensitivity=0") + 0.2
    )
    assert abs(elasticity("consumers.price_sensitivity=0")) < 0.3


def test_better_goods_win_customers():
    sold = [outcome("units_sold", "baseline", f"retailers.kopi.service_failure_prob={p}") for p in (0.0, 0.1, 0.4)]
    assert rising(sold[::-1])
    loyalty = [outcome("loyalty", "baseline", f"retailers.kopi.service_failure_prob={p}") for p in (0.0, 0.1, 0.4)]
    assert rising(loyalty[::-1])


def test_a_retailer_that_serves_worse_has_lower_ror():
    ror = [outcome("ror", "baseline", f"retailers.kopi.service_failure_prob={p}") for p in (0.0, 0.4)]
    assert ror[0] > ror[1]


def test_emotional_ties_keep_consumers():
    """A8 and H14: with commitment that grows and shields, fewer leave than without."""
    trouble = ("retailers.kopi.service_failure_prob=0.2", "relationship.exit_prob=0.6")
    tied = ("relationship.commitment_gain=0.3", "relationship.commitment_shield=1")
    loose = ("relationship.commitment_gain=0.3", "relationship.commitment_shield=0")
    left = [
        np.mean([kopi(r).query("day == 119")["left"].item() for r in daily("baseline", *trouble, *ties)])
        for ties in (tied, loose)
    ]
    assert left[0] < left[1]


def test_the_online_population_grows_by_its_yearly_rate():
    population = model("indonesia-2011", "consumers.count=20000", "platforms.facebook.network.mean_degree=0",
                       "platforms.twitter.network.mean_degree=0").world.population  # fmt: skip
    online = [np.mean(population.online_from <= day) for day in (0, 365, 730)]
    assert online[0] == pytest.approx(0.23, abs=0.01)
    assert online[1] / online[0] == pytest.approx(1.31, abs=0.03)
    assert online[2] / online[1] == pytest.approx(1.31, abs=0.03)


# ------------------------------------------------------------------------------------------ switches

EVENTFUL = (  # a world in which every mechanism is at work
    "consumers.count=250",
    "days=30",
    "consumers.shop_rate=0.4",
    "consumers.online_share=0.9",
    "finance.retention_window_days=5",
    "suppliers.kebun.defect_prob=0.25",
    "suppliers.pabrik.capacity=1500",
    "suppliers.kebun.improvement.review_days=5",
    "suppliers.pabrik.improvement.review_days=5",
    "complaints.voice_prob=0.7",
    "complaints.public_share=0.8",
    "complaints.patience_hours=30",
    "experience.expectation_at_start=0.8",
    "relationship.exit_prob=0.8",
    "relationship.return_prob=0.3",
    "attention.following_at_start=0.5",
    "attention.unfollow_prob=0.3",
    "attention.follow_after_purchase=0.3",
    "attention.follow_after_share=0.3",
    "observers.thanks_prob=0.5",
    "talk.gripe_prob=0.5",
    "talk.praise_prob=0.5",
    "talk.relay_bad=0.2",
    "complaints.sensitive_share=0.3",
    "platforms.facebook.page_visit_prob=0.3",
    "platforms.facebook.protected_share=0.3",
    "platforms.facebook.group_reach=0.9",
    "platforms.facebook.profile_share=0.3",
    *everybody("database.tailored_discount", 1),
    *everybody("orders.standing_share", 1),
    "platforms.twitter.protected_share=0.3",
    "platforms.twitter.page_visit_prob=0.01",
    *(f"platforms.{name}.{key}" for name in ("facebook", "twitter")
      for key in ("reach=0.6", "friend_reach=0.6", "reply_publicity=0.3", "membership_young=0.9", "like_prob=0.2",
                  "comment_prob=0.1", "share_prob=0.1")),
    *everybody("posts.promotion_rate", 1),
    *everybody("posts.information_rate", 1),
    *everybody("posts.community_rate", 1),
    *everybody("community.events_per_year", 80),
    "goodwill.join_uncommitted=0.3",
    *everybody("reply.staff_hours", 2),
    *everybody("reply.approval_hours", 2),
    *everybody("reply.bureaucracy", 0.4),
    "bureaucracy.wait_hours=6",
    "questions.ask_prob=0.4",
    "questions.patience_hours=10",
    "staff.morale_at_start=0.6",
    "staff.strain_above=0.1",
    "staff.error_prob=0.2",
    "it.failure_prob=0.1",
    *everybody("it.outage_prob", 0.1),
    *everybody("it.order_days", 2),
    *everybody("database.used_in_replies", 0.8),
    "complaints.undeserved_share=0.4",
    *everybody("stock.opening_cover_days", 2),
    *everybody("stock.spoilage_rate", 0.05),
    *everybody("place", 0.2),
    "retailers.kopi.reply.policy=open",
    "retailers.pasar.reply.policy=public_then_private",
    "retailers.toko.reply.policy=private",
    "retailers.kopi.supplier_link.mode=relay",
    "retailers.kopi.supplier_link.relay_days=3",
    "retailers.pasar.supplier_link.mode=direct",
    "retailers.toko.supplier_link.mode=relay",
    "collaborators.carriers.disruption_prob=0.5",
    "collaborators.authorities.shock_prob=0.1",
    "collaborators.authorities.shock_days=5",
    "collaborators.bank.overdraft_limit=200000",
    "collaborators.tie_half_life_days=10",
    "retailers.warung.costs.cash=0",
    "retailers.pasar.costs.cash=0",
    "retailers.pasar.costs.shop_costs=1000000",
    "retailers.toko.price=18000",
    "retailers.toko.pricing.campaign_cut=0.2",
    *everybody("pricing.campaigns_per_year", 60),
    *everybody("pricing.campaign_days", 5),
    *everybody("joint_venture.projects_per_year", 50),
    *everybody("joint_venture.term_days", 91),
    *everybody("vendor.innovation_spend", 5000),
    *(entry for lever in ("product", "price", "promotion", "place") for entry in everybody(f"kaizen.{lever}", 5000)),
    "kaizen.half_life_days=10",
    "relationship.commitment_gain=0.15",
    "ideas.idea_prob=0.2",
    *(f"suppliers.{name}.{key}" for name in ("kebun", "pabrik")
      for key in ("ideas.intake=0.9", "ideas.conversion_prob=0.5", "innovation.review_days=10")),
)  # fmt: skip


def settings_of(known: Parameter, value: object) -> tuple[str, ...]:
    """The parameter set to a value wherever it stands in the built-in world."""
    names = {"platforms": ("facebook", "twitter"), "retailers": ("kopi", "pasar", "toko", "warung"),
             "suppliers": ("kebun", "pabrik")}.get(known.path.split(".")[0], ("",))  # fmt: skip
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return tuple(f"{known.path.replace('*', name)}={text}" for name in names)


def switched_off(*paths: str) -> RunResult:
    off = [setting for path in paths for setting in settings_of(parameter(path), parameter(path).off)]
    return run("baseline", *EVENTFUL, *off)


def total(table: str, column: str) -> Callable[[RunResult], float]:
    return lambda result: float(getattr(result, table)[column].fillna(0).sum())


def talks(query: str) -> Callable[[RunResult], float]:
    return lambda result: float(len(result.conversations.query(query)))


SWITCHES: dict[str, tuple[tuple[str, ...], Callable[[RunResult], float]]] = {
    # what is then zero: the parameters at their off-values, and where it shows
    "needs": (("consumers.shop_rate",), total("market", "needs")),
    "views of posts": (("platforms.*.reach",), total("accounts", "reach")),
    "views, nobody online": (("consumers.online_hours",), total("accounts", "reach")),
    "followers, nobody online": (("consumers.online_share",), total("accounts", "followers")),
    "followers, no members": (
        ("platforms.*.membership_young", "platforms.*.membership_old"),
        total("accounts", "followers"),
    ),
    "units at a promotion's price": (("attention.appeal_step",), total("retailers", "promoted_units")),
    "promotion posts": (("retailers.*.posts.promotion_rate",), total("accounts", "promotion_posts")),
    "information posts": (("retailers.*.posts.information_rate",), total("accounts", "information_posts")),
    "community posts": (("retailers.*.posts.community_rate",), total("accounts", "community_posts")),
    "community events": (("retailers.*.community.events_per_year",), total("accounts", "invitations")),
    "participants": (("goodwill.join_uncommitted", "goodwill.join_committed"), total("accounts", "participants")),
    "softened failures": (("goodwill.buffer",), total("retailers", "buffered_failures")),
    "users online": (("consumers.online_share",), total("market", "online")),
    "personal offers": (("retailers.*.database.personalised_share",), total("accounts", "personalised")),
    "fatigue": (("attention.fatigue_step",), total("retailers", "fatigue")),
    "unfollows": (("attention.unfollow_prob",), total("accounts", "unfollows")),
    "new followers": (
        ("attention.follow_after_purchase", "attention.follow_after_share"),
        total("accounts", "new_followers"),
    ),
    "likes": (("platforms.*.like_prob",), total("accounts", "likes")),
    "comments": (("platforms.*.comment_prob",), total("accounts", "comments")),
    "shared posts heard": (("platforms.*.share_prob",), total("retailers", "shares_heard")),
    "praise heard": (("talk.praise_prob",), total("retailers", "praise_heard")),
    "blame heard": (("talk.gripe_prob",), total("retailers", "blame_heard")),
    "complaints heard, no ties": (("platforms.*.network.mean_degree",), total("retailers", "complaints_heard")),
    "complaints heard, no reach": (
        ("platforms.*.friend_reach", "platforms.*.group_reach"),
        total("retailers", "complaints_heard"),
    ),
    "words of one's group": (("platforms.*.group_reach",), total("retailers", "heard_in_group")),
    "words in private": (("talk.chat_share",), total("retailers", "heard_in_chat")),
    "offers made of profiles": (("platforms.*.profile_share",), total("accounts", "from_profile")),
    "unfair prices": (("retailers.*.database.tailored_discount",), total("retailers", "unfair_prices")),
    "waiting": (("retailers.*.counter.service_minutes",), total("retailers", "waiting_minutes")),
    "standing orders": (("retailers.*.orders.standing_share",), total("retailers", "standing_orders")),
    "complaints read on pages": (
        ("platforms.*.page_visit_prob", "platforms.*.reply_publicity"),
        total("accounts", "complaints_seen"),
    ),
    "complaints": (("complaints.voice_prob",), total("retailers", "complaints")),
    "complaints with private data": (("complaints.sensitive_share",), talks("sensitive")),
    "privacy incidents": (("complaints.sensitive_share",), total("retailers", "privacy_incidents")),
    "complaints that concern many": (("complaints.public_interest_share",), talks("concerns_many")),
    "replies on accounts": (("retailers.*.reply.policy",), total("accounts", "replies")),
    "replies": (("retailers.*.reply.staff_hours",), total("retailers", "replies")),
    "corrected complaints": (("retailers.*.reply.skill", "staff.learning_rate"), talks("corrected")),
    "refunds": (("retailers.*.reply.refund_share",), total("retailers", "refunds")),
    "refunds that nobody deserves": (("complaints.undeserved_share",), total("retailers", "lenient_refunds")),
    "complaints by the rules": (("retailers.*.reply.bureaucracy",), talks("by_the_book")),
    "complaints denied by a rule": (("bureaucracy.denial_prob",), total("retailers", "denials")),
    "routine questions": (("questions.ask_prob",), total("retailers", "questions")),
    "answers of the system": (("retailers.*.it.auto_answer_share",), total("retailers", "automatic_answers")),
    "effect of IT": (("it.effect",), total("retailers", "it_effect")),
    "days without IT": (("retailers.*.it.outage_prob",), total("retailers", "it_down")),
    "orders under way": (("retailers.*.it.order_days",), total("retailers", "order_latency_days")),
    "records that help": (("retailers.*.database.used_in_replies",), talks("record != 'not used'")),
    "replies that miss the matter": (("staff.error_prob", "recovery.misled_prob"), total("retailers", "wrong_replies")),
    "notifications": (("platforms.*.notifications",), total("accounts", "notifications")),
    "those who left": (("relationship.exit_prob",), total("retailers", "left")),
    "commitment": (
        ("relationship.commitment_gain", "attention.community_gain", "retailers.*.supplier_link.answer_gain",
         "goodwill.join_gain"),
        total("retailers", "commitment"),
    ),
    "failures of service": (("retailers.*.service_failure_prob",), total("retailers", "service_failures")),
    "defects": (("suppliers.*.defect_prob",), total("retailers", "defects")),
    "spoilt goods": (("retailers.*.stock.spoilage_rate",), total("retailers", "spoilt")),
    "goods made ahead": (("suppliers.*.planning.make_ahead",), total("suppliers", "made_ahead")),
    "goods made ahead, made at once": (("suppliers.*.planning.making_days",), total("suppliers", "made_ahead")),
    "reports to suppliers": (("retailers.*.supplier_link.mode",), total("suppliers", "reports_read")),
    "know-how on the books": (
        ("retailers.*.costs.intellectual_capital", "retailers.*.costs.ic_investment"),
        total("retailers", "intellectual_capital"),
    ),
    "price campaigns": (("retailers.*.pricing.campaigns_per_year",), total("retailers", "campaign")),
    "ties to collaborators": (("retailers.*.collaboration.spend",), total("retailers", "tie")),
    "deliveries held up": (("collaborators.carriers.disruption_prob",), total("retailers", "held_up_days")),
    "shocks by authorities": (("collaborators.authorities.shock_prob",), total("retailers", "place_loss")),
    "interest": (("collaborators.bank.rate", "collaborators.bank.overdraft_margin"), total("retailers", "interest")),
    "joint projects": (("retailers.*.joint_venture.projects_per_year",), total("retailers", "joint_projects")),
    "innovations": (
        ("suppliers.*.innovation.spend", "retailers.*.vendor.innovation_spend"),
        total("suppliers", "innovations"),
    ),
    "ideas received": (("ideas.idea_prob",), total("retailers", "ideas_received")),
    "ideas carried out": (("suppliers.*.ideas.intake",), total("retailers", "ideas_carried_out")),
    "ideas passed on": (("retailers.*.supplier_link.mode",), total("retailers", "ideas_passed_on")),
    "IT on the books": (("retailers.*.costs.it_purchase",), total("retailers", "it_assets")),
}  # fmt: skip


@pytest.mark.parametrize("what", SWITCHES)
def test_an_off_value_switches_its_effect_off(what):
    paths, measure = SWITCHES[what]
    assert measure(run("baseline", *EVENTFUL)) > 0, "there is nothing to switch off"
    assert measure(switched_off(*paths)) == 0


COSTS = {
    "wages": "retailers.*.costs.wage",
    "internal_marketing": "retailers.*.staff.internal_marketing",
    "database": "retailers.*.database.cost",
    "community_events": "retailers.*.community.event_cost",
    "community_participants": "retailers.*.community.participant_cost",
    "shop_costs": "retailers.*.costs.shop_costs",
    "counter": "retailers.*.counter.service_minutes",
    "standing_orders": "retailers.*.orders.handling_cost",
    "it_running": "retailers.*.costs.it_running",
    "it_purchase": "retailers.*.costs.it_purchase",
    "posts": "retailers.*.posts.cost",
    "contacts": ("contact.store.cost", "contact.phone.cost", "contact.email.cost"),
    "ic_investment": "retailers.*.costs.ic_investment",
    "market_audit": "retailers.*.audit.market_spend",
    "rival_audit": "retailers.*.audit.rival_spend",
    "collaboration": "retailers.*.collaboration.spend",
    "daily_costs": "suppliers.*.daily_costs",
    "improvement": "suppliers.*.improvement.cost",
    "reading": "suppliers.*.improvement.reading_cost",
    "holding": "suppliers.*.planning.holding_cost",
}


@pytest.mark.parametrize("entry", COSTS)
def test_a_cost_of_nothing_is_not_paid(entry):
    paid = []
    paths = (COSTS[entry],) if isinstance(COSTS[entry], str) else COSTS[entry]
    off_values = [s for path in paths for s in settings_of(parameter(path), parameter(path).off)]
    for off in ((), off_values):
        ledger = lived("baseline", 12, *EVENTFUL, *off).world.ledger
        firms = ("kopi", "pasar", "toko", "warung", "kebun", "pabrik")
        paid.append(sum(ledger.flow(firm, entry) for firm in firms))
    assert paid[0] < 0 == paid[1]


def test_defects_neither_mend_nor_return_without_improvement_and_drift():
    result = switched_off("suppliers.*.improvement.gain", "suppliers.*.improvement.drift")
    assert (result.suppliers.groupby("supplier")["defect_prob"].nunique() == 1).all()


def test_deliveries_come_on_their_day_without_a_spread():
    steady = ("suppliers.kebun.lead_time_spread_days=0", "suppliers.pabrik.lead_time_spread_days=0",
              "collaborators.carriers.disruption_prob=0")  # fmt: skip
    made = model("baseline", *EVENTFUL, *steady)
    for _ in range(10):
        made.step()
        for supplier in made.suppliers:
            assert (supplier.shipments["due"] <= made.world.day - 1 + supplier.spec.lead_time_days).all()


def test_a_complaint_without_approval_is_ready_when_it_is_written():
    made = lived("baseline", 12, *EVENTFUL, *everybody("reply.approval_hours", 0), "bureaucracy.wait_hours=0")
    rows = made.world.threads.all_threads()
    assert len(rows) > 20
    assert (rows["ready"] == rows["opened"]).all()
    assert (rows["opened"] < 12 * MINUTES).all()


# Labels, sizes and what refers to names; and what only a file brings into play.
WITHOUT_AN_EFFECT = {"name", "title", "description", "focal", "days", "seed", "consumers.count", "finance.currency",
                     "retailers.*.title", "suppliers.*.title", "retailers.*.suppliers", "retailers.*.accounts",
                     "retailers.*.contact_channels", "retailers.*.reply.by_platform", "retailers.*.policy",
                     "platforms.*.network.source", "platforms.*.network.path",
                     "platforms.*.network.edge_means"}  # fmt: skip


def other_values(known: Parameter) -> list[object]:
    """Its off-value, its choices or the ends of its sweep: one of them is not what the eventful world has."""
    off = [] if known.off is None else [known.off]
    if known.kind == "choice":
        return [*off, *known.choices]
    if known.kind == "yes/no":
        return [True, False]
    if off and known.sweep is None:
        return off
    assert known.sweep is not None, known.path
    return [*off, *(int(end) if known.kind == "whole number" else end for end in known.sweep)]


@pytest.mark.parametrize("path", sorted({p.path for p in parameters()} - WITHOUT_AN_EFFECT))
def test_every_parameter_does_something(path):
    """A parameter that moves nothing, in a world in which everything happens, is dead."""
    known = parameter(path)

    def told(result: RunResult) -> tuple[object, ...]:
        return result.digest, result.outcomes, len(result.conversations)

    plain = told(run("baseline", *EVENTFUL))
    assert any(
        told(model("baseline", *EVENTFUL, *settings_of(known, value)).run()) != plain for value in other_values(known)
    )
