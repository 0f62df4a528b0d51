"""Word of mouth against closed forms: who hears, what it does, what is passed on, and that it stays finite."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest

from sim.account import joined
from sim.agents import consumer
from sim.kernels import words
from sim.kernels.codes import (
    ANSWERED,
    COMPLAINT,
    FACE_TO_FACE,
    GRIPE,
    LEFT,
    MINUTES,
    PRAISE,
    PROMOTION,
    SHARED_POST,
    UNANSWERED,
)
from sim.kernels.numbers import shifted
from sim.kernels.records import NEVER_ANSWERED, WORD
from sim.model import Model
from tests.worlds import model

KOPI, PASAR = 0, 1
FACEBOOK, TWITTER = 0, 1
MANY = 4001  # one speaker and those who could hear


def star(tmp_path, *overrides: str, platform: str = "facebook", reach: float = 0.5) -> Model:
    """A world in which consumer 0 is tied to everybody else on one platform, and all are online."""
    path = tmp_path / "star.txt"
    nx.write_edgelist(nx.star_graph(MANY - 1), path, data=False)
    other = "twitter" if platform == "facebook" else "facebook"
    made = model(
        "baseline",
        f"consumers.count={MANY}",
        "consumers.online_hours=24",
        "consumers.online_hours_spread=0",
        f"platforms.{other}.network.mean_degree=0",
        f"platforms.{platform}.network.source=file",
        f"platforms.{platform}.network.path={path}",
        f"platforms.{platform}.network.edge_means=target_hears_source",
        f"platforms.{platform}.friend_reach={reach}",
        "platforms.twitter.protected_share=0",
        *overrides,
    )
    population = made.world.population
    population.online_from[:] = 0
    population.member[:] = 3
    population.follows[:] = 0
    population.trust[KOPI], population.expectation[KOPI] = 0.5, 0.6
    return made


def say(made: Model, kind: int, **fields: object) -> np.ndarray:
    """Consumer 0 says something about the first retailer, and all who can, hear; the retailer's tally."""
    word = np.zeros(1, dtype=WORD)
    word["author"], word["kind"], word["reach"], word["weight"] = 0, kind, 1.0, 1.0
    word["replied"] = NEVER_ANSWERED
    for name, value in fields.items():
        word[name] = value
    world = made.world
    world.day = 1
    world.begin_day()
    world.said = word
    consumer.hear_friends(world)
    return world.word_tally[KOPI]


def passed_on(made: Model) -> np.ndarray:
    return joined(made.world.spoken, WORD)


def near(share: float, of: float = MANY) -> object:
    return pytest.approx(share, abs=4.5 * (max(share * (1 - share), 1e-4) / of) ** 0.5)


ONLINE = 24 / 24.2


# ------------------------------------------------------------------------------------------ who hears


@pytest.mark.parametrize("reach", [0.0, 0.3, 1.0])
def test_a_word_reaches_its_share_of_the_friends_who_are_online(tmp_path, reach):
    tally = say(star(tmp_path, reach=reach), PRAISE)
    assert tally[words.HEARD_PRAISE] / MANY == near(reach * ONLINE)


def test_a_word_of_half_the_reach_is_heard_by_half(tmp_path):
    tally = say(star(tmp_path), GRIPE, reach=0.5)
    assert tally[words.HEARD_GRIPE] / MANY == near(0.25 * ONLINE)


def test_who_is_no_member_or_not_online_hears_nothing_there(tmp_path):
    made = star(tmp_path, reach=1.0)
    made.world.population.member[1:1001] = 2
    made.world.population.online_from[1001:2001] = 5
    say(made, PRAISE)
    heard = made.world.population.trust[KOPI] != np.float32(0.5)
    assert not heard[:2001].any()
    assert heard[2001:].mean() == near(ONLINE, of=2000)


def test_words_said_face_to_face_need_neither_account_nor_internet(tmp_path):
    made = star(tmp_path, reach=1.0)
    made.world.population.member[:] = 0
    made.world.population.online_from[:] = 99
    tally = say(made, GRIPE, platform=FACE_TO_FACE)
    assert tally[words.HEARD_GRIPE] == MANY - 1
    assert len(passed_on(made)) == 0


def test_a_word_on_one_platform_is_not_heard_on_another(tmp_path):
    assert not say(star(tmp_path, reach=1.0), PRAISE, platform=TWITTER).any()


