"""What posts bring and cost, and what consumers write: to accounts, and to each other."""

from __future__ import annotations

import math
from dataclasses import dataclass

import pandas as pd


@dataclass(frozen=True)
class PostResponse:
    """What an account's posts brought.

    Attributes
    ----------
    per_post
        Likes, comments and shares of a post.
    per_day
        Likes, comments and shares of a day.
    lost
        Share of the followers who stop following in 30 days.
    """

    per_post: float
    per_day: float
    lost: float


def post_response(posts: pd.DataFrame, followers: pd.DataFrame) -> PostResponse:
    """What posts brought, of all accounts in the two logs together.

    Parameters
    ----------
    posts
        Columns ``posts``, ``likes``, ``comments``, ``shares``, a row for each account and day or for each post (then
        ``posts`` is 1).
    followers
        Columns ``day``, ``followers``, ``lost``, a row for each account and day.
    """
    reactions = float(posts[["likes", "comments", "shares"]].to_numpy().sum())
    made, days = float(posts["posts"].sum()), followers["day"].nunique()
    following = float(followers["followers"].sum())
    return PostResponse(
        per_post=reactions / made if made else math.nan,
        per_day=reactions / days if days else math.nan,
        lost=30.0 * float(followers["lost"].sum()) / following if following else math.nan,
    )


def negative_share(messages: pd.DataFrame) -> float:
    """Of what consumers wrote to accounts of their own accord (not under a post), the negative part.

    Columns ``kind`` and ``sentiment``.
    """
    unasked = messages[messages["kind"] != "comment"]
    return float((unasked["sentiment"] == "negative").mean()) if len(unasked) else math.nan


def relay_ratio(talk: pd.DataFrame) -> float:
    """How often bad words about a retailer are passed on, over how often good ones are.

    Of what was written on platforms and not in chat; columns ``platform``, ``private``, ``sentiment``, ``kind``,
    ``passed_on``. A complaint to an account has no good counterpart and is left out.
    """
    public = talk[(talk["platform"] != "") & ~talk["private"] & talk["kind"].isin(["praise", "gripe"])]
    counted = public.groupby(["sentiment", "passed_on"]).size()

    def rate(sentiment: str) -> float:
        own = float(counted.get((sentiment, False), 0))
        return float(counted.get((sentiment, True), 0)) / own if own else math.nan

    good = rate("positive")
    return rate("negative") / good if good > 0.0 else math.nan


def word_ratio(talk: pd.DataFrame) -> float:
    """Positive over negative words of mouth, each counted once, by whom it came from."""
    own = talk[~talk["passed_on"]]
    negative = int((own["sentiment"] == "negative").sum())
    return float((own["sentiment"] == "positive").sum()) / negative if negative else math.nan
