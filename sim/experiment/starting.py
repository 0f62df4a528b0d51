"""A quicker start: no looking for garbage while the model is imported."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def starting() -> Iterator[None]:
    """Import within this, and have the collector of garbage rest.

    Half a million objects come that all stay. To look through them again and again while they come takes a fifth of a
    start, and to look through them later takes time as well.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
