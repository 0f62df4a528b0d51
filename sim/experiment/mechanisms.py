"""The source paper's mechanisms, measured: each switched off in worlds that share all their luck with it switched on.

What switches a mechanism off and which output shows it stands in ``mechanisms.toml``. A mechanism whose interval
holds zero, and one that has no rule yet, are told as such.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any, Literal

from sim.errors import InputError, nearest_name
from sim.experiment.compare import MAX_PAIRS
from sim.experiment.jobs import Progress, perform, perform_all
from sim.experiment.plan import MAX_SEED, make_jobs, whole_number
from sim.experiment.records import Batch, Failure, Job, Run, column
from sim.experiment.statistics import PairedDifference, paired_difference
from sim.metrics import OUTCOMES
from sim.recorder import RunResult
from sim.scenario.loading import load_scenario
from sim.scenario.overriding import settings_of
from sim.scenario.registry import Parameter, parameters
from sim.scenario.schema import Scenario

Verdict = Literal["measurable", "none"]
Expectation = Literal["higher", "lower", "either"]
"""Of the output, when the mechanism is switched off; "either" where the model takes no side."""
TABLES = ("retailers", "accounts", "contacts", "suppliers", "market")
"""Daily tables whose columns can be an output."""
GENERAL = "loyalty"
"""The output of a mechanism that names none."""
_NAMED = ("platforms", "retailers", "suppliers")


@dataclass(frozen=True)
class Mechanism:
    """One entry of the table: see the head of ``mechanisms.toml``."""

    id: str
    title: str
    output: str = GENERAL
    off: tuple[str, ...] = ()
    without: str | None = None
    world: str = "baseline"
    set: tuple[str, ...] = ()
    expect: Expectation = "either"
    because: str = ""
    inert: tuple[str, ...] = ()
    stress: tuple[str, ...] = ()

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        """The parameters that are part of it, in the order of the registry."""
        return tuple(p for p in parameters() if self.id in p.mechanisms)

    def switches(self, world: Scenario) -> tuple[str, ...]:
        """The settings that switch it off in a world: those of the table, else the off-values of its parameters."""
        own = tuple(f"{p.path}={_text(p.off)}" for p in self.parameters if p.off is not None)
        given = self.off or own
        return tuple(setting for each in given for setting in _for_every_name(each, world))

    @property
    def unit(self) -> str:
        """What its output is counted in."""
        return OUTCOMES[self.output].unit if self.output in OUTCOMES else f"{self.output.partition('.')[2]}, mean day"


@dataclass(frozen=True)
class Measured:
    """A mechanism and what switching it off does: `numbers` contrast the world without it (b) with that with it (a).

    `why` says why there are no numbers.
    """

    mechanism: Mechanism
    off: tuple[str, ...]
    numbers: PairedDifference | None
    why: str = ""

    @property
    def verdict(self) -> Verdict:
        """Whether the interval of the effect excludes zero."""
        n = self.numbers
        if n is None or n.low is None or n.high is None:
            return "none"
        return "measurable" if n.low > 0.0 or n.high < 0.0 else "none"

    @property
    def as_expected(self) -> bool | None:
        """Whether a measurable effect has the expected direction; None where there is none to hold against it."""
        n = self.numbers
        if self.verdict == "none" or self.mechanism.expect == "either" or n is None or n.difference is None:
            return None
        return (n.difference > 0.0) == (self.mechanism.expect == "higher")

    def row(self) -> dict[str, Any]:
        """Flat, for JSON; None where there is no number."""
        m, n = self.mechanism, self.numbers
        return {
            "id": m.id,
            "title": m.title,
            "parameters": [p.path for p in m.parameters],
            "output": None if n is None and not self.off else m.output,
            "unit": m.unit,
            "world": m.world,
            "off": list(self.off),
            "with": None if n is None else n.a.mean,
            "without": None if n is None else n.b.mean,
            "effect": None if n is None else n.difference,
            "low": None if n is None else n.low,
            "high": None if n is None else n.high,
            "pairs": 0 if n is None else n.pairs,
            "verdict": self.verdict,
            "expected": m.expect,
            "as_expected": self.as_expected,
            "because": m.because,
            "why": self.why,
        }


@dataclass(frozen=True)
class Measurement:
    """All that was measured, in the order of the table."""

    mechanisms: tuple[Measured, ...]
    runs: int
    planned: int
    failures: tuple[Failure, ...]
    interrupted: bool

    def to_json(self) -> dict[str, Any]:
        """A document for `json.dumps`."""
        return {
            "mechanisms": [measured.row() for measured in self.mechanisms],
            "interrupted": self.interrupted,
            "failures": [
                {"mechanism": f.label, "replicate": f.replicate, "seed": f.seed, "error": f"{f.error}: {f.message}"}
                for f in self.failures
            ],
        }


@cache
def mechanisms() -> dict[str, Mechanism]:
    """The table, by id, in the paper's order."""
    table = tomllib.loads((Path(__file__).with_name("mechanisms.toml")).read_text(encoding="utf-8"))
    found = {}
    for name, entry in table.items():
        values: dict[str, Any] = {key: tuple(v) if isinstance(v, list) else v for key, v in entry.items()}
        found[name] = Mechanism(name, **values)
    return found


