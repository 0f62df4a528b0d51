"""A map of two factors that fills while one watches; a cell opens its world beside the base world."""

# mypy: disable-error-code="attr-defined, no-untyped-call"

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any, cast

import solara

from sim.errors import InputError
from sim.experiment.numerals import Language, decimals_for, interval, numeral
from sim.experiment.parameter_words import scenario_description, scenario_title
from sim.experiment.texts import outcome_title, with_unit
from sim.metrics import OUTCOMES
from sim.scenario.schema import Scenario
from sim.ui.asked import LAST_DAY, Asked
from sim.ui.elements import Action, html
from sim.ui.factors import chosen, fitted, groups, lookup
from sim.ui.failures import failure_text
from sim.ui.filling import Filled, use_filled
from sim.ui.heat import READINGS, Reading, drawing
from sim.ui.levers import changes_text
from sim.ui.refusals import refusal_text
from sim.ui.sweeping import Sweep, drafted, figures, numbers_of, opened, sweep_of
from sim.ui.texts import say, topic
from sim.ui.views.sweep_files import SameSweep
from sim.ui.widgets.controls import Controls
from sim.ui.widgets.heat import Heat

Go = Callable[[Asked], None]


@solara.component
def SweepView(asked: Asked, go: Go, look: Go, visitor: str) -> None:  # noqa: N802
    """The map that is asked for, and the controls to ask for another."""
    language = asked.language
    first = solara.use_memo(lambda: fitted(asked), [numbers_of(asked)])
    draft, set_draft = solara.use_state(first)
    solara.use_effect(lambda: set_draft(first), [numbers_of(asked)])
    outcome = asked.grid.outcome
    draft = replace(draft, language=language, grid=replace(draft.grid, outcome=outcome))
    base, problem = _tried(lambda: drafted(draft), [numbers_of(draft)])
    shown, refusal = _tried(lambda: sweep_of(asked) if asked.started else None, [numbers_of(asked), asked.started])
    filled, stop, go_on = use_filled(shown, visitor)
    pending = asked.started and numbers_of(draft) != numbers_of(asked)
    problem = problem or (None if pending else refusal)

    html("h1", say("sweep_heading", language, outcome=outcome_title(OUTCOMES[outcome], language)))
    html("p", _lead(draft, base), look="trm-lead trm-soft")
    with solara.Div(classes=["trm-panel"]):
        with solara.Div(classes=["trm-line"]):
            Action(
                say("sweep_again" if pending else "sweep_run", language),
                lambda: go(replace(draft, started=True)),
                look="trm-button trm-primary",
                disabled=base is None or (asked.started and not pending),
            )
            if draft.a.overrides or draft.overrides:
                bare = replace(draft, a=replace(draft.a, overrides=()), overrides=())
                Action(say("sweep_undo", language), partial(set_draft, bare))
        if pending:
            html("p", say("sweep_changed", language), look="trm-soft", role="status").key("pending")
        if problem is not None:
            with solara.Div(attributes={"role": "alert"}).key("problem"):
                html("h2", say("sweep_wrong", language))
                html("p", refusal_text(problem, language), look="trm-code")
        with solara.v.Html(tag="details", attributes={} if asked.started else {"open": True}).key("settings"):
            html("summary", say("sweep_settings", language))
            Settings(draft, base, set_draft, asked, look)
    if shown is not None and filled is not None:
        Map(replace(asked, day=LAST_DAY), shown, filled, go=go, stop=stop, go_on=go_on)
        SameSweep(asked)


def _tried(load: Callable[[], Any], on: list[Any]) -> tuple[Any, InputError | None]:
    """What can be loaded, or why it is refused; loaded anew only when something changes."""

    def attempt() -> tuple[Any, InputError | None]:
        try:
            return load(), None
        except InputError as problem:
            return None, problem

    found: tuple[Any, InputError | None] = solara.use_memo(attempt, on)
    return found


def _lead(asked: Asked, base: Scenario | None) -> str:
    language = asked.language
    return say(
        "sweep_lead",
        language,
        base=asked.a.scenario if base is None else scenario_title(base, language),
        replicates=asked.grid.replicates,
        consumers=numeral(asked.consumers, 0, language),
        days=numeral(asked.days, 0, language),
    )


