"""Desks that live alone: threads are put on their tables by hand."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sim.kernels.codes import MINUTES, SERVICE
from sim.kernels.records import QUESTION, THREAD
from sim.model import Model
from tests.worlds import everybody, model

FACEBOOK, TWITTER, STORE, PHONE, EMAIL = range(5)
KOPI, PASAR = 0, 1
CHANNELS = 5
NETLESS = ("platforms.facebook.network.mean_degree=0", "platforms.twitter.network.mean_degree=0")
ALWAYS = (*everybody("reply.opening_hour", 0), *everybody("reply.closing_hour", 24))
UNAIDED = (  # staff without training, rules, records, IT and practice, who make no errors
    *everybody("reply.bureaucracy", 0),
    *everybody("staff.training_share", 0),
    *everybody("database.used_in_replies", 0),
    *everybody("it.speed_gain", 0),
    *everybody("it.auto_answer_share", 0),
    *everybody("it.outage_prob", 0),
    "staff.error_prob=0",
    "staff.scale_exponent=0",
)


def desks(*overrides: str, consumers: int = 1000) -> Model:
    """A model of which only the desks will live."""
    return model("baseline", f"consumers.count={consumers}", *NETLESS, *overrides)


def complaint(day: int, hour: float, consumer: int, retailer: int = KOPI, **fields: object) -> np.ndarray:
    """One complaint, by default a public one on Facebook about the service."""
    row = np.zeros(1, dtype=THREAD)
    row["consumer"], row["retailer"], row["supplier"] = consumer, retailer, SERVICE
    row["channel"], row["public"], row["paid"] = FACEBOOK, 1, 50_000
    row["opened"] = day * MINUTES + round(hour * 60)
    row["trust_lost"], row["verdict"] = 0.06, 0.3
    for name, value in fields.items():
        row[name] = value
    if row["channel"][0] >= STORE:
        row["public"] = 0
    return row


def question(day: int, hour: float, consumer: int, retailer: int = KOPI, **fields: object) -> np.ndarray:
    """One routine question, by default in a private message on Facebook."""
    return complaint(day, hour, consumer, retailer, question=1, public=0, paid=0, trust_lost=0, verdict=0, **fields)


def answer(made: Model, threads: Sequence[np.ndarray], days: int) -> np.ndarray:
    """Let the desks live so many days of these threads, which are returned in the order in which they were opened."""
    world = made.world
    rows = np.concatenate(threads)
    rows["number"] = rows["opened"] // MINUTES * world.population.size + rows["consumer"]
    rows["number"] += np.where(rows["question"] == 1, QUESTION, 0)
    for day in range(days):
        world.day = day
        world.begin_day()
        today = rows["opened"] // MINUTES == day
        world.complaints = rows[today & (rows["question"] == 0)].copy()
        world.questions = rows[today & (rows["question"] == 1)].copy()
        made.desks.answer()
    return world.threads.all_threads()


def random_threads(
    seed: int, count: int, days: int, hours: tuple[float, float], elsewhere: float, routine: float = 0.0
) -> list[np.ndarray]:
    """Threads of two retailers: a share `elsewhere` by store, phone and e-mail, a share `routine` of questions."""
    rng = np.random.default_rng(seed)
    found = []
    for k in range(count):
        make = question if rng.random() < routine else complaint
        row = make(
            int(rng.integers(days)),
            float(rng.uniform(*hours)),
            consumer=k,
            retailer=int(rng.integers(2)),
            channel=int(rng.integers(STORE, EMAIL + 1)) if rng.random() < elsewhere else int(rng.integers(2)),
        )
        if make is complaint:
            row["public"] = rng.integers(2) if row["channel"][0] < STORE else 0
            row["sensitive"], row["interest"] = rng.random() < 0.3, rng.random() < 0.3
        found.append(row)
    return found
