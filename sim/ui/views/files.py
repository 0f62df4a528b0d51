"""What can be taken away from a comparison, and brought to it: link, files, commands, report, own scenarios."""

# mypy: disable-error-code="attr-defined, no-untyped-call"

from __future__ import annotations

import shutil
import tempfile
import threading
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, cast

import solara

from sim.errors import InputError
from sim.experiment.compare import Comparison
from sim.experiment.numerals import Language
from sim.experiment.sweep.supervisor import TIMED_OUT
from sim.scenario.dump import scenario_toml
from sim.ui.asked import Asked, Side, Which
from sim.ui.background import in_background
from sim.ui.comparing import Question, command_of, file_name, files_of, python_of, scenario_of
from sim.ui.elements import Action, html
from sim.ui.engine import CANCELLED, engine
from sim.ui.failures import failure_text
from sim.ui.link import fits_a_link, query_of
from sim.ui.refusals import refusal_text
from sim.ui.reporting import report_html, report_task
from sim.ui.tables import contrasts_csv, days_csv, runs_parquet
from sim.ui.texts import say, topic
from sim.ui.uploads import MOST_BYTES, shown_name, text_of
from sim.ui.widgets.copy import Copy
from sim.ui.widgets.save import NOTHING, Save
from sim.ui.widgets.save import Saved as File
from sim.ui.widgets.upload import Upload

Keep = Callable[[str, str, bytes], None]
CSV, PARQUET, TOML, HTML = "text/csv", "application/vnd.apache.parquet", "application/toml", "text/html"


@solara.component
def Files(asked: Asked, question: Question, made: Comparison, day: int, visitor: str) -> None:  # noqa: N802
    """What can be taken away of a comparison that is done; `asked` also says how it is looked at."""
    language = asked.language
    saved, set_saved = solara.use_state(NOTHING)

    def keep(name: str, kind: str, content: bytes) -> None:
        set_saved(File(saved.number + 1, name, kind, content))

    with solara.Div(classes=["trm-panel"], attributes={"role": "region", "aria-label": say("files_title", language)}):
        html("h2", say("files_title", language))
        Link(asked, day, label=say("files_link", language), what=say("files_link_what", language))
        html("h3", say("files_down", language))
        with solara.Div(classes=["trm-line"]):
            for which, side, world in zip("ab", (asked.a, asked.b), question.scenarios.values(), strict=True):
                name = file_name(side, cast(Which, which))
                label = say("files_scenario", language, letter=which.upper(), name=name)
                Action(label, partial(_keep_late, keep, name, TOML, partial(_toml, world)))
            contrasts = partial(contrasts_csv, made)
            Action(say("files_contrasts", language), partial(_keep_late, keep, "differences.csv", CSV, contrasts))
            runs = partial(runs_parquet, made.runs)
            Action(say("files_runs", language), partial(_keep_late, keep, "runs.parquet", PARQUET, runs))
            if any(run.by_day for run in made.runs):
                days = partial(days_csv, made.runs)
                Action(say("files_days", language), partial(_keep_late, keep, "days.csv", CSV, days))
        Report(asked, question, keep, visitor)
        Save(saved)
        Same(asked)


def _keep_late(keep: Keep, name: str, kind: str, make: Callable[[], bytes]) -> None:
    """Make a file when it is asked for, not before."""
    keep(name, kind, make())


def _toml(world: Any) -> bytes:
    return scenario_toml(world).encode("utf-8")


@solara.component
def Link(asked: Asked, day: int, *, label: str, what: str) -> None:  # noqa: N802
    """The address of what is shown, or why there is none that holds it."""
    language = asked.language
    if fits_a_link(asked):
        query = query_of(replace(asked, day=day))
        Copy(query, kind="link", label=label, words=topic("copy", language))
        html("p", what, look="trm-soft trm-small")
    else:
        html("p", say("files_link_long", language), look="trm-note")


