"""A world lived for calibration: of the focal retailer alone, what its exports would hold.

`sim.experiment.logs` keeps everything of everybody, which takes several times as long as the world itself; here a
world is lived hundreds of times, and few of its events are asked for.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.experiment.calibrate.events import Events, Followers, Posts, Purchases, Replies
from sim.experiment.logs.tills import note_trips
from sim.kernels import feed
from sim.kernels.codes import REPLIED
from sim.model import Model
from sim.recorder import History
from sim.scenario.loading import load_scenario
from sim.scenario.schema import Scenario
from sim.world import World

KEPT_THREADS = 1_000_000


@dataclass(frozen=True)
class Task:
    """One world to live: a scenario with some values set, under a seed, for so many days.

    `platform` is that whose account is asked of posts, replies and followers; `kinds` is what is asked.
    """

    scenario: Scenario
    settings: tuple[str, ...]
    seed: int
    days: int
    platform: str | None
    kinds: tuple[str, ...]


def live(task: Task) -> Events:
    """What happens in a world."""
    fixed = (f"days={task.days}", f"record.conversations={KEPT_THREADS}")
    scenario = load_scenario(task.scenario, (*task.settings, *fixed))
    model = Model(scenario, seed=task.seed)
    world = model.world
    wants = "purchases" in task.kinds
    bought: list[tuple[np.ndarray[tuple[int], np.dtype[np.int64]], ...]] = []
    while world.day < task.days:
        day = world.day
        bought += [_till(world, day) for part in model.parts_of_day() if part == "shop" and wants]
    account = _account(world, task.platform)
    history = model.recorder.finish()
    return Events(
        purchases=_purchases(bought) if wants else None,
        posts=_posts(history, account) if "posts" in task.kinds else None,
        replies=_replies(world, task.platform) if "replies" in task.kinds else None,
        followers=(
            Followers(np.arange(task.days), history.followers[:, account].astype(np.float64))
            if "followers" in task.kinds
            else None
        ),
    )


def _account(world: World, platform: str | None) -> int:
    """Number of the focal retailer's account on the platform; of its first one where none is named."""
    names = [p.name for p in world.platforms]
    mine = [a.number for a in world.accounts if a.retailer == world.focal and platform in (None, names[a.platform])]
    return mine[0] if mine else -1


def _till(world: World, day: int) -> tuple[np.ndarray[tuple[int], np.dtype[np.int64]], ...]:
    """Customer, day, units and amount of each purchase at the focal retailer today."""
    trips = world.trips[(world.trips["retailer"] == world.focal) & (world.trips["offer"] >= 0)]
    market, people = world.market, world.population
    paid = np.zeros(len(trips), dtype=np.int64)
    discounted, failed = np.zeros((2, len(trips)), dtype=np.bool_)
    note_trips(
        trips, world.rules.price, world.keys, market.price, market.promotion_price, world.tailored, world.price_error,
        people.price_sensitivity, people.appeal, people.history, market.offer_supplier, market.defect_prob,
        market.service_failure_prob, paid, discounted, failed,
    )  # fmt: skip
    units = trips["units"].astype(np.int64)
    return trips["consumer"].astype(np.int64), np.full(len(trips), day, dtype=np.int64), units, paid * units


def _purchases(bought: list[tuple[np.ndarray[tuple[int], np.dtype[np.int64]], ...]]) -> Purchases:
    who, day, units, amount = (np.concatenate(column) for column in zip(*bought, strict=True))
    return Purchases(who, day, units.astype(np.float64), amount.astype(np.float64))


def _posts(history: History, account: int) -> Posts:
    tally, posts = history.accounts[:, account].astype(np.float64), history.posts[:, account].sum(axis=1)
    days = np.flatnonzero(posts)
    columns = (tally[days, column] for column in (feed.REACH, feed.LIKES, feed.COMMENTS, feed.SHARES))
    return Posts(days.astype(np.int64), posts[days].astype(np.int64), *columns)


def _replies(world: World, platform: str | None) -> Replies:
    """What was written to the account, or to all accounts where no platform is named."""
    threads = world.threads.all_threads()
    channels = [p.number for p in world.platforms if platform in (None, p.name)]
    mine = threads[(threads["retailer"] == world.focal) & np.isin(threads["channel"], channels)]
    answered = mine["state"] == REPLIED
    minutes = np.where(answered, mine["replied"] - mine["opened"], 0).astype(np.float64)
    return Replies(mine["opened"].astype(np.int64), np.where(answered, minutes, np.nan))
