"""Where a visitor arrives: what this is, and questions that are one click away."""

# mypy: disable-error-code="attr-defined, no-untyped-call"

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import reacton.ipyvuetify as v
import solara

from sim.experiment.numerals import Language
from sim.ui.asked import LAST_DAY, Asked, Grid, Side
from sim.ui.elements import html, use_click
from sim.ui.story.asking import at_step
from sim.ui.texts import say


def questions(asked: Asked) -> dict[str, Asked]:
    """The questions that are offered, by the name of their texts; at the size and in the way that the link asks for."""
    usual = replace(asked, overrides=(), day=LAST_DAY, step=0, started=False)

    def compare(a: str, b: str) -> Asked:
        return replace(usual, view="compare", a=Side(a), b=Side(b))

    return {
        "reply": compare("open-replies", "private-replies"),
        "trm": compare("traditional", "full-trm"),
        "promotion": compare("baseline", "promotion-heavy"),
        "supplier": compare("supplier-relay", "supplier-direct"),
        "story": at_step(usual, 0),
        "sweep": replace(usual, view="sweep", grid=Grid()),
    }


@solara.component
def Landing(language: Language, asked: Asked, go: Callable[[Asked], None]) -> None:  # noqa: N802
    """The page's front."""
    html("h1", say("landing_title", language))
    html("p", say("landing_lead", language), look="trm-lead")
    with solara.Div(classes=["trm-cards"], attributes={"role": "list"}):
        for number, (name, question) in enumerate(questions(asked).items()):
            with solara.Div(attributes={"role": "listitem"}):
                what = say(f"ask_{name}_what", language)
                Card(say(f"ask_{name}", language), what, partial(go, question), first=number == 0)
    html("h2", say("landing_how", language))
    for key in ("landing_worlds", "landing_sure", "landing_limits"):
        html("p", say(key, language))


@solara.component
def Card(title: str, what: str, on_click: Callable[[], None], *, first: bool) -> None:  # noqa: N802
    """A question as a button."""
    element = v.Html(
        tag="button",
        children=[html("strong", title), html("span", what)],
        class_="trm-card trm-card-first" if first else "trm-card",
        attributes={"type": "button"},
    )
    use_click(element, on_click)
