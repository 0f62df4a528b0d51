"""What a calibration found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.experiment.calibrate.candidates import Candidate
from sim.experiment.calibrate.forward import Error
from sim.experiment.calibrate.inference import EXPLAINED, INFORMED, LEVEL
from sim.experiment.calibrate.patterns import Pattern
from sim.experiment.calibrate.peers import Peer
from sim.experiment.exports.reading import Export
from sim.experiment.records import Failure
from sim.scenario.schema import Scenario

Floats = NDArray[np.float64]
METHOD = (
    "sequential regression-adjusted approximate Bayesian computation: worlds drawn from the ranges, those far from the "
    "data left out round by round, each parameter regressed on the figures of the worlds"
)


@dataclass(frozen=True)
class Span:
    """The days of one kind of export: [0, split) are fitted, [split, end) held out. `first` is the first date."""

    first: str
    split: int
    end: int


@dataclass(frozen=True)
class Fitted:
    """One parameter after the data were seen.

    Attributes
    ----------
    value
        What is written; that of the world before where the data do not inform it.
    low, middle, high
        Its range and median.
    width
        Of the range, over that before, in the measure in which it was drawn.
    explained
        Share of its variance that the figures explain.
    informed
        Whether the data tell something of it (`INFORMED`, `EXPLAINED`).
    """

    candidate: Candidate
    value: float
    low: float
    middle: float
    high: float
    width: float
    explained: float
    informed: bool

    def to_json(self) -> dict[str, Any]:
        """A document for `json.dumps`."""
        return {
            "parameter": self.candidate.path,
            "unit": self.candidate.parameter.unit,
            "informed_by": self.candidate.kind if self.informed else None,
            "informed": self.informed,
            "value": self.value,
            "low": self.low,
            "median": self.middle,
            "high": self.high,
            "before": {"low": self.candidate.low, "high": self.candidate.high, "value": self.candidate.default},
            "width_over_before": self.width,
            "explained": self.explained,
        }


@dataclass(frozen=True)
class Checked:
    """One pattern in the data and in worlds drawn from the fit, in the days fitted or in those held out.

    Attributes
    ----------
    data
        The figure of the data.
    low, middle, high
        Of the worlds.
    reached
        Of a pattern that was fitted: whether any worlds of the first ranges come near the data in it.
    """

    pattern: Pattern
    data: float
    low: float
    middle: float
    high: float
    reached: bool = True

    @property
    def within(self) -> bool:
        """Whether the data's figure lies in the range of the worlds'."""
        return bool(self.low <= self.data <= self.high)

    def to_json(self) -> dict[str, Any]:
        """A document for `json.dumps`."""
        return {
            "id": self.pattern.id,
            "kind": self.pattern.kind,
            "title": self.pattern.title,
            "data": self.data,
            "low": self.low,
            "median": self.middle,
            "high": self.high,
            "within": self.within,
            "reached_by_first_worlds": self.reached,
        }


@dataclass(frozen=True)
class Calibration:
    """All that a calibration found.

    Attributes
    ----------
    base
        The world that was calibrated.
    exports, spans
        By kind: what was read, and its days.
    cohort_days
        Days of the cohort of customers; None without a purchase log.
    read_off
        What is set as the exports have it, without any fitting, by path.
    fitted
        Every parameter that the exports may inform.
    patterns
        The posterior predictive check.
    held_out
        Patterns of the days held out.
    forward
        The prediction of repeat purchases; None without purchases or days held out.
    peers
        Others' predictions of the same.
    planned, runs, failures
        Worlds to be lived, lived, and failed.
    """

    base: Scenario
    exports: Mapping[str, Export]
    spans: Mapping[str, Span]
    cohort_days: int | None
    customers: int | None
    platform: str | None
    read_off: Mapping[str, float]
    fitted: tuple[Fitted, ...]
    patterns: tuple[Checked, ...]
    held_out: tuple[Checked, ...]
    forward: Error | None
    peers: tuple[Peer, ...]
    seed: int
    consumers: int
    draws: int
    planned: int
    runs: int
    failures: tuple[Failure, ...]
    command: str
    versions: Mapping[str, str]

    @property
    def settings(self) -> dict[str, float]:
        """What the calibrated world sets, by path."""
        return {**self.read_off, **{f.candidate.path: f.value for f in self.fitted if f.informed}}

    def to_json(self) -> dict[str, Any]:
        """A document for `json.dumps`."""
        return {
            "base": self.base.name,
            "focal": self.base.focal,
            "platform": self.platform,
            "command": self.command,
            "versions": dict(self.versions),
            "method": METHOD,
            "seed": self.seed,
            "consumers": self.consumers,
            "runs": self.runs,
            "draws": self.draws,
            "level": LEVEL,
            "rule": {"width_at_most": INFORMED, "explained_at_least": EXPLAINED},
            "exports": [export.to_json() for export in self.exports.values()],
            "spans": {
                kind: {"first_day": s.first, "days_fitted": s.split, "days_held_out": s.end - s.split}
                for kind, s in self.spans.items()
            },
            "cohort": None if self.cohort_days is None else {"days": self.cohort_days, "customers": self.customers},
            "read_off": dict(self.read_off),
            "parameters": [f.to_json() for f in self.fitted],
            "patterns": [c.to_json() for c in self.patterns],
            "held_out": [c.to_json() for c in self.held_out],
            "repeat_purchases_held_out": None
            if self.forward is None
            else {"simulator": self.forward.to_json(), "others": [peer.to_json() for peer in self.peers]},
            "failures": [vars(failure) for failure in self.failures],
        }
