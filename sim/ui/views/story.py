"""The guided story: one comparison a step, predicted before it is run, then puzzles and a sandbox."""

# mypy: disable-error-code="attr-defined, no-untyped-call"

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import reacton.ipyvuetify as v
import solara

from sim.experiment.compare import alike
from sim.ui.asked import LAST_DAY, Asked
from sim.ui.comparing import Question
from sim.ui.elements import Action, html, lines, use_click
from sim.ui.failures import first_failure
from sim.ui.levers import changed
from sim.ui.refusals import refusal_text
from sim.ui.running import Progress, use_answer, use_question
from sim.ui.story.asking import asked_of, at_step, compared, shown_in
from sim.ui.story.curves import SPAN, sketch_days
from sim.ui.story.judging import CHOICES, Prediction
from sim.ui.story.remembered import Predictions, question_key
from sim.ui.story.steps import Step, step_at, steps, unlocked
from sim.ui.story.told import lettered, step_text, talk
from sim.ui.story.unlocking import unlocked_groups
from sim.ui.texts import say, topic
from sim.ui.views.comparison import Comparison
from sim.ui.views.differences import Strip
from sim.ui.views.puzzle import Goals, Hints
from sim.ui.views.revealed import Revealed, told_title
from sim.ui.widgets.controls import Controls
from sim.ui.widgets.heading import Heading
from sim.ui.widgets.predict import Predict

Go = Callable[[Asked], None]


@solara.component
def Story(  # noqa: N802
    asked: Asked,
    day: solara.Reactive[int],
    go: Go,
    look: Go,
    visitor: str,
    predictions: solara.Reactive[Predictions],
) -> None:
    """The step that is asked for."""
    language = asked.language
    number = min(asked.step, len(steps()) - 1)
    step = step_at(number)
    Progressed(asked, number, go)
    Heading(step_text(step, "title", language), number)
    html("p", step_text(step, "claim", language), look="trm-lead")
    if step.kind == "sandbox":
        html("p", say("story_unlocked_all", language), look="trm-soft")
        Comparison(asked, day, go, look, visitor, level=2)
    else:
        html("p", step_text(step, "how", language))
        Asking(asked, step, go, visitor, predictions).key(f"story-{step.name}")
    with solara.Div(classes=["trm-line", "trm-onward"]):
        if number > 0:
            Action(say("story_previous", language), lambda: go(at_step(asked, number - 1)))
        if number < len(steps()) - 1:
            Action(say("story_next", language), lambda: go(at_step(asked, number + 1)), look="trm-button trm-primary")


@solara.component
def Progressed(asked: Asked, number: int, go: Go) -> None:  # noqa: N802
    """How far the story is, and a way to each of its steps."""
    language = asked.language
    told = say("story_progress", language, number=number + 1, total=len(steps()))
    with solara.Div(
        classes=["trm-steps"], attributes={"role": "navigation", "aria-label": say("story_steps", language)}
    ):
        html("span", told, look="trm-soft")
        with solara.Div(classes=["trm-step-list"]):
            for place, step in enumerate(steps()):
                title = step_text(step, "title", language)
                Marker(place + 1, title, place == number, partial(go, at_step(asked, place)))


@solara.component
def Marker(number: int, title: str, current: bool, on_click: Callable[[], None]) -> None:  # noqa: N802
    """A way to a step."""
    attributes = {"type": "button", "aria-label": f"{number}: {title}", "title": title}
    if current:
        attributes["aria-current"] = "step"
    element = v.Html(tag="button", children=[str(number)], class_="trm-marker", attributes=attributes)
    use_click(element, on_click)


@solara.component
def Asking(  # noqa: N802
    asked: Asked, step: Step, go: Go, visitor: str, predictions: solara.Reactive[Predictions]
) -> None:
    """A comparison or a puzzle: what is compared, what is expected of it, and what came out."""
    language = asked.language
    whole = compared(asked)
    held, set_draft = solara.use_state(whole)
    draft = held.seen_as(asked)
    solara.use_effect(lambda: set_draft(whole), [whole.numbers])
    ran, set_ran = solara.use_state(0)
    drafted, problem = use_question(draft)
    shown, _ = use_question(whole if asked.started else None)
    differ = shown is None or not alike(*shown.scenarios.values())
    progress = use_answer(shown if differ else None, visitor, explained=False)
    pending = asked.started and draft.numbers != whole.numbers
    prediction = predictions.value.get(question_key(draft), Prediction())
    wide = step.kind == "puzzle"

    def run() -> None:
        set_ran(ran + 1)
        go(asked_of(replace(draft, started=True, day=LAST_DAY)))

    def predict(choice: Any, a: tuple[float, ...], b: tuple[float, ...]) -> None:
        made = Prediction(choice if choice in CHOICES else "", (a, b))
        predictions.set({**predictions.value, question_key(draft): made})

    with solara.Div(classes=["trm-two", "trm-sides"]):
        for which in ("a", "b"):
            with solara.Div(classes=["trm-panel", f"trm-side-{which}"]):
                html("h2", told_title(which, language), look=f"trm-label-{which}")
                html("p", step_text(step, which, language))
    if wide:
        Goals(step, draft, drafted, None if pending or progress is None else progress.comparison, language, ran)
    elif not asked.started or pending:
        with solara.Div(classes=["trm-panel"]):
            html("h2", say("predict_heading_again" if pending else "predict_heading", language))
            _ask(step, draft, prediction, predict)
    Levers(draft, drafted, asked, step, set_draft)
    if not asked.started or pending:
        if pending:
            html("p", say("compare_changed", language), look="trm-soft", role="status")
        with solara.Div(classes=["trm-line"]):
            free = wide or pending or prediction.is_made
            label = say("compare_again" if pending else "story_run", language)
            Action(label, run, look="trm-button trm-primary", disabled=drafted is None or not free)
            if not free:
                Action(say("story_skip", language), run, disabled=drafted is None)
    if problem is not None:
        with solara.Div(classes=["trm-panel", "trm-alert"], attributes={"role": "alert"}):
            html("h2", say("compare_wrong", language))
            html("p", refusal_text(problem, language), look="trm-code")
    if asked.started and not differ:
        html("p", say("compare_same", language), look="trm-panel trm-note", role="status")
    if progress is not None and shown is not None:
        Answered(step, shown, progress, predictions.value.get(question_key(whole)), asked, go, ran)
    if wide:
        Hints(step, language)


