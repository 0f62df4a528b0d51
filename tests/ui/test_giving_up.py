"""A world that takes too long costs its visitor the question, and the server one run, not all of them."""

import tempfile
import threading
import time
from dataclasses import replace
from pathlib import Path
from typing import ClassVar

import pytest

from sim.experiment.records import Failure
from sim.experiment.sweep.supervisor import TIMED_OUT
from sim.experiment.worker import Answer
from sim.ui import filling, running
from sim.ui.asked import Asked, Grid
from sim.ui.comparing import question_of
from sim.ui.engine import CANCELLED
from sim.ui.failures import failure_text, first_failure
from sim.ui.filling import _Filling
from sim.ui.running import _Answering
from sim.ui.sweeping import sweep_of

SMALL = Asked(consumers=50, days=14, pairs=4, grid=Grid(levels=2, replicates=2))


class Ticket:
    """Of an engine whose first run takes too long, and which never comes to the others."""

    def __init__(self, total):
        self.total, self.cancelled = total, False
        self.answers = {0: Answer(error=TIMED_OUT, message="not done after 120 s")}

    @property
    def done(self):
        return len(self.answers)

    def changed(self, seen, timeout):
        return self.done

    def wait(self, timeout=None):
        return True

    def cancel(self):
        self.cancelled = True
        self.answers = {k: Answer(error=CANCELLED) for k in range(self.total)} | self.answers


class Engine:
    def __init__(self):
        self.tickets = []

    def submit(self, work, tasks, *, visitor, keys=None):
        self.tickets.append(Ticket(len(tasks)))
        return self.tickets[-1]


@pytest.fixture
def engine(monkeypatch):
    made = Engine()
    monkeypatch.setattr(filling, "engine", lambda: made)
    monkeypatch.setattr(running, "engine", lambda: made)
    return made


def follow(follower):
    thread = threading.Thread(target=follower.follow, daemon=True)
    thread.start()
    thread.join(30)
    assert not thread.is_alive(), "it waits for what nobody will do"


def test_a_comparison_is_given_up_and_says_why(engine):
    told = []
    follow(_Answering(question_of(replace(SMALL, view="compare")), "me", told.append))
    assert all(ticket.cancelled for ticket in engine.tickets[:2])
    made = told[-1].comparison
    assert not made.runs
    assert made.failures[0].message == "not done after 120 s"


def test_a_map_is_given_up_and_says_why(engine):
    told = []
    follow(_Filling(sweep_of(replace(SMALL, view="sweep")), "me", told.append))
    assert engine.tickets[0].cancelled
    assert (told[-1].stopped, told[-1].failed) == (True, 1)
    assert told[-1].said == (TIMED_OUT, "not done after 120 s")


def test_why_a_run_failed_is_told_in_the_language_of_the_page():
    for language, late in (("en", "longer than this server"), ("id", "lebih lama daripada waktu")):
        assert late in failure_text(TIMED_OUT, "not done after 120 s", language)
    assert failure_text("RunError", "it broke", "en") == "RunError: it broke"
    assert failure_text("RunError", "it broke", "id") == "galat RunError, dengan pesan berbahasa Inggris “it broke”"
    assert failure_text("MemoryError", "", "id") == "galat MemoryError"  # Python says no more of it


def test_a_failure_comes_before_what_was_cancelled_because_of_it():
    cancelled = Failure("a", 0, 1, CANCELLED, "it was cancelled", "")
    assert first_failure([cancelled, Failure("b", 3, 4, "RunError", "it broke", "")], "en") == "RunError: it broke"


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (Answer(error=TIMED_OUT, message="not done after 120 s"), "takes too long for this server"),
        (Answer(error="RunError", message="it broke"), "could not be made: RunError: it broke"),
        (Answer(value=b"<html></html>"), "is among your downloads"),
    ],
)
def test_a_report_says_what_became_of_it_and_its_folder_goes(monkeypatch, tmp_path, answer, told):
    solara = pytest.importorskip("solara", reason="the page's packages are not installed (pip install .[page])")
    from sim.ui.views import files

    class Done:
        answers: ClassVar = {0: answer}

        def wait(self, timeout):
            return True

    class Maker:
        def submit(self, work, tasks, *, visitor):
            folders.append(Path(tasks[0].folder))
            assert folders[0].is_dir()
            return Done()

    folders, kept = [], []
    monkeypatch.setattr(files, "engine", Maker)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    asked = replace(SMALL, view="compare")
    report = files.Report(asked, question_of(asked), lambda *file: kept.append(file), "me")
    _, rendered = solara.render(report, handle_error=False)
    try:
        rendered.find(tag="button").widget.fire_event("click", {})
        until = time.monotonic() + 30
        while not any(told in str(p.children) for p in rendered.find(tag="p").widgets):
            assert time.monotonic() < until, "nothing was told"
            time.sleep(0.02)
        assert not folders[0].exists()
        assert kept == ([] if answer.error else [("report.html", "text/html", b"<html></html>")])
    finally:
        rendered.close()
