"""Policies: what a retailer decides, and all that it can know when it does.

The reply policies that come with the project decide from the message alone: where it came from, whether it holds
private data, and whether the matter concerns many. A policy of one's own (docs/policies.md) is a class in a file of
one's own; it is shown a `View`, and has methods for what it wants to decide (`OwnPolicy`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Literal, Protocol, TypeAlias

import numpy as np

from sim.kernels import codes
from sim.kernels.codes import POST_KINDS
from sim.randomness import draw_uniform
from sim.scenario.desk import Reply


class Action(IntEnum):
    """What staff do with a complaint."""

    NO_REPLY = codes.NO_REPLY
    OPEN = codes.OPEN
    PRIVATE = codes.PRIVATE
    OPEN_THEN_PRIVATE = codes.OPEN_THEN_PRIVATE


@dataclass(frozen=True)
class Message:
    """What staff can see of a complaint before they answer.

    Attributes
    ----------
    platform
        Where it was written.
    sensitive, concerns_many
        Whether it holds private data, and whether the matter concerns many.
    public
        Whether all can read it; otherwise it is a private message.
    about, supplier
        ``goods`` and whose they were, or ``service`` and an empty text.
    hour
        Hour of the day at which it was written, 0 to 24.
    paid
        What the purchase had cost, IDR.
    audience
        Friends or followers of the writer on this platform, as their profile says.
    number
        Of the message. The same complaint has the same number in every world of a seed.
    writer
        Who writes: a number that stands for one person in all messages of a run, and says nothing else of them.
    """

    platform: str
    sensitive: bool
    concerns_many: bool
    public: bool = True
    about: Literal["goods", "service"] = "service"
    supplier: str = ""
    hour: float = 0.0
    paid: int = 0
    audience: int = 0
    number: int = 0
    writer: int = 0


class ReplyPolicy(Protocol):
    """A rule that maps a public complaint to an action."""

    def __call__(self, message: Message) -> Action:
        """What to do with this message."""
        ...


def answer_openly(message: Message) -> Action:
    """Always in the open."""
    return Action.OPEN


def answer_privately(message: Message) -> Action:
    """Always by private message."""
    return Action.PRIVATE


def paper_rule(message: Message) -> Action:
    """In private, unless the public should know (seed paper): private data stays private in any case."""
    if message.concerns_many and not message.sensitive:
        return Action.OPEN
    return Action.PRIVATE


def public_then_private(message: Message) -> Action:
    """An open pointer that help is on its way, and the matter itself by private message."""
    return Action.OPEN_THEN_PRIVATE


def never_answer(message: Message) -> Action:
    """The accounts stay silent; phone and counter still answer."""
    return Action.NO_REPLY


PLAIN_POLICIES: dict[str, ReplyPolicy] = {
    "open": answer_openly,
    "private": answer_privately,
    "paper_rule": paper_rule,
    "public_then_private": public_then_private,
    "none": never_answer,
}


def reply_policy(reply: Reply) -> ReplyPolicy:
    """The policy that a scenario names."""
    if reply.policy != "by_platform":
        return PLAIN_POLICIES[reply.policy]

    def by_platform(message: Message) -> Action:
        return PLAIN_POLICIES[reply.by_platform.get(message.platform, "private")](message)

    return by_platform


# ------------------------------------------------------------------------------- policies of one's own


@dataclass(frozen=True)
class Luck:
    """Random numbers of a policy's own. Drawing them changes no other draw of the world."""

    _key: np.uint64
    _retailer: int

    def uniform(self, number: int = 0) -> float:
        """A number from 0 to below 1: the same for the same seed, day, retailer and `number`."""
        return draw_uniform(self._key, self._retailer, int(number))


@dataclass(frozen=True)
class Trade:
    """What a retailer counts on one day.

    Attributes
    ----------
    purchases, units, revenue
        Shopping trips that bought something, units sold, and what they brought in, IDR.
    turned_away
        Trips that met an empty shelf.
    wanted
        Units asked for of each supplier's product, before short shelves turned anyone away.
    complaints, replies
        Complaints received on all channels, and replies sent.
    """

    purchases: int
    units: int
    revenue: int
    turned_away: int
    wanted: Mapping[str, int]
    complaints: int
    replies: int


