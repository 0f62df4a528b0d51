"""A supplier: delivers, reads reports, mends causes of defects, innovates, makes to order and ahead (7.13, 7.14)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.randomness import Purpose
from sim.scenario.firms import Supplier as Firm
from tests.reference.agent import ReferenceAgent
from tests.reference.effort import reached
from tests.reference.ledger import OUTSIDE
from tests.reference.planning import Outlook
from tests.reference.reports import Report
from tests.reference.shelf import Shelf

if TYPE_CHECKING:
    from tests.reference.model import ReferenceModel


@dataclass(eq=False)
class Order:
    """Units that a retailer still waits for, ordered on `day`."""

    shelf: Shelf
    units: int
    day: int


@dataclass(eq=False)
class Letter:
    """An order under way to its supplier, which it reaches on the day `arrives`."""

    arrives: int
    order: Order


@dataclass(eq=False)
class Shipment:
    """Goods for an order, in making or under way, that arrive on the morning of the day `due`."""

    due: int
    shelf: Shelf
    units: int
    ordered: int


@dataclass(eq=False)
class Batch:
    """Goods that nobody has ordered yet; they can leave from the day `ready` on."""

    ready: int
    units: int


class Supplier(ReferenceAgent):
    """One supplier. Its day, in order: `deliver`, `read`, `improve`, `innovate`, `make`, `pay_for_innovation`.

    Attributes
    ----------
    quality
        As consumers feel it, against what they have got used to.
    cause_weights
        Chance of a defect by each cause.
    reports
        Reports read since the last improvement, as (retailer, cause).
    letters, orders, shipments, ahead
        Orders that have not arrived, what is to be made, what is under way, and what was made ahead.
    """

    def __init__(self, model: ReferenceModel, number: int, name: str) -> None:
        super().__init__(model)
        self.number = number
        self.name = name
        self.firm: Firm = self.rules.suppliers[name]
        self.quality = self.firm.quality
        causes = self.firm.improvement.causes
        # causes differ in weight: 1, 1/2, 1/3 … of the largest
        all_parts = sum(1.0 / k for k in range(1, causes + 1))
        self.cause_weights = [self.firm.defect_prob * (1.0 / k) / all_parts for k in range(1, causes + 1)]
        self.making_days = min(self.firm.planning.making_days, self.firm.lead_time_days - 1)
        self.outlooks: list[Outlook] = []
        self.reports: list[Report] = []
        self.letters: list[Letter] = []
        self.orders: list[Order] = []
        self.shipments: list[Shipment] = []
        self.ahead: list[Batch] = []
        self.made = 0
        self.reports_read = 0
        self.improvements = 0
        self.innovations = 0
        self.begin_day()

    def begin_day(self) -> None:
        """Nothing has happened today."""
        self.ideas_carried_out_today = 0
        self.helped_today = 0  # money of retailers for better goods

    def found(self) -> None:
        """Receive the owners' cash."""
        self.model.ledger.pay(OUTSIDE, self.name, self.model.per_thousand(self.firm.cash), "capital")

    def fill_shelf(self, shelf: Shelf, units: int) -> None:
        """Make and deliver at once the stock with which a retailer opens."""
        self._make(units)
        self._hand_over(shelf, units)

    # ------------------------------------------------------------------------------ the goods' quality

    def feel_worse(self, points: float) -> None:
        """Consumers have got used to so much more."""
        self.quality = round(max(self.quality - points, 0.0), 12)

    def get_better(self, share: float) -> None:
        """The product gains a share of the quality that it is lacking."""
        self.quality = round(1.0 - (1.0 - self.quality) * (1.0 - share), 12)

    def defect_prob(self) -> float:
        """Chance that a purchase of its product is defective."""
        return min(self._all_causes(), 1.0)

    def cause_of_defect(self, draw: float) -> int:
        """The cause of a defect, each by its weight."""
        so_far = 0.0
        for cause, weight in enumerate(self.cause_weights[:-1]):
            so_far += weight / self._all_causes() if self._all_causes() > 0.0 else 0.0
            if draw < so_far:
                return cause
        return len(self.cause_weights) - 1

    def _all_causes(self) -> float:
        total = 0.0
        for weight in self.cause_weights:
            total += weight
        return total

    # ----------------------------------------------------------------------------- 7.14 deliveries

    def deliver(self) -> None:
        """Hand over what is due today; the retailer pays on delivery."""
        for shipment in list(self.shipments):
            if shipment.due <= self.model.day:
                self.shipments.remove(shipment)
                shelf = shipment.shelf
                shelf.on_order -= shipment.units
                shelf.arrived_today += shipment.units
                waited = self.model.day - shipment.ordered
                shelf.waited_today += shipment.units * waited
                shelf.arrived_in_time_today += shipment.units if waited <= self.firm.lead_time_days else 0
                self._hand_over(shelf, shipment.units)

    def _hand_over(self, shelf: Shelf, units: int) -> None:
        shelf.receive(units)
        self.model.ledger.pay(shelf.retailer.name, self.name, units * self.firm.price, "goods")

    # ----------------------------------------------------------------- 7.13 reports and improvement

    def read(self, report: Report) -> None:
        """Read a report and answer it."""
        self.reports.append(report)
        self.reports_read += 1
        self.model.ledger.pay(self.name, OUTSIDE, self.firm.improvement.reading_cost, "reading")

    def improve(self) -> None:
        """On a review day wear brings some defects back, and the cause most reported loses a share of its weight."""
        plan = self.firm.improvement
        if self.model.day == 0 or self.model.day % plan.review_days != 0:
            return
        worn = self.luck.bits(Purpose.IMPROVEMENT, self.number, 1) % plan.causes
        self.cause_weights[worn] += plan.drift * self.firm.defect_prob
        if self.reports:
            chosen = self._most_reported()
            self._credit_advice(chosen)
        else:
            chosen = self.luck.bits(Purpose.IMPROVEMENT, self.number, 2) % plan.causes
        self.cause_weights[chosen] *= 1.0 - plan.gain
        self.model.ledger.pay(self.name, OUTSIDE, self.model.per_thousand(plan.cost), "improvement")
        self.improvements += 1
        self.reports = []

    def _most_reported(self) -> int:
        reported = [sum(report.cause == cause for report in self.reports) for cause in range(len(self.cause_weights))]
        return reported.index(max(reported))

    def _credit_advice(self, cause: int) -> None:
        """Credit what reports mended, beyond a blind pick, to the retailers whose customers named the cause."""
        by_pick = self._all_causes() / len(self.cause_weights)
        mended = self.firm.improvement.gain * (self.cause_weights[cause] - by_pick)
        named = [report for report in self.reports if report.cause == cause]
        for retailer in self.model.retailers:
            share_of_named = sum(report.retailer is retailer for report in named) / len(named)
            share_of_goods = sum(shelf.supplier is self for shelf in retailer.shelves) / len(retailer.shelves)
            retailer.advice_today += mended * share_of_named * share_of_goods

    # ------------------------------------------------------------------------------ Z4 innovation

    def innovate(self) -> None:
        """On a review day an attempt at a better product succeeds or not, by what is spent on it."""
        plan = self.firm.innovation
        if self.model.day == 0 or self.model.day % plan.review_days != 0:
            return
        spent = plan.spend + self._help_of_retailers()
        if self.luck.today(Purpose.INNOVATION, self.number).first < reached(spent, plan.half_spend):
            self.get_better(plan.gain)
            self.innovations += 1

    def _help_of_retailers(self) -> float:
        """What retailers pay it for better goods a day, per 1,000 consumers."""
        return sum(
            retailer.firm.vendor.innovation_spend / len(retailer.shelves)
            for retailer in self.model.retailers
            for shelf in retailer.shelves
            if shelf.supplier is self
        )

    def pay_for_innovation(self) -> None:
        """Spend its own money for the day, and what retailers gave."""
        own = self.model.per_thousand(self.firm.innovation.spend)
        self.model.ledger.pay(self.name, OUTSIDE, own + self.helped_today, "innovation")

    # ---------------------------------------------------------------------------------- 7.14 making

    def take_order(self, order: Order, days: int) -> None:
        """Put an order in the queue when it has been under way for so many days."""
        self.letters.append(Letter(self.model.day + days, order))

    def open_letters(self) -> None:
        """Take in the orders that arrive today."""
        for letter in list(self.letters):
            if letter.arrives <= self.model.day:
                self.letters.remove(letter)
                self.orders.append(letter.order)
                letter.order.shelf.order_arrives(letter.order.units, written=letter.order.day)

    def make(self) -> None:
        """Serve orders in turn, first from goods made ahead, then by making; make ahead with what capacity is left."""
        model, day = self.model, self.model.day
        self.open_letters()
        capacity = round(self.firm.capacity * model.thousands)
        while self.orders and (self.ahead or capacity > 0):
            order = self.orders[0]
            if self.ahead:
                batch = self.ahead[0]
                units = min(order.units, batch.units)
                batch.units -= units
                self._ship(order, units, ready=max(batch.ready, day))
                if batch.units == 0:
                    self.ahead.remove(batch)
            else:
                units = min(order.units, capacity)
                capacity -= units
                self._make(units)
                self._ship(order, units, ready=day + self.making_days)
            if order.units == 0:
                self.orders.remove(order)
        for outlook in self.outlooks:
            outlook.watch()
        if self.firm.planning.make_ahead:
            units = min(capacity, math.ceil(self._wanted_ahead()) - self.made_ahead())
            if units > 0:
                self._make(units)
                self.ahead.append(Batch(day + self.making_days, units))
        model.ledger.pay(self.name, OUTSIDE, model.per_thousand(self.firm.daily_costs), "daily_costs")
        model.ledger.pay(self.name, OUTSIDE, self.made_ahead() * self.firm.planning.holding_cost, "holding")

    def _wanted_ahead(self) -> float:
        """Units that should lie ready, or be in making, tonight: what will be ordered while more are made, and some."""
        variance = sum(outlook.expected_orders(self.making_days)[1] for outlook in self.outlooks)
        return self.expected_orders() + self.firm.planning.safety * math.sqrt(variance)

    def expected_orders(self) -> float:
        """Units that will be ordered while more are made, as far as it knows."""
        return sum(outlook.expected_orders(self.making_days)[0] for outlook in self.outlooks)

    def _make(self, units: int) -> None:
        self.made += units
        self.model.ledger.pay(self.name, OUTSIDE, units * self.firm.unit_cost, "production")

    def _ship(self, order: Order, units: int, ready: int) -> None:
        """Units of an order leave when they are ready, and are under way for the rest of the lead time and a delay.

        What is sent off on a day on which carriers hold the retailer's goods up is that much later.
        """
        order.units -= units
        retailer = order.shelf.retailer
        draw = self.luck.today(Purpose.LEAD_TIME, self.number, retailer.number)
        delay = int(draw.first * (self.firm.lead_time_spread_days + 1)) + retailer.partners.held_up
        due = ready + self.firm.lead_time_days - self.making_days + delay
        self.shipments.append(Shipment(due, order.shelf, units, order.day))

    # --------------------------------------------------------------------- what it owns this evening

    def cash(self) -> int:
        """Money at hand; below zero it is an overdraft."""
        return self.model.ledger.balance[self.name]

    def in_transit(self) -> int:
        """Units made for an order and not yet delivered."""
        return sum(shipment.units for shipment in self.shipments)

    def made_ahead(self) -> int:
        """Units made, or in making, that nobody has ordered yet."""
        return sum(batch.units for batch in self.ahead)

    def backlog(self) -> int:
        """Units ordered and not yet made, with those of orders under way."""
        return sum(order.units for order in [*self.orders, *(letter.order for letter in self.letters)])

    def profit(self) -> int:
        """Profit since the first day, with goods under way and made ahead at what they cost."""
        goods = (self.in_transit() + self.made_ahead()) * self.firm.unit_cost
        return self.cash() + goods - self.model.per_thousand(self.firm.cash)
