"""A quicker start: no looking for garbage while the model is imported."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module


@contextmanager
def starting() -> Iterator[None]:
    """Import within this, and have the collector of garbage rest.

    Half a million objects come that all stay. To look through them again and again while they come takes a fifth of a
    start, and to look through them later takes time as well. Does nothing where the model is there already: what had
    become garbage by now would stay for ever.
    """
    if "sim.model" in sys.modules:
        yield
        return
    gc.disable()
    try:
        # First, for Mesa finds out where it is imported from by looking at every module that is there.
        import_module("sim.agents.mesa_api")
        yield
    finally:
        gc.freeze()
        gc.enable()
