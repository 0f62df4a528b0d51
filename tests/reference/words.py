"""What a consumer tells others: praise, blame, a public complaint, a shared post."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.kernels.codes import UNANSWERED
from tests.reference.platforms import Platform

if TYPE_CHECKING:
    from tests.reference.consumer import Consumer
    from tests.reference.retailer import Retailer


@dataclass(frozen=True)
class Word:
    """One word about a retailer.

    Attributes
    ----------
    platform
        Where it was written; None for what is said face to face.
    kind
        `PRAISE`, `GRIPE` (blame), `COMPLAINT` or `SHARED_POST`.
    reach
        Multiplies the chance that a hearer hears it.
    post_kind
        Of a shared post.
    answer, opened, replied, weight
        Of a complaint, as its readers find it: what is to be seen of an answer, the minutes at which it was written
        and answered (None: never), and how much it matters.
    """

    author: Consumer
    retailer: Retailer
    platform: Platform | None
    kind: int
    reach: float = 1.0
    post_kind: int = 0
    answer: int = UNANSWERED
    opened: int = 0
    replied: int | None = None
    weight: float = 0.0
