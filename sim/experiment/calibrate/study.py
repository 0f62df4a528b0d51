"""A calibration from files to what they say of a world's parameters."""

from __future__ import annotations

import datetime
import os
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sim.errors import InputError
from sim.experiment.calibrate.candidates import Candidate, account_platform, candidates, rounded
from sim.experiment.calibrate.events import Events, events_of
from sim.experiment.calibrate.forward import Error, error_of, predict
from sim.experiment.calibrate.inference import LEVEL, Posterior
from sim.experiment.calibrate.looking import Look, Seen, Windows, look, seen
from sim.experiment.calibrate.observing import Task
from sim.experiment.calibrate.patterns import BY_ID, FEWEST, PATTERNS
from sim.experiment.calibrate.peers import Peer, by_library, by_likelihood
from sim.experiment.calibrate.records import Calibration, Checked, Fitted, Span
from sim.experiment.calibrate.rounds import search
from sim.experiment.exports.reading import Asked, Export, read_export
from sim.experiment.jobs import Progress
from sim.experiment.plan import MAX_SEED, shell_command, whole_number
from sim.experiment.provenance import versions
from sim.experiment.records import Failure
from sim.experiment.runner import run_tasks
from sim.kernels.compiled import is_cold
from sim.randomness import replicate_seed
from sim.scenario.loading import load_scenario
from sim.scenario.schema import Scenario

Floats = NDArray[np.float64]
RUNS, DRAWS, HOLDOUT = 400, 60, 0.25
"""Worlds from which is learnt, worlds drawn from the fit, and share of the days held out, unless said otherwise."""
CUSTOMERS_NEEDED = 10_000
"""Consumers of a world that is held against a purchase log: a shop whose customers buy seldom has few in a year."""
_LEAST_DAYS = 14
_AHEAD = 1_000_000  # number of the first world drawn from the fit: no world is used twice
_POST_RATES = ("promotion_rate", "information_rate", "community_rate")


@dataclass
class _Lived:
    """Runs done and failed, as they come."""

    planned: int
    workers: int | None
    progress: Progress | None
    done: int = 0
    failures: list[Failure] = field(default_factory=list)

    def all_of(self, looks: Sequence[Look]) -> list[Seen | None]:
        """What was seen in each world, in the order of `looks`; None where the run failed."""
        found: list[Seen | None] = [None] * len(looks)
        with closing(run_tasks(look, looks, workers=self.workers, cold=is_cold())) as ends:
            for end in ends:
                answer, task = end.answer, looks[end.index].task
                if answer.wrong_input:
                    raise InputError(answer.message)
                if answer.error is None:
                    found[end.index] = answer.value
                else:
                    self.failures.append(
                        Failure("calibrate", end.index, task.seed, answer.error, answer.message, answer.traceback)
                    )
                self.done += 1
                if self.progress is not None:
                    self.progress(self.done, self.planned)
        return found


