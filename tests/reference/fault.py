"""A fault of one line, put into the engine on purpose."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """One line of a function, as it is and as it should not be.

    Attributes
    ----------
    function
        As ``module:name`` or ``module:Class.name``.
    right, wrong
        A part of its source that stands there once, and what takes its place.
    within
        Of a part that is compiled into a kernel: the kernel, named in the same way.
    """

    function: str
    right: str
    wrong: str
    within: str = ""

    def __str__(self) -> str:
        return f"{self.function}: {self.right} -> {self.wrong}"
