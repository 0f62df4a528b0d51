"""Two runs in one process at once, as the page does them; and the same bits, however a world is shared out.

Digests are taken of a small world over numbers of threads and sizes of blocks, against those that the tests have
stored, and on Python 3.12 when its environment is there (``.venv312`` beside ``.venv``).
"""

from __future__ import annotations

import json
import platform
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from statistics import median
from typing import Any, NamedTuple

import sim.crew
import sim.world
from benchmarks.measuring import ROOT, alone, clocked
from benchmarks.report import BESIDE, Criterion, Report, shown
from benchmarks.worlds import EVERYTHING, everything_on, warm_up
from sim.experiment.processors import processors
from sim.model import Model

OTHER_PYTHONS = (".venv312",)
STORED = ("baseline", "full-trm")
"""Scenarios of which the tests keep the digest."""
NOISE = 1.1
"""How much longer two at once may take than one after the other: the clock of a busy machine."""


class Plan(NamedTuple):
    """Consumers and days of the two runs, repetitions, and consumers and days of the digests."""

    consumers: int
    days: int
    repetitions: int
    shared: int
    shared_days: int


FULL, QUICK = Plan(20_000, 60, 5, 3_000, 40), Plan(60, 3, 1, 120, 4)


def measure(quick: bool) -> Report:
    """Run two at once and one after the other, and gather digests."""
    plan = QUICK if quick else FULL
    both, alternately = alone("benchmarks.threads:two_at_once", *plan[:3])
    found = list(digests(plan.shared, plan.shared_days)) + list(elsewhere())
    known = [one for one in found if one["digest"]]
    differing = [str(one["how"]) for one in known if one["digest"] != one["expected"]]
    absent = [str(one["how"]) for one in found if not one["digest"]]
    times = both / alternately
    told = f"{len(known)} of {len(known)} equal" if not differing else f"different: {', '.join(differing)}"
    return Report(
        "Threads, and the same bits",
        (
            f"two runs at once in one process take {shown(times)} times as long as one after the other",
            f"digests {told}; not there: {', '.join(absent) or 'none'}",
        ),
        tuple({"how": one["how"], "digest": str(one["digest"])[:12] or None} for one in found),
        (
            (
                f"{EVERYTHING}. Two at once: {plan.consumers:,} consumers x {plan.days} days, medians of "
                f"{plan.repetitions} alternating repetitions, on {processors()} processors. Digests over threads and "
                f"blocks: {plan.shared:,} consumers x {plan.shared_days} days on Python {platform.python_version()}."
            ),
        ),
        criteria=(
            Criterion(
                BESIDE, "two runs in one process at once are not slower than one after the other",
                f"{shown(times)} times as long", times <= NOISE,
            ),
            Criterion(
                8, "bit-identical digests across thread counts, chunk sizes, and Python 3.11 and 3.12",
                f"{told}{'; not there: ' + ', '.join(absent) if absent else ''}",
                False if differing else None if OTHER_PYTHONS[0] in " ".join(absent) else True,
            ),
        ),
    )  # fmt: skip


def two_at_once(consumers: int, days: int, repetitions: int) -> tuple[float, float]:
    """Seconds of the clock of two runs at once, and of the same two one after the other: medians."""
    warm_up()
    scenario = everything_on(consumers, days)

    def run(seed: int) -> str:
        return Model(scenario, seed=seed).run().digest

    both, alternately = [], []
    with ThreadPoolExecutor(2) as pool:
        for _ in range(repetitions):
            both.append(clocked(lambda: list(pool.map(run, (1, 2)))).wall)
            alternately.append(clocked(lambda: [run(1), run(2)]).wall)
    return median(both), median(alternately)


def digests(consumers: int, days: int) -> Iterator[dict[str, Any]]:
    """The digest of one world, shared out in several ways."""
    expected = alone("benchmarks.threads:digest", consumers, days, 1, 0)
    yield {"how": "one thread", "digest": expected, "expected": expected}
    for threads, block in (
        (2, consumers // 2),
        (2, consumers // 7),
        (3, consumers // 3),
        (4, 97 if consumers > 500 else 17),
    ):
        found = alone("benchmarks.threads:digest", consumers, days, threads, block)
        yield {"how": f"{threads} threads, blocks of {block:,}", "digest": found, "expected": expected}


def digest(consumers: int, days: int, threads: int, block: int) -> str:
    """The digest of the world on so many threads, in blocks of about so many consumers (0: as they come)."""
    if block:
        sim.world.LEAST, sim.crew.MANY, sim.crew.PIECES = block, block, consumers
    return Model(everything_on(consumers, days), seed=1, threads=threads).run().digest


def elsewhere() -> Iterator[dict[str, Any]]:
    """Digests that the tests have stored, as this Python and every other one that is there gives them."""
    from tests.refresh_golden import path_of

    expected = {name: json.loads(path_of(name).read_text(encoding="utf-8"))["digest"] for name in STORED}
    for name in STORED:
        here = alone("benchmarks.threads:stored", name)
        yield {"how": f"{name} against the stored one", "digest": here, "expected": expected[name]}
    for environment in OTHER_PYTHONS:
        python = ROOT / environment / "bin" / "python"
        for name in STORED:
            there = ""
            if python.exists():
                code = f"from benchmarks.threads import stored; print(stored({name!r}))"
                done = subprocess.run([python, "-c", code], stdout=subprocess.PIPE, text=True, check=True, cwd=ROOT)
                there = done.stdout.split()[-1]
            yield {"how": f"{name} in {environment}", "digest": there, "expected": expected[name]}


def stored(name: str) -> str:
    """The digest of a scenario at the size at which the tests store it."""
    from tests.refresh_golden import produce

    return str(produce(name)["digest"])