def calibrate(
    files: str | os.PathLike[str] | Iterable[str | os.PathLike[str] | tuple[str | os.PathLike[str], str | None]],
    *,
    base: str = "baseline",
    holdout: float | None = None,
    split: datetime.date | None = None,
    platform: str | None = None,
    asked: Asked | None = None,
    runs: int = RUNS,
    draws: int = DRAWS,
    consumers: int | None = None,
    seed: int | None = None,
    workers: int | None = None,
    progress: Progress | None = None,
) -> Calibration:
    """Fit a world to exports.

    Parameters
    ----------
    files
        A path, or several: each alone, for its columns tell of which kind it is, or with its kind (None: as its columns
        tell); at most one of each kind.
    base
        The world to start from: a built-in scenario or a file. Its focal retailer is the shop of the exports.
    holdout
        Share of the days of each export that is held out, the last ones; `HOLDOUT` if neither it nor `split` is given.
    split
        The first date that is held out.
    platform
        That of the account which posts, replies and followers are of; the retailer's first one if none is named.
    asked
        What is to be known about the files, where guessing will not do.
    runs, draws
        Worlds from which is learnt, and worlds drawn from the fit for checks and predictions.
    consumers
        Of each world; as many as `base` has, and at least `CUSTOMERS_NEEDED` with a purchase log, if none is given.
    seed
        Of all luck; that of `base` if none is given.

    Raises
    ------
    InputError
        A file or an argument is wrong, or the files hold too little.
    """
    several = [files] if isinstance(files, str | os.PathLike) else files
    named = [(file, None) if isinstance(file, str | os.PathLike) else file for file in several]
    paths = [(os.fspath(file), kind) for file, kind in named]
    runs = whole_number(runs, "runs", 60, 1_000_000)
    draws = whole_number(draws, "draws", 10, 100_000)
    world = load_scenario(base)
    chosen = world.seed if seed is None else whole_number(seed, "seed", 0, MAX_SEED)
    exports = _read(paths, asked)
    events, days = events_of(exports)
    kinds = events.kinds()
    place = account_platform(world, platform, kinds)
    spans = {kind: _span(exports[kind], days[kind], holdout, split) for kind in kinds}
    windows = _windows(events, spans)
    if consumers is None:
        consumers = max(world.consumers.count, CUSTOMERS_NEEDED if "purchases" in kinds else 0)
    read_off = _post_rates(world, events, spans)
    fitted = candidates(world, kinds, place)
    data = seen(events, windows, ahead=True)
    observed = {name: value for name, value in data.figures.items() if np.isfinite(value)}
    if not any(BY_ID[name].fitted for name in observed):
        raise InputError("the exports hold too little to be compared with a world", allowed=f"{FEWEST} rows or more")
    lived = _Lived(runs + draws, workers, progress)
    fixed = (f"consumers.count={consumers}", *(f"{path}={value!r}" for path, value in read_off.items()))

    def worlds(places: Floats, first: int, ends: Mapping[str, int], ahead: bool) -> list[Seen | None]:
        def task(number: int, row: Floats) -> Task:
            own = tuple(c.setting(float(c.value(row[k]))) for k, c in enumerate(fitted))
            return Task(world, (*fixed, *own), replicate_seed(chosen, first + number), max(ends.values()), place, kinds)

        return lived.all_of([Look(task(k, row), windows, ahead) for k, row in enumerate(places)])

    found = search(
        fitted,
        {name: value for name, value in observed.items() if BY_ID[name].fitted},
        runs,
        chosen,
        lambda places, first: worlds(places, 1 + first, windows.splits, ahead=False),
    )
    posterior = found.posterior
    ahead = [each for each in worlds(posterior.drawn(draws), _AHEAD, windows.ends, ahead=True) if each is not None]
    if len(ahead) < draws / 2:
        raise InputError("most worlds drawn from the fit failed", where=lived.failures[0].message)
    forward, peers = _forward(data, ahead, spans)
    reached = dict(zip(found.names, found.reached.tolist(), strict=True))
    return Calibration(
        base=world,
        exports=exports,
        spans=spans,
        cohort_days=windows.cohort_days if "purchases" in kinds else None,
        customers=windows.customers if "purchases" in kinds else None,
        platform=place,
        read_off=read_off,
        fitted=_fitted(fitted, posterior),
        patterns=_checked(observed, [each.figures for each in ahead], reached),
        held_out=_checked(data.held_out, [each.held_out for each in ahead], {}),
        forward=forward,
        peers=peers,
        seed=chosen,
        consumers=consumers,
        draws=draws,
        planned=runs + draws,
        runs=lived.done,
        failures=tuple(lived.failures),
        command=_command(exports, base, holdout, split, platform, asked, runs, draws, consumers, chosen),
        versions=versions(),
    )


def _read(files: Sequence[tuple[str, str | None]], asked: Asked | None) -> dict[str, Export]:
    if not files:
        raise InputError(
            "there is no file to calibrate to", allowed="a purchase log, post metrics, a reply log, followers"
        )
    found: dict[str, Export] = {}
    for file, kind in files:
        export = read_export(file, kind, asked)
        if export.kind.name in found:
            other = found[export.kind.name].path
            raise InputError(
                f"'{other}' is a {export.kind.title} already", where=str(file), allowed="one file of a kind"
            )
        found[export.kind.name] = export
    return {kind: found[kind] for kind in ("purchases", "posts", "replies", "followers") if kind in found}


def _span(export: Export, days: int, holdout: float | None, split: datetime.date | None) -> Span:
    first = export.when.min().date()
    where = str(export.path)
    if split is not None and holdout is not None:
        raise InputError("--split and --holdout both say what is held out", allowed="one of the two")
    if split is not None:
        at = min((split - first).days, days)
    else:
        part = HOLDOUT if holdout is None else holdout
        if not 0.0 <= part <= 0.9:
            raise InputError(f"{part:g} will not do", where="holdout", allowed="a share from 0 to 0.9")
        at = days - int(part * days)
    if at < _LEAST_DAYS:
        raise InputError(
            f"{max(at, 0)} days are left to be fitted (the first is {first}, the last "
            f"{first + datetime.timedelta(days=days - 1)})",
            where=where,
            allowed=f"{_LEAST_DAYS} days or more before what is held out",
        )
    return Span(f"{first:%Y-%m-%d}", at, days)


