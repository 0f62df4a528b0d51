"""The source paper's conclusions a to h as a report card (C3): what answers for each stands in ``report_card.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

import numpy as np

from sim.experiment.numerals import Language
from sim.experiment.records import Run, column
from sim.experiment.statistics import PairedDifference, paired_difference
from sim.experiment.texts import outcome_title
from sim.metrics import OUTCOMES
from sim.outcome import Better, Outcome
from sim.recorder import RunResult

Verdict = Literal["better", "worse", "no difference shown", "no value to compare", "mixed"]


@dataclass(frozen=True)
class Counted:
    """A measure that is no outcome: a sum over columns of daily tables and over the days, or one over another."""

    name: str
    titles: dict[str, str]
    unit: str
    better: Better
    decimals: int
    of: tuple[str, ...]
    over: tuple[str, ...] = ()

    def read(self, result: RunResult) -> float:
        """Its value in one run; not a number where the columns have no row, or there is nothing to divide by."""
        top = sum(_summed(result, name) for name in self.of)
        if not self.over:
            return top
        bottom = sum(_summed(result, name) for name in self.over)
        return top / bottom if bottom else np.nan

    @property
    def outcome(self) -> Outcome:
        """As if it were an outcome."""
        return Outcome(self.name, self.titles["en"], self.unit, self.better, self.decimals, "")


@dataclass(frozen=True)
class Letter:
    """A conclusion of the paper, and the names of what answers for it."""

    letter: str
    titles: dict[str, str]
    measures: tuple[str, ...]


@dataclass(frozen=True)
class Answer:
    """One measure of a letter: scenario b against a."""

    measure: Outcome
    numbers: PairedDifference

    @property
    def verdict(self) -> Verdict:
        """What the interval of the difference says."""
        n = self.numbers
        if n.low is None or n.high is None:
            return "no value to compare"
        if n.low <= 0.0 <= n.high:
            return "no difference shown"
        return "better" if (n.low > 0.0) == (self.measure.better == "higher") else "worse"

    def title(self, language: Language = "en") -> str:
        """The name of the measure."""
        own = counted().get(self.measure.name)
        return outcome_title(self.measure, language) if own is None else own.titles[language]


@dataclass(frozen=True)
class Grade:
    """A letter with its answers."""

    letter: Letter
    answers: tuple[Answer, ...]

    @property
    def verdict(self) -> Verdict:
        """Better or worse where a measure says so and none says the contrary; mixed where both are said."""
        said = {answer.verdict for answer in self.answers}
        if {"better", "worse"} <= said:
            return "mixed"
        order: tuple[Verdict, ...] = ("better", "worse", "no difference shown")
        return next((verdict for verdict in order if verdict in said), "no value to compare")

    def row(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "letter": self.letter.letter,
            "conclusion": self.letter.titles["en"],
            "verdict": self.verdict,
            "measures": [
                {
                    "measure": a.measure.name,
                    "title": a.measure.title,
                    "unit": a.measure.unit,
                    "better": a.measure.better,
                    "against": a.numbers.a.mean,
                    "scenario": a.numbers.b.mean,
                    "difference": a.numbers.difference,
                    "low": a.numbers.low,
                    "high": a.numbers.high,
                    "pairs": a.numbers.pairs,
                    "verdict": a.verdict,
                }
                for a in self.answers
            ],
        }


def read_counts(result: RunResult) -> dict[str, float]:
    """The measures of the table that are no outcomes, of one run."""
    return {name: measure.read(result) for name, measure in counted().items()}


def report_card(runs: Sequence[Run], a: str, b: str, pairs: int) -> tuple[Grade, ...]:
    """Every letter, scenario b against a; the runs hold what `read_counts` gives beside their outcomes."""

    def answer(name: str) -> Answer:
        measure = OUTCOMES[name] if name in OUTCOMES else counted()[name].outcome
        of_a, of_b = (column(runs, label, name, pairs) for label in (a, b))
        return Answer(measure, paired_difference(of_a, of_b, measure.better))

    return tuple(Grade(letter, tuple(answer(name) for name in letter.measures)) for letter in letters())


@cache
def letters() -> tuple[Letter, ...]:
    """The conclusions, in the paper's order."""
    return tuple(
        Letter(letter, {language: entry[language] for language in ("en", "id")}, tuple(entry["measures"]))
        for letter, entry in _table()["letters"].items()
    )


@cache
def counted() -> dict[str, Counted]:
    """The measures that are no outcomes, by name."""
    return {
        name: Counted(
            name,
            {language: entry[language] for language in ("en", "id")},
            entry["unit"],
            entry["better"],
            entry["decimals"],
            tuple(entry["of"]),
            tuple(entry.get("over", ())),
        )
        for name, entry in _table()["counted"].items()
    }


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name("report_card.toml").read_text(encoding="utf-8"))


def _summed(result: RunResult, name: str) -> float:
    table_name, _, wanted = name.partition(".")
    table = getattr(result, table_name)
    if "retailer" in table.columns:
        table = table[table["retailer"] == result.scenario.focal]
    return float(table[wanted].sum(min_count=1))
