"""Figures are what an analyst would take off the same rows, on either side."""

from __future__ import annotations

import numpy as np
import pytest

from sim.experiment.calibrate.events import Events, Followers, Posts, Purchases, Replies, events_of
from sim.experiment.calibrate.patterns import (
    PATTERNS,
    figures,
    follower_figures,
    post_figures,
    purchase_figures,
    reply_figures,
    top_share,
)
from sim.experiment.exports.reading import read_export


def bought(rows: dict[int, list[int]]) -> Purchases:
    """Purchases on days, by customer, of two units each."""
    who = np.repeat(np.array(list(rows)), [len(days) for days in rows.values()])
    day = np.concatenate([np.array(days) for days in rows.values()])
    return Purchases(who, day, np.full(len(who), 2.0), np.full(len(who), 10.0))


def test_repeat_purchases_are_counted_from_the_second_day_on():
    rows = {k: [0] for k in range(6)} | {k: [0, 40] for k in range(6, 9)} | {9: [0, 1, 2, 3, 50, 60]}
    found = purchase_figures(bought(rows), 10, 70)
    assert found["repeats_none"] == 0.6
    assert found["repeats_one"] == 0.3
    assert found["repeats_five"] == 0.1
    assert found["repeats_mean"] == pytest.approx((8 + 0.5) / 10)
    assert found["units_mean"] == 1.0
    # nine of ten were not back by day 40, and three of them were after it
    assert found["late_return"] == pytest.approx((3 + 0.5) / (9 + 1.0))


def test_a_customer_who_comes_too_late_is_not_of_the_cohort():
    purchases = bought({k: [k] for k in range(20)})
    assert len(np.unique(purchases.cohort(12).customer)) == 12
    assert np.unique(purchases.cohort(12, most=5).customer).tolist() == [0, 1, 2, 3, 4]


def test_the_top_fifth_makes_its_share_with_the_customer_on_the_edge_in_part():
    assert top_share(np.array([1] * 10)) == pytest.approx(0.2)
    assert top_share(np.array([8, 1, 1])) == pytest.approx(0.6 * 8 / 10)


def test_few_customers_make_no_figure():
    assert np.isnan(list(purchase_figures(bought({1: [0], 2: [3]}), 10, 70).values())).all()


def test_rates_of_posts_are_over_all_views():
    days = np.arange(20)
    posts = Posts(days, np.where(days % 2, 2, 1), np.full(20, 100.0), np.full(20, 2.0), np.zeros(20), np.zeros(20))
    found = post_figures(posts, 20)
    assert found["like_rate"] == pytest.approx(40.5 / 2001)
    assert found["like_change"] == pytest.approx(1.0)
    assert found["crowding"] == pytest.approx(0.5, abs=0.02)


def test_replies_give_quantiles_shares_and_hours_of_the_desk():
    asked = np.arange(100) * 1440 + 9 * 60
    minutes = np.where(np.arange(100) < 80, 30.0, np.where(np.arange(100) < 90, 600.0, np.nan))
    found = reply_figures(Replies(asked, minutes))
    assert found["reply_q50"] == 30.5
    assert found["within_hour"] == pytest.approx(80.5 / 91)
    assert found["unanswered"] == pytest.approx(10.5 / 101)
    assert (found["first_hour"], found["last_hour"]) == (9.5, 19.0)


def test_followers_are_over_those_of_the_first_day():
    found = follower_figures(Followers(np.array([0, 100]), np.array([50.0, 150.0])), 101)
    assert [found[f"growth_{k}"] for k in (1, 2, 3, 4)] == pytest.approx([1.5, 2.0, 2.5, 3.0])


def test_only_what_is_known_is_compared():
    events = Events(followers=Followers(np.array([0, 30]), np.array([1.0, 2.0])))
    assert set(figures(events, {"followers": 31}, 1)) == {"growth_1", "growth_2", "growth_3", "growth_4"}
    assert len({p.id for p in PATTERNS}) == len(PATTERNS)


def test_on_cdnow_the_figures_are_the_published_ones(shared_data):
    """Fader and Hardie: 23,570 customers who came first within twelve weeks; six in ten were not back after 39."""
    events, days = events_of({"purchases": read_export(shared_data / "cdnow_master.txt")})
    assert days == {"purchases": 546}
    assert events.purchases is not None
    who, first = events.purchases.first_days()
    assert (len(who), first.max() + 1) == (23_570, 84)
    found = purchase_figures(events.purchases, 84, 273)
    assert found["repeats_none"] == pytest.approx(0.599, abs=0.001)
    assert found["repeats_mean"] == pytest.approx(1.033, abs=0.001)
