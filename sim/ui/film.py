"""One world as it is shown: lived once, and of each day kept what the page plays.

Nothing is changed by looking: everything is read off the world between the parts of a day, so a filmed run has the
digest of an ordinary one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.account import Rows, joined
from sim.contact import channel_names
from sim.experiment.jobs import recorded
from sim.experiment.records import Job, Run
from sim.kernels.codes import EVER, LEFT, REPLIED, WAITING
from sim.kernels.records import THREAD
from sim.model import Model
from sim.scenario.schema import Scenario
from sim.ui.by_day import SERIES, Buyers, live, series
from sim.ui.layout import MOST_NODES, drawn_ties, evenly, places
from sim.ui.packing import Packed, pack
from sim.world import World

Array = NDArray[Any]

FULL = 250
"""Loyalty of 1 in a film; it is kept in steps of 1/250."""
HAS_LEFT, NEVER_BOUGHT = 254, 255
"""In place of a loyalty."""
FLAGS = ("question", "public", "sensitive", "interest", "automatic", "wrong", "corrective")
"""Bits of a thread's flags, from the lowest on."""


@dataclass(frozen=True)
class FilmJob:
    """One run to film; `laid_out` asks for the places of consumers too, which both worlds of a pair share."""

    job: Job
    laid_out: bool = True


@dataclass(frozen=True)
class Film:
    """What is shown of one world (D days, N consumers, A accounts, E ties).

    Attributes
    ----------
    about
        Names and sizes, for JSON: ``days``, ``consumers``, ``focal`` (its place among the ``retailers``),
        ``retailers``, ``suppliers``, ``channels`` (the platforms first), ``accounts`` (places of retailer and
        platform), ``by_ties`` (whether friends stand near one another) and ``series``.
    packed
        The arrays, see `arrays`.
    run
        The run, as `sim.ui.by_day.perform_by_day` gives it: who films a world need not run it as well.
    """

    about: dict[str, Any]
    packed: Packed
    run: Run

    def arrays(self) -> dict[str, Array]:
        """What is shown, as arrays.

        - ``loyalty`` uint8 (D, N): to the focal retailer in the evening, times `FULL`; or `NEVER_BOUGHT`, `HAS_LEFT`.
        - ``series`` float64 (5, D): see `sim.ui.by_day.SERIES`.
        - ``posts`` uint16 (D, A, 4) by kind of post, ``followers`` int32 (D, A).
        - ``trip_first`` uint32 (D + 1): the place of each day's first trip among ``trip_consumer``, ``trip_retailer``,
          ``trip_units`` (0: nothing was left).
        - ``word_…``, what was said to friends: ``day``, ``consumer``, ``retailer``, ``kind`` (`sim.kernels.codes`) and
          ``platform`` (255: face to face).
        - ``left_…``: ``day``, ``consumer``, ``retailer``, and ``back``: 1 where somebody came back.
        - ``follow_…``: ``day``, ``consumer`` and ``bits`` of the focal retailer's accounts, whenever they change; day 0
          holds who follows any from the start.
        - ``thread_…``, complaints and questions to the focal retailer in the order in which they were opened:
          ``consumer``, ``opened`` and ``ended`` (minutes from the first day on; -1: not by the end), ``channel``,
          ``supplier`` (255: the service), ``flags`` (see `FLAGS`), ``state``, ``action`` (`sim.kernels.codes`) and
          ``refund``.
        - ``age`` uint8 (N); ``positions`` float32 (N, 2) where they were asked for; ``edges`` (2, E) of the network on
          which friends meet, where there is a platform.
        """
        found = self.packed.arrays()
        return found | {"loyalty": np.cumsum(found["loyalty"], axis=0, dtype=np.uint8)}


def film(job: FilmJob) -> Film:
    """Live one world, and keep what is shown of it: a worker function."""
    asked = job.job
    model = Model(asked.scenario, seed=asked.seed, threads=asked.threads, policies=asked.policies)
    world = model.world
    buyers, camera = Buyers(world.population.size), _Camera(world)

    def look(part: str, world: World) -> None:
        buyers.look(part, world)
        camera.look(part, world)

    result = live(model, look)
    days = series(model, buyers)
    history = model.recorder.finish()
    arrays = camera.arrays() | {
        "series": np.stack([days[name] for name in SERIES]),
        "posts": history.posts.astype(np.uint16),
        "followers": history.followers.astype(np.int32),
    }
    network = world.platforms[world.friends_on].network if world.platforms else None
    if network is not None:
        arrays["edges"] = drawn_ties(network).astype(camera.number)
    if job.laid_out:
        arrays["positions"] = evenly(world.population.size) if network is None else places(network)
    return Film(_about(asked.scenario, world), pack(arrays), recorded(asked, result, result.outcomes, days))


def _about(scenario: Scenario, world: World) -> dict[str, Any]:
    return {
        "days": scenario.days,
        "consumers": world.population.size,
        "focal": world.focal,
        "retailers": [spec.title or name for name, spec in scenario.retailers.items()],
        "suppliers": [spec.title or name for name, spec in scenario.suppliers.items()],
        "channels": channel_names(scenario),
        "accounts": [(account.retailer, account.platform) for account in world.accounts],
        "by_ties": bool(world.platforms) and world.population.size <= MOST_NODES,
        "series": list(SERIES),
    }


