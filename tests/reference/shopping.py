"""7.5 Shop and 7.6 Long queues, short shelves: whether, where and what; and who goes without."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.kernels.codes import NOBODY
from sim.kernels.shop import PRODUCT_TASTE
from sim.randomness import Purpose
from tests.reference.arithmetic import gumbel, normal
from tests.reference.counter import draw_of_the_visit, queue_before
from tests.reference.tailored import price_for

if TYPE_CHECKING:
    from tests.reference.consumer import Consumer
    from tests.reference.model import ReferenceModel
    from tests.reference.retailer import Retailer
    from tests.reference.shelf import Shelf

ONE_BASKET_IN = 100_000
"""Baskets are cut where one in so many would be larger."""


@dataclass(eq=False)
class Trip:
    """One shopping trip: what somebody wants, and from the evening on what somebody got (shelf None: nothing).

    Attributes
    ----------
    by_standing_order
        The retailer was not chosen, and has set the goods aside.
    friend_pays_less
        A friend gets the discount that this buyer was refused.
    walked_out
        The queue at the retailer was too long.
    """

    consumer: Consumer
    retailer: Retailer
    second_choice: Retailer | None
    shelf: Shelf | None
    units: int
    by_standing_order: bool = False
    friend_pays_less: bool = False
    walked_out: bool = False


# --------------------------------------------------------------------------------------- 7.5 shop


def needs_something(consumer: Consumer) -> bool:
    """Whether a consumer goes shopping today: surely, when yesterday's trip was put off."""
    if consumer.trip_was_put_off:
        consumer.trip_was_put_off = False
        need = True
    else:
        pull = max(tie.appeal for tie in consumer.tie.values())
        chance = consumer.shop_rate * consumer.model.pace.today * (1.0 + consumer.rules.choice.trip_lift * pull)
        need = consumer.luck.today(Purpose.NEED, consumer.number).first < chance
    if need:
        consumer.model.needs_today += 1
    return need


def choose_retailers(consumer: Consumer) -> tuple[Retailer | None, Retailer | None]:
    """The retailers of highest and of second highest utility; buying from nobody here is an option like the others."""
    noise = gumbel(consumer.luck.today(Purpose.CHOICE, consumer.number, NOBODY).first)
    options: list[tuple[float, Retailer | None]] = [(consumer.rules.choice.outside_utility + noise, None)]
    for retailer, tie in consumer.tie.items():
        if not tie.has_left:
            options.append((utility(consumer, retailer), retailer))
    options.sort(key=lambda option: option[0], reverse=True)
    return options[0][1], options[1][1] if len(options) > 1 else None


def utility(consumer: Consumer, retailer: Retailer) -> float:
    """Utility of a trip to a retailer today."""
    choice, tie = consumer.rules.choice, consumer.tie[retailer]
    paid = price_for(consumer, retailer)
    return (
        retailer.convenience()
        + taste(consumer, retailer.number)
        + choice.quality_weight * (tie.expectation - 0.7)
        + choice.satisfaction_weight * (tie.satisfaction - 0.7)
        + choice.trust_weight * (tie.trust - 0.5)
        + choice.commitment_weight * tie.commitment
        + choice.appeal_weight * tie.appeal
        - consumer.price_sensitivity * (paid / choice.reference_price - 1.0)
        + gumbel(consumer.luck.today(Purpose.CHOICE, consumer.number, retailer.number).first)
    )


def taste(consumer: Consumer, thing: int) -> float:
    """A lasting taste for a retailer or a product."""
    return consumer.rules.consumers.taste_spread * normal(
        consumer.luck.always(Purpose.TASTE, consumer.number, thing).first
    )


def choose_product(consumer: Consumer, retailer: Retailer) -> Shelf:
    """The product that is liked most today."""

    def liking(shelf: Shelf) -> float:
        supplier = shelf.supplier.number
        noise = gumbel(consumer.luck.today(Purpose.PRODUCT, consumer.number, supplier).first)
        return taste(consumer, PRODUCT_TASTE + supplier) + noise

    return max(retailer.shelves, key=liking)


