"""When a comparison is settled: the rule, what each look at the worlds finds, and how many more pairs it may take.

All intervals of a decision hold together, at every look, with the wanted confidence: the error is shared out evenly
over the outcomes that decide and all pairs of scenarios (Bonferroni), and each interval holds at all numbers of pairs
at once (`sim.experiment.anytime`). Nothing here runs a world: columns of numbers come in, a value for each replicate.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import combinations
from typing import Any, Literal

import numpy as np

from sim.experiment.anytime import Moments, mean_interval, moments, share_interval
from sim.experiment.forecast import Forecast, forecast, together
from sim.experiment.statistics import Column
from sim.experiment.until_settled import UntilSettled
from sim.metrics import OUTCOMES

Finding = Literal["b", "a", "equal", "same", "open"]
"""Of two scenarios: one is better, they differ by no more than the margin, they never differed, or none of these."""
Kind = Literal["winner", "equal", "same", "open"]
Values = Mapping[str, Mapping[str, Column]]
"""By outcome and scenario, one number for each replicate; NaN where there is none."""


@dataclass(frozen=True)
class Gap:
    """Two scenarios on one outcome at one look: the mean difference b - a, and in how many worlds b is better.

    `low` and `high` are what no look so far has excluded. `b_better`, and `b_low` to `b_high` at the wanted confidence
    for this share alone, speak of worlds, a tie counting half. `finding` speaks of the mean.
    """

    outcome: str
    a: str
    b: str
    pairs: int
    mean: float | None
    low: float | None
    high: float | None
    b_better: float | None
    b_low: float | None
    b_high: float | None
    finding: Finding
    moments: Moments | None = field(repr=False)

    def row(self) -> dict[str, Any]:
        """Flat, for a table or for JSON."""
        return {
            "outcome": self.outcome,
            "scenario_a": self.a,
            "scenario_b": self.b,
            "pairs": self.pairs,
            "difference": self.mean,
            "low": self.low,
            "high": self.high,
            "prob_b_beats_a": self.b_better,
            "prob_low": self.b_low,
            "prob_high": self.b_high,
            "finding": {"a": self.a, "b": self.b}.get(self.finding, self.finding),
        }


@dataclass(frozen=True)
class Verdict:
    """What is decided on one outcome: `winner`, or `equal` or `same` among the `best`, or still `open`.

    `best` are the scenarios that none has beaten, the one with the best mean first. `settled_at` is the number of pairs
    at which it was settled.
    """

    outcome: str
    kind: Kind
    best: tuple[str, ...]
    settled_at: int | None

    def row(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "outcome": self.outcome,
            "verdict": self.kind,
            "best": list(self.best),
            "settled_at": self.settled_at,
        }


@dataclass(frozen=True)
class Look:
    """What the first `pairs` worlds say; `going` are the scenarios that would be run in further ones."""

    pairs: int
    gaps: tuple[Gap, ...]
    verdicts: tuple[Verdict, ...]
    going: tuple[str, ...]

    @property
    def settled(self) -> bool:
        """Whether every outcome that decides is settled."""
        return all(verdict.kind != "open" for verdict in self.verdicts)

    @property
    def hopeless(self) -> bool:
        """Whether nothing is left open but outcomes that no pair of worlds so far has a value of."""
        left = [verdict.outcome for verdict in self.verdicts if verdict.kind == "open"]
        return bool(left) and all(gap.pairs == 0 for gap in self.gaps if gap.outcome in left)


@dataclass(frozen=True)
class Decision:
    """All looks of a comparison, the last one being what holds. There is none where it was interrupted before."""

    rule: UntilSettled
    labels: tuple[str, ...]
    looks: tuple[Look, ...]

    @property
    def status(self) -> Literal["settled", "budget", "undefined", "interrupted"]:
        """Why it ended; ``undefined`` where no pair has a value of what is still open."""
        if not self.looks:
            return "interrupted"
        if self.looks[-1].settled:
            return "settled"
        if self.looks[-1].hopeless:
            return "undefined"
        return "budget" if self.looks[-1].pairs >= self.rule.budget else "interrupted"

    @property
    def verdicts(self) -> tuple[Verdict, ...]:
        """Those of the last look, in the order of the outcomes."""
        return self.looks[-1].verdicts if self.looks else ()

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """Those of the last look."""
        return self.looks[-1].gaps if self.looks else ()

    @property
    def dropped(self) -> dict[str, int]:
        """Scenarios that were run no further, and after how many pairs."""
        found: dict[str, int] = {}
        for look in self.looks[:-1]:
            for label in self.labels:
                if label not in look.going:
                    found.setdefault(label, look.pairs)
        return found

    @cached_property
    def forecasts(self) -> dict[str, Forecast]:
        """How many more pairs may settle each outcome that is open, where that can be reckoned."""
        alpha, found = self.rule.alpha(len(self.labels)), {}
        for verdict in self.verdicts:
            if verdict.kind != "open":
                continue
            margin = self.rule.indifferent.get(verdict.outcome)
            left = [
                gap
                for gap in self.gaps
                if gap.outcome == verdict.outcome and gap.finding == "open" and {gap.a, gap.b} <= set(verdict.best)
            ]
            # What parts the others matters only where the leader is parted from them already.
            needed = [gap for gap in left if verdict.best[0] in (gap.a, gap.b)] or left
            more = forecast([gap.moments for gap in needed if gap.moments], alpha, margin, self.rule.least)
            if more is not None:
                found[verdict.outcome] = more
        return found

    @property
    def more(self) -> Forecast | None:
        """How many more pairs may settle all that is open."""
        return together(list(self.forecasts.values()))

    def gap(self, outcome: str, one: str, other: str) -> Gap:
        """The last look's gap between two scenarios, in whatever order they are named."""
        return next(g for g in self.gaps if g.outcome == outcome and {g.a, g.b} == {one, other})

    def finding(self, outcome: str, a: str, b: str) -> Finding:
        """What the last look finds of `b` against `a`; ``open`` where the outcome does not decide."""
        if not self.looks or outcome not in self.rule.outcomes:
            return "open"
        gap = self.gap(outcome, a, b)
        if gap.a == a:
            return gap.finding
        turned: dict[Finding, Finding] = {"a": "b", "b": "a"}
        return turned.get(gap.finding, gap.finding)

    def to_json(self) -> dict[str, Any]:
        """A document for `json.dumps`."""
        return {
            "status": self.status,
            "pairs": self.looks[-1].pairs if self.looks else 0,
            "rule": self.rule.row(),
            "alpha_each": self.rule.alpha(len(self.labels)),
            "verdicts": [
                {
                    **verdict.row(),
                    "more_pairs": self.forecasts[verdict.outcome].row() if verdict.outcome in self.forecasts else None,
                }
                for verdict in self.verdicts
            ],
            "more_pairs": None if self.more is None else self.more.row(),
            "contrasts": [gap.row() for gap in self.gaps],
            "dropped": self.dropped,
            "looks": [
                {
                    "pairs": look.pairs,
                    "verdicts": {verdict.outcome: verdict.kind for verdict in look.verdicts},
                    "contrasts": [gap.row() for gap in look.gaps],
                }
                for look in self.looks
            ],
        }