@dataclass(frozen=True)
class Shelf:
    """The product of one supplier on the retailer's shelf.

    Attributes
    ----------
    stock, on_order
        Units on the shelf now, and units ordered and not yet delivered.
    forecast
        Units a day that the retailer's own smoothing of past demand expects.
    cost
        What a unit costs the retailer, IDR.
    lead_time_days, lead_time_spread_days
        Days from order to delivery, and the largest delay on top.
    """

    supplier: str
    stock: int
    on_order: int
    forecast: float
    cost: int
    lead_time_days: int
    lead_time_spread_days: int


@dataclass(frozen=True)
class OwnAccount:
    """The public counts of one of the retailer's accounts.

    Attributes
    ----------
    platform
        Where it is.
    followers
        Followers now.
    posts
        Yesterday's posts by kind: ``promotion``, ``information``, ``community``.
    likes, comments, shares
        Of yesterday.
    """

    platform: str
    followers: int
    posts: Mapping[str, int]
    likes: int
    comments: int
    shares: int


@dataclass(frozen=True)
class View:
    """What a retailer can know at the moment when it decides.

    Attributes
    ----------
    day
        From 0.
    retailer
        Its name.
    price, discount
        Its shelf price, IDR, and the share of it taken off for those who have seen a promotion lately.
    usual_price, usual_discount
        The same as the scenario has them.
    rival_prices
        Shelf prices of the others by name, IDR; in the morning those of yesterday.
    cash
        Money at hand, IDR; below zero it is an overdraft.
    shelves
        Its goods by supplier.
    accounts
        Its official accounts by platform.
    waiting, waiting_public
        Complaints that wait for a reply, today's excepted until they are filed; and those of them in public.
    today, yesterday
        Counts of today so far (in the morning none), and of the day before (None on day 0).
    luck
        Random numbers for the policy, if it wants any.
    """

    day: int
    retailer: str
    price: int
    discount: float
    usual_price: int
    usual_discount: float
    rival_prices: Mapping[str, int]
    cash: int
    shelves: Mapping[str, Shelf]
    accounts: Mapping[str, OwnAccount]
    waiting: int
    waiting_public: int
    today: Trade
    yesterday: Trade | None
    luck: Luck


ReplyName: TypeAlias = Literal["open", "private", "public_then_private", "none"]
OWN_REPLIES: dict[str, Action] = {
    "open": Action.OPEN,
    "private": Action.PRIVATE,
    "public_then_private": Action.OPEN_THEN_PRIVATE,
    "none": Action.NO_REPLY,
}


class OwnPolicy:
    """What a policy of one's own may have: any of these methods. What it has not stays as the scenario says.

    A policy need not inherit from this class. It is made anew, without arguments, for each retailer in each run.
    Helpers of its own begin with an underscore, so that a misspelt method is noticed.
    """

    def price(self, view: View) -> int:
        """Today's shelf price, IDR, before the shops open."""
        raise NotImplementedError

    def discount(self, view: View) -> float:
        """Today's discount as a share of the price, 0 to 0.9, before the shops open."""
        raise NotImplementedError

    def posts(self, account: OwnAccount, view: View) -> Mapping[str, int]:
        """Today's posts on one account by kind, 0 to 50 each; a kind that is not named has none."""
        raise NotImplementedError

    def reply(self, message: Message, view: View) -> ReplyName:
        """What staff do with a complaint that was written on an account, in the order of writing.

        A private message is answered privately, whatever the policy says, unless it says ``none``. Calls and
        visits are answered where they came in, and nobody is asked.
        """
        raise NotImplementedError

    def orders(self, view: View) -> Mapping[str, int]:
        """Orders of the evening by supplier, in units; a supplier that is not named gets none."""
        raise NotImplementedError


OWN_POSTS = POST_KINDS[:3]
"""Kinds of posts that a policy plans; invitations follow from the community events."""
OWN_METHODS = ("price", "discount", "posts", "reply", "orders")
