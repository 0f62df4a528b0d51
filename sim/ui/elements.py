"""The few HTML elements that the views are made of. A text is a text node, so nothing in it is ever markup."""

# mypy: disable-error-code="no-untyped-call, attr-defined"
# (Solara and Reacton re-export their names without saying so.)

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import reacton.ipyvuetify as v
import solara

from sim.ui.mishap import heard

Element = Any
"""What a component gives: Solara has no public name for it."""
Child = Any
"""An element or a text."""


def html(tag: str, *children: Child, look: str = "", **attributes: object) -> Element:
    """One element; `look` are its classes, an underscore in a name of an attribute stands for a hyphen."""
    named = {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items() if value is not None}
    return v.Html(tag=tag, children=list(children), class_=look, attributes=named)


def lines(tag: str, texts: Sequence[str], look: str = "") -> list[Element]:
    """One element a text."""
    return [html(tag, text, look=look) for text in texts]


def use_click(element: Element, on_click: Callable[[], None]) -> None:
    """Have a click on an element answered."""
    v.use_event(element, "click", heard(lambda *_: on_click()))


@solara.component
def Action(  # noqa: N802  (components are named like classes)
    label: str,
    on_click: Callable[[], None],
    *,
    look: str = "trm-button",
    disabled: bool = False,
    pressed: bool | None = None,
    name: str | None = None,
) -> None:
    """A button. `pressed` makes it one of two states; `name` is what a screen reader says in place of the label."""
    attributes: dict[str, object] = {"type": "button"}
    if disabled:
        attributes["disabled"] = True
    if pressed is not None:
        attributes["aria-pressed"] = "true" if pressed else "false"
    if name is not None:
        attributes["aria-label"] = name
    element = v.Html(tag="button", children=[label], class_=look, attributes=attributes)
    use_click(element, on_click)