def measure_mechanisms(
    only: Sequence[str] = (),
    *,
    pairs: int = 10,
    seed: int | None = None,
    overrides: Iterable[str] = (),
    workers: int | None = None,
    threads: int = 1,
    progress: Progress | None = None,
) -> Measurement:
    """Switch each mechanism off in paired worlds.

    Parameters
    ----------
    only
        Ids; all when none are given.
    pairs, seed, workers, threads, progress
        As for `sim.compare`; by default the seed of `baseline`.
    overrides
        Values set in all worlds, before a mechanism is switched off.

    Raises
    ------
    InputError
        An id, a setting or an argument is wrong.
    """
    pairs = whole_number(pairs, "pairs", 1, MAX_PAIRS)
    overrides = settings_of(overrides)
    chosen = _chosen(only)
    base_seed = load_scenario("baseline", overrides).seed if seed is None else whole_number(seed, "seed", 0, MAX_SEED)
    worlds: dict[str, Scenario] = {}
    pairings: dict[str, tuple[str, str]] = {}
    told: dict[str, tuple[tuple[str, ...], str]] = {}
    for m in chosen:
        settings = (*m.set, *overrides)
        switches, why = _place(m, settings, worlds, pairings)
        told[m.id] = (switches, why)
    outputs = tuple(dict.fromkeys(m.output for m in chosen if m.output not in OUTCOMES))
    jobs = make_jobs(worlds, pairs, base_seed, threads=threads)
    batch = Batch(0, (), (), False)
    if jobs:
        batch = perform_all(jobs, workers=workers, progress=progress, work=partial(perform_reading, outputs))

    def numbers(m: Mechanism) -> PairedDifference | None:
        if m.id not in pairings:
            return None
        on, off = (column(batch.runs, label, m.output, pairs) for label in pairings[m.id])
        if m.output not in OUTCOMES:
            return paired_difference(on, off, "neither")
        outcome = OUTCOMES[m.output]
        return paired_difference(on, off, outcome.better).within(outcome.bounds)

    return Measurement(
        mechanisms=tuple(Measured(m, told[m.id][0], numbers(m), told[m.id][1]) for m in chosen),
        runs=len(batch.runs),
        planned=len(jobs),
        failures=batch.failures,
        interrupted=batch.interrupted,
    )


def perform_reading(outputs: Sequence[str], job: Job) -> Run:
    """Do one run, and read columns of its daily tables beside its outcomes."""

    def read(result: RunResult) -> dict[str, float]:
        return {output: day_mean(result, output) for output in outputs}

    return perform(job, read)


def day_mean(result: RunResult, output: str) -> float:
    """Mean over days of TABLE.COLUMN: of the focal retailer, or of all suppliers, or of the market."""
    name, _, wanted = output.partition(".")
    table = getattr(result, name)
    if "retailer" in table.columns:
        table = table[table["retailer"] == result.scenario.focal]
    by_day = table.groupby("day")[wanted].sum(min_count=1)
    return float(by_day.mean())


def _chosen(only: Sequence[str]) -> list[Mechanism]:
    table = mechanisms()
    for name in only:
        if name not in table:
            raise InputError(
                f"'{name}' is no mechanism", where="--only", nearest=nearest_name(name, table), allowed=", ".join(table)
            )
    return [m for m in table.values() if not only or m.id in only]


def _place(
    m: Mechanism,
    settings: tuple[str, ...],
    worlds: dict[str, Scenario],
    pairings: dict[str, tuple[str, str]],
) -> tuple[tuple[str, ...], str]:
    """Add the two worlds of a mechanism to those to be run; gives its switches, and why it has none."""
    if not m.parameters and not m.off and m.without is None:
        return (), "no rule yet"
    with_it = load_scenario(m.world, settings)
    if m.without is not None:
        switches: tuple[str, ...] = (f"scenario {m.without}",)
        off = load_scenario(m.without, settings)
    else:
        switches = m.switches(with_it)
        if not switches:
            return (), "nothing switches it off"
        off = load_scenario(m.world, (*settings, *switches))
    if _same(with_it, off):
        return switches, "it is off in this world"
    pairings[m.id] = (_label(m.world, with_it, worlds), _label(m.id, off, worlds))
    return switches, ""


def _label(name: str, world: Scenario, worlds: dict[str, Scenario]) -> str:
    """The name under which a world is run, once for all that are alike."""
    for label, other in worlds.items():
        if _same(world, other):
            return label
    label, number = name, 2
    while label in worlds:
        label, number = f"{name} ({number})", number + 1
    worlds[label] = world
    return label


def _same(a: Scenario, b: Scenario) -> bool:
    labels = {"name": "", "title": "", "description": ""}
    return a.model_copy(update=labels) == b.model_copy(update=labels)


def _for_every_name(setting: str, world: Scenario) -> Iterator[str]:
    """A setting with every name of the world in place of ``*``."""
    path, _, value = setting.partition("=")
    first = path.partition(".")[0]
    names: Mapping[str, object] = getattr(world, first) if first in _NAMED else {}
    if ".*." not in path:
        yield setting
    for name in names if ".*." in path else ():
        yield f"{path.replace('*', name, 1)}={value}"


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
