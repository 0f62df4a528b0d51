"""A file that the page hands to the browser, to be kept among the downloads."""

# mypy: disable-error-code="no-untyped-call, attr-defined, misc"

from __future__ import annotations

from dataclasses import asdict, dataclass

import anywidget
import solara
import traitlets

from sim.ui.widgets.files import text_of


@dataclass(frozen=True)
class Saved:
    """A file as it is handed over; `number` tells one from the same one asked for again."""

    number: int
    name: str
    kind: str
    content: bytes


NOTHING = Saved(0, "", "", b"")


class SaveWidget(anywidget.AnyWidget):
    """Saves `file` in the browser whenever its number grows. It shows nothing."""

    _esm = text_of("save.js")
    file = traitlets.Dict().tag(sync=True)


@solara.component
def Save(file: Saved) -> None:  # noqa: N802
    """Hand over a file, once."""
    SaveWidget.element(file=asdict(file))
