"""What was found of each claim, as plain records."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.experiment.claims.conditions import Condition
from sim.experiment.claims.measures import unit_of
from sim.experiment.claims.verdict import Judgement, Verdict
from sim.experiment.payback import Payback, ends
from sim.experiment.records import Failure
from sim.experiment.spec.claim_section import ClaimPart, ClaimSection
from sim.experiment.spec.experiment import Experiment
from sim.experiment.statistics import Estimate

Floats = NDArray[np.float64]

CURVE_STEP = 15
"""Days between two points of a payback curve that is stored."""


@dataclass(frozen=True)
class PartFound:
    """One contrast and what its worlds say; `differences` by world, NaN where a run is missing or undefined.

    `alike` says that its two scenarios are the same, as a setting for all of them may make them.
    """

    part: ClaimPart
    differences: Floats
    judgement: Judgement
    conditions: tuple[Condition, ...]
    alike: bool

    def row(self) -> dict[str, Any]:
        """For JSON."""
        p, j = self.part, self.judgement
        used = self.differences[np.isfinite(self.differences)]
        middle = np.quantile(used, [0.05, 0.5, 0.95]).tolist() if len(used) else [None] * 3
        return {
            "says": p.says.model_dump(),
            "measure": p.measure,
            "unit": unit_of(p.measure),
            "plus": list(p.plus),
            "minus": list(p.minus),
            "expect": p.expect,
            "extent": p.extent,
            "asserted": p.asserted,
            "verdict": j.verdict,
            "finding": j.finding,
            "difference": j.mean.mean,
            "low": j.mean.low,
            "high": j.mean.high,
            "pairs": j.mean.n,
            "holds_in": ends(j.holds, "share"),
            "contrary_in": ends(j.contrary, "share"),
            "matters": j.matters,
            "size": j.size,
            "percentile_5": middle[0],
            "median": middle[1],
            "percentile_95": middle[2],
            "conditions": [condition.row() for condition in self.conditions],
            "scenarios_alike": self.alike,
            "worlds": [float(f"{value:.5g}") for value in used.tolist()],
        }


@dataclass(frozen=True)
class ClaimFound:
    """A claim and the verdict on it; `together` is the share of worlds in which all that it asserts holds."""

    experiment: Experiment
    claim: ClaimSection
    verdict: Verdict | None
    parts: tuple[PartFound, ...]
    together: Estimate
    worlds: int
    refused: int
    payback: Payback | None

    @property
    def depends_on(self) -> tuple[str, ...]:
        """The parameters that go with what it asserts, the strongest first."""
        strongest: dict[str, float] = {}
        for found in self.parts:
            for condition in found.conditions if found.part.asserted else ():
                r = abs(condition.correlation.mean or 0.0)
                strongest[condition.path] = max(r, strongest.get(condition.path, 0.0))
        return tuple(sorted(strongest, key=lambda path: -strongest[path]))

    def row(self) -> dict[str, Any]:
        """For JSON; the figures on top are those of the first contrast."""
        e, first = self.experiment, self.parts[0].row()
        world = next(iter(e.scenarios.values()))
        return {
            "id": self.claim.id,
            "verdict": self.verdict,
            **{key: first[key] for key in ("difference", "low", "high", "pairs", "measure", "unit", "holds_in")},
            "depends_on": list(self.depends_on),
            "holds_together_in": ends(self.together, "share"),
            "title": e.title,
            "statement": self.claim.statement.model_dump(),
            "source": self.claim.source,
            "days": world.days,
            "consumers": world.consumers.count,
            "worlds": self.worlds,
            "worlds_refused": self.refused,
            "parameters_drawn": len(e.factors),
            "foreseen": list(self.claim.depends),
            "arms": {label: _told(e, label) for label in _used(self.claim)},
            "parts": [found.row() for found in self.parts],
            "payback": None if self.payback is None else _payback_row(self.payback),
        }


@dataclass(frozen=True)
class Claims:
    """All claims that were tried, and how their runs went."""

    claims: tuple[ClaimFound, ...]
    seed: int
    runs: int
    planned: int
    failures: tuple[Failure, ...]
    interrupted: bool
    command: str

    def to_json(self) -> dict[str, Any]:
        """A document for `json.dumps`: null where a number is undefined, never NaN."""
        return {
            "claims": [found.row() for found in self.claims],
            "seed": self.seed,
            "runs": self.runs,
            "runs_planned": self.planned,
            "interrupted": self.interrupted,
            "failures": [
                {"scenario": f.label, "world": f.replicate, "seed": f.seed, "error": f"{f.error}: {f.message}"}
                for f in self.failures
            ],
            "command": self.command,
        }


def _used(claim: ClaimSection) -> list[str]:
    return list(dict.fromkeys(arm for part in claim.parts for arm in part.arms))


def _told(experiment: Experiment, label: str) -> Mapping[str, Any]:
    return {"scenario": experiment.scenarios[label].name, "set": list(experiment.own.get(label, ()))}


def _payback_row(found: Payback) -> dict[str, Any]:
    middle, low, high = (column[::CURVE_STEP] for column in found.curve)
    curve = {"every_days": CURVE_STEP, "mean": _short(middle), "low": _short(low), "high": _short(high)}
    return found.row() | {"curve": curve}


def _short(values: list[float]) -> list[float | None]:
    return [float(f"{value:.5g}") if np.isfinite(value) else None for value in values]
