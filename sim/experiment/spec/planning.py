"""From an experiment to the plan of its runs."""

from __future__ import annotations

from collections.abc import Sequence

from sim.errors import Clause, ScenarioError
from sim.experiment.drawing import latin_hypercube
from sim.experiment.spec.design_sections import AdaptiveSection, LatinHypercubeSection
from sim.experiment.spec.experiment import Experiment
from sim.experiment.spec.refusal import no_outcome
from sim.experiment.sweep.adaptive import AdaptiveDesign
from sim.experiment.sweep.design import FixedDesign, Replication, Stopping
from sim.experiment.sweep.plan import Design, Plan, Point
from sim.experiment.sweep.sampling import fixed_points, points_at
from sim.metrics import OUTCOMES
from sim.scenario.loading import load_scenario

LEAST_REPLICATES = 3
"""Below it a stopping rule knows nothing of the spread."""


def plan_of(experiment: Experiment) -> Plan:
    """The runs that an experiment asks for.

    Points of a Latin hypercube, and of the first round of an adaptive design, whose values no world allows are left
    out, and the document says which: what is left is still spread evenly over what is allowed. In the other designs
    each point has its place in a pattern that would be broken, so there they are refused.

    Raises
    ------
    ScenarioError
        When the design cannot be made of these factors, or values of a point do not go together.
    """
    replication = Replication(tuple(experiment.scenarios), experiment.replicates, _stopping(experiment))
    design: Design
    if isinstance(experiment.design, AdaptiveSection):
        first, dropped = _allowed(experiment, _first_round(experiment, experiment.design))
        design = AdaptiveDesign(
            experiment=experiment,
            replication=replication,
            first=tuple(Point(k, point.values) for k, point in enumerate(first)),
            points=experiment.design.points,
            batch=experiment.design.batch,
            response=_looked_at(experiment, experiment.design),
            allowed=lambda point: _refusal(experiment, point) is None,
        )
    else:
        points = fixed_points(experiment)
        if isinstance(experiment.design, LatinHypercubeSection):
            points, dropped = _allowed(experiment, points)
        else:
            dropped = ()
            for point in points:
                error = _refusal(experiment, point)
                if error is not None:
                    raise _at(experiment, point, error)
        design = FixedDesign(points, replication)
    return Plan(
        name=experiment.name,
        scenarios=experiment.scenarios,
        design=design,
        seed=experiment.seed,
        responses=experiment.responses,
        document=experiment.document | {"left_out": [dict(point.values) for point in dropped]},
    )


def _stopping(experiment: Experiment) -> Stopping | None:
    stop = experiment.stop
    if stop is None:
        return None
    if experiment.replicates < LEAST_REPLICATES:
        raise ScenarioError(
            f"{experiment.replicates} replicates do not show how much runs differ, so nothing says when to stop",
            where=experiment.where,
            key="replicates",
            allowed=f"at least {LEAST_REPLICATES} beside [stop]",
        )
    return Stopping(stop.half_width, stop.of, stop.batch, max(stop.most, experiment.replicates))


def _first_round(experiment: Experiment, section: AdaptiveSection) -> tuple[Point, ...]:
    factors = experiment.factors
    if not factors:
        raise ScenarioError(
            "nothing varies, and an adaptive design needs factors", where=experiment.where, key="design"
        )
    size = min(section.start or max(8, 3 * len(factors)), section.points)
    return points_at(experiment, latin_hypercube([f.path for f in factors], size, experiment.seed, "design"))


def _looked_at(experiment: Experiment, section: AdaptiveSection) -> str:
    response = section.response or experiment.responses[0]
    if response not in OUTCOMES:
        raise no_outcome(response, experiment.where, "design.response")
    return response


def _allowed(experiment: Experiment, points: Sequence[Point]) -> tuple[tuple[Point, ...], tuple[Point, ...]]:
    """The points whose values go together, and the others."""
    refusals = [_refusal(experiment, point) for point in points]
    kept = tuple(point for point, error in zip(points, refusals, strict=True) if error is None)
    if not kept:
        error = next(error for error in refusals if error is not None)
        raise _at(experiment, points[0], error)
    return kept, tuple(point for point, error in zip(points, refusals, strict=True) if error is not None)


def _refusal(experiment: Experiment, point: Point) -> ScenarioError | None:
    """Why no world has the values of a point together; None when all have."""
    for world in experiment.scenarios.values():
        try:
            load_scenario(world, point.settings())
        except ScenarioError as error:
            return error
    return None


def _at(experiment: Experiment, point: Point, error: ScenarioError) -> ScenarioError:
    values = ", ".join(point.settings()[:8]) + (" …" if len(point.values) > 8 else "")
    return ScenarioError(
        Clause(
            "at point {number} ({values}) the values do not go together: {error}",
            number=point.number,
            values=values,
            error=error,
        ),
        where=experiment.where,
        key="design",
        allowed="levels and ranges that do, or a latin-hypercube or adaptive design, which leave such points out",
    )
