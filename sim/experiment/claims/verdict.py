"""The rule by which a claim is called supported, contradicted, or dependent: pure functions of paired differences.

A contrast is *supported* when the 95% interval of its mean difference lies on the side of zero that the claim has it
on, and it is on that side in at least three of four worlds (`HOLDS_IN`), surely in more than half of them; it is
*contradicted* when the same is true of the other side. In all other cases it *depends*: no effect that cannot be told
from zero, and none that as many worlds have as have not, is called support. A contrast that the claim has only *at
times* is supported when surely more than one world in twenty (`AT_TIMES`) is on its side, and contradicted when surely
fewer are.

A claim of several contrasts says that all of them hold. It is supported when all are, and hold together in at least
three of four worlds; one that is contradicted contradicts it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from sim.experiment.statistics import Estimate, estimate, share

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Verdict = Literal["supported", "contradicted", "depends"]
Expect = Literal["higher", "lower"]
Extent = Literal["mostly", "at_times"]
Finding = Literal["holds", "contrary", "by_world", "negligible", "none_shown"]
"""Why: it holds; the contrary does; the mean has a side, but too many worlds do not; the mean surely would not matter;
the mean cannot be told from zero."""
Size = Literal["matters", "small", "open"]

HOLDS_IN = 0.75
"""Share of worlds in which a contrast has to hold."""
AT_TIMES = 0.05
"""Share of worlds that is enough for what is claimed to happen at times."""


@dataclass(frozen=True)
class Judgement:
    """What the differences of one contrast say.

    Attributes
    ----------
    verdict, finding
        By the rule above; None where no world has a difference.
    mean
        Of the differences, as they are.
    holds, contrary
        Share of worlds on the claimed side of zero, and on the other; what is exactly zero is on neither.
    matters
        The smallest difference that would matter, if one was said.
    size
        Whether the interval of the mean lies wholly beyond that, wholly within it, or neither.
    """

    verdict: Verdict | None
    finding: Finding | None
    mean: Estimate
    holds: Estimate
    contrary: Estimate
    matters: float | None
    size: Size | None


def judge(differences: Floats, expect: Expect, extent: Extent = "mostly", matters: float | None = None) -> Judgement:
    """Judge one contrast; NaN stand for worlds without a difference."""
    used = differences[np.isfinite(differences)]
    towards = used if expect == "higher" else -used
    mean, holds, contrary = estimate(differences), share(towards > 0.0), share(towards < 0.0)
    size = _size(mean, matters)
    verdict = _mostly(estimate(towards), holds, contrary) if extent == "mostly" else _at_times(holds)
    return Judgement(verdict, _finding(verdict, mean, size), mean, holds, contrary, matters, size)


def judge_all(judgements: Sequence[Judgement], together: Estimate) -> Verdict | None:
    """The verdict on a claim that asserts all of these contrasts; `together` is the share of worlds where all hold."""
    verdicts = [judgement.verdict for judgement in judgements]
    if any(verdict is None for verdict in verdicts):
        return None
    if "contradicted" in verdicts:
        return "contradicted"
    if all(verdict == "supported" for verdict in verdicts) and (len(verdicts) == 1 or _mainly(together)):
        return "supported"
    return "depends"


def holding_together(columns: Sequence[tuple[Floats, Expect]]) -> Estimate:
    """Share of worlds in which every one of these differences is on its side; worlds without one are left out."""
    towards = np.array([values if expect == "higher" else -values for values, expect in columns])
    whole = np.isfinite(towards).all(axis=0)
    together: Flags = np.all(towards[:, whole] > 0.0, axis=0)
    return share(together)


def _mostly(towards: Estimate, holds: Estimate, contrary: Estimate) -> Verdict | None:
    if towards.mean is None:
        return None
    if towards.low is None or towards.high is None:
        return "depends"
    if towards.low > 0.0 and _mainly(holds):
        return "supported"
    if towards.high < 0.0 and _mainly(contrary):
        return "contradicted"
    return "depends"


def _at_times(holds: Estimate) -> Verdict | None:
    if holds.low is None or holds.high is None:
        return None
    return "supported" if holds.low > AT_TIMES else "contradicted" if holds.high < AT_TIMES else "depends"


def _mainly(value: Estimate) -> bool:
    """Three of four worlds, and surely more than half."""
    return value.mean is not None and value.low is not None and value.mean >= HOLDS_IN and value.low > 0.5


def _size(mean: Estimate, matters: float | None) -> Size | None:
    if matters is None or mean.low is None or mean.high is None:
        return None
    if mean.low >= matters or mean.high <= -matters:
        return "matters"
    return "small" if -matters < mean.low and mean.high < matters else "open"


def _finding(verdict: Verdict | None, mean: Estimate, size: Size | None) -> Finding | None:
    if verdict is None:
        return None
    if verdict != "depends":
        return "holds" if verdict == "supported" else "contrary"
    if mean.low is not None and mean.high is not None and (mean.low > 0.0 or mean.high < 0.0):
        return "by_world"
    return "negligible" if size == "small" else "none_shown"
