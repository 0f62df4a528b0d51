"""From what was found to steps that name things, each with what it was in either run."""

from __future__ import annotations

from typing import Any

import pandas as pd

from sim.experiment.explain.acts import Act, Trip
from sim.experiment.explain.following import Node, sender
from sim.experiment.explain.steps import Step, Told, chained
from sim.experiment.explain.watching import Reach, Watched
from sim.kernels.codes import COMPLAINT, GRIPE, PRAISE, SHARED_POST
from sim.market import Market
from sim.recorder import RunResult

WORDS = {PRAISE: "praise", GRIPE: "blame", COMPLAINT: "complaint", SHARED_POST: "post"}
"""What a word to friends is, by its kind."""
PARTS_OF_ACTS = {"purchase": "shop", "complaint": "judge", "question": "ask", "word": "evening", "exit": "evening"}
WRITTEN = ("channel", "public", "kind", "about", "supplier", "state", "reply", "reply_hours", "corrected", "refund")
"""Columns of the conversation log that a step repeats."""


class Teller:
    """Makes steps of what was seen of two worlds."""

    def __init__(self, watched: Watched) -> None:
        self.watched = watched
        self._threads = tuple(result.conversations.set_index("thread") for result in (watched.a, watched.b))
        self._retailers = list(watched.a.scenario.retailers)
        self._suppliers = list(watched.a.scenario.suppliers)
        self._market = Market(watched.a.scenario)

    def chain(self, path: list[Node]) -> tuple[Step, ...]:
        """The steps of a path, from its beginning on."""
        return chained([self.step(node.what) for node in path])

    def step(self, what: Reach | Act) -> Step:
        """One step, not linked yet."""
        return self._reach(what) if isinstance(what, Reach) else self._act(what)

    def _reach(self, reach: Reach) -> Step:
        answer = reach.thread >= 0 and reach.link.kind in ("policy", "desk")
        other = sender(reach, self.watched)
        source: int | str | None = other if other >= 0 else None
        if reach.link.kind == "goods":
            source = self._suppliers[reach.link.number]
        thread = reach.thread if answer else reach.link.number if reach.link.kind in ("page", "heard_complaint") else -1
        sides = [self._written(side, thread) if answer else {} for side in (0, 1)]
        return Step(
            reach.day,
            reach.part,
            reach.minute,
            "answer" if answer else "reach",
            reach.consumer,
            self._retailers[reach.retailer] if reach.retailer >= 0 else "",
            reach.link.kind,
            None,
            thread if thread >= 0 else None,
            source,
            sides[0] | reach.a,
            sides[1] | reach.b,
        )

    def _act(self, act: Act) -> Step:
        key, thread, minute = act.key, None, None
        retailer = self._retailers[key.retailer] if key.retailer >= 0 else ""
        if key.kind in ("complaint", "question"):
            thread = act.a if act.a is not None else act.b
            sides = [
                self._written(side, thread) if value is not None else {} for side, value in enumerate((act.a, act.b))
            ]
            row = self._row(0 if act.a is not None else 1, thread)
            if row is not None:
                hours, minutes = row["time"].split(":")
                retailer, minute = row["retailer"], 60 * int(hours) + int(minutes)
        elif key.kind == "purchase":
            sides = [self._bought(value) for value in (act.a, act.b)]
        else:
            done = {"said": WORDS[key.about]} if key.kind == "word" else {"left": True}
            sides = [done if value else {} for value in (act.a, act.b)]
        return Step(
            key.day,
            PARTS_OF_ACTS[key.kind],
            minute,
            key.kind,
            key.consumer,
            retailer,
            "self",
            None,
            thread,
            None,
            *sides,
        )

    def _bought(self, trip: Trip | None) -> Told:
        if trip is None:
            return {}
        supplier = self._suppliers[self._market.offer_supplier[trip.offer]] if trip.offer >= 0 else ""
        units = trip.units if trip.offer >= 0 else 0
        retailer = self._retailers[trip.retailer]
        return {"retailer": retailer, "supplier": supplier, "units": units, "walked_out": trip.walked_out}

    def _written(self, side: int, thread: int) -> Told:
        """What the conversation log of one run says of a thread; nothing where the log did not keep it."""
        row = self._row(side, thread)
        return {} if row is None else {name: _plain(row[name]) for name in WRITTEN}

    def _row(self, side: int, thread: int) -> Any | None:
        threads = self._threads[side]
        return threads.loc[thread] if thread in threads.index else None


def log_of(result: RunResult, steps: tuple[Step, ...]) -> pd.DataFrame:
    """The rows of a conversation log that some steps are about."""
    wanted = [step.thread for step in steps if step.thread is not None]
    found: pd.DataFrame = result.conversations[result.conversations["thread"].isin(wanted)]
    return found


def _plain(value: Any) -> Any:
    """A value of a table as JSON knows it: None where it is not defined."""
    value = value.item() if hasattr(value, "item") else value
    return None if value != value else value
