"""A quicker start: no looking for garbage while the model is imported."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def starting() -> Iterator[None]:
    """Import within this. Half a million objects come that all stay; to look through them again and again while they
    come takes a fifth of a start, and to look through them later takes time as well."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
