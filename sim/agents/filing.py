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
from sim.kernels import filing as kernel
from sim.kernels.codes import CONTACTS, EMAIL
from sim.world import World

Floats = NDArray[np.float64]


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
        if not len(complaints) and not len(questions):
            return
        world, it = self.world, self.world.it
        kernel.file_threads(
            world.day, world.rules.filing, world.lasting_keys, complaints, questions,
            self.actions, self.approval_minutes, self.bureaucracy, self.minutes, self.is_written,
            world.staff.pace, it.message_pace, it.auto_answer_share, it.down,
            world.looked_up, world.accuracy, world.latency,
        )  # fmt: skip
        if self.deciders and len(complaints):
            self._ask_own_policies(complaints)

    def _ask_own_policies(self, new: Rows) -> None:
        """Where a policy of one's own decides replies, it is asked about each complaint in the order of writing."""
        world = self.world
        for owner in self.deciders:
            mine = np.flatnonzero((new["retailer"] == owner.number) & (new["channel"] < world.contact_channel))
            if owner.decider is not None and len(mine):
                view = owner.view()
                for row in mine[np.lexsort((new["number"][mine], new["opened"][mine]))]:
                    new["action"][row] = owner.decider.reply(message_of(world, new[row]), view)
