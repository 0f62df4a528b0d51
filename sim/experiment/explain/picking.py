"""Which pair of worlds is replayed: the one that differs most in an outcome, or the one that is asked for."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sim.errors import InputError
from sim.experiment.compare import alike, compare
from sim.experiment.explain.records import Pair
from sim.experiment.jobs import Progress
from sim.experiment.plan import MAX_SEED, load_all, shell_command, whole_number
from sim.experiment.records import Run
from sim.experiment.results import load_results
from sim.randomness import replicate_seed
from sim.scenario.loading import Source
from sim.scenario.schema import Scenario

MAX_PAIRS = 1000


@dataclass(frozen=True)
class Picked:
    """One pair of worlds.

    Attributes
    ----------
    scenarios, runs, pairs
        The two scenarios by name, their runs, and the pairs that these make; none where nothing had to be run.
    number, seed
        The pair that was picked.
    by_difference
        Whether it was picked because it differs most.
    command
        The command that picks the same again.
    """

    scenarios: dict[str, Scenario]
    runs: tuple[Run, ...]
    pairs: tuple[Pair, ...]
    number: int
    seed: int
    by_difference: bool
    command: str


def pick_from_folder(folder: Any, pair: int | None, outcome: str, options: dict[str, object]) -> Picked:
    """A pair of the first two scenarios of a results folder."""
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
    check_worlds(scenarios)
    runs = tuple(run for run in results.runs if run.label in scenarios)
    pairs = _pairs(runs, tuple(scenarios), outcome)
    known = {p.number: p.seed for p in pairs}
    number = _most_different(pairs, outcome) if pair is None else whole_number(pair, "pair", 0, MAX_SEED)
    if number not in known:
        raise InputError(f"the folder holds no pair {number}", where="pair", allowed=", ".join(map(str, known)))
    command = shell_command("explain", [folder], options | _asked(pair), ())
    return Picked(scenarios, runs, pairs, number, known[number], pair is None, command)


def pick_from_scenarios(
    a: Source,
    b: Source,
    pair: int | None,
    outcome: str,
    options: dict[str, object],
    *,
    pairs: int,
    seed: int | None,
    overrides: tuple[str, ...],
    on: Source | None,
    workers: int | None,
    progress: Progress | None,
) -> Picked:
    """A pair of two scenarios: they are run in several, or only the one that is asked for is replayed."""
    scenarios = load_all([a, b], overrides, on)
    check_worlds(scenarios)
    base = next(iter(scenarios.values())).seed if seed is None else whole_number(seed, "seed", 0, MAX_SEED)
    options = {"seed": base} | options | (_asked(pair) or {"pairs": whole_number(pairs, "pairs", 1, MAX_PAIRS)})
    runs: tuple[Run, ...] = ()
    if pair is not None:
        number = whole_number(pair, "pair", 0, MAX_SEED)
    elif alike(*scenarios.values()):
        number = 0
    else:
        done = compare(a, b, pairs=pairs, seed=base, overrides=overrides, on=on, workers=workers, progress=progress)
        if done.interrupted:
            raise KeyboardInterrupt
        runs = done.runs
        number = _most_different(_pairs(runs, tuple(scenarios), outcome), outcome)
    command = shell_command("explain", [a, b], options, overrides, on)
    found = _pairs(runs, tuple(scenarios), outcome)
    return Picked(scenarios, runs, found, number, replicate_seed(base, number), pair is None, command)


def check_worlds(scenarios: dict[str, Scenario]) -> None:
    """Refuse worlds of which days or parties are not the same: nothing can be said of one consumer in both.

    Raises
    ------
    InputError
        They are not.
    """
    a, b = scenarios.values()
    for what, one, other in (
        ("days", a.days, b.days),
        ("number of consumers", a.consumers.count, b.consumers.count),
        ("retailers", list(a.retailers), list(b.retailers)),
        ("suppliers", list(a.suppliers), list(b.suppliers)),
        ("shelves", [a.suppliers_of(name) for name in a.retailers], [b.suppliers_of(name) for name in b.retailers]),
        ("platforms", list(a.platforms), list(b.platforms)),
        ("focal retailer", a.focal, b.focal),
    ):
        if one != other:
            names = " and ".join(scenarios)
            raise InputError(f"{names} have not the same {what}", allowed="worlds that differ in what firms do")


def _asked(pair: int | None) -> dict[str, object]:
    return {} if pair is None else {"pair": pair}


def _pairs(runs: Sequence[Run], labels: tuple[str, ...], outcome: str) -> tuple[Pair, ...]:
    """The pairs of which both runs are done."""
    a, b = ({run.replicate: run for run in runs if run.label == label} for label in labels)
    return tuple(
        Pair(k, a[k].seed, a[k].outcomes.get(outcome, float("nan")), b[k].outcomes.get(outcome, float("nan")))
        for k in sorted(a.keys() & b.keys())
    )


def _most_different(pairs: Sequence[Pair], outcome: str) -> int:
    """The number of the pair that differs most."""
    known = [pair for pair in pairs if pair.difference == pair.difference]
    if not known:
        raise InputError(f"'{outcome}' has no value in any pair", where="outcome", allowed="another outcome, or --pair")
    return max(known, key=lambda pair: abs(pair.difference)).number
