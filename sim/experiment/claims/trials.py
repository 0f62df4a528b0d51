"""The runs that claims ask for: every scenario of a claim in every one of its worlds, each run once for all claims.

World k is point k of the unknown parameters with luck of its own. Two claims that draw the same parameters from the
same seed meet the same worlds, since each parameter is drawn by its own key.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from sim.errors import ScenarioError
from sim.experiment.claims.measures import earned, read
from sim.experiment.records import Job, Run
from sim.experiment.spec.design_sections import LatinHypercubeSection
from sim.experiment.spec.experiment import Experiment
from sim.experiment.sweep.plan import Point
from sim.experiment.sweep.sampling import fixed_points
from sim.model import Model
from sim.randomness import replicate_seed
from sim.scenario.loading import load_scenario
from sim.scenario.policy_file import read_policies
from sim.scenario.schema import Scenario

IT = "it_effect"
_LABELS = {"name", "title", "description", "seed"}

Key = tuple[str, tuple[str, ...], int]
"""What a run is known by: a hash of the scenario, the settings laid on it, and the number of the world."""


@dataclass(frozen=True)
class DrawnJob(Job):
    """A run to do in a drawn world: `settings` are laid on the scenario, `measures` are read, earnings are kept or not.

    Its label names the claim that asked for it first, and with the number of the world no other run has it.
    """

    settings: tuple[str, ...] = ()
    measures: frozenset[str] = frozenset()
    keeps_earnings: bool = False


@dataclass(frozen=True)
class Trial:
    """A claim with its worlds: `keys` say, by scenario and place of the world, which run answers."""

    experiment: Experiment
    worlds: tuple[Point, ...]
    refused: int
    keys: Mapping[str, tuple[Key, ...]]


@dataclass
class Trials:
    """All claims that are tried together, and the runs that they share."""

    trials: list[Trial] = field(default_factory=list)
    jobs: dict[Key, DrawnJob] = field(default_factory=dict)
    _allowed: dict[tuple[str, tuple[str, ...]], bool] = field(default_factory=dict)

    def add(self, experiment: Experiment, threads: int = 1) -> None:
        """Add a claim: draw its worlds and note the runs that are not there yet."""
        claim = experiment.claim
        if claim is None or not isinstance(experiment.design, LatinHypercubeSection):
            raise ScenarioError("a claim is tried at the points of a Latin hypercube", where=experiment.where)
        used = dict.fromkeys(arm for part in claim.parts for arm in part.arms)
        used |= dict.fromkeys(claim.payback or ())
        arms = {label: experiment.scenarios[label] for label in used}
        hashes = {label: _hash(world) for label, world in arms.items()}
        policies = {label: read_policies([world]) for label, world in arms.items()}
        worlds, refused = self._drawn(experiment, arms, hashes)
        settings = [point.settings() for point in worlds]
        measured: dict[str, set[str]] = {label: {IT} for label in arms}
        for part in claim.parts:
            for label in part.arms:
                measured[label].add(part.measure)
                if part.matters_of is not None:
                    measured[label].add(part.matters_of)
        keys: dict[str, list[Key]] = {label: [] for label in arms}
        for label, world in arms.items():
            for point, given in zip(worlds, settings, strict=True):
                key = (hashes[label], given, point.number)
                keys[label].append(key)
                known = self.jobs.get(key)
                if known is None:
                    own = replicate_seed(experiment.seed, point.number)
                    name = f"{claim.id} {label}"
                    known = DrawnJob(0, name, world, point.number, own, threads, None, policies[label], given)
                self.jobs[key] = replace(
                    known,
                    measures=known.measures | measured[label],
                    keeps_earnings=known.keeps_earnings or label in (claim.payback or ()),
                )
        self.trials.append(Trial(experiment, worlds, refused, {label: tuple(held) for label, held in keys.items()}))

    def ordered(self) -> list[Key]:
        """World by world, so that what is done at any moment is balanced over the claims."""
        return sorted(self.jobs, key=lambda key: key[2])

    def _drawn(
        self, experiment: Experiment, arms: Mapping[str, Scenario], hashes: Mapping[str, str]
    ) -> tuple[tuple[Point, ...], int]:
        """As many points as are wanted, whose values every scenario allows, and how many were passed over.

        A quarter more are drawn, since some points hold values that do not go together.
        """
        design = experiment.design
        assert isinstance(design, LatinHypercubeSection)
        wanted = design.points
        more = design.model_copy(update={"points": wanted + max(4, wanted // 4)})
        kept: list[Point] = []
        refused = 0
        for point in fixed_points(replace(experiment, design=more)):
            if len(kept) == wanted:
                break
            settings = point.settings()
            if all(self._goes_together(world, hashes[label], settings) for label, world in arms.items()):
                kept.append(point)
            else:
                refused += 1
        return tuple(kept), refused

    def _goes_together(self, world: Scenario, known_as: str, settings: tuple[str, ...]) -> bool:
        key = (known_as, settings)
        if key not in self._allowed:
            try:
                load_scenario(world, settings)
            except ScenarioError:  # values that do not go together, each of which is allowed
                self._allowed[key] = False
            else:
                self._allowed[key] = True
        return self._allowed[key]


def perform_drawn(job: Job) -> Run:
    """Live one world, and read what the claims look at."""
    if not isinstance(job, DrawnJob):
        raise TypeError(f"{type(job).__name__} is no run of a claim")
    scenario = load_scenario(job.scenario, job.settings)
    model = Model(scenario, seed=job.seed, threads=job.threads, policies=job.policies)
    result = model.run()
    return Run(
        label=job.label,
        replicate=job.replicate,
        seed=result.seed,
        digest=result.digest,
        outcomes={name: read(name, model, result) for name in sorted(job.measures)},
        by_retailer={},
        seconds=result.seconds,
        by_day=earned(result) if job.keeps_earnings else {},
    )


def _hash(world: Scenario) -> str:
    return hashlib.sha256(world.model_dump_json(exclude=_LABELS).encode()).hexdigest()


def values_of(worlds: Sequence[Point], paths: Sequence[str]) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    """The drawn values (worlds, parameters)."""
    return np.array([[float(point.values[path]) for path in paths] for point in worlds], dtype=np.float64).reshape(
        len(worlds), len(paths)
    )
