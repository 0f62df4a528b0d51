"""The points of the designs that are fixed beforehand.

Factors lie side by side on places from 0 to 1 (`Factor.values` says what stands there), so one sampler serves levels,
ranges and whole numbers alike. Points that are spread by chance are keyed by the experiment's seed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.errors import InputError, ScenarioError
from sim.experiment.drawing import latin_hypercube
from sim.experiment.spec.design_sections import (
    FactorialSection,
    LatinHypercubeSection,
    MorrisSection,
    OneAtATimeSection,
    SobolSection,
)
from sim.experiment.spec.experiment import Experiment
from sim.experiment.spec.factors import Factor
from sim.experiment.spec.varying import held_by
from sim.experiment.sweep.plan import Point, Value

Floats = NDArray[np.float64]

MOST_POINTS = 1_000_000
_SEED_BYTES = 4  # SALib hands the seed to numpy's older generator, which takes no longer one


def fixed_points(experiment: Experiment) -> tuple[Point, ...]:
    """All points of a design that is fixed beforehand, in their order.

    Raises
    ------
    ScenarioError
        When the design cannot be made of these factors.
    InputError
        When a package that samples it is not installed.
    """
    design = experiment.design
    if isinstance(design, FactorialSection):
        return _factorial(experiment)
    if isinstance(design, OneAtATimeSection):
        return _one_at_a_time(experiment)
    return points_at(experiment, places(experiment))


def points_at(experiment: Experiment, rows: Floats, first: int = 0) -> tuple[Point, ...]:
    """The points at places (rows, factors), numbered from `first`."""
    columns = [factor.values(rows[:, k]) for k, factor in enumerate(experiment.factors)]
    values = zip(*columns, strict=True) if columns else ((),) * len(rows)
    return tuple(experiment.point(first + k, row) for k, row in enumerate(values))


def problem(factors: Sequence[Factor]) -> dict[str, Any]:
    """The factors as SALib takes them, on places from 0 to 1."""
    return {
        "num_vars": len(factors),
        "names": [factor.path for factor in factors],
        "bounds": [[0.0, 1.0]] * len(factors),
    }


def places(experiment: Experiment) -> Floats:
    """The places (rows, factors) of a design that is sampled, as its points were made from.

    Raises
    ------
    ScenarioError
        When nothing varies, or the design is none that is sampled beforehand.
    InputError
        When SALib is needed and not installed.
    """
    design, factors = experiment.design, experiment.factors
    if not factors:
        raise _refused(experiment, f"nothing varies, and a {design.kind} design needs factors")
    if isinstance(design, LatinHypercubeSection):
        return latin_hypercube([factor.path for factor in factors], design.points, experiment.seed, "design")
    if isinstance(design, SobolSection):
        sample = _salib("sobol")
        rows = sample(problem(factors), design.points, calc_second_order=design.second_order, seed=_key(experiment))
        return np.asarray(rows, dtype=np.float64)
    if isinstance(design, MorrisSection):
        sample = _salib("morris")
        rows = sample(problem(factors), design.trajectories, num_levels=design.levels, seed=_key(experiment))
        return np.asarray(rows, dtype=np.float64)
    raise ValueError(f"a {design.kind} design is not sampled beforehand")


def _factorial(experiment: Experiment) -> tuple[Point, ...]:
    size = 1
    for factor in experiment.factors:
        if factor.levels is None and factor.steps is None:
            raise ScenarioError(
                "a factorial design takes levels, and this is a range",
                where=experiment.where,
                key=f"{factor.role}s.{factor.path}",
                allowed="a list, or steps = 3 beside low and high",
            )
        size *= len(factor.chosen())
    if size > MOST_POINTS:
        raise _refused(experiment, f"the levels make {size:,} points, and {MOST_POINTS:,} is the most")
    rows = product(*(factor.chosen() for factor in experiment.factors))
    return tuple(experiment.point(k, row) for k, row in enumerate(rows))


def _one_at_a_time(experiment: Experiment) -> tuple[Point, ...]:
    base = tuple(_own_value(experiment, factor) for factor in experiment.factors)
    rows = [base]
    for k, factor in enumerate(experiment.factors):
        rows += [(*base[:k], level, *base[k + 1 :]) for level in factor.chosen() if level != base[k]]
    return tuple(experiment.point(k, row) for k, row in enumerate(rows))


def _own_value(experiment: Experiment, factor: Factor) -> Value:
    """The value that all worlds have, from which the factor is moved."""
    held = [value for world in experiment.scenarios.values() for value in held_by(world, factor.path)]
    if not held or any(value != held[0] for value in held):
        raise ScenarioError(
            "the worlds have no one value from which it could be moved",
            where=experiment.where,
            key=f"{factor.role}s.{factor.path}",
            allowed="another design, or a path without *, in which the scenarios do not differ",
        )
    value: Value = held[0]
    return value


def _refused(experiment: Experiment, problem_: str) -> ScenarioError:
    return ScenarioError(problem_, where=experiment.where, key="design")


def _key(experiment: Experiment) -> int:
    """A seed for SALib's samplers."""
    told = f"{experiment.seed} {experiment.design.kind}"
    return int.from_bytes(hashlib.sha256(told.encode()).digest()[:_SEED_BYTES])


def _salib(kind: str) -> Any:
    """SALib's sampler of a kind of design; an extra of the installation."""
    try:
        if kind == "sobol":
            from SALib.sample.sobol import sample
        else:
            from SALib.sample.morris import sample
    except ImportError:
        raise InputError(
            f"a {kind} design is sampled by SALib, which is not installed",
            key="design.kind",
            allowed="pip install 'trm-lab[analysis]', or another design",
        ) from None
    return sample
