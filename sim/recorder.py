"""What is written down of a run: whole counts of every day, from which all tables and outcomes are read.

Nothing is reckoned while the world lives: the recorder copies what is there, so recording cannot change the
world, and the digest of what it holds is the digest of the whole time series.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim import firm_records
from sim.agents.ideas import Ideas
from sim.agents.retailer import Retailer
from sim.agents.supplier import Supplier
from sim.day_counts import DayCounts
from sim.firm_records import Counts, Row
from sim.frames import Frames
from sim.kernels import books, counts, outlook
from sim.kernels.numbers import FIXED
from sim.scenario.schema import Scenario
from sim.segments import SegmentCounts
from sim.world import World

Days = NDArray[Any]
"""An array whose first axis is the day."""


@dataclass(frozen=True)
class RunResult:
    """What a run gives back.

    Attributes
    ----------
    scenario, seed
        The world and its luck.
    digest
        SHA-256 over the whole time series: equal digests are equal runs.
    outcomes
        Headline outcomes by name (see `sim.metrics.OUTCOMES`), of the focal retailer or the whole market; one
        that is not defined (no complaint, say) is not a number.
    by_retailer
        The same for each retailer.
    by_segment
        What the segments of consumers bought, and how they stood at the end of the run.
    frames
        Tidy tables by name, each made when it is first asked for; they are attributes as well.
    seconds
        Wall time of the run.
    """

    scenario: Scenario
    seed: int
    digest: str
    outcomes: dict[str, float]
    by_retailer: dict[str, dict[str, float]]
    by_segment: SegmentCounts
    frames: Frames
    seconds: float

    @property
    def retailers(self) -> pd.DataFrame:
        """A row for each day and retailer."""
        return self.frames["retailers"]

    @property
    def accounts(self) -> pd.DataFrame:
        """A row for each day, retailer and platform with an account."""
        return self.frames["accounts"]

    @property
    def contacts(self) -> pd.DataFrame:
        """A row for each day, retailer and channel."""
        return self.frames["contacts"]

    @property
    def suppliers(self) -> pd.DataFrame:
        """A row for each day and supplier."""
        return self.frames["suppliers"]

    @property
    def market(self) -> pd.DataFrame:
        """A row for each day."""
        return self.frames["market"]

    @property
    def segments(self) -> pd.DataFrame:
        """A row for each retailer and segment of consumers (see `sim.segments`), at the end of the run."""
        return self.frames["segments"]

    @property
    def networks(self) -> pd.DataFrame:
        """A row for each network of ties between the parties (see `sim.ties`), at the end of the run."""
        return self.frames["networks"]

    @property
    def conversations(self) -> pd.DataFrame:
        """A row for each thread, complaint or question, that was kept."""
        return self.frames["conversations"]


# Columns of `goods`, `community` and `resources`. Those of `opened` and `waiting` are named in the kernel `counts`,
# those of firms (`money`, `makers`, `levers`, `around`, `flows`, `ventures`) in `sim.firm_records`.
WANTED, ORDERED, ARRIVED, WAITED, ON_TIME, RECEIVED = range(6)
WEEK = 7  # days for which a forecast of demand is written down
GOODWILL, COMMUNITY_SPENT = range(2)
SKILL, MORALE, LOAD, IT_EFFECT, IT_DOWN, ORDERS_SENT, ORDER_DAYS = range(7)


@dataclass
class Recorder:
    """What was written down of each day: copies of the world's counts, and rows of what its firms are and have.

    `finish` makes one array of each, with the day as first axis. Only there are real numbers made whole.
    """

    counts: list[Days] = field(default_factory=list)
    followers: list[Days] = field(default_factory=list)
    posts: list[list[tuple[int, ...]]] = field(default_factory=list)
    tone: list[Days] = field(default_factory=list)
    goodwill: list[Days] = field(default_factory=list)
    community_spent: list[Days] = field(default_factory=list)
    staff: list[Days] = field(default_factory=list)
    orders: list[list[tuple[int, ...]]] = field(default_factory=list)
    down: list[Days] = field(default_factory=list)
    it_effect: list[Days] = field(default_factory=list)
    statement: list[Days] = field(default_factory=list)
    paid: list[Days] = field(default_factory=list)
    projects: list[list[Counts]] = field(default_factory=list)
    innovations: list[list[int]] = field(default_factory=list)
    carried_out: list[Days] = field(default_factory=list)
    makers: list[list[Counts]] = field(default_factory=list)
    defect_prob: list[Days] = field(default_factory=list)
    forecast: list[Days] = field(default_factory=list)
    advice: list[Days] = field(default_factory=list)
    prices: list[Days] = field(default_factory=list)
    discounts: list[Days] = field(default_factory=list)
    levers: list[list[Row]] = field(default_factory=list)
    around: list[list[Row]] = field(default_factory=list)
    ideas: list[Days] = field(default_factory=list)
    quality: list[Days] = field(default_factory=list)
    expected_orders: list[list[float]] = field(default_factory=list)
    needs: list[int] = field(default_factory=list)
    pace: list[float] = field(default_factory=list)
    online: list[int] = field(default_factory=list)
    _layout: DayCounts | None = None
    _finished: History | None = None

    def note(self, world: World, retailers: Sequence[Retailer], suppliers: Sequence[Supplier], ideas: Ideas) -> None:
        """Copy today's counts, and those of the firms."""
        market, today = world.market, world.counts
        self._layout = today
        counts.count_opened(world.complaints, world.questions, world.channels, today["opened"])
        counts.count_waiting(world.threads.live, world.channels, today["waiting"])
        self.counts.append(today.block.copy())
        self.followers.append(world.followers.copy())
        self.tone.append(world.atmosphere.tone.copy())
        self.goodwill.append(world.goodwill.stock.copy())
        self.staff.append(world.staff.state.copy())
        self.down.append(world.it.down.copy())
        self.it_effect.append(world.it.effect)
        self.defect_prob.append(market.defect_prob.copy())
        self.advice.append(world.advice.copy())
        self.prices.append(market.price.copy())
        self.discounts.append(market.discount.copy())
        self.ideas.append(ideas.tally.copy())
        self.quality.append(market.quality.copy())
        self.statement.append(world.books.statement.copy())
        self.community_spent.append(world.books.community_spent.copy())
        firms = slice(books.FIRST_RETAILER, books.FIRST_RETAILER + len(retailers) + len(suppliers))
        self.paid.append(-world.ledger.table[firms, books.INTEREST : books.JOINT_PROJECT + 1])
        self.carried_out.append(ideas.carried_out.copy())
        self.posts.append([(*account.posts_today, account.invites_today) for account in world.accounts])
        self.orders.append([(r.ordering.orders_sent, r.ordering.order_days) for r in retailers])
        self.projects.append([(r.venture.projects, r.venture.spared) for r in retailers])
        self.innovations.append([s.workshop.innovations for s in suppliers])
        self.makers.append(firm_records.makers(world, suppliers))
        corrections = np.array([r.ordering.correction(WEEK) for r in retailers])
        self.forecast.append(market.outlook[outlook.FORECAST] * corrections[market.offer_retailer])
        self.levers.append(firm_records.levers(retailers))
        self.around.append(firm_records.around(retailers))
        self.expected_orders.append([s.planner.foreseen for s in suppliers])
        self.needs.append(world.needs)
        self.pace.append(world.pace.today)
        self.online.append(int(np.count_nonzero(world.population.online_from <= world.day)))

    def finish(self) -> History:
        """The whole run as arrays. They are made once for all who ask on the same day: read them only.

        Raises
        ------
        ValueError
            No day was lived.
        """
        if self._layout is None:
            raise ValueError("nothing was recorded: no day was lived")
        if self._finished is None or self._finished.days != len(self.counts):
            self._finished = self._arrays(self._layout)
        return self._finished

    def _arrays(self, layout: DayCounts) -> History:
        real = np.float64
        counted = layout.of_days(self.counts)
        community = [_whole(_stacked(self.goodwill)), _stacked(self.community_spent)]
        money, flows, ventures = self._firms()
        staff, effect = _whole(_stacked(self.staff)), _whole(_stacked(self.it_effect))
        down, orders = _stacked(self.down), _table(self.orders)
        return History(
            **{
                name: np.ascontiguousarray(counted[name])
                for name in (
                    "standing", "sales", "desks", "words", "accounts", "missed", "came", "opened", "waiting", "answers",
                )
            },
            **{
                name: _stacked(getattr(self, name))
                for name in (
                    "followers", "defect_prob", "advice", "prices", "discounts", "ideas", "quality", "forecast",
                )
            },
            **{
                name: _table(getattr(self, name))
                for name in ("makers", "needs", "online")
            },
            **{
                name: _table(getattr(self, name), real)
                for name in ("levers", "around", "expected_orders", "pace")
            },
            posts=_table(self.posts).reshape(len(self.posts), len(self.posts[0]), 4),
            tone=_whole(_stacked(self.tone)),
            community=np.stack(community, axis=2),
            money=money,
            flows=flows,
            ventures=ventures,
            resources=np.concatenate([staff.transpose(0, 2, 1), effect[:, :, None], down[:, :, None], orders], axis=2),
            goods=np.ascontiguousarray(counted["goods"].transpose(0, 2, 1)),
        )  # fmt: skip

    def _firms(self) -> tuple[Days, Days, Days]:
        """The books and joint ventures of firms: `money`, `flows` and `ventures`."""
        statement, paid = _stacked(self.statement), _stacked(self.paid)
        retailers, width = statement.shape[1], books.JOINT_PROJECT - books.INTEREST
        makers = paid[:, retailers:]
        project, cost, gain = (
            makers[:, :, entry - books.INTEREST] for entry in (books.JOINT_PROJECT, books.JOINT_COST, books.JOINT_GAIN)
        )
        ventures = [_table(self.innovations), _stacked(self.carried_out), project + cost, -gain]
        return (
            np.ascontiguousarray(statement[:, :, : books.DEBT]),
            np.concatenate([statement[:, :, books.DEBT :], _table(self.projects), paid[:, :retailers, :width]], axis=2),
            np.stack(ventures, axis=2),
        )


