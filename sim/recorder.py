"""What is written down of a run: whole counts of every day, from which all tables and outcomes are read.

Nothing is computed while the world lives: the recorder copies integers, so recording cannot change the
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
from sim.account import Rows
from sim.agents.ideas import Ideas
from sim.agents.retailer import Retailer
from sim.agents.supplier import Supplier
from sim.contact import channel_names
from sim.frames import Frames
from sim.kernels.codes import CONTACTS, IGNORED, NEVER, REPLIED, SERVICE, WAITING
from sim.kernels.numbers import FIXED
from sim.kernels.records import NEVER_ANSWERED
from sim.policies import Action
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


# Columns of the recorder's `goods`, `money`, `makers`, `opened`, `waiting`, `community` and `resources`
WANTED, ORDERED, ARRIVED, WAITED, ON_TIME, RECEIVED = range(6)
(CASH, INVENTORY, IT_ASSETS, PROFIT, TOTAL_ASSETS, STOCK, SPOILT, GOODS_SOLD, INTELLECTUAL, RELATIONAL) = range(10)
MAKER_CASH, MAKER_PROFIT, MADE, IN_TRANSIT, BACKLOG, REPORTS_READ, IMPROVEMENTS, MADE_AHEAD = range(8)
OPENED, OPENED_PUBLIC, OPENED_SENSITIVE, OPENED_INTEREST, OPENED_GOODS, OPENED_QUESTIONS = range(6)
WEEK = 7  # days for which a forecast of demand is written down
INBOX, PUBLIC_THREADS, QUESTIONS_WAITING = range(3)
GOODWILL, COMMUNITY_SPENT = range(2)
SKILL, MORALE, LOAD, IT_EFFECT, IT_DOWN, ORDERS_SENT, ORDER_DAYS = range(7)


@dataclass
class Recorder:
    """Daily copies of the world's counts; `finish` stacks them with the day as first axis."""

    standing: list[Days] = field(default_factory=list)
    sales: list[Days] = field(default_factory=list)
    desks: list[Days] = field(default_factory=list)
    words: list[Days] = field(default_factory=list)
    accounts: list[Days] = field(default_factory=list)
    followers: list[Days] = field(default_factory=list)
    posts: list[Days] = field(default_factory=list)
    tone: list[Days] = field(default_factory=list)
    community: list[Days] = field(default_factory=list)
    resources: list[Days] = field(default_factory=list)
    missed: list[Days] = field(default_factory=list)
    came: list[Days] = field(default_factory=list)
    opened: list[Days] = field(default_factory=list)
    waiting: list[Days] = field(default_factory=list)
    money: list[Days] = field(default_factory=list)
    makers: list[Days] = field(default_factory=list)
    defect_prob: list[Days] = field(default_factory=list)
    goods: list[Days] = field(default_factory=list)
    forecast: list[Days] = field(default_factory=list)
    advice: list[Days] = field(default_factory=list)
    answers: list[Days] = field(default_factory=list)
    prices: list[Days] = field(default_factory=list)
    discounts: list[Days] = field(default_factory=list)
    levers: list[Days] = field(default_factory=list)
    around: list[Days] = field(default_factory=list)
    flows: list[Days] = field(default_factory=list)
    ventures: list[Days] = field(default_factory=list)
    ideas: list[Days] = field(default_factory=list)
    quality: list[Days] = field(default_factory=list)
    expected_orders: list[Days] = field(default_factory=list)
    needs: list[int] = field(default_factory=list)
    pace: list[float] = field(default_factory=list)
    online: list[int] = field(default_factory=list)

    def note(self, world: World, retailers: Sequence[Retailer], suppliers: Sequence[Supplier], ideas: Ideas) -> None:
        """Copy today's counts."""
        self.standing.append(world.standing.copy())
        self.sales.append(world.sales_tally.copy())
        self.desks.append(world.desk_tally.copy())
        self.words.append(world.word_tally.copy())
        self.accounts.append(world.account_tally.copy())
        self.followers.append(np.array([a.followers for a in world.accounts], dtype=np.int64))
        posts = [(*account.posts_today, account.invites_today) for account in world.accounts]
        self.posts.append(np.array(posts, dtype=np.int64).reshape(-1, 4))
        self.tone.append(np.round(world.atmosphere.tone * FIXED).astype(np.int64))
        goodwill = np.round(world.goodwill.stock * FIXED).astype(np.int64)
        spent = np.array([r.community.spent for r in retailers], dtype=np.int64)
        self.community.append(np.stack([goodwill, spent], axis=1))
        self.resources.append(self._resources(world, retailers))
        self.missed.append(world.missed.copy())
        self.came.append(world.came.copy())
        self.opened.append(self._count_opened(world))
        self.waiting.append(self._count_waiting(world))
        spoilt = world.market.spoilt
        self.money.append(
            np.array(
                [
                    (
                        r.books.cash,
                        r.books.inventory,
                        r.books.it_assets,
                        r.books.profit,
                        r.books.total_assets,
                        sum(int(world.market.stock[o]) for o in r.books.offers),
                        sum(int(spoilt[o]) for o in r.books.offers),
                        r.books.goods_sold,
                        r.books.intellectual_capital,
                        r.books.relational_capital,
                    )
                    for r in retailers
                ],
                dtype=np.int64,
            )
        )
        self.makers.append(
            np.array(
                [
                    (
                        s.cash,
                        s.profit,
                        int(world.market.made[s.number]),
                        s.in_transit,
                        s.backlog,
                        s.workshop.reports_read,
                        s.workshop.improvements,
                        s.made_ahead,
                    )
                    for s in suppliers
                ],
                dtype=np.int64,
            )
        )
        self.defect_prob.append(world.market.defect_prob.copy())
        goods = (world.demand, world.ordered, world.arrived, world.waited, world.on_time, world.received)
        self.goods.append(np.stack(goods, axis=1))
        expected = [r.ordering.expected(o, WEEK) for r in retailers for o in r.ordering.offers]
        self.forecast.append(np.array(expected, dtype=np.float64))
        self.advice.append(world.advice.copy())
        self.answers.append(world.answers.copy())
        self.prices.append(world.market.price.copy())
        self.discounts.append(world.market.discount.copy())
        self.levers.append(firm_records.levers(retailers))
        self.around.append(firm_records.around(retailers))
        self.flows.append(firm_records.flows(world.ledger, retailers))
        self.ventures.append(firm_records.ventures(world.ledger, suppliers, ideas.carried_out))
        self.ideas.append(ideas.tally.copy())
        self.quality.append(world.market.quality.copy())
        self.expected_orders.append(np.array([s.planner.foreseen for s in suppliers], dtype=np.float64))
        self.needs.append(world.needs)
        self.pace.append(world.pace.today)
        self.online.append(int(np.count_nonzero(world.population.online_from <= world.day)))

    @staticmethod
    def _resources(world: World, retailers: Sequence[Retailer]) -> Days:
        """Of each retailer: its staff and its IT this evening, and how long its orders of today are under way."""
        staff, it = world.staff, world.it
        real = np.stack([staff.skill, staff.morale, staff.load, it.effect], axis=1)
        whole = [(int(it.down[r.number]), r.ordering.orders_sent, r.ordering.order_days) for r in retailers]
        return np.concatenate([np.round(real * FIXED).astype(np.int64), np.array(whole, dtype=np.int64)], axis=1)

    @staticmethod
    def _count_opened(world: World) -> Days:
        """Today's new threads by retailer and channel: complaints (public, sensitive, of many, of goods); questions."""
        channels = world.channels
        counts = np.zeros((len(world.retailer_names) * channels, 6), dtype=np.int64)
        asked = world.questions
        if len(asked):
            row = asked["retailer"].astype(np.int64) * channels + asked["channel"]
            counts[:, OPENED_QUESTIONS] = np.bincount(row, minlength=len(counts))
        new = world.complaints
        if len(new):
            row = new["retailer"].astype(np.int64) * channels + new["channel"]
            for column, rows in (
                (OPENED, row),
                (OPENED_PUBLIC, row[new["public"] == 1]),
                (OPENED_SENSITIVE, row[new["sensitive"] == 1]),
                (OPENED_INTEREST, row[new["interest"] == 1]),
                (OPENED_GOODS, row[new["supplier"] != SERVICE]),
            ):
                counts[:, column] = np.bincount(rows, minlength=len(counts))
        return counts

    @staticmethod
    def _count_waiting(world: World) -> Days:
        """Threads that wait for a reply by retailer and channel: complaints in the inbox, in public; questions."""
        channels = world.channels
        live = world.threads.live
        waits = live[live["state"] == WAITING]
        row = (waits["retailer"].astype(np.int64) * channels + waits["channel"]) * 3
        row += np.where(waits["question"] == 1, QUESTIONS_WAITING, waits["public"])
        return np.bincount(row, minlength=len(world.retailer_names) * channels * 3).reshape(-1, 3)

    def finish(self) -> History:
        """The whole run as arrays."""
        return History(
            **{
                name: np.stack(values) if isinstance(values[0], np.ndarray) else np.array(values)
                for name, values in vars(self).items()
                if values
            }
        )


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


