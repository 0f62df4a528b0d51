"""Controls from a plain record: native inputs for A and B side by side, with what each parameter means."""

# mypy: disable-error-code="no-untyped-call, attr-defined, misc"

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import anywidget
import solara
import traitlets

from sim.ui.mishap import heard
from sim.ui.widgets.files import script_of, text_of


class ControlsWidget(anywidget.AnyWidget):
    """Draws `groups`; tells what was set in `changed` as (which side, key, value, serial number)."""

    _esm = text_of("numerals.js") + script_of("controls.js")
    _css = text_of("controls.css")
    groups = traitlets.List(traitlets.Dict()).tag(sync=True)
    options = traitlets.List(traitlets.Unicode()).tag(sync=True)
    words = traitlets.Dict().tag(sync=True)
    language = traitlets.Unicode("en").tag(sync=True)
    changed = traitlets.List(traitlets.Any(), default_value=["", "", None, 0]).tag(sync=True)


@solara.component
def Controls(  # noqa: N802
    groups: Sequence[Mapping[str, Any]],
    *,
    options: Sequence[str],
    words: Mapping[str, str],
    language: str,
    on_change: Callable[[str, str, Any], None],
) -> None:
    """Groups of controls.

    Parameters
    ----------
    groups
        Each with ``title``, ``open`` and ``rows``. A row has ``key``, ``label``, ``unit``, ``help`` (lines of text),
        ``kind`` (``range``, ``number``, ``choice``, ``yes/no``), ``low``, ``high``, ``step``, ``choices``
        (pairs of value and name), and ``values`` by side: ``a`` and ``b``, or ``both``.
    options
        What can be looked up beside these; choosing one is told as the key ``find``.
    words
        Of the widget: topic ``controls``.
    on_change
        Told the side, the key, and the value.
    """
    ControlsWidget.element(
        groups=[dict(group) for group in groups],
        options=list(options),
        words=dict(words),
        language=language,
        on_changed=heard(lambda told: on_change(*told[:3]) if told[1] else None),
    )
