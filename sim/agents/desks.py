"""The desks of all retailers: file what came in today, answer what can be answered, and pass on to suppliers.

The decisions are each retailer's own; they are laid out as tables so that all threads of a day are
handled together, however many there are.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.account import Rows, Sheet
from sim.agents.filing import Filing
from sim.agents.retailer import Retailer
from sim.kernels import desk, queues, reports
from sim.kernels.codes import CONTACTS, SERVICE
from sim.kernels.records import REPORT
from sim.world import World

Floats = NDArray[np.float64]


class Desks:
    """What the desks know of their retailers, as arrays with the retailer as first axis.

    Attributes
    ----------
    filing
        What is done with a thread when it comes in.
    goes_direct, is_relayed
        Whether a complaint about a supplier's goods goes to that supplier at once, or is passed on by staff
        when they answer: [retailer, supplier's number up to 255].
    """

    def __init__(self, world: World, retailers: Sequence[Retailer]) -> None:
        self.world = world
        self.filing = Filing(world, retailers)
        firms = [retailer.spec for retailer in retailers]
        makers = list(world.scenario.suppliers.values())

        def each(value: Callable[[Any], float]) -> Floats:
            return np.array([value(firm) for firm in firms], dtype=np.float64)

        self.goes_direct = np.zeros((len(firms), SERVICE + 1), dtype=np.bool_)
        self.is_relayed = np.zeros_like(self.goes_direct)
        for r, firm in enumerate(firms):
            for s, maker in enumerate(makers):
                direct = firm.supplier_link.mode == "direct" and maker.can_go_direct
                self.goes_direct[r, s] = direct
                self.is_relayed[r, s] = firm.supplier_link.mode != "none" and not direct
        self._reports_sheet = Sheet(REPORT)
        self.any_link = bool(self.goes_direct.any() or self.is_relayed.any())
        self.causes = np.array([maker.improvement.causes for maker in makers], dtype=np.int64)
        self.relay_days = each(lambda f: f.supplier_link.relay_days)
        self.loss_prob = each(lambda f: f.supplier_link.loss_prob)
        self.distortion_prob = each(lambda f: f.supplier_link.distortion_prob)
        self.answer_gain = each(lambda f: f.supplier_link.answer_gain)
        # what the kernels read; times of day are in minutes
        hours = each(lambda f: f.reply.closing_hour - f.reply.opening_hour)
        self.rate = world.staff.minutes / 60.0 / hours
        self.opening = each(lambda f: f.reply.opening_hour * 60.0)
        self.closing = each(lambda f: f.reply.closing_hour * 60.0)
        self.urgent_first = each(lambda f: f.reply.urgent_first).astype(np.bool_)
        self.refund_share = each(lambda f: f.reply.refund_share)
        self.private_turns = each(lambda f: f.reply.private_turns)
        self.pointer_minutes = each(lambda f: f.reply.pointer_minutes)
        self.relay_minutes = each(lambda f: f.supplier_link.relay_minutes)
        self.target_minutes = each(lambda f: f.reply.target_hours * 60.0)
        self.routine_target_minutes = each(lambda f: f.reply.routine_target_hours * 60.0)
        self.humanness_elsewhere = np.array([getattr(world.scenario.contact, name).humanness for name in CONTACTS])
        self._warmth: Floats = np.empty((len(firms), world.channels), dtype=np.float64)
        self._minutes = world.desk_tally.reshape(len(firms), world.channels, -1)[:, :, desk.WORK_MINUTES]

    def answer(self) -> None:
        """Staff read what came in today and work through their queues; those who wrote react."""
        self._open_threads()
        live = self.world.threads.live
        if not len(live):
            return
        self._begin(live)
        self._send(live)
        if self.any_link:
            self._pass_on(live)

    def _open_threads(self) -> None:
        """File today's complaints and questions; direct links take the complaints to the suppliers."""
        world = self.world
        complaints = world.complaints
        self.filing.file(complaints, world.questions)
        if self.any_link and len(complaints):
            room = self._reports_sheet.blank(len(world.reports) + len(complaints))
            sent = reports.send(
                world.day, complaints, self.is_relayed, self.goes_direct, self.answer_gain, world.reports, room
            )
            world.reports = self._reports_sheet.cut(sent)
        world.threads.open(complaints, world.questions)

    def _begin(self, live: Rows) -> None:
        """Staff begin with the threads whose turn comes today."""
        world = self.world
        down = world.it.down
        if True in down.tolist():
            queues.hold_back(world.day, live, down, world.contact_channel)
        queues.begin_replies(
            world.day, live, world.desk_free_at, self.rate, self.opening, self.closing, self.private_turns,
            self.pointer_minutes, self.relay_minutes, self.urgent_first, down, world.contact_channel, self._minutes,
        )  # fmt: skip

    def _send(self, live: Rows) -> None:
        """The replies that are due go out, and those who waited too long give up."""
        world = self.world
        population, staff = world.population, world.staff
        words = world.words_sheet.blank(len(live))
        said = desk.answer_queue(
            world.day, world.rules.desk, world.lasting_keys, live, population.expectation,
            population.satisfaction, population.trust, population.commitment, population.history,
            staff.skill, staff.error_prob, self.warmth(), world.market.truth, self.refund_share,
            self.target_minutes, self.routine_target_minutes, world.expected_hours, world.notifies,
            world.contact_channel,
            world.desk_tally, words,
        )  # fmt: skip
        if said:
            world.spoken.append(world.words_sheet.cut(said))

    def warmth(self) -> Floats:
        """How human an answer of staff feels today, on each channel. Shape (R, channels)."""
        world = self.world
        desk.felt_warmth(
            world.atmosphere.warmth, self.humanness_elsewhere, world.staff.warmth, world.contact_channel, self._warmth
        )
        return self._warmth

    def _pass_on(self, live: Rows) -> None:
        """Relay what staff answered today: reports take days, some get lost, and some name a wrong cause."""
        world = self.world
        room = self._reports_sheet.blank(len(world.reports) + len(live))
        sent = reports.relay(
            world.day, world.lasting_keys, live, self.relay_days, self.loss_prob, self.distortion_prob, self.causes,
            self.answer_gain, world.reports, room,
        )  # fmt: skip
        world.reports = self._reports_sheet.cut(sent)
