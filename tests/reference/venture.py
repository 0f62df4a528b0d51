"""The joint venture of a retailer with its suppliers (CV2): projects on the causes that its customers complain of."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.randomness import Purpose
from tests.reference.ledger import OUTSIDE

if TYPE_CHECKING:
    from tests.reference.retailer import Retailer
    from tests.reference.supplier import Supplier


@dataclass(frozen=True)
class Fruit:
    """What a project has brought: the chance of a defect fell; the gain is shared up to the last day of the term."""

    last_day: int
    supplier: Supplier
    fall: float


class JointVenture:
    """The joint projects of one retailer.

    Attributes
    ----------
    due
        Part of the next project that is due: at one it is done.
    complaints
        About goods, by supplier and cause, since that cause was worked on last.
    failures
        Of goods and of service, at this retailer, up to yesterday.
    spared_today
        Failure costs that the projects spared the retailer.
    """

    def __init__(self, retailer: Retailer) -> None:
        self.retailer = retailer
        self.plan = retailer.firm.joint_venture
        self.due = retailer.luck.always(Purpose.JOINT_PROJECT, retailer.number).first
        self.complaints: Counter[tuple[Supplier, int]] = Counter()
        self.fruits: list[Fruit] = []
        self.failures = 0
        self.projects = 0
        self.spared_today = 0

    def begin_day(self) -> None:
        """Do a project when one is due."""
        self.due += self.plan.projects_per_year / 365.0
        if self.due >= 1.0:
            self.due -= 1.0
            self._do_project()

    def close_day(self) -> None:
        """Note what was complained of today, share what the projects spared, and note what failed."""
        if self.plan.projects_per_year == 0.0:
            return
        for complaint in self.retailer.model.complaints_today:
            if complaint.retailer is self.retailer and complaint.supplier is not None:
                self.complaints[complaint.supplier, complaint.cause] += 1
        self.spared_today = 0
        for supplier in self._suppliers():
            self._share_gain(supplier)
        self.failures += self.retailer.today["defects"] + self.retailer.today["service_failures"]

    # ----------------------------------------------------------------------------------- a project

    def _do_project(self) -> None:
        """Retailer and supplier pay for mending one cause of defects as the supplier's own improvements do."""
        model, ledger = self.retailer.model, self.retailer.model.ledger
        if self._is_advised():
            supplier, cause = self._most_complained_of()
            self._credit_advice(supplier, cause)
        else:
            supplier, cause = self._pick_blindly()
        before = supplier.defect_prob()
        supplier.cause_weights[cause] *= 1.0 - supplier.firm.improvement.gain
        last_day = model.day + self.plan.term_days
        self.fruits.append(Fruit(last_day, supplier, before - supplier.defect_prob()))
        self.complaints[supplier, cause] = 0
        self.projects += 1
        cost = model.per_thousand(supplier.firm.improvement.cost)
        ledger.pay(self.retailer.name, supplier.name, round(cost * self.plan.cost_share), "joint_cost")
        ledger.pay(supplier.name, OUTSIDE, cost, "joint_project")

    def _is_advised(self) -> bool:
        return any(self.complaints.values())

    def _most_complained_of(self) -> tuple[Supplier, int]:
        """The supplier and the cause; of several, the first."""

        def place(named: tuple[Supplier, int]) -> tuple[int, int, int]:
            supplier, cause = named
            return -self.complaints[named], supplier.number, cause

        return min(self.complaints, key=place)

    def _pick_blindly(self) -> tuple[Supplier, int]:
        luck, number, suppliers = self.retailer.luck, self.retailer.number, self._suppliers()
        supplier = suppliers[luck.bits(Purpose.JOINT_PROJECT, number, 1) % len(suppliers)]
        cause = luck.bits(Purpose.JOINT_PROJECT, number, 2) % supplier.firm.improvement.causes
        return supplier, cause

    def _credit_advice(self, supplier: Supplier, cause: int) -> None:
        """What customers' words mend beyond a blind pick, in the retailer's share of goods of this supplier."""
        beyond_a_pick = supplier.cause_weights[cause] - sum(supplier.cause_weights) / len(supplier.cause_weights)
        self.retailer.advice_today += supplier.firm.improvement.gain * beyond_a_pick / len(self._suppliers())

    # ------------------------------------------------------------------------------ sharing the gain

    def _share_gain(self, supplier: Supplier) -> None:
        """Of what its goods, failing less often, spared the retailer today, a share is the supplier's."""
        model = self.retailer.model
        purchases = sum(
            trip.retailer is self.retailer and trip.shelf is not None and trip.shelf.supplier is supplier
            for trip in model.trips
        )
        fruits = [fruit for fruit in self.fruits if fruit.supplier is supplier and fruit.last_day >= model.day]
        spared = round(sum(fruit.fall for fruit in fruits) * purchases * self._cost_of_a_failure())
        self.spared_today += spared
        model.ledger.pay(self.retailer.name, supplier.name, round(spared * self.plan.gain_share), "joint_gain")

    def _cost_of_a_failure(self) -> float:
        """What failures have cost up to yesterday (refunds and contacts in person) over their number."""
        ledger, name = self.retailer.model.ledger, self.retailer.name
        paid = -ledger.flow[name, "refunds"] - ledger.flow[name, "contacts"]
        return paid / self.failures if self.failures else 0.0

    def _suppliers(self) -> list[Supplier]:
        return [shelf.supplier for shelf in self.retailer.shelves]
