"""What Solara is given to show. It looks for templates in the folder above this file: `sim/ui/templates`."""

from __future__ import annotations

from sim.ui.page import Layout, Page
from sim.ui.texts import say

__all__ = ["Layout", "Page", "title"]

title = say("serve_title", "en")
