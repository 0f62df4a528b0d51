"""The heading of a part of the page that takes the focus when the part is another one."""

# mypy: disable-error-code="no-untyped-call, attr-defined, misc"

from __future__ import annotations

from pathlib import Path

import anywidget
import solara
import traitlets

_HERE = Path(__file__).parent


class HeadingWidget(anywidget.AnyWidget):
    """Shows `text`, and takes the focus whenever `place` changes."""

    _esm = _HERE / "heading.js"
    text = traitlets.Unicode("").tag(sync=True)
    place = traitlets.Int(0).tag(sync=True)


@solara.component
def Heading(text: str, place: int) -> None:  # noqa: N802
    """The first heading of a page; `place` says of which part it is."""
    HeadingWidget.element(text=text, place=place)
