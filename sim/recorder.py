"""What is written down of a run: whole counts of every day, from which all tables and outcomes are read.

Nothing is reckoned while the world lives: the recorder copies what is there, so recording cannot change the
world, and the digest of what it holds is the digest of the whole time series.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.agents.ideas import Ideas
from sim.day_counts import Days, parted
from sim.day_rows import DayRows
from sim.errors import InputError
from sim.frames import Frames
from sim.goods import Goods
from sim.kernels import books, counts, outlook, planning, supply
from sim.kernels.numbers import FIXED
from sim.scenario.schema import Scenario
from sim.segments import SegmentCounts
from sim.world import World

if TYPE_CHECKING:
    import pandas as pd


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


class Recorder:
    """What was written down of each day: the world's counts, and what its firms are and have.

    Parameters
    ----------
    days
        Days that are going to be written down; more are possible.
    """

    def __init__(self, days: int) -> None:
        self._whole = DayRows(np.int64, days)
        self._real = DayRows(np.float64, days)
        self._world: World | None = None
        self._finished: History | None = None

    def note(self, world: World, ideas: Ideas) -> None:
        """Write down today's counts, and those of the firms."""
        market, goods, kept, counted = world.market, world.goods, world.books, world.counts
        self._world = world
        online = counts.count_day(
            world.day, world.complaints, world.questions, world.threads.live, world.channels,
            world.population.online_from, counted["opened"], counted["waiting"],
        )  # fmt: skip
        self._whole.write(
            {
                "counts": counted.block,
                "followers": world.followers,
                "prices": market.price,
                "ideas": ideas.tally,
                "carried_out": ideas.carried_out,
                "statement": kept.statement,
                "paid": kept.paid_out,
                "community_spent": kept.community_spent,
                "projects": world.projects,
                "held": kept.held,
                "made": market.made,
                "in_transit": goods.in_transit,
                "backlog": goods.backlog,
                "made_ahead": goods.made_ahead,
                "reports_read": world.reports_read,
                "improvements": world.improvements,
                "innovations": world.innovations,
                "down": world.it.down,
                "needs": world.needs,
                "online": online,
            }
        )
        self._real.write(
            {
                "tone": world.atmosphere.tone,
                "goodwill": world.goodwill.stock,
                "staff": world.staff.state,
                "it_effect": world.it.effect,
                "defect_prob": market.defect_prob,
                "quality": market.quality,
                "advice": world.advice,
                "discounts": market.discount,
                "levers": world.levers,
                "around": world.around,
                "forecast": market.outlook[outlook.FORECAST],
                "past_pace": market.past_pace,
                "expected_orders": world.planning.foreseen[:, planning.MEAN],
                "week_ahead": world.pace.ahead(WEEK),
                "pace": world.pace.today,
            }
        )

    @property
    def days(self) -> int:
        """How many days were written down."""
        return self._whole.days

    def finish(self) -> History:
        """The whole run as arrays. They are made once for all who ask on the same day: read them only.

        Raises
        ------
        InputError
            No day was lived.
        """
        if self._world is None:
            raise InputError("nothing was recorded: no day was lived", allowed="a day at least, as by step()")
        if self._finished is None or self._finished.days != self.days:
            self._finished = self._arrays(self._world)
        return self._finished

    def _arrays(self, world: World) -> History:
        whole, real = self._whole.read(), self._real.read()
        counted = parted(whole["counts"], world.counts.shapes)
        money, flows, ventures = _firms(whole, len(world.retailer_names))
        resources = [
            _whole(real["staff"]).transpose(0, 2, 1),
            _whole(real["it_effect"])[:, :, None],
            whole["down"][:, :, None],
            counted["letters"],
        ]
        foreseen = _corrections(world.market.insight, real["week_ahead"][:, None], real["past_pace"])
        return History(
            **{
                name: counted[name].copy()
                for name in (
                    "standing", "sales", "desks", "words", "accounts", "posts", "missed", "came", "opened", "waiting",
                    "answers",
                )
            },
            **{name: whole[name] for name in ("followers", "prices", "ideas", "needs", "online")},
            **{
                name: real[name]
                for name in (
                    "defect_prob", "advice", "discounts", "quality", "expected_orders", "levers", "around", "pace",
                )
            },
            forecast=real["forecast"] * foreseen[:, world.market.offer_retailer],
            tone=_whole(real["tone"]),
            community=np.stack([_whole(real["goodwill"]), whole["community_spent"]], axis=2),
            makers=_makers(whole, world.goods),
            money=money,
            flows=flows,
            ventures=ventures,
            resources=np.concatenate(resources, axis=2),
            goods=np.ascontiguousarray(counted["goods"].transpose(0, 2, 1)),
        )  # fmt: skip


def _firms(whole: Mapping[str, Days], retailers: int) -> tuple[Days, Days, Days]:
    """The books and joint ventures of firms: `money`, `flows` and `ventures`."""
    statement, paid = whole["statement"], whole["paid"]
    makers = paid[:, retailers:]
    project, cost, gain = (
        makers[:, :, entry - books.INTEREST] for entry in (books.JOINT_PROJECT, books.JOINT_COST, books.JOINT_GAIN)
    )
    last = books.JOINT_PROJECT - books.INTEREST
    return (
        statement[:, :, : books.DEBT].copy(),
        np.concatenate([statement[:, :, books.DEBT :], whole["projects"], paid[:, :retailers, :last]], axis=2),
        np.stack([whole["innovations"], whole["carried_out"], project + cost, -gain], axis=2),
    )


def _makers(whole: Mapping[str, Days], goods: Goods) -> Days:
    """The books and work of suppliers; the columns of `makers` are named in `sim.firm_records`."""
    held, in_transit, ahead = whole["held"], whole["in_transit"], whole["made_ahead"]
    profit = held + (in_transit + ahead) * goods.terms[:, supply.UNIT_COST] - goods.given
    work = (whole[name] for name in ("backlog", "reports_read", "improvements"))
    return np.stack([held, profit, whole["made"], in_transit, *work, ahead], axis=2)


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
