"""Whether calibration gives back what is known: worlds with parameters drawn from the ranges are taken for data.

If ranges of 90% are what they say, then over worlds drawn from the ranges nine in ten of them hold the truth, whatever
the model (Talts et al. 2018). Each of many worlds is data once and is fitted by all the others, as in the first round
of a calibration; `through_rounds` takes a few worlds through the whole of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import bdtr

from sim.errors import RunError
from sim.experiment.calibrate.candidates import Candidate, account_platform, candidates
from sim.experiment.calibrate.inference import LEVEL, Posterior, infer
from sim.experiment.calibrate.looking import Look, Seen, Windows, look
from sim.experiment.calibrate.observing import Task
from sim.experiment.calibrate.patterns import BY_ID, PATTERNS
from sim.experiment.calibrate.rounds import search
from sim.experiment.drawing import latin_hypercube
from sim.experiment.jobs import Progress
from sim.experiment.runner import run_tasks
from sim.kernels.compiled import is_cold
from sim.randomness import replicate_seed
from sim.scenario.loading import Source, load_scenario

Floats = NDArray[np.float64]
KINDS = ("purchases", "posts", "replies", "followers")
_TRUTHS = 2_000_000  # number of the first world that is data of a whole calibration


@dataclass(frozen=True)
class Recovered:
    """How often the range of one parameter held the truth.

    Attributes
    ----------
    held, worlds
        Worlds whose truth lay in the range, of how many.
    informed
        Share of the worlds whose data informed the parameter.
    width
        Mean width of the ranges, over that before.
    """

    candidate: Candidate
    held: int
    worlds: int
    informed: float
    width: float

    @property
    def share(self) -> float:
        """Share of the worlds whose truth lay in the range."""
        return self.held / self.worlds


def bounds(worlds: int, sure: float = 0.999) -> tuple[int, int]:
    """Fewest and most truths among so many ranges that are to be expected where each holds with `LEVEL`."""
    counts = np.arange(worlds + 1)
    below = bdtr(counts.astype(np.float64), worlds, LEVEL)
    return int(counts[below > (1.0 - sure) / 2.0][0]), int(counts[below >= 1.0 - (1.0 - sure) / 2.0][0])


def left_out(
    base: Source = "baseline",
    *,
    kinds: Sequence[str] = KINDS,
    worlds: int,
    days: int,
    consumers: int,
    seed: int = 1,
    workers: int | None = None,
    progress: Progress | None = None,
) -> list[Recovered]:
    """Each world is data once, fitted by all the others.

    Raises
    ------
    RunError
        A world could not be lived.
    """
    fitted, places, seen = _lived(base, kinds, worlds, days, consumers, seed, workers, progress)
    names = [p.id for p in PATTERNS if p.kind in kinds and p.fitted]
    figures = np.array([[BY_ID[name].compared(each.figures[name]) for name in names] for each in seen])
    posteriors, truths, groups = [], [], [c.kind for c in fitted]
    for k in range(worlds):
        others = np.arange(worlds) != k
        if np.isfinite(figures[k]).any():
            posteriors.append(infer(places[others], figures[others], figures[k], groups=groups))
            truths.append(places[k])
    return _counted(fitted, np.array(truths), posteriors)


def through_rounds(
    base: Source = "baseline",
    *,
    kinds: Sequence[str] = KINDS,
    worlds: int,
    runs: int,
    days: int,
    consumers: int,
    seed: int = 1,
    workers: int | None = None,
    progress: Progress | None = None,
) -> list[Recovered]:
    """A few worlds, each taken through all rounds of a calibration with `runs` worlds of its own.

    Raises
    ------
    RunError
        A world could not be lived.
    """
    fitted, truths, seen = _lived(base, kinds, worlds, days, consumers, seed + _TRUTHS, workers, None)
    posteriors, told = [], []
    for k, data in enumerate(seen):
        observed = {n: v for n, v in data.figures.items() if BY_ID[n].fitted and np.isfinite(v)}
        if not observed:  # nobody bought, asked or saw anything there
            continue
        told.append(k)

        def live(places: Floats, first: int, k: int = k) -> Sequence[Seen]:
            looks = _looks(base, kinds, places, days, consumers, seed + 1 + k, first)
            return _seen(looks, workers)

        posteriors.append(search(fitted, observed, runs, seed + 1 + k, live).posterior)
        if progress is not None:
            progress(k + 1, worlds)
    return _counted(fitted, truths[told], posteriors)


def _lived(
    base: Source,
    kinds: Sequence[str],
    worlds: int,
    days: int,
    consumers: int,
    seed: int,
    workers: int | None,
    progress: Progress | None,
) -> tuple[tuple[Candidate, ...], Floats, list[Seen]]:
    """Worlds with parameters drawn evenly from their ranges."""
    scenario = load_scenario(base)
    fitted = candidates(scenario, kinds, account_platform(scenario, None, kinds))
    places = latin_hypercube([c.path for c in fitted], worlds, seed, "recover")
    return fitted, places, _seen(_looks(base, kinds, places, days, consumers, seed, 0), workers, progress)


def _looks(
    base: Source, kinds: Sequence[str], places: Floats, days: int, consumers: int, seed: int, first: int
) -> list[Look]:
    scenario = load_scenario(base)
    platform = account_platform(scenario, None, kinds)
    fitted = candidates(scenario, kinds, platform)
    splits = dict.fromkeys(kinds, days)
    windows = Windows(splits, splits, max(days // 3, 1), consumers, 10_000_000)
    looks = []
    for k, row in enumerate(places):
        own = tuple(c.setting(float(c.value(row[j]))) for j, c in enumerate(fitted))
        settings = (f"consumers.count={consumers}", *own)
        task = Task(scenario, settings, replicate_seed(seed, 1 + first + k), days, platform, tuple(kinds))
        looks.append(Look(task, windows, ahead=False))
    return looks


def _seen(looks: Sequence[Look], workers: int | None, progress: Progress | None = None) -> list[Seen]:
    found: dict[int, Seen] = {}
    with closing(run_tasks(look, looks, workers=workers, cold=is_cold())) as ends:
        for end in ends:
            if end.answer.error is not None:
                raise RunError(f"a world of the recovery failed ({end.answer.error}: {end.answer.message})")
            found[end.index] = end.answer.value
            if progress is not None:
                progress(len(found), len(looks))
    return [found[k] for k in range(len(looks))]


def _counted(fitted: Sequence[Candidate], truths: Floats, posteriors: Sequence[Posterior]) -> list[Recovered]:
    ranges = np.array([posterior.ranges() for posterior in posteriors])
    inside = (truths >= ranges[:, :, 0]) & (truths <= ranges[:, :, 1])
    informed = np.array([posterior.informed() for posterior in posteriors])
    widths = np.array([posterior.widths() for posterior in posteriors])
    return [
        Recovered(c, int(inside[:, k].sum()), len(truths), float(informed[:, k].mean()), float(widths[:, k].mean()))
        for k, c in enumerate(fitted)
    ]
