"""The figures of patterns on data whose figures are known."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from sim.experiment.patterns.buying import (
    brands,
    duplication,
    fit_nbd,
    fit_sbg,
    light_share,
    moderation,
    needs_of_buyers,
    penetration_part,
    purchase_days,
    rank_correlation,
    repeat_rates,
    retention,
    survival,
    top_share,
    variation,
)
from sim.experiment.patterns.following import (
    bass_curve,
    fit_bass,
    share_of_busiest_authors,
    silent_share,
    weekly_engagement,
)
from sim.experiment.patterns.money import crossings, price_elasticity, promotion_bump
from sim.experiment.patterns.networks import following, friendship, tail_exponent
from sim.experiment.patterns.posting import negative_share, post_response, relay_ratio, word_ratio
from sim.experiment.patterns.satisfaction import disconfirmation_slopes, loyalty_slopes, wallet_correlation
from sim.experiment.patterns.supply import moving_average_bullwhip, order_up_to, two_stages, variance_ratio
from sim.experiment.patterns.webcare import answers_of, purchases_after, quarterly_rise, reply_times


@pytest.fixture
def luck():
    return np.random.default_rng(5)


def bought(*rows):
    return pd.DataFrame(rows, columns=["consumer", "day", "retailer", "amount"])


# ---- purchase counts


def test_a_negative_binomial_sample_gives_back_its_k(luck):
    k, mean = 0.4, 1.5
    found = fit_nbd(luck.negative_binomial(k, k / (k + mean), 40_000))
    assert found.k == pytest.approx(k, rel=0.05)
    assert found.mean == pytest.approx(mean, rel=0.05)
    assert found.variance_to_mean == pytest.approx(1 + mean / k, rel=0.1)
    assert found.zero_share == pytest.approx((k / (k + mean)) ** k, abs=0.01)
    assert found.largest_error < 0.01


def test_people_who_are_all_alike_are_no_negative_binomial(luck):
    assert fit_nbd(luck.poisson(1.5, 20_000)).k > 50
    assert fit_nbd(np.where(np.arange(1000) < 500, 4, 0)).largest_error > 0.1


def test_nobody_buying_has_no_k():
    assert math.isnan(fit_nbd(np.zeros(10, dtype=np.int64)).k)


def test_purchases_on_one_day_are_one_and_who_did_not_buy_counts():
    log = bought((1, 3, "a", 5), (1, 3, "a", 5), (1, 9, "a", 5), (2, 10, "a", 5))
    assert purchase_days(log, np.array([1, 2, 3]), 3, 10).tolist() == [2, 0, 0]


def test_the_top_of_equals_makes_its_share():
    assert top_share(np.ones(50)) == pytest.approx(0.2)
    assert top_share(np.array([8.0, 1.0, 1.0, 0.0, 0.0])) == pytest.approx(0.8)
    assert math.isnan(top_share(np.zeros(3)))


# ---- brands


@pytest.fixture(scope="module")
def market():
    """A Dirichlet market, in which all these laws hold: 20,000 consumers, six brands, two periods."""
    luck = np.random.default_rng(8)
    shares = np.array([0.35, 0.25, 0.16, 0.12, 0.08, 0.04])
    needs = luck.gamma(0.8, 5.0, 20_000)
    taste = luck.dirichlet(1.2 * shares, 20_000)
    logs = []
    for period in range(2):
        counts = luck.poisson(needs[:, None] * taste)
        who, brand = np.nonzero(counts)
        times = counts[who, brand]
        logs.append(
            pd.DataFrame(
                {"consumer": np.repeat(who, times), "retailer": np.repeat(brand, times), "day": period, "amount": 3}
            )
        )
    return logs


def test_a_dirichlet_market_shows_double_jeopardy(market):
    table = brands(market[0], 20_000)
    assert rank_correlation(table["penetration"], table["frequency"]) == pytest.approx(1.0)
    assert variation(table["w1b"]) < 0.15
    assert table["share"].sum() == pytest.approx(1.0)
    assert (table["visit"] == 3).all()
    assert math.isnan(rank_correlation(table["share"], table["visit"]))


def test_a_dirichlet_market_duplicates_keeps_and_attracts_as_it_should(market):
    before, after = market
    d, correlation = duplication(before, 20_000)
    assert correlation == pytest.approx(1.0)
    assert d > 1
    share = brands(before, 20_000)["share"]
    assert rank_correlation(share, repeat_rates(before, after)) > 0.9
    assert rank_correlation(share, needs_of_buyers(before)) < -0.9


def test_heavy_buyers_of_one_period_are_moderate_in_the_next(market):
    counts = [purchase_days(log.assign(day=np.arange(len(log))), np.arange(20_000), 0, len(log)) for log in market]
    heavy, others = moderation(*counts)
    assert heavy < 1 < others
    assert moderation(counts[0], counts[0]) == (1.0, 1.0)
    assert 0.5 < light_share(counts[0]) < 0.9


def test_repeat_rates_count_those_who_come_again():
    before = bought((1, 0, "a", 1), (2, 0, "a", 1), (2, 1, "a", 1), (3, 0, "b", 1))
    after = bought((1, 9, "a", 1), (3, 9, "a", 1))
    assert repeat_rates(before, after).to_dict() == {"a": 0.5, "b": 0.0}


def test_growth_is_told_apart_into_buyers_and_purchases_of_each():
    one = bought((1, 0, "a", 1))
    assert penetration_part(one, bought((1, 0, "a", 1), (2, 0, "a", 1))) == pytest.approx(1.0)
    assert penetration_part(one, bought((1, 0, "a", 1), (1, 1, "a", 1))) == pytest.approx(0.0)


# ---- staying


def test_one_chance_for_all_gives_flat_retention_and_nothing_for_the_beta_geometric_to_gain(luck):
    joined = pd.Series(0, index=range(20_000))
    left = pd.Series(luck.geometric(0.1, 20_000) * 10 - 5, index=range(20_000))
    survived = survival(joined, left, 10, 7)
    assert retention(survived) == pytest.approx(np.full(7, 0.9), abs=0.02)
    assert fit_sbg(survived).gain == pytest.approx(0.0, abs=5e-4)


def test_the_published_subscribers_give_the_published_beta():
    """Fader and Hardie (2007), high end: alpha .668, beta 3.806."""
    found = fit_sbg(np.array([1.0, 0.869, 0.743, 0.653, 0.593, 0.551, 0.517, 0.491]))
    assert (found.alpha, found.beta) == pytest.approx((0.668, 3.806), abs=1e-3)
    assert found.gain > 0.02


def test_who_never_left_is_there():
    joined = pd.Series([0, 0, 5], index=["x", "y", "z"])
    assert survival(joined, pd.Series({"x": 12}), 10, 2).tolist() == [1.0, 1.0, pytest.approx(2 / 3)]


# ---- following and writing


def test_a_bass_curve_gives_back_its_coefficients():
    years = np.arange(1, 61) / 6.0
    found = fit_bass(years, bass_curve(years, 0.03, 0.38, 900.0))
    assert (found.p, found.q, found.ceiling, found.r2) == pytest.approx((0.03, 0.38, 900.0, 1.0), rel=1e-3)
    slow = fit_bass(years, 500.0 * (1 - np.exp(-0.3 * years)))
    assert (slow.p, slow.q) == pytest.approx((0.3, 0.0), abs=1e-3)
    assert math.isnan(fit_bass(years, np.zeros(60)).q)


def test_busy_authors_and_silent_followers():
    authors = [0] * 11 + list(range(1, 10))
    assert share_of_busiest_authors(authors) == pytest.approx(11 / 20)
    assert silent_share(np.arange(20), np.array([3, 3, 99])) == pytest.approx(0.95)
    assert weekly_engagement(2.0, 1400.0) == pytest.approx(0.01)
    assert math.isnan(weekly_engagement(1.0, 0.0))


def test_posts_are_counted_by_post_and_by_day():
    posts = pd.DataFrame({"posts": [2, 1], "likes": [3, 1], "comments": [1, 0], "shares": [1, 0]})
    followers = pd.DataFrame({"day": [0, 1], "followers": [100, 100], "lost": [1, 1]})
    found = post_response(posts, followers)
    assert (found.per_post, found.per_day, found.lost) == pytest.approx((2.0, 3.0, 0.3))


def test_words_are_told_apart_by_sentiment_and_by_who_said_them_first():
    rows = [("positive", False)] * 6 + [("positive", True)] * 1 + [("negative", False)] * 3 + [("negative", True)] * 1
    talk = pd.DataFrame(rows, columns=["sentiment", "passed_on"])
    talk = talk.assign(platform="x", private=False, kind=np.where(talk["sentiment"] == "positive", "praise", "gripe"))
    assert word_ratio(talk) == pytest.approx(2.0)
    assert relay_ratio(talk) == pytest.approx(2.0)
    messages = pd.DataFrame(
        {"kind": ["complaint", "question", "comment"], "sentiment": ["negative", "neutral", "positive"]}
    )
    assert negative_share(messages) == pytest.approx(0.5)


# ---- graphs


def test_a_triangle_and_a_pair():
    found = friendship(np.array([[10, 20], [20, 30], [30, 10], [7, 8]]))
    assert (found.clustering, found.connected, found.mean) == pytest.approx((0.6, 0.6, 1.6))


def test_arcs_are_counted_where_they_come_in():
    found = following(np.array([[1, 2], [1, 2], [2, 1], [3, 1], [4, 4]]))
    assert found.reciprocity == pytest.approx(2 / 3)
    assert found.gini == pytest.approx(0.375)


def test_a_power_law_has_its_exponent(luck):
    sample = np.floor(100 * (1 - luck.random(200_000)) ** (-1 / 1.3)).astype(np.int64)
    assert tail_exponent(sample) == pytest.approx(2.3, abs=0.1)
    assert math.isnan(tail_exponent(np.arange(1, 100)))


# ---- satisfaction


def test_slopes_below_and_above_expectation_are_found_apart(luck):
    expected, received = luck.uniform(0.4, 0.9, 5000), luck.uniform(0.4, 0.9, 5000)
    surprise = received - expected
    felt = 0.1 + 0.5 * received + 0.6 * np.minimum(surprise, 0) + 0.2 * np.maximum(surprise, 0)
    assert disconfirmation_slopes(expected, received, felt) == pytest.approx([0.6, 0.2])
    assert np.isnan(disconfirmation_slopes(expected[:9], received[:9], felt[:9])).all()


def test_a_concave_link_is_steeper_below(luck):
    level = luck.random(20_000)
    lower, upper = loyalty_slopes(level, luck.random(20_000) < np.sqrt(level))
    assert lower > upper > 0


def test_the_wallet_counts_purchases_elsewhere():
    panel = pd.DataFrame({"consumer": [1, 2, 3, 4], "retailer": "a", "satisfaction": [0.9, 0.6, 0.3, 0.1]})
    log = bought(
        (1, 0, "a", 1), (2, 0, "a", 1), (2, 0, "b", 1), (3, 0, "b", 1), (3, 1, "b", 1), (3, 2, "a", 1), (4, 0, "b", 1)
    )
    assert wallet_correlation(panel, log) == pytest.approx(1.0)


# ---- replies


def test_lognormal_replies_have_their_spread(luck):
    found = reply_times(np.exp(luck.normal(3.0, 1.9, 50_000)))
    assert found.median == pytest.approx(math.exp(3.0), rel=0.05)
    assert found.log_sd == pytest.approx(1.9, rel=0.03)
    assert found.skew > 5
    assert reply_times(np.array([5.0, 5.0, np.nan])).skew == pytest.approx(1.0)
    assert math.isnan(reply_times(np.array([np.nan])).mean)


def test_what_people_said_and_bought_after_a_day():
    panel = pd.DataFrame({"consumer": [1, 2], "day": [6, 6], "trust": [0.4, 0.6]})
    assert answers_of(panel, np.array([2, 1, 3]), np.array([6, 13, 6]), "trust").tolist()[0] == 0.6
    assert np.isnan(answers_of(panel, np.array([2, 1, 3]), np.array([6, 13, 6]), "trust")[1:]).all()
    log = bought((1, 5, "a", 1), (1, 6, "a", 1), (1, 9, "a", 1), (2, 6, "a", 1))
    assert purchases_after(log, np.array([1, 1, 2, 3]), np.array([5, 6, 6, 0]), 4).tolist() == [2, 1, 0, 0]
    assert quarterly_rise(pd.Series([10, 50, 95]), pd.Series([10, 50]), 0) == pytest.approx(0.0)
    assert math.isnan(quarterly_rise(pd.Series([1]), pd.Series([], dtype=int), 0))


# ---- supply and money


@pytest.mark.parametrize(("periods", "ratio"), [(7, 2.80), (14, 1.73), (28, 1.33)])
def test_the_bullwhip_of_a_moving_average_is_that_of_the_formula(periods, ratio, luck):
    assert moving_average_bullwhip(4, periods) == pytest.approx(ratio, abs=0.006)
    demand = luck.poisson(50, 60_000).astype(float)
    orders = order_up_to(demand, 4, periods)[periods:]
    assert variance_ratio(orders, demand) == pytest.approx(moving_average_bullwhip(4, periods), rel=0.04)


def test_two_stages_swing_less_when_demand_is_known_to_both():
    assert two_stages((3, 7), 14) == pytest.approx((3.80, 3.45), abs=5e-3)
    assert math.isnan(variance_ratio(np.arange(3), np.ones(3)))


def test_a_gain_that_turns_once_crosses_once():
    assert crossings(np.array([-1.0, -2.0, 0.0, 3.0])) == 1
    assert crossings(np.array([-1.0, 1.0, -1.0])) == 2
    assert crossings(np.array([-1.0, -2.0])) == 0


def test_elasticity_is_per_cent_for_per_cent():
    assert price_elasticity(100.0, 100.0 * 1.1**-2, 10.0, 11.0) == pytest.approx(-2.0)
    assert math.isnan(price_elasticity(0.0, 1.0, 10.0, 11.0))


def test_a_bump_is_told_from_what_it_leaves_and_by_whom():
    usual = bought((1, 0, "a", 1), (1, 5, "a", 1), (1, 7, "a", 1), (2, 6, "a", 1), (2, 11, "a", 1))
    pulse = pd.concat([usual, bought((1, 6, "a", 1), (3, 6, "a", 1), (3, 12, "a", 1))])
    assert promotion_bump(pulse, usual, 5, 10, 5) == pytest.approx((2 / 3, 1.0, 0.5))
