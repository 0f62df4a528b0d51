"""One world as it is shown: lived once, and of each day kept what the page plays.

Nothing is changed by looking: everything is read off the world between the parts of a day, so a filmed run has the
digest of an ordinary one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.account import Rows
from sim.contact import channel_names
from sim.experiment.jobs import recorded
from sim.experiment.records import Job, Run
from sim.kernels.codes import EVER, LEFT, REPLIED, WAITING
from sim.kernels.records import THREAD, WORD
from sim.model import Model
from sim.scenario.schema import Scenario
from sim.ui.by_day import SERIES, Trips, series
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
    trips, camera = Trips(), _Camera(world)
    while world.day < asked.scenario.days:
        for part in model.parts_of_day():
            if part == "desks":  # the world forgets before the evening whom it has answered
                camera.keep_threads(world)
        trips.note(world)
        camera.keep_day(world)
    result = model.run()
    rows, first = trips.rows()
    days = series(model, rows, first)
    history = model.recorder.finish()
    arrays = (
        camera.arrays(world.focal)
        | _trips(rows, first, camera.number)
        | {
            "series": np.stack([days[name] for name in SERIES]),
            "posts": history.posts.astype(np.uint16),
            "followers": history.followers.astype(np.int32),
        }
    )
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
    """Keeps what is shown of each day as it stands in memory, and reads all days at once at the end."""

    def __init__(self, world: World) -> None:
        people = world.population
        self.number: type[np.unsignedinteger[Any]] = np.uint16 if people.size <= 2**16 else np.uint32
        self._age = people.age.copy()
        self._attitudes: list[Array] = []
        self._words: list[bytes] = []
        self._threads: list[bytes] = []
        self._history = [people.history.copy()]
        self._follows = [people.follows[world.focal].copy()]

    def keep_threads(self, world: World) -> None:
        """Threads that wait, have ended today, or are still shown."""
        self._threads.append(world.threads.live.tobytes())

    def keep_day(self, world: World) -> None:
        """What is there in the evening."""
        people, focal = world.population, world.focal
        self._attitudes.append(people.satisfaction[focal] + people.trust[focal] + people.commitment[focal])
        self._history.append(people.history.copy())
        self._follows.append(people.follows[focal].copy())
        self._words.append(world.said.tobytes())

    def arrays(self, focal: int) -> dict[str, Array]:
        """All but the trips, as `Film.arrays` describes it; of loyalty, the change from each day to the next."""
        history, follows = np.stack(self._history), np.stack(self._follows)
        loyalty = _loyalty(np.stack(self._attitudes), history[1:, focal])
        words = np.frombuffer(b"".join(self._words), dtype=WORD)
        spoken = np.repeat(np.arange(len(self._words)), [len(rows) // WORD.itemsize for rows in self._words])
        left = history & LEFT
        left_day, left_retailer, left_consumer = np.nonzero(left[1:] != left[:-1])
        fans = np.flatnonzero(follows[0])
        changed_day, changed = np.nonzero(follows[1:] != follows[:-1])
        return {
            "loyalty": np.diff(loyalty, axis=0, prepend=np.uint8(0)),
            "age": self._age,
            "word_day": spoken.astype(np.uint16),
            "word_consumer": words["author"].astype(self.number),
            "word_retailer": words["retailer"],
            "word_kind": words["kind"],
            "word_platform": words["platform"],
            "left_day": left_day.astype(np.uint16),
            "left_consumer": left_consumer.astype(self.number),
            "left_retailer": left_retailer.astype(np.uint8),
            "left_back": (left[1:][left_day, left_retailer, left_consumer] == 0).astype(np.uint8),
            "follow_day": np.concatenate([np.zeros(len(fans)), changed_day]).astype(np.uint16),
            "follow_consumer": np.concatenate([fans, changed]).astype(self.number),
            "follow_bits": np.concatenate([follows[0, fans], follows[1:][changed_day, changed]]),
            **self._thread_arrays(focal),
        }

    def _thread_arrays(self, focal: int) -> dict[str, Array]:
        rows = _ended_or_waiting(self._threads, focal)
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


def _ended_or_waiting(days: list[bytes], focal: int) -> Rows:
    """Of the threads that lived on each day, those to one retailer: as they were when they ended, or wait on the last.

    A thread that has ended is shown for some days more, and counts once.
    """
    rows = np.frombuffer(b"".join(days), dtype=THREAD)
    own = rows["retailer"] == focal
    waits = rows["state"] == WAITING
    ended = np.flatnonzero(own & ~waits)
    first_seen = ended[np.unique(rows["number"][ended], return_index=True)[1]]
    last_day = len(rows) - len(days[-1]) // THREAD.itemsize
    found: Rows = rows[np.concatenate([first_seen, last_day + np.flatnonzero((own & waits)[last_day:])])]
    return found


def _trips(rows: Rows, first: NDArray[np.int64], number: type[np.unsignedinteger[Any]]) -> dict[str, Array]:
    return {
        "trip_first": first.astype(np.uint32),
        "trip_consumer": rows["consumer"].astype(number),
        "trip_retailer": rows["retailer"],
        "trip_units": np.where(rows["offer"] >= 0, rows["units"], 0).astype(np.uint8),
    }


def _loyalty(attitudes: NDArray[np.float32], history: NDArray[np.uint8]) -> Array:
    """How loyal each consumer is to the focal retailer on each day, as a film keeps it: all of shape (D, N).

    `attitudes` are the sums of satisfaction, trust and commitment.
    """
    found: Array = np.round(attitudes / 3.0 * FULL).astype(np.uint8)
    found[history & LEFT != 0] = HAS_LEFT
    found[history & EVER == 0] = NEVER_BOUGHT
    return found
