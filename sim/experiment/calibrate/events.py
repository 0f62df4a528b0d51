"""What happened at one retailer, whether a user's exports tell it or a simulated world: plain arrays by day.

Days count from the first day of an export, or of a world. Both sides of every comparison have this form, so that one
function reads a pattern off either.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from sim.experiment.exports.reading import Export

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Purchases:
    """Purchase days: one row for each customer and day on which something was bought. Shapes (rows,).

    `customer` is any whole number that tells customers apart; `units` and `amount` may not be numbers.
    """

    customer: Ints
    day: Ints
    units: Floats
    amount: Floats

    def between(self, low: int, high: int) -> Purchases:
        """Those of the days [low, high)."""
        return self.where((self.day >= low) & (self.day < high))

    def where(self, kept: NDArray[np.bool_]) -> Purchases:
        """Those rows alone."""
        return Purchases(self.customer[kept], self.day[kept], self.units[kept], self.amount[kept])

    def first_days(self) -> tuple[Ints, Ints]:
        """Customers in ascending order, and the day on which each bought first."""
        order = np.lexsort((self.day, self.customer))
        who, at = np.unique(self.customer[order], return_index=True)
        return who, self.day[order][at]

    def cohort(self, days: int, most: int | None = None) -> Purchases:
        """The purchases of those customers who bought first on one of the first `days` days.

        Of more than `most` such customers the first ones by number are kept.
        """
        who, first = self.first_days()
        kept = who[first < days]
        return self.where(np.isin(self.customer, kept if most is None else kept[:most]))


@dataclass(frozen=True)
class Posts:
    """Posts on one account, added up by day; days without a post have no row. Shapes (rows,)."""

    day: Ints
    posts: Ints
    reach: Floats
    likes: Floats
    comments: Floats
    shares: Floats

    def between(self, low: int, high: int) -> Posts:
        """Those of the days [low, high)."""
        kept = (self.day >= low) & (self.day < high)
        return Posts(*(getattr(self, name)[kept] for name in ("day", "posts", "reach", "likes", "comments", "shares")))


@dataclass(frozen=True)
class Replies:
    """Messages and the minutes until the first reply, not a number where none came. Shapes (rows,).

    `asked` counts minutes from midnight before day 0.
    """

    asked: Ints
    minutes: Floats

    def between(self, low: int, high: int) -> Replies:
        """Those asked on the days [low, high)."""
        kept = (self.asked >= low * 1440) & (self.asked < high * 1440)
        return Replies(self.asked[kept], self.minutes[kept])

    def first(self, most: int) -> Replies:
        """So many of them, spread evenly over the time."""
        if len(self.asked) <= most:
            return self
        kept = np.linspace(0, len(self.asked) - 1, most).astype(np.int64)
        return Replies(self.asked[kept], self.minutes[kept])


@dataclass(frozen=True)
class Followers:
    """Followers of one account on some days, in the order of time. Shapes (rows,)."""

    day: Ints
    followers: Floats

    def between(self, low: int, high: int) -> Followers:
        """Those of the days [low, high)."""
        kept = (self.day >= low) & (self.day < high)
        return Followers(self.day[kept], self.followers[kept])

    def on(self, days: Floats) -> Floats:
        """Followers on any days, straight lines between those counted."""
        return np.asarray(np.interp(days, self.day, self.followers))


@dataclass(frozen=True)
class Events:
    """What is known of one retailer; None where nothing is."""

    purchases: Purchases | None = None
    posts: Posts | None = None
    replies: Replies | None = None
    followers: Followers | None = None

    def between(self, spans: Mapping[str, tuple[int, int]]) -> Events:
        """What happened on the days [low, high) of each kind."""
        parts = {name: getattr(self, name) for name in spans}
        return replace(self, **{n: part.between(*spans[n]) for n, part in parts.items() if part is not None})

    def kinds(self) -> tuple[str, ...]:
        """The kinds of which something is known."""
        return tuple(name for name in ("purchases", "posts", "replies", "followers") if getattr(self, name) is not None)


def events_of(exports: Mapping[str, Export]) -> tuple[Events, dict[str, int]]:
    """The events that exports tell, and the days that each kind covers. Each counts from its own first day."""
    parts: dict[str, Any] = {}
    days: dict[str, int] = {}
    for kind, export in exports.items():
        frame, when = export.frame, export.when
        day = np.asarray((when.dt.normalize() - when.min().normalize()).dt.days, dtype=np.int64)
        days[kind] = int(day.max()) + 1
        match kind:
            case "purchases":
                codes = np.unique(frame["customer"].to_numpy(dtype=object).astype(str), return_inverse=True)[1]
                parts[kind] = Purchases(
                    np.asarray(codes, dtype=np.int64), day, _column(frame, "units"), _column(frame, "amount")
                )
            case "posts":
                there = [name for name in ("reach", "likes", "comments", "shares") if name in frame]
                daily = frame.assign(day=day, posts=1).groupby("day")[["posts", *there]].sum().reset_index()
                parts[kind] = Posts(
                    daily["day"].to_numpy(np.int64),
                    daily["posts"].to_numpy(np.int64),
                    *(_column(daily, name) for name in ("reach", "likes", "comments", "shares")),
                )
            case "replies":
                asked = (frame["asked"] - when.min().normalize()).dt.total_seconds().to_numpy() // 60
                parts[kind] = Replies(asked.astype(np.int64), _column(frame, "minutes"))
            case _:
                parts[kind] = Followers(day, _column(frame, "followers"))
    return Events(**parts), days


def _column(frame: Any, name: str) -> Floats:
    """A column as numbers; not a number where there is none."""
    if name not in frame:
        return np.full(len(frame), np.nan)
    values: Floats = frame[name].to_numpy(dtype=np.float64)
    return values
