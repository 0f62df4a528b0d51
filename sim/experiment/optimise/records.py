"""What an optimisation finds, as plain records."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.experiment.optimise.failing import Weakness
from sim.experiment.optimise.fresh import Anew, Curse
from sim.experiment.optimise.robust import Robust
from sim.experiment.optimise.search import Trial
from sim.experiment.payback import ends
from sim.experiment.spec.optimise_section import OptimiseSection
from sim.experiment.statistics import Estimate

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Phase:
    """One of the sweeps of an optimisation: its runs, how many are done and failed, and the kinds of failure."""

    name: str
    runs: int
    completed: int
    failed: Estimate
    kinds: Mapping[str, int]
    digest: str

    def row(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "phase": self.name,
            "runs": self.runs,
            "completed": self.completed,
            "failed": sum(self.kinds.values()),
            "failed_share": ends(self.failed, "share"),
            "kinds": dict(self.kinds),
            "digest": self.digest,
        }


@dataclass(frozen=True)
class Optimisation:
    """All that was found.

    Attributes
    ----------
    experiment, question
        Its name and what it asks.
    levers, unknowns
        What was set and what was drawn, as plain values.
    section
        What was wanted.
    present
        The name of the policy that stands now.
    own
        By scenario, what it says of the levers as it is.
    settings
        How many settings of the levers there are; None where a lever has no end of values.
    trials
        All settings tried, by number; none stands there twice.
    promised
        Numbers of the trials on the front of the search.
    twins
        Those of them that are a scenario as it is, with its name; it stands for them in all that follows.
    anew
        The present policies and settings of the front in fresh worlds; empty when it did not come so far.
    curses
        What the search promised too much.
    robust
        What the drawn worlds say; None when it did not come so far.
    weaknesses
        Where the choices fail.
    phases
        How the runs went.
    interrupted
        Whether something was left undone; running the command again goes on.
    """

    experiment: str
    question: str
    folder: Path
    seed: int
    replicates: int
    levers: tuple[Mapping[str, Any], ...]
    unknowns: tuple[Mapping[str, Any], ...]
    section: OptimiseSection
    present: str
    own: Mapping[str, Mapping[str, Any]]
    settings: int | None
    trials: tuple[Trial, ...]
    promised: tuple[int, ...]
    twins: Mapping[int, str]
    anew: tuple[Anew, ...]
    curses: tuple[Curse, ...]
    robust: Robust | None
    weaknesses: tuple[Weakness, ...]
    phases: tuple[Phase, ...]
    interrupted: bool
    command: str

    def to_frame(self) -> pd.DataFrame:
        """A row for each trial: number, levers, means of the outcomes, whether feasible and on the front."""
        import pandas as pd

        return pd.DataFrame(
            [
                {"trial": trial.number, **trial.values, **trial.means}
                | {"failed": trial.failed, "feasible": trial.feasible, "on_front": trial.number in self.promised}
                for trial in self.trials
            ]
        )

    def to_json(self) -> dict[str, Any]:
        """A document for `json.dumps`: null where a figure is undefined, never NaN."""
        return {
            "experiment": self.experiment,
            "question": self.question,
            "seed": self.seed,
            "replicates": self.replicates,
            "levers": [dict(row) for row in self.levers],
            "unknowns": [dict(row) for row in self.unknowns],
            "wanted": self.section.model_dump(mode="json"),
            "objectives": [{"outcome": o.outcome, "goal": o.direction} for o in self.section.objectives],
            "present": self.present,
            "levers_as_they_are": {label: dict(values) for label, values in self.own.items()},
            "settings": self.settings,
            "trials": [_trial_row(trial, trial.number in self.promised) for trial in self.trials],
            "front": list(self.promised),
            "front_as_it_is": {f"trial {number}": label for number, label in self.twins.items()},
            "fresh": [each.row() for each in self.anew],
            "winners_curse": [curse.row() for curse in self.curses],
            "robust": None if self.robust is None else self.robust.row(),
            "fails_where": [each.row() for each in self.weaknesses],
            "phases": [phase.row() for phase in self.phases],
            "interrupted": self.interrupted,
            "command": self.command,
        }


def _trial_row(trial: Trial, on_front: bool) -> dict[str, Any]:
    return {
        "trial": trial.number,
        "levers": dict(trial.values),
        "means": {name: None if np.isnan(value) else value for name, value in trial.means.items()},
        "failed": trial.failed,
        "feasible": trial.feasible,
        "on_front": on_front,
    }
