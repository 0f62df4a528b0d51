"""The shorter day (`benchmarks.shorter_day`) as agentpy's users write it: agents, and a method for each step.

What such a user learns to do for speed is done: attributes are plain lists, friends are looked up in the network once,
draws are lists as well, and speakers come to their friends rather than everybody to all of theirs.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from math import log
from typing import Any

import agentpy as ap
import networkx as nx

from benchmarks.shorter_day import EVENTS, PRICES, RETAILERS, Draws, Start
from sim.network import to_networkx

FIRMS = range(RETAILERS)


def clip(x: float) -> float:
    """X held within 0 and 1."""
    return 0.0 if x < 0.0 else 1.0 if x > 1.0 else x


class Consumer(ap.Agent):  # type: ignore[misc]
    """One consumer."""

    def setup(self) -> None:
        """Born without a history."""
        self.number = self.id - 1
        start = self.model.start
        self.trip_rate = float(start.trip_rate[self.number])
        self.sensitivity = float(start.sensitivity[self.number])
        self.voice = float(start.voice[self.number])
        self.follows = start.follows[self.number].tolist()
        self.expectation = [0.7] * RETAILERS
        self.satisfaction = [0.7] * RETAILERS
        self.trust = [0.5] * RETAILERS
        self.appeal = [0.0] * RETAILERS
        self.fatigue = [0.0] * RETAILERS
        self.waits = [False] * RETAILERS
        self.bought = [False] * RETAILERS
        self.inbox: list[tuple[int, bool]] = []
        self.friends: list[Consumer] = []

    def see_feed(self) -> None:
        """See promotions."""
        model, number = self.model, self.number
        if model.draws["online"][number] >= 0.9:
            return
        for r, see in model.posting:
            if not self.follows[r]:
                continue
            tired = self.fatigue[r]
            if see[number] >= 0.3 * (1.0 - tired):
                continue
            model.totals["seen"] += 1
            pull = self.appeal[r]
            self.appeal[r] = pull + 0.1 * (1.0 - tired) * (1.0 - pull)
            tired = tired + 0.05 * (1.0 - tired)
            self.fatigue[r] = tired
            if model.draws["unfollow"][number] < 0.02 * tired:
                self.follows[r] = False
                model.totals["unfollowed"] += 1

    def hear(self) -> None:
        """Listen to what friends said yesterday."""
        if not self.inbox:
            return
        if self.model.draws["listen"][self.number] < 0.3:
            self.model.totals["heard"] += len(self.inbox)
            for r in FIRMS:
                good = self.inbox.count((r, True))
                bad = self.inbox.count((r, False))
                if good or bad:
                    self.trust[r] = clip(self.trust[r] + 0.02 * good - 0.04 * bad)
        self.inbox.clear()

    def shop(self) -> None:
        """Choose, receive, judge, speak."""
        if self.model.draws["need"][self.number] >= self.trip_rate:
            return
        luck = next(self.model.shopping)
        best, chosen = 1.0 - log(-log(luck[0])), -1
        for r in FIRMS:
            utility = -log(-log(luck[r + 1])) + (
                3.0 * (self.expectation[r] - 0.7)
                + 2.0 * (self.satisfaction[r] - 0.7)
                + 1.5 * (self.trust[r] - 0.5)
                + self.appeal[r]
                - self.sensitivity * (PRICES[r] - 1.0)
            )
            if utility > best:
                best, chosen = utility, r
        if chosen >= 0:
            self.judge(chosen, luck[RETAILERS + 1 :])

    def judge(self, r: int, luck: list[float]) -> None:
        """Hold what came against what was hoped for."""
        model, totals = self.model, self.model.totals
        noise, fail, speak, talk, follow = luck
        totals["shoppers"] += 1
        self.bought[r] = True
        failed = fail < 0.05
        got = 0.6 + 0.3 * noise
        if failed:
            got -= 0.4
        got = clip(got)
        surprise = got - self.expectation[r]
        self.satisfaction[r] += 0.3 * (clip(got + 0.5 * surprise) - self.satisfaction[r])
        self.expectation[r] += 0.2 * surprise
        if failed:
            self.trust[r] -= 0.1 * self.trust[r]
            totals["failures"] += 1
            if speak < self.voice and not self.waits[r]:
                self.waits[r] = True
                model.waiting[r].append((self, model.day))
                totals["complaints"] += 1
            elif talk < 0.2:
                model.said.append((self, r, False))
                totals["gripes"] += 1
        else:
            self.trust[r] += 0.02 * (1.0 - self.trust[r])
            if surprise > 0.05 and talk < 0.1:
                model.said.append((self, r, True))
                totals["praise"] += 1
        if not self.follows[r] and follow < 0.05:
            self.follows[r] = True
            totals["followed"] += 1

    def end_day(self) -> None:
        """Let promotions and weariness fade, and be counted."""
        for r in FIRMS:
            self.appeal[r] *= 0.9
            self.fatigue[r] *= 0.95
            if self.bought[r] and self.satisfaction[r] > 0.7:
                self.model.totals["satisfied"] += 1


class AgentpyWorld(ap.Model):  # type: ignore[misc]
    """The world of the shorter day."""

    def __init__(self, start: Start) -> None:
        super().__init__()
        self.start = start
        self.day = 0
        self.totals = dict.fromkeys(EVENTS, 0)
        self.said: list[tuple[Consumer, int, bool]] = []
        self.waiting: list[deque[tuple[Consumer, int]]] = [deque() for _ in FIRMS]
        self.consumers = ap.AgentList(self, start.network.nodes, Consumer)
        graph = to_networkx(start.network)
        self.network = ap.Network(self, nx.Graph(graph))
        self.network.add_agents(self.consumers, self.network.nodes)
        for consumer in self.consumers:
            consumer.friends = self.network.neighbors(consumer).to_list()

    def live(self, draws: dict[str, Any]) -> None:
        """One day, with draws as lists (`as_lists`)."""
        self.draws = draws
        self.posting = list(zip(range(self.day % 2, RETAILERS, 2), draws["see"], strict=True))
        self.shopping: Iterator[list[float]] = iter(draws["shopping"])
        self.consumers.see_feed()
        self.consumers.hear()
        self.consumers.shop()
        for author, r, good in self.said:
            for friend in author.friends:
                friend.inbox.append((r, good))
        self.said.clear()
        self.answer()
        self.consumers.end_day()
        self.day += 1

    def answer(self) -> None:
        """The desks answer as many complaints as they can."""
        for r in FIRMS:
            for _ in range(min(len(self.consumers) // 1000 + 1, len(self.waiting[r]))):
                consumer, written = self.waiting[r].popleft()
                consumer.waits[r] = False
                lift = 0.5 if written < self.day - 1 else 1.0
                consumer.satisfaction[r] += lift * 0.2 * (1.0 - consumer.satisfaction[r])
                consumer.trust[r] += lift * 0.1 * (1.0 - consumer.trust[r])
                self.totals["answered"] += 1


def as_lists(draws: Draws) -> dict[str, Any]:
    """The luck of a day as plain numbers, which Python reads several times faster than entries of arrays."""
    lists = {name: values.tolist() for name, values in vars(draws).items()}
    return lists | {"shopping": draws.shopping.T.tolist()}
