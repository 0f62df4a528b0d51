"""A question being answered: runs asked of the engine, and what is there of them so far."""

# mypy: disable-error-code="no-untyped-call, attr-defined"

from __future__ import annotations

import hashlib
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, cast

import solara

from sim.experiment.compare import Comparison
from sim.experiment.records import Failure, Job, Run
from sim.experiment.worker import Answer
from sim.ui.by_day import perform_by_day
from sim.ui.comparing import Question, comparison_of
from sim.ui.engine import engine

REFRESH_SECONDS = 0.5
"""A page is drawn anew at most so often while runs come in."""


@dataclass(frozen=True)
class Progress:
    """What there is of an answer.

    Attributes
    ----------
    done, total
        Runs that ended, of all.
    runs
        The runs done, when all are.
    comparison
        What they say; None until all are done.
    """

    done: int = 0
    total: int = 0
    runs: tuple[Run, ...] = ()
    comparison: Comparison | None = None


def keys_of(jobs: Sequence[Job], what: str) -> list[str]:
    """What makes two runs the same to the engine: world, luck, and what is kept of it."""
    worlds: dict[int, str] = {}  # the jobs of a map share some eighty worlds, each of which is written once
    keys = []
    for job in jobs:
        world = worlds.get(id(job.scenario))
        if world is None:
            world = worlds[id(job.scenario)] = job.scenario.model_dump_json()
        told = f"{what}|{job.label}|{job.replicate}|{job.seed}|{world}"
        keys.append(hashlib.sha256(told.encode()).hexdigest())
    return keys


@dataclass
class _Answering:
    """The tickets of one question, and the thread that waits for them."""

    question: Question
    visitor: str
    tell: Any
    stopped: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        jobs = self.question.jobs
        self.runs = engine().submit(perform_by_day, jobs, visitor=self.visitor, keys=keys_of(jobs, "run by day"))

    def follow(self) -> None:
        """Tell of what comes in, until all is there or nobody wants it any more."""
        seen = 0
        while not self.stopped.is_set():
            seen = self.runs.changed(seen, REFRESH_SECONDS)
            if self.runs.done == self.runs.total:
                self.tell(self._finished())
                break
            self.tell(Progress(seen, self.runs.total))
            self.stopped.wait(REFRESH_SECONDS / 2)

    def _finished(self) -> Progress:
        answers = self.runs.answers
        jobs = self.question.jobs
        runs = tuple(answers[k].value for k in range(len(jobs)) if answers[k].error is None)
        failures = tuple(_failure(jobs[k], answers[k]) for k in range(len(jobs)) if answers[k].error is not None)
        made = comparison_of(self.question, runs, failures)
        return Progress(len(jobs), len(jobs), runs, made)

    def stop(self) -> None:
        """Nobody wants the answer any more."""
        self.stopped.set()
        self.runs.cancel()


def _failure(job: Job, answer: Answer) -> Failure:
    return Failure(job.label, job.replicate, job.seed, str(answer.error), answer.message, answer.traceback)


def use_answer(question: Question | None, visitor: str) -> Progress | None:
    """The answer to a question as far as it is there; None while nothing is asked."""
    progress, tell = solara.use_state(cast(Progress | None, None))
    numbers = None if question is None else question.asked.numbers

    def answer() -> Any:
        tell(None)
        if question is None:
            return None
        answering = _Answering(question, visitor, tell)
        tell(Progress(total=len(question.jobs)))
        threading.Thread(target=answering.follow, daemon=True).start()
        return answering.stop

    solara.use_effect(answer, [numbers])
    return progress
