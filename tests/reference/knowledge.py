"""What a policy of one's own is shown (docs/policies.md): what the retailer can know, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.kernels.codes import MINUTES
from sim.policies import OWN_POSTS, Luck, Message, OwnAccount, Trade, View
from sim.policies import Shelf as ShelfView
from sim.randomness import Purpose
from tests.reference.complaint import Complaint, complaints_among
from tests.reference.page import Page

if TYPE_CHECKING:
    from tests.reference.retailer import Retailer


def message_of(complaint: Complaint) -> Message:
    """What staff can see of a message."""
    assert complaint.platform is not None
    return Message(
        platform=complaint.platform.name,
        sensitive=complaint.is_sensitive,
        concerns_many=complaint.concerns_many,
        public=complaint.is_public,
        about="service" if complaint.supplier is None else "goods",
        supplier="" if complaint.supplier is None else complaint.supplier.name,
        hour=complaint.opened % MINUTES / 60.0,
        paid=complaint.paid,
        audience=len(complaint.platform.hearers[complaint.consumer.number]),
        number=complaint.number,
        writer=complaint.consumer.luck.always(Purpose.WRITER, complaint.consumer.number).bits,
    )


def trade_of(retailer: Retailer) -> Trade:
    """What the retailer has counted so far today."""
    model = retailer.model
    return Trade(
        purchases=retailer.today["trips"],
        units=retailer.today["units"],
        revenue=retailer.today["revenue"],
        turned_away=retailer.missed_today,
        wanted={shelf.supplier.name: shelf.wanted_today for shelf in retailer.shelves},
        complaints=sum(complaint.retailer is retailer for complaint in model.complaints_today),
        replies=sum(today["replies"] for today in retailer.desk.today.values()),
    )


def account_view(page: Page, retailer: Retailer) -> OwnAccount:
    """The public counts of an account; posts and reactions are yesterday's."""
    likes, comments, shares = retailer.reactions_yesterday.get(page, (0, 0, 0))
    posted = retailer.posted_yesterday.get(page, (0, 0, 0))
    return OwnAccount(
        platform=page.platform.name,
        followers=page.followers,
        posts=dict(zip(OWN_POSTS, posted, strict=True)),
        likes=likes,
        comments=comments,
        shares=shares,
    )


def view_of(retailer: Retailer, accounts: list[OwnAccount]) -> View:
    """What the retailer can know at this moment."""
    model = retailer.model
    shelves = [
        ShelfView(
            supplier=shelf.supplier.name,
            stock=shelf.stock - shelf.sold_today,
            on_order=shelf.on_order,
            forecast=retailer.forecast[shelf].demand.mean,
            cost=shelf.supplier.firm.price,
            lead_time_days=shelf.supplier.firm.lead_time_days,
            lead_time_spread_days=shelf.supplier.firm.lead_time_spread_days,
        )
        for shelf in retailer.shelves
    ]
    waiting = [c for c in complaints_among(model.contacts.waiting()) if c.retailer is retailer]
    return View(
        day=model.day,
        retailer=retailer.name,
        price=retailer.price,
        discount=retailer.discount,
        usual_price=retailer.firm.price,
        usual_discount=retailer.firm.posts.discount,
        rival_prices={other.name: other.price for other in model.retailers if other is not retailer},
        cash=retailer.cash(),
        shelves={shelf.supplier: shelf for shelf in shelves},
        accounts={account.platform: account for account in accounts},
        waiting=len(waiting),
        waiting_public=sum(complaint.is_public for complaint in waiting),
        today=trade_of(retailer),
        yesterday=retailer.trade_yesterday,
        luck=Luck(retailer.luck.key(Purpose.OWN_POLICY, model.day), retailer.number),
    )
