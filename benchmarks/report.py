"""How a benchmark tells what it found: ratios in sentences first, then a table."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from sim.experiment.provenance import machine, versions

Cell = str | int | float | None


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
    """

    title: str
    ratios: tuple[str, ...]
    rows: tuple[Mapping[str, Cell], ...]
    notes: tuple[str, ...] = ()

    def markdown(self) -> str:
        """The report as a section of a Markdown document."""
        parts = [f"## {self.title}", "\n".join(f"- {ratio}" for ratio in self.ratios), table(self.rows)]
        parts += self.notes
        return "\n\n".join(part for part in parts if part)


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


def machine_line() -> str:
    """The machine and the versions that a figure depends on, in one line."""
    place, used = machine(), versions()
    packages = ", ".join(f"{name} {used[name]}" for name in ("trm", "python", "numba", "numpy"))
    return f"{place['system']}, {place['processor']}, {place['processors']} processors; {packages}"


def document(reports: Mapping[str, Report]) -> str:
    """All reports as one Markdown document."""
    return "\n\n".join(["# Benchmarks", machine_line(), *(report.markdown() for report in reports.values())]) + "\n"


def write(reports: Mapping[str, Report], folder: Path) -> None:
    """Write ``benchmarks.md`` and ``benchmarks.json`` into a folder, which is made when it is not there."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "benchmarks.md").write_text(document(reports), encoding="utf-8")
    found = {
        "machine": machine(),
        "versions": versions(),
        "benchmarks": {name: asdict(report) for name, report in reports.items()},
    }
    (folder / "benchmarks.json").write_text(json.dumps(found, indent=2, allow_nan=False) + "\n", encoding="utf-8")
