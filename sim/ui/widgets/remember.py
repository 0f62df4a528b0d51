"""A text that the browser remembers for this tab, so that it outlives a reload of the page."""

# mypy: disable-error-code="no-untyped-call, attr-defined, misc"

from __future__ import annotations

from collections.abc import Callable

import anywidget
import solara
import traitlets

from sim.ui.mishap import heard
from sim.ui.widgets.files import script_of


class RememberWidget(anywidget.AnyWidget):
    """Puts `text` under `name` into the tab's memory whenever it is another; tells once what was there before."""

    _esm = script_of("remember.js")
    name = traitlets.Unicode("").tag(sync=True)
    text = traitlets.Unicode("").tag(sync=True)
    recalled = traitlets.Unicode("").tag(sync=True)


@solara.component
def Remember(name: str, text: str, on_recall: Callable[[str], None]) -> None:  # noqa: N802
    """Remember a text.

    Parameters
    ----------
    name
        What it is known by, in the memory of the tab.
    text
        What is to be remembered; an empty one leaves what is there.
    on_recall
        Told, once after the page was opened, what an earlier page of this tab remembered.
    """
    RememberWidget.element(name=name, text=text, on_recalled=heard(on_recall))