def _stacked(days: Sequence[Days]) -> Days:
    """Equal arrays of all days as one, with the day as first axis; faster than `numpy.stack`."""
    return np.concatenate(days).reshape(len(days), *days[0].shape)


def _table(days: Sequence[Any], dtype: type = np.int64) -> Days:
    """Rows of all days as one array, with the day as first axis."""
    return np.array(days, dtype=dtype)


def _whole(values: Days) -> Days:
    """Real numbers in units of 2**-24."""
    return np.round(values * FIXED).astype(np.int64)


@dataclass(frozen=True)
class History:
    """A run's counts with the day as first axis; columns are those of the kernels' tallies.

    Shapes: standing, sales, words (D, R, ·); desks, opened, waiting (D, R x channels, ·); accounts, posts (D, A,
    ·); followers (D, A); missed, came, advice, answers (D, R); money (D, R, ·); makers (D, S, ·); defect_prob (D, S);
    goods (D, O, ·); forecast of a day's demand (D, O); needs (D,). Of pages and community work: tone (D, A), community
    (D, R, ·); of staff and IT: resources (D, R, ·); online (D,).
    Prices and discounts, of each day and retailer, have the shape (D, R). Of firms with each other: levers, around,
    flows, ideas (D, R, ·), ventures (D, S, ·), quality (D, S), expected_orders of the making days to come (D, S);
    pace (D,).
    """

    standing: Days
    sales: Days
    desks: Days
    words: Days
    accounts: Days
    followers: Days
    posts: Days
    tone: Days
    community: Days
    resources: Days
    missed: Days
    came: Days
    opened: Days
    waiting: Days
    money: Days
    makers: Days
    defect_prob: Days
    goods: Days
    forecast: Days
    advice: Days
    answers: Days
    prices: Days
    discounts: Days
    levers: Days
    around: Days
    flows: Days
    ventures: Days
    ideas: Days
    quality: Days
    expected_orders: Days
    needs: Days
    pace: Days
    online: Days

    @property
    def days(self) -> int:
        """How many days were recorded."""
        return int(self.standing.shape[0])

    def digest(self) -> str:
        """SHA-256 over every count of every day."""
        total = hashlib.sha256()
        for name, values in sorted(vars(self).items()):
            total.update(f"{name}{values.shape}{values.dtype}".encode())
            total.update(np.ascontiguousarray(values).data)
        return total.hexdigest()
