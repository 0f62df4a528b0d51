"""Why do two scenarios differ: the pair of worlds is chosen, replayed side by side, and told."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sim.errors import InputError, nearest_name
from sim.experiment.compare import alike, compare
from sim.experiment.explain.choosing import FAR_ENOUGH, best_path, weight
from sim.experiment.explain.following import Consequences, Node, beginnings, follow
from sim.experiment.explain.records import Explanation, Pair, counted
from sim.experiment.explain.telling import Teller
from sim.experiment.explain.watching import Watched, watch
from sim.experiment.explain.writing import write_explanation
from sim.experiment.jobs import Progress
from sim.experiment.plan import MAX_SEED, load_all, shell_command, whole_number
from sim.experiment.records import Run
from sim.experiment.results import load_results
from sim.experiment.segments import focal_segments, segment_differences
from sim.metrics import OUTCOMES
from sim.model import Model
from sim.randomness import replicate_seed
from sim.recorder import RunResult
from sim.scenario.loading import Source
from sim.scenario.policy_file import read_policies
from sim.scenario.schema import Scenario

MAX_PAIRS = 1000
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
        As for `sim.compare`; the folder is described in `docs/explain.md`.

    Raises
    ------
    InputError
        A scenario, an argument or the folder is wrong, or the two worlds cannot be held against each other.
    """
    overrides = tuple(overrides)
    whole_number(steps, "steps", 1, MAX_STEPS)
    if outcome not in OUTCOMES:
        raise InputError(
            f"there is no outcome '{outcome}'", nearest=nearest_name(outcome, OUTCOMES), allowed=", ".join(OUTCOMES)
        )
    options: dict[str, object] = {"outcome": outcome, "steps": steps}
    if b is None:
        if overrides or on is not None or seed is not None:
            raise InputError(
                "a results folder has its own worlds: nothing of them can be changed",
                allowed="two scenarios, or a results folder alone",
            )
        scenarios, runs = _of_folder(a)
        sources: list[Source] = [a]
    else:
        scenarios = load_all([a, b], overrides, on)
        sources = [a, b]
        base = next(iter(scenarios.values())).seed if seed is None else whole_number(seed, "seed", 0, MAX_SEED)
        options["seed"] = base
        runs = ()
        if pair is None:
            whole_number(pairs, "pairs", 1, MAX_PAIRS)
            options["pairs"] = pairs
    _check_worlds(scenarios)
    if pair is not None:
        whole_number(pair, "pair", 0, MAX_SEED)
        options["pair"] = pair
    elif b is not None and not alike(*scenarios.values()):
        done = compare(
            a, b, pairs=pairs, seed=base, overrides=overrides, on=on, workers=workers, progress=progress
        )
        if done.interrupted:
            raise KeyboardInterrupt
        runs = done.runs
    found = _pairs(runs, tuple(scenarios), outcome)
    if b is None:
        number = _chosen(found, outcome).number if pair is None else pair
        own = next((p.seed for p in found if p.number == number), None)
        if own is None:
            raise InputError(
                f"the folder holds no pair {number}", where="pair", allowed=", ".join(str(p.number) for p in found)
            )
    else:
        number = (_chosen(found, outcome).number if found else 0) if pair is None else pair
        own = replicate_seed(base, number)
    return _told(
        scenarios, runs, found, number, pair is None, own, outcome, steps, shell_command("explain", sources, options, overrides, on),
        out, overwrite,
    )  # fmt: skip


def _told(
    scenarios: dict[str, Scenario],
    runs: Sequence[Run],
    pairs: Sequence[Pair],
    number: int,
    by_difference: bool,
    seed: int,
    outcome: str,
    steps: int,
    command: str,
    out: str | os.PathLike[str] | None,
    overwrite: bool,
) -> Explanation:
    """Replay one pair, and tell it."""
    first, second = (_maker(scenario, seed) for scenario in scenarios.values())
    watched = watch(first(), second())
    results = (watched.a, watched.b)
    for run in runs:
        if run.replicate == number and run.digest != results[list(scenarios).index(run.label)].digest:
            raise InputError(
                f"pair {number} cannot be replayed: its run of {run.label} came out otherwise",
                allowed="results of this version, with the same network and policy files",
            )
    own = [_run(label, result) for label, result in zip(scenarios, results, strict=True)]
    replayed = Pair(number, seed, *(run.outcomes[outcome] for run in own))
    chosen, tried = _furthest(watched, second, steps)
    teller = Teller(watched)
    earliest = watched.first
    made = Explanation(
        scenarios=scenarios,
        outcome=OUTCOMES[outcome],
        pairs=tuple(pairs) or (replayed,),
        pair=replayed,
        chosen_by_difference=by_difference,
        first=None if earliest is None else teller.step(earliest),
        at_once=watched.at_once(),
        chain=() if chosen is None else teller.chain(chosen[1]),
        undone=counted(Counter(act.key.kind for act in (chosen[0].undone if chosen is not None else ()))),
        tried=tried,
        acts=counted(Counter(act.key.kind for act in watched.acts)),
        differing=watched.differing,
        segments=segment_differences(Compared(tuple(scenarios), tuple(runs) or tuple(own))),
        watched=watched,
        command=command,
    )
    if out is not None:
        write_explanation(made, out, overwrite=overwrite)
    return made


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


def _pairs(runs: Sequence[Run], labels: tuple[str, ...], outcome: str) -> list[Pair]:
    """The pairs of which both runs are done."""
    by_label = {label: {run.replicate: run for run in runs if run.label == label} for label in labels}
    a, b = by_label.values()
    return [
        Pair(k, a[k].seed, a[k].outcomes.get(outcome, float("nan")), b[k].outcomes.get(outcome, float("nan")))
        for k in sorted(a.keys() & b.keys())
    ]


def _chosen(pairs: Sequence[Pair], outcome: str) -> Pair:
    """The pair that differs most."""
    known = [pair for pair in pairs if pair.difference == pair.difference]
    if not known:
        raise InputError(f"'{outcome}' has no value in any pair", where="outcome", allowed="another outcome, or --pair")
    return max(known, key=lambda pair: abs(pair.difference))


def _of_folder(folder: Any) -> tuple[dict[str, Scenario], tuple[Run, ...]]:
    """The first two scenarios of a results folder, and their runs."""
    if not isinstance(folder, str | os.PathLike):
        raise InputError("one scenario has nothing to differ from", allowed="two scenarios, or a results folder")
    results = load_results(folder)
    if len(results.labels) < 2:
        raise InputError("these are results of one scenario", where=str(folder), allowed="results of `trm compare`")
    if results.manifest["design"].get("pairing", "keyed") != "keyed":
        raise InputError(
            "these pairs share no luck, so everything differs from the first day on",
            where=str(folder),
            allowed="results of keyed pairs",
        )
    scenarios = dict(list(results.scenarios.items())[:2])
    return scenarios, tuple(run for run in results.runs if run.label in scenarios)


def _check_worlds(scenarios: dict[str, Scenario]) -> None:
    """Refuse worlds of which days or parties are not the same: nothing can be said of one consumer in both."""
    a, b = scenarios.values()
    for what, one, other in (
        ("days", a.days, b.days),
        ("consumers", a.consumers.count, b.consumers.count),
        ("retailers", list(a.retailers), list(b.retailers)),
        ("suppliers", list(a.suppliers), list(b.suppliers)),
        ("platforms", list(a.platforms), list(b.platforms)),
        ("focal", a.focal, b.focal),
    ):
        if one != other:
            names = " and ".join(scenarios)
            raise InputError(f"{names} have not the same {what}", allowed="worlds that differ in what firms do")
