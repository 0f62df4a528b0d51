"""Scenarios compared on the same worlds: the same consumers with the same luck under each policy."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.errors import InputError, nearest_name
from sim.experiment.anytime import anytime_difference, moments
from sim.experiment.decision import Decision
from sim.experiment.execution import all_at_once, execute
from sim.experiment.file_names import LOOKS
from sim.experiment.forecast import Forecast, forecast
from sim.experiment.jobs import Progress
from sim.experiment.plan import MAX_SEED, Pairing, load_all, refuse_unlike, shell_command, whole_number
from sim.experiment.records import Batch, Failure, Run, column, complete_pairs
from sim.experiment.segments import SegmentContrast, segment_differences
from sim.experiment.settling import Settling, looks_frame
from sim.experiment.standing import standing, standing_at_every_look
from sim.experiment.statistics import CONFIDENCE, PairedDifference, paired_difference
from sim.experiment.until_settled import UntilSettled
from sim.metrics import OUTCOMES
from sim.outcome import Outcome
from sim.scenario.loading import Source
from sim.scenario.overriding import settings_of
from sim.scenario.schema import Scenario

if TYPE_CHECKING:
    import pandas as pd

MAX_PAIRS = 100_000


@dataclass(frozen=True)
class Contrast:
    """One outcome of scenario `b` against scenario `a`; the numbers are explained at `PairedDifference`.

    `stands` says whether it differs with all outcomes looked at together: one in twenty 95% intervals would miss zero
    by luck alone. None where neither direction is better.
    """

    scenario_a: str
    scenario_b: str
    outcome: Outcome
    numbers: PairedDifference
    stands: bool | None = None

    @property
    def is_open(self) -> bool:
        """Whether its interval has zero inside, so that these pairs do not tell which side is better."""
        n = self.numbers
        return n.low is not None and n.high is not None and n.low <= 0.0 <= n.high and n.low < n.high

    def row(self) -> dict[str, Any]:
        """Flat, for a table or for JSON; None where a number is undefined."""
        n = self.numbers
        return {
            "scenario_a": self.scenario_a,
            "scenario_b": self.scenario_b,
            "outcome": self.outcome.name,
            "title": self.outcome.title,
            "unit": self.outcome.unit,
            "better": self.outcome.better,
            "pairs": n.pairs,
            "left_out": n.left_out,
            "a": n.a.mean,
            "a_low": n.a.low,
            "a_high": n.a.high,
            "b": n.b.mean,
            "b_low": n.b.low,
            "b_high": n.b.high,
            "difference": n.difference,
            "low": n.low,
            "high": n.high,
            "stands": self.stands,
            "b_better": n.b_better,
            "a_better": n.a_better,
            "prob_b_beats_a": n.prob_b_beats_a,
            "prob_low": n.prob_low,
            "prob_high": n.prob_high,
            "prob_b_higher": n.prob_b_higher,
            "prob_mean_favours_b": n.prob_mean_favours_b,
            "correlation": n.correlation,
            "correlation_low": n.correlation_low,
            "correlation_high": n.correlation_high,
            "variance_ratio": n.variance_ratio,
            "variance_ratio_low": n.variance_ratio_low,
            "variance_ratio_high": n.variance_ratio_high,
        }


def alike(a: Scenario, b: Scenario) -> bool:
    """Whether two scenarios say the same but for their labels: their worlds are then the same too."""
    labels = {"name", "title", "description"}
    return a.model_dump(exclude=labels) == b.model_dump(exclude=labels)


@dataclass(frozen=True)
class Comparison:
    """Scenarios run on the same replicate seeds, each contrasted with the first.

    Attributes
    ----------
    scenarios
        By name, in the order given.
    pairs
        Worlds asked for, or begun with where their number was not fixed. A contrast says how many it could use.
    runs, failures, planned
        What was done, what failed, and how many runs were to be done; `interrupted` when some never were.
    contrasts
        Every outcome of every scenario after the first, against the first.
    command
        The command that does the same again.
    decision
        What was settled, where pairs were added until it was; the intervals of the contrasts then hold at every look.
    """

    scenarios: dict[str, Scenario]
    pairs: int
    seed: int
    pairing: Pairing
    runs: tuple[Run, ...]
    failures: tuple[Failure, ...]
    planned: int
    interrupted: bool
    contrasts: tuple[Contrast, ...]
    command: str
    decision: Decision | None = None

    @property
    def labels(self) -> tuple[str, ...]:
        """Names of the scenarios, in the order given."""
        return tuple(self.scenarios)

    @cached_property
    def segments(self) -> tuple[SegmentContrast, ...]:
        """What each scenario after the first does to every segment of the focal retailer's customers."""
        return segment_differences(self)

    def contrast(self, outcome: str, b: str | None = None) -> Contrast:
        """The contrast of one outcome, for scenario `b` (by default the second)."""
        wanted = b if b is not None else list(self.scenarios)[1]
        for contrast in self.contrasts:
            if contrast.outcome.name == outcome and contrast.scenario_b == wanted:
                return contrast
        against = self.labels[1:]
        if wanted not in against:
            near = nearest_name(wanted, against)
            raise InputError(
                f"'{wanted}' is not compared with '{self.labels[0]}'", allowed=", ".join(against), nearest=near
            )
        near = nearest_name(outcome, OUTCOMES)
        raise InputError(f"there is no outcome '{outcome}'", allowed=", ".join(OUTCOMES), nearest=near)

    def to_frame(self) -> pd.DataFrame:
        """One row for each contrast."""
        import pandas as pd

        return pd.DataFrame([contrast.row() for contrast in self.contrasts])

    def to_json(self) -> dict[str, Any]:
        """A document for `json.dumps`: None (null) where a number is undefined, never NaN."""
        first = next(iter(self.scenarios.values()))
        return {
            "scenarios": list(self.scenarios),
            "seed": self.seed,
            "days": first.days,
            "consumers": first.consumers.count,
            "pairing": self.pairing,
            "pairs": complete_pairs(self.runs, list(self.scenarios)),
            "pairs_asked": self.pairs,
            "interrupted": self.interrupted,
            "decision": None if self.decision is None else self.decision.to_json(),
            "contrasts": [contrast.row() for contrast in self.contrasts],
            "segments": [contrast.row() for contrast in self.segments],
            "runs": [
                {"scenario": r.label, "replicate": r.replicate, "seed": r.seed, "digest": r.digest} for r in self.runs
            ],
            "failures": [
                {
                    "scenario": f.label,
                    "replicate": f.replicate,
                    "seed": f.seed,
                    "error": f"{f.error}: {f.message}",
                }
                for f in self.failures
            ],
            "command": self.command,
        }


