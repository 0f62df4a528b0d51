"""What is said beside an experiment file, in place of the file's own: settings, seed, replicates and points."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from pydantic import TypeAdapter, ValidationError

from sim.errors import ScenarioError
from sim.experiment.plan import MAX_SEED, whole_number
from sim.experiment.spec.design_sections import DesignSection
from sim.experiment.spec.experiment import Experiment
from sim.experiment.spec.factors import Factor
from sim.experiment.spec.paths import covers, overlap
from sim.scenario.loading import load_scenario
from sim.scenario.overriding import settings_of

MAX_REPLICATES = 100_000
_COUNTED = {"latin-hypercube": "points", "sobol": "points", "morris": "trajectories", "adaptive": "points"}


def overridden(experiment: Experiment, overrides: Iterable[str]) -> Experiment:
    """The experiment with settings laid on all worlds; what sets a factor fixes it.

    Raises
    ------
    ScenarioError
        A setting is wrong, or sets a factor for some names only.
    """
    given = settings_of(overrides)
    if not given:
        return experiment
    settled = [text.partition("=")[0].strip() for text in given]

    def varies(factor: Factor) -> bool:
        if any(covers(path, factor.path) for path in settled):
            return False
        for path in settled:
            if overlap(path, factor.path):
                raise ScenarioError(
                    f"{factor.path} varies for all names at once, so it cannot be set for some",
                    where="--set",
                    key=path,
                    allowed=f"--set {factor.path}=…",
                )
        return True

    return replace(
        experiment,
        scenarios={label: load_scenario(world, given) for label, world in experiment.scenarios.items()},
        fixed=(*experiment.fixed, *given),
        levers=tuple(factor for factor in experiment.levers if varies(factor)),
        unknowns=tuple(factor for factor in experiment.unknowns if varies(factor)),
    )


def sized(experiment: Experiment, *, seed: int | None, replicates: int | None, points: int | None) -> Experiment:
    """The experiment with these in place of its own.

    Raises
    ------
    InputError
        One of them is not allowed.
    """
    if seed is not None:
        experiment = replace(experiment, seed=whole_number(seed, "seed", 0, MAX_SEED))
    if replicates is not None:
        experiment = replace(experiment, replicates=whole_number(replicates, "replicates", 1, MAX_REPLICATES))
    if points is not None:
        experiment = replace(experiment, design=_design(experiment, points))
    return experiment


def _design(experiment: Experiment, points: int) -> DesignSection:
    counted = _COUNTED.get(experiment.design.kind)
    if counted is None:
        raise ScenarioError(
            f"the levels of a {experiment.design.kind} design say how many points it has",
            where="points",
            allowed="only with latin-hypercube, sobol, morris or adaptive",
        )
    try:
        made: DesignSection = TypeAdapter[Any](DesignSection).validate_python(
            experiment.design.model_dump() | {counted: points}
        )
    except ValidationError as error:
        detail = error.errors(include_url=False)[0]
        reason = str(detail.get("ctx", {}).get("error", detail["msg"]))
        raise ScenarioError(f"{points!r} will not do: {reason[:1].lower()}{reason[1:]}", where="points") from None
    return made
