"""What suppliers do to their products: they read reports, mend one cause of defects at a time, and innovate."""

from __future__ import annotations

import numpy as np

from sim.effort import reached
from sim.kernels import reports as kernel
from sim.ledger import OUTSIDE
from sim.randomness import Purpose, draw_bits, draw_uniform
from sim.world import World


class Workshop:
    """The product of one supplier.

    Attributes
    ----------
    reports
        What was reported since the last improvement, by cause.
    voices
        Whose customers reported it: [retailer, cause].
    """

    def __init__(self, world: World, number: int) -> None:
        self.world = world
        self.number = number
        self.name = world.supplier_names[number]
        self.spec = world.scenario.suppliers[self.name]
        self.reports = world.reported[number, : self.spec.improvement.causes]
        self.voices = world.voices[number, :, : self.spec.improvement.causes]
        plan = self.spec.innovation
        firms = world.scenario.retailers
        helped = sum(
            firm.vendor.innovation_spend / len(world.scenario.suppliers_of(name))
            for name, firm in firms.items()
            if self.name in world.scenario.suppliers_of(name)
        )
        self._success_prob = reached(plan.spend + helped, plan.half_spend)

    @property
    def reports_read(self) -> int:
        """Reports read since the first day."""
        return int(self.world.reports_read[self.number])

    @property
    def improvements(self) -> int:
        """Days on which a cause of defects was worked on, since the first."""
        return int(self.world.improvements[self.number])

    @property
    def innovations(self) -> int:
        """Attempts at a better product that succeeded, since the first day."""
        return int(self.world.innovations[self.number])

    def improve(self) -> None:
        """On a review day, wear brings some defects back, and one cause is worked on: the one most reported.

        Without reports the supplier knows that goods fail but not why, and picks a cause blindly.
        """
        plan, world = self.spec.improvement, self.world
        if world.day == 0 or world.day % plan.review_days:
            return
        key = world.key(Purpose.IMPROVEMENT)
        weights = world.market.cause_weights[self.number]
        worn = draw_bits(key, self.number, 1) % plan.causes
        weights[worn] += plan.drift * self.spec.defect_prob
        blind = draw_bits(key, self.number, 2) % plan.causes
        chosen = int(np.argmax(self.reports)) if self.reports.any() else blind
        if self.reports.any():
            self._credit_advice(chosen, plan.gain * float(weights[chosen] - weights[: plan.causes].mean()))
        weights[chosen] *= 1.0 - plan.gain
        world.market.note_defects()
        world.ledger.pay(self.name, OUTSIDE, world.per_thousand(plan.cost), "improvement")
        world.improvements[self.number] += 1
        self.reports[:] = 0
        self.voices[:] = 0

    def innovate(self) -> None:
        """On a review day an attempt at a better product succeeds or not, by what is spent on it (Z4)."""
        plan, world = self.spec.innovation, self.world
        if world.day == 0 or world.day % plan.review_days:
            return
        if draw_uniform(world.key(Purpose.INNOVATION), self.number) < self._success_prob:
            world.market.improve_quality(self.number, plan.gain)
            world.innovations[self.number] += 1

    def _credit_advice(self, cause: int, mended: float) -> None:
        """Credit what reports mended, beyond a blind pick, to the retailers whose customers made them."""
        market = self.world.market
        for r in range(len(self.voices)):
            sold = market.offer_supplier[market.offer_start[r] : market.offer_start[r + 1]]
            share = int(self.voices[r, cause]) / int(self.reports[cause])
            self.world.advice[r] += mended * share * float(np.mean(sold == self.number))


def read_reports(world: World) -> None:
    """A morning: every supplier reads the reports that arrive, and their writers hear of it."""
    if not len(world.reports):
        return
    left = kernel.arrive(
        world.day, world.reports, world.goods.terms, world.reported, world.voices, world.reports_read, world.answers,
        world.population.commitment, world.ledger.table,
    )  # fmt: skip
    world.reports = world.reports[:left]
