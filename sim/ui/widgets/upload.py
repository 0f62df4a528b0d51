"""Files that a visitor gives: a native field for each side, and places to drop one."""

# mypy: disable-error-code="no-untyped-call, attr-defined, misc"

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import anywidget
import solara
import traitlets

from sim.ui.mishap import heard
from sim.ui.widgets.files import script_of, text_of


class UploadWidget(anywidget.AnyWidget):
    """Tells of a file in `given`: a record with ``side``, ``name``, ``content`` (bytes) and a serial number."""

    _esm = script_of("upload.js")
    _css = text_of("upload.css")
    sides = traitlets.List(traitlets.Any()).tag(sync=True)
    words = traitlets.Dict().tag(sync=True)
    most = traitlets.Int(0).tag(sync=True)
    given = traitlets.Dict().tag(sync=True)


@solara.component
def Upload(  # noqa: N802
    sides: Sequence[tuple[str, str]],
    *,
    most: int,
    words: Mapping[str, str],
    on_file: Callable[[str, str, bytes], None],
) -> None:
    """Fields for files.

    Parameters
    ----------
    sides
        Pairs of a key and what the field is called.
    most
        Bytes that a file may have; the browser refuses more before anything is sent, and who is told checks again.
    words
        Of the widget: topic ``upload``.
    on_file
        Told the side, the name and the content.
    """

    def take(given: Any) -> None:
        side, name, content = (given.get(key) for key in ("side", "name", "content"))
        if isinstance(side, str) and isinstance(name, str) and isinstance(content, bytes | bytearray | memoryview):
            on_file(side, name, bytes(content))

    UploadWidget.element(sides=[list(side) for side in sides], words=dict(words), most=most, on_given=heard(take))
