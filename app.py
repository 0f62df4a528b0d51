"""The web page for ``solara run app.py``, as one writes on it; ``trm app`` is how it is served."""

from sim.ui.page import Layout, Page
from sim.ui.serving.quiet import quieten

quieten()

__all__ = ["Layout", "Page"]