def compare(
    a: Source,
    b: Source,
    *others: Source,
    pairs: int | None = None,
    until_settled: bool | UntilSettled = False,
    seed: int | None = None,
    overrides: Iterable[str] = (),
    on: Source | None = None,
    workers: int | None = None,
    threads: int = 1,
    pairing: Pairing = "keyed",
    out: str | os.PathLike[str] | None = None,
    overwrite: bool = False,
    progress: Progress | None = None,
) -> Comparison:
    """Run scenarios on the same worlds and contrast each with the first.

    Parameters
    ----------
    a, b, others
        Built-in names, paths, tables or `Scenario`s.
    pairs
        Worlds, by default 20: replicate k of all scenarios has the seed ``replicate_seed(seed, k)``.
    until_settled
        In place of `pairs`: add pairs until the decision is settled, True being the rule ``UntilSettled()``.
    seed
        By default that of `a`.
    overrides
        Values set in all scenarios, such as ``"consumers.count=500"``.
    on
        A world on which all scenarios are laid in place of the one that they start from.
    workers, threads
        Processes (by default as many as pay) and threads within each; no result depends on either.
    pairing
        ``independent`` gives every run a seed of its own, to show what the pairing saves.
    out, overwrite
        A folder for the results (see `sim.experiment.results`), and whether it may replace earlier ones.
    progress
        Called with the number of runs ended and of all.

    An interruption ends the runs and returns what is done, marked as interrupted.

    Raises
    ------
    InputError
        A scenario, an argument or the folder is wrong.
    """
    overrides = settings_of(overrides)
    sources = (a, b, *others)
    scenarios = load_all(sources, overrides, on)
    refuse_unlike(scenarios)
    labels = tuple(scenarios)
    base = next(iter(scenarios.values())).seed if seed is None else whole_number(seed, "seed", 0, MAX_SEED)
    settling = _settling(until_settled, pairs, pairing, labels)
    most = (
        settling.decision.rule.budget
        if settling
        else whole_number(20 if pairs is None else pairs, "pairs", 1, MAX_PAIRS)
    )
    asked = settling.decision.rule.options() if settling else {"pairs": most}
    options = asked | {"seed": base} | ({} if pairing == "keyed" else {"pairing": pairing})
    command = shell_command("compare", sources, options, overrides, on)

    def found(batch: Batch) -> tuple[Contrast, ...]:
        if settling is None:
            return contrasts(batch.runs, labels, most)
        return contrasts(batch.runs, labels, settling.pairs, settling.decision)

    def summarise(batch: Batch) -> pd.DataFrame:
        import pandas as pd

        return pd.DataFrame([contrast.row() for contrast in found(batch)])

    batch = execute(
        scenarios,
        most,
        base,
        kind="comparison",
        command=command,
        summarise=summarise,
        tables=lambda _: {LOOKS: looks_frame(settling.decision)} if settling and settling.decision.looks else {},
        design=lambda _: settling.design() if settling else {},
        conduct=settling.conduct if settling else all_at_once,
        pairing=pairing,
        workers=workers,
        threads=threads,
        out=out,
        overwrite=overwrite,
        progress=progress,
    )
    return Comparison(
        scenarios=scenarios,
        pairs=settling.pairs if settling else most,
        seed=base,
        pairing=pairing,
        runs=batch.runs,
        failures=batch.failures,
        planned=batch.planned,
        interrupted=batch.interrupted,
        contrasts=found(batch),
        command=command,
        decision=settling.decision if settling else None,
    )


