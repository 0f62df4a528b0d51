"""The web page for ``solara run app.py``, as one writes on it; ``trm app`` is how it is served."""

import solara

from sim.ui.elements import Element
from sim.ui.page import LOOK, Page
from sim.ui.serving.quiet import quieten

quieten()


@solara.component
def Layout(children: list[Element]) -> None:  # noqa: N802
    """What `trm app` has in its HTML: the look of the page."""
    solara.Style(LOOK)
    solara.Div(children=children)


__all__ = ["Layout", "Page"]
