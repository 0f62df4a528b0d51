"""Levels that money spent every day builds up, and that fall back when it is no longer spent."""

from __future__ import annotations

from sim.kernels.compiled import inlined
from sim.kernels.numbers import nine_decimals


@inlined
def grown(level, reach, keep):  # type: ignore[no-untyped-def]
    """A level after a day's step towards `reach`; `keep` of the way is still to go after it.

    Rounding makes the last bits, which may differ between machines, irrelevant.
    """
    if reach == level:  # it is there: so it is, and stays, on most days of most worlds
        return level
    return nine_decimals(keep * level + (1.0 - keep) * reach)