def choose_basket(consumer: Consumer) -> int:
    """Units wanted: one, and a geometric number more."""
    more = 1.0 - 1.0 / consumer.rules.consumers.basket_units
    draw = consumer.luck.today(Purpose.BASKET, consumer.number).second
    units = 1
    while draw >= 1.0 - more**units and more ** (units - 1) > 1.0 / ONE_BASKET_IN:
        units += 1
    return units


# ------------------------------------------------------------------ 7.6 long queues, short shelves


def queue_up(model: ReferenceModel, trips: list[Trip]) -> None:
    """All come to the retailer of their first choice; but for standing orders, some find too long a queue there."""
    for trip in trips:
        trip.retailer.came_today += 1
        trip.retailer.ordered_before_today += trip.by_standing_order
    for retailer in model.retailers:
        retailer.queue = queue_before(retailer)
    for trip in trips:
        if not trip.by_standing_order:
            _perhaps_walk_out(trip)


def _perhaps_walk_out(trip: Trip) -> None:
    """Leave a queue that is too long, and go home; some try again tomorrow."""
    if not trip.retailer.queue.is_too_long(draw_of_the_visit(trip.consumer, trip.retailer)):
        return
    trip.walked_out, trip.shelf = True, None
    draw = trip.consumer.luck.today(Purpose.STOCKOUT, trip.consumer.number).second
    if draw < trip.consumer.rules.choice.walkout_delay:
        trip.consumer.trip_was_put_off = True


def count_first_choices(trips: list[Trip]) -> None:
    """What is wanted of each shelf, before anybody is turned away."""
    for trip in trips:
        if trip.shelf:
            trip.shelf.wanted_today += trip.units


def serve(model: ReferenceModel, trips: list[Trip]) -> None:
    """Where a shelf is short, serve standing orders, then shoppers in a drawn order; others look further."""
    if all(shelf.wanted_today <= shelf.stock for shelf in model.shelves):
        return
    left = {shelf: shelf.stock for shelf in model.shelves}
    in_turn = sorted(trips, key=_turn)
    turned_away = []
    for trip in in_turn:
        if trip.shelf is None:
            continue
        if left[trip.shelf] >= trip.units:
            left[trip.shelf] -= trip.units
        else:
            turned_away.append(trip)
            trip.retailer.missed_today += 1
    for trip in turned_away:
        _look_further(trip, left)
        if trip.shelf:
            left[trip.shelf] -= trip.units


def _turn(trip: Trip) -> tuple[bool, int]:
    return not trip.by_standing_order, trip.consumer.luck.bits(Purpose.ARRIVAL, trip.consumer.number)


def _look_further(trip: Trip, left: dict[Shelf, int]) -> None:
    """Take another product, go to the second choice, put the trip off, or give up."""
    choice, wanted, trip.shelf = trip.consumer.rules.choice, trip.shelf, None
    draw = trip.consumer.luck.today(Purpose.STOCKOUT, trip.consumer.number).first
    if draw < choice.stockout_other_product:
        others = [shelf for shelf in trip.retailer.shelves if shelf is not wanted]
        trip.shelf = _first_with_enough(others, trip.units, left)
    elif draw < choice.stockout_other_product + choice.stockout_other_retailer:
        if trip.second_choice:
            trip.shelf = _first_with_enough(trip.second_choice.shelves, trip.units, left)
        if trip.shelf:
            trip.retailer = trip.shelf.retailer
            trip.by_standing_order = False  # nothing has been set aside there
            _perhaps_walk_out(trip)
    elif draw < choice.stockout_other_product + choice.stockout_other_retailer + choice.stockout_delay:
        trip.consumer.trip_was_put_off = True


def _first_with_enough(shelves: list[Shelf], units: int, left: dict[Shelf, int]) -> Shelf | None:
    return next((shelf for shelf in shelves if left[shelf] >= units), None)
