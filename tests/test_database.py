"""What a retailer knows of its customers: offers that hit or miss, what they do, what records are worth and cost."""

from __future__ import annotations

import numpy as np
import pytest

from sim.agents import consumer
from sim.kernels import feed
from sim.kernels.codes import EVER
from sim.kernels.feed import interest
from sim.kernels.numbers import shifted
from sim.model import Model
from sim.randomness import Purpose, stream
from tests.worlds import differing, everybody, lived, model, run

KOPI = 0
MANY = 6000
SEEDS = (1, 2, 3, 4)
SIZE = ("consumers.count=1000", "days=90")
FOLLOWED = ("attention.following_at_start=0.5", "platforms.facebook.profile_share=0", "platforms.facebook.reach=0.6",
            "retailers.kopi.posts.promotion_rate=1", "consumers.shop_rate=0.3")  # fmt: skip


def outcome(name: str, *overrides: str) -> float:
    """Mean of an outcome of the focal retailer over the seeds."""
    return float(np.mean([run("baseline", *SIZE, *FOLLOWED, *overrides, seed=seed).outcomes[name] for seed in SEEDS]))


def shown(*overrides: str, trust: float = 0.5, history: int = EVER) -> Model:
    """A world in which everybody has bought from the first retailer and sees one personal promotion of it."""
    made = model(
        "baseline", f"consumers.count={MANY}", "consumers.online_hours=24", "consumers.online_hours_spread=0",
        "platforms.facebook.reach=1", "platforms.facebook.crowding=0", "platforms.facebook.page_visit_prob=0",
        "platforms.facebook.network.mean_degree=0", "platforms.twitter.network.mean_degree=0",
        "platforms.facebook.profile_share=0", "platforms.facebook.membership_young=1",
        "platforms.facebook.membership_old=1",
        *everybody("posts.promotion_rate", 0), *everybody("posts.information_rate", 0),
        *everybody("posts.community_rate", 0), *everybody("community.events_per_year", 0),
        *everybody("posts.exaggeration", 0), "retailers.kopi.posts.promotion_rate=1",
        "retailers.kopi.database.personalised_share=1", "retailers.kopi.database.access=1",
        "retailers.kopi.database.latency_days=0", "it.effect=1", "it.failure_prob=0",
        *everybody("it.outage_prob", 0), "attention.unfollow_prob=0", "attention.appeal_step=0.2",
        "attention.fatigue_step=0.1", *overrides,
    )  # fmt: skip
    population = made.world.population
    population.online_from[:] = 0
    population.member[:] = 1
    population.follows[:] = 0
    population.follows[KOPI] = 1
    population.history[KOPI] = history
    population.trust[KOPI] = trust
    made.world.begin_day()
    made.retailers_plan_posts()
    consumer.see_feed(made.world)
    return made


def near(share: float, of: float) -> object:
    return pytest.approx(share, abs=4.5 * (max(share * (1 - share), 1e-4) / of) ** 0.5)


def test_an_interest_lasts_its_days_and_all_kinds_are_alike():
    made = model("baseline", "consumers.count=50", "personal.interests=3", "personal.interest_days=10")
    rule = made.world.rules.feed[0]
    key = stream(1, Purpose.INTEREST)
    kinds = np.array([[interest(key, i, day, rule) for day in range(40)] for i in range(600)])
    assert set(kinds.ravel().tolist()) == {0, 1, 2}
    assert np.allclose([np.mean(kinds == k) for k in range(3)], 1 / 3, atol=0.05)
    changes = kinds[:, 1:] != kinds[:, :-1]
    assert changes.mean() == pytest.approx(2 / 3 / 10, abs=0.01)
    assert (changes.sum(axis=1) <= 4).all()
    assert changes.mean(axis=0).max() < 0.2, "people do not all change on one day"


@pytest.mark.parametrize("accuracy", [0.0, 0.4, 1.0])
def test_fresh_records_hit_as_often_as_they_are_right(accuracy):
    tally = shown(f"retailers.kopi.database.accuracy={accuracy}").world.account_tally[0]
    assert tally[feed.PERSONALISED] == tally[feed.REACH] > 0.9 * MANY
    assert tally[feed.HITS] / tally[feed.PERSONALISED] == near(accuracy, tally[feed.PERSONALISED])


def test_old_records_miss_the_interests_that_have_changed():
    def hits(latency: int) -> float:
        tally = shown("retailers.kopi.database.accuracy=1", f"retailers.kopi.database.latency_days={latency}",
                      "personal.interest_days=20", "personal.interests=4").world.account_tally[0]  # fmt: skip
        return float(tally[feed.HITS] / tally[feed.PERSONALISED])

    assert hits(0) == 1.0
    assert hits(10) == near(1 - 0.5 * 0.75, MANY)
    assert hits(40) == near(0.25, MANY)


@pytest.mark.parametrize(("accuracy", "pull", "tired"), [(1, 0.2 * 1.5, 0.1 * 0.6), (0, 0.2 * 0.7, 0.1)])
def test_a_hit_pulls_more_and_tires_less_and_a_miss_pulls_less(accuracy, pull, tired):
    rule = ("personal.hit_gain=0.5", "personal.hit_relief=0.4", "personal.miss_loss=0.3")
    population = shown(*rule, f"retailers.kopi.database.accuracy={accuracy}").world.population
    seen = population.fatigue[KOPI] > 0
    assert np.allclose(population.appeal[KOPI, seen], pull, atol=1e-6)
    assert np.allclose(population.fatigue[KOPI, seen], tired, atol=1e-6)


