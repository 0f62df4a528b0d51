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
    """The pull and the weariness of a promotion, after it has been made for this person or not.

    An open profile tells the interest of today to whom one follows; purchases tell that of a while ago.
    """
    retailer, rules = post.page.retailer, consumer.rules.personal
    tie, data = consumer.tie[retailer], retailer.firm.database
    reads_profile = data.reads_profiles and post.page.platform in consumer.open_profile_on
    if not reads_profile and not tie.has_bought:
        return pull, weariness
    draw = consumer.luck.today(Purpose.PERSONALISE, consumer.number, post.number)
    record = 1.0 if reads_profile else retailer.technology.record_at_hand()
    if draw.first >= data.personalised_share * record:
        return pull, weariness
    post.page.today["personalised"] += 1
    post.page.today["from_profile"] += reads_profile
    recorded_rightly = draw.second < data.accuracy
    wanted = interest(consumer, consumer.model.day)
    if reads_profile or _recorded_interest(consumer, post, recorded_rightly) == wanted:
        post.page.today["hits"] += 1
        pull = min(pull * (1.0 + rules.hit_gain), 1.0)
        weariness = weariness * (1.0 - rules.hit_relief)
    else:
        pull = pull * (1.0 - rules.miss_loss)
    intrusion = rules.intrusion_harm * (rules.profile_intrusion if reads_profile else 1.0)
    tie.trust = shift(tie.trust, -intrusion * (1.0 - tie.trust))
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
