"""What belongs to the whole document: its language, theme, title and address, and the keys of presenter mode."""

# mypy: disable-error-code="no-untyped-call, attr-defined, misc"

from __future__ import annotations

from collections.abc import Callable, Sequence

import anywidget
import solara
import traitlets

from sim.ui.mishap import heard
from sim.ui.widgets.files import script_of


class ShellWidget(anywidget.AnyWidget):
    """Sets the document's attributes, and tells of a key that was pressed and of an address that was gone back to."""

    _esm = script_of("shell.js")
    language = traitlets.Unicode("en").tag(sync=True)
    theme = traitlets.Unicode("").tag(sync=True)
    title = traitlets.Unicode("").tag(sync=True)
    address = traitlets.List(traitlets.Any(), default_value=["", 0]).tag(sync=True)
    presenting = traitlets.Bool(False).tag(sync=True)
    meanings = traitlets.List(traitlets.Any()).tag(sync=True)
    help_title = traitlets.Unicode("").tag(sync=True)
    close_label = traitlets.Unicode("").tag(sync=True)
    help_asked = traitlets.Int(0).tag(sync=True)
    pressed = traitlets.List(traitlets.Any(), default_value=["", 0]).tag(sync=True)
    visited = traitlets.List(traitlets.Any(), default_value=["", 0]).tag(sync=True)


@solara.component
def Shell(  # noqa: N802
    *,
    language: str,
    theme: str,
    title: str,
    query: str,
    entry: int,
    presenting: bool,
    keys: Sequence[tuple[str, str]],
    help_title: str,
    close_label: str,
    help_asked: int,
    on_key: Callable[[str], None],
    on_visit: Callable[[str], None],
) -> None:
    """The document as it should be.

    Parameters
    ----------
    query, entry
        What the address holds after its question mark. With a higher `entry` than before it becomes a new entry of the
        browser's history, else it takes the place of the present one.
    keys
        Keys that mean something, and what. They do so in presenter mode alone, never while one types; ``?`` lists them,
        and so does a higher `help_asked`.
    on_key
        Told a key that was pressed.
    on_visit
        Told the query that Back or Forward led to.
    """
    ShellWidget.element(
        language=language,
        theme=theme,
        title=title,
        address=[query, entry],
        presenting=presenting,
        meanings=[list(pair) for pair in keys],
        help_title=help_title,
        close_label=close_label,
        help_asked=help_asked,
        on_pressed=heard(lambda pressed: on_key(pressed[0]) if pressed[0] else None),
        on_visited=heard(lambda visited: on_visit(visited[0]) if visited[1] else None),
    )