@pytest.mark.parametrize("trust", [0.2, 0.8])
def test_a_personal_offer_intrudes_the_more_the_less_one_trusts(trust):
    population = shown("personal.intrusion_harm=0.1", trust=trust).world.population
    seen = population.fatigue[KOPI] > 0
    assert np.allclose(population.trust[KOPI, seen], shifted(trust, -0.1 * (1 - trust)), atol=1e-5)
    assert np.allclose(population.trust[KOPI, ~seen], trust)


OPEN = ("platforms.facebook.profile_share=1", "retailers.kopi.database.accuracy=0",
        "retailers.kopi.database.access=0", "retailers.kopi.database.latency_days=300")  # fmt: skip


@pytest.mark.parametrize("customer", [True, False])
def test_an_open_profile_tells_the_interest_of_today_of_customers_and_of_others(customer):
    """However bad the records are: they are not needed."""
    tally = shown(*OPEN, history=EVER * customer).world.account_tally[0]
    assert tally[feed.FROM_PROFILE] == tally[feed.PERSONALISED] == tally[feed.HITS] == tally[feed.REACH] > 0.9 * MANY


@pytest.mark.parametrize("share", [0.0, 0.3])
def test_only_open_profiles_are_read_and_only_by_a_retailer_that_reads_them(share):
    profiles = f"platforms.facebook.profile_share={share}"
    tally = shown(*OPEN, profiles, history=0).world.account_tally[0]
    assert tally[feed.FROM_PROFILE] / tally[feed.REACH] == near(share, tally[feed.REACH])
    tally = shown(*OPEN, profiles, "retailers.kopi.database.reads_profiles=false", history=0).world.account_tally[0]
    assert tally[feed.FROM_PROFILE] == tally[feed.PERSONALISED] == 0


@pytest.mark.parametrize("factor", [0, 1, 3])
def test_a_promotion_made_of_ones_profile_intrudes_by_its_own_factor(factor):
    made = shown(*OPEN, "personal.intrusion_harm=0.1", f"personal.profile_intrusion={factor}", trust=0.4)
    population = made.world.population
    seen = population.fatigue[KOPI] > 0
    assert np.allclose(population.trust[KOPI, seen], shifted(0.4, -0.1 * factor * 0.6), atol=1e-5)


def test_reading_profiles_pulls_and_costs_trust():
    """Gain and harm of the same policy; which outweighs depends on how much people mind."""
    read = ("platforms.facebook.profile_share=0.8", "retailers.kopi.database.personalised_share=1",
            "retailers.kopi.database.accuracy=0.3")  # fmt: skip
    unread = (*read, "retailers.kopi.database.reads_profiles=false")
    assert outcome("targeting_hits", *read) > outcome("targeting_hits", *unread)
    assert outcome("trust", *read) < outcome("trust", *unread)
    careless, touchy = (f"personal.profile_intrusion={x}" for x in (0, 20))
    assert outcome("units_sold", *read, careless) > outcome("units_sold", *unread, careless)
    assert outcome("units_sold", *read, touchy) < outcome("units_sold", *unread, touchy)


def test_nothing_is_personal_for_those_who_never_bought():
    made = model("baseline", "consumers.count=500", *FOLLOWED, "retailers.kopi.database.personalised_share=1")
    made.world.begin_day()
    made.retailers_plan_posts()
    consumer.see_feed(made.world)
    assert made.world.account_tally[0, feed.REACH] > 0
    assert not made.world.account_tally[:, feed.PERSONALISED].any()


def test_without_personal_offers_records_and_interests_do_nothing():
    none = tuple(
        setting
        for lever in ("personalised_share", "tailored_discount", "used_in_replies")
        for setting in everybody(f"database.{lever}", 0)
    )
    other = (*everybody("database.accuracy", 0.1), *everybody("database.cost", 10**6), "personal.intrusion_harm=0.5",
             "personal.interests=10", "personal.hit_gain=3")  # fmt: skip
    first, second = (
        lived("baseline", 40, "consumers.count=500", *FOLLOWED, *none, *also).recorder.finish() for also in ((), other)
    )
    assert differing(first, second) == {}


GOOD = ("retailers.kopi.database.personalised_share=1", "retailers.kopi.database.access=1",
        "retailers.kopi.database.accuracy=1", "retailers.kopi.database.latency_days=0", "it.effect=1",
        "it.failure_prob=0")  # fmt: skip
BAD = (*GOOD, "retailers.kopi.database.accuracy=0.1", "personal.intrusion_harm=0.03")


def test_good_records_sell_and_bad_ones_cost_sales_and_trust():
    none = ("retailers.kopi.database.personalised_share=0",)
    assert outcome("units_sold", *GOOD) > outcome("units_sold", *none) > outcome("units_sold", *BAD)
    assert outcome("trust", *BAD) < outcome("trust", *none)
    assert outcome("targeting_hits", *GOOD) == 1.0
    assert outcome("targeting_hits", *BAD) < 0.3


def test_a_dear_database_does_not_pay():
    assert outcome("retailer_profit", *GOOD, "retailers.kopi.database.cost=300000") < outcome(
        "retailer_profit", "retailers.kopi.database.personalised_share=0"
    )
