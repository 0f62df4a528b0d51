"""When something of ours fails while a click, a key or a file is answered: a sentence, and a line for the server.

Reacton has `use_exception` for this. It renders without end when the handler belongs to a component within a component,
and without it the whole page gives way to a sentence, with all that the visitor had set.
"""

# mypy: disable-error-code="attr-defined"

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

import solara

Told = ParamSpec("Told")

log = logging.getLogger(__name__)
mishaps = solara.reactive(0)
"""How many there were since the visitor was last told; each page has its own."""


def heard(handler: Callable[Told, object]) -> Callable[Told, None]:
    """A handler whose failure is logged and told, and costs nothing but what was asked for."""

    @wraps(handler)
    def answer(*args: Told.args, **named: Told.kwargs) -> None:
        try:
            handler(*args, **named)
        except Exception:
            log.exception("what a visitor did could not be answered")
            mishaps.set(mishaps.value + 1)

    return answer
