"""The figures by which a world and a user's exports are compared, each free of how large either is.

A figure that is not defined (no repeat purchase, no reply) is not a number. Shares and rates are compared as logits and
logarithms, in which their luck is about the same wherever they lie (`Pattern.scale`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from sim.experiment.calibrate.events import Events, Followers, Posts, Purchases, Replies

Floats = NDArray[np.float64]
Scale = Literal["plain", "log", "share"]
FEWEST = 8
"""Customers, messages or days below which no figure is taken."""
_QUANTILES = (0.1, 0.25, 0.5, 0.75, 0.9)


@dataclass(frozen=True)
class Pattern:
    """One figure: its id, the kind of export that shows it, what it is, and how it is compared.

    One that is not `fitted` is compared afterwards alone: the model does not speak of it (how customers are won), or it
    is kept back as a check.
    """

    id: str
    kind: str
    title: str
    scale: Scale
    fitted: bool = True

    def compared(self, value: float) -> float:
        """The figure as it is compared."""
        if self.scale == "log":
            return float(np.log(max(value, 1e-6)))
        if self.scale == "share":
            held = min(max(value, 1e-4), 1.0 - 1e-4)
            return float(np.log(held / (1.0 - held)))
        return value


PATTERNS = (
    Pattern("repeats_mean", "purchases", "Repeat purchases of a customer", "log"),
    Pattern("repeats_none", "purchases", "Share of customers who never came back", "share"),
    Pattern("repeats_one", "purchases", "Share of customers who came back once", "share"),
    Pattern("repeats_five", "purchases", "Share of customers who came back five times or more", "share"),
    Pattern("repeats_spread", "purchases", "Variance of repeat purchases over their mean", "log"),
    Pattern("top_fifth", "purchases", "Share of purchases by the top fifth of customers", "share", fitted=False),
    Pattern("fading_middle", "purchases", "Purchases in the middle third of the time after, over the first", "log"),
    Pattern("fading_last", "purchases", "Purchases in the last third of the time after, over the middle", "log"),
    Pattern("retained", "purchases", "Share of a third's buyers who buy in the next", "share"),
    Pattern("late_return", "purchases", "Purchases in the second half by those not back in the first", "log"),
    Pattern("kept_up", "purchases", "Purchases in the second half for each repeat purchase in the first", "log"),
    Pattern("back_in_a_month", "purchases", "Share of those who came back who did so within 30 days", "share", False),
    Pattern("acquisition", "purchases", "Mean day of the first purchase, over the days of the cohort", "share", False),
    Pattern("units_mean", "purchases", "Units in a purchase beyond the first", "log"),
    Pattern("like_rate", "posts", "Likes of a view", "log"),
    Pattern("comment_rate", "posts", "Comments of a view", "log"),
    Pattern("share_rate", "posts", "Shares of a view", "log"),
    Pattern("like_change", "posts", "Likes of a view in the second half, over the first", "log"),
    Pattern("reach_change", "posts", "Views of a post in the second half, over the first", "log"),
    Pattern("crowding", "posts", "Views of a post on days of several, over days of one", "log"),
    *(
        Pattern(f"reply_q{round(100 * q)}", "replies", f"Minutes until a reply, {round(100 * q)}% quantile", "log")
        for q in _QUANTILES
    ),
    Pattern("reply_mean", "replies", "Mean minutes until a reply over their median", "log"),
    Pattern("within_hour", "replies", "Share of replies within an hour", "share"),
    Pattern("unanswered", "replies", "Share of messages without a reply", "share"),
    Pattern("first_hour", "replies", "Hour of the day before which one reply in twenty comes", "plain"),
    Pattern("last_hour", "replies", "Hour of the day after which one reply in twenty comes", "plain"),
    *(
        Pattern(f"growth_{part}", "followers", f"Followers after {part} quarters of the time, over the first", "log")
        for part in (1, 2, 3, 4)
    ),
)  # fmt: skip
BY_ID = {pattern.id: pattern for pattern in PATTERNS}


def figures(events: Events, spans: dict[str, int], cohort_days: int) -> dict[str, float]:
    """All figures of what happened within `spans` (days from the first, by kind)."""
    read: dict[str, Callable[[], dict[str, float]]] = {
        "purchases": lambda: purchase_figures(events.purchases, cohort_days, spans["purchases"]),
        "posts": lambda: post_figures(events.posts, spans["posts"]),
        "replies": lambda: reply_figures(events.replies),
        "followers": lambda: follower_figures(events.followers, spans["followers"]),
    }
    found: dict[str, float] = {}
    for kind in events.kinds():
        if kind in spans:
            found |= read[kind]()
    return found


def purchase_figures(purchases: Purchases | None, cohort_days: int, span: int) -> dict[str, float]:
    """Of a cohort: how often its customers come back, how unequally, and how that fades."""
    names = [p.id for p in PATTERNS if p.kind == "purchases"]
    assert purchases is not None
    bought = purchases.between(0, span)
    who, first = bought.first_days()
    if len(who) < FEWEST:
        return dict.fromkeys(names, float("nan"))
    place = np.searchsorted(who, bought.customer)
    count = np.bincount(place, minlength=len(who)) - 1
    since = bought.day - first[place]
    gap = np.full(len(who), np.inf)
    later = since > 0
    np.minimum.at(gap, place[later], since[later])
    edges = np.linspace(cohort_days, span, 4)
    thirds = np.zeros((3, len(who)), dtype=np.int64)
    for k in range(3):
        within = (bought.day >= edges[k]) & (bought.day < edges[k + 1])
        thirds[k] = np.bincount(place[within], minlength=len(who))
    totals = thirds.sum(axis=1) + 0.5
    middle = (cohort_days + span) / 2.0
    early = np.bincount(place[bought.day < middle], minlength=len(who)) - 1
    late = np.bincount(place[bought.day >= middle], minlength=len(who))
    absent = early == 0
    mean = float(count.mean())
    buyers = (thirds[:2] > 0).sum()
    again = ((thirds[:2] > 0) & (thirds[1:] > 0)).sum()
    came_back = np.isfinite(gap)
    return {
        "repeats_mean": (count.sum() + 0.5) / len(who),
        "repeats_none": float((count == 0).mean()),
        "repeats_one": float((count == 1).mean()),
        "repeats_five": float((count >= 5).mean()),
        "repeats_spread": float(count.var() / mean) if mean > 0.0 else float("nan"),
        "top_fifth": top_share(count + 1),
        "fading_middle": float(totals[1] / totals[0]),
        "fading_last": float(totals[2] / totals[1]),
        "retained": (again + 0.5) / (buyers + 1.0),
        "late_return": (late[absent].sum() + 0.5) / (absent.sum() + 1.0),
        "kept_up": (late[~absent].sum() + 0.5) / (early.sum() + 1.0),
        "back_in_a_month": ((gap <= 30).sum() + 0.5) / (came_back.sum() + 1.0),
        "acquisition": (float(first.mean()) + 0.5) / cohort_days,
        "units_mean": float(np.mean(bought.units)) - 1.0,
    }


def top_share(counts: NDArray[np.int64], part: float = 0.2) -> float:
    """Share of all purchases that the top fifth of customers made; the one on the edge counts in part."""
    ordered = np.sort(counts)[::-1]
    edge = part * len(ordered)
    whole = int(edge)
    top = ordered[:whole].sum() + (edge - whole) * (ordered[whole] if whole < len(ordered) else 0)
    return float(top / ordered.sum())


def post_figures(posts: Posts | None, span: int) -> dict[str, float]:
    """How followers react to what they see, and how that changes."""
    names = [p.id for p in PATTERNS if p.kind == "posts"]
    assert posts is not None
    if len(posts.day) < FEWEST or posts.reach.sum() <= 0.0:
        return dict.fromkeys(names, float("nan"))
    late = posts.day >= span / 2
    several = posts.posts > 1

    def rate(column: Floats, of: NDArray[np.bool_] | None = None) -> float:
        kept = slice(None) if of is None else of
        return float((column[kept].sum() + 0.5) / (posts.reach[kept].sum() + 1.0))

    def views(of: NDArray[np.bool_]) -> float:
        return float((posts.reach[of].sum() + 0.5) / (posts.posts[of].sum() + 0.5))

    # on days of one post or several there has to be something to compare
    apart = min(int(several.sum()), int((~several).sum())) >= FEWEST
    return {
        "like_rate": rate(posts.likes),
        "comment_rate": rate(posts.comments),
        "share_rate": rate(posts.shares),
        "like_change": rate(posts.likes, late) / rate(posts.likes, ~late),
        "reach_change": views(late) / views(~late),
        "crowding": views(several) / views(~several) if apart else float("nan"),
    }


def reply_figures(replies: Replies | None) -> dict[str, float]:
    """How long messages wait for a reply, how many get none, and at which hours replies come."""
    names = [p.id for p in PATTERNS if p.kind == "replies"]
    assert replies is not None
    answered = np.isfinite(replies.minutes)
    if answered.sum() < FEWEST:
        return dict.fromkeys(names, float("nan"))
    minutes = replies.minutes[answered]
    hour = ((replies.asked[answered] + minutes) % 1440) / 60.0
    found = {
        f"reply_q{round(100 * q)}": float(np.quantile(minutes, q)) + 0.5 for q in _QUANTILES
    }  # a reply at once counts as half a minute
    found["reply_mean"] = (float(minutes.mean()) + 0.5) / found["reply_q50"]
    found["within_hour"] = (float((minutes <= 60.0).sum()) + 0.5) / (len(minutes) + 1.0)
    found["unanswered"] = (float((~answered).sum()) + 0.5) / (len(answered) + 1.0)
    found["first_hour"], found["last_hour"] = (float(np.quantile(hour, q)) for q in (0.05, 0.95))
    return found


def follower_figures(followers: Followers | None, span: int) -> dict[str, float]:
    """How many times as many followers there are after each quarter of the time."""
    assert followers is not None
    first = max(float(followers.followers[0]), 1.0)
    reached = followers.on(np.array([1, 2, 3, 4]) / 4.0 * (span - 1))
    return {f"growth_{k + 1}": float(max(reached[k], 0.5) / first) for k in range(4)}
