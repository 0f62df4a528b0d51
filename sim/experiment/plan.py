"""From what a user asks to the list of jobs: scenarios loaded, named apart, and given their seeds."""

from __future__ import annotations

import os
import shlex
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Literal

import numpy as np

from sim.errors import InputError
from sim.experiment.records import Job
from sim.randomness import replicate_seed
from sim.scenario.loading import Source, load_scenario
from sim.scenario.overriding import settings_of
from sim.scenario.policy_file import read_policies
from sim.scenario.schema import Scenario

Pairing = Literal["keyed", "independent"]
MAX_SEED = 2**62


def load_all(sources: Sequence[Source], overrides: Iterable[str], on: Source | None = None) -> dict[str, Scenario]:
    """The scenarios by a name that tells them apart: a second one of a name gets a number."""
    overrides = settings_of(overrides)
    named: dict[str, Scenario] = {}
    for source in sources:
        scenario = load_scenario(source, overrides, on)
        label, number = scenario.name, 2
        while label in named:
            label, number = f"{scenario.name} ({number})", number + 1
        named[label] = scenario
    return named


def refuse_unlike(scenarios: Mapping[str, Scenario]) -> None:
    """Refuse scenarios whose outcomes are of other retailers or of other spans of time."""
    (a, first), *others = scenarios.items()
    for b, other in others:
        if other.days != first.days:
            raise InputError(
                f"'{b}' lasts {other.days} days and '{a}' {first.days}", allowed="one length, as by --days"
            )
        if other.focal != first.focal:
            raise InputError(
                f"'{b}' is about the retailer '{other.focal}' and '{a}' about '{first.focal}'",
                allowed=f"one focal retailer, as by --set focal={first.focal}",
            )


def make_jobs(
    scenarios: dict[str, Scenario],
    replicates: int,
    seed: int,
    *,
    pairing: Pairing = "keyed",
    threads: int = 1,
    shards: Path | None = None,
) -> list[Job]:
    """All jobs, replicate by replicate, so that what is done at any moment is balanced over scenarios.

    Keyed pairs: replicate k of every scenario has the same seed, hence the same consumers with the same
    luck. Independent pairs: no two jobs share a seed.

    Raises
    ------
    ScenarioError
        The file of a policy that a scenario names cannot be used.
    """
    policies = {label: read_policies([scenario]) for label, scenario in scenarios.items()}
    jobs: list[Job] = []
    for replicate in range(replicates):
        for place, (label, scenario) in enumerate(scenarios.items()):
            apart = place * replicates if pairing == "independent" else 0
            own = replicate_seed(seed, replicate + apart)
            jobs.append(Job(len(jobs), label, scenario, replicate, own, threads, shards, policies[label]))
    return jobs


def whole_number(value: object, name: str, low: int, high: int) -> int:
    """`value` as Python's own integer when it is one, or one of numpy's, within the bounds.

    Raises
    ------
    InputError
        It is not.
    """
    if isinstance(value, bool) or not isinstance(value, int | np.integer) or not low <= value <= high:
        raise InputError(f"{value!r} will not do", where=name, allowed=f"a whole number from {low} to {high}")
    return int(value)


def shell_command(
    verb: str,
    sources: Sequence[Source],
    options: Mapping[str, object],
    overrides: Iterable[str],
    on: Source | None = None,
) -> str:
    """The command that does the same again. An option that is True is a flag; a tuple is given again for each value."""
    words = ["trm", verb]
    words += [word(source) for source in sources]
    if on is not None:
        words += ["--on", word(on)]
    for option, value in options.items():
        if value is True:
            words.append(f"--{option}")
            continue
        for one in value if isinstance(value, tuple) else (value,):
            words += [f"--{option}", str(one)]
    for override in overrides:
        words += ["--set", override]
    return shlex.join(words)


def word(source: Source) -> str:
    """A source on the command line; a world that came from no file stands in the manifest under its name."""
    if isinstance(source, str | os.PathLike):
        return os.fspath(source)
    name = source.name if isinstance(source, Scenario) else str(source.get("name", "world"))
    return f"{name}.toml"
