"""The figures of patterns, on real data, are those that were published of them."""

from __future__ import annotations

import pytest

from sim.experiment.patterns.buying import fit_nbd, purchase_days, top_share
from sim.experiment.patterns.networks import following, friendship
from sim.experiment.patterns.webcare import reply_times


@pytest.mark.parametrize(
    ("end", "mean", "spread", "none", "k"), [(181, 0.402, 2.73, 0.772, 0.306), (455, 1.306, 7.46, 0.596, 0.309)]
)
def test_purchase_counts_of_cdnow(cdnow, end, mean, spread, none, k):
    """Purchase days of all 23,570 customers from 1 April 1997 on, when all had been won: in a quarter and in a year."""
    customers = cdnow["consumer"].unique()
    assert len(customers) == 23_570
    assert cdnow.groupby("consumer")["day"].min().max() < 90
    found = fit_nbd(purchase_days(cdnow, customers, 90, end))
    assert found.mean == pytest.approx(mean, abs=5e-4)
    assert found.variance_to_mean == pytest.approx(spread, abs=5e-3)
    assert found.zero_share == pytest.approx(none, abs=5e-4)
    assert found.k == pytest.approx(k, abs=5e-4)
    assert found.largest_error == pytest.approx(0.0085, abs=1e-4)


def test_the_top_fifth_of_cdnows_buyers(cdnow):
    by_buyer = cdnow.groupby("consumer")
    assert top_share(by_buyer["day"].nunique().to_numpy()) == pytest.approx(0.57, abs=5e-3)
    assert top_share(by_buyer["amount"].sum().to_numpy()) == pytest.approx(0.678, abs=5e-4)


def test_the_friends_of_ego_facebook(ego_facebook):
    found = friendship(ego_facebook)
    assert found.clustering == pytest.approx(0.606, abs=5e-4)
    assert found.gini == pytest.approx(0.54, abs=5e-3)
    assert found.mean == pytest.approx(43.7, abs=0.05)
    assert (found.median, found.largest, found.connected) == (25.0, 1045.0, 1.0)
    assert found.p99 == pytest.approx(200.0, abs=0.5)


def test_the_replies_about_the_higgs_boson(higgs_replies):
    found = following(higgs_replies)
    assert found.gini == pytest.approx(0.71, abs=5e-3)
    assert found.reciprocity == pytest.approx(0.16, abs=5e-3)
    assert found.tail == pytest.approx(2.45, abs=5e-3)
    assert found.top1 == pytest.approx(0.28, abs=5e-3)


def test_first_replies_on_twitter(first_replies):
    found = reply_times(first_replies)
    assert found.median == pytest.approx(12.0, abs=0.05)
    assert (found.q25, found.q75) == pytest.approx((5.6, 52.6), abs=0.05)
    assert found.p90 == pytest.approx(356.0, abs=0.5)
    assert found.mean / 60.0 == pytest.approx(3.1, abs=0.05)
    assert found.within_hour == pytest.approx(0.767, abs=5e-4)
    assert found.log_sd == pytest.approx(1.89, abs=5e-3)
    assert found.skew == pytest.approx(15.7, abs=0.05)