@solara.component
def Same(asked: Asked) -> None:  # noqa: N802
    """The commands that give the same numbers."""
    language = asked.language
    words = topic("copy", language)
    with solara.v.Html(tag="details"):
        html("summary", say("files_same", language))
        html("p", say("files_same_what", language), look="trm-soft trm-small")
        own = [file_name(side, which) for which, side in _sides(asked) if side.file]
        html("h3", say("files_python", language)).key("python")
        if own:
            html("p", say("files_needs_python", language, names=", ".join(own))).key("own")
        Copy(python_of(asked), label=say("files_python", language), words=words)
        html("h3", say("files_command", language)).key("command")
        if needed := files_of(asked):
            html("p", say("files_needs_command", language, names=", ".join(needed))).key("needed")
        Copy(command_of(asked), label=say("files_command", language), words=words)


def _sides(asked: Asked) -> tuple[tuple[Which, Side], ...]:
    return ("a", asked.a), ("b", asked.b)


@solara.component
def Report(asked: Asked, question: Question, keep: Keep, visitor: str) -> None:  # noqa: N802
    """The report, made when it is asked for: by a worker, from the same worlds."""
    language = asked.language
    state, set_state = solara.use_state("")
    said, set_said = solara.use_state("")
    begun, set_begun = solara.use_state(0)

    def make() -> Any:
        if not begun:
            return None
        gone = threading.Event()
        in_background(partial(_made, gone))
        return gone.set

    def _made(gone: threading.Event) -> None:
        folder = Path(tempfile.mkdtemp(prefix="trm-report-"))
        try:
            ticket = engine().submit(report_html, [report_task(question, language, folder)], visitor=visitor)
            while not ticket.wait(0.5):
                if gone.is_set():
                    ticket.cancel()
            answer = ticket.answers[0]
        finally:
            shutil.rmtree(folder, ignore_errors=True)
        if gone.is_set() or answer.error == CANCELLED:
            return
        if answer.error is None:
            keep("report.html", HTML, answer.value)
        set_said(failure_text(answer.error or "", answer.message, language))
        set_state("done" if answer.error is None else "late" if answer.error == TIMED_OUT else "failed")

    def ask() -> None:
        set_state("made")
        set_begun(begun + 1)

    solara.use_effect(make, [begun])
    solara.use_effect(lambda: set_state(""), [asked.numbers, language])
    with solara.Div(classes=["trm-line"]):
        Action(say("files_report", language), ask, disabled=state == "made")
        with solara.Div(attributes={"role": "status"}):
            if state:
                html("p", say(f"files_report_{state}", language, said=said), look="trm-small")


@solara.component
def OwnFiles(draft: Asked, set_draft: Callable[[Asked], None]) -> None:  # noqa: N802
    """Fields for scenario files of the visitor's own; a good one becomes a side of the draft."""
    language: Language = draft.language
    wrong, set_wrong = solara.use_state(cast(tuple[str, InputError] | None, None))
    taken, set_taken = solara.use_state(("", ""))

    def take(which: str, name: str, content: bytes) -> None:
        try:
            side = own_side(name, content)
        except InputError as problem:
            set_taken(("", ""))
            set_wrong((which.upper(), problem))
        else:
            set_wrong(None)
            set_taken((which.upper(), side.scenario))
            set_draft(draft.with_side("a" if which == "a" else "b", side))

    with solara.v.Html(tag="details", class_="trm-own-files"):
        html("summary", say("files_up", language))
        html("p", say("files_up_what", language, most=MOST_BYTES // 1024), look="trm-soft trm-small")
        Upload([("a", "A"), ("b", "B")], most=MOST_BYTES, words=topic("upload", language), on_file=take)
        if wrong is not None:
            with solara.Div(classes=["trm-alert", "trm-told"], attributes={"role": "alert"}).key("wrong"):
                html("h3", say("files_up_wrong", language, letter=wrong[0]))
                html("p", refusal_text(wrong[1], language), look="trm-code")
        if taken[1]:
            html("p", say("files_up_taken", language, letter=taken[0], name=taken[1]), role="status").key("taken")


def own_side(name: str, content: bytes) -> Side:
    """A side that starts from a visitor's file.

    Raises
    ------
    InputError
        The file is no scenario, or not one for a visitor.
    """
    side = Side(shown_name(name), file=text_of(content, name))
    scenario_of(side)
    return side
