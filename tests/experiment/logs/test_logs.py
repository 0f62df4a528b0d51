"""The logs of a run hold what the run itself counted, and keeping them changes nothing."""

from __future__ import annotations

import numpy as np
import pytest

from sim.experiment.logs.frames import COLUMNS
from sim.experiment.logs.keeping import keep_logs
from sim.model import Model
from sim.scenario.loading import load_scenario

WORLD = (
    "consumers.count=400",
    "days=40",
    "attention.following_at_start=0.4",
    "platforms.facebook.comment_prob=0.05",
    "platforms.twitter.comment_prob=0.05",
    "retailers.kopi.posts.promotion_rate=2",
    "complaints.voice_prob=0.5",
    "talk.relay_bad=0.2",
)


def model():
    return Model(load_scenario("baseline", WORLD), seed=5)


@pytest.fixture(scope="module")
def logs():
    return keep_logs(model())


@pytest.fixture(scope="module")
def plain():
    return model().run()


def test_keeping_logs_leaves_the_run_as_it_is(logs, plain):
    assert logs.result.digest == plain.digest


@pytest.mark.parametrize("name", COLUMNS)
def test_every_frame_has_the_columns_and_types_that_are_promised(logs, name):
    frame = getattr(logs, name)
    assert {column: str(frame[column].dtype) for column in frame} == COLUMNS[name]
    assert len(frame)


def test_the_tills_took_what_the_books_say(logs, plain):
    days = plain.retailers.groupby("retailer")
    tills = logs.purchases.groupby("retailer")
    assert tills["amount"].sum().to_dict() == days["revenue"].sum().to_dict()
    assert tills["units"].sum().to_dict() == days["units"].sum().to_dict()
    assert tills.size().to_dict() == days["trips"].sum().to_dict()
    discounted = logs.purchases[logs.purchases["discounted"]].groupby("retailer")["units"].sum()
    assert discounted.to_dict() == days["discounted_units"].sum().to_dict()


def test_buyers_tell_of_the_failures_that_happened(logs, plain):
    failed = int(logs.surveys["failed"].sum())
    table = plain.retailers
    assert table["defects"].sum() <= failed + 1
    assert max(table["defects"].sum(), table["service_failures"].sum()) <= failed
    assert failed <= table["defects"].sum() + table["service_failures"].sum()
    assert logs.surveys[["expected", "received", "satisfaction"]].stack().between(-1e-5, 1 + 1e-5).all()
    told = logs.surveys.groupby("failed")["satisfaction"].mean()
    assert told[True] < told[False] - 0.2


def test_what_is_not_learnt_cannot_be_asked_for():
    silent = Model(load_scenario("baseline", [*WORLD, "days=3", "experience.expectation_rate=0"]), seed=5)
    assert keep_logs(silent).surveys["received"].isna().all()


def test_every_comment_has_an_author_who_could_see_the_post(logs, plain):
    comments = logs.messages[logs.messages["kind"] == "comment"]
    accounts = plain.accounts
    assert len(comments) == accounts["comments"].sum() > 10
    assert (comments["sentiment"] == "positive").sum() == accounts["friendly_comments"].sum()
    assert comments.groupby(["day", "retailer"]).size().to_dict() == {
        key: n for key, n in accounts.groupby(["day", "retailer"])["comments"].sum().to_dict().items() if n
    }


def test_complaints_and_their_relays_are_those_of_the_tables(logs, plain):
    table = plain.retailers
    complaints = logs.replies[logs.replies["kind"] == "complaint"]
    assert complaints.groupby("retailer").size().to_dict() == table.groupby("retailer")["complaints"].sum().to_dict()
    assert logs.messages["relayed"].sum() == table["complaints_passed_on"].sum() > 0
    assert (logs.messages.loc[logs.messages["relayed"] > 0, "kind"] == "complaint").all()
    passed_on = logs.talk[(logs.talk["kind"] == "complaint") & logs.talk["passed_on"]]
    assert len(passed_on) == table["complaints_passed_on"].sum()


def test_replies_are_as_many_and_as_quick_as_the_desks_counted(logs, plain):
    complaints = logs.replies[(logs.replies["kind"] == "complaint") & logs.replies["first_reply_minutes"].notna()]
    table = plain.retailers
    assert len(complaints) == table["replies"].sum()
    hours = np.nansum(table["response_hours"] * table["replies"])
    assert complaints["first_reply_minutes"].sum() / 60.0 == pytest.approx(hours)


def test_followers_come_and_go_as_the_logs_say(logs):
    for _, account in logs.followers.groupby(["retailer", "platform"]):
        moved = account["new"].to_numpy()[1:] - account["lost"].to_numpy()[1:]
        assert np.array_equal(np.diff(account["followers"]), moved)


def test_the_log_of_the_desk_is_not_cut_where_the_log_of_conversations_is():
    kept = keep_logs(Model(load_scenario("baseline", [*WORLD, "record.conversations=3"]), seed=5))
    assert len(kept.replies) > 50


def test_a_panel_knows_the_attitudes_of_all_customers(logs, plain):
    table = plain.retailers[plain.retailers["day"] == 29].set_index("retailer")
    asked = logs.panel[logs.panel["day"] == 29].groupby("retailer")
    assert sorted(logs.panel["day"].unique()) == [29]
    assert asked.size().to_dict() == table["customers"].to_dict()
    assert asked["gone"].sum().to_dict() == table["left"].to_dict()
    for name in ("satisfaction", "trust", "commitment"):
        assert asked[name].mean().to_dict() == pytest.approx(table[name].to_dict(), abs=1e-5)


def test_orders_tell_what_was_wanted_and_what_was_ordered(logs, plain):
    assert len(logs.orders) == 40 * 4 * 2
    assert logs.orders["wanted"].sum() >= plain.retailers["units"].sum()
    assert 0 < logs.orders["received"].sum() <= logs.orders["ordered"].sum()
