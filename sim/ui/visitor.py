"""The visitor for whom the present code runs: one open page, with a kernel of its own in Solara's words."""

from __future__ import annotations

from solara.server import kernel_context

from sim.ui.engine import engine

NOBODY = "nobody"
"""Where no page is open, as in tests of components."""


def visitor() -> str:
    """Who looks at this page, as the engine wants to know it. What he still waits for is cancelled when he goes."""
    if not kernel_context.has_current_context():
        return NOBODY
    context = kernel_context.get_current_context()
    marks = context.user_dicts.setdefault(__name__, {})
    if not marks:
        marks["leaves"] = True
        context.on_close(lambda: engine().leave(context.id))
    return str(context.id)
