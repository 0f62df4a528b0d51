"""Run benchmarks and print what they found: `python -m benchmarks [NAME …] [--quick] [--out FOLDER]`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from benchmarks import page, pairing, recovery, speed, survival, sweep, visits
from benchmarks.report import machine_line, write

BENCHMARKS = {
    "page": page.measure,
    "pairing": pairing.measure,
    "recovery": recovery.measure,
    "speed": speed.measure,
    "survival": survival.measure,
    "sweep": sweep.measure,
    "visits": visits.measure,
}


def main() -> None:
    """Run the benchmarks that are named, or all."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Measure what the project promises.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"which ones: {', '.join(BENCHMARKS)}; all by default")
    parser.add_argument("--quick", action="store_true", help="smaller and rougher, in under a minute")
    parser.add_argument("--out", type=Path, help="a folder for benchmarks.md and benchmarks.json")
    chosen = parser.parse_args()
    unknown = sorted(set(chosen.names) - set(BENCHMARKS))
    if unknown:
        parser.error(f"there is no benchmark {unknown[0]!r}; there are {', '.join(BENCHMARKS)}")

    print(f"# Benchmarks\n\n{machine_line()}", flush=True)
    reports = {}
    for name in dict.fromkeys(chosen.names or BENCHMARKS):
        print(f"measuring {name} …", file=sys.stderr, flush=True)
        reports[name] = BENCHMARKS[name](chosen.quick)
        print(f"\n{reports[name].markdown()}", flush=True)
    if chosen.out:
        write(reports, chosen.out)


if __name__ == "__main__":
    main()
