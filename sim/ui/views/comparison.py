"""Two policies side by side: the controls, what differs and how surely, and the two worlds day by day."""

# mypy: disable-error-code="attr-defined, no-untyped-call"

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, cast

import solara

from sim.experiment.compare import alike
from sim.experiment.numerals import Language, numeral
from sim.experiment.parameter_words import scenario_description, scenario_title
from sim.ui.asked import LAST_DAY, Asked, Side
from sim.ui.comparing import Question
from sim.ui.elements import Action, html
from sim.ui.failures import first_failure
from sim.ui.levers import changed, changes_text, control_groups, findable
from sim.ui.refusals import refusal_text
from sim.ui.running import Progress, use_answer, use_question
from sim.ui.settings import scenario_group, size_group, sized
from sim.ui.texts import say, topic
from sim.ui.views.differences import Strip, Table
from sim.ui.views.files import Files, OwnFiles
from sim.ui.widgets.controls import Controls
from sim.ui.widgets.player import Player

Go = Callable[[Asked], None]


@solara.component
def Comparison(  # noqa: N802
    asked: Asked, day: solara.Reactive[int], go: Go, look: Go, visitor: str, *, level: int = 1
) -> None:
    """The comparison that is asked for, and the controls to ask another; `level` is that of its heading."""
    held, set_draft = solara.use_state(asked)
    draft = held.seen_as(asked)
    solara.use_effect(lambda: set_draft(asked), [asked.numbers])
    drafted, problem = use_question(draft)
    shown, _ = use_question(asked if asked.started else None)
    differ = shown is None or not alike(*shown.scenarios.values())
    language = asked.language
    named = drafted or shown
    if named is not None:
        a, b = named.scenarios.values()
        titles = scenario_title(a, language), scenario_title(b, language)
        html(f"h{level}", say("compare_heading", language, a=f"A: {titles[0]}", b=f"B: {titles[1]}")).key("heading")
    html("p", _lead(draft), look="trm-lead trm-soft").key("lead")
    if drafted is not None:
        Changes(draft, drafted).key("changes")

    def run() -> None:
        go(replace(draft, started=True, day=LAST_DAY))

    pending = asked.started and draft.numbers != asked.numbers
    with solara.Div(classes=["trm-panel"]):
        with solara.Div(classes=["trm-line"]):
            Action(
                say("compare_again" if pending else "compare_run", language),
                run,
                look="trm-button trm-primary",
                disabled=drafted is None or (asked.started and not pending),
            )
            Action(say("compare_swap", language), lambda: set_draft(replace(draft, a=draft.b, b=draft.a)))
            Action(say("compare_reset", language), lambda: set_draft(_reset(draft)))
        if pending:
            html("p", say("compare_changed", language), look="trm-soft", role="status").key("pending")
        if problem is not None:
            with solara.Div(attributes={"role": "alert"}).key("problem"):
                html("h2", say("compare_wrong", language))
                html("p", refusal_text(problem, language), look="trm-code")
        opened = {} if asked.started or asked.presenting else {"open": True}
        # An element without a key becomes the next one when one before it comes or goes, and an open fold closes.
        with solara.v.Html(tag="details", attributes=opened).key("settings"):
            html("summary", say("compare_settings", language))
            Settings(draft, drafted, set_draft)
    if asked.started and not differ:
        html("p", say("compare_same", language), look="trm-panel trm-note", role="status")
    Answered(asked, shown if differ else None, day, visitor, cancel=lambda: go(_stopped(asked))).key("answer")


@solara.component
def Answered(  # noqa: N802
    asked: Asked,
    question: Question | None,
    day: solara.Reactive[int],
    visitor: str,
    *,
    cancel: Callable[[], None],
) -> None:
    """The answer as it comes in; it alone is drawn anew when a run ends, and none of the controls."""
    progress = use_answer(question, visitor)
    if progress is not None and question is not None:
        Answer(asked, question, progress, day, visitor, cancel=cancel)


@solara.component
def Changes(asked: Asked, question: Question) -> None:  # noqa: N802
    """What is set on top of the scenarios: a cell of a map opens two worlds that differ in nothing else."""
    language = asked.language
    a, b = question.scenarios.values()
    with solara.Div():
        for key, overrides, world in (("a", asked.a.overrides, a), ("b", asked.b.overrides, b)):
            if overrides:
                told = changes_text(overrides, world, language)
                html("p", say("compare_changes", language, letter=key.upper(), changes=told)).key(key)
        if asked.overrides:
            told = changes_text(asked.overrides, a, language)
            html("p", say("compare_changes_both", language, changes=told)).key("both")


def _stopped(asked: Asked) -> Asked:
    return replace(asked, started=False)