def _windows(events: Events, spans: Mapping[str, Span]) -> Windows:
    """What is looked at: with a purchase log, the cohort.

    Where all customers of the days fitted bought first within their first half, the log is one of a cohort, and these
    are its days. Otherwise it is the first third of the days fitted.
    """
    cohort_days, customers, messages = 1, 0, 0
    if events.purchases is not None:
        split = spans["purchases"].split
        _, first = events.purchases.between(0, split).first_days()
        latest = int(first.max()) + 1
        cohort_days = latest if latest <= split / 2 else max(split // 3, 1)
        customers = int((first < cohort_days).sum())
        if customers < FEWEST:
            raise InputError(
                f"{customers} customers bought within the first {cohort_days} days", allowed=f"{FEWEST} or more"
            )
    if events.replies is not None:
        messages = len(events.replies.between(0, spans["replies"].split).asked)
    splits = {kind: span.split for kind, span in spans.items()}
    return Windows(splits, {kind: span.end for kind, span in spans.items()}, cohort_days, customers, messages)


def _post_rates(world: Scenario, events: Events, spans: Mapping[str, Span]) -> dict[str, float]:
    """How often the account posts is in the log as it is; the kinds of posts keep their proportions."""
    rates = world.retailers[world.focal].posts
    before = sum(getattr(rates, name) for name in _POST_RATES)
    if events.posts is None or before <= 0.0:
        return {}
    span = spans["posts"].split
    factor = float(events.posts.between(0, span).posts.sum()) / span / before
    return {
        f"retailers.{world.focal}.posts.{name}": rounded(min(factor * getattr(rates, name), 50.0))
        for name in _POST_RATES
    }  # fmt: skip


def _fitted(fitted: Sequence[Candidate], posterior: Posterior) -> tuple[Fitted, ...]:
    informed = posterior.informed()
    left = {k: c.place(c.default) for k, c in enumerate(fitted) if not informed[k]}
    centre, ranges, widths = posterior.centre(left), posterior.ranges(), posterior.widths()
    found = []
    for k, candidate in enumerate(fitted):
        low, middle, high = (
            rounded(float(candidate.value(np.asarray(place))))
            for place in (ranges[k, 0], posterior.quantile(k, 0.5), ranges[k, 1])
        )
        value = rounded(float(candidate.value(centre[k]))) if informed[k] else candidate.default
        found.append(
            Fitted(
                candidate, value, low, middle, high, float(widths[k]), float(posterior.explained[k]), bool(informed[k])
            )
        )
    return tuple(found)


def _checked(
    observed: Mapping[str, float], worlds: Sequence[Mapping[str, float]], reached: Mapping[str, bool]
) -> tuple[Checked, ...]:
    found = []
    for pattern in PATTERNS:
        data = observed.get(pattern.id, float("nan"))
        values = np.array([world[pattern.id] for world in worlds if pattern.id in world])
        values = values[np.isfinite(values)]
        if not np.isfinite(data) or not len(values):
            continue
        low, middle, high = np.quantile(values, ((1.0 - LEVEL) / 2.0, 0.5, (1.0 + LEVEL) / 2.0)).tolist()
        found.append(Checked(BY_ID[pattern.id], data, low, middle, high, reached.get(pattern.id, True)))
    return tuple(found)


def _forward(data: Seen, ahead: Sequence[Seen], spans: Mapping[str, Span]) -> tuple[Error | None, tuple[Peer, ...]]:
    """The repeat purchases that were held out, and what others make of them."""
    if data.cohort is None:
        return None, ()
    worlds = [each.cohort for each in ahead if each.cohort is not None and len(each.cohort)]
    prediction = predict(data.cohort, worlds)
    days = spans["purchases"].end - spans["purchases"].split
    peers = (by_library(data.cohort, days), by_likelihood(data.cohort, days))
    return error_of(prediction.expected, data.cohort, prediction.low, prediction.high), peers


def _command(
    exports: Mapping[str, Export],
    base: str,
    holdout: float | None,
    split: datetime.date | None,
    platform: str | None,
    asked: Asked | None,
    runs: int,
    draws: int,
    consumers: int,
    seed: int,
) -> str:
    """The command that does the same again, with the files by their names."""
    options: dict[str, object] = {kind: Path(export.path).name for kind, export in exports.items()}
    options["base"] = base
    given = {"holdout": holdout, "split": split, "platform": platform}
    options |= {name: value for name, value in given.items() if value is not None}
    if asked is not None:
        if asked.columns:
            options["columns"] = ",".join(f"{role}={column}" for role, column in dict(asked.columns).items())
        told = {"date-format": asked.date_format, "decimal": asked.decimal}
        options |= {name: value for name, value in told.items() if value is not None}
        if asked.returns != "refuse":
            options["returns"] = asked.returns
    options |= {"runs": runs, "draws": draws, "consumers": consumers, "seed": seed}
    return shell_command("calibrate", (), options, ())
