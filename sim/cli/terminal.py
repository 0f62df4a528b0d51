"""What people see: notes and progress on standard error, tables or one JSON document on standard output."""

from __future__ import annotations

import json
import sys
import time
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from sim.experiment.sheets import Sheet

_PLAIN_WIDTH = 160
"""Width of a table that goes to a file or a pipe."""
_PLAIN_SECONDS = 2.0
"""Time between two lines of progress that go to a file or a pipe."""


def note(text: str) -> None:
    """Say something that is no result."""
    print(text, file=sys.stderr, flush=True)


def print_json(document: dict[str, Any]) -> None:
    """Print the one document of a verb."""
    print(json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False))


def console() -> Console:
    """Standard output for tables. There are names of the user's in what is printed: no text is markup or an emoji."""
    from rich.console import Console

    width = None if sys.stdout.isatty() else _PLAIN_WIDTH
    return Console(width=width, highlight=False, soft_wrap=False, markup=False, emoji=False)


def table(*columns: tuple[str, str], header: bool = True) -> Table:
    """An empty table; a column is its heading and ``left`` or ``right``."""
    from rich import box
    from rich.table import Table

    made = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_header=header)
    for heading, justify in columns:
        made.add_column(heading, justify="right" if justify == "right" else "left")
    return made


def show_sheet(out: Console, sheet: Sheet) -> None:
    """Print a table of figures, each interval under its figure."""
    made = table(*((head, "left" if k < sheet.names else "right") for k, head in enumerate(sheet.heads)))
    for row in sheet.rows:
        made.add_row(*("\n".join(text for text in cell if text) for cell in row))
    out.print()
    out.print(sheet.title, style="bold")
    out.print(sheet.note, soft_wrap=True)
    out.print(made)


def say_if_cold() -> None:
    """Tell that the kernels have to be compiled first, which happens once."""
    from sim.kernels.compiled import is_cold

    if is_cold():
        note("Compiling the model for the first time; this takes half a minute or so, once.")


class RunProgress:
    """Progress of runs on standard error: a bar on a terminal, a line now and then elsewhere."""

    def __init__(self, title: str, *, quiet: bool) -> None:
        self._title, self._quiet = title, quiet
        self._bar: Any = None
        self._task: Any = None
        self._began = self._last = time.monotonic()

    def __enter__(self) -> Self:
        if not self._quiet and sys.stderr.isatty():
            from rich.console import Console
            from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

            self._bar = Progress(
                TextColumn("{task.description}", markup=False),
                BarColumn(),
                MofNCompleteColumn(),
                TextColumn("runs, left"),
                TimeRemainingColumn(),
                console=Console(stderr=True, markup=False, emoji=False),
                transient=True,
            )
            self._bar.start()
            self._task = self._bar.add_task(self._title, total=None)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.stop()

    def __call__(self, done: int, planned: int) -> None:
        """Note that `done` of `planned` runs have ended."""
        if self._quiet:
            return
        if self._bar is not None:
            self._bar.update(self._task, completed=done, total=planned)
            return
        now = time.monotonic()
        if done == planned or now - self._last >= _PLAIN_SECONDS:
            self._last = now
            left = (now - self._began) / done * (planned - done)
            more = f", about {left:.0f} s left" if done < planned else ""
            note(f"{self._title}: {done} of {planned} runs{more}")
