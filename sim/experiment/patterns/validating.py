"""Patterns looked for in the worlds meant for them: figures with their intervals over worlds, and verdicts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Literal

from sim.errors import InputError, nearest_name
from sim.experiment.compare import MAX_PAIRS
from sim.experiment.jobs import Progress, perform_all, recorded
from sim.experiment.logs.keeping import keep_logs
from sim.experiment.patterns.readers import PATTERNS
from sim.experiment.patterns.regularities import REGULARITIES
from sim.experiment.patterns.table import Pattern, table
from sim.experiment.patterns.worlds import WORLDS
from sim.experiment.plan import MAX_SEED, make_jobs, whole_number
from sim.experiment.records import Batch, Failure, Job, Run, column
from sim.experiment.statistics import Estimate, estimate
from sim.model import Model
from sim.scenario.loading import load_scenario
from sim.scenario.overriding import settings_of
from sim.scenario.schema import Scenario

Verdict = Literal["pass", "fail", "not measured"]
READERS = PATTERNS | REGULARITIES
LEAST_WORLDS = 2
"""Worlds from which an interval can be told."""


@dataclass(frozen=True)
class Plan:
    """A world that is to be lived: its variants, its panels, and the patterns that are read off it."""

    variants: Mapping[str, Scenario]
    panel_days: int
    ids: tuple[str, ...]


@dataclass(frozen=True)
class Found:
    """What was found of a pattern.

    Attributes
    ----------
    numbers
        By name, the mean over worlds with its interval.
    """

    pattern: Pattern
    numbers: Mapping[str, Estimate]

    @property
    def figure(self) -> Estimate:
        """The number that stands for it in a table."""
        return self.numbers.get(self.pattern.figure, estimate([]))

    @property
    def checked(self) -> tuple[bool | None, ...]:
        """Whether each check holds; None for one without its number."""
        nothing = estimate([])
        return tuple(check.holds(self.numbers.get(check.number, nothing)) for check in self.pattern.checks)

    @property
    def verdict(self) -> Verdict:
        """``pass`` where all checks hold."""
        if None in self.checked:
            return "not measured"
        return "pass" if all(self.checked) else "fail"

    @property
    def why(self) -> str:
        """Which checks failed, and what is known of the reason."""
        if self.verdict != "fail":
            return ""
        failed = [check.words for check, holds in zip(self.pattern.checks, self.checked, strict=True) if not holds]
        return f"Not met: {'; '.join(failed)}. {self.pattern.why}".strip()

    def row(self) -> dict[str, Any]:
        """For JSON; None where there is no number."""
        p = self.pattern
        return {
            "id": p.id,
            "title": dict(p.title),
            "figure": self.figure.mean,
            "low": self.figure.low,
            "high": self.figure.high,
            "figure_is": p.figure,
            "benchmark": p.benchmark,
            "criterion": p.criterion,
            "verdict": self.verdict,
            "kind": p.kind,
            "world": WORLDS[p.world].words,
            "worlds": self.figure.n,
            "numbers": {name: value.row() for name, value in self.numbers.items()},
            "checks": [
                {"check": check.words, "holds": holds} for check, holds in zip(p.checks, self.checked, strict=True)
            ],
            "put_in": p.put_in,
            "why": self.why,
        }


@dataclass(frozen=True)
class Validation:
    """All that was looked for, in the order of the table; `runs` worlds of `planned` were lived."""

    found: tuple[Found, ...]
    worlds: int
    seed: int
    runs: int
    planned: int
    failures: tuple[Failure, ...]
    interrupted: bool

    @property
    def failed(self) -> tuple[Found, ...]:
        """Emergent patterns of the list that are not met."""
        return tuple(
            f for f in self.found if f.verdict == "fail" and f.pattern.kind == "emergent" and f.pattern.is_listed
        )

    def to_json(self) -> dict[str, Any]:
        """A document for `json.dumps`."""
        return {
            "patterns": [f.row() for f in self.found if f.pattern.is_listed],
            "regularities": [f.row() for f in self.found if not f.pattern.is_listed],
            "worlds": self.worlds,
            "seed": self.seed,
            "interrupted": self.interrupted,
            "failures": [
                {"world": f.label, "replicate": f.replicate, "seed": f.seed, "error": f"{f.error}: {f.message}"}
                for f in self.failures
            ],
        }


def validate(
    only: Sequence[str] = (),
    *,
    worlds: int = 5,
    seed: int | None = None,
    overrides: Iterable[str] = (),
    workers: int | None = None,
    progress: Progress | None = None,
) -> Validation:
    """Look for patterns in the worlds meant for them.

    Parameters
    ----------
    only
        Ids; all when none are given.
    worlds
        How many of each kind, each with luck of its own: 2 or more.
    seed, workers, progress
        As for `sim.compare`; by default the seed of `baseline`.
    overrides
        Values set in all worlds, after what makes them what they are.

    Raises
    ------
    InputError
        An id, a setting or an argument is wrong.
    """
    worlds = whole_number(worlds, "worlds", LEAST_WORLDS, MAX_PAIRS)
    overrides = settings_of(overrides)
    chosen = _chosen(only)
    base_seed = load_scenario("baseline").seed if seed is None else whole_number(seed, "seed", 0, MAX_SEED)
    plans = {name: _plan(name, chosen, overrides) for name in dict.fromkeys(p.world for p in chosen)}
    jobs = make_jobs({name: next(iter(plan.variants.values())) for name, plan in plans.items()}, worlds, base_seed)
    batch: Batch = perform_all(jobs, workers=workers, progress=progress, work=partial(perform_reading, plans))
    return Validation(
        found=tuple(_found(p, batch.runs, worlds) for p in chosen),
        worlds=worlds,
        seed=base_seed,
        runs=len(batch.runs),
        planned=len(jobs),
        failures=batch.failures,
        interrupted=batch.interrupted,
    )


def perform_reading(plans: Mapping[str, Plan], job: Job) -> Run:
    """Live all variants of a world under one seed, and read its patterns off their logs."""
    plan = plans[job.label]
    lived = {
        name: keep_logs(Model(scenario, seed=job.seed), panel_days=plan.panel_days)
        for name, scenario in plan.variants.items()
    }
    read = {f"{i}.{name}": float(value) for i in plan.ids for name, value in READERS[i](lived).items()}
    first = next(iter(lived.values())).result
    return replace(recorded(job, first, read, {}), by_retailer={}, segments={})


def _chosen(only: Sequence[str]) -> list[Pattern]:
    entries = table()
    for name in only:
        if name not in entries:
            raise InputError(
                f"'{name}' is no pattern",
                where="--only",
                nearest=nearest_name(name, entries),
                allowed=", ".join(entries),
            )
    return [p for p in entries.values() if not only or p.id in only]


def _plan(name: str, chosen: Sequence[Pattern], overrides: tuple[str, ...]) -> Plan:
    world = WORLDS[name]
    variants = {v: load_scenario(source, (*own, *overrides)) for v, (source, own) in world.variants.items()}
    return Plan(variants, world.panel_days, tuple(p.id for p in chosen if p.world == name))


def _found(pattern: Pattern, runs: Sequence[Run], worlds: int) -> Found:
    start = f"{pattern.id}."
    lived = [run for run in runs if run.label == pattern.world]
    names = dict.fromkeys(key for run in lived for key in run.outcomes if key.startswith(start))
    numbers = {key.removeprefix(start): estimate(column(runs, pattern.world, key, worlds)) for key in names}
    return Found(pattern, numbers)
