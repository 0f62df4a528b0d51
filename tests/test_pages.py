"""The atmosphere of pages and the promises of promotion: what moves them, what they do, and that they switch off."""

from __future__ import annotations

import numpy as np
import pytest

from sim.kernels.pages import EVENTS
from sim.recorder import History
from tests.worlds import differing, everybody, lived, model, run

SEEDS = (1, 2, 3, 4)
SIZE = ("consumers.count=1000", "days=90")
LIVELY = (  # pages on which much happens
    "attention.following_at_start=0.3",
    "complaints.voice_prob=0.8",
    "complaints.public_share=1",
    "retailers.kopi.service_failure_prob=0.15",
    "platforms.facebook.page_visit_prob=0.1",
    "platforms.facebook.like_prob=0.02",
    "platforms.facebook.comment_prob=0.01",
    "retailers.kopi.posts.community_rate=1",
)
NO_PROMISES = ("promises.broken_loss=0", "promises.kept_gain=0")


def outcome(name: str, *overrides: str) -> float:
    """Mean of an outcome of the focal retailer over the seeds."""
    return float(np.mean([run("baseline", *SIZE, *overrides, seed=seed).outcomes[name] for seed in SEEDS]))


def history(*overrides: str) -> History:
    return lived("baseline", 40, "consumers.count=600", *LIVELY, *overrides).recorder.finish()


# ------------------------------------------------------------------------------------------ what moves a tone

NOTHING = dict.fromkeys(EVENTS, 0.0)


def tone_after(*days: dict[str, float], overrides: tuple[str, ...] = (), followers: int = 100) -> float:
    """The tone of the first page after days with these events, at a humanness of 0.5."""
    atmosphere = model("baseline", "consumers.count=50", "retailers.kopi.reply.humanness=0.5",
                       "atmosphere.staff_effect=0", "retailers.kopi.reply.bureaucracy=0",
                       *overrides).world.atmosphere  # fmt: skip
    pages = len(atmosphere.tone)
    atmosphere.colour(np.full(4, 0.5))
    for day in days:
        events = [float({**NOTHING, **day}[event]) for event in EVENTS]
        atmosphere.settle(np.tile(events, (pages, 1)), np.full(pages, followers))
        atmosphere.colour(np.full(4, 0.5))
    return float(atmosphere.tone[0])


@pytest.mark.parametrize(
    ("event", "good", "bad"),
    [
        ("likes", 1, 0),
        ("friendly_comments", 1, 0),
        ("thanks", 1, 0),
        ("community_views", 0.1 * 0.5, 0),
        ("unanswered_views", 0, 3),
        ("unfriendly_comments", 0, 3),
        ("open_replies", 0.5, 0.5),
    ],
)
def test_an_event_moves_the_tone_by_its_equation(event, good, bad):
    rule = ("atmosphere.event_step=0.2", "atmosphere.negativity=3", "atmosphere.community_weight=0.1")
    moved = tone_after({event: 2}, overrides=rule)
    assert moved == pytest.approx(0.4 * (good - bad) / (1 + 0.4 * (good + bad)), abs=1e-8)
    assert np.sign(moved) == np.sign(good - bad)


def test_an_event_weighs_less_where_more_follow():
    assert 0 < tone_after({"likes": 1}, followers=1000) < tone_after({"likes": 1}, followers=100)
    assert tone_after({"likes": 10}, followers=1000) == pytest.approx(tone_after({"likes": 1}, followers=100))


def test_a_tone_is_forgotten_by_its_half_life():
    half = ("atmosphere.half_life_days=5",)
    first = tone_after({"likes": 5}, overrides=half)
    assert tone_after({"likes": 5}, *[NOTHING] * 5, overrides=half) == pytest.approx(first / 2, abs=1e-6)


def test_a_tone_stays_between_its_ends_whatever_happens():
    for event, end in (("likes", 1), ("unanswered_views", -1)):
        values = [tone_after(*[{event: 1000}] * days, followers=1) for days in (1, 3)]
        assert all(abs(value) <= 1 for value in values)
        assert values[-1] == pytest.approx(end, abs=0.001)


# ------------------------------------------------------------------------------------------ what a tone does


def test_without_weight_of_events_there_is_no_tone_and_no_effect():
    effects = ("reaction_effect", "reading_effect", "staff_effect")
    neutral = history("atmosphere.event_step=0")
    assert not neutral.tone.any()
    assert differing(neutral, history("atmosphere.event_step=0", *(f"atmosphere.{e}=1" for e in effects))) == {}
    without = differing(neutral, history(*(f"atmosphere.{e}=0" for e in effects)))
    assert list(without) == ["tone"], "a tone that colours nothing is only written down"


def test_a_warm_page_holds_its_followers_and_a_cold_one_loses_them():
    def counts(tone: float) -> tuple[int, int, float]:
        made = model("baseline", "consumers.count=4000", "days=20", *LIVELY, "attention.unfollow_prob=0.3",
                     "atmosphere.reaction_effect=0.8", "atmosphere.half_life_days=3650")  # fmt: skip
        for _ in range(10):
            made.world.atmosphere.tone[:] = tone
            made.step()
        kopi = made.result().accounts.query("retailer == 'kopi'")
        return int(kopi["likes"].sum()), int(kopi["unfollows"].sum()), made.world.population.commitment[0].mean()

    warm, cold = counts(0.9), counts(-0.9)
    assert warm[0] > cold[0]
    assert warm[1] < cold[1]
    assert warm[2] > cold[2]


