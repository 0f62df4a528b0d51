"""The rows that pass between kernels: a post, a trip, a word, a complaint thread, a supplier's report, an order.

Each is one structured numpy type, so that an event is one row with named fields in Python and in a kernel alike.
"""

from __future__ import annotations

import numpy as np

NEVER_ANSWERED = 2**62
"""In place of a reply's minute, while there is none."""

QUESTION = 2**48
"""Added to the number of a question's thread: nobody's luck with a question is that with a complaint."""

POST = np.dtype(
    [
        ("account", "i4"),
        ("kind", "u1"),
        ("number", "i8"),  # the same for the same account, kind and ordinal on every day and in every world
        ("reach", "f4"),  # chance to reach a follower of average time online
    ],
    align=True,
)

SHOWN = np.dtype([("answer", "u1"), ("weight", "f4")], align=True)
"""A public complaint as a page shows it."""

TRIP = np.dtype(
    [
        ("consumer", "i4"),
        ("offer", "i4"),  # -1: came home with nothing
        ("retailer", "u1"),
        ("second", "u1"),  # second choice among retailers; 255: none
        ("units", "u1"),
        ("marks", "u1"),  # bits: STANDING, UNFAIR, WALKED_OUT
    ],
    align=True,
)

WORD = np.dtype(
    [
        ("author", "i4"),
        ("retailer", "u1"),
        ("platform", "u1"),  # 255: said face to face
        ("kind", "u1"),
        ("post_kind", "u1"),
        ("chat", "u1"),  # told to one friend alone
        ("answer", "u1"),
        ("opened", "i8"),  # absolute minute
        ("replied", "i8"),
        ("weight", "f4"),
        ("reach", "f4"),  # multiplies the platform's friend reach
    ],
    align=True,
)

THREAD = np.dtype(
    [
        # day x consumers + consumer, and QUESTION more for a question: the same in every world
        ("number", "i8"),
        ("consumer", "i4"),
        ("retailer", "u1"),
        ("supplier", "u1"),  # 255: the service was at fault
        ("cause", "u1"),
        ("channel", "u1"),  # a platform, or one of three more: store, phone, e-mail
        ("question", "u1"),  # a routine question, not a complaint
        ("public", "u1"),
        ("sensitive", "u1"),
        ("interest", "u1"),
        ("vindictive", "u1"),
        ("second", "u1"),  # not the first failure with this retailer
        ("action", "u1"),
        ("state", "u1"),
        ("answer", "u1"),
        ("corrective", "u1"),
        ("undeserved", "u1"),  # the claim to the money back is not deserved
        ("by_the_book", "u1"),  # dealt with by the rules, not by judgement
        ("record", "u1"),  # what the customer's record does for the reply
        ("automatic", "u1"),  # answered at once by the system
        ("wrong", "u1"),  # the reply misses the matter
        ("to_relay", "u1"),  # staff should pass it on to the supplier
        ("passed_on", "u1"),
        ("opened", "i8"),  # absolute minutes
        ("ready", "i8"),
        ("give_up", "i8"),
        ("due", "i8"),  # minute at which the reply that is in hand goes out
        ("replied", "i8"),
        ("resolved", "i8"),
        ("paid", "i8"),
        ("refund", "i8"),
        ("verdict", "f4"),  # on the purchase, 0 to 1
        ("trust_lost", "f4"),
        ("work_minutes", "f4"),  # of staff who work without help
        ("effort", "f4"),  # of these minutes, what experience, IT, records and rules leave
    ],
    align=True,
)

REPORT = np.dtype(
    [
        ("due", "i4"),  # day on which the supplier reads it
        ("consumer", "i4"),
        ("retailer", "u1"),
        ("supplier", "u1"),
        ("cause", "u1"),
        ("gain", "f4"),  # commitment that the answer adds
    ],
    align=True,
)

IDEA = np.dtype(
    [
        ("due", "i4"),  # day on which the supplier hears of it
        ("consumer", "i4"),
        ("retailer", "u1"),
        ("supplier", "u1"),
        ("number", "i8"),  # day x consumers + consumer: the same idea has it in every world
        ("gain", "f4"),  # commitment that carrying it out adds
    ],
    align=True,
)

ORDER = np.dtype(
    [
        ("offer", "i8"),
        ("units", "i8"),  # that are not made yet
        ("day", "i8"),  # on which it was written
        ("arrives", "i8"),  # day on which it reaches the supplier
    ],
    align=True,
)

SHIPMENT = np.dtype(
    [
        ("due", "i8"),  # day on which it is delivered
        ("offer", "i8"),
        ("units", "i8"),
        ("ordered", "i8"),  # day on which somebody ordered it
    ],
    align=True,
)

BATCH = np.dtype(
    [
        ("supplier", "i8"),
        ("ready", "i8"),  # day from which on it can leave
        ("units", "i8"),
    ],
    align=True,
)
"""Goods made ahead, which nobody has ordered yet."""
