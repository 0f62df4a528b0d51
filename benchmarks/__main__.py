"""Run benchmarks and print what they found: `python -m benchmarks [NAME …] [--quick] [--out FOLDER]`."""

from __future__ import annotations

import argparse
import os
import sys
import time
import traceback
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from benchmarks import (
    limit,
    memory,
    page,
    pairing,
    peers,
    recovery,
    scale,
    start,
    survival,
    sweep,
    threads,
    throughput,
    visits,
    yardstick,
)
from benchmarks.report import Circumstances, Report, verdicts, write

BENCHMARKS: dict[str, Callable[[bool], Report]] = {
    "start": start.measure,
    "yardstick": yardstick.measure,
    "peers": peers.measure,
    "memory": memory.measure,
    "limit": limit.measure,
    "scale": scale.measure,
    "throughput": throughput.measure,
    "threads": threads.measure,
    "pairing": pairing.measure,
    "recovery": recovery.measure,
    "sweep": sweep.measure,
    "page": page.measure,
    "survival": survival.measure,
    "visits": visits.measure,
}
BY_NAME = ("recovery", "survival", "visits")
"""They take long and measure no speed, so they are run when they are named."""


def main() -> int:
    """Run the benchmarks that are named, or all but `BY_NAME`; 1 when one of them failed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Measure what the project promises.")
    names = f"which ones: {', '.join(BENCHMARKS)}; by default all but {', '.join(BY_NAME)}"
    parser.add_argument("names", nargs="*", metavar="NAME", help=names)
    parser.add_argument("--quick", action="store_true", help="smaller and rougher")
    parser.add_argument("--out", type=Path, help="a folder for benchmarks.md, benchmarks.json and the plots")
    chosen = parser.parse_args()
    # What is started is to start as on an ordinary machine, where a source is turned into byte code once.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    unknown = sorted(set(chosen.names) - set(BENCHMARKS))
    if unknown:
        parser.error(f"there is no benchmark {unknown[0]!r}; there are {', '.join(BENCHMARKS)}")

    command = " ".join(["python -m benchmarks", *chosen.names, *(["--quick"] if chosen.quick else [])])
    here = Circumstances.here(datetime.now(UTC).date().isoformat(), command)
    print(f"# Benchmarks\n\n{here.line()}", flush=True)
    reports: dict[str, Report] = {}
    failed = []
    for name in dict.fromkeys(chosen.names or [name for name in BENCHMARKS if name not in BY_NAME]):
        print(f"measuring {name} …", file=sys.stderr, flush=True)
        began = time.monotonic()
        try:
            reports[name] = BENCHMARKS[name](chosen.quick)
        except Exception:  # the others are not lost
            failed.append(name)
            traceback.print_exc()
            continue
        print(f"\n{reports[name].markdown()}", flush=True)
        print(f"{name} took {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)
        if chosen.out:
            write(here, reports, chosen.out)
    asked = verdicts(reports)
    if asked:
        print(f"\n## What is asked\n\n{asked}", flush=True)
    for name in failed:
        print(f"\n{name} FAILED; what went wrong stands above", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