def _ask(step: Step, draft: Asked, prediction: Prediction, predict: Callable[..., None]) -> None:
    language = draft.language
    Predict(
        question=step_text(step, "question", language),
        options=[(choice, say(f"choice_{choice}", language)) for choice in CHOICES],
        words=topic("predict", language),
        language=language,
        alt=say("predict_alt", language),
        days=sketch_days(draft.days),
        span=SPAN,
        choice=prediction.choice,
        sketch=prediction.sketch,
        on_predict=predict,
    )


@solara.component
def Levers(  # noqa: N802
    draft: Asked, question: Question | None, asked: Asked, step: Step, set_draft: Go
) -> None:
    """What the story has unlocked so far; a puzzle lets one change B alone."""
    language = draft.language
    kept = solara.use_ref(question)
    if question is not None:
        kept.current = question
    number = asked.step
    sides = "b" if step.kind == "puzzle" else "ab"

    def groups() -> list[dict[str, Any]]:
        if kept.current is None:
            return []
        a, b = kept.current.scenarios.values()
        return unlocked_groups((a, b), unlocked(number), sides, language)

    drawn = solara.use_memo(groups, [draft, None if kept.current is None else kept.current.asked.numbers])
    new = [path for path in step.unlocks if path in unlocked(number)]
    attributes = {"open": True} if step.kind == "puzzle" and not asked.presenting else {}
    with solara.Div(classes=["trm-panel"]), v.Html(tag="details", attributes=attributes):
        count = sum(len(group["rows"]) for group in drawn)
        html("summary", say("story_levers", language, count=count))
        html(
            "p",
            say("story_levers_what" if new else "story_levers_all", language, new=len(new)),
            look="trm-soft trm-small",
        )
        Controls(
            drawn,
            options=(),
            words=topic("controls", language),
            language=language,
            on_change=lambda side, path, value: set_draft(changed(draft, side, path, value)),
        )
        Action(say("compare_reset", language), lambda: set_draft(compared(at_step(asked, number))))


@solara.component
def Answered(  # noqa: N802
    step: Step,
    question: Question,
    progress: Progress,
    prediction: Prediction | None,
    asked: Asked,
    go: Go,
    ran: int,
) -> None:
    """How far the worlds have come; then what came out, beside what was expected. `ran` counts the runs asked here."""
    language = asked.language
    made = progress.comparison
    far = say("compare_progress", language, done=progress.done, total=progress.total)
    if step.kind == "puzzle":
        html("h2", say("story_result", language))
    else:
        Heading(say("story_result", language), ran, level=2, at_once=ran > 0)
    html("p", say("story_done", language) if made is not None else far, look="trm-soft", role="status")
    if made is None:
        html("progress", look="trm-progress", max=progress.total, value=progress.done, aria_label=far)
        Action(say("compare_cancel", language), lambda: go(replace(asked, started=False)))
        return
    if made.failures:
        told = say(
            "compare_failed",
            language,
            failed=len(made.failures),
            total=made.planned,
            said=first_failure(made.failures, language),
        )
        html("p", told, look="trm-panel trm-alert", role="alert")
    if not made.runs:
        return
    named = lettered(made)
    goals = (goal.outcome for goal in step.goals if goal.outcome)
    shown = dict.fromkeys((step.outcome, *goals, *step.also, "loyalty", "ror"))
    if step.kind == "comparison":
        Revealed(step, named, prediction, question.asked.days, language)
    Strip(named, language, names=tuple(shown), sentences=())
    with solara.Div(classes=["trm-line"]):
        Action(say("story_closer", language), lambda: go(shown_in(asked, "compare")))
    if step.kind == "comparison":
        with solara.Div(classes=["trm-panel", "trm-talk"]):
            html("h2", say("story_talk", language))
            html("ul", *lines("li", talk(step, language)))
