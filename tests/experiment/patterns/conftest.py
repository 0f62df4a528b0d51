"""The files of real data, as the logs that an analyst would make of them."""

from __future__ import annotations

import pandas as pd
import pytest


@pytest.fixture(scope="session")
def cdnow(shared_data):
    """Purchases: consumer, day since 1 January 1997, amount in dollars."""
    names = ["consumer", "date", "units", "amount"]
    log = pd.read_csv(shared_data / "cdnow_master.txt", sep=r"\s+", header=0, names=names, dtype={"date": str})
    log["day"] = (pd.to_datetime(log["date"], format="%Y%m%d") - pd.Timestamp("1997-01-01")).dt.days
    return log


@pytest.fixture(scope="session")
def ego_facebook(shared_data):
    return pd.read_csv(shared_data / "ego_facebook_edges.txt", sep=" ").to_numpy()


@pytest.fixture(scope="session")
def higgs_replies(shared_data):
    return pd.read_csv(shared_data / "higgs_twitter_reply_edges.txt", sep=" ", header=None).to_numpy()[:, :2]


@pytest.fixture(scope="session")
def first_replies(shared_data):
    return pd.read_csv(shared_data / "twitter_first_replies.csv")["first_reply_minutes"].to_numpy()