def decide(rule: UntilSettled, labels: Sequence[str], values: Values, at: Sequence[int]) -> Decision:
    """The decision after looks at these numbers of pairs: what a comparison that made them has found."""
    decision = Decision(rule, tuple(labels), ())
    for pairs in at:
        decision = look_again(decision, values, pairs)
    return decision


def look_again(decision: Decision, values: Values, pairs: int) -> Decision:
    """The decision with a look at the first `pairs` replicates."""
    rule, labels = decision.rule, decision.labels
    before = decision.looks[-1] if decision.looks else None
    alpha = rule.alpha(len(labels))
    gaps = tuple(
        _gap(rule, name, a, b, values[name], pairs, alpha, before)
        for name in rule.outcomes
        for a, b in combinations(labels, 2)
    )
    verdicts = tuple(
        _verdict(name, labels, [g for g in gaps if g.outcome == name], values[name], pairs, before)
        for name in rule.outcomes
    )
    going = before.going if before is not None else labels
    if rule.drop_beaten:
        wanted = {label for verdict in verdicts if verdict.kind == "open" for label in verdict.best}
        going = tuple(label for label in going if label in wanted) if wanted else going
    return replace(decision, looks=(*decision.looks, Look(pairs, gaps, verdicts, going)))


def _gap(
    rule: UntilSettled,
    name: str,
    a: str,
    b: str,
    values: Mapping[str, Column],
    pairs: int,
    alpha: float,
    before: Look | None,
) -> Gap:
    gain = values[b][:pairs] - values[a][:pairs]
    gain = gain[np.isfinite(gain)]
    n = len(gain)
    if n == 0:
        return Gap(name, a, b, 0, None, None, None, None, None, None, "open", None)
    better = gain if OUTCOMES[name].better == "higher" else -gain
    wins = float((better > 0).sum() + (better == 0).sum() / 2)
    b_low, b_high = share_interval(wins, n, 1 - rule.confidence) or (None, None)
    of = moments(gain)
    ends = mean_interval(of, alpha) if n >= rule.least else None
    earlier = None if before is None else next(g for g in before.gaps if (g.outcome, g.a, g.b) == (name, a, b))
    low, high = _left_over(ends, earlier)
    finding: Finding = "open"
    if low is not None and high is not None:
        finding = _finding(low, high, rule.indifferent.get(name), higher=OUTCOMES[name].better == "higher")
        if earlier is not None and finding == "equal" and earlier.finding in ("a", "b"):
            finding = earlier.finding  # known to be better first: that it is by little does not take it back
    return Gap(name, a, b, n, of.mean, low, high, wins / n, b_low, b_high, finding, of)


