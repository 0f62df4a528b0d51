"""Uplift by segment as a table of the report."""

from __future__ import annotations

from collections.abc import Sequence

from sim.experiment.numerals import Language
from sim.experiment.segments import MEASURES, SegmentContrast
from sim.experiment.sheets import Cell, Sheet, amount, plain
from sim.experiment.statistics import Estimate
from sim.experiment.texts import outcome_title, say, words

TOLD = ("loyalty", "retention", "units")
"""Measures that the table and the terminal show; the tables of a run hold more."""


def segment_sheets(found: Sequence[SegmentContrast], language: Language = "en") -> list[Sheet]:
    """A table for each scenario after the first: the difference of each segment in each measure that is told."""
    others = dict.fromkeys(contrast.scenario_b for contrast in found)
    return [_sheet([contrast for contrast in found if contrast.scenario_b == other], language) for other in others]


def segment_name(segment: str, language: Language = "en") -> str:
    """The name of a segment, such as ``15 to 29, online much``."""
    if language == "en":
        return segment
    return ", ".join(str(words()["segments"][part]) for part in segment.split(", "))


def _sheet(found: Sequence[SegmentContrast], language: Language) -> Sheet:
    names = {"a": found[0].scenario_a, "b": found[0].scenario_b}
    rows: dict[tuple[str, str], list[Cell]] = {}
    for contrast in found:
        if contrast.measure in TOLD:
            row = rows.setdefault((contrast.grouping, contrast.segment), [])
            n = contrast.numbers
            difference = Estimate(n.difference, n.low, n.high, n.pairs)
            row.append(amount(difference, MEASURES[contrast.measure].decimals, language, signed=True))
    return Sheet(
        say("segments_title", language, **names),
        say("segments_note", language, **names),
        (say("segment", language), *(outcome_title(MEASURES[name], language) for name in MEASURES if name in TOLD)),
        tuple((plain(segment_name(segment, language)), *cells) for (_, segment), cells in rows.items()),
    )
