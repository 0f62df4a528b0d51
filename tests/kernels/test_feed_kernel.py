"""The feed against closed forms: reach, crowding, the pull and the fatigue of posts, and complaints on a page."""

from __future__ import annotations

import numpy as np
import pytest

from sim.agents import consumer
from sim.kernels import feed
from sim.kernels.codes import (
    ANSWERED,
    COMMUNITY,
    INFORMATION,
    LEFT,
    MINUTES,
    OPEN,
    POINTED,
    POST_KINDS,
    PRIVATE,
    PROMOTION,
    REPLIED,
    SHARED_POST,
    UNANSWERED,
)
from sim.kernels.feed import ObserverRule, observe
from sim.kernels.numbers import shifted
from sim.kernels.records import NEVER_ANSWERED, THREAD
from sim.model import Model
from tests.worlds import everybody, model

KOPI, PASAR = 0, 1
FACEBOOK, TWITTER = 0, 1
MANY = 8000
PLAIN = (
    f"consumers.count={MANY}",
    "consumers.online_hours=24",
    "consumers.online_hours_spread=0",
    "attention.reference_hours=24",
    "platforms.facebook.network.mean_degree=0",
    "platforms.twitter.network.mean_degree=0",
    "platforms.facebook.reach=1",
    "platforms.facebook.crowding=0",
    "platforms.facebook.page_visit_prob=0",
    "platforms.twitter.reply_publicity=0",
    *everybody("posts.exaggeration", 0),
    *everybody("community.events_per_year", 0),
    *everybody("database.personalised_share", 0),
    *everybody("posts.promotion_rate", 0),
    *everybody("posts.information_rate", 0),
    *everybody("posts.community_rate", 0),
)
ONLINE = 24 / 24.2  # of people who are there all day: the share who are online at all


def followers(*overrides: str) -> Model:
    """A world in which everybody is on Facebook, online, and follows the first retailer there."""
    made = model("baseline", *PLAIN, *overrides)
    population = made.world.population
    population.online_from[:] = 0
    population.member[:] = 1
    population.follows[:] = 0
    population.follows[KOPI] = 1
    made.world.accounts[0].followers = MANY
    return made


def seen(made: Model) -> np.ndarray:
    """Let everybody see today's posts; the tally of the first retailer's page."""
    made.world.begin_day()
    made.retailers_plan_posts()
    consumer.see_feed(made.world)
    return made.world.account_tally[0]


def posts(kind: int, rate: float) -> str:
    return f"retailers.kopi.posts.{POST_KINDS[kind]}_rate={rate}"


def near(share: float, of: float = MANY) -> object:
    return pytest.approx(share, abs=4.5 * (max(share * (1 - share), 1e-4) / of) ** 0.5)


# ------------------------------------------------------------------------------------------ reach


@pytest.mark.parametrize("reach", [0.0, 0.05, 0.5, 1.0])
def test_a_post_reaches_its_share_of_the_followers_who_are_online(reach):
    tally = seen(followers(posts(PROMOTION, 1), f"platforms.facebook.reach={reach}"))
    assert tally[feed.REACH] / MANY == near(reach * ONLINE)


@pytest.mark.parametrize(("number", "crowding"), [(2, 0.6), (4, 0.6), (3, 0.0), (3, 1.0)])
def test_posts_of_one_day_crowd_each_other_out(number, crowding):
    overrides = (f"platforms.facebook.crowding={crowding}", "platforms.facebook.reach=0.3")
    tally = seen(followers(posts(PROMOTION, number), *overrides))
    assert tally[feed.REACH] / (number * MANY) == near(0.3 * number**-crowding * ONLINE, of=number * MANY)


