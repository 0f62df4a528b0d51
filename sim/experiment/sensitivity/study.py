"""The sensitivity analysis of a sweep: what its design allows, on every outcome asked about and every difference."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.errors import InputError, nearest_name
from sim.experiment.plan import shell_command
from sim.experiment.sensitivity.morris import morris
from sim.experiment.sensitivity.records import Breaks, Explained, Sensitivity, Subject
from sim.experiment.sensitivity.slices import shapes
from sim.experiment.sensitivity.sobol import sobol
from sim.experiment.spec.experiment import Experiment, experiment_of
from sim.experiment.statistics import Estimate, rank_correlation, share
from sim.experiment.sweep.design import FixedDesign
from sim.experiment.sweep.planning import plan_of
from sim.experiment.sweep.reading import load_sweep
from sim.experiment.sweep.sampling import places
from sim.metrics import OUTCOMES

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]
Blocks = NDArray[np.int64]

SPREAD = ("latin-hypercube", "factorial")
"""Designs whose points are even and independent as they are."""
DESIGNS = ("sobol", "morris", *SPREAD)


def sensitivity(
    folder: str | os.PathLike[str], *, outcomes: Sequence[str] = (), strict: bool = False
) -> Sensitivity:
    """What moves the outcomes of a sweep, and what moves the differences between its scenarios.

    Parameters
    ----------
    folder
        Of a sweep with a Sobol, Morris, Latin hypercube or factorial design.
    outcomes
        Those to explain; by default the responses of the experiment.
    strict
        Refuse a design with any hole, in place of dropping whole blocks and saying so.

    Raises
    ------
    InputError
        The folder holds no such sweep, an outcome is none, or the design has too many holes for any figure.
    """
    sweep = load_sweep(folder)
    experiment = experiment_of(sweep.manifest["document"])
    command = shell_command(
        "sensitivity", [folder], {f"outcome={name}": "" for name in ()}, ()
    )
    return analyse(
        experiment, sweep.runs, sweep.failures, planned=sweep.planned, outcomes=outcomes, strict=strict, command=command
    )
