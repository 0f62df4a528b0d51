"""7.16 Segments of consumers: by age, by time online, and by how much they buy; what each buys, how it stands."""

from __future__ import annotations

from collections import Counter
from itertools import product
from typing import TYPE_CHECKING, NamedTuple

from sim.birth import FIRST_OLDER
from tests.reference.arithmetic import single, whole

if TYPE_CHECKING:
    from tests.reference.consumer import Consumer
    from tests.reference.retailer import Retailer

NEVER, LITTLE, MUCH = range(3)
"""Online."""


class Segment(NamedTuple):
    """Who belongs to which never changes in a run."""

    is_older: bool
    online: int
    buys_much: bool


SEGMENTS = [Segment(*cell) for cell in product((False, True), (NEVER, LITTLE, MUCH), (False, True))]


def segment_of(consumer: Consumer) -> Segment:
    """Never online: not before the last day. Online much, buys much: at least as the scenario's typical consumer."""
    rules = consumer.rules
    online = MUCH if consumer.online_hours >= single(rules.attention.reference_hours) else LITTLE
    if consumer.online_from >= rules.days:
        online = NEVER
    return Segment(consumer.age >= FIRST_OLDER, online, consumer.shop_rate >= single(rules.consumers.shop_rate))


class SegmentBook:
    """What a retailer's segments have bought since the first day, and how they stood when a window ended last."""

    def __init__(self) -> None:
        self.sales: dict[Segment, Counter[str]] = {segment: Counter() for segment in SEGMENTS}
        self.standing: dict[Segment, Counter[str]] = {segment: Counter() for segment in SEGMENTS}

    def note_sale(self, segment: Segment, units: int, paid: int) -> None:
        """Somebody of a segment has bought."""
        self.sales[segment]["units"] += units
        self.sales[segment]["revenue"] += paid

    def note_standing(self, retailer: Retailer) -> None:
        """Count the customers of each segment; in whole units of 2**-24 what is a real number."""
        self.standing = {segment: Counter() for segment in SEGMENTS}
        for consumer in retailer.model.consumers:
            tie = consumer.tie[retailer]
            if tie.has_bought:
                count = self.standing[consumer.segment]
                count["customers"] += 1
                count["lost"] += tie.has_left
                count["loyalty"] += whole(tie.loyalty())
                count["satisfaction"] += whole(tie.satisfaction)
                count["bought_before"] += tie.bought_in_the_last_window
                count["retained"] += tie.bought_in_the_last_window and tie.bought_in_this_window
