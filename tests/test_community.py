"""Community work: who takes part, the goodwill it brings, what it buffers, whom it offends, and what it costs."""

from __future__ import annotations

import numpy as np
import pytest

from sim.agents import consumer
from sim.kernels import feed, judge
from sim.kernels.codes import FAILED_BEFORE, INVITATION, INVITED, KNOWS_WORK, LEFT, SHARED_POST
from sim.kernels.numbers import shifted
from sim.kernels.records import TRIP, WORD
from sim.model import Model
from tests.worlds import differing, everybody, lived, model, run

KOPI = 0
MANY = 4000
SEEDS = (1, 2, 3, 4)
SIZE = ("consumers.count=1000", "days=120")
FOLLOWED = ("attention.following_at_start=0.4", "platforms.facebook.reach=0.6")
BUSY = (*FOLLOWED, "retailers.kopi.community.events_per_year=24")
IDLE = ("retailers.kopi.community.events_per_year=0",)


def outcome(name: str, *overrides: str) -> float:
    """Mean of an outcome of the focal retailer over the seeds."""
    return float(np.mean([run("baseline", *SIZE, *overrides, seed=seed).outcomes[name] for seed in SEEDS]))


# ------------------------------------------------------------------------------------------ an announcement


def invited(*overrides: str) -> Model:
    """A world in which everybody is online and follows the first retailer, which announces an event today."""
    made = model(
        "baseline", f"consumers.count={MANY}", "consumers.online_hours=24", "consumers.online_hours_spread=0",
        "platforms.facebook.reach=1", "platforms.facebook.crowding=0", "platforms.facebook.page_visit_prob=0",
        "attention.unfollow_prob=0", "platforms.facebook.network.mean_degree=0",
        "platforms.twitter.network.mean_degree=0", *everybody("posts.promotion_rate", 0),
        *everybody("posts.information_rate", 0), *everybody("posts.community_rate", 0),
        *everybody("community.events_per_year", 0), *overrides,
    )  # fmt: skip
    population = made.world.population
    population.online_from[:] = 0
    population.member[:] = 1
    population.follows[:] = 0
    population.follows[KOPI] = 1
    made.posting.community.invites_for[KOPI] = 6
    return made


def announce(made: Model) -> np.ndarray:
    """Today's announcement is seen; the tally of the first retailer's page."""
    made.world.begin_day()
    made.retailers_plan_posts()
    consumer.see_feed(made.world)
    return made.world.account_tally[0]


def near(share: float, of: float) -> object:
    return pytest.approx(share, abs=4.5 * (max(share * (1 - share), 1e-4) / of) ** 0.5)


@pytest.mark.parametrize(("commitment", "chance"), [(0.0, 0.1), (0.5, 0.3), (1.0, 0.5)])
def test_the_committed_take_part_more_often(commitment, chance):
    made = invited("goodwill.join_uncommitted=0.1", "goodwill.join_committed=0.5")
    made.world.population.commitment[KOPI] = commitment
    tally = announce(made)
    assert tally[feed.PARTICIPANTS] / tally[feed.REACH] == near(chance, tally[feed.REACH])


def test_taking_part_binds_and_everybody_makes_up_the_mind_once_an_event():
    made = invited("goodwill.join_uncommitted=0.5", "goodwill.join_gain=0.2")
    made.world.population.commitment[KOPI] = 0.0
    tally = announce(made)
    joined = made.world.population.commitment[KOPI] > 0
    assert joined.sum() == tally[feed.PARTICIPANTS]
    assert np.allclose(made.world.population.commitment[KOPI, joined], 0.2)
    decided = made.world.population.history[KOPI] & INVITED != 0
    made.world.day = 1
    again = announce(made)
    assert again[feed.REACH] > 0
    assert again[feed.PARTICIPANTS] <= (~decided).sum()
    assert (made.world.population.commitment[KOPI] <= 0.2 + 1e-6).all()


def test_the_next_event_asks_everybody_again():
    made = invited("retailers.kopi.community.events_per_year=100")
    announce(made)
    made.posting.community.due[KOPI] = 1.0
    announce(made)
    assert made.posting.community.begun.tolist() == [True, False, False, False]
    assert made.world.account_tally[0, feed.PARTICIPANTS] > 0


