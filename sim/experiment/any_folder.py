"""A folder that some command has written, whichever: the results of runs, a sweep, or an optimisation."""

from __future__ import annotations

import json
import os
from pathlib import Path

from sim.experiment.folder import MANIFEST
from sim.experiment.optimise.reading import load_optimisation
from sim.experiment.optimise.records import Optimisation
from sim.experiment.optimise.study import DOCUMENT
from sim.experiment.results import Results, load_results
from sim.experiment.sweep.reading import Sweep, load_sweep
from sim.experiment.sweep.store import FORMAT as SWEEP

WRITTEN = "a folder that `trm run`, `compare`, `winwin`, `sweep` or `optimise` has written"


def load_folder(folder: str | os.PathLike[str]) -> Results | Sweep | Optimisation:
    """Read a folder as what its manifest says it is.

    Raises
    ------
    InputError
        It is none of ours, or torn.
    """
    if (Path(folder) / DOCUMENT).exists():
        return load_optimisation(folder)
    try:
        manifest = json.loads((Path(folder) / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        manifest = None
    if isinstance(manifest, dict) and manifest.get("format") == SWEEP:
        return load_sweep(folder)
    return load_results(folder, allowed=WRITTEN)
