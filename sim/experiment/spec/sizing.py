"""Seed, replicates and points that are said beside an experiment file, in place of the file's own."""

from __future__ import annotations

from pydantic import ValidationError

from sim.errors import ScenarioError
from sim.experiment.spec.schema import ExperimentFile

_COUNTED = {"latin-hypercube": "points", "sobol": "points", "morris": "trajectories", "adaptive": "points"}


def sized(file: ExperimentFile, *, seed: int | None, replicates: int | None, points: int | None) -> ExperimentFile:
    """The file with these in place of its own, checked as the file was.

    Raises
    ------
    ScenarioError
        When one of them is not allowed.
    """
    table, changed = file.model_dump(), file
    for key, value in (("seed", seed), ("replicates", replicates)):
        if value is not None:
            table[key] = value
            changed = _checked(table, f"--{key}")
    if points is not None:
        counted = _COUNTED.get(file.design.kind)
        if counted is None:
            raise ScenarioError(
                f"the levels of a {file.design.kind} design say how many points it has",
                where="--points",
                allowed="only with latin-hypercube, sobol, morris or adaptive",
            )
        table["design"][counted] = points
        changed = _checked(table, "--points")
    return changed


def _checked(table: dict[str, object], where: str) -> ExperimentFile:
    try:
        return ExperimentFile.model_validate(table)
    except ValidationError as error:
        detail = error.errors(include_url=False)[0]
        reason = str(detail.get("ctx", {}).get("error", detail["msg"]))
        raise ScenarioError(f"{detail['input']!r} will not do: {reason[:1].lower()}{reason[1:]}", where=where) from None