STATE_NAMES = {WAITING: "waiting", REPLIED: "replied", IGNORED: "ignored", NEVER: "not answered by policy"}


def conversation_frame(scenario: Scenario, threads: Rows) -> pd.DataFrame:
    """A row for each thread: who, where, complaint or question, what about, how answered, and after how long."""
    channels = channel_names(scenario)
    actions = {a.value: a.name.lower() for a in Action}
    replied = threads["replied"] != NEVER_ANSWERED
    resolved = threads["resolved"] != NEVER_ANSWERED
    state = threads["state"]

    def hours(end: Days, known: Days) -> Days:
        with np.errstate(over="ignore"):
            return np.where(known, (end - threads["opened"]) / 60.0, np.nan)

    suppliers = np.array([*scenario.suppliers, ""], dtype=object)
    about_goods = threads["supplier"] != SERVICE
    is_question = threads["question"] == 1
    return pd.DataFrame(
        {
            "thread": threads["number"],
            "day": threads["opened"] // 1440,
            "time": [f"{m // 60:02d}:{m % 60:02d}" for m in (threads["opened"] % 1440).tolist()],
            "retailer": np.array([*scenario.retailers], dtype=object)[threads["retailer"]],
            "channel": np.array(channels, dtype=object)[threads["channel"]],
            "consumer": threads["consumer"],
            "kind": np.where(is_question, "question", "complaint"),
            "public": threads["public"] == 1,
            "about": np.where(is_question, "routine", np.where(about_goods, "goods", "service")),
            "supplier": suppliers[np.where(about_goods, threads["supplier"], len(suppliers) - 1)],
            "sensitive": threads["sensitive"] == 1,
            "concerns_many": threads["interest"] == 1,
            "state": [STATE_NAMES[s] for s in state.tolist()],
            "reply": [
                actions[a] if s == REPLIED else ""
                for a, s in zip(threads["action"].tolist(), state.tolist(), strict=True)
            ],
            "reply_hours": hours(threads["replied"], replied),
            "automatic": threads["automatic"] == 1,
            "by_the_book": threads["by_the_book"] == 1,
            "record": np.array(["not used", "right", "wrong"], dtype=object)[threads["record"]],
            "missed_the_matter": threads["wrong"] == 1,
            "corrected": threads["corrective"] == 1,
            "resolution_hours": hours(threads["resolved"], resolved),
            "refund": threads["refund"],
        }
    )


