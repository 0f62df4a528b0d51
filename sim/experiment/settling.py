"""Pairs of worlds in batches, with a look after each, until a decision is settled or its budget is spent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sim.experiment.decision import Decision, Values, decide, look_again
from sim.experiment.execution import Do
from sim.experiment.records import Batch, Job, Run, column
from sim.experiment.until_settled import UntilSettled

if TYPE_CHECKING:
    import pandas as pd

UNTIL, AT = "until_settled", "looks"
"""What a manifest says of a comparison that was made so: its rule, and at how many pairs it was looked at."""


class Settling:
    """Conducts the runs of a comparison (see `sim.experiment.execution`).

    A look comes after a number of pairs that the rule fixes and never while runs are under way, so that neither the
    number of workers nor their speed has a say in it. What an interruption leaves beyond the last look is kept and
    shown, but not looked at: those are the worlds that were quick.

    Attributes
    ----------
    decision
        After the looks so far.
    pairs
        Pairs that were started.
    """

    def __init__(self, rule: UntilSettled, labels: Sequence[str]) -> None:
        self.decision = Decision(rule, tuple(labels), ())
        self.pairs = 0

    def conduct(self, jobs: Sequence[Job], do: Do) -> Batch:
        """Have as many of the jobs done as it takes; they are those of the whole budget."""
        done: list[Batch] = []
        going = self.decision.labels
        for pairs in self.decision.rule.looks():
            wanted = [job for job in jobs if self.pairs <= job.replicate < pairs and job.label in going]
            self.pairs = pairs
            done.append(do(wanted))
            if done[-1].interrupted:
                break
            runs = [run for batch in done for run in batch.runs]
            self.decision = look_again(self.decision, outcome_values(runs, self.decision, pairs), pairs)
            look = self.decision.looks[-1]
            going = look.going
            if look.settled or look.hopeless:
                break
        return _joined(done)

    def design(self) -> dict[str, Any]:
        """What the manifest says of it."""
        return {
            "replicates": self.pairs,
            UNTIL: self.decision.rule.row(),
            AT: [look.pairs for look in self.decision.looks],
        }


def outcome_values(runs: Iterable[Run], decision: Decision, pairs: int) -> Values:
    """The outcomes that decide, by scenario, one value for each replicate."""
    runs = list(runs)
    return {
        name: {label: column(runs, label, name, pairs) for label in decision.labels} for name in decision.rule.outcomes
    }


def decided(design: Mapping[str, Any], labels: Sequence[str], runs: Iterable[Run]) -> Decision | None:
    """The decision that a manifest and its runs hold; None where their number was fixed in advance."""
    if UNTIL not in design:
        return None
    rule = UntilSettled(**design[UNTIL])
    at = [int(pairs) for pairs in design[AT]]
    values = outcome_values(runs, Decision(rule, tuple(labels), ()), int(design["replicates"]))
    return decide(rule, labels, values, at)


def looks_frame(decision: Decision) -> pd.DataFrame:
    """A row for each look, outcome and pair of scenarios."""
    import pandas as pd  # slow to import, and only a results folder wants this table

    return pd.DataFrame([{"look_at": look.pairs, **gap.row()} for look in decision.looks for gap in look.gaps])


def _joined(batches: Sequence[Batch]) -> Batch:
    """All batches as one, in the order of their jobs."""
    return Batch(
        planned=sum(batch.planned for batch in batches),
        runs=tuple(run for batch in batches for run in batch.runs),
        failures=tuple(failure for batch in batches for failure in batch.failures),
        interrupted=any(batch.interrupted for batch in batches),
    )
