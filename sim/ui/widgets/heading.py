"""The heading of a part of the page that takes the focus when the part is another one."""

# mypy: disable-error-code="no-untyped-call, attr-defined, misc"

from __future__ import annotations

import anywidget
import solara
import traitlets

from sim.ui.widgets.files import text_of


class HeadingWidget(anywidget.AnyWidget):
    """Shows `text`, and takes the focus whenever `place` changes."""

    _esm = text_of("heading.js")
    text = traitlets.Unicode("").tag(sync=True)
    place = traitlets.Int(0).tag(sync=True)
    level = traitlets.Int(1).tag(sync=True)
    at_once = traitlets.Bool(False).tag(sync=True)


@solara.component
def Heading(text: str, place: int, *, level: int = 1, at_once: bool = False) -> None:  # noqa: N802
    """A heading; `place` says of which part, and with `at_once` it takes the focus when it is made, too."""
    HeadingWidget.element(text=text, place=place, level=level, at_once=at_once)