_REPLY_WORDS = {
    "open": "answers in the open",
    "private": "answers by private message",
    "open_then_private": "answers in the open that help is on its way, then by private message",
}


def conversation_text(frame: pd.DataFrame, limit: int = 200) -> str:
    """The conversation log as a person reads it: a few lines a thread, private ones marked as such.

    Parameters
    ----------
    frame
        `RunResult.conversations`.
    limit
        Most threads to write; what is left out is said.
    """
    lines: list[str] = []
    for row in frame.head(limit).to_dict("records"):
        place = f"{row['channel']}, {'public' if row['public'] else 'private'}"
        about = f"the goods of {row['supplier']}" if row["about"] == "goods" else "the service"
        matter = "asks a routine question" if row["kind"] == "question" else f"complains of {about}"
        known = {"sensitive": "holds private data", "concerns_many": "concerns many"}
        notes = [words for flag, words in known.items() if row[flag]]
        extra = f" ({', '.join(notes)})" if notes else ""
        lines.append(
            f"day {row['day']} {row['time']}  consumer {row['consumer']} to {row['retailer']} [{place}]: "
            f"{matter}{extra}"
        )
        if row["state"] == "replied":
            how = "answers" if row["channel"] in CONTACTS else _REPLY_WORDS[row["reply"]]
            if row["kind"] == "question":
                ending = "by itself, without a human word" if row["automatic"] else "and helps"
                ending = "and misses the matter" if row["missed_the_matter"] else ending
            else:
                ending = "and puts it right" if row["corrected"] else "without putting it right"
            refund = f", and pays back {row['refund']:,}" if row["refund"] else ""
            lines.append(f"    after {row['reply_hours']:.1f} h  {row['retailer']} {how} {ending}{refund}")
        elif row["state"] == "waiting":
            lines.append("    still waiting at the end")
        else:
            lines.append(f"    {row['state']}")
    if len(frame) > limit:
        lines.append(f"… and {len(frame) - limit:,} more threads in the table")
    return "\n".join(lines) + "\n"
