"""A chain of consequences: its steps as plain records."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from sim.model import PARTS

Told = dict[str, Any]
"""What a step was in one world: names and plain values, None where one is not defined."""


@dataclass(frozen=True)
class Step:
    """One step of a chain.

    Attributes
    ----------
    day, part, minute
        When: the part of the day (`sim.model.PARTS`), and the minute of the day where there is one.
    kind
        ``answer`` (a complaint or question is dealt with in another way), ``reach`` (a consumer comes to stand
        otherwise), or an act: ``purchase``, ``complaint``, ``question``, ``word``, ``exit``.
    consumer, retailer
        Who, with or about whom; the retailer is empty where it is not one.
    link
        Through what it followed from the step before: of a ``reach``, the kinds of `watching.Reach`; of an act,
        ``self``: it is the same consumer's.
    cause
        The place of that step in the chain; None for the first.
    thread
        The thread of the conversation log that it is about, if there is one.
    source
        The consumer whose thread or word it was, if it was somebody else's; of ``goods``, the supplier.
    a, b
        What it was under each scenario.
    """

    day: int
    part: str
    minute: int | None
    kind: str
    consumer: int
    retailer: str
    link: str
    cause: int | None
    thread: int | None
    source: int | str | None
    a: Told
    b: Told

    @property
    def order(self) -> tuple[int, int, int]:
        """Its place in time."""
        return (
            self.day,
            PARTS.index(self.part) if self.part in PARTS else -1,
            -1 if self.minute is None else self.minute,
        )

    @property
    def time(self) -> str:
        """The time of day, such as ``14:05``; empty where there is none."""
        return "" if self.minute is None else f"{self.minute // 60:02d}:{self.minute % 60:02d}"

    def row(self) -> dict[str, Any]:
        """As a document."""
        names = ("day", "part", "kind", "consumer", "retailer", "link", "cause", "thread", "source", "a", "b")
        row = {name: getattr(self, name) for name in names}
        return {"day": row.pop("day"), "time": self.time, **row}


def chained(steps: list[Step]) -> tuple[Step, ...]:
    """Steps of which each follows from the one before it."""
    return tuple(replace(step, cause=place - 1 if place else None) for place, step in enumerate(steps))
