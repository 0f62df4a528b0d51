"""A map being filled: runs asked of the engine, and the outcomes that are there so far."""

# mypy: disable-error-code="no-untyped-call, attr-defined"

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, cast

import solara

from sim.experiment.records import Run
from sim.experiment.sweep.work import Done, UndefinedOutcome, check
from sim.experiment.worker import Answer
from sim.ui.background import in_background
from sim.ui.by_day import perform_by_day
from sim.ui.engine import CANCELLED, Ticket, engine
from sim.ui.running import REFRESH_SECONDS, RUN, keys_of, takes_too_long
from sim.ui.sweeping import Outcomes, Sweep, numbers_of


@dataclass(frozen=True)
class Filled:
    """What there is of a map.

    Attributes
    ----------
    total
        Runs to do.
    found
        Outcomes by the number of a task, of those that ended; None for a run that failed.
    said
        The name of the first failure's error and what it said; both are empty where there is none.
    stopped
        Whether it was cancelled before all was there.
    """

    total: int
    found: dict[int, Outcomes | None]
    said: tuple[str, str] = ("", "")
    stopped: bool = False

    @property
    def done(self) -> int:
        """Runs that ended."""
        return len(self.found)

    @property
    def failed(self) -> int:
        """Runs that ended without an answer."""
        return sum(outcomes is None for outcomes in self.found.values())

    @property
    def whole(self) -> bool:
        """Whether all has ended."""
        return self.done == self.total


@dataclass
class _Filling:
    """The ticket of one map, and the thread that waits for it."""

    sweep: Sweep
    visitor: str
    tell: Callable[[Filled], None]
    left: threading.Event = field(default_factory=threading.Event)
    stop_asked: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        jobs = [task.job for task in self.sweep.tasks]
        self.ticket = engine().submit(perform_by_day, jobs, visitor=self.visitor, keys=keys_of(jobs, RUN))

    def follow(self) -> None:
        """Tell of what comes in, until all is there, or it is stopped, or nobody looks any more."""
        seen = 0
        while not self.left.is_set():
            seen = self.ticket.changed(seen, REFRESH_SECONDS)
            if takes_too_long(self.ticket):
                self.stop()
            made = filled(self.sweep, self.ticket, stopped=self.stop_asked.is_set())
            if self.left.is_set() or (self.ticket.cancelled and not self.stop_asked.is_set()):
                return
            self.tell(made)
            if made.whole or made.stopped:
                return
            self.left.wait(REFRESH_SECONDS)

    def stop(self) -> None:
        """The visitor wants no more, and keeps what is there."""
        self.stop_asked.set()
        self.ticket.cancel()

    def leave(self) -> None:
        """Nobody looks any more."""
        self.left.set()
        self.ticket.cancel()


def filled(sweep: Sweep, ticket: Ticket, *, stopped: bool = False) -> Filled:
    """What a ticket holds of a map by now."""
    found: dict[int, Outcomes | None] = {}
    said = "", ""
    for number, answer in sorted(ticket.answers.items()):
        if answer.error == CANCELLED:
            continue
        outcomes, problem = _read(answer, sweep.base.focal)
        found[number] = outcomes
        said = said if any(said) else problem
    return Filled(ticket.total, found, said, stopped and len(found) < ticket.total)


def _read(answer: Answer, focal: str) -> tuple[Outcomes | None, tuple[str, str]]:
    """The outcomes of a run, or what went wrong: the rules are those of `trm sweep`."""
    if answer.error is not None:
        return None, (answer.error, answer.message)
    run: Run = answer.value
    try:
        check(Done(run.digest, focal, run.by_retailer), ())
    except UndefinedOutcome as problem:
        return None, (type(problem).__name__, str(problem))
    return run.outcomes, ("", "")


def use_filled(sweep: Sweep | None, visitor: str) -> tuple[Filled | None, Callable[[], None], Callable[[], None]]:
    """A map as far as it is filled, and ways to stop it and to go on; None while none is asked for."""
    made, tell = solara.use_state(cast(Filled | None, None))
    begun, set_begun = solara.use_state(0)
    filling = solara.use_ref(cast(_Filling | None, None))
    what = None if sweep is None else numbers_of(sweep.asked)

    def fill() -> Any:
        if sweep is None:
            tell(None)
            return None
        own = filling.current = _Filling(sweep, visitor, tell)
        tell(filled(sweep, own.ticket))
        in_background(own.follow)
        return own.leave

    solara.use_effect(fill, [what, begun])

    def stop() -> None:
        if filling.current is not None:
            filling.current.stop()

    return made, stop, lambda: set_begun(begun + 1)
