"""The page as a first-time visitor meets it: seconds from the landing page to a finished comparison, and scrubbing.

The comparison is the one that the landing page offers first, at the size that the page has by itself. The first visitor
asks it as it stands there, which the server has run ahead; each later one with a seed of its own, so that nothing was
computed before. Scrubbing is the day moved with every frame that the browser draws, while the server does nothing.
"""

from __future__ import annotations

import os
import statistics
import time
from itertools import pairwise
from typing import TYPE_CHECKING

from benchmarks.report import Cell, Report
from benchmarks.served import browsing, served

if TYPE_CHECKING:
    from playwright.sync_api import Browser

VISITS, QUICK_VISITS = 7, 3
SECONDS = 5.0
"""How long is scrubbed."""
SCRUB = """seconds => new Promise(resolve => {
    const slider = document.querySelector('.trm-player input[type=range]');
    const most = Number(slider.max), began = performance.now(), drawn = [];
    let day = 0;
    const frame = now => {
        drawn.push(now);
        day = (day + 7) % (most + 1);
        slider.value = day;
        slider.dispatchEvent(new Event('input', {bubbles: true}));
        if (now - began < 1000 * seconds) requestAnimationFrame(frame);
        else resolve(drawn);
    };
    requestAnimationFrame(frame);
})"""


def measure(quick: bool) -> Report:
    """Visit the page, compare, scrub."""
    visits = QUICK_VISITS if quick else VISITS
    with served() as (_, address), browsing() as browser:
        rows: list[dict[str, Cell]] = [visit(browser, address, number) for number in range(visits)]
    finished = statistics.median(float(row["click to finished, s"] or 0) for row in rows[1:])
    rate = statistics.median(float(row["frames/s while scrubbing"] or 0) for row in rows)
    return Report(
        title="The page",
        ratios=(
            (
                f"from the landing page to a finished comparison in two clicks and "
                f"{float(rows[0]['click to finished, s'] or 0):.1f} s for the question as it is offered, "
                f"{finished:.1f} s for worlds that nobody asked for before (median of {visits - 1} visits)"
            ),
            f"scrubbing at {rate:.0f} frames a second (median)",
        ),
        rows=tuple(rows),
        notes=(
            "1,000 consumers, 365 days, 16 pairs; the time is from the first click to all differences on the page.",
            f"{os.cpu_count()} processors, shared by server, workers and a browser without a graphics card.",
        ),
    )


def visit(browser: Browser, address: str, number: int) -> dict[str, Cell]:
    """One visitor: two clicks, then scrubbing."""
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.goto(f"{address}?lang=en")
    first = page.get_by_role("button", name="Answer complaints in the open")
    first.wait_for(timeout=60_000)
    if number:  # another seed is a world that nobody has asked for before
        page.goto(f"{address}?lang=en&seed={number + 1}")
        first.wait_for(timeout=60_000)
    began = time.perf_counter()
    first.click()
    page.get_by_role("button", name="Run the comparison").click()
    page.get_by_role("heading", name="B minus A").wait_for(timeout=120_000)
    finished = time.perf_counter() - began
    page.locator(".trm-player canvas").first.wait_for(timeout=60_000)
    page.wait_for_timeout(8_000)  # the reasons of each consumer are looked for: the server is idle after that
    drawn: list[float] = page.evaluate(SCRUB, SECONDS)
    gaps = sorted(later - earlier for earlier, later in pairwise(drawn))
    page.close()
    return {
        "visit": number + 1,
        "run ahead": "no" if number else "yes",
        "click to finished, s": finished,
        "frames/s while scrubbing": 1000 * len(gaps) / (drawn[-1] - drawn[0]),
        "longest of 19 in 20 frames, ms": gaps[int(0.95 * len(gaps))],
    }
