"""A text that is there to be taken: a link in a field, or a piece of code, with a button that copies it."""

# mypy: disable-error-code="no-untyped-call, attr-defined, misc"

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import anywidget
import solara
import traitlets

from sim.ui.widgets.files import script_of, text_of


class CopyWidget(anywidget.AnyWidget):
    """Shows `text`; that of a link is the query, to which the browser adds its own address."""

    _esm = script_of("copy.js")
    _css = text_of("copy.css")
    text = traitlets.Unicode("").tag(sync=True)
    label = traitlets.Unicode("").tag(sync=True)
    kind = traitlets.Unicode("code").tag(sync=True)
    words = traitlets.Dict().tag(sync=True)


@solara.component
def Copy(  # noqa: N802
    text: str, *, label: str, words: Mapping[str, str], kind: Literal["link", "code"] = "code"
) -> None:
    """A text with its name and a button.

    Parameters
    ----------
    text
        The code, or the query of a link to this page.
    label
        What it is, for those who hear the page; a link also shows it.
    words
        Of the widget: topic ``copy``.
    """
    CopyWidget.element(text=text, label=label, kind=kind, words=dict(words))
