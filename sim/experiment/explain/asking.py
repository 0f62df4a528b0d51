"""Why do two scenarios differ: a pair of worlds is picked, replayed side by side, and told."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from sim.errors import InputError, nearest_name
from sim.experiment.explain.choosing import FAR_ENOUGH, best_path, weight
from sim.experiment.explain.following import Consequences, Node, beginnings, follow
from sim.experiment.explain.picking import Picked, pick_from_folder, pick_from_scenarios
from sim.experiment.explain.records import Explanation, Pair, counted
from sim.experiment.explain.telling import Teller
from sim.experiment.explain.watching import Watched, watch
from sim.experiment.explain.writing import write_explanation
from sim.experiment.jobs import Progress
from sim.experiment.plan import whole_number
from sim.experiment.records import Run
from sim.experiment.segments import focal_segments, segment_differences
from sim.metrics import OUTCOMES
from sim.model import Model
from sim.recorder import RunResult
from sim.scenario.loading import Source
from sim.scenario.overriding import settings_of
from sim.scenario.policy_file import read_policies
from sim.scenario.schema import Scenario

MAX_STEPS = 100
TRIED = 8
"""Differences that are undone at most, one after the other; each takes as long as a run."""


@dataclass(frozen=True)
class Compared:
    """Two scenarios and their runs, as much of it as the segments' comparison reads."""

    labels: tuple[str, ...]
    runs: tuple[Run, ...]


def explain(
    a: Source,
    b: Source | None = None,
    *,
    pairs: int = 5,
    pair: int | None = None,
    outcome: str = "loyalty",
    steps: int = 8,
    seed: int | None = None,
    overrides: Iterable[str] = (),
    on: Source | None = None,
    workers: int | None = None,
    out: str | os.PathLike[str] | None = None,
    overwrite: bool = False,
    progress: Progress | None = None,
) -> Explanation:
    """Find the pair of worlds that differ most, and follow how they come to differ.

    Parameters
    ----------
    a, b
        Two scenarios, as for `sim.compare`; or a results folder alone, whose pairs are then taken.
    pairs
        Pairs of worlds to run and choose from.
    pair
        The number of the pair to replay, from 0, instead of the one that differs most.
    outcome
        By which outcome the pairs are compared.
    steps
        Most steps of the chain.
    seed, overrides, on, workers, out, overwrite, progress
        As for `sim.compare`; the folder is described at `sim.experiment.explain.writing`.

    Raises
    ------
    InputError
        A scenario, an argument or the folder is wrong, or the two worlds cannot be held against each other.
    """
    overrides = settings_of(overrides)
    steps = whole_number(steps, "steps", 1, MAX_STEPS)
    if outcome not in OUTCOMES:
        raise InputError(
            f"there is no outcome '{outcome}'", nearest=nearest_name(outcome, OUTCOMES), allowed=", ".join(OUTCOMES)
        )
    options: dict[str, object] = {"outcome": outcome, "steps": steps}
    if b is not None:
        picked = pick_from_scenarios(
            a, b, pair, outcome, options,
            pairs=pairs, seed=seed, overrides=overrides, on=on, workers=workers, progress=progress,
        )  # fmt: skip
    elif overrides or on is not None or seed is not None:
        raise InputError(
            "a results folder has its own worlds: nothing of them can be changed",
            allowed="two scenarios, or a results folder alone",
        )
    else:
        picked = pick_from_folder(a, pair, outcome, options)
    made = _told(picked, outcome, steps)
    if out is not None:
        write_explanation(made, out, overwrite=overwrite)
    return made


def _told(picked: Picked, outcome: str, steps: int) -> Explanation:
    """Replay the pair, and tell it."""
    first, second = (_maker(scenario, picked.seed) for scenario in picked.scenarios.values())
    watched = watch(first(), second())
    own = [_run(label, result) for label, result in zip(picked.scenarios, (watched.a, watched.b), strict=True)]
    _check_replay(picked, own)
    replayed = Pair(picked.number, picked.seed, *(run.outcomes.get(outcome, float("nan")) for run in own))
    teller = Teller(watched)
    chosen, tried = _furthest(watched, second, steps)
    undone = () if chosen is None else chosen[0].undone
    earliest = watched.first
    return Explanation(
        scenarios=picked.scenarios,
        outcome=OUTCOMES[outcome],
        pairs=picked.pairs or (replayed,),
        pair=replayed,
        chosen_by_difference=picked.by_difference,
        first=None if earliest is None else teller.step(earliest),
        at_once=watched.at_once(),
        chain=() if chosen is None else teller.chain(chosen[1]),
        undone=counted(Counter(act.key.kind for act in undone)),
        tried=tried,
        acts=counted(Counter(act.key.kind for act in watched.acts)),
        differing=watched.differing,
        segments=segment_differences(Compared(tuple(picked.scenarios), picked.runs or tuple(own))),
        watched=watched,
        command=picked.command,
    )


def _furthest(
    watched: Watched, second: Callable[[], Model], steps: int
) -> tuple[tuple[Consequences, list[Node]] | None, int]:
    """The chain that goes furthest, of the differences that are tried; and how many were."""
    best: tuple[Consequences, list[Node]] | None = None
    tried = 0
    for root in beginnings(watched)[:TRIED]:
        found = follow(root, watched, second)
        tried += 1
        path = best_path(found, steps)
        if best is None or weight(path[-1]) > weight(best[1][-1]):
            best = found, path
        if weight(path[-1]) >= FAR_ENOUGH:
            break
    return best, tried


def _maker(scenario: Scenario, seed: int) -> Callable[[], Model]:
    policies = read_policies([scenario])
    return lambda: Model(scenario, seed=seed, policies=policies)


def _run(label: str, result: RunResult) -> Run:
    return Run(
        label, 0, result.seed, result.digest, result.outcomes, result.by_retailer, 0.0, segments=focal_segments(result)
    )


def _check_replay(picked: Picked, own: list[Run]) -> None:
    """The replay is of the same runs, to the last bit."""
    digests = {run.label: run.digest for run in own}
    for run in picked.runs:
        if run.replicate == picked.number and run.digest != digests[run.label]:
            raise InputError(
                f"pair {picked.number} cannot be replayed: its run of {run.label} came out otherwise",
                allowed="results of this version, with the same network and policy files",
            )
