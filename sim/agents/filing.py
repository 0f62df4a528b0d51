"""Filing: how and when each new complaint or question is to be answered, and how long its writer will wait.

All that chance has to say about a thread is drawn here or keyed by its number, so that it is the same in every
world in which the thread is written.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.account import Rows
from sim.agents.knowledge import message_of
from sim.agents.retailer import Retailer
from sim.kernels import filing as filing_kernel
from sim.kernels.codes import CONTACTS, EMAIL, HELPED, NO_REPLY
from sim.kernels.records import NEVER_ANSWERED
from sim.randomness import Purpose, fill_bits_for
from sim.world import World

WORK_SPREAD = 0.6
"""Part of the work on a contact that varies, exponentially, around its mean."""

Floats = NDArray[np.float64]


def uniforms(world: World, purpose: Purpose, threads: Rows) -> tuple[Floats, Floats]:
    """Two uniforms for each thread, keyed by its number: the same in every world."""
    words = np.empty(len(threads), dtype=np.uint64)
    fill_bits_for(world.lasting_key(purpose), np.ascontiguousarray(threads["number"]), words)
    high: Floats = (words >> np.uint64(40)).astype(np.float64) * 2.0**-24
    low: Floats = (words & np.uint64(0xFFFFFF)).astype(np.float64) * 2.0**-24
    return high, low


class Filing:
    """What the desks of all retailers do with a thread when it comes in.

    Attributes
    ----------
    actions
        What to do with a thread: [retailer, channel, public, sensitive, concerns many].
    deciders
        The retailers whose replies to complaints a policy of one's own decides.
    """

    def __init__(self, world: World, retailers: Sequence[Retailer]) -> None:
        self.world = world
        firms = [retailer.spec for retailer in retailers]

        def each(value: Callable[[Any], float]) -> Floats:
            return np.array([value(firm) for firm in firms], dtype=np.float64)

        self.deciders = [retailer for retailer in retailers if retailer.decides("reply")]
        self.actions = np.stack([retailer.tabulate_policy() for retailer in retailers])
        self.approval_minutes = each(lambda f: round(f.reply.approval_hours * 60.0)).astype(np.int64)
        self.bureaucracy = each(lambda f: f.reply.bureaucracy)
        # mean minutes of a complaint: [retailer, channel]
        self.minutes = np.empty((len(firms), world.channels), dtype=np.float64)
        self.minutes[:] = each(lambda f: f.reply.message_minutes)[:, None]
        self.minutes[:, world.contact_channel :] = [getattr(world.scenario.contact, name).minutes for name in CONTACTS]
        self.is_written = np.ones(world.channels, dtype=np.bool_)
        self.is_written[world.contact_channel : world.contact_channel + EMAIL] = False

    def file(self, complaints: Rows, questions: Rows) -> None:
        """Prepare today's new threads for the desk, in place."""
        for new in (complaints, questions):
            if len(new):
                self._prepare(new)
        if len(complaints):
            self._ask_own_policies(complaints)
            self._go_by_the_book(complaints)
        if len(questions):
            self._answer_at_once(questions)
        for new in (complaints, questions):
            if len(new):
                self._ease(new)

    def _prepare(self, new: Rows) -> None:
        """What is to be done, from when on, until when it is of use, and how much work it would be without help."""
        world, rules = self.world, self.world.scenario
        retailer = new["retailer"]
        is_question = new["question"] == 1
        new["action"] = self.actions[retailer, new["channel"], new["public"], new["sensitive"], new["interest"]]
        new["ready"] = new["opened"] + np.where(is_question, 0, self.approval_minutes[retailer])
        for name in ("due", "replied", "resolved"):
            new[name] = NEVER_ANSWERED
        patience = np.where(is_question, rules.questions.patience_hours, rules.complaints.patience_hours) * 60.0
        new["give_up"] = new["opened"] + (patience * (0.5 + uniforms(world, Purpose.PATIENCE, new)[0])).astype(np.int64)
        mean = np.where(is_question, rules.questions.minutes, self.minutes[retailer, new["channel"]])
        # rounding makes the last bits of the logarithm, which differ between machines, irrelevant
        exponential = np.round(-np.log1p(-uniforms(world, Purpose.HANDLING, new)[0]), 6)
        new["work_minutes"] = mean * (1.0 - WORK_SPREAD + WORK_SPREAD * exponential)

    def _ask_own_policies(self, new: Rows) -> None:
        """Where a policy of one's own decides replies, it is asked about each complaint in the order of writing."""
        world = self.world
        for owner in self.deciders:
            mine = np.flatnonzero((new["retailer"] == owner.number) & (new["channel"] < world.contact_channel))
            if owner.decider is not None and len(mine):
                view = owner.view()
                for row in mine[np.lexsort((new["number"][mine], new["opened"][mine]))]:
                    new["action"][row] = owner.decider.reply(message_of(world, new[row]), view)

    def _go_by_the_book(self, new: Rows) -> None:
        """Some complaints are dealt with by the rules: they wait for approval (CV5)."""
        rule = self.world.scenario.bureaucracy
        chosen, wait = uniforms(self.world, Purpose.BY_THE_BOOK, new)
        by_the_book = chosen < self.bureaucracy[new["retailer"]]
        new["by_the_book"] = by_the_book
        new["ready"] += np.where(by_the_book, rule.wait_hours * 60.0 * (0.5 + wait), 0.0).astype(np.int64)
        undeserving = uniforms(self.world, Purpose.CLAIM, new)[1]
        new["undeserved"] = undeserving < self.world.scenario.complaints.undeserved_share

    def _answer_at_once(self, new: Rows) -> None:
        """The system answers some written questions by itself, while it is up and its accounts do not stay silent."""
        it, retailer = self.world.it, new["retailer"]
        luck = uniforms(self.world, Purpose.AUTO_ANSWER, new)[0]
        answers = self.is_written[new["channel"]] & (new["action"] != NO_REPLY) & ~it.down[retailer]
        answers &= luck < it.auto_answer_share[retailer]
        new["automatic"] = answers
        new["due"][answers] = new["opened"][answers]

    def _ease(self, new: Rows) -> None:
        """What experience, IT, the customer's record and standard wording leave of the work."""
        world, rules = self.world, self.world.scenario
        retailer = new["retailer"]
        filing_kernel.look_up(
            world.day, world.rules.feed, world.lasting_key(Purpose.RECORD), world.lasting_key(Purpose.INTEREST), new,
            world.looked_up, world.accuracy, world.latency, rules.recovery.misled_prob,
        )  # fmt: skip
        effort = world.staff.pace[retailer]
        effort *= np.where(self.is_written[new["channel"]], world.it.message_pace[retailer], 1.0)
        effort *= np.where(new["record"] == HELPED, 1.0 - rules.recovery.record_saving, 1.0)
        effort *= np.where(new["by_the_book"] == 1, 1.0 - rules.bureaucracy.minutes_saved, 1.0)
        new["effort"] = effort