def test_on_a_directed_platform_followers_hear_and_the_followed_do_not(tmp_path):
    made = star(tmp_path, platform="twitter", reach=1.0)
    network = made.world.platforms[TWITTER].network
    hears_from_zero = network.indices[network.indptr[0] : network.indptr[1]]
    say(made, PRAISE, platform=TWITTER)
    heard = np.flatnonzero(made.world.population.trust[KOPI] != np.float32(0.5))
    assert set(heard.tolist()) <= set(hears_from_zero.tolist())
    assert len(heard) > 0.9 * len(hears_from_zero)
    say(made, PRAISE, platform=TWITTER, author=1)
    assert made.world.word_tally[KOPI, words.HEARD_PRAISE] == network.indptr[2] - network.indptr[1]


def test_who_hears_many_people_keeps_up_with_a_share_of_what_they_write():
    for platform, number in (("facebook", FACEBOOK), ("twitter", TWITTER)):
        own = f"platforms.{platform}."
        made, _ = grouped(
            f"{own}network.mean_degree=30",
            f"{own}friends_read=20",
            *(f"{own}{reach}_reach=1" for reach in ("friend", "group")),
        )
        heard = np.bincount(made.world.platforms[number].network.indices, minlength=3000)
        read = np.minimum(heard, 20)
        assert (heard > 40).sum() > 100
        assert hear_all(made, number)[words.HEARD_PRAISE] == pytest.approx(read.sum(), rel=0.02)


# ------------------------------------------------------------------------------------------ what it does


@pytest.mark.parametrize(("kind", "points"), [(PRAISE, 0.03), (GRIPE, -0.03)])
def test_praise_and_blame_move_trust_and_expectation_alike(tmp_path, kind, points):
    made = star(tmp_path, "talk.word_effect=0.03")
    tally = say(made, kind)
    population = made.world.population
    heard = population.trust[KOPI] != np.float32(0.5)
    assert heard.sum() == tally[words.HEARD_PRAISE if kind == PRAISE else words.HEARD_GRIPE]
    assert np.abs(population.trust[KOPI, heard] - shifted(0.5, points)).max() < 1e-5
    assert np.abs(population.expectation[KOPI, heard] - shifted(0.6, points)).max() < 1e-5


def test_a_word_about_one_retailer_changes_nothing_that_belongs_to_another(tmp_path):
    made = star(tmp_path)
    before = made.world.population.trust[PASAR].copy()
    say(made, GRIPE)
    assert (made.world.population.trust[PASAR] == before).all()


def test_praise_calls_some_of_those_back_who_left_and_blame_nobody(tmp_path):
    for kind, share in ((PRAISE, 0.2), (GRIPE, 0.0)):
        made = star(tmp_path, "relationship.return_prob=0.2", reach=1.0)
        made.world.population.history[KOPI] = LEFT
        say(made, kind)
        back = np.count_nonzero(made.world.population.history[KOPI] == 0)
        assert back / MANY == near(share * ONLINE)


def test_a_complaint_is_read_with_the_answer_that_stood_there_by_then(tmp_path):
    """Written at six, answered at noon: of those who read it between six and midnight a third came too early."""
    made = star(
        tmp_path,
        "observers.complaint_harm=0.04",
        "observers.answer_shield=1",
        "observers.answer_goodwill=0",
        reach=1.0,
    )
    tally = say(made, COMPLAINT, answer=ANSWERED, opened=6 * 60, replied=12 * 60)
    harmed = made.world.population.trust[KOPI] < 0.499
    assert harmed.sum() / tally[words.HEARD_COMPLAINT] == near(1 / 3)
    assert made.world.population.trust[KOPI, harmed].max() == pytest.approx(0.46, abs=1e-5)


def test_an_unanswered_complaint_weighs_more_when_it_concerns_many(tmp_path):
    made = star(tmp_path, "observers.complaint_harm=0.04")
    say(made, COMPLAINT, answer=UNANSWERED, weight=2.0, opened=MINUTES - 60)
    assert made.world.population.trust[KOPI].min() == pytest.approx(shifted(0.5, -0.08), abs=1e-5)


