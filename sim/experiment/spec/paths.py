"""Paths of parameters in which ``*`` means every name."""

from __future__ import annotations


def covers(path: str, other: str) -> bool:
    """Whether what sets `path` sets all that `other` does: ``suppliers.*.quality`` covers that of one supplier."""
    steps, others = path.split("."), other.split(".")
    return len(steps) == len(others) and all(a in ("*", b) for a, b in zip(steps, others, strict=True))


def overlap(path: str, other: str) -> bool:
    """Whether there may be a name for which both set the same."""
    steps, others = path.split("."), other.split(".")
    return len(steps) == len(others) and all(a == b or "*" in (a, b) for a, b in zip(steps, others, strict=True))
