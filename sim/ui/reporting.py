"""The report of a comparison, made by the very functions of the command line, away from the server."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

from sim.experiment.compare import compare
from sim.experiment.numerals import Language
from sim.experiment.report import write_report
from sim.scenario.schema import Scenario
from sim.ui.comparing import Question


@dataclass(frozen=True)
class ReportTask:
    """A report to make: a built-in scenario by its name, so that the report tells its command, any other whole."""

    a: str | Scenario
    b: str | Scenario
    pairs: int
    seed: int
    overrides: tuple[str, ...]
    language: Language
    folder: str
    """Where its temporary folder is made; who asks removes it, even after a worker that was ended."""


def report_task(question: Question, language: Language, folder: Path) -> ReportTask:
    """The report of a question."""
    asked = question.asked
    sides = zip((asked.a, asked.b), question.scenarios.values(), strict=True)
    a, b = (world if side.overrides or side.file else side.scenario for side, world in sides)
    return ReportTask(a, b, asked.pairs, asked.seed, asked.sized, language, str(folder))


def report_html(task: ReportTask) -> bytes:
    """The report, whole. Runs in a worker and leaves nothing behind."""
    with tempfile.TemporaryDirectory(dir=task.folder) as folder:
        results = Path(folder) / "results"
        compare(task.a, task.b, pairs=task.pairs, seed=task.seed, overrides=task.overrides, workers=1, out=results)
        return write_report(results, language=task.language).read_bytes()