@solara.component
def Settings(  # noqa: N802
    draft: Asked, base: Scenario | None, set_draft: Go, asked: Asked, look: Go
) -> None:
    """The controls. Another outcome is another look at the runs that are there; all else changes the draft alone."""
    language = draft.language
    more, set_more = solara.use_state(cast(tuple[str, ...], ()))
    kept = solara.use_ref(base)
    if base is not None:
        kept.current = base
    world = kept.current

    def change(_side: str, key: str, value: Any) -> None:
        if key == "find":
            path = options.get(value)
            if path is not None:
                set_more((*(p for p in more if p != path), path))
                set_draft(chosen(draft, "y", path))
        elif key == "outcome":
            if value in OUTCOMES:
                look(replace(asked, grid=replace(asked.grid, outcome=value)))
        else:
            set_draft(chosen(draft, key, value))

    parties = None if world is None else (tuple(world.retailers), tuple(world.suppliers), tuple(world.platforms))
    options = solara.use_memo(lambda: {} if world is None else lookup(world, language), [language, parties])
    drawn = solara.use_memo(lambda: groups(draft, world, more), [draft, more, parties])
    if not draft.a.file:
        html("p", scenario_description(draft.a.scenario, language), look="trm-soft trm-small").key("about")
    if base is not None and (changes := (*draft.a.overrides, *draft.overrides)):
        told = say("sweep_own_changes", language, changes=changes_text(changes, base, language))
        html("p", told, look="trm-soft trm-small").key("own")
    words = dict(topic("controls", language)) | {"find": say("sweep_find", language)}
    Controls(drawn, options=tuple(options), words=words, language=language, on_change=change).key("controls")


@solara.component
def Map(  # noqa: N802
    asked: Asked,
    sweep: Sweep,
    filled: Filled,
    *,
    go: Go,
    stop: Callable[[], None],
    go_on: Callable[[], None],
) -> None:
    """How far it is, the map, and what it is read as."""
    language, outcome = asked.language, asked.grid.outcome
    first: Reading = "value"
    reading, set_reading = solara.use_state(first)
    with solara.Div(classes=["trm-panel"]):
        html("h2", say("sweep_map", language))
        _progress(filled, language, stop, go_on)
        if filled.failed:
            told = say("sweep_failed", language, failed=filled.failed, said=failure_text(*filled.said, language))
            html("p", told, look="trm-alert trm-told", role="alert").key("failed")
        group = {"role": "group", "aria-label": say("sweep_reading", language)}
        with solara.Div(classes=["trm-line"], attributes=group).key("reading"):
            for held in READINGS:
                Action(say(f"sweep_as_{held}", language), partial(set_reading, held), pressed=reading == held)
        drawn = solara.use_memo(
            lambda: drawing(sweep, filled, outcome, reading, language), [filled, outcome, reading, language]
        )
        Heat(drawn, words=topic("heat", language), on_open=lambda place: go(opened(asked, sweep.values(place))))
        if base_told := _base_line(sweep, filled, outcome, language):
            html("p", base_told, look="trm-soft trm-small").key("base")


def _progress(filled: Filled, language: Language, stop: Callable[[], None], go_on: Callable[[], None]) -> None:
    far = {"done": numeral(filled.done, 0, language), "total": numeral(filled.total, 0, language)}
    key = "sweep_whole" if filled.whole else "sweep_stopped" if filled.stopped else "sweep_progress"
    told = say(key, language, **far)
    with solara.Div(classes=["trm-line"]):
        if not filled.whole:
            bar = html("progress", look="trm-progress", max=filled.total, value=filled.done, aria_label=told)
            bar.key("bar")  # else the element would become the next one, and the browser keeps its tag
        html("span", told, role="status").key("far")
        if filled.stopped:
            Action(say("sweep_go_on", language), go_on)
        elif not filled.whole:
            Action(say("sweep_cancel", language), stop)


def _base_line(sweep: Sweep, filled: Filled, outcome: str, language: Language) -> str:
    _, base = figures(sweep, filled.found, outcome)
    if base.mean is None:
        return ""
    places = decimals_for(OUTCOMES[outcome].decimals, base.low, base.high)
    return say(
        "sweep_base_line",
        language,
        mean=with_unit(numeral(base.mean, places, language), OUTCOMES[outcome].unit, language),
        interval=interval(base.low, base.high, places, language),
    )
