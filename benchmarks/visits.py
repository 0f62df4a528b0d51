"""The memory of the page's server while visitors come and go, in a real browser.

One visit: the page is opened at a link that compares two policies, the numbers come, the page is left. The server
should hold after 200 visits what it held after the first few: nobody's page stays behind.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.report import Report
from benchmarks.served import browsing, served

FULL, QUICK = (0, 10, 50, 100, 150, 200), (0, 5, 10)
"""Visits after which memory is read."""
QUESTION = "?view=compare&n=200&days=30&pairs=2&lang=en&run=1"
_SETTLE_SECONDS = 3.0
"""Solara collects what a closed page leaves a second later."""


def measure(quick: bool) -> Report:
    """Let visitors come and go, and read the memory of the server and of its workers."""
    marks = QUICK if quick else FULL
    with served() as (process, address):
        rows = [
            {"visits": visits, "server, MB": rss(process.pid), "workers, MB": sum(map(rss, workers(process.pid)))}
            for visits in visiting(address, marks)
        ]
    first, last = rows[1], rows[-1]
    grown = last["server, MB"] - first["server, MB"]
    visits = last["visits"] - first["visits"]
    return Report(
        title="Memory over many visits",
        ratios=(
            (
                f"after {last['visits']} visits the server holds {last['server, MB'] / first['server, MB']:.3f} times "
                f"what it held after {first['visits']}: {1000 * grown / visits:.0f} kB more for each"
            ),
        ),
        rows=tuple(rows),
        notes=(f"Each visit opened {QUESTION} in Chromium, waited for the table of outcomes, and left.",),
    )


def visiting(address: str, marks: tuple[int, ...]) -> Iterator[int]:
    """Visit the page, and come back to the caller whenever so many visits have been made."""
    with browsing() as browser:
        page = browser.new_page()
        for visit in range(marks[-1] + 1):
            if visit in marks:
                time.sleep(_SETTLE_SECONDS)
                yield visit
            page.goto(f"{address}{QUESTION}")
            page.get_by_text("All outcomes of").wait_for(timeout=120_000)
            page.goto("about:blank")


def rss(pid: int) -> float:
    """What a process holds of the memory, in MB."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def workers(pid: int) -> list[int]:
    """The processes that a process has started."""
    of_threads = (file.read_text().split() for file in Path(f"/proc/{pid}/task").glob("*/children"))
    return [int(child) for found in of_threads for child in found]
