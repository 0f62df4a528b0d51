"""A retailer's joint venture with its suppliers: projects on the causes that its customers complain of (CV2).

A project costs what an improvement costs the supplier, and mends as much of one cause. The retailer pays a share of
it; of what failures then cost the retailer less, for a term, the supplier is paid a share. That the other retailers
who sell the goods gain too, and pay nothing, is in the rule.
"""

from __future__ import annotations

import numpy as np

from sim.kernels import supply, venture
from sim.ledger import OUTSIDE
from sim.randomness import Purpose, draw_bits, draw_uniform, stream
from sim.world import World


class JointVenture:
    """The joint projects of one retailer.

    Attributes
    ----------
    does_projects
        Whether it ever does one.
    """

    def __init__(self, world: World, number: int) -> None:
        self.world = world
        self.number = number
        self.name = world.retailer_names[number]
        self.spec = world.scenario.retailers[self.name].joint_venture
        self.makers = [int(world.market.offer_supplier[o]) for o in world.market.offers_of(number)]
        self.does_projects = self.spec.projects_per_year > 0.0
        # complaints about goods on each cause, since it was last worked on: [supplier, cause]
        self._complaints = np.zeros(world.market.cause_weights.shape, dtype=np.int64)
        self._purchases = np.zeros(len(world.supplier_names), dtype=np.int64)  # of today
        self._falls: list[tuple[int, int, float]] = []  # (last day, supplier, fall of the chance of a defect), in order
        self._fallen = np.zeros(len(world.supplier_names), dtype=np.float64)
        self._parties = world.goods.terms[:, supply.PARTY].copy()
        self._failures = 0
        # where in its rhythm the first project stands, so that not all retailers begin on one day
        self._due = draw_uniform(stream(world.seed, Purpose.JOINT_PROJECT, -1), number)

    def begin_day(self) -> None:
        """Do a project when one is due."""
        if not self.does_projects:
            return
        self._due += self.spec.projects_per_year / 365.0
        if self._due >= 1.0:
            self._due -= 1.0
            self._do_project()

    def close_day(self) -> None:
        """Note what customers complained of, and share what the projects spared today."""
        world = self.world
        if not self.does_projects:
            return
        failures = venture.close_day(
            self.number, world.complaints, world.trips, world.market.offer_supplier, world.sales_tally,
            self._complaints, self._purchases,
        )  # fmt: skip
        if self._falls and self._falls[0][0] < world.day:  # its term is over
            self._falls = [fall for fall in self._falls if fall[0] >= world.day]
            self._add_up_falls()
        venture.share_gains(
            self.number, self._fallen, self._purchases, self._cost_of_a_failure(), self.spec.gain_share, self._parties,
            world.projects, world.ledger.table,
        )  # fmt: skip
        self._failures += failures

    @property
    def projects(self) -> int:
        """Done since the first day."""
        return int(self.world.projects[self.number, venture.DONE])

    @property
    def spared(self) -> int:
        """Failure costs that they spared the retailer today, IDR."""
        return int(self.world.projects[self.number, venture.SPARED])

    # -------------------------------------------------------------------------------------- its parts

    def _do_project(self) -> None:
        """Work on the cause that was complained of most; without complaints, on one that is picked blindly."""
        world, market = self.world, self.world.market
        named = bool(self._complaints.any())
        s, cause = divmod(int(np.argmax(self._complaints)), self._complaints.shape[1])
        key = world.key(Purpose.JOINT_PROJECT)
        if not named:
            s = self.makers[draw_bits(key, self.number, 1) % len(self.makers)]
            cause = (
                draw_bits(key, self.number, 2) % world.scenario.suppliers[world.supplier_names[s]].improvement.causes
            )
        supplier = world.supplier_names[s]
        plan = world.scenario.suppliers[supplier].improvement
        weights, before = market.cause_weights[s], float(market.defect_prob[s])
        if named:  # what its customers' words mended beyond a blind pick
            share = self.makers.count(s) / len(self.makers)
            world.advice[self.number] += plan.gain * share * float(weights[cause] - weights[: plan.causes].mean())
        weights[cause] *= 1.0 - plan.gain
        market.note_defects()
        self._falls.append((world.day + self.spec.term_days, s, before - float(market.defect_prob[s])))
        self._add_up_falls()
        self._complaints[s, cause] = 0
        world.projects[self.number, venture.DONE] += 1
        cost = world.per_thousand(plan.cost)
        world.ledger.pay(self.name, supplier, round(cost * self.spec.cost_share), "joint_cost")
        world.ledger.pay(supplier, OUTSIDE, cost, "joint_project")

    def _add_up_falls(self) -> None:
        """Work out again by how much projects whose term runs have lowered each supplier's chance of a defect."""
        for s in range(len(self._fallen)):
            self._fallen[s] = sum([fall for _, supplier, fall in self._falls if supplier == s])

    def _cost_of_a_failure(self) -> float:
        """Refunds and contacts in person of all days before, over their failures of goods and service."""
        ledger = self.world.ledger
        paid = -ledger.flow(self.name, "refunds") - ledger.flow(self.name, "contacts")
        return paid / self._failures if self._failures else 0.0
