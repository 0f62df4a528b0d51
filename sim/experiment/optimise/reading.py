"""An optimisation read again from its folder: the same conclusions from the same runs, and nothing is run."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path

from sim.errors import InputError
from sim.experiment.optimise.records import Optimisation
from sim.experiment.optimise.search import SearchDesign
from sim.experiment.optimise.study import DOCUMENT, FORMAT, Lab
from sim.experiment.spec.experiment import experiment_of
from sim.experiment.spec.optimise_section import OptimiseSection
from sim.experiment.sweep.plan import Cell, Design
from sim.experiment.sweep.reading import PLACE, Sweep, load_sweep


def load_optimisation(folder: str | os.PathLike[str]) -> Optimisation:
    """What an optimisation found.

    Raises
    ------
    InputError
        The folder holds none, or one that is not finished.
    """
    path = Path(folder)
    allowed = "a folder that `trm optimise --out` has written"
    try:
        document = json.loads((path / DOCUMENT).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise InputError(
            f"this holds no optimisation: there is no {DOCUMENT}", where=str(path), allowed=allowed
        ) from None
    except (OSError, ValueError) as problem:
        raise InputError(f"{DOCUMENT} cannot be read ({str(problem).splitlines()[0]})", where=str(path)) from None
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise InputError(f"its {DOCUMENT} is not that of an optimisation", where=str(path), allowed=allowed)
    if document["interrupted"]:
        raise InputError(
            "this optimisation is not finished", where=str(path), allowed=f"go on with: {document['command']}"
        )
    section = OptimiseSection.model_validate(document["wanted"])
    return _Again(experiment_of(document["document"]), section, path, document["command"], {}).live()


class _Again(Lab):
    """The same phases, each read from its folder."""

    def run(self, name: str, design: Design) -> Sweep:
        sweep = load_sweep(self.folder / name)
        if design.adaptive:  # it decides anew, from the same outcomes as then
            outcomes = sweep.runs.drop(columns=["seed", "id", "digest", "seconds"])
            ended = sweep.cells[list(PLACE)].merge(outcomes, on=list(PLACE), how="left")
            known, wanted = -1, len(design.cells(None))
            while wanted > known:
                known, wanted = wanted, len(design.cells(ended))
            self._check(sweep, design.cells(ended))
        self.note(name, sweep)
        return sweep

    def _check(self, sweep: Sweep, cells: Sequence[Cell]) -> None:
        """The runs of a search that went another way are not those of the settings that this one asks for."""
        asked = {(cell.label, cell.point.number, cell.replicate, json.dumps(cell.point.settings())) for cell in cells}
        if asked != set(sweep.cells[[*PLACE, "settings"]].itertuples(index=False, name=None)):
            raise InputError(
                "another version of trm-lab has made this, whose search went another way",
                where=str(self.folder),
                allowed=f"the same command again, which keeps the runs: {self.command}",
            )

    def keep(self, design: SearchDesign) -> None:
        pass
