"""One world of a calibration, lived and looked at: the work of a process."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from sim.experiment.calibrate.events import Events, Followers
from sim.experiment.calibrate.forward import Cohort, cohort_of
from sim.experiment.calibrate.observing import Task, live
from sim.experiment.calibrate.patterns import figures

HELD_OUT = (
    "like_rate",
    "comment_rate",
    "share_rate",
    "reply_q50",
    "reply_q90",
    "within_hour",
    "unanswered",
    "growth_4",
)
"""Patterns that are compared in the days held out, too; those of purchases are predicted customer by customer."""


@dataclass(frozen=True)
class Windows:
    """What of a world or of exports is looked at.

    Attributes
    ----------
    splits, ends
        By kind: the days that are fitted, and the last day that is known.
    cohort_days
        Days within which the customers of the cohort bought first.
    customers, messages
        How many there are in the data: of a world with more, as many are looked at, so that its figures have no less
        luck in them than those of the data.
    """

    splits: Mapping[str, int]
    ends: Mapping[str, int]
    cohort_days: int
    customers: int
    messages: int

    def cut(self, events: Events) -> Events:
        """As much of it as the data have."""
        if events.purchases is not None:
            events = replace(events, purchases=events.purchases.cohort(self.cohort_days, self.customers))
        return events

    def fitted(self, events: Events) -> dict[str, float]:
        """The figures of the days that are fitted."""
        known = events.between({kind: (0, split) for kind, split in self.splits.items()})
        if known.replies is not None:
            known = replace(known, replies=known.replies.first(self.messages))
        return figures(known, dict(self.splits), self.cohort_days)

    def held_out(self, events: Events) -> dict[str, float]:
        """The figures of the days that are held out, of all but purchases."""
        spans = {kind: (split, self.ends[kind]) for kind, split in self.splits.items() if self.ends[kind] > split}
        spans.pop("purchases", None)
        if "followers" in spans:  # growth counts from the last day that is known
            spans["followers"] = (self.splits["followers"] - 1, self.ends["followers"])
        later = events.between(spans)
        if later.followers is not None and "followers" in spans:
            first = spans["followers"][0]
            later = replace(later, followers=Followers(later.followers.day - first, later.followers.followers))
        lengths = {kind: high - low for kind, (low, high) in spans.items()}
        found = figures(later, lengths, self.cohort_days)
        return {name: found[name] for name in HELD_OUT if name in found}

    def cohort(self, events: Events) -> Cohort | None:
        """The customers whose purchases are predicted; None without a purchase log or days held out."""
        if events.purchases is None or self.ends["purchases"] <= self.splits["purchases"]:
            return None
        return cohort_of(events.purchases, self.cohort_days, self.splits["purchases"], self.ends["purchases"])


@dataclass(frozen=True)
class Look:
    """A world to live, and what to look at; with `ahead`, in the days held out as well."""

    task: Task
    windows: Windows
    ahead: bool


@dataclass(frozen=True)
class Seen:
    """What was seen in a world."""

    figures: dict[str, float]
    held_out: dict[str, float]
    cohort: Cohort | None


def look(at: Look) -> Seen:
    """Live a world and look at it."""
    return seen(live(at.task), at.windows, ahead=at.ahead)


def seen(events: Events, windows: Windows, *, ahead: bool) -> Seen:
    """What there is to be seen in a world, or in the data."""
    cut = windows.cut(events)
    return Seen(
        figures=windows.fitted(cut),
        held_out=windows.held_out(cut) if ahead else {},
        cohort=windows.cohort(cut) if ahead else None,
    )
