"""The exports of a shop whose parameters are known: a small world, written as files."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from sim.experiment.calibrate.observing import Task, live
from sim.scenario.loading import load_scenario

FIRST = pd.Timestamp("2011-01-03")
TRUTH = {"consumers.shop_rate": 0.15, "consumers.basket_units": 2.5, "attention.following_at_start": 0.15}
KINDS = ("purchases", "posts", "replies", "followers")


def write_exports(folder: Path, *, consumers: int = 400, days: int = 80, seed: int = 5) -> dict[str, Path]:
    """A file of each kind."""
    settings = (f"consumers.count={consumers}", *(f"{path}={value}" for path, value in TRUTH.items()))
    seen = live(Task(load_scenario("baseline"), settings, seed, days, "facebook", KINDS))
    assert seen.purchases is not None
    assert seen.posts is not None
    assert seen.replies is not None
    assert seen.followers is not None
    bought = seen.purchases
    tables = {
        "purchases": pd.DataFrame(
            {
                "customer": bought.customer,
                "date": FIRST + pd.to_timedelta(bought.day, unit="D"),
                "amount": bought.amount,
                "units": bought.units,
            }
        ),
        "posts": pd.DataFrame(
            {
                "posted": FIRST + pd.to_timedelta(seen.posts.day, unit="D"),
                "reach": seen.posts.reach.astype(int),
                "likes": seen.posts.likes.astype(int),
                "comments": seen.posts.comments.astype(int),
                "shares": seen.posts.shares.astype(int),
            }
        ),
        "replies": pd.DataFrame(
            {
                "asked": FIRST + pd.to_timedelta(seen.replies.asked, unit="min"),
                "minutes": pd.Series(seen.replies.minutes).map(lambda m: "" if np.isnan(m) else f"{m:.0f}"),
            }
        ),
        "followers": pd.DataFrame(
            {
                "counted": FIRST + pd.to_timedelta(seen.followers.day, unit="D"),
                "followers": seen.followers.followers.astype(int),
            }
        ),
    }
    paths = {}
    for kind, table in tables.items():
        paths[kind] = folder / f"{kind}.csv"
        table.to_csv(paths[kind], index=False)
    return paths
