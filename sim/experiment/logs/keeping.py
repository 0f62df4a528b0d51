"""Live a model and keep its logs: everything is read off the world in the pauses between the parts of a day.

Nothing is written into the world, so a run whose logs are kept has the digest of one whose logs are not.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.account import Rows, joined
from sim.contact import channel_names
from sim.experiment.logs.comments import before_the_feed, commenters
from sim.experiment.logs.frames import COLUMNS, Logs
from sim.experiment.logs.tills import note_trips
from sim.kernels.codes import COMPLAINT, EVER, FACE_TO_FACE, GRIPE, LEFT, PRAISE, REPLIED, SHARED_POST
from sim.kernels.records import NEVER_ANSWERED, THREAD
from sim.model import Model
from sim.policies import Action
from sim.population import Population
from sim.recorder import ORDERED, RECEIVED, WANTED, RunResult
from sim.scenario.schema import Scenario
from sim.world import World

KINDS = {PRAISE: "praise", GRIPE: "gripe", COMPLAINT: "complaint", SHARED_POST: "share"}
SENTIMENTS = {PRAISE: "positive", GRIPE: "negative", COMPLAINT: "negative", SHARED_POST: "neutral"}

Names = NDArray[np.object_]


def keep_logs(model: Model, *, panel_days: int = 30) -> Logs:
    """Live all days that are left, and give the logs of these days; the panel is asked every `panel_days` days."""
    first = model.world.day
    log = _Log(model.world, panel_days)
    while model.world.day < model.scenario_file.days:
        day = model.world.day
        for part in model.parts_of_day():
            log.note(day, part)
    result = model.result()
    model.world.close_threads()
    goods = model.recorder.finish().goods[first:]
    return log.finish(model.scenario_file, result, first, goods)


class _Log:
    """Rows of what happened, by kind of event, as they come."""

    def __init__(self, world: World, panel_days: int) -> None:
        self.world = world
        self.panel_days = panel_days
        self.panel: list[dict[str, NDArray[Any]]] = []
        self.trips: list[dict[str, NDArray[Any]]] = []
        self.threads: list[Rows] = []
        self.talk: list[tuple[int, bool, Rows]] = []
        self.comments: list[tuple[int, int, int, int, int]] = []
        self._before: Population | None = None
        self._spoken = 0
        self._open: Rows = np.zeros(0, dtype=THREAD)

    def note(self, day: int, part: str) -> None:
        """Note what the part of the day that has ended has brought."""
        world = self.world
        if part == "plans":
            self._spoken = 0
            self._before = before_the_feed(world)
        elif part == "feed":
            assert self._before is not None  # plans come first
            self.comments += [(day, *found) for found in commenters(world, self._before)]
        elif part == "shop":
            self._go_to_the_till(day)
        elif part == "judge":
            self._ask_buyers()
        elif part == "desks":
            self._open = world.threads.live.copy()
        elif part == "evening":
            # what is no longer kept open has ended, and is now as it will stay
            gone = ~np.isin(self._open["number"], world.threads.live["number"])
            self.threads.append(self._open[gone])
            if (day + 1) % self.panel_days == 0:
                self._ask_the_panel(day)
        if part in ("feed", "friends", "judge", "desks"):
            new = world.spoken[self._spoken :]
            self._spoken = len(world.spoken)
            self.talk += [(day, part == "friends", rows.copy()) for rows in new if len(rows)]

    def _go_to_the_till(self, day: int) -> None:
        world, people, market = self.world, self.world.population, self.world.market
        trips = world.trips
        paid = np.zeros(len(trips), dtype=np.int64)
        discounted, failed = np.zeros((2, len(trips)), dtype=np.bool_)
        note_trips(
            trips, world.rules.price, world.keys, market.price, market.promotion_price, world.tailored,
            world.price_error, people.price_sensitivity, people.appeal, people.history,
            market.offer_supplier, market.defect_prob, market.service_failure_prob, paid, discounted, failed,
        )  # fmt: skip
        bought = trips["offer"] >= 0
        at = (trips["retailer"][bought].astype(np.int64), trips["consumer"][bought].astype(np.int64))
        self.trips.append(
            {
                "consumer": at[1],
                "day": np.full(len(at[1]), day, dtype=np.int64),
                "retailer": at[0],
                "supplier": market.offer_supplier[trips["offer"][bought]].astype(np.int64),
                "units": trips["units"][bought].astype(np.int64),
                "amount": paid[bought] * trips["units"][bought],
                "discounted": discounted[bought],
                "failed": failed[bought],
                "expected": people.expectation[at].astype(np.float64),
                "before": people.satisfaction[at].astype(np.float64),
            }
        )

    def _ask_buyers(self) -> None:
        people, today, rule = self.world.population, self.trips[-1], self.world.scenario.experience
        at = (today["retailer"], today["consumer"])
        surprise = _undone(people.expectation[at] - today["expected"], rule.expectation_rate)
        verdict = _undone(people.satisfaction[at] - today["before"], rule.satisfaction_rate)
        today["received"] = today["expected"] + surprise
        today["satisfaction"] = today.pop("before") + verdict

    def _ask_the_panel(self, day: int) -> None:
        people = self.world.population
        at = np.nonzero(people.history & EVER)
        asked = {
            "consumer": at[1],
            "day": np.full(len(at[1]), day),
            "retailer": at[0],
            "follows": people.follows[at] > 0,
            "gone": people.history[at] & LEFT > 0,
        }
        self.panel.append(asked | {name: people.array(name)[at] for name in ("satisfaction", "trust", "commitment")})

    def finish(self, scenario: Scenario, result: RunResult, first: int, goods: NDArray[np.int64]) -> Logs:
        """The frames; `goods` are the recorder's counts of each day and offer."""
        world = self.world
        retailers, platforms = (np.array([*names], dtype=object) for names in (scenario.retailers, scenario.platforms))
        trips = pd.DataFrame({name: np.concatenate([t[name] for t in self.trips]) for name in self.trips[0]})
        trips["retailer"] = retailers[trips["retailer"].to_numpy()]
        trips["supplier"] = np.array([*scenario.suppliers], dtype=object)[trips["supplier"].to_numpy()]
        threads = joined([*self.threads, world.threads.live], THREAD)
        threads = threads[np.lexsort((threads["number"], threads["opened"]))]
        accounts = result.accounts[result.accounts["day"] >= first]
        kinds = ["promotion_posts", "information_posts", "community_posts", "invitations"]
        counted = accounts.assign(
            posts=accounts[kinds].sum(axis=1),
            promotions=accounts["promotion_posts"],
            new=accounts["new_followers"],
            lost=accounts["unfollows"],
        )
        return Logs(
            purchases=_typed("purchases", trips),
            surveys=_typed("surveys", trips),
            posts=_typed("posts", counted[counted["posts"] > 0]),
            messages=_typed("messages", self._messages(threads, retailers, platforms)),
            talk=_typed("talk", self._talk(retailers, platforms)),
            replies=_typed("replies", _replies(scenario, threads, retailers)),
            panel=_typed("panel", self._panel(retailers)),
            orders=_typed("orders", _orders(scenario, world, goods, first)),
            followers=_typed("followers", counted),
            graphs={platform.name: platform.network for platform in world.platforms},
            days=world.day - first,
            consumers=world.population.size,
            result=result,
        )

    def _messages(self, threads: Rows, retailers: Names, platforms: Names) -> pd.DataFrame:
        """What was written to accounts."""
        there = threads[threads["channel"] < len(platforms)]
        asks = there["question"] == 1
        keys = zip(there["retailer"].tolist(), there["channel"].tolist(), there["opened"].tolist(), strict=True)
        relays = self._relays()
        written = pd.DataFrame(
            {
                "author": there["consumer"],
                "day": there["opened"] // 1440,
                "retailer": retailers[there["retailer"]],
                "platform": platforms[there["channel"]] if len(platforms) else there["channel"].astype(object),
                "kind": np.where(asks, "question", "complaint"),
                "public": there["public"] == 1,
                "sentiment": np.where(asks, "neutral", "negative"),
                "relayed": [0 if q else relays.get(key, 0) for q, key in zip(asks.tolist(), keys, strict=True)],
            }
        )
        said = [
            (i, day, retailers[account.retailer], platforms[account.platform], "comment", True, mood, 0)
            for day, i, number, comments, friendly in self.comments
            for account in (self.world.accounts[number],)
            for mood in ["positive"] * friendly + ["negative"] * (comments - friendly)
        ]
        under_posts = pd.DataFrame(said, columns=list(written.columns)) if said else written.iloc[:0]
        return pd.concat([written, under_posts]).sort_values("day", kind="stable", ignore_index=True)

    def _panel(self, retailers: Names) -> pd.DataFrame:
        if not self.panel:
            return pd.DataFrame(columns=list(COLUMNS["panel"]))
        said = pd.DataFrame({name: np.concatenate([asked[name] for asked in self.panel]) for name in self.panel[0]})
        said["retailer"] = retailers[said["retailer"].to_numpy()]
        return said

    def _relays(self) -> dict[tuple[int, int, int], int]:
        """How often the complaint of each (retailer, platform, minute of writing) was passed on."""
        found: dict[tuple[int, int, int], int] = {}
        for _, passed_on, rows in self.talk:
            for row in rows[rows["kind"] == COMPLAINT] if passed_on else ():
                key = (int(row["retailer"]), int(row["platform"]), int(row["opened"]))
                found[key] = found.get(key, 0) + 1
        return found

    def _talk(self, retailers: Names, platforms: Names) -> pd.DataFrame:
        parts = []
        for day, passed_on, rows in self.talk:
            spoken = rows["platform"] == FACE_TO_FACE
            place = np.append(platforms, "")
            kinds = rows["kind"].tolist()
            parts.append(
                pd.DataFrame(
                    {
                        "author": rows["author"],
                        "day": day,
                        "retailer": retailers[rows["retailer"]],
                        "platform": place[np.where(spoken, len(platforms), rows["platform"])],
                        "kind": [KINDS[kind] for kind in kinds],
                        "sentiment": [SENTIMENTS[kind] for kind in kinds],
                        "private": rows["chat"] == 1,
                        "passed_on": passed_on,
                    }
                )
            )
        return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=list(COLUMNS["talk"]))


