"""What is written down of a run: whole counts of every day, from which all tables and outcomes are read.

Nothing is reckoned while the world lives: the recorder copies what is there, so recording cannot change the
world, and the digest of what it holds is the digest of the whole time series.
"""

from __future__ import annotations

import hashlib
from array import array
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
from sim.frames import Frames
from sim.kernels import books, counts, outlook, planning
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
# those of firms (`money`, `makers`, `flows`, `ventures`) in `sim.firm_records`, and of `levers` and `around` in the
# kernel `levers`.
WANTED, ORDERED, ARRIVED, WAITED, ON_TIME, RECEIVED = range(6)
WEEK = 7  # days for which a forecast of demand is written down
GOODWILL, COMMUNITY_SPENT = range(2)
SKILL, MORALE, LOAD, IT_EFFECT, IT_DOWN, ORDERS_SENT, ORDER_DAYS = range(7)


def _whole_numbers() -> array[int]:
    return array("q")


def _real_numbers() -> array[float]:
    return array("d")


@dataclass
class Recorder:
    """What was written down of each day: the world's counts, and rows of what its firms are and have.

    All is kept as numbers one after the other, as many on each day: what arrays hold by their bytes, which costs a
    tenth of a copy of each, and what firms tell in lists. `finish` makes one array of each, with the day as first axis.
    Only there are real numbers made whole.
    """

    counts: array[int] = field(default_factory=_whole_numbers)
    followers: array[int] = field(default_factory=_whole_numbers)
    tone: array[float] = field(default_factory=_real_numbers)
    goodwill: array[float] = field(default_factory=_real_numbers)
    community_spent: array[int] = field(default_factory=_whole_numbers)
    staff: array[float] = field(default_factory=_real_numbers)
    down: list[int] = field(default_factory=list)
    it_effect: array[float] = field(default_factory=_real_numbers)
    statement: array[int] = field(default_factory=_whole_numbers)
    paid: array[int] = field(default_factory=_whole_numbers)
    projects: list[int] = field(default_factory=list)
    innovations: list[int] = field(default_factory=list)
    carried_out: array[int] = field(default_factory=_whole_numbers)
    makers: list[int] = field(default_factory=list)
    defect_prob: array[float] = field(default_factory=_real_numbers)
    forecast: array[float] = field(default_factory=_real_numbers)
    past_pace: array[float] = field(default_factory=_real_numbers)
    week_ahead: list[float] = field(default_factory=list)
    advice: array[float] = field(default_factory=_real_numbers)
    prices: array[int] = field(default_factory=_whole_numbers)
    discounts: array[float] = field(default_factory=_real_numbers)
    levers: array[float] = field(default_factory=_real_numbers)
    around: array[float] = field(default_factory=_real_numbers)
    ideas: array[int] = field(default_factory=_whole_numbers)
    quality: array[float] = field(default_factory=_real_numbers)
    expected_orders: array[float] = field(default_factory=_real_numbers)
    needs: list[int] = field(default_factory=list)
    pace: list[float] = field(default_factory=list)
    online: list[int] = field(default_factory=list)
    _world: World | None = None
    _finished: History | None = None

    def note(self, world: World, retailers: Sequence[Retailer], suppliers: Sequence[Supplier], ideas: Ideas) -> None:
        """Write down today's counts, and those of the firms."""
        market, today = world.market, world.counts
        self._world = world
        online = counts.count_day(
            world.day, world.complaints, world.questions, world.threads.live, world.channels,
            world.population.online_from, today["opened"], today["waiting"],
        )  # fmt: skip
        self.counts.frombytes(today.block.tobytes())
        self.followers.frombytes(world.followers.tobytes())
        self.tone.frombytes(world.atmosphere.tone.tobytes())
        self.goodwill.frombytes(world.goodwill.stock.tobytes())
        self.staff.frombytes(world.staff.state.tobytes())
        self.down += world.it.down.tolist()
        self.it_effect.frombytes(world.it.effect.tobytes())
        self.defect_prob.frombytes(market.defect_prob.tobytes())
        self.advice.frombytes(world.advice.tobytes())
        self.prices.frombytes(market.price.tobytes())
        self.discounts.frombytes(market.discount.tobytes())
        self.levers.frombytes(world.levers.tobytes())
        self.around.frombytes(world.around.tobytes())
        self.ideas.frombytes(ideas.tally.tobytes())
        self.quality.frombytes(market.quality.tobytes())
        self.statement.frombytes(world.books.statement.tobytes())
        self.community_spent.frombytes(world.books.community_spent.tobytes())
        self.paid.frombytes(world.books.paid_out.tobytes())
        self.carried_out.frombytes(ideas.carried_out.tobytes())
        self.forecast.frombytes(market.outlook[outlook.FORECAST].tobytes())
        for r in retailers:
            self.projects += (r.venture.projects, r.venture.spared)
        for row in firm_records.makers(world):
            self.makers += row
        self.innovations += [s.workshop.innovations for s in suppliers]
        self.expected_orders.frombytes(world.planning.foreseen[:, planning.MEAN].tobytes())
        self.past_pace.frombytes(market.past_pace.tobytes())
        self.week_ahead.append(world.pace.ahead(WEEK))
        self.needs.append(world.needs)
        self.pace.append(world.pace.today)
        self.online.append(online)

    @property
    def days(self) -> int:
        """How many days were written down."""
        return len(self.needs)

    def finish(self) -> History:
        """The whole run as arrays. They are made once for all who ask on the same day: read them only.

        Raises
        ------
        ValueError
            No day was lived.
        """
        if self._world is None:
            raise ValueError("nothing was recorded: no day was lived")
        if self._finished is None or self._finished.days != self.days:
            self._finished = self._arrays(self._world)
        return self._finished

    def _arrays(self, world: World) -> History:
        retailers, suppliers = len(world.retailer_names), len(world.supplier_names)
        counted = world.counts.of_days(self._by_day(self.counts, -1))
        community = [_whole(self._by_day(self.goodwill, retailers)), self._by_day(self.community_spent, retailers)]
        money, flows, ventures = self._firms(retailers, suppliers)
        resources = [
            _whole(self._by_day(self.staff, 3, retailers)).transpose(0, 2, 1),
            _whole(self._by_day(self.it_effect, retailers, 1)),
            self._whole_by_day(self.down, retailers, 1),
            counted["letters"],
        ]
        foreseen = _corrections(
            world.market.insight, self._by_day(self.week_ahead, 1), self._by_day(self.past_pace, retailers)
        )
        return History(
            **{
                name: counted[name].copy()
                for name in (
                    "standing", "sales", "desks", "words", "accounts", "posts", "missed", "came", "opened", "waiting",
                    "answers",
                )
            },
            **{
                name: self._by_day(getattr(self, name), -1)
                for name in ("followers", "defect_prob", "advice", "prices", "discounts", "quality", "expected_orders")
            },
            **{
                name: self._by_day(getattr(self, name), retailers, -1)
                for name in ("levers", "around", "ideas")
            },
            forecast=self._by_day(self.forecast, -1) * foreseen[:, world.market.offer_retailer],
            makers=self._whole_by_day(self.makers, suppliers, -1),
            needs=self._whole_by_day(self.needs),
            online=self._whole_by_day(self.online),
            pace=self._by_day(self.pace),
            tone=_whole(self._by_day(self.tone, len(world.accounts))),
            community=np.stack(community, axis=2),
            money=money,
            flows=flows,
            ventures=ventures,
            resources=np.concatenate(resources, axis=2),
            goods=np.ascontiguousarray(counted["goods"].transpose(0, 2, 1)),
        )  # fmt: skip

    def _firms(self, retailers: int, suppliers: int) -> tuple[Days, Days, Days]:
        """The books and joint ventures of firms: `money`, `flows` and `ventures`."""
        statement = self._by_day(self.statement, retailers, -1)
        paid, projects = (
            self._by_day(self.paid, retailers + suppliers, -1),
            self._whole_by_day(self.projects, retailers, 2),
        )
        makers = paid[:, retailers:]
        project, cost, gain = (
            makers[:, :, entry - books.INTEREST] for entry in (books.JOINT_PROJECT, books.JOINT_COST, books.JOINT_GAIN)
        )
        innovations, carried_out = (
            self._whole_by_day(self.innovations, suppliers),
            self._by_day(self.carried_out, suppliers),
        )
        last = books.JOINT_PROJECT - books.INTEREST
        return (
            statement[:, :, : books.DEBT].copy(),
            np.concatenate([statement[:, :, books.DEBT :], projects, paid[:, :retailers, :last]], axis=2),
            np.stack([innovations, carried_out, project + cost, -gain], axis=2),
        )

    def _by_day(self, kept: array[Any] | list[float], *shape: int) -> Days:
        """What was kept, of this shape on each day, as one array with the day as first axis."""
        return np.array(kept).reshape(self.days, *shape)

    def _whole_by_day(self, kept: list[int], *shape: int) -> Days:
        """The same of whole numbers in a list, which may be empty."""
        return np.array(kept, dtype=np.int64).reshape(self.days, *shape)


def _corrections(insight: Days, ahead: Days, past: Days) -> Days:
    """By what each retailer multiplies its smoothed past demand for the week ahead (`Ordering.correction`)."""
    with np.errstate(divide="ignore", invalid="ignore"):
        foreseen: Days = np.where((insight == 0.0) | (past <= 0.0), 1.0, 1.0 + insight * (ahead / past - 1.0))
    return foreseen


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
            total.update(np.ascontiguousarray(values).tobytes())
        return total.hexdigest()