def _reset(draft: Asked) -> Asked:
    """The scenarios as their files have them."""
    return replace(draft, a=replace(draft.a, overrides=()), b=replace(draft.b, overrides=()), overrides=())


def _lead(asked: Asked) -> str:
    language = asked.language
    return say(
        "compare_lead",
        language,
        consumers=numeral(asked.consumers, 0, language),
        pairs=asked.pairs,
        days=numeral(asked.days, 0, language),
    )


@solara.component
def Settings(draft: Asked, question: Question | None, set_draft: Go) -> None:  # noqa: N802
    """All controls; one that is moved changes the draft and nothing else."""
    language = draft.language
    more, set_more = solara.use_state(cast(tuple[str, ...], ()))
    kept = solara.use_ref(question)
    if question is not None:
        kept.current = question

    def change(side: str, key: str, value: Any) -> None:
        if key == "find":
            path = options.get(value)
            if path is not None and path not in more:
                set_more((*more, path))
        elif key == "scenario":
            own = next((held for held in (draft.a, draft.b) if held.file and held.scenario == value), None)
            set_draft(draft.with_side("a" if side == "a" else "b", own or Side(str(value))))
        elif side == "both":
            set_draft(sized(draft, key, value))
        else:
            set_draft(changed(draft, side, key, value))

    def groups() -> list[dict[str, Any]]:
        worlds = tuple(kept.current.scenarios.values()) if kept.current is not None else None
        found = [scenario_group(draft)]
        if worlds is not None:
            found += control_groups((worlds[0], worlds[1]), more, language)
        return [*found, size_group(draft)]

    def known() -> dict[str, str]:
        if kept.current is None:
            return {}
        a, b = kept.current.scenarios.values()
        return findable((a, b), language)

    held = None if kept.current is None else kept.current.asked.numbers
    parties = (
        None
        if kept.current is None
        else tuple(str(world.retailers.keys()) for world in kept.current.scenarios.values())
    )
    drawn = solara.use_memo(groups, [draft, held, more])
    options = solara.use_memo(known, [language, parties])
    for side, letter in ((draft.a, "A"), (draft.b, "B")):
        if not side.file:
            told = f"{letter}: {scenario_description(side.scenario, language)}"
            html("p", told, look="trm-soft trm-small").key(f"about-{letter}")
    words = topic("controls", language)
    Controls(drawn, options=tuple(options), words=words, language=language, on_change=change).key("controls")
    OwnFiles(draft, set_draft).key("own")


@solara.component
def Answer(  # noqa: N802
    asked: Asked,
    question: Question,
    progress: Progress,
    day: solara.Reactive[int],
    visitor: str,
    *,
    cancel: Callable[[], None],
) -> None:
    """What there is of the answer: first how far it has come, then what differs, and the two worlds."""
    language = asked.language
    made = progress.comparison
    if made is None:
        with solara.Div(classes=["trm-panel"], attributes={"role": "status"}):
            html(
                "progress",
                look="trm-progress",
                max=progress.total,
                value=progress.done,
                aria_label=_far(progress, language),
            )
            html("p", _far(progress, language))
            Action(say("compare_cancel", language), cancel)
    elif not made.runs:
        said = first_failure(made.failures, language) if made.failures else ""
        html("p", say("compare_all_failed", language, said=said), look="trm-panel trm-alert", role="alert")
        return
    else:
        if made.failures:
            told = say(
                "compare_failed",
                language,
                failed=len(made.failures),
                total=made.planned,
                said=first_failure(made.failures, language),
            )
            html("p", told, look="trm-panel trm-alert", role="alert")
        Strip(made, language)
    if progress.films is not None:
        with solara.Div(classes=["trm-panel"]):
            html("h2", say("compare_play", language, pairs=question.asked.pairs))
            Played(question, progress, day, language)
    if made is not None and made.runs:
        Table(made, language)
        Files(asked, question, made, day.value, visitor)


@solara.component
def Played(question: Question, progress: Progress, day: solara.Reactive[int], language: Language) -> None:  # noqa: N802
    """The two worlds of the first pair; it alone is drawn anew when the day changes."""
    selected, select = solara.use_state(cast(int | None, None))
    if progress.films is None:
        return
    a, b = (scenario_title(world, language) for world in question.scenarios.values())
    Player(
        *progress.films,
        labels=(f"A: {a}", f"B: {b}"),
        language=language,
        day=question.asked.days - 1 if day.value == LAST_DAY else day.value,
        on_day=day.set,
        selected=selected,
        on_select=select,
        bands=progress.bands,
        pairs=question.asked.pairs,
        reasons=progress.reasons,
        has_no_reasons=progress.has_no_reasons,
    )


def _far(progress: Progress, language: Language) -> str:
    return say("compare_progress", language, done=progress.done, total=progress.total)
