"""What a visitor is told when a part of the page fails: a sentence, and nothing of our insides."""

from __future__ import annotations

import logging
from html import unescape
from typing import Any

import reacton.ipywidgets
from reacton.core import Element

from sim.ui.serving.document import both

log = logging.getLogger(__name__)
_shown = reacton.ipywidgets.HTML


def hide_tracebacks() -> None:
    """Put a sentence where reacton would show the traceback, with our paths in it; that is logged instead.

    Reacton has no setting for it. Its own way to catch an exception, `use_exception`, misses those of widgets that
    cannot be made, so the one place is replaced through which all of them go.
    """
    logging.getLogger("reacton").setLevel(logging.CRITICAL)  # it would tell of most of them a second time
    reacton.ipywidgets.HTML = _told  # type: ignore[assignment]  # its 12 parameters, of which reacton gives two


def _told(value: str = "", **given: Any) -> Element[Any]:
    if not value.startswith("<pre>"):
        return _shown(value=value, **given)
    log.error("a part of the page failed\n%s", unescape(value.removeprefix("<pre>").removesuffix("</pre>")))
    return _shown(
        value=(
            f'<div class="trm-opening" role="alert"><h1>{both("failed_title")}</h1><p>{both("failed")}</p>'
            f'<p><a href="">{both("reload")}</a></p></div>'
        )
    )
