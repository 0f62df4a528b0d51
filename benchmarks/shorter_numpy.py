"""The shorter day (`benchmarks.shorter_day`) as numpy's users write it: whole columns, and no compiler."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from benchmarks.shorter_day import EVENTS, PRICES, RETAILERS, Draws, Start

Numbers = NDArray[np.int64]


class NumpyWorld:
    """Consumers as columns: one array for each property, of shape (N,) or (4, N)."""

    def __init__(self, start: Start) -> None:
        self.start = start
        self.network = start.network
        self.size = start.network.nodes
        self.day = 0
        shape = (RETAILERS, self.size)
        self.bought = np.zeros(shape, dtype=np.bool_)
        self.trip_rate, self.sensitivity, self.voice = start.trip_rate, start.sensitivity, start.voice
        self.follows = np.ascontiguousarray(start.follows.T)
        self.expectation = np.full(shape, 0.7)
        self.satisfaction = np.full(shape, 0.7)
        self.trust = np.full(shape, 0.5)
        self.appeal = np.zeros(shape)
        self.fatigue = np.zeros(shape)
        self.praised = np.zeros((RETAILERS, 0), dtype=np.int64)  # of yesterday: how many words a reader may hear
        self.griped = self.praised
        self.waits = np.zeros(shape, dtype=np.bool_)
        nobody = np.empty(0, dtype=np.int64)
        self.waiting = [nobody] * RETAILERS
        self.written = [nobody] * RETAILERS
        self.totals = dict.fromkeys(EVENTS, 0)

    def live(self, draws: Draws) -> None:
        """One day."""
        self.feed(draws)
        self.hear(draws)
        self.shop_and_judge(draws)
        self.answer()
        self.appeal *= 0.9
        self.fatigue *= 0.95
        for r in range(RETAILERS):
            self.totals["satisfied"] += int((self.bought[r] & (self.satisfaction[r] > 0.7)).sum())
        self.day += 1

    def feed(self, draws: Draws) -> None:
        """See promotions."""
        online = draws.online < 0.9
        for k, r in enumerate(range(self.day % 2, RETAILERS, 2)):
            who = np.flatnonzero(online & self.follows[r])
            who = who[draws.see[k, who] < 0.3 * (1.0 - self.fatigue[r, who])]
            tired, pull = self.fatigue[r, who], self.appeal[r, who]
            self.appeal[r, who] = pull + 0.1 * (1.0 - tired) * (1.0 - pull)
            tired = tired + 0.05 * (1.0 - tired)
            self.fatigue[r, who] = tired
            gone = who[draws.unfollow[who] < 0.02 * tired]
            self.follows[r, gone] = False
            self.totals["seen"] += len(who)
            self.totals["unfollowed"] += len(gone)

    def hear(self, draws: Draws) -> None:
        """Listen to what friends said yesterday."""
        if not self.praised.size:
            return
        listens = draws.listen < 0.3
        for r in range(RETAILERS):
            who = np.flatnonzero(listens & (self.praised[r] + self.griped[r] > 0))
            good, bad = self.praised[r, who], self.griped[r, who]
            self.totals["heard"] += int(good.sum() + bad.sum())
            self.trust[r, who] = np.clip(self.trust[r, who] + 0.02 * good - 0.04 * bad, 0.0, 1.0)

    def shop_and_judge(self, draws: Draws) -> None:
        """Choose, receive, judge, speak."""
        shoppers = np.flatnonzero(draws.need < self.trip_rate)
        luck = draws.shopping
        utility = -np.log(-np.log(luck[: RETAILERS + 1]))
        utility[0] += 1.0
        sensitivity = self.sensitivity[shoppers]
        for r in range(RETAILERS):
            utility[r + 1] += (
                3.0 * (self.expectation[r, shoppers] - 0.7)
                + 2.0 * (self.satisfaction[r, shoppers] - 0.7)
                + 1.5 * (self.trust[r, shoppers] - 0.5)
                + self.appeal[r, shoppers]
                - sensitivity * (PRICES[r] - 1.0)
            )
        chosen = utility.argmax(axis=0) - 1
        buys = chosen >= 0
        who, at = shoppers[buys], chosen[buys]
        noise, fail, speak, talk, follow = luck[RETAILERS + 1 :, buys]
        self.totals["shoppers"] += len(who)
        self.bought[at, who] = True

        failed = fail < 0.05
        got = np.clip(0.6 + 0.3 * noise - 0.4 * failed, 0.0, 1.0)
        hope, happy, trust = self.expectation[at, who], self.satisfaction[at, who], self.trust[at, who]
        surprise = got - hope
        self.satisfaction[at, who] = happy + 0.3 * (np.clip(got + 0.5 * surprise, 0.0, 1.0) - happy)
        self.expectation[at, who] = hope + 0.2 * surprise
        self.trust[at, who] = np.where(failed, trust - 0.1 * trust, trust + 0.02 * (1.0 - trust))

        complains = failed & (speak < self.voice[who]) & ~self.waits[at, who]
        self.waits[at[complains], who[complains]] = True
        gripes = failed & ~complains & (talk < 0.2)
        praises = ~failed & (surprise > 0.05) & (talk < 0.1)
        starts = ~self.follows[at, who] & (follow < 0.05)
        self.follows[at[starts], who[starts]] = True
        for name, marks in (("failures", failed), ("complaints", complains), ("gripes", gripes), ("praise", praises),
                            ("followed", starts)):  # fmt: skip
            self.totals[name] += int(marks.sum())
        for r in range(RETAILERS):
            new = who[complains & (at == r)]
            self.waiting[r] = np.concatenate([self.waiting[r], new])
            self.written[r] = np.concatenate([self.written[r], np.full(len(new), self.day)])
        self.praised = self._readers(who[praises], at[praises])
        self.griped = self._readers(who[gripes], at[gripes])

    def _readers(self, authors: Numbers, about: Numbers) -> Numbers:
        """How many of these words each consumer may hear tomorrow: their authors' friends, counted. Shape (4, N)."""
        indptr = self.network.indptr
        degree = indptr[authors + 1] - indptr[authors]
        first = np.cumsum(degree) - degree
        arcs = np.arange(degree.sum()) + np.repeat(indptr[authors] - first, degree)
        places = np.repeat(about, degree) * self.size + self.network.indices[arcs]
        return np.bincount(places, minlength=RETAILERS * self.size).reshape(RETAILERS, self.size)

    def answer(self) -> None:
        """The desks answer as many complaints as they can."""
        for r in range(RETAILERS):
            most = self.size // 1000 + 1
            who, written = self.waiting[r][:most], self.written[r][:most]
            self.waiting[r], self.written[r] = self.waiting[r][most:], self.written[r][most:]
            self.totals["answered"] += len(who)
            self.waits[r, who] = False
            lift = np.where(written < self.day - 1, 0.5, 1.0)
            happy, trust = self.satisfaction[r, who], self.trust[r, who]
            self.satisfaction[r, who] = happy + lift * 0.2 * (1.0 - happy)
            self.trust[r, who] = trust + lift * 0.1 * (1.0 - trust)
