"""How a benchmark tells what it found: ratios in sentences first, then a table; and what was asked of it."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from sim.experiment.provenance import machine, versions

Cell = str | int | float | None


BESIDE = 9
"""The number of what is asked beside the numbered list."""


@dataclass(frozen=True)
class Criterion:
    """Something that is asked of the project: its number in that list, the figure, and whether it holds.

    `met` is None where it could not be measured here; `figure` then says why.
    """

    number: int
    asked: str
    figure: str
    met: bool | None

    def line(self) -> str:
        """One line of the verdict."""
        verdict = {True: "met", False: "NOT MET", None: "not measured"}[self.met]
        return f"{self.number}. {self.asked}: {self.figure} - {verdict}"


@dataclass(frozen=True)
class Report:
    """The findings of one benchmark.

    Attributes
    ----------
    title
        What was measured.
    ratios
        One sentence each: what is how many times what.
    rows
        The figures behind them; every row has the same keys, whose names carry the units.
    notes
        How it was measured, and what the figures do not say.
    criteria
        What is asked of these figures.
    plots
        Drawings as SVG documents, by the name of the file that they go to.
    """

    title: str
    ratios: tuple[str, ...]
    rows: tuple[Mapping[str, Cell], ...]
    notes: tuple[str, ...] = ()
    criteria: tuple[Criterion, ...] = ()
    plots: Mapping[str, str] = field(default_factory=dict)

    def markdown(self, folder: str = "") -> str:
        """The report as a section of a Markdown document that finds the plots in `folder`."""
        parts = [f"## {self.title}", "\n".join(f"- {ratio}" for ratio in self.ratios), table(self.rows)]
        parts += self.notes
        parts += [f"![{self.title}]({folder}{name}.svg)" for name in self.plots]
        return "\n\n".join(part for part in parts if part)

    @classmethod
    def read(cls, stored: Mapping[str, Any]) -> Report:
        """A report from what `asdict` made of it."""
        lists = {name: tuple(stored[name]) for name in ("ratios", "rows", "notes")}
        asked = tuple(Criterion(**one) for one in stored["criteria"])
        return cls(title=stored["title"], criteria=asked, plots=stored["plots"], **lists)


@dataclass(frozen=True)
class Circumstances:
    """When, where and by what command was measured; `load` is how many programs wanted a processor at the time."""

    date: str
    command: str
    machine: Mapping[str, str | int]
    versions: Mapping[str, str]
    load: float | None

    @classmethod
    def here(cls, date: str, command: str) -> Circumstances:
        """On this machine."""
        return cls(date, command, machine(), versions(), os.getloadavg()[0] if hasattr(os, "getloadavg") else None)

    def line(self) -> str:
        """All in one line."""
        used = ", ".join(f"{name} {self.versions[name]}" for name in ("trm", "python", "numba", "numpy", "mesa"))
        place = self.machine
        where = f"{place['system']}, {place['processor']}, {place['processors']} processors"
        busy = "" if self.load is None else f", load average {shown(self.load)}"
        return f"Measured on {self.date} by `{self.command}` on {where}{busy}; {used}."


def table(rows: Sequence[Mapping[str, Cell]]) -> str:
    """Rows with the same keys as a Markdown table; None is a dash."""
    if not rows:
        return ""
    heads = list(rows[0])
    lines = ["| " + " | ".join(heads) + " |", "|" + "---|" * len(heads)]
    lines += ["| " + " | ".join(shown(row[head]) for head in heads) + " |" for row in rows]
    return "\n".join(lines)


def shown(value: Cell) -> str:
    """A figure with three significant digits, whole numbers in full."""
    if value is None:
        return "-"
    if isinstance(value, float):
        return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"
    return f"{value:,}" if isinstance(value, int) else value


def verdicts(reports: Mapping[str, Report]) -> str:
    """What is asked of the project, line by line, with the figure and whether it holds."""
    asked = sorted((one for report in reports.values() for one in report.criteria), key=lambda one: one.number)
    return "\n".join(f"- {one.line()}" for one in asked)


def document(circumstances: Circumstances, reports: Mapping[str, Report]) -> str:
    """All reports as one Markdown document."""
    asked = verdicts(reports)
    parts = ["# Benchmarks", circumstances.line(), *([f"## What is asked\n\n{asked}"] if asked else [])]
    return "\n\n".join([*parts, *(report.markdown() for report in reports.values())]) + "\n"


def write(circumstances: Circumstances, reports: Mapping[str, Report], folder: Path) -> None:
    """Write ``benchmarks.md``, ``benchmarks.json`` and the plots into a folder, which is made when it is not there."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "benchmarks.md").write_text(document(circumstances, reports), encoding="utf-8")
    found = asdict(circumstances) | {"benchmarks": {name: asdict(report) for name, report in reports.items()}}
    (folder / "benchmarks.json").write_text(json.dumps(found, indent=2, allow_nan=False) + "\n", encoding="utf-8")
    for report in reports.values():
        for name, drawing in report.plots.items():
            (folder / f"{name}.svg").write_text(drawing, encoding="utf-8")


def read(path: Path) -> tuple[Circumstances, dict[str, Report]]:
    """What `write` stored in a ``benchmarks.json``."""
    stored = json.loads(path.read_text(encoding="utf-8"))
    reports = {name: Report.read(report) for name, report in stored.pop("benchmarks").items()}
    return Circumstances(**stored), reports
