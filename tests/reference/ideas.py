"""Ideas of committed customers (Z6): sent to a retailer's accounts, passed on to suppliers, and perhaps carried out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.randomness import Purpose
from tests.reference.arithmetic import single
from tests.reference.judging import accounts_at_hand
from tests.reference.ledger import OUTSIDE

if TYPE_CHECKING:
    from tests.reference.consumer import Consumer
    from tests.reference.luck import Draw
    from tests.reference.model import ReferenceModel
    from tests.reference.retailer import Retailer
    from tests.reference.shopping import Trip
    from tests.reference.supplier import Supplier

INTAKE, CONVERSION, LOSS = range(3)
"""What is drawn of an idea."""


@dataclass(frozen=True)
class Idea:
    """An idea about a supplier's goods, that reaches the supplier on the day `due`."""

    due: int
    author: Consumer
    retailer: Retailer
    supplier: Supplier
    number: int
    gain: float

    def author_is_answered(self) -> None:
        """Whose idea is carried out is tied closer to the retailer."""
        tie = self.author.tie[self.retailer]
        tie.commitment += self.gain * (1.0 - tie.commitment)


# ------------------------------------------------------------------------------ from a customer on


def perhaps_send_idea(trip: Trip) -> None:
    """After a purchase, a committed customer with an open account of the retailer may have an idea about the goods."""
    consumer, retailer = trip.consumer, trip.retailer
    tie, rules = consumer.tie[retailer], consumer.rules.ideas
    if trip.shelf is None or tie.has_left or not accounts_at_hand(consumer, retailer):
        return
    draw = consumer.luck.today(Purpose.IDEA, consumer.number * 256 + retailer.number)
    # in single precision in the engine, from beginning to end
    if draw.first < single(single(rules.idea_prob) * tie.commitment):
        _receive(consumer, retailer, trip.shelf.supplier)


def _receive(author: Consumer, retailer: Retailer, supplier: Supplier) -> None:
    """Staff read the idea; where there is a link it reaches the supplier at once, or staff pass it on."""
    model, link = retailer.model, retailer.firm.supplier_link
    number = model.day * len(model.consumers) + author.number
    retailer.ideas_today["received"] += 1
    if link.mode == "none":
        return
    if link.mode == "direct" and supplier.firm.can_go_direct:
        due = model.day + 1
    else:
        retailer.ideas_today["relayed"] += 1
        if _fate(model, number, LOSS).first < link.loss_prob:
            return
        due = model.day + max(link.relay_days, 1)
    retailer.ideas_today["passed_on"] += 1
    model.ideas_under_way.append(Idea(due, author, retailer, supplier, number, single(model.rules.ideas.author_gain)))


def pay_staff_for_ideas(retailer: Retailer) -> None:
    """The time that ideas take is paid beyond the hours of the desk."""
    today = retailer.ideas_today
    minutes = today["received"] * retailer.rules.ideas.minutes
    minutes += today["relayed"] * retailer.firm.supplier_link.relay_minutes
    today["spent"] = round(minutes / 60.0 * retailer.firm.costs.wage)
    retailer.model.ledger.pay(retailer.name, OUTSIDE, today["spent"], "ideas")


# ---------------------------------------------------------------------------------- at a supplier


def look_into(model: ReferenceModel, ideas: list[Idea]) -> None:
    """Suppliers look into some of the ideas that reach them today, and carry some of these out."""
    good = [idea for idea in ideas if _is_carried_out(model, idea)]
    for supplier in model.suppliers:
        _carry_out(supplier, sum(idea.supplier is supplier for idea in good))
    for idea in good:
        idea.retailer.ideas_today["carried_out"] += 1
        idea.author_is_answered()


def _is_carried_out(model: ReferenceModel, idea: Idea) -> bool:
    plan = idea.supplier.firm.ideas
    is_looked_into = _fate(model, idea.number, INTAKE).first < plan.intake
    return is_looked_into and _fate(model, idea.number, CONVERSION).first < plan.conversion_prob


def _carry_out(supplier: Supplier, count: int) -> None:
    """Each idea adds a share of the quality that is missing: the less, the larger the world with its many goods."""
    model = supplier.model
    gain = min(model.rules.ideas.idea_gain / model.thousands, 1.0)
    if count:
        supplier.get_better(1.0 - (1.0 - gain) ** count)
    supplier.ideas_carried_out_today = count
    model.ledger.pay(supplier.name, OUTSIDE, count * supplier.firm.ideas.cost, "ideas_carried_out")


def _fate(model: ReferenceModel, number: int, what: int) -> Draw:
    """Drawn once for each idea: the same in every world."""
    return model.luck.always(Purpose.IDEA_FATE, number * 4 + what)