class _Camera:
    """Keeps what is shown of each day while a world lives."""

    def __init__(self, world: World) -> None:
        people = world.population
        self.number: type[np.unsignedinteger[Any]] = np.uint16 if people.size <= 2**16 else np.uint32
        self._age = people.age.copy()
        self._loyalty: list[Array] = []
        self._trips: list[Rows] = []
        self._words: list[Rows] = []
        self._threads: list[Rows] = []
        self._known: set[int] = set()
        self._changes: dict[str, list[tuple[Array, ...]]] = {"left": [], "follow": []}
        self._left = people.history & LEFT != 0
        follows = people.follows[world.focal]
        self._note("follow", 0, np.flatnonzero(follows), follows[follows != 0])
        self._follows = follows.copy()

    def look(self, part: str, world: World) -> None:
        """Keep what is there now."""
        if part == "desks":
            self._keep_ended(world)
        elif part == "evening":
            self._keep_day(world)

    def _keep_ended(self, world: World) -> None:
        """Threads that have ended; the world forgets them before the evening, or shows them for some days more."""
        live = world.threads.live
        ended = live[(live["retailer"] == world.focal) & (live["state"] != WAITING)]
        new = [number not in self._known for number in ended["number"].tolist()]
        if any(new):
            self._threads.append(ended[new])
            self._known.update(ended["number"].tolist())
        self._waiting = live[(live["retailer"] == world.focal) & (live["state"] == WAITING)]

    def _keep_day(self, world: World) -> None:
        people, focal, day = world.population, world.focal, len(self._loyalty)
        self._loyalty.append(_loyalty(world))
        self._trips.append(world.trips[["consumer", "retailer", "offer", "units"]].copy())
        self._words.append(world.said.copy())
        left = people.history & LEFT != 0
        retailer, who = np.nonzero(left != self._left)
        self._note("left", day, who, retailer, ~left[retailer, who])
        self._left = left
        changed = np.flatnonzero(people.follows[focal] != self._follows)
        self._note("follow", day, changed, people.follows[focal, changed])
        self._follows = people.follows[focal].copy()

    def _note(self, name: str, day: int, who: Array, *values: Array) -> None:
        if len(who):
            self._changes[name].append((np.full(len(who), day), who, *values))

    def arrays(self) -> dict[str, Array]:
        """All of it, as `Film.arrays` describes it; of loyalty, the change from each day to the next."""
        loyalty = np.stack(self._loyalty)
        trips = np.concatenate(self._trips)
        words = np.concatenate(self._words)
        spoken = np.repeat(np.arange(len(self._words)), [len(rows) for rows in self._words])
        left = self._columns("left", 4)
        follow = self._columns("follow", 3)
        return {
            "loyalty": np.diff(loyalty, axis=0, prepend=np.uint8(0)),
            "age": self._age,
            "trip_first": np.cumsum([0, *(len(rows) for rows in self._trips)]).astype(np.uint32),
            "trip_consumer": trips["consumer"].astype(self.number),
            "trip_retailer": trips["retailer"],
            "trip_units": np.where(trips["offer"] >= 0, trips["units"], 0).astype(np.uint8),
            "word_day": spoken.astype(np.uint16),
            "word_consumer": words["author"].astype(self.number),
            "word_retailer": words["retailer"],
            "word_kind": words["kind"],
            "word_platform": words["platform"],
            "left_day": left[0].astype(np.uint16),
            "left_consumer": left[1].astype(self.number),
            "left_retailer": left[2].astype(np.uint8),
            "left_back": left[3].astype(np.uint8),
            "follow_day": follow[0].astype(np.uint16),
            "follow_consumer": follow[1].astype(self.number),
            "follow_bits": follow[2].astype(np.uint8),
            **self._thread_arrays(),
        }

    def _columns(self, name: str, number: int) -> list[Array]:
        changes = self._changes[name]
        return [np.concatenate([rows[k] for rows in changes]) if changes else np.zeros(0) for k in range(number)]

    def _thread_arrays(self) -> dict[str, Array]:
        rows = joined([*self._threads, self._waiting], THREAD)
        rows = rows[np.lexsort((rows["number"], rows["opened"]))]
        ended = np.where(rows["state"] == REPLIED, rows["replied"], rows["give_up"])
        return {
            "thread_consumer": rows["consumer"].astype(self.number),
            "thread_opened": rows["opened"].astype(np.int32),
            "thread_ended": np.where(rows["state"] == WAITING, -1, ended).astype(np.int32),
            "thread_channel": rows["channel"],
            "thread_supplier": rows["supplier"],
            "thread_flags": np.sum([rows[name] << bit for bit, name in enumerate(FLAGS)], axis=0).astype(np.uint8),
            "thread_state": rows["state"],
            "thread_action": rows["action"],
            "thread_refund": rows["refund"].astype(np.float64),
        }


def _loyalty(world: World) -> Array:
    """How loyal each consumer is to the focal retailer, as a film keeps it."""
    people, focal = world.population, world.focal
    mean = (people.satisfaction[focal] + people.trust[focal] + people.commitment[focal]) / 3.0
    found: Array = np.round(mean * FULL).astype(np.uint8)
    found[people.history[focal] & LEFT != 0] = HAS_LEFT
    found[people.history[focal] & EVER == 0] = NEVER_BOUGHT
    return found
