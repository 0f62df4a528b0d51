"""A question being answered: runs asked of the engine, and what is there of them so far."""

# mypy: disable-error-code="no-untyped-call, attr-defined"

from __future__ import annotations

import hashlib
import threading
from dataclasses import dataclass, field
from functools import partial
from typing import Any, cast

import solara

from sim.experiment.compare import Comparison
from sim.experiment.jobs import perform
from sim.experiment.records import Failure, Job, Run
from sim.experiment.worker import Answer
from sim.ui.comparing import Question, comparison_of
from sim.ui.engine import engine
from sim.ui.story.curves import loyalty_by_day

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


def key_of(job: Job, what: str) -> str:
    """What makes two runs the same to the engine: world, luck, and what is kept of it."""
    world = job.scenario.model_dump_json()
    return hashlib.sha256(f"{what}|{job.label}|{job.replicate}|{job.seed}|{world}".encode()).hexdigest()


@dataclass
class _Answering:
    """The tickets of one question, and the thread that waits for them."""

    question: Question
    visitor: str
    tell: Any
    stopped: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        jobs = self.question.jobs
        keys = [key_of(job, "run") for job in jobs]
        work = partial(perform, keep=loyalty_by_day)
        self.runs = engine().submit(work, jobs, visitor=self.visitor, keys=keys)

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