def test_a_shared_promotion_pulls_and_wins_followers(tmp_path):
    made = star(tmp_path, "attention.appeal_step=0.3", "attention.follow_after_share=0.25", reach=1.0)
    before = made.world.accounts[0].followers
    tally = say(made, SHARED_POST, post_kind=PROMOTION)
    population = made.world.population
    heard = tally[words.HEARD_SHARE]
    assert np.count_nonzero(population.appeal[KOPI] > 0) == heard
    assert population.appeal[KOPI].max() == pytest.approx(0.3)
    follows = np.count_nonzero(population.follows[KOPI])
    assert follows == tally[words.FOLLOWS_BY_SHARE] == made.world.accounts[0].followers - before
    assert follows / heard == near(0.25, of=heard)


def test_a_shared_post_wins_no_followers_for_an_account_that_there_is_not(tmp_path):
    made = star(tmp_path, "retailers.kopi.accounts=[]", "attention.follow_after_share=1", reach=1.0)
    say(made, SHARED_POST, post_kind=PROMOTION)
    assert not made.world.population.follows.any()


# ------------------------------------------------------------------------------------------ passing on


@pytest.mark.parametrize(("kind", "chance"), [(PRAISE, 0.05), (GRIPE, 0.15), (COMPLAINT, 0.15), (SHARED_POST, 0.0)])
def test_readers_pass_on_their_share_and_bad_words_more_often(tmp_path, kind, chance):
    made = star(tmp_path, "talk.relay_good=0.05", "talk.relay_bad=0.15", reach=1.0)
    say(made, kind, opened=MINUTES - 60)
    relayed = passed_on(made)
    assert len(relayed) / (MANY * ONLINE) == near(chance)
    assert not (relayed["author"] == 0).any()
    assert set(relayed["kind"].tolist()) <= {kind}


def test_a_word_passed_on_reaches_fewer(tmp_path):
    made = star(tmp_path, "talk.relay_bad=0.2", "talk.relay_decay=0.5", reach=1.0)
    say(made, GRIPE)
    assert set(passed_on(made)["reach"].tolist()) == {0.5}


def test_nobody_passes_on_what_an_author_says_on_a_protected_account(tmp_path):
    relayed = {}
    for platforms in (0, 1, 2):  # a bit for each: none, the one that is spoken on, the other
        made = star(tmp_path, "talk.relay_bad=0.2", reach=1.0)
        made.world.population.protected[0] = platforms
        say(made, GRIPE)
        relayed[platforms] = len(passed_on(made))
    assert relayed[0] > 500
    assert relayed == {0: relayed[0], 1: 0, 2: relayed[0]}


def test_a_complaint_counts_as_passed_on_when_somebody_will_hear_it(tmp_path):
    """Who reads two complaints about a retailer in a day passes one of them on, and is counted once."""
    made = star(tmp_path, "talk.relay_bad=0.2", reach=1.0)
    world = made.world
    world.day = 1
    world.begin_day()
    said = np.zeros(2, dtype=WORD)
    said["kind"], said["reach"], said["weight"], said["replied"] = COMPLAINT, 1.0, 1.0, NEVER_ANSWERED
    said["opened"] = MINUTES - 60
    world.said = said
    consumer.hear_friends(world)
    relayed = passed_on(made)
    assert len(relayed) / (MANY * ONLINE) == near(0.2)
    assert len(np.unique(relayed["author"])) == len(relayed)
    assert world.word_tally[:, words.COMPLAINTS_PASSED_ON].tolist() == [len(relayed), 0, 0, 0]


def test_word_of_mouth_cannot_outgrow_the_people_who_speak():
    """Everybody sees everything and passes on all that the schema allows: each says a thing once a day at most."""
    made = model(
        "baseline",
        "consumers.count=200",
        "consumers.shop_rate=1",
        "talk.relay_good=0.2",
        "talk.relay_bad=0.2",
        "talk.relay_decay=0.7",
        "talk.gripe_prob=1",
        "complaints.voice_prob=1",
        *(f"platforms.{name}.friend_reach=1" for name in ("facebook", "twitter")),
        *(f"platforms.{name}.friends_read=1000" for name in ("facebook", "twitter")),
        *(f"platforms.{name}.network.mean_degree=60" for name in ("facebook", "twitter")),
    )
    for _ in range(12):
        made.step()
        assert len(made.world.said) <= 200 * 4 * 2 * 3  # consumers x retailers x platforms x (own, gripe, passed on)


