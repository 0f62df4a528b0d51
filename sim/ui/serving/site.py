"""What Solara is given to show."""

# mypy: disable-error-code="attr-defined, no-untyped-call"
# (Solara re-exports its names without saying so, and half of its functions have no annotations.)

from __future__ import annotations

from typing import Any

import solara
from reacton.core import Element

from sim.ui.page import Page
from sim.ui.texts import say

__all__ = ["Layout", "Page", "title"]

title = say("serve_title", "en")


@solara.component
def Layout(children: list[Element[Any]]) -> None:  # noqa: N802  (components are named like classes)
    """Nothing around the page: Solara's own frame has a bar and a drawer that are not ours."""
    solara.Div(children=children)
