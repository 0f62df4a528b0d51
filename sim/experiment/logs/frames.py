"""What the logs of a run hold: tidy frames, each with its columns, their types and units."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from sim.network import Network
from sim.recorder import RunResult

COLUMNS: dict[str, dict[str, str]] = {
    "purchases": {
        "consumer": "int64",
        "day": "int64",
        "retailer": "object",
        "supplier": "object",
        "units": "int64",
        "amount": "int64",
        "discounted": "bool",
    },
    "surveys": {
        "consumer": "int64",
        "day": "int64",
        "retailer": "object",
        "expected": "float64",
        "received": "float64",
        "satisfaction": "float64",
        "failed": "bool",
    },
    "posts": {
        "day": "int64",
        "retailer": "object",
        "platform": "object",
        "posts": "int64",
        "promotions": "int64",
        "followers": "int64",
        "reach": "int64",
        "likes": "int64",
        "comments": "int64",
        "shares": "int64",
        "unfollows": "int64",
    },
    "messages": {
        "author": "int64",
        "day": "int64",
        "retailer": "object",
        "platform": "object",
        "kind": "object",
        "public": "bool",
        "sentiment": "object",
        "relayed": "int64",
    },
    "talk": {
        "author": "int64",
        "day": "int64",
        "retailer": "object",
        "platform": "object",
        "kind": "object",
        "sentiment": "object",
        "private": "bool",
        "passed_on": "bool",
    },
    "replies": {
        "thread": "int64",
        "consumer": "int64",
        "day": "int64",
        "retailer": "object",
        "channel": "object",
        "kind": "object",
        "public": "bool",
        "sensitive": "bool",
        "second": "bool",
        "asked_minute": "int64",
        "first_reply_minutes": "float64",
        "reply": "object",
        "automatic": "bool",
        "corrected": "bool",
        "refund": "int64",
    },
    "panel": {
        "consumer": "int64",
        "day": "int64",
        "retailer": "object",
        "satisfaction": "float64",
        "trust": "float64",
        "commitment": "float64",
        "follows": "bool",
        "gone": "bool",
    },
    "orders": {
        "day": "int64",
        "retailer": "object",
        "supplier": "object",
        "wanted": "int64",
        "ordered": "int64",
        "received": "int64",
    },
    "followers": {
        "day": "int64",
        "retailer": "object",
        "platform": "object",
        "followers": "int64",
        "new": "int64",
        "lost": "int64",
    },
}
"""Columns of each frame and their types, in order. Their meaning stands at `Logs`."""


@dataclass(frozen=True)
class Logs:
    """What an analyst would export of a run.

    Names of retailers, suppliers, platforms and channels are those of the scenario; days count from 0, and minutes
    from midnight before day 0; money is in the scenario's currency unit. Columns and types are those of `COLUMNS`.

    Attributes
    ----------
    purchases
        The tills: a row for each trip on which something was bought. `consumer` (number of the consumer), `day`,
        `retailer`, `supplier` (whose product), `units`, `amount` (paid for all units), `discounted` (at the price of a
        promotion).
    surveys
        What market research would learn by asking every buyer on the day: a row for each purchase, in the order of
        `purchases`. `expected` (quality expected before), `received` (quality as it came), `satisfaction` (with this
        purchase), all from 0 to 1; `failed`: the goods or the service were at fault. Not a number where the world's
        rates of learning are 0, because then nobody's answer can be read off.
    posts
        The platforms' insights: a row for each account and day on which it posted. `posts` (all kinds), `promotions`
        among them, `followers` (that evening), `reach` (views by followers), `likes`, `comments`, `shares`,
        `unfollows` on that day. Reactions are counted by account and day, not by single post.
    messages
        What consumers wrote to accounts: `author`, `day`, `retailer`, `platform`; `kind` "complaint", "question" or
        "comment" (under a post of the account); `public`; `sentiment` "negative" for complaints, "neutral" for
        questions, of comments "positive" from one who trusts the retailer and else "negative"; `relayed`: how many
        others passed a public complaint on.
    talk
        What consumers wrote or said to each other: `author`, `day`, `retailer` (whom it is about), `platform` ("" when
        said face to face); `kind` "praise", "gripe", "complaint" (one that is passed on) or "share" (a post of the
        account); `sentiment` "positive" or "negative" ("neutral" for a share); `private` (chat to one friend);
        `passed_on`: it is another's word.
    replies
        The service desk's log: a row for each thread on any channel. `thread` (its number), `consumer`, `day`,
        `retailer`, `channel` (a platform, "store", "phone" or "email"), `kind` "complaint" or "question", `public`,
        `sensitive`, `second` (not the consumer's first failure there), `asked_minute`, `first_reply_minutes` (after the
        asking; not a number when nobody replied), `reply` ("open", "private", "open_then_private"; "" without),
        `automatic` (answered by the system), `corrected`, `refund` (money paid back).
    panel
        What a survey panel of all customers would say from time to time: a row for each retailer and consumer who ever
        bought there. `day` (that evening), `satisfaction`, `trust` and `commitment` (0 to 1), `follows` (one of the
        retailer's accounts), `gone` (would not buy there again).
    orders
        A row for each day and product of a retailer: units `wanted` by its customers, `ordered` by it from the
        `supplier`, and `received` there as an order (not: delivered).
    followers
        A row for each account and day: `followers` that evening, `new` and `lost` on that day.
    graphs
        Who hears whom on each platform.
    days, consumers
        Length of the run and size of the world.
    result
        The run's own result, whose tables hold what firms' books and panels show.
    """

    purchases: pd.DataFrame
    surveys: pd.DataFrame
    posts: pd.DataFrame
    messages: pd.DataFrame
    talk: pd.DataFrame
    replies: pd.DataFrame
    panel: pd.DataFrame
    orders: pd.DataFrame
    followers: pd.DataFrame
    graphs: dict[str, Network]
    days: int
    consumers: int
    result: RunResult
