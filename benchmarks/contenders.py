"""Those who live the same days beside each other, each in a process of its own that waits for its turn.

A process of its own has memory of its own, and the millions of objects of one do not slow the collector of another.
"""

from __future__ import annotations

import gc
import json
import subprocess
import sys
from collections.abc import Sequence
from typing import Any, NamedTuple, Protocol

from benchmarks.measuring import ROOT, Clocks, clocked, resident_bytes
from benchmarks.worlds import everything_on, warm_up

DAYS = 730
"""Of the scenario; nobody lives as many."""
Events = list[int]


class Contender(Protocol):
    """A world that lives day after day."""

    def day(self) -> Clocks:
        """Live one day; what it took."""

    def events(self) -> Events:
        """What happened on it, to be held against the others that live the same day."""


class Engine:
    """The project's own engine."""

    def __init__(self, consumers: int, threads: int = 1) -> None:
        from sim.model import Model

        self.model = Model(everything_on(consumers, DAYS), seed=1, threads=threads)

    def day(self) -> Clocks:
        """One day, with its record."""
        return clocked(self.model.step)

    def events(self) -> Events:
        """Trips, complaints, questions, words said."""
        world = self.model.world
        return [len(rows) for rows in (world.trips, world.complaints, world.questions, world.said)]


class EngineOnTwoThreads(Engine):
    """The same; a small world starts no second thread."""

    def __init__(self, consumers: int) -> None:
        super().__init__(consumers, threads=2)


class Reference:
    """The same day as ordinary Mesa agents (`tests/reference`): the peer that lives the same events."""

    def __init__(self, consumers: int) -> None:
        from tests.reference.model import ReferenceModel

        self.model = ReferenceModel(everything_on(consumers, DAYS), seed=1)

    def day(self) -> Clocks:
        """One day, with its diary."""
        return clocked(self.model.step)

    def events(self) -> Events:
        """The same as the engine's."""
        model = self.model
        return [len(model.trips), len(model.complaints_today), len(model.questions_today), len(model.said_today)]


class Agentpy:
    """The shorter day in agentpy."""

    def __init__(self, consumers: int) -> None:
        from benchmarks.shorter_agentpy import AgentpyWorld
        from benchmarks.shorter_day import born

        self.world = AgentpyWorld(born(consumers))

    def day(self) -> Clocks:
        """One day, with the drawing of its luck."""
        from benchmarks.shorter_agentpy import as_lists
        from benchmarks.shorter_day import draws

        world = self.world
        return clocked(lambda: world.live(as_lists(draws(world.start, world.day))))

    def events(self) -> Events:
        """All since the first day."""
        return list(self.world.totals.values())


class Numpy:
    """The shorter day in numpy, without a compiler."""

    def __init__(self, consumers: int) -> None:
        from benchmarks.shorter_day import born
        from benchmarks.shorter_numpy import NumpyWorld

        self.world = NumpyWorld(born(consumers))

    def day(self) -> Clocks:
        """One day, with the drawing of its luck."""
        from benchmarks.shorter_day import draws

        world = self.world
        return clocked(lambda: world.live(draws(world.start, world.day)))

    def events(self) -> Events:
        """All since the first day."""
        return list(self.world.totals.values())


CONTENDERS: dict[str, type[Contender]] = {
    "engine": Engine,
    "engine, two threads": EngineOnTwoThreads,
    "Mesa reference": Reference,
    "agentpy": Agentpy,
    "numpy": Numpy,
}
WHOLE_DAY = ("engine", "engine, two threads", "Mesa reference")
"""Who lives the whole day, event by event the same; the others live the shorter one."""


class SetUp(NamedTuple):
    """What it took to be there: processor seconds, and bytes that the process holds more than before."""

    seconds: float
    held: int


class Seat:
    """A contender in a process of its own, seen from here."""

    def __init__(self, name: str, consumers: int) -> None:
        code = f"from benchmarks.contenders import serve; serve({name!r}, {consumers})"
        self._name = name
        self._process = subprocess.Popen(
            [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT
        )

    def set_up(self, days: int) -> tuple[SetUp, list[Events]]:
        """Make the world and live the first days; what is held is read after them."""
        found = self._ask(days)
        return SetUp(found["seconds"], found["held"]), found["events"]

    def turn(self, days: int) -> Clocks:
        """Live so many days more."""
        return Clocks(*self._ask(days))

    def leave(self) -> None:
        """End the process."""
        self._process.communicate()

    def _ask(self, days: int) -> Any:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{days}\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"{self._name} ended with {self._process.wait()}")
        return json.loads(line)


def serve(name: str, consumers: int) -> None:
    """The other end of a seat: a number of days comes in, what they took goes out."""
    warm_up()
    CONTENDERS[name](50).day()  # imports and first calls
    gc.collect()
    lines = iter(sys.stdin)
    first = int(next(lines))
    before = resident_bytes()
    made: list[Contender] = []
    seconds = clocked(lambda: made.append(CONTENDERS[name](consumers))).processor
    events = []
    for _ in range(first):
        made[0].day()
        events.append(made[0].events())
    gc.collect()
    _tell({"seconds": seconds, "held": resident_bytes() - before, "events": events})
    for line in lines:
        lived: Sequence[Clocks] = [made[0].day() for _ in range(int(line))]
        _tell([sum(day.wall for day in lived), sum(day.processor for day in lived)])


def _tell(what: object) -> None:
    print(json.dumps(what), flush=True)
