"""What a visitor has asked: a question as a frozen record, from which everything shown follows."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Literal

from sim.experiment.numerals import Language

View = Literal["landing", "compare", "story", "sweep"]
VIEWS: tuple[View, ...] = ("landing", "compare", "story", "sweep")
Theme = Literal["light", "dark"]
Which = Literal["a", "b"]
LAST_DAY = -1
"""The evening of the last day, which the outcomes are about."""


@dataclass(frozen=True)
class Side:
    """One of the two policies: a built-in scenario, or a file of the visitor's own, and what is set on top of it.

    Attributes
    ----------
    scenario
        The name of a built-in one, or that of the file.
    overrides
        Texts such as ``retailers.kopi.reply.policy=private``, for this side alone.
    file
        The text of the visitor's file; empty for a built-in scenario.
    """

    scenario: str
    overrides: tuple[str, ...] = ()
    file: str = ""


@dataclass(frozen=True)
class Grid:
    """A sweep of two factors: their paths (of the focal retailer's world), how many levels, which outcome."""

    x: str = "retailers.kopi.posts.promotion_rate"
    y: str = "retailers.kopi.reply.staff_hours"
    levels: int = 5
    replicates: int = 4
    outcome: str = "loyalty"


@dataclass(frozen=True)
class Asked:
    """A question and how it is looked at; `numbers` are the parts that decide about what comes out.

    Attributes
    ----------
    view
        What is shown.
    a, b
        The two policies.
    overrides
        What is set in both worlds.
    consumers, days, pairs, seed
        The size of a world, how long it is lived, in how many worlds, and whose luck.
    day
        The day that is looked at, from 0; `LAST_DAY` where nobody has chosen one.
    step
        Of the story, from 0.
    grid
        Of the sweep.
    language, theme, presenting
        How it is shown. The theme is empty where the visitor's system decides.
    started
        Whether the comparison (or the sweep) is to run: a link that was shared shows it, the controls alone do not.
    """

    view: View = "landing"
    a: Side = field(default_factory=lambda: Side("open-replies"))
    b: Side = field(default_factory=lambda: Side("private-replies"))
    overrides: tuple[str, ...] = ()
    consumers: int = 1000
    days: int = 365
    pairs: int = 16
    seed: int = 1
    day: int = LAST_DAY
    step: int = 0
    grid: Grid = field(default_factory=Grid)
    language: Language = "en"
    theme: Theme | Literal[""] = ""
    presenting: bool = False
    started: bool = False

    def side(self, which: Which) -> Side:
        """One of the two policies."""
        return self.a if which == "a" else self.b

    def with_side(self, which: Which, side: Side) -> Asked:
        """The same question with another policy on one side."""
        return replace(self, a=side) if which == "a" else replace(self, b=side)

    def seen_as(self, other: Asked) -> Asked:
        """The same question, looked at as another is: in its view and language, as light or dark and large as it."""
        return replace(
            self,
            view=other.view,
            step=other.step,
            language=other.language,
            theme=other.theme,
            presenting=other.presenting,
        )

    @property
    def sized(self) -> tuple[str, ...]:
        """What is set in both worlds, the size among it: the ``--set`` of the same command."""
        return (*self.overrides, f"consumers.count={self.consumers}", f"days={self.days}")

    @property
    def numbers(self) -> tuple[object, ...]:
        """All that decides about the numbers of a comparison: two questions with the same are one."""
        return (self.a, self.b, self.sized, self.pairs, self.seed)
