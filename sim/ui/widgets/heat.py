"""A map of two factors as a table of buttons, renewed in place while it fills."""

# mypy: disable-error-code="no-untyped-call, attr-defined, misc"

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import anywidget
import solara
import traitlets

from sim.ui.mishap import heard
from sim.ui.widgets.files import script_of, text_of


class HeatWidget(anywidget.AnyWidget):
    """Draws `drawn`; tells which cell was opened in `opened` as (column, row, serial number)."""

    _esm = script_of("heat.js")
    _css = text_of("heat.css")
    drawn = traitlets.Dict().tag(sync=True)
    words = traitlets.Dict().tag(sync=True)
    opened = traitlets.List(traitlets.Int(), default_value=[0, 0, 0]).tag(sync=True)


@solara.component
def Heat(  # noqa: N802
    drawn: Mapping[str, Any], *, words: Mapping[str, str], on_open: Callable[[tuple[int, int]], None]
) -> None:
    """A map.

    Parameters
    ----------
    drawn
        As `sim.ui.heat.drawing` makes it.
    words
        Of the widget: topic ``heat``.
    on_open
        Told the column and the row of a cell that is to be opened.
    """
    HeatWidget.element(
        drawn=dict(drawn),
        words=dict(words),
        on_opened=heard(lambda told: on_open((told[0], told[1])) if told[2] else None),
    )
