"""The desks of all retailers: read the day's complaints, decide by policy, answer, and pass on to suppliers.

The decisions are each retailer's own; they are laid out as tables so that all complaints of a day are
handled together, however many there are.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.account import Rows, joined
from sim.agents.knowledge import message_of
from sim.agents.retailer import Retailer
from sim.kernels import desk
from sim.kernels.codes import SERVICE
from sim.kernels.records import NEVER_ANSWERED, REPORT, WORD
from sim.randomness import Purpose, fill_bits_for
from sim.world import World

WORK_SPREAD = 0.6
"""Part of the work on a message that varies, exponentially, around its mean."""

Floats = NDArray[np.float64]


class Desks:
    """What the desks know of their retailers, as arrays with the retailer as first axis.

    Attributes
    ----------
    actions
        What to do with a complaint: [retailer, channel, public, sensitive, concerns many].
    deciders
        The retailers whose replies a policy of one's own decides.
    goes_direct, is_relayed
        Whether a complaint about a supplier's goods goes to that supplier at once, or is passed on by staff
        when they answer: [retailer, supplier's number up to 255].
    """

    def __init__(self, world: World, retailers: Sequence[Retailer]) -> None:
        self.world = world
        firms = [retailer.spec for retailer in retailers]
        makers = list(world.scenario.suppliers.values())

        def each(value: Callable[[Any], float]) -> Floats:
            return np.array([value(firm) for firm in firms], dtype=np.float64)

        self.deciders = [retailer for retailer in retailers if retailer.decides("reply")]
        self.actions = np.stack([retailer.tabulate_policy() for retailer in retailers])
        self.goes_direct = np.zeros((len(firms), SERVICE + 1), dtype=np.bool_)
        self.is_relayed = np.zeros_like(self.goes_direct)
        for r, firm in enumerate(firms):
            for s, maker in enumerate(makers):
                direct = firm.supplier_link.mode == "direct" and maker.can_go_direct
                self.goes_direct[r, s] = direct
                self.is_relayed[r, s] = firm.supplier_link.mode != "none" and not direct
        self.any_link = bool(self.goes_direct.any() or self.is_relayed.any())
        self.causes = np.array([maker.improvement.causes for maker in makers], dtype=np.int64)
        self.approval_minutes = each(lambda f: round(f.reply.approval_hours * 60.0)).astype(np.int64)
        self.message_minutes = each(lambda f: f.reply.message_minutes)
        self.relay_days = each(lambda f: f.supplier_link.relay_days)
        self.loss_prob = each(lambda f: f.supplier_link.loss_prob)
        self.distortion_prob = each(lambda f: f.supplier_link.distortion_prob)
        self.answer_gain = each(lambda f: f.supplier_link.answer_gain)
        # what the kernel reads; times of day are in minutes
        hours = each(lambda f: f.reply.closing_hour - f.reply.opening_hour)
        self.rate = each(lambda f: f.reply.staff_hours) * world.thousands / hours
        self.opening = each(lambda f: f.reply.opening_hour * 60.0)
        self.closing = each(lambda f: f.reply.closing_hour * 60.0)
        self.skill = each(lambda f: f.reply.skill)
        self.refund_share = each(lambda f: f.reply.refund_share)
        self.private_turns = each(lambda f: f.reply.private_turns)
        self.pointer_minutes = each(lambda f: f.reply.pointer_minutes)
        self.relay_minutes = each(lambda f: f.supplier_link.relay_minutes)
        self.target_minutes = each(lambda f: f.reply.target_hours * 60.0)

    def answer(self) -> None:
        """Staff read today's complaints and work through the queue; the complainants react."""
        world = self.world
        population = world.population
        self._open_threads()
        live = world.threads.live
        if not len(live):
            return
        keys = desk.DeskKeys(
            recovery=world.lasting_key(Purpose.RECOVERY),
            thanks=world.lasting_key(Purpose.THANKS),
            leave=world.lasting_key(Purpose.EXIT),
            talk=world.lasting_key(Purpose.TALK),
        )
        desk.begin_replies(
            world.day, live, world.desk_free_at, self.rate, self.opening, self.closing, self.private_turns,
            self.pointer_minutes, self.relay_minutes, world.contact_channel, world.desk_tally,
        )  # fmt: skip
        words = np.zeros(len(live), dtype=WORD)
        said = desk.answer_queue(
            world.day, world.rules.desk, keys, live,
            population.satisfaction, population.trust, population.commitment, population.history,
            self.skill, world.atmosphere.humanness, self.refund_share, self.target_minutes, world.expected_hours,
            world.notifies, world.contact_channel,
            world.desk_tally, words,
        )  # fmt: skip
        world.spoken.append(words[:said])
        if self.any_link:
            self._pass_on(live)

    def _open_threads(self) -> None:
        """File today's complaints: how and when each is to be answered, and how long its writer will wait."""
        world = self.world
        new = world.complaints
        if not len(new):
            return
        retailer = new["retailer"]
        new["action"] = self.actions[retailer, new["channel"], new["public"], new["sensitive"], new["interest"]]
        self._ask_own_policies(new)
        new["ready"] = new["opened"] + self.approval_minutes[retailer]
        new["due"] = NEVER_ANSWERED
        new["replied"] = NEVER_ANSWERED
        new["resolved"] = NEVER_ANSWERED
        patience = world.scenario.complaints.patience_hours * 60.0
        new["give_up"] = new["opened"] + (patience * (0.5 + self._uniforms(Purpose.PATIENCE, new))).astype(np.int64)
        in_person = new["channel"] == world.contact_channel
        mean = np.where(in_person, world.scenario.contact.minutes, self.message_minutes[retailer])
        # rounding makes the last bits of the logarithm, which differ between machines, irrelevant
        exponential = np.round(-np.log1p(-self._uniforms(Purpose.HANDLING, new)), 6)
        new["work_minutes"] = mean * (1.0 - WORK_SPREAD + WORK_SPREAD * exponential)
        if self.any_link:
            new["to_relay"] = self.is_relayed[retailer, new["supplier"]]
            self._report(new[self.goes_direct[retailer, new["supplier"]]], relayed=False)
        world.threads.open(new)

    def _ask_own_policies(self, new: Rows) -> None:
        """Where a policy of one's own decides replies, it is asked about each new message in the order of writing."""
        world = self.world
        for owner in self.deciders:
            mine = np.flatnonzero((new["retailer"] == owner.number) & (new["channel"] < world.contact_channel))
            if owner.decider is not None and len(mine):
                view = owner.view()
                for row in mine[np.lexsort((new["number"][mine], new["opened"][mine]))]:
                    new["action"][row] = owner.decider.reply(message_of(world, new[row]), view)

    def _pass_on(self, live: Rows) -> None:
        """Relay what staff answered today; some reports get lost."""
        answered = live[(live["to_relay"] == 1) & (live["replied"] != NEVER_ANSWERED)]
        fresh = answered[answered["passed_on"] == 0]
        if len(fresh):
            live["passed_on"][(live["to_relay"] == 1) & (live["replied"] != NEVER_ANSWERED)] = 1
            arrives = self._uniforms(Purpose.ADVICE, fresh) >= self.loss_prob[fresh["retailer"]]
            self._report(fresh[arrives], relayed=True)

    def _report(self, threads: Rows, *, relayed: bool) -> None:
        """Send what the threads say to the suppliers: relayed reports take days, and some name a wrong cause."""
        if not len(threads):
            return
        world, retailer = self.world, threads["retailer"]
        rows = np.zeros(len(threads), dtype=REPORT)
        for name in ("consumer", "retailer", "supplier", "cause"):
            rows[name] = threads[name]
        rows["gain"] = self.answer_gain[retailer]
        rows["due"] = world.day + 1
        if relayed:
            rows["due"] = np.maximum(world.day + self.relay_days[retailer], world.day + 1)
            garbled = self._uniforms(Purpose.DISTORTION, threads) < self.distortion_prob[retailer]
            wrong = (self._uniforms(Purpose.WRONG_CAUSE, threads) * self.causes[threads["supplier"]]).astype(np.uint8)
            rows["cause"] = np.where(garbled, wrong, rows["cause"])
        world.reports = joined([world.reports, rows], REPORT)

    def _uniforms(self, purpose: Purpose, threads: Rows) -> Floats:
        """One uniform for each thread, keyed by its number: the same in every world."""
        words = np.empty(len(threads), dtype=np.uint64)
        fill_bits_for(self.world.lasting_key(purpose), np.ascontiguousarray(threads["number"]), words)
        uniforms: Floats = (words >> np.uint64(40)).astype(np.float64) * 2.0**-24
        return uniforms