def test_a_rumour_dies_out_once_nothing_new_is_said():
    made = model("baseline", "consumers.count=400", "platforms.facebook.friend_reach=0.3", "talk.relay_bad=0.12")
    made.world.population.member[:] = 3
    for _ in range(5):
        made.step()
    made.world.population.shop_rate[:] = 0.0
    made.world.said["kind"] = GRIPE
    for _ in range(40):
        made.step()
    assert len(made.world.said) == 0


# ------------------------------------------------------------------------------------------ chat and groups


def test_a_chat_is_heard_by_one_friend_alone_and_goes_no_further(tmp_path):
    made = star(tmp_path, "talk.relay_good=0.2", reach=0.0)
    tally = say(made, PRAISE, chat=1)
    assert tally[words.HEARD_IN_CHAT] == tally[words.HEARD_PRAISE] == 1
    assert np.count_nonzero(made.world.population.trust[KOPI] != np.float32(0.5)) == 1
    assert len(passed_on(made)) == 0


def test_a_chat_is_with_a_member_who_has_come_online(tmp_path):
    made = star(tmp_path, reach=1.0)
    population = made.world.population
    population.member[:] = 2
    population.member[[5, 6, 7]] = 3
    population.online_from[[5, 6]] = 9
    say(made, GRIPE, chat=1)
    assert np.flatnonzero(population.trust[KOPI] != np.float32(0.5)).tolist() == [7]
    population.online_from[7] = 9
    assert not say(made, GRIPE, chat=1).any()


def test_all_friends_are_chatted_with_in_turn(tmp_path):
    made = star(tmp_path, reach=0.0)
    population = made.world.population
    population.member[:] = 2
    population.member[1:5] = 3
    heard = np.zeros(5)
    for day in range(1, 401):
        population.trust[KOPI] = 0.5
        made.world.seed = day
        say(made, PRAISE, chat=1)
        heard += population.trust[KOPI, :5] != np.float32(0.5)
    assert heard.sum() == 400
    assert np.allclose(heard[1:] / 400, 0.25, atol=0.1)


def grouped(*overrides: str) -> tuple[Model, np.ndarray]:
    """A generated Facebook-like world in which all are online, and whether each tie is within a group."""
    made = model(
        "baseline",
        "consumers.count=3000",
        "consumers.online_hours=24",
        "consumers.online_hours_spread=0",
        "platforms.facebook.friends_read=1000",
        "talk.relay_good=0",
        *overrides,
    )
    population = made.world.population
    population.online_from[:] = 0
    population.member[:] = 3
    network = made.world.platforms[FACEBOOK].network
    assert network.groups is not None
    heads = np.repeat(np.arange(network.nodes), network.degrees)
    groups = network.groups
    return made, (groups[heads] == groups[network.indices]) & (groups[heads] >= 0)


def hear_all(made: Model, platform: int) -> np.ndarray:
    """Everybody praises the first retailer on a platform; its tally."""
    word = np.zeros(3000, dtype=WORD)
    word["author"], word["kind"], word["reach"], word["platform"] = np.arange(3000), PRAISE, 1.0, platform
    word["replied"] = NEVER_ANSWERED
    world = made.world
    world.day = 1
    world.begin_day()
    world.said = word
    consumer.hear_friends(world)
    return world.word_tally[KOPI]


@pytest.mark.parametrize(("friend", "group"), [(0.1, 0.6), (0.1, 0.0), (0.5, 0.2)])
def test_friends_of_one_group_hear_each_other_by_its_own_reach_where_that_is_higher(friend, group):
    made, inside = grouped(f"platforms.facebook.friend_reach={friend}", f"platforms.facebook.group_reach={group}")
    tally = hear_all(made, FACEBOOK)
    ties, inner = len(inside), int(inside.sum())
    assert 0.3 < inner / ties < 0.9
    near_ones = max(friend, group) * inner
    assert tally[words.HEARD_PRAISE] == pytest.approx(((ties - inner) * friend + near_ones) * ONLINE, rel=0.03)
    expected = near_ones * ONLINE if group > friend else 0
    assert tally[words.HEARD_IN_GROUP] == pytest.approx(expected, rel=0.03)


def test_groups_matter_neither_face_to_face_nor_where_a_network_has_none(tmp_path):
    made, _ = grouped("platforms.facebook.friend_reach=0", "platforms.facebook.group_reach=1")
    assert not hear_all(made, FACE_TO_FACE).any()
    assert not say(star(tmp_path, "platforms.facebook.group_reach=1", reach=0.0), PRAISE).any()
