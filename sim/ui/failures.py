"""Why a run gave no answer, in the visitor's language: a worker tells it in English, under the name of an error."""

from __future__ import annotations

from collections.abc import Sequence

from sim.experiment.numerals import Language
from sim.experiment.records import Failure
from sim.experiment.sweep.supervisor import TIMED_OUT, WORKER_DIED
from sim.ui.engine import CANCELLED
from sim.ui.texts import say


def failure_text(error: str, message: str, language: Language) -> str:
    """A failure as part of a sentence.

    Parameters
    ----------
    error
        The name of the error, as in `sim.experiment.worker.Answer`.
    message
        What it said, in English; it may be empty.
    language
        The language of the page. Words of other languages are shown as what they are.
    """
    if error == TIMED_OUT:
        return say("failure_late", language)
    if error == WORKER_DIED:
        return say("failure_died", language)
    return say("failure_told" if message else "failure_named", language, error=error, message=message)


def first_failure(failures: Sequence[Failure], language: Language) -> str:
    """The first failure as part of a sentence; what was cancelled because of another failure comes after it."""
    told = min(failures, key=lambda failure: failure.error == CANCELLED)
    return failure_text(told.error, told.message, language)
