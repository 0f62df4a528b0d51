"""A question being answered: runs asked of the engine, and what is there of them so far."""

# mypy: disable-error-code="no-untyped-call, attr-defined"

from __future__ import annotations

import hashlib
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, cast

import solara

from sim.errors import InputError
from sim.experiment.compare import Comparison
from sim.experiment.records import Failure, Job, Run
from sim.experiment.sweep.supervisor import TIMED_OUT
from sim.experiment.worker import Answer
from sim.ui.asked import Asked
from sim.ui.background import in_background
from sim.ui.by_day import Band, bands, perform_by_day
from sim.ui.comparing import Question, comparison_of, question_of
from sim.ui.engine import Ticket, engine
from sim.ui.film import Film, FilmJob, film
from sim.ui.reasons import Reasons, reasons

REFRESH_SECONDS = 0.5
"""A page is drawn anew at most so often while runs come in."""
RUN = "run by day"
"""What is kept of a run, by its key: of a comparison's as of a map's, which share them."""


@dataclass(frozen=True)
class Progress:
    """What there is of an answer.

    Attributes
    ----------
    done, total
        Runs that ended, of all.
    films
        The first pair of worlds, A and B; None until both are there.
    runs
        The runs done, when all are.
    comparison
        What they say; None until all are done.
    bands
        How all worlds lie on each day, of A and of B; None until all are done.
    reasons
        How each consumer's two lives first came to differ; None until it is found.
    has_no_reasons
        It cannot be found.
    """

    done: int = 0
    total: int = 0
    films: tuple[Film, Film] | None = None
    runs: tuple[Run, ...] = ()
    comparison: Comparison | None = None
    bands: tuple[dict[str, Band], dict[str, Band]] | None = None
    reasons: Reasons | None = None
    has_no_reasons: bool = False


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


def submit(question: Question, visitor: str) -> tuple[Ticket, Ticket]:
    """Have the runs of a question done: the first pair is filmed, the others are kept by day."""
    first, second, *others = question.jobs
    filmed = [FilmJob(first), FilmJob(second, laid_out=False)]  # the places of consumers are the same in both
    keys = [*keys_of([first], "film and places"), *keys_of([second], "film")]
    own = engine()
    return (
        own.submit(film, filmed, visitor=visitor, keys=keys),
        own.submit(perform_by_day, others, visitor=visitor, keys=keys_of(others, RUN)),
    )


@dataclass
class _Answering:
    """The tickets of one question, and the thread that waits for them."""

    question: Question
    visitor: str
    tell: Any
    explained: bool = True
    stopped: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self.films, self.runs = submit(self.question, self.visitor)
        self.reasons: Ticket | None = None

    def follow(self) -> None:
        """Tell of what comes in, until all is there or nobody wants it any more."""
        told = Progress(total=len(self.question.jobs))
        while not self.stopped.is_set():
            done = self.films.done + self.runs.done
            if self.films.cancelled or self.runs.cancelled:  # what is told now would stand over the next answer
                return
            if done == told.total:
                break
            if takes_too_long(self.films) or takes_too_long(self.runs):
                self.films.cancel()
                self.runs.cancel()
                break
            if (done, self._filmed()) != (told.done, told.films):
                told = Progress(done, told.total, told.films or self._filmed())
                self.tell(told)
            waiting = self.films if self.films.done < self.films.total else self.runs
            if not waiting.wait(REFRESH_SECONDS / 2):  # at once when the last is there: somebody looks at the clock
                waiting.changed(waiting.done, REFRESH_SECONDS / 2)
        if not self.stopped.is_set():
            told = self._finished(told.films or self._filmed())
            self.tell(told)
            if self.explained:
                self._reason(told)

    def _filmed(self) -> tuple[Film, Film] | None:
        answers = self.films.answers
        if len(answers) < 2 or any(answer.error is not None for answer in answers.values()):
            return None
        return answers[0].value, answers[1].value

    def _finished(self, films: tuple[Film, Film] | None) -> Progress:
        jobs = self.question.jobs
        made = self.films.answers, self.runs.answers
        answers = [made[0][0], made[0][1], *(made[1][k] for k in range(len(jobs) - 2))]
        runs: list[Run] = []
        failures: list[Failure] = []
        for job, answer in zip(jobs, answers, strict=True):
            if answer.error is not None:
                failures.append(_failure(job, answer))
            else:
                runs.append(answer.value.run if isinstance(answer.value, Film) else answer.value)
        lying = bands(runs)
        a, b = self.question.labels
        return Progress(
            len(jobs),
            len(jobs),
            films,
            tuple(runs),
            comparison_of(self.question, runs, failures),
            (lying[a], lying[b]) if a in lying and b in lying else None,
        )

    def _reason(self, told: Progress) -> None:
        """Why the two lives of each consumer differ takes as long as several runs: it comes last."""
        pair = self.question.jobs[0], self.question.jobs[1]
        key = "|".join(keys_of(pair, "reasons"))
        self.reasons = engine().submit(reasons, [pair], visitor=self.visitor, keys=[key])
        while not self.stopped.is_set() and not self.reasons.wait(REFRESH_SECONDS):
            pass
        answer = self.reasons.answers.get(0)
        if answer is not None and not self.stopped.is_set():
            failed = answer.error is not None
            self.tell(replace(told, reasons=None if failed else answer.value, has_no_reasons=failed))

    def stop(self) -> None:
        """Nobody wants the answer any more."""
        self.stopped.set()
        for ticket in (self.films, self.runs, self.reasons):
            if ticket is not None:
                ticket.cancel()


def takes_too_long(ticket: Ticket) -> bool:
    """Whether a run was ended because of its time: the others of its question would be as long, so nobody waits."""
    return any(answer.error == TIMED_OUT for answer in ticket.answers.values())


def _failure(job: Job, answer: Answer) -> Failure:
    return Failure(job.label, job.replicate, job.seed, str(answer.error), answer.message, answer.traceback)


def use_question(asked: Asked | None) -> tuple[Question | None, InputError | None]:
    """The question with its worlds, or why it is refused; loaded anew only for other numbers. Neither for None."""

    def load() -> tuple[Question | None, InputError | None]:
        if asked is None:
            return None, None
        try:
            return question_of(asked), None
        except InputError as problem:
            return None, problem

    found: tuple[Question | None, InputError | None] = solara.use_memo(load, [None if asked is None else asked.numbers])
    return found


def use_answer(question: Question | None, visitor: str, *, explained: bool = True) -> Progress | None:
    """The answer to a question as far as it is there; None while nothing is asked.

    With `explained`, it is also found how each consumer's two lives first came to differ.
    """
    progress, tell = solara.use_state(cast(Progress | None, None))
    numbers = None if question is None else question.asked.numbers

    def answer() -> Any:
        tell(None)
        if question is None:
            return None
        answering = _Answering(question, visitor, tell, explained)
        tell(Progress(total=len(question.jobs)))
        in_background(answering.follow)
        return answering.stop

    solara.use_effect(answer, [numbers])
    return progress