def _left_over(ends: tuple[float, float] | None, earlier: Gap | None) -> tuple[float | None, float | None]:
    """What neither this look nor an earlier one has excluded.

    Looks that exclude everything between them happen only where the assumptions fail; then this look, which knows more
    worlds, stands alone. So it does after differences that were all equal and are no longer.
    """
    if ends is None:
        return (None, None) if earlier is None else (earlier.low, earlier.high)
    if earlier is None or earlier.low is None or earlier.high is None or earlier.low == earlier.high:
        return ends
    low, high = max(ends[0], earlier.low), min(ends[1], earlier.high)
    return (low, high) if low <= high else ends


def _finding(low: float, high: float, margin: float | None, *, higher: bool) -> Finding:
    if low == high == 0.0:
        return "same"
    if margin is not None and -margin <= low and high <= margin:
        return "equal"
    if low > 0.0:
        return "b" if higher else "a"
    if high < 0.0:
        return "a" if higher else "b"
    return "open"


def _verdict(
    name: str,
    labels: Sequence[str],
    gaps: Sequence[Gap],
    values: Mapping[str, Column],
    pairs: int,
    before: Look | None,
) -> Verdict:
    beaten = {g.a for g in gaps if g.finding == "b"} | {g.b for g in gaps if g.finding == "a"}
    best = _ordered(name, [label for label in labels if label not in beaten] or list(labels), values, pairs)
    among = [g for g in gaps if g.a in best and g.b in best]
    findings = {g.finding for g in among}
    kind: Kind = "open"
    if not findings:
        kind = "winner"
    elif findings == {"same"}:
        kind = "same"
    elif findings <= {"same", "equal"}:
        kind = "equal"
    if kind == "open":
        return Verdict(name, kind, best, None)
    earlier = None if before is None else next(v for v in before.verdicts if v.outcome == name)
    known = earlier is not None and earlier.kind == kind and set(earlier.best) == set(best)
    return Verdict(name, kind, best, earlier.settled_at if known and earlier is not None else pairs)


def _ordered(name: str, best: list[str], values: Mapping[str, Column], pairs: int) -> tuple[str, ...]:
    """The best mean over the worlds that all of them have first."""
    columns = np.array([values[label][:pairs] for label in best])
    common = columns[:, np.isfinite(columns).all(axis=0)]
    if common.shape[1] == 0:
        return tuple(best)
    means = common.mean(axis=1) * (1 if OUTCOMES[name].better == "higher" else -1)
    return tuple(best[k] for k in np.argsort(-means, kind="stable"))
