"""What a difference in Return on Relationship comes from: its numerator, or the assets it is divided by."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.experiment.numerals import Language, decimals_for, numeral
from sim.experiment.records import Run, column
from sim.experiment.texts import say

if TYPE_CHECKING:
    from sim.experiment.compare import Contrast

RATIO, OVER, UNDER = "ror", "total_relationship", "total_assets"


@dataclass(frozen=True)
class Parts:
    """The mean difference of the ratio, split in two that add up to it.

    In each pair, with T and A of both sides: ``(T_b - T_a) * (1 / A_a + 1 / A_b) / 2`` comes from the relationship and
    ``(1 / A_b - 1 / A_a) * (T_a + T_b) / 2`` from the assets. No order of the two changes is preferred: it is the
    Shapley value of either, and Bennet's indicator in the literature on index numbers.
    """

    by_relationship: float
    by_assets: float

    @property
    def mostly_assets(self) -> bool:
        """Whether the assets bring more of the difference than the relationship does."""
        return abs(self.by_assets) > abs(self.by_relationship)


def ratio_parts(runs: Sequence[Run], contrast: Contrast, pairs: int) -> Parts | None:
    """The parts of a contrast of ROR, over the pairs that it uses; None where it has no difference."""
    a, b = (
        {name: column(runs, label, name, pairs) for name in (RATIO, OVER, UNDER)}
        for label in (contrast.scenario_a, contrast.scenario_b)
    )
    used = np.isfinite(a[RATIO]) & np.isfinite(b[RATIO])
    if not used.any():
        return None
    ta, tb, aa, ab = (side[name][used] for name in (OVER, UNDER) for side in (a, b))
    by_relationship = float(np.mean((tb - ta) * (1.0 / aa + 1.0 / ab) / 2.0))
    by_assets = float(np.mean((1.0 / ab - 1.0 / aa) * (ta + tb) / 2.0))
    return Parts(by_relationship, by_assets) if by_relationship or by_assets else None


def parts_sentence(runs: Sequence[Run], contrast: Contrast, pairs: int, language: Language = "en") -> str | None:
    """What to say after the sentence of ROR; None for other outcomes, and where no difference is known."""
    low, high = contrast.numbers.low, contrast.numbers.high
    if contrast.outcome.name != RATIO or low is None or high is None or low <= 0.0 <= high:
        return None
    if (parts := ratio_parts(runs, contrast, pairs)) is None:
        return None
    places = decimals_for(contrast.outcome.decimals, low, high)
    told = say(
        "ratio_parts",
        language,
        by_relationship=numeral(parts.by_relationship, places, language, signed=True),
        by_assets=numeral(parts.by_assets, places, language, signed=True),
    )
    return f"{told} {say('ratio_mostly_assets', language)}" if parts.mostly_assets else told


def decided_parts(
    runs: Sequence[Run], contrasts: Iterable[Contrast], pairs: int, language: Language = "en"
) -> list[str]:
    """The same for each of several scenarios against the first, with their names in front."""
    told = ((contrast, parts_sentence(runs, contrast, pairs, language)) for contrast in contrasts)
    return [f"{contrast.scenario_b} − {contrast.scenario_a}: {parts}" for contrast, parts in told if parts is not None]