def _replies(scenario: Scenario, threads: Rows, retailers: Names) -> pd.DataFrame:
    """The log of the service desks."""
    actions = {action.value: action.name.lower() for action in Action}
    replied = (threads["state"] == REPLIED) & (threads["replied"] != NEVER_ANSWERED)
    waited = np.full(len(threads), np.nan)
    waited[replied] = threads["replied"][replied] - threads["opened"][replied]
    return pd.DataFrame(
        {
            "thread": threads["number"],
            "consumer": threads["consumer"],
            "day": threads["opened"] // 1440,
            "retailer": retailers[threads["retailer"]],
            "channel": np.array(channel_names(scenario), dtype=object)[threads["channel"]],
            "kind": np.where(threads["question"] == 1, "question", "complaint"),
            "public": threads["public"] == 1,
            "sensitive": threads["sensitive"] == 1,
            "second": threads["second"] == 1,
            "asked_minute": threads["opened"],
            "first_reply_minutes": waited,
            "reply": [
                actions[a] if r else "" for a, r in zip(threads["action"].tolist(), replied.tolist(), strict=True)
            ],
            "automatic": threads["automatic"] == 1,
            "corrected": threads["corrective"] == 1,
            "refund": threads["refund"],
        }
    )


def _orders(scenario: Scenario, world: World, goods: NDArray[np.int64], first: int) -> pd.DataFrame:
    """What customers wanted and retailers ordered, by day and product."""
    days, offers = goods.shape[:2]
    retailers, suppliers = (np.array([*names], dtype=object) for names in (scenario.retailers, scenario.suppliers))
    return pd.DataFrame(
        {
            "day": np.repeat(np.arange(first, first + days), offers),
            "retailer": np.tile(retailers[world.market.offer_retailer], days),
            "supplier": np.tile(suppliers[world.market.offer_supplier], days),
            "wanted": goods[:, :, WANTED].ravel(),
            "ordered": goods[:, :, ORDERED].ravel(),
            "received": goods[:, :, RECEIVED].ravel(),
        }
    )


def _undone(step: NDArray[Any], rate: float) -> NDArray[np.float64]:
    """What a step was a share of; not a number when the share is 0."""
    given: NDArray[np.float64] = np.asarray(step, dtype=np.float64)
    return given / rate if rate > 0.0 else np.full_like(given, np.nan)


def _typed(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    """The columns of one frame of the logs, in their order and types."""
    columns = COLUMNS[name]
    return frame[list(columns)].astype(columns).reset_index(drop=True)
