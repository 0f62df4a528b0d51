"""How many bytes a consumer's day has to move between memory and processor, counted kernel by kernel.

In a world that is larger than every cache, a column that a kernel goes over comes from memory once and, where it is
changed, goes back once. What happens to few consumers touches few places, but memory comes in lines of 64 bytes: where
a share p of all consumers is touched, of a column of w bytes each, a line of 64 / w of them is needed unless none of
them is. So a consumer costs w (1 - (1 - p)^(64 / w)) bytes on average: w when all are touched, 64 p when few are. What
a kernel changes counts twice, for it is read and written.

Reasoned from the rules, part by part (`PASSES`):

- *feed*: everybody's `follows` tell who sees anything at all; of those, hours and dates online; of each post seen, how
  tired the reader is and what the post moves.
- *choose*: everybody's trip rate and whether a trip was put off; of those who may need something, the pull of
  promotions (`appeal`); of those who need something, all that the utility of each retailer reads.
- *close_day*: promotions, weariness and purchases fade for everybody, which is read and written; attitudes are read,
  for they are summed over all who ever bought.
- *hear*: of each word on its way, the reader's number in the row of its author, and how the reader stands; of each word
  heard, what it moves.
- *judge*: of each trip, what a buyer holds of the retailer where it bought.

Not counted, because they are small or stay in a cache: rows of events, tallies, keys, and everything firms do. So the
count is a lower bound for these kernels, and the share of the limit that is told with it is one as well. It is no
lower bound for the model: a layout that goes over fewer columns would have to move less.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sim.population import COLUMNS

LINE = 64
"""Bytes that memory moves at a time."""
WIDTHS = {column.name: int(column.dtype.lstrip("uintfloa")) // 8 for column in COLUMNS}
PER_RETAILER = {column.name for column in COLUMNS if column.per == "retailer"}


class Touch(NamedTuple):
    """Which columns are read and which changed, of those to whom something happens in a day.

    `who` names their share (`Shares`); `one` is True where a column over retailers is touched at one of them alone.
    """

    who: str
    reads: Sequence[str] = ()
    changes: Sequence[str] = ()
    one: bool = False


Shares = Mapping[str, float]
"""How many of each kind there are in a day, per consumer: "all", "followers", "seen", "lifted", "needs", "trips",
"on the way", "heard"."""

ATTITUDES = ("expectation", "satisfaction", "trust", "commitment")
PASSES: dict[str, tuple[Touch, ...]] = {
    "feed.see_feed": (
        Touch("all", ("follows",)),
        Touch("followers", ("online_hours", "online_from", "traits")),
        Touch("seen", ("history",), ("expectation", "trust", "appeal", "fatigue"), one=True),
    ),
    "words.hear": (
        Touch("on the way", ("member", "online_hours", "online_from")),
        Touch("heard", ("history",), ("expectation", "trust"), one=True),
    ),
    "shop.choose": (
        Touch("all", ("shop_rate", "delayed")),
        Touch("lifted", ("appeal",)),
        Touch("needs", ("price_sensitivity", "online_from", "history", "follows", *ATTITUDES)),
    ),
    "judge.judge": (
        Touch("trips", ("price_sensitivity", "online_from", "voice", "member")),
        Touch("trips", ("appeal",), (*ATTITUDES, "wallet", "follows", "history"), one=True),
    ),
    "close.close_day": (Touch("all", (*ATTITUDES, "follows", "history"), ("appeal", "fatigue", "wallet")),),
}
READER = 3.0
"""Bytes beside columns: of each word on its way the reader's number (a line of them is used whole)."""


def bytes_of(kernel: str, shares: Shares, retailers: int) -> float:
    """Bytes that a kernel moves for each consumer in a day."""
    total = READER * shares["on the way"] if kernel == "words.hear" else 0.0
    for touch in PASSES[kernel]:
        share = shares[touch.who]
        for times, names in ((1, touch.reads), (2, touch.changes)):
            for name in names:
                rows = retailers if name in PER_RETAILER else 1
                # who is touched at one retailer is one of so many at each
                each = share / rows if touch.one else share
                total += times * rows * moved(WIDTHS[name], each)
    return total


def moved(width: int, share: float) -> float:
    """Bytes of a column of this width that come to a consumer when this share of all is touched at random."""
    return width * (1.0 - (1.0 - min(share, 1.0)) ** (LINE / width))
