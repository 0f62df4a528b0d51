"""What a retailer can know, read off the world: the views that a policy of one's own is shown.

Nothing of a consumer's mind, of a rival's books or of the world's draws is in it; what is, is copied.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

import numpy as np

from sim.account import Account, Rows
from sim.kernels import desk, feed, judge
from sim.kernels.codes import MINUTES, SERVICE, WAITING
from sim.policies import OWN_POSTS, Luck, Message, OwnAccount, Shelf, Trade, View
from sim.randomness import Purpose, draw_bits
from sim.world import World


def trade_of(world: World, number: int) -> Trade:
    """What retailer `number` has counted so far today."""
    sales, market = world.sales_tally[number], world.market
    channels = world.channels
    new = world.complaints
    complaints = (new["retailer"] == number) & (new["opened"] // MINUTES == world.day)
    return Trade(
        purchases=int(sales[judge.TRIPS]),
        units=int(sales[judge.UNITS]),
        revenue=int(sales[judge.REVENUE]),
        turned_away=int(world.missed[number]),
        wanted=MappingProxyType(
            {world.supplier_names[market.offer_supplier[o]]: int(world.demand[o]) for o in market.offers_of(number)}
        ),
        complaints=int(np.count_nonzero(complaints)),
        replies=int(world.desk_tally[number * channels : (number + 1) * channels, desk.REPLIES].sum()),
    )


def reactions_of(world: World, account: Account) -> tuple[int, int, int]:
    """Likes, comments and shares of an account so far today."""
    likes, comments, shares = world.account_tally[account.number, [feed.LIKES, feed.COMMENTS, feed.SHARES]].tolist()
    return likes, comments, shares


def view_of(
    world: World,
    number: int,
    cash: int,
    forecast: Mapping[int, float],
    accounts: Iterable[OwnAccount],
    yesterday: Trade | None,
) -> View:
    """What retailer `number` can know at this moment; `forecast` is its own, by offer."""
    market = world.market
    name = world.retailer_names[number]
    spec = world.scenario.retailers[name]
    shelves = {}
    for offer in market.offers_of(number):
        supplier = world.supplier_names[market.offer_supplier[offer]]
        maker = world.scenario.suppliers[supplier]
        shelves[supplier] = Shelf(
            supplier=supplier,
            stock=int(market.stock[offer] - world.offer_units[offer]),
            on_order=int(market.on_order[offer]),
            forecast=float(forecast[offer]),
            cost=int(market.wholesale[market.offer_supplier[offer]]),
            lead_time_days=maker.lead_time_days,
            lead_time_spread_days=maker.lead_time_spread_days,
        )
    live = world.threads.live
    waits = live[(live["retailer"] == number) & (live["state"] == WAITING) & (live["question"] == 0)]
    return View(
        day=world.day,
        retailer=name,
        price=int(market.price[number]),
        discount=float(market.discount[number]),
        usual_price=spec.price,
        usual_discount=spec.posts.discount,
        rival_prices=MappingProxyType(
            {other: int(market.price[r]) for r, other in enumerate(world.retailer_names) if r != number}
        ),
        cash=cash,
        shelves=MappingProxyType(shelves),
        accounts=MappingProxyType({account.platform: account for account in accounts}),
        waiting=len(waits),
        waiting_public=int(np.count_nonzero(waits["public"])),
        today=trade_of(world, number),
        yesterday=yesterday,
        luck=Luck(world.key(Purpose.OWN_POLICY), number),
    )


def account_view(
    world: World, account: Account, posts: tuple[int, int, int], reactions: tuple[int, int, int]
) -> OwnAccount:
    """An account's public counts; `posts` and `reactions` are yesterday's."""
    return OwnAccount(
        platform=world.platforms[account.platform].name,
        followers=account.followers,
        posts=MappingProxyType(dict(zip(OWN_POSTS, posts, strict=True))),
        likes=reactions[0],
        comments=reactions[1],
        shares=reactions[2],
    )


def message_of(world: World, thread: Rows) -> Message:
    """What staff can see of a new complaint on an account, one row of `THREAD`."""
    platform = world.platforms[thread["channel"]]
    writer = int(thread["consumer"])
    goods = thread["supplier"] != SERVICE
    return Message(
        platform=platform.name,
        sensitive=bool(thread["sensitive"]),
        concerns_many=bool(thread["interest"]),
        public=bool(thread["public"]),
        about="goods" if goods else "service",
        supplier=world.supplier_names[thread["supplier"]] if goods else "",
        hour=float(thread["opened"] % MINUTES) / 60.0,
        paid=int(thread["paid"]),
        audience=platform.ties.audience(writer),
        number=int(thread["number"]),
        writer=draw_bits(world.lasting_key(Purpose.WRITER), writer),
    )