def test_who_is_online_for_longer_sees_more():
    made = followers(posts(PROMOTION, 1), "platforms.facebook.reach=0.2", "attention.reference_hours=4")
    hours = made.world.population.online_hours
    hours[: MANY // 2], hours[MANY // 2 :] = 2.0, 8.0
    seen(made)
    reached = made.world.population.appeal[KOPI] > 0
    assert reached[: MANY // 2].mean() == near(0.2 * 0.5 * 2 / 2.2, of=MANY / 2)
    assert reached[MANY // 2 :].mean() == near(0.2 * 2.0 * 8 / 8.2, of=MANY / 2)


@pytest.mark.parametrize(
    "change",
    [
        lambda people: people.follows.fill(0),
        lambda people: people.online_from.fill(1),  # not before tomorrow
        lambda people: people.online_hours.fill(0),
    ],
)
def test_who_does_not_follow_or_is_not_online_sees_nothing(change):
    made = followers(posts(PROMOTION, 3))
    change(made.world.population)
    assert not seen(made).any()
    assert not made.world.population.appeal.any()


# ------------------------------------------------------------------------------------------ what posts do


@pytest.mark.parametrize("number", [1, 2, 5])
def test_pull_and_fatigue_after_some_promotions_are_what_their_equations_say(number):
    steps = ("attention.appeal_step=0.3", "attention.fatigue_step=0.15", "attention.unfollow_prob=0")
    made = followers(posts(PROMOTION, number), *steps)
    seen(made)
    pull, tired = 0.0, 0.0
    for _ in range(number):
        pull += 0.3 * (1 - tired) * (1 - pull)
        tired += 0.15 * (1 - tired)
    population = made.world.population
    reached = population.fatigue[KOPI] > 0
    assert reached.mean() == near(ONLINE)
    assert np.abs(population.appeal[KOPI, reached] - pull).max() < 1e-5
    assert np.abs(population.fatigue[KOPI, reached] - tired).max() < 1e-5
    assert not population.appeal[PASAR].any()
    assert not population.appeal[KOPI, ~reached].any()


def test_a_second_promotion_pulls_less_than_the_first():
    pulls = []
    for number in (1, 2, 3):
        made = followers(posts(PROMOTION, number))
        seen(made)
        pulls.append(made.world.population.appeal[KOPI].max())
    assert pulls[1] - pulls[0] < pulls[0]
    assert pulls[2] - pulls[1] < pulls[1] - pulls[0]


def test_information_moves_the_expectation_towards_the_truth_from_both_sides():
    made = followers(posts(INFORMATION, 1), "attention.information_rate=0.2")
    population, truth = made.world.population, made.world.market.truth[KOPI]
    population.expectation[KOPI, : MANY // 2], population.expectation[KOPI, MANY // 2 :] = 0.2, 0.95
    seen(made)
    reached = population.fatigue[KOPI] > 0
    expected = np.where(np.arange(MANY) < MANY // 2, 0.2, 0.95)
    expected = np.where(reached, expected + 0.2 * (truth - expected), expected)
    assert np.abs(population.expectation[KOPI] - expected).max() < 1e-5
    assert not population.appeal.any()


def test_a_community_post_binds_by_how_human_it_feels():
    made = followers(posts(COMMUNITY, 1), "attention.community_gain=0.1", "retailers.kopi.reply.humanness=0.5")
    made.world.population.commitment[KOPI] = 0.2
    seen(made)
    reached = made.world.population.fatigue[KOPI] > 0
    gained = made.world.population.commitment[KOPI] - 0.2
    assert np.abs(gained[reached] - 0.1 * 0.5 * 0.8).max() < 1e-6
    assert np.abs(gained[~reached]).max() < 1e-6


@pytest.mark.parametrize("tired", [0.0, 0.5])
def test_reactions_have_their_shares_and_fatigue_takes_from_them(tired):
    chances = {"like_prob": 0.3, "comment_prob": 0.2, "share_prob": 0.1}
    made = followers(posts(PROMOTION, 1), *(f"platforms.facebook.{name}={p}" for name, p in chances.items()))
    made.world.population.fatigue[KOPI] = tired
    tally = seen(made)
    reached = tally[feed.REACH]
    for column, chance in ((feed.LIKES, 0.3), (feed.COMMENTS, 0.2), (feed.SHARES, 0.1)):
        assert tally[column] / reached == near(chance * (1 - tired), of=reached)
    shared = np.concatenate(made.world.spoken)
    assert len(shared) == tally[feed.SHARES]
    assert set(shared["kind"].tolist()) == {SHARED_POST}
    assert set(shared["post_kind"].tolist()) == {PROMOTION}


def test_who_shares_several_posts_in_a_day_is_heard_once():
    made = followers(posts(PROMOTION, 3), "platforms.facebook.share_prob=1", "attention.fatigue_step=0")
    tally = seen(made)
    assert len(np.concatenate(made.world.spoken)) == tally[feed.SHARES] / 3 == tally[feed.REACH] / 3


def test_the_tired_unfollow_and_are_no_longer_counted():
    made = followers(posts(PROMOTION, 1), "attention.unfollow_prob=0.5", "attention.fatigue_step=0")
    made.world.population.fatigue[KOPI] = 0.4
    tally = seen(made)
    left = np.count_nonzero(made.world.population.follows[KOPI] == 0)
    assert tally[feed.UNFOLLOWS] == left == MANY - made.world.accounts[0].followers
    assert left / tally[feed.REACH] == near(0.5 * 0.4, of=tally[feed.REACH])


def test_whether_to_unfollow_is_decided_once_a_day_however_many_posts_are_seen():
    made = followers(posts(PROMOTION, 5), "attention.unfollow_prob=0.5", "attention.fatigue_step=0")
    made.world.population.fatigue[KOPI] = 0.4
    tally = seen(made)
    readers = tally[feed.REACH] // 5
    assert tally[feed.UNFOLLOWS] / readers == near(0.5 * 0.4, of=readers)


def test_the_decision_to_unfollow_is_made_after_the_last_post_of_the_day():
    made = followers(posts(PROMOTION, 3), "attention.unfollow_prob=1", "attention.fatigue_step=0.2")
    tally = seen(made)
    readers = tally[feed.REACH] // 3
    assert tally[feed.UNFOLLOWS] / readers == near(1 - 0.8**3, of=readers)


def test_of_two_accounts_of_one_retailer_each_is_unfollowed_on_its_own():
    made = followers(posts(PROMOTION, 1), "platforms.twitter.reach=0.5", "attention.unfollow_prob=0.5",
                     "attention.fatigue_step=0")  # fmt: skip
    world = made.world
    world.population.fatigue[KOPI], world.population.follows[KOPI] = 1.0, 3
    before = world.population.follows[KOPI].copy()
    seen(made)
    left = before & ~world.population.follows[KOPI]
    assert {1, 2, 3} <= set(left.tolist()), "both, one, or the other"
    for a in (0, 1):
        unfollowed = np.count_nonzero(left >> a & 1)
        reached = world.account_tally[a, feed.REACH]
        assert unfollowed == world.account_tally[a, feed.UNFOLLOWS]
        assert unfollowed / reached == near(0.5, of=reached)


def test_a_promotion_calls_some_of_those_back_who_left():
    made = followers(posts(PROMOTION, 1), "relationship.return_prob=0.25")
    made.world.population.history[KOPI] = LEFT
    tally = seen(made)
    back = np.count_nonzero(made.world.population.history[KOPI] == 0)
    assert back / tally[feed.REACH] == near(0.25, of=tally[feed.REACH])


def test_an_information_post_calls_nobody_back():
    made = followers(posts(INFORMATION, 1), "relationship.return_prob=1")
    made.world.population.history[KOPI] = LEFT
    seen(made)
    assert (made.world.population.history[KOPI] == LEFT).all()


# ------------------------------------------------------------------------------------------ complaints on show

RULE = ObserverRule(complaint_harm=0.04, answer_shield=0.75, pointer_shield=0.5, answer_goodwill=0.01)


@pytest.mark.parametrize(
    ("answer", "weight", "humanness", "points"),
    [
        (UNANSWERED, 1.0, 0.5, -0.04),
        (UNANSWERED, 2.0, 0.5, -0.08),
        (ANSWERED, 1.0, 0.5, 0.5 * 0.01 - 0.04 * 0.25),
        (ANSWERED, 2.0, 1.0, 0.01 - 0.04 * 0.25),
        (POINTED, 1.0, 0.5, 0.25 * 0.01 - 0.04 * 0.5),
    ],
)
def test_what_a_reader_makes_of_a_complaint(answer, weight, humanness, points):
    assert observe(answer, weight, humanness, RULE) == pytest.approx(points)


OBSERVERS = (
    "observers.complaint_harm=0.04",
    "observers.answer_shield=0.75",
    "observers.pointer_shield=0.5",
    "observers.answer_goodwill=0.01",
    "observers.public_interest_factor=3",
    "retailers.kopi.reply.humanness=0.5",
)


def readers(channel: int, answer: int, action: int, *overrides: str, age: int = 1, interest: int = 0) -> Model:
    """A world on whose second day one public complaint of yesterday can be read."""
    made = followers(*OBSERVERS, *overrides)
    population = made.world.population
    population.follows[KOPI] = 1 << channel
    population.member[:] = 3
    population.trust[KOPI], population.expectation[KOPI] = 0.5, 0.6
    row = np.zeros(1, dtype=THREAD)
    row["channel"], row["public"], row["answer"], row["action"], row["interest"] = channel, 1, answer, action, interest
    made.world.day = age
    row["opened"] = 10 * 60
    row["replied"] = (age - 1) * MINUTES + 12 * 60 if action else NEVER_ANSWERED
    row["state"] = REPLIED if action else 0
    made.world.threads.open(row, row[:0])
    return made


@pytest.mark.parametrize(
    ("answer", "interest", "points"),
    [(UNANSWERED, 0, -0.04), (UNANSWERED, 1, -0.12), (ANSWERED, 0, 0.005 - 0.01), (POINTED, 0, 0.0025 - 0.02)],
)
def test_visitors_of_a_page_read_the_complaints_on_its_wall(answer, interest, points):
    plain = ("platforms.facebook.page_visit_prob=0.3", "bureaucracy.stiffness=0")
    made = readers(FACEBOOK, answer, OPEN if answer else 0, *plain, interest=interest)
    tally = seen(made)
    population = made.world.population
    moved = population.trust[KOPI] != np.float32(0.5)
    assert moved.sum() == tally[feed.COMPLAINTS_SEEN]
    assert moved.mean() == near(0.3 * (1 - 0.5 ** (1000 / MANY)) * ONLINE)  # one complaint among so many thousands
    assert np.abs(population.trust[KOPI, moved] - shifted(0.5, points)).max() < 1e-5
    assert np.abs(population.expectation[KOPI, moved] - shifted(0.6, points)).max() < 1e-5
    assert (population.trust[PASAR] != 0.5).any()  # untouched: it keeps the spread of its first day


def test_a_complaint_leaves_the_wall_when_its_days_are_over():
    for age, shown in ((3, True), (4, False)):
        made = readers(FACEBOOK, UNANSWERED, 0, "platforms.facebook.page_visit_prob=1", age=age)
        assert bool(seen(made)[feed.COMPLAINTS_SEEN]) == shown


def test_on_a_twitter_like_platform_only_an_open_reply_shows_the_complaint_to_followers():
    def views(answer: int, action: int, publicity: float) -> int:
        made = readers(TWITTER, answer, action, f"platforms.twitter.reply_publicity={publicity}")
        seen(made)
        return int(made.world.account_tally[1, feed.COMPLAINTS_SEEN])

    chance = 1 - (1 - 0.2) ** (1 / (MANY / 1000))  # one reply in a world of so many thousands
    assert views(ANSWERED, OPEN, 0.2) / MANY == near(chance * ONLINE)
    assert views(UNANSWERED, PRIVATE, 0.2) == 0
    assert views(UNANSWERED, 0, 0.2) == 0
    assert views(ANSWERED, OPEN, 0.0) == 0


def test_an_open_reply_is_shown_to_followers_on_one_day_only():
    made = readers(TWITTER, ANSWERED, OPEN, "platforms.twitter.reply_publicity=1")
    views = []
    for day in (1, 2, 3):
        made.world.day = day
        seen(made)
        views.append(bool(made.world.account_tally[1, feed.COMPLAINTS_SEEN]))
    assert views == [True, False, False]
