"""7.3c Personal offers: what interests a consumer, what the retailer has on record, and what a hit or a miss does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.randomness import Purpose
from tests.reference.arithmetic import shift
from tests.reference.page import Post

if TYPE_CHECKING:
    from tests.reference.consumer import Consumer

LONG_AGO = 36_500
"""Days before the first one: an old record may speak of a day before the world began."""


def promotion_in_person(consumer: Consumer, post: Post, pull: float, weariness: float) -> tuple[float, float]:
    """The pull and the weariness of a promotion, after it has been made for this person or not."""
    retailer, rules = post.page.retailer, consumer.rules.personal
    tie, data = consumer.tie[retailer], retailer.firm.database
    draw = consumer.luck.today(Purpose.PERSONALISE, consumer.number, post.number)
    if not tie.has_bought or draw.first >= data.personalised_share * data.access:
        return pull, weariness
    post.page.today["personalised"] += 1
    recorded_rightly = draw.second < data.accuracy
    if _recorded_interest(consumer, post, recorded_rightly) == interest(consumer, consumer.model.day):
        post.page.today["hits"] += 1
        pull = min(pull * (1.0 + rules.hit_gain), 1.0)
        weariness = weariness * (1.0 - rules.hit_relief)
    else:
        pull = pull * (1.0 - rules.miss_loss)
    tie.trust = shift(tie.trust, -rules.intrusion_harm * (1.0 - tie.trust))
    return pull, weariness


def interest(consumer: Consumer, day: int) -> int:
    """The kind of offers that interests a consumer: drawn anew every so many days, on days of the consumer's own."""
    rules, luck = consumer.rules.personal, consumer.luck
    begun = int(luck.always(Purpose.INTEREST, consumer.number).second * rules.interest_days)
    period = (day + LONG_AGO + begun) // rules.interest_days
    return int(luck.always(Purpose.INTEREST, consumer.number, period).first * rules.interests)


def _recorded_interest(consumer: Consumer, post: Post, rightly: bool) -> int:
    """What the record says: the interest as it was when the record was made, or another kind."""
    kinds = consumer.rules.personal.interests
    then = interest(consumer, consumer.model.day - post.page.retailer.firm.database.latency_days)
    if rightly:
        return then
    other = consumer.luck.today(Purpose.MISTAKE, consumer.number, post.number).first
    return (then + 1 + int(other * (kinds - 1))) % kinds