def test_answers_of_colder_staff_and_silence_spoil_the_page():
    human = [outcome("atmosphere", *LIVELY, f"retailers.kopi.reply.humanness={h}") for h in (0.1, 0.9)]
    assert human[0] < human[1]
    policy = [outcome("atmosphere", *LIVELY, f"retailers.kopi.reply.policy={p}") for p in ("none", "open")]
    assert policy[0] < policy[1]


def test_a_spoilt_page_costs_trust_more_than_the_same_page_without_a_tone():
    spoilt = (*LIVELY, "retailers.kopi.reply.policy=none", "retailers.kopi.posts.community_rate=0")
    assert outcome("atmosphere", *spoilt) < -0.2
    assert outcome("trust", *spoilt) < outcome("trust", *spoilt, "atmosphere.event_step=0")


# ------------------------------------------------------------------------------------------ promises

PROMOTED = ("attention.following_at_start=0.4", "retailers.kopi.posts.promotion_rate=1",
            "platforms.facebook.reach=0.5")  # fmt: skip


def test_honest_promotion_that_nobody_checks_is_as_if_there_were_no_promises():
    honest = (*everybody("posts.exaggeration", 0), *NO_PROMISES)
    first = history(*honest)
    assert differing(first, history(*honest, "promises.pull=6", "promises.belief=1")) == {}
    there = history(*honest, "promises.tolerance=0")
    assert set(differing(first, there)) <= {"sales"}  # broken promises are counted and cost nothing
    assert (first.standing == there.standing).all()


@pytest.mark.parametrize("exaggeration", [0.0, 0.1, 0.2])
def test_the_gap_is_what_was_claimed_and_what_failed(exaggeration):
    sound = ("experience.noise=0", "retailers.kopi.service_failure_prob=0", "experience.wait_drop=0",
             "suppliers.kebun.defect_prob=0", "suppliers.pabrik.defect_prob=0")  # fmt: skip
    gap = outcome("promise_gap", *PROMOTED, *sound, f"retailers.kopi.posts.exaggeration={exaggeration}")
    assert gap == pytest.approx(exaggeration, abs=1e-3)


def test_exaggeration_sells_when_nobody_minds_and_costs_trust_when_they_do():
    honest, boasting = ((*PROMOTED, f"retailers.kopi.posts.exaggeration={x}", "promises.pull=6") for x in (0.0, 0.25))
    unnoticed = (*NO_PROMISES, "promises.belief=0.5")
    assert outcome("units_sold", *boasting, *unnoticed) > outcome("units_sold", *honest, *unnoticed)
    assert outcome("trust", *boasting) < outcome("trust", *honest) - 0.005


def test_a_broken_promise_takes_more_than_a_kept_one_gives():
    trust = {
        x: outcome("trust", *PROMOTED, f"retailers.kopi.posts.exaggeration={x}")
        - outcome("trust", *PROMOTED, f"retailers.kopi.posts.exaggeration={x}", *NO_PROMISES)
        for x in (0.0, 0.2)
    }
    assert trust[0.2] < 0
    assert abs(trust[0.2]) > abs(trust[0.0])


# ------------------------------------------------------------------------------------------ phones, ages, publicity

MOBILE = ("platforms.twitter.mobile_lift=1", "platforms.facebook.mobile_lift=0", "attention.following_at_start=0.3")


def reached(platform: str, *overrides: str) -> float:
    results = [run("baseline", *SIZE, *MOBILE, *overrides, seed=seed) for seed in SEEDS]
    return float(np.mean([r.accounts.loc[r.accounts["platform"] == platform, "reach"].sum() for r in results]))


def test_mobile_phones_make_people_look_at_twitter_more_often():
    none, some, most = (f"consumers.mobile_share={share}" for share in (0, 0.4, 0.9))
    assert reached("twitter", none) < reached("twitter", some) < reached("twitter", most)
    assert reached("twitter", none) == reached("twitter", most, "platforms.twitter.mobile_lift=0")


def test_nobody_below_the_least_age_is_a_member():
    population = model("baseline", "consumers.count=2000", "platforms.facebook.least_age=21").world.population
    members = (population.member & 1) != 0
    assert members.any()
    assert population.age[members].min() == 21
    assert population.age[(population.member & 2) != 0].min() == 15
    open_to_all, from_13 = (
        model("baseline", "consumers.count=2000", f"platforms.facebook.least_age={age}").world.population
        for age in (0, 13)
    )
    assert (open_to_all.member == from_13.member).all(), "the youngest consumer is 15"


def test_complaints_that_are_passed_on_have_more_carriers_and_readers():
    read = (*LIVELY, "platforms.twitter.friend_reach=0.3", "platforms.facebook.friend_reach=0.3")
    silent, told = (("talk.relay_bad=0", "talk.relay_good=0"), ("talk.relay_bad=0.2",))
    assert outcome("cascade_size", *read, *silent) == 1.0
    assert outcome("cascade_size", *read, *told) > 1.05
    assert outcome("publicity", *read, *told) > outcome("publicity", *read, *silent) > 0


def test_the_number_of_users_grows_with_the_internet():
    online = run("indonesia-2011", "consumers.count=3000", "days=60").market["online"]
    assert online.is_monotonic_increasing
    assert online.iloc[-1] > online.iloc[0] > 0
    still = run("indonesia-2011", "consumers.count=3000", "days=60", "consumers.online_growth=0").market["online"]
    assert still.nunique() == 1
