"""Whole blocks of a design: what a missing run costs, said openly, or the refusal of what is left.

A design for sensitivity is made of blocks (the base samples of Sobol's, the trajectories of Morris's) in which every
run belongs with every other. One missing run spoils its block and no other one: the block is dropped. Where too many
are, the design is refused, for the runs that fail are seldom a random part of the space.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.errors import InputError

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

MOST_LOST = 0.1
"""Share of the blocks that may be dropped before a design is refused."""
LEAST_BLOCKS = 4
"""Blocks without which there is no interval worth printing."""


@dataclass(frozen=True)
class Repair:
    """What was dropped of a design.

    Attributes
    ----------
    block
        What a block is called: ``base sample``, ``trajectory`` or ``point``.
    blocks, dropped
        Blocks of the design, and the numbers of those that were dropped.
    runs, missing
        Runs of the design, and those without a value.
    """

    block: str
    blocks: int
    dropped: tuple[int, ...]
    runs: int
    missing: int

    @property
    def is_whole(self) -> bool:
        """Whether nothing was missing."""
        return not self.dropped

    @property
    def used(self) -> int:
        """Blocks that the figures rest on."""
        return self.blocks - len(self.dropped)

    def row(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "block": self.block,
            "blocks": self.blocks,
            "blocks_used": self.used,
            "blocks_dropped": list(self.dropped),
            "runs": self.runs,
            "runs_missing": self.missing,
            "repaired": not self.is_whole,
        }


def whole_blocks(values: Floats, block: str, what: str, *, strict: bool = False) -> tuple[Flags, Repair]:
    """Which blocks have all their values, and what was dropped.

    Parameters
    ----------
    values
        (blocks, …), NaN (or infinite) where a run failed, was not done, or gave nothing defined.
    what
        The outcome, for the message.
    strict
        Refuse a design with any hole.

    Raises
    ------
    InputError
        Too many blocks have a hole, or any has when `strict`.
    """
    defined = np.isfinite(values.reshape(len(values), -1))
    whole: Flags = np.asarray(defined.all(axis=1))
    missing = int((~defined).sum())
    repair = Repair(block, len(values), tuple(int(k) for k in np.flatnonzero(~whole)), defined.size, missing)
    if repair.is_whole and repair.used >= LEAST_BLOCKS:
        return whole, repair
    lost = len(repair.dropped)
    told = (
        f"{missing} of {defined.size} runs give no value of {what}, which spoils {lost} of {len(values)} "
        f"{block_name(block, len(values))}"
    )
    if strict and lost:
        raise InputError(told, where="the design", allowed="a design without a hole, as --strict asks")
    if lost > MOST_LOST * len(values):
        raise InputError(
            f"{told}: too many to be dropped, as what fails is no random part of the space",
            where="the design",
            allowed=f"at most {MOST_LOST:.0%} dropped; finish the sweep, or narrow the ranges to where worlds run",
        )
    if repair.used < LEAST_BLOCKS:
        raise InputError(
            f"{repair.used} whole {block_name(block, repair.used)} of {what} are too few for an interval",
            where="the design",
            allowed=f"at least {LEAST_BLOCKS}",
        )
    return whole, repair


def block_name(block: str, count: int) -> str:
    """One trajectory, many trajectories."""
    if count == 1:
        return block
    return f"{block[:-1]}ies" if block.endswith("y") else f"{block}s"