def _settling(
    until_settled: bool | UntilSettled, pairs: int | None, pairing: Pairing, labels: Sequence[str]
) -> Settling | None:
    if until_settled is False:
        return None
    if pairs is not None:
        raise InputError("the number of pairs is fixed or not", where="pairs", allowed="a budget in its place")
    if pairing != "keyed":
        raise InputError("a decision is settled on pairs of the same worlds", where="pairing", allowed="keyed")
    return Settling(UntilSettled() if until_settled is True else until_settled, labels)


def contrasts(
    runs: Sequence[Run], labels: Sequence[str], pairs: int, decision: Decision | None = None
) -> tuple[Contrast, ...]:
    """Every outcome of every scenario after the first against the first, in the order of the outcomes.

    With a decision the number of pairs was not fixed in advance, and the intervals hold at every look.
    """
    first, *others = labels
    rows = [(name, first, label) for label in others for name in OUTCOMES]
    pairs_of = [(column(runs, a, name, pairs), column(runs, b, name, pairs)) for name, a, b in rows]
    measure = paired_difference if decision is None else anytime_difference
    numbers = [measure(a, b, OUTCOMES[row[0]].better) for row, (a, b) in zip(rows, pairs_of, strict=True)]
    if decision is None:
        stand = standing(numbers)
    else:
        stand = standing_at_every_look(rows, [b - a for a, b in pairs_of], numbers, decision)
    return tuple(
        Contrast(a, b, OUTCOMES[name], one.within(OUTCOMES[name].bounds), stands)
        for (name, a, b), one, stands in zip(rows, numbers, stand, strict=True)
    )


def more_pairs(runs: Sequence[Run], contrast: Contrast, pairs: int) -> Forecast | None:
    """How many more pairs may settle a contrast by the rule of `UntilSettled`; None while nothing tells."""
    name = contrast.outcome.name
    gain = column(runs, contrast.scenario_b, name, pairs) - column(runs, contrast.scenario_a, name, pairs)
    if not np.isfinite(gain).any():
        return None
    return forecast([moments(gain)], 1.0 - CONFIDENCE, None, UntilSettled().least)
