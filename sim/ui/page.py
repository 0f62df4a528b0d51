"""The page: what the address asks for, shown in one of its views."""

# mypy: disable-error-code="attr-defined, no-untyped-call"
# (Solara re-exports its names without saying so, and half of its functions have no annotations.)

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import cast

import solara
import solara.lab

from sim.errors import InputError
from sim.experiment.numerals import Language
from sim.ui.asked import LAST_DAY, VIEWS, Asked
from sim.ui.elements import Action, Element, html, use_click
from sim.ui.link import look_of, query_of, read_query
from sim.ui.mishap import mishaps
from sim.ui.refusals import refusal_text
from sim.ui.story.asking import at_step, shown_in
from sim.ui.story.remembered import Predictions, as_text, read_text
from sim.ui.texts import say
from sim.ui.views.comparison import Comparison
from sim.ui.views.landing import Landing
from sim.ui.views.story import Story
from sim.ui.views.sweep import SweepView
from sim.ui.visitor import visitor as present_visitor
from sim.ui.widgets.remember import Remember
from sim.ui.widgets.shell import Shell

LOOK = Path(__file__).with_name("look.css")
"""The style of the whole page. It has to be there before any part is: drawings take their colours from it."""
Go = Callable[[Asked], None]


@solara.component
def Layout(children: list[Element]) -> None:  # noqa: N802
    """Nothing around the page: Solara's own bar and drawer are not wanted."""
    solara.Div(children=children)


@solara.component
def Page() -> None:  # noqa: N802  (components are named like classes)
    """The whole page of one visitor."""
    router = solara.use_router()
    first, first_refusal = solara.use_memo(lambda: _read(router.search, _preferred()), [])
    (asked, entry), show = solara.use_state((first, 0))  # one state: an entry belongs to what was asked with it
    refusal, set_refusal = solara.use_state(first_refusal)
    help_asked, set_help = solara.use_state(0)
    visitor = solara.use_memo(present_visitor, [])
    day = solara.use_reactive(first.day)
    predictions = solara.use_reactive(cast(Predictions, {}))

    def go(wanted: Asked) -> None:
        """Ask something else: a new entry in the browser's history."""
        set_refusal(None)
        show((wanted, entry + 1))
        day.set(wanted.day)

    def look(wanted: Asked) -> None:
        """Look at the same in another way: Back does not return from it."""
        show((wanted, entry))

    def visit(query: str) -> None:
        found, problem = _read(query, asked.language)
        set_refusal(problem)
        show((found, entry))
        day.set(found.day)

    def recall(text: str) -> None:
        predictions.set({**read_text(text), **predictions.value})

    with solara.Div(classes=["trm-page"]):
        Remember("trm-predictions", as_text(predictions.value), recall)
        Document(asked, day, entry, look, go, visit, help_asked)
        Header(asked, go, look, lambda: set_help(help_asked + 1))
        with solara.Div(attributes={"id": "trm-main", "role": "main", "tabindex": "-1"}):
            if refusal is not None:
                Refusal(refusal, asked.language, lambda: go(Asked(language=asked.language, theme=asked.theme)))
            elif asked.view == "compare":
                Comparison(replace(asked, day=LAST_DAY), day, go, look, visitor)
            elif asked.view == "story":
                Story(replace(asked, day=LAST_DAY), day, go, look, visitor, predictions)
            elif asked.view == "sweep":
                SweepView(asked, go, look, visitor)
            else:
                Landing(asked.language, asked, go)
        if mishaps.value:
            Mishap(asked.language).key("mishap")


def _read(query: str | None, language: Language) -> tuple[Asked, InputError | None]:
    """The question of a query, or the usual one and why the query is refused."""
    try:
        asked = read_query(query)
    except InputError as problem:
        return look_of(query, language), problem
    return (asked if "lang=" in (query or "") else replace(asked, language=language)), None


def _preferred() -> Language:
    """The language that the visitor's browser asks for."""
    headers = solara.lab.headers.value or {}
    wanted = ",".join(headers.get("accept-language", [])).strip().lower()
    return "id" if wanted.startswith(("id", "in-", "in;")) else "en"


