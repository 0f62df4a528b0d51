"""Routine questions: who asks, where, when, and with whose luck."""

from __future__ import annotations

import numpy as np
import pytest

from sim.agents import consumer
from sim.kernels.codes import ENCOURAGED, MINUTES
from sim.kernels.records import QUESTION, TRIP
from sim.model import Model
from tests.worlds import model

KOPI = 0
FACEBOOK, TWITTER, STORE, PHONE, EMAIL = range(5)
MANY = 6000


def buyers(*overrides: str, ask_prob: float = 1.0) -> Model:
    """A world in which everybody is online, on both platforms, and has just bought from the first retailer."""
    made = model("baseline", f"consumers.count={MANY}", f"questions.ask_prob={ask_prob}",
                 "platforms.facebook.network.mean_degree=0", "platforms.twitter.network.mean_degree=0",
                 *overrides)  # fmt: skip
    made.world.population.online_from[:] = 0
    made.world.population.member[:] = 3
    return made


def asked(made: Model, offer: int = 0) -> np.ndarray:
    trips = np.zeros(MANY, dtype=TRIP)
    trips["consumer"], trips["units"], trips["offer"] = np.arange(MANY), 1, offer
    made.world.begin_day()
    made.world.trips = trips
    consumer.ask(made.world)
    return made.world.questions


def near(share: float, of: float = MANY) -> object:
    return pytest.approx(share, abs=4.5 * (max(share * (1 - share), 1e-4) / of) ** 0.5)


@pytest.mark.parametrize("chance", [0.0, 0.05, 0.6, 1.0])
def test_buyers_ask_with_their_chance_and_those_who_got_nothing_do_not(chance):
    made = buyers(ask_prob=chance)
    assert len(asked(made)) / MANY == near(chance)
    assert len(asked(made, offer=-1)) == 0


@pytest.mark.parametrize(("chance", "encouraged", "expected"), [(0.2, 0.5, 0.3), (0.8, 0.5, 1.0), (0.2, 0.0, 0.2)])
def test_who_was_answered_before_asks_more_readily(chance, encouraged, expected):
    made = buyers(f"complaints.encouraged={encouraged}", ask_prob=chance)
    made.world.population.history[KOPI, : MANY // 2] = ENCOURAGED
    spoke = np.isin(np.arange(MANY), asked(made)["consumer"])
    assert spoke[: MANY // 2].mean() == near(expected, MANY / 2)
    assert spoke[MANY // 2 :].mean() == near(chance, MANY / 2)


def test_a_question_is_private_and_says_who_asks_whom_and_when():
    rows = asked(buyers("complaints.contact_share=0.4"))
    assert (rows["consumer"] == np.arange(MANY)).all()
    assert set(rows["question"].tolist()) == {1}
    assert not rows["public"].any()
    assert not rows["paid"].any()
    assert (rows["number"] == QUESTION + np.arange(MANY)).all()
    for channel, share in ((FACEBOOK, 0.3), (TWITTER, 0.3), (STORE, 0.14), (PHONE, 0.18), (EMAIL, 0.08)):
        assert np.mean(rows["channel"] == channel) == near(share)
    spoken = np.isin(rows["channel"], (STORE, PHONE))
    hours = rows["opened"] % MINUTES / 60
    assert 8 <= hours[spoken].min() < 8.1
    assert 19.9 < hours[spoken].max() <= 20
    assert 7 <= hours[~spoken].min() < 7.1
    assert 21.9 < hours[~spoken].max() <= 22


def test_a_question_and_a_complaint_of_the_same_day_share_no_luck():
    """Whether one complains and whether one asks are independent, and so are the channels of both."""
    made = buyers("complaints.contact_share=0.5", "retailers.kopi.service_failure_prob=1", ask_prob=0.5)
    made.world.population.voice[:] = 0.5
    rows = asked(made)
    consumer.judge(made.world)
    complaints = made.world.complaints
    both, at, beside = np.intersect1d(rows["consumer"], complaints["consumer"], return_indices=True)
    assert len(both) / MANY == near(0.25)
    alike = rows["channel"][at] == complaints["channel"][beside]
    shares = np.array([0.25, 0.25, 0.175, 0.225, 0.1])
    assert alike.mean() == near(float((shares**2).sum()), len(both))
    same_minute = rows["opened"][at] == complaints["opened"][beside]
    assert same_minute.mean() < 0.01


def test_nobody_asks_where_questions_are_switched_off():
    assert len(asked(buyers("complaints.encouraged=5", ask_prob=0.0))) == 0