def test_whom_the_retailer_failed_and_left_discontented_sees_hypocrisy():
    made = invited("goodwill.sceptic_below=0.5", "goodwill.sceptic_harm=0.1", "goodwill.join_uncommitted=1")
    population = made.world.population
    population.trust[KOPI] = 0.6
    population.history[KOPI, : MANY // 2] |= FAILED_BEFORE
    population.satisfaction[KOPI] = np.where(np.arange(MANY) % 2 == 0, 0.3, 0.7)
    tally = announce(made)
    hurt = population.trust[KOPI] < 0.59
    seen = population.history[KOPI] & INVITED != 0
    discontented = (np.arange(MANY) < MANY // 2) & (np.arange(MANY) % 2 == 0)
    assert (hurt == (seen & discontented)).all()
    assert tally[feed.SCEPTICS] == hurt.sum()
    assert np.allclose(population.trust[KOPI, hurt], shifted(0.6, -0.1), atol=1e-5)


def test_who_left_is_not_asked():
    made = invited()
    made.world.population.history[KOPI] = LEFT
    tally = announce(made)
    assert tally[feed.REACH] > 0
    assert tally[feed.PARTICIPANTS] == tally[feed.SCEPTICS] == 0


def test_a_friend_who_shares_an_invitation_tells_of_the_work():
    made = model("baseline", "consumers.count=300", "platforms.facebook.friend_reach=1", "consumers.online_share=1")
    said = np.zeros(1, dtype=WORD)
    said["author"], said["kind"], said["post_kind"], said["reach"] = 5, SHARED_POST, INVITATION, 1.0
    made.world.population.member[:] = 1
    made.world.begin_day()
    made.world.said = said
    consumer.hear_friends(made.world)
    knows = made.world.population.history[KOPI] & KNOWS_WORK != 0
    assert 0 < knows.sum() == made.world.word_tally[KOPI, 3]


# ------------------------------------------------------------------------------------------ goodwill


def test_goodwill_grows_by_its_equation_and_is_forgotten_by_its_half_life():
    goodwill = model("baseline", "consumers.count=50", "goodwill.half_participants=4",
                     "goodwill.half_life_days=10").world.goodwill  # fmt: skip
    keep = 0.5**0.1
    goodwill.settle(np.array([8, 2, 0, 0]), 2.0)
    assert goodwill.stock == pytest.approx([keep * 0.5, keep * 0.2, 0, 0], abs=1e-8)
    first = goodwill.stock.copy()
    for _ in range(10):
        goodwill.settle(np.zeros(4, dtype=np.int64), 2.0)
    assert goodwill.stock == pytest.approx(first / 2, abs=1e-8)


@pytest.mark.parametrize(
    ("history", "satisfaction", "kept"),
    [(0, 0.8, 0.0), (KNOWS_WORK, 0.8, 0.25), (KNOWS_WORK | FAILED_BEFORE, 0.8, 0.25),
     (KNOWS_WORK | FAILED_BEFORE, 0.1, 0.0), (KNOWS_WORK, 0.1, 0.25)],
)  # fmt: skip
def test_goodwill_takes_its_share_of_a_failure_from_those_who_know_and_believe(history, satisfaction, kept):
    made = model("baseline", "consumers.count=500", "retailers.kopi.service_failure_prob=1", "goodwill.buffer=0.5",
                 "relationship.trust_loss=0.4", "goodwill.sceptic_below=0.55")  # fmt: skip
    population = made.world.population
    population.trust[KOPI], population.satisfaction[KOPI], population.history[KOPI] = 0.5, satisfaction, history
    made.world.goodwill.stock[KOPI] = 0.5
    trips = np.zeros(500, dtype=TRIP)
    trips["consumer"], trips["units"] = np.arange(500), 1
    made.world.begin_day()
    made.world.trips = trips
    consumer.judge(made.world)
    assert np.allclose(population.trust[KOPI], 0.5 * (1 - 0.4 * (1 - kept)), atol=1e-5)
    assert made.world.sales_tally[KOPI, judge.BUFFERED] == (500 if kept else 0)


# ------------------------------------------------------------------------------------------ whole worlds


def test_without_events_there_is_no_community_work_at_all():
    none = everybody("community.events_per_year", 0)
    other = ("goodwill.buffer=0.8", "goodwill.join_uncommitted=0.1", "goodwill.sceptic_harm=0.5",
             *everybody("community.event_cost", 10**6), *everybody("community.invite_days", 20))  # fmt: skip
    first, second = (
        lived("baseline", 40, "consumers.count=500", *FOLLOWED, *none, *also).recorder.finish() for also in ((), other)
    )
    assert differing(first, second) == {}
    assert not first.community.any()


def test_a_retailer_without_an_account_invites_nobody_and_pays_nothing():
    made = lived("traditional", 60, "consumers.count=300", "retailers.kopi.community.events_per_year=100")
    flows = made.world.ledger.flows("kopi")
    assert "community_events" not in flows
    assert made.world.goodwill.stock[KOPI] == 0


def test_community_work_binds_followers_and_costs_money():
    assert outcome("participants", *BUSY) > 20
    assert outcome("goodwill", *BUSY) > 0.1
    assert outcome("buffered_failures", *BUSY) > 0
    assert outcome("commitment", *BUSY) > outcome("commitment", *FOLLOWED, *IDLE)
    dear = "retailers.kopi.community.event_cost=5000000"
    assert outcome("retailer_profit", *BUSY, dear) < outcome("retailer_profit", *BUSY)


def test_goodwill_softens_failures_of_a_retailer_that_fails_now_and_then():
    failing = (*BUSY, "retailers.kopi.service_failure_prob=0.1", "goodwill.half_participants=1")
    assert outcome("trust", *failing, "goodwill.buffer=0.8") > outcome("trust", *failing, "goodwill.buffer=0")


def test_community_work_of_a_retailer_that_fails_most_of_the_time_costs_trust():
    failing = (*BUSY, "retailers.kopi.service_failure_prob=0.6", "goodwill.sceptic_harm=0.15",
               "goodwill.sceptic_below=0.7", "goodwill.buffer=0.2")  # fmt: skip
    assert outcome("trust", *failing) < outcome("trust", *failing, *IDLE)
