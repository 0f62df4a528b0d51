"""What a sensitivity analysis finds, as plain records."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sim.experiment.payback import ends
from sim.experiment.sensitivity.morris import Morris
from sim.experiment.sensitivity.slices import Shapes
from sim.experiment.sensitivity.sobol import Sobol
from sim.experiment.statistics import Estimate
from sim.metrics import OUTCOMES

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Subject:
    """What is explained: an outcome of a scenario, or with `against` its difference from another in the same worlds."""

    outcome: str
    scenario: str
    against: str | None = None

    @property
    def text(self) -> str:
        """``loyalty of open-replies``, ``loyalty of private-replies - open-replies``."""
        side = self.scenario if self.against is None else f"{self.scenario} - {self.against}"
        return f"{self.outcome} of {side}"

    def row(self) -> dict[str, Any]:
        """For JSON."""
        return {"outcome": self.outcome, "scenario": self.scenario, "against": self.against}


@dataclass(frozen=True)
class Explained:
    """What moves a subject: by Sobol's or Morris's design, and in slices; None where the design does not allow it."""

    subject: Subject
    sobol: Sobol | None
    morris: Morris | None
    shapes: Shapes | None

    @property
    def ranking(self) -> tuple[str, ...]:
        """The unknowns, the one that moves it most first."""
        if self.sobol is not None:
            return tuple(share.name for share in self.sobol.shares)
        if self.morris is not None:
            return tuple(effect.name for effect in self.morris.effects)
        return () if self.shapes is None else tuple(shape.name for shape in self.shapes.shapes)

    def row(self) -> dict[str, Any]:
        """For JSON."""
        return {
            **self.subject.row(),
            "unit": OUTCOMES[self.subject.outcome].unit,
            "sobol": None if self.sobol is None else self.sobol.row(),
            "morris": None if self.morris is None else self.morris.row(),
            "shapes": None if self.shapes is None else self.shapes.row(),
        }


@dataclass(frozen=True)
class Breaks:
    """Runs that failed, an outcome like others: what share, of what kind, and what goes with it.

    Attributes
    ----------
    failed
        Share of the runs that ended, with its interval.
    kinds
        Failures by kind, the most frequent first.
    drivers
        Parameters whose ranks surely go with failing, with the correlation; the intervals hold together.
    """

    failed: Estimate
    kinds: Mapping[str, int]
    drivers: tuple[tuple[str, Estimate], ...]

    def row(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "failed": ends(self.failed, "share"),
            "runs": self.failed.n,
            "kinds": dict(self.kinds),
            "drivers": [{"parameter": name} | ends(value, "rank_correlation") for name, value in self.drivers],
        }


@dataclass(frozen=True)
class Sensitivity:
    """All that was found in a sweep.

    Attributes
    ----------
    experiment, design
        Its name, and the kind of its design.
    factors
        What varied, as plain values.
    explained
        For each outcome each scenario, and then each scenario's difference from the first.
    refused
        By subject, why it has no figures.
    planned, done
        Runs of the sweep.
    breaks
        What failed.
    command
        The command that does the same again.
    """

    experiment: str
    design: str
    factors: tuple[Mapping[str, Any], ...]
    explained: tuple[Explained, ...]
    refused: Mapping[str, str]
    planned: int
    done: int
    breaks: Breaks
    command: str

    def of(self, outcome: str, scenario: str, against: str | None = None) -> Explained:
        """What moves one subject.

        Raises
        ------
        KeyError
            It has no figures.
        """
        wanted = Subject(outcome, scenario, against)
        for each in self.explained:
            if each.subject == wanted:
                return each
        raise KeyError(wanted.text)

    def to_frame(self) -> pd.DataFrame:
        """A row for each figure: outcome, scenario, against, parameter, figure, value, low, high."""
        import pandas as pd

        return pd.DataFrame([row for each in self.explained for row in _rows(each)])

    def to_json(self) -> dict[str, Any]:
        """A document for `json.dumps`: null where a figure is undefined, never NaN."""
        return {
            "experiment": self.experiment,
            "design": self.design,
            "factors": [dict(factor) for factor in self.factors],
            "runs_planned": self.planned,
            "runs_done": self.done,
            "breaks": self.breaks.row(),
            "explained": [each.row() for each in self.explained],
            "refused": dict(self.refused),
            "command": self.command,
        }


def _rows(each: Explained) -> Iterator[dict[str, Any]]:
    """The figures of a subject, one after the other."""

    def row(name: str, figure: str, value: Estimate) -> dict[str, Any]:
        found = {"parameter": name, "figure": figure, "value": value.mean, "low": value.low, "high": value.high}
        return each.subject.row() | found

    if each.sobol is not None:
        for share in each.sobol.shares:
            yield row(share.name, "first", share.first)
            yield row(share.name, "total", share.total)
        for a, b, value in each.sobol.pairs:
            yield row(f"{a} x {b}", "second", value)
    if each.morris is not None:
        for effect in each.morris.effects:
            yield row(effect.name, "size", effect.size)
            yield row(effect.name, "direction", effect.direction)
    if each.shapes is not None:
        for shape in each.shapes.shapes:
            yield row(shape.name, "distance", shape.distance)
