"""Ideas of committed customers, on their way from a retailer's accounts to the suppliers (Z6)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.account import Rows, joined
from sim.kernels import ideas as kernel
from sim.kernels.records import IDEA
from sim.ledger import OUTSIDE
from sim.randomness import Purpose
from sim.world import Counts, World


class Ideas:
    """All ideas that are under way, and what became of them today.

    Attributes
    ----------
    tally
        Today's ideas of each retailer's customers: received, passed on to suppliers, carried out; and what staff
        time for them cost the retailer, IDR; the columns are named in the kernel `ideas`. Shape (R, 4).
    carried_out
        Ideas that each supplier carried out today. Shape (S,).
    """

    def __init__(self, world: World, goes_direct: NDArray[np.bool_], is_relayed: NDArray[np.bool_]) -> None:
        scenario = world.scenario
        links = [firm.supplier_link for firm in scenario.retailers.values()]
        makers = [maker.ideas for maker in scenario.suppliers.values()]
        self.world = world
        self.rule = scenario.ideas
        self.under_way: Rows = np.zeros(0, dtype=IDEA)
        self.tally = np.zeros((len(links), kernel.TALLIES), dtype=np.int64)
        self.carried_out = np.zeros(len(makers), dtype=np.int64)
        self._fate = world.lasting_key(Purpose.IDEA_FATE)
        self._goes_direct = goes_direct
        self._is_relayed = is_relayed
        self._relay_days = np.array([max(link.relay_days, 1) for link in links], dtype=np.int64)
        self._relay_minutes = np.array([link.relay_minutes for link in links], dtype=np.float64)
        self._minutes = float(self.rule.minutes)
        self._wages = np.array([firm.costs.wage for firm in scenario.retailers.values()], dtype=np.int64)
        self._counted = np.zeros((len(links), kernel.COUNTED), dtype=np.int64)
        self._loss_prob = np.array([link.loss_prob for link in links], dtype=np.float64)
        self._intake = np.array([maker.intake for maker in makers], dtype=np.float64)
        self._conversion_prob = np.array([maker.conversion_prob for maker in makers], dtype=np.float64)

    def arrive(self) -> None:
        """Suppliers look into some of the ideas that reach them today, and carry some of these out."""
        self.tally.fill(0)
        self.carried_out.fill(0)
        world = self.world
        if not len(self.under_way):
            return
        left = kernel.arrive(
            world.day, self.under_way, self._fate, self._intake, self._conversion_prob,
            self.tally[:, kernel.CARRIED_OUT], self.carried_out, world.population.commitment,
        )  # fmt: skip
        self.under_way = self.under_way[:left]
        gain = min(self.rule.idea_gain / world.thousands, 1.0)
        for s, count in enumerate(self.carried_out.tolist()):
            if not count:
                continue
            world.market.improve_quality(s, 1.0 - (1.0 - gain) ** count)
            name = world.supplier_names[s]
            world.ledger.pay(name, OUTSIDE, count * world.scenario.suppliers[name].ideas.cost, "ideas_carried_out")

    def collect(self) -> None:
        """Customers who bought today send ideas to the accounts; staff pass them on where there is a link."""
        world, people = self.world, self.world.population
        if self.rule.idea_prob <= 0.0 or not world.platforms:
            return

        def work(low: int, high: int, sent: Rows, counted: Counts) -> tuple[int]:
            count = kernel.collect(
                world.day, world.key(Purpose.IDEA), self._fate, self.rule.idea_prob, self.rule.author_gain,
                world.trips[low:high],
                world.account_mask, people.member, people.online_from, people.history, people.commitment,
                world.market.offer_supplier, self._goes_direct, self._is_relayed, self._relay_days, self._loss_prob,
                counted, sent,
            )  # fmt: skip
            return (int(count),)

        counted = self._counted
        counted.fill(0)
        (sent,) = world.rows_over(len(world.trips), [world.ideas_sheet], work, counted)
        if len(sent):
            self.under_way = joined([self.under_way, sent], IDEA)
        kernel.pay_staff(counted, self._minutes, self._relay_minutes, self._wages, self.tally, world.ledger.table)
