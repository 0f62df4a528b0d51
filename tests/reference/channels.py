"""The channels on which a consumer reaches a retailer: its accounts, and store, phone and e-mail (7.8)."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from sim.kernels.codes import CONTACTS, MINUTES, PHONE, STORE
from sim.scenario.places import Email, Phone, Store
from sim.scenario.schema import Scenario
from tests.reference.platforms import Platform

if TYPE_CHECKING:
    from tests.reference.consumer import Consumer
    from tests.reference.page import Page
    from tests.reference.retailer import Retailer

FIRST_HOUR, LAST_HOUR = 7.0, 22.0
"""Between which messages are written."""
SMALLEST_SHARE = 1e-9
"""Of a channel that is open: it is used when there is no other."""


class Elsewhere:
    """A channel without an account: store, phone or e-mail."""

    def __init__(self, number: int, rules: Scenario) -> None:
        self.number = number
        self.name = CONTACTS[number]
        self.rules: Store | Phone | Email = getattr(rules.contact, self.name)

    @property
    def is_spoken(self) -> bool:
        """Whoever comes or calls is answered while waiting; an e-mail is answered like a message."""
        return self.number in (STORE, PHONE)


Channel: TypeAlias = Platform | Elsewhere


def is_spoken(channel: Channel) -> bool:
    """Whether it is a visit or a call."""
    return isinstance(channel, Elsewhere) and channel.is_spoken


def expected_hours(channel: Channel) -> float:
    """Hours within which an answer is expected there."""
    return channel.rules.expected_hours if isinstance(channel, Elsewhere) else channel.rules.expected_reply_hours


def notifies(channel: Channel) -> bool:
    """Whether one is told of an answer at once; elsewhere than on a platform one always is."""
    return isinstance(channel, Elsewhere) or channel.rules.notifications


def accounts_at_hand(consumer: Consumer, retailer: Retailer) -> list[Page]:
    """Pages of the retailer on platforms of the consumer, if the consumer has come online."""
    if not consumer.has_come_online():
        return []
    return [page for platform, page in retailer.pages.items() if platform in consumer.member_of]


def choose_channel(
    consumer: Consumer, retailer: Retailer, wish: float, which_account: float, which_elsewhere: float
) -> Channel:
    """One of the accounts at hand, drawn evenly; or store, phone or e-mail, by their shares."""
    pages = accounts_at_hand(consumer, retailer)
    if pages and wish >= consumer.rules.complaints.contact_share:
        return pages[int(which_account * len(pages))].platform
    return _elsewhere(consumer, retailer, which_elsewhere)


def _elsewhere(consumer: Consumer, retailer: Retailer, draw: float) -> Elsewhere:
    """A channel that the retailer has open; e-mail is for those who are online."""
    store, phone, email = consumer.model.elsewhere
    weight = {channel: _share(channel, retailer) for channel in (store, phone, email)}
    if not consumer.has_come_online():
        weight[email] = 0.0
    spoken = weight[store] + weight[phone]
    at = draw * (spoken + weight[email])
    if at < weight[store]:
        return store
    if at < spoken or weight[email] == 0.0:
        return phone if weight[phone] > 0.0 else store
    return email


def _share(channel: Elsewhere, retailer: Retailer) -> float:
    return max(channel.rules.share, SMALLEST_SHARE) if channel.name in retailer.firm.contact_channels else 0.0


def minute_of_writing(retailer: Retailer, channel: Channel, draw: float) -> int:
    """The minute at which one writes, calls or comes: the last two while the desk is open."""
    begin, end = FIRST_HOUR, LAST_HOUR
    if is_spoken(channel):
        begin, end = retailer.firm.reply.opening_hour, retailer.firm.reply.closing_hour
    return retailer.model.day * MINUTES + int((begin + (end - begin) * draw) * 60.0)