@solara.component
def Document(  # noqa: N802
    asked: Asked,
    day: solara.Reactive[int],
    entry: int,
    look: Go,
    go: Go,
    visit: Callable[[str], None],
    help_asked: int,
) -> None:
    """What lies outside the views: the address, the language of the document, the keys."""
    language = asked.language

    def press(key: str) -> None:
        if key == "l":
            look(replace(asked, language="id" if language == "en" else "en"))
        elif key == "t":
            look(replace(asked, theme="light" if asked.theme == "dark" else "dark"))
        elif key == "p":
            look(replace(asked, presenting=False))
        elif key in "1234":
            go(shown_in(asked, VIEWS[int(key) - 1]))
        elif key in ("n", "b") and asked.view == "story":
            go(at_step(asked, asked.step + (1 if key == "n" else -1)))

    shown = {"space": say("space_bar", language)}  # the others are called the same everywhere
    meanings = [(shown.get(key, key), say(f"key_{name}", language)) for key, name in KEYS.items()]
    Shell(
        language=language,
        theme=asked.theme,
        title=say(f"title_{asked.view}", language),
        query=query_of(replace(asked, day=day.value)),
        entry=entry,
        presenting=asked.presenting,
        keys=meanings,
        help_title=say("keys_title", language),
        close_label=say("close", language),
        help_asked=help_asked,
        on_key=press,
        on_visit=visit,
    )


KEYS = {
    "?": "help",
    "l": "language",
    "t": "theme",
    "p": "leave",
    "1": "landing",
    "2": "compare",
    "3": "story",
    "4": "sweep",
    "n": "next",
    "b": "previous",
    "space": "play",
    "← →": "day",
    "Home End": "ends",
    "+ −": "speed",
}
"""Keys of presenter mode and the names of their texts; the last four are the player's own."""


@solara.component
def Header(asked: Asked, go: Go, look: Go, ask_help: Callable[[], None]) -> None:  # noqa: N802
    """The name, the views, and how the page is shown."""
    language = asked.language
    other: Language = "id" if language == "en" else "en"
    with solara.Div(classes=["trm-top"], attributes={"role": "banner"}):
        html("span", say("brand", language), look="trm-brand")
        with solara.Div(classes=["trm-nav"], attributes={"role": "navigation", "aria-label": say("views", language)}):
            for view in VIEWS:
                Tab(say(f"nav_{view}", language), asked.view == view, partial(go, shown_in(asked, view)))
        with solara.Div(classes=["trm-tools"]):
            Action(
                say("switch_language", language),
                lambda: look(replace(asked, language=other)),
                look="trm-button trm-plain",
                name=say("switch_language_name", language),
            )
            dark = asked.theme == "dark"
            Action(
                say("theme_light" if dark else "theme_dark", language),
                lambda: look(replace(asked, theme="light" if dark else "dark")),
                look="trm-button trm-plain",
            )
            Action(
                say("presenter", language),
                lambda: look(replace(asked, presenting=not asked.presenting)),
                look="trm-button trm-plain",
                pressed=asked.presenting,
            )
            if asked.presenting:
                Action(say("keys_button", language), ask_help, look="trm-button trm-plain")


@solara.component
def Tab(label: str, current: bool, on_click: Callable[[], None]) -> None:  # noqa: N802
    """A way to a view; the present one is told as such."""
    import reacton.ipyvuetify as v

    attributes = {"type": "button"} | ({"aria-current": "page"} if current else {})
    element = v.Html(tag="button", children=[label], class_="trm-tab", attributes=attributes)
    use_click(element, on_click)


@solara.component
def Mishap(language: Language) -> None:  # noqa: N802
    """What is said when something of ours failed while a click was answered."""
    with solara.Div(classes=["trm-panel", "trm-alert", "trm-mishap"], attributes={"role": "alert"}):
        html("h2", say("mishap_title", language))
        html("p", say("mishap", language))
        Action(say("close", language), lambda: mishaps.set(0))


@solara.component
def Refusal(problem: InputError, language: Language, home: Callable[[], None]) -> None:  # noqa: N802
    """What is said of a link that cannot be shown."""
    with solara.Div(classes=["trm-panel", "trm-alert", "trm-refused"], attributes={"role": "alert"}):
        html("h1", say("refused_title", language))
        html("p", say("refused", language))
        html("p", refusal_text(problem, language), look="trm-code")
        Action(say("refused_home", language), home, look="trm-button trm-primary")
