"""The four kinds of exports, and the columns that each has."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

Holds = Literal["name", "date", "time", "number", "count", "yes/no"]
"""What a column holds: a text, a day, a moment, a real number, a whole number from 0 on, or yes or no."""


@dataclass(frozen=True)
class Role:
    """What a column is to us.

    Attributes
    ----------
    name
        As in ``--columns``.
    holds
        What stands in it.
    needed
        Whether a file without it is refused.
    may_lack
        Whether a row may leave it empty.
    known_as
        Names that a column of this role often has, the surest first.
    """

    name: str
    holds: Holds
    needed: bool
    known_as: tuple[str, ...]
    may_lack: bool = False


@dataclass(frozen=True)
class Kind:
    """One kind of export. Of `any_of` a file has to have at least one."""

    name: str
    title: str
    roles: tuple[Role, ...]
    any_of: tuple[str, ...] = ()

    def role(self, name: str) -> Role:
        """The role of that name."""
        return next(role for role in self.roles if role.name == name)


PURCHASES = Kind(
    "purchases",
    "purchase log",
    (
        Role(
            "customer",
            "name",
            True,
            ("customer", "customer_id", "customerid", "cust_id", "client_id", "client", "buyer", "buyer_id",
             "member_id", "user_id", "user", "email", "pelanggan", "id_pelanggan", "pembeli", "id"),
        ),
        Role(
            "date",
            "date",
            True,
            ("date", "purchase_date", "order_date", "transaction_date", "invoice_date", "invoicedate", "ordered_at",
             "purchased_at", "created_at", "timestamp", "datetime", "when", "day", "tanggal", "tgl"),
        ),
        Role(
            "amount",
            "number",
            False,
            ("amount", "total", "value", "dollar_value", "dollars", "revenue", "price_paid", "paid", "sales", "spend",
             "order_total", "grand_total", "nilai", "harga", "jumlah_bayar"),
        ),
        Role(
            "units",
            "count",
            False,
            ("units", "quantity", "qty", "number_of_cds", "number", "items", "pieces", "banyak", "kuantitas", "jumlah"),
        ),
    ),
)  # fmt: skip
POSTS = Kind(
    "posts",
    "post metrics",
    (
        Role(
            "posted",
            "time",
            True,
            ("posted", "posted_at", "post_time", "publish_time", "published", "published_at", "created_time",
             "created_at", "date", "timestamp", "time", "tanggal", "waktu"),
        ),
        Role("reach", "count", True, ("reach", "post_reach", "impressions", "views", "seen", "jangkauan", "tayangan")),
        Role("likes", "count", False, ("likes", "like_count", "reactions", "favorites", "favourites", "suka")),
        Role("comments", "count", False, ("comments", "comment_count", "replies", "komentar")),
        Role("shares", "count", False, ("shares", "share_count", "retweets", "reposts", "dibagikan")),
    ),
    any_of=("likes", "comments", "shares"),
)  # fmt: skip
REPLIES = Kind(
    "replies",
    "reply log",
    (
        Role(
            "asked",
            "time",
            True,
            ("asked", "asked_at", "received_at", "received", "opened_at", "opened", "message_time", "created_at",
             "created", "timestamp", "masuk"),
        ),
        Role(
            "replied",
            "time",
            False,
            ("replied", "replied_at", "first_reply_at", "answered_at", "answered", "responded_at", "response_time_at",
             "dibalas"),
            may_lack=True,
        ),
        Role(
            "minutes",
            "number",
            False,
            ("minutes", "first_reply_minutes", "reply_minutes", "response_minutes", "first_response_minutes", "menit"),
            may_lack=True,
        ),
    ),
    any_of=("replied", "minutes"),
)  # fmt: skip
FOLLOWERS = Kind(
    "followers",
    "followers over time",
    (
        Role("counted", "date", True, ("counted", "date", "day", "counted_at", "timestamp", "tanggal")),
        Role(
            "followers",
            "count",
            True,
            ("followers", "follower_count", "followers_count", "total_followers", "fans", "page_likes", "pengikut"),
        ),
    ),
)
KINDS: Mapping[str, Kind] = {kind.name: kind for kind in (PURCHASES, POSTS, REPLIES, FOLLOWERS)}


def plain(name: str) -> str:
    """A column's name as it is compared: small letters and digits, the rest underlines."""
    return re.sub(r"[^0-9a-z]+", "_", name.strip().lower()).strip("_")


def guessed(kind: Kind, columns: Sequence[str]) -> dict[str, int]:
    """Roles and the places of the columns that are called as one of them often is; what is not found is left out."""
    names = [plain(column) for column in columns]
    found: dict[str, int] = {}
    for role in kind.roles:
        place = next((names.index(known) for known in role.known_as if known in names), None)
        if place is not None and place not in found.values():
            found[role.name] = place
    return found


def suits(kind: Kind, found: Mapping[str, int]) -> bool:
    """Whether these roles are enough for an export of this kind."""
    needed = all(role.name in found for role in kind.roles if role.needed)
    return needed and (not kind.any_of or any(name in found for name in kind.any_of))
