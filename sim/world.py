"""The world that all agents share: state, today's counts, and the way kernels go over consumers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from sim.account import Account, Rows, Sheet, ThreadBook, joined
from sim.atmosphere import Atmosphere
from sim.birth import give_birth
from sim.book_columns import BookColumns
from sim.contact import channel_costs, contact_weights
from sim.crew import Crew, edges
from sim.day_counts import DayCounts
from sim.firm_luck import FirmLuck
from sim.goods import Goods
from sim.goodwill import Goodwill
from sim.it import InformationTechnology
from sim.kernels import close, counts, desk, feed, judge, levers, pages, queueing, venture, words
from sim.kernels.codes import CONTACTS, POST_KINDS
from sim.kernels.records import IDEA, POST, REPORT, SHOWN, THREAD, TRIP, WORD
from sim.ledger import Ledger
from sim.market import Market
from sim.pace import Pace
from sim.planning import Planning
from sim.platform import build_platform
from sim.population import Population
from sim.randomness import Purpose, fill_streams
from sim.rules import Rules
from sim.scenario.schema import Scenario
from sim.segments import SEGMENTS, segment_of
from sim.staff import Staff

T = TypeVar("T")
LEAST = 16_000
"""The fewest consumers for whom it pays to wake up a thread: it costs what going over some 5,000 does, and what is near
one processor is far from the other."""
BLANK_BYTES = 2**21
"""Most bytes of blank rows that are laid out at a time: those of 174,000 trips, or of 13,000 complaints and words."""

Counts = NDArray[np.int64]


class World:
    """Everything there is, apart from the agents' own plans.

    Attributes
    ----------
    day
        The day that is being lived, from 0.
    population, platforms, accounts, market, goods, planning, ledger, books, threads, luck
        The state; see the module of each.
    posts, shares, spoken, complaints, questions, trips
        Today's events: `POST`, `WORD`, `WORD`, `THREAD`, `THREAD` and `TRIP` rows. `said` holds yesterday's
        `WORD` rows.
    threads_sheet, words_sheet, trips_sheet, shown_sheet, ideas_sheet
        Blank rows for the kernels.
    keys, lasting_keys
        The keys of today's streams, and of those that are the same on every day, by purpose.
    channels, contact_channel
        How many channels there are, and the number of the first without an account: store, phone and e-mail come after
        the platforms.
    friends_on
        The platform on whose ties people meet: the first Facebook-like one, else the first.
    thousands
        Consumers in thousands: what "per 1,000 consumers" is multiplied by.
    followers
        Of each account. Shape (A,).
    reports
        Reports to suppliers that are under way: `REPORT` rows.
    account_tally, word_tally, sales_tally, desk_tally, standing, missed, came
        Today's counts; the columns are named in the kernel that fills each.
    post_tally
        Today's posts by account and kind. Shape (A, kinds).
    announces
        Whether each retailer invites to an event today. Shape (R,).
    events
        What happened on each account's page, as the evening counts it (`sim.kernels.pages`). Shape (A, events).
    participants
        Who took part in each retailer's community work today, as the evening counts them. Shape (R,).
    demand, offer_units, ordered, received, arrived, waited, on_time
        Units of each offer today: wanted, sold, ordered, those of orders that reached the supplier, delivered,
        delivered times the days since their order, and delivered within the lead time.
    counts
        All of these in one block, with today's threads by retailer and channel, which are counted for the record.
    order_age
        Days that the last order of each offer was under way to the supplier.
    advice
        Share of each retailer's purchases that reports of its customers have freed from defects today, beyond what
        suppliers would have mended without.
    letters
        Orders that each retailer writes today, and the days until they reach the suppliers, added up. Shape (R, 2).
    standing_trips, answers
        Of each retailer today: trips made by standing order, and answers of suppliers to its customers' complaints.
    segment
        The segment of each consumer. Shape (N,).
    segment_sales, segment_standing
        By retailer and segment: what was sold since the first day, and how its customers stood when a retention window
        ended last (on the day `segments_counted`). The columns are named in the kernels `judge` and `close`.
    reported, voices
        What each supplier's workshop has read of since it improved last: reports by cause, and by retailer and cause.
        Shapes (S, C) and (S, R, C).
    reports_read, improvements, innovations
        Of each supplier's workshop since the first day. Shape (S,).
    held_up
        Days for which carriers hold up what is sent to each retailer today.
    projects
        Of each retailer's joint venture; the columns are named in the kernel `venture`. Shape (R, 2).
    levers, around
        What improvement, collaborators and luck make of each retailer's levers today, and what is around it; the
        columns are named in the kernel `levers`. Shapes (R, ·).
    convenience
        Of the places of each retailer without a shock, in logit units. Shape (R,).
    plain_pull, promotion_pull
        What a promotion of each retailer adds to the missing appeal: by its claims alone, and today.
    queues
        The queue before the counters of each retailer today; its columns are named in `queueing`. Shape (R, ·).
    needs
        Trips that somebody wanted to make today.
    """

    def __init__(self, scenario: Scenario, seed: int, threads: int = 1) -> None:
        self.scenario = scenario
        self.seed = seed
        self.day = 0
        self.retailer_names = tuple(scenario.retailers)
        self.supplier_names = tuple(scenario.suppliers)
        self.focal = self.retailer_names.index(scenario.focal)
        count = scenario.consumers.count
        self.platforms = tuple(
            build_platform(number, name, spec, count, seed)
            for number, (name, spec) in enumerate(scenario.platforms.items())
        )
        self.population = Population(count, len(self.retailer_names))
        give_birth(self.population, scenario, self.platforms, seed)
        self.contact_channel = len(self.platforms)
        self.channels = len(self.platforms) + len(CONTACTS)
        self.friends_on = next((p.number for p in self.platforms if p.spec.kind == "facebook"), 0)
        self.thousands = count / 1000.0
        self.public_interest_factor = scenario.observers.public_interest_factor
        self.segment = segment_of(self.population, scenario)
        self.market = Market(scenario)
        self.goods = Goods(scenario, self.market, self.thousands)
        self.pace = Pace(scenario.market, seed)
        self.ledger = Ledger((*self.retailer_names, *self.supplier_names))
        self.books = BookColumns(len(self.retailer_names), len(self.supplier_names), scenario.collaborators.bank)
        self.threads = ThreadBook(scenario.record.conversations)

        has_account = np.zeros((len(self.retailer_names), max(len(self.platforms), 1)), dtype=np.bool_)
        for r, name in enumerate(self.retailer_names):
            open_on = scenario.accounts_of(name)
            has_account[r, : len(self.platforms)] = [platform.name in open_on for platform in self.platforms]
        seats = np.argwhere(has_account).tolist()
        self.has_account = has_account
        self.account_mask = np.array(
            [sum(1 << p for p in range(len(self.platforms)) if row[p]) for row in has_account], dtype=np.uint8
        )
        self.account_retailer = np.array([r for r, _ in seats], dtype=np.int64)
        self.account_platform = np.array([p for _, p in seats], dtype=np.int64)
        self.account_places = np.flatnonzero(has_account)  # in a flat table by retailer and platform

        retailers, channels = len(self.retailer_names), self.channels
        offers = len(self.market.offer_retailer)
        self.counts = DayCounts(
            {
                "accounts": (len(seats), feed.ACCOUNT_TALLIES),
                "posts": (len(seats), len(POST_KINDS)),
                "words": (retailers, words.WORD_TALLIES),
                "sales": (retailers, judge.SALES_TALLIES),
                "desks": (retailers * channels, desk.DESK_TALLIES),
                "standing": (retailers, close.STANDING),
                "opened": (retailers * channels, counts.OPENED_COLUMNS),
                "waiting": (retailers * channels, counts.WAITING_COLUMNS),
                "followed": (retailers, max(len(self.platforms), 1)),
                "missed": (retailers,),
                "came": (retailers,),
                "standing_trips": (retailers,),
                "answers": (retailers,),
                "letters": (retailers, 2),
                "goods": (6, offers),
                "offer_units": (offers,),
            }
        )
        today = self.counts
        self.account_tally, self.word_tally, self.sales_tally = today["accounts"], today["words"], today["sales"]
        self.desk_tally, self.standing, self.followed = today["desks"], today["standing"], today["followed"]
        self.missed, self.came, self.standing_trips = today["missed"], today["came"], today["standing_trips"]
        self.answers, self.offer_units, self.letters = today["answers"], today["offer_units"], today["letters"]
        self.demand, self.ordered, self.arrived, self.waited, self.on_time, self.received = today["goods"]
        self.post_tally = today["posts"]
        self.announces = np.zeros(retailers, dtype=np.bool_)
        self.followers: Counts = np.zeros(len(seats), dtype=np.int64)
        self.accounts = tuple(
            Account(number, r, p, self.followers, self.post_tally) for number, (r, p) in enumerate(seats)
        )
        self.segment_sales: Counts = np.zeros((retailers, len(SEGMENTS), judge.SEGMENT_SALES), dtype=np.int64)
        self.segment_standing: Counts = np.zeros((retailers, len(SEGMENTS), close.SEGMENT_STANDING), dtype=np.int64)
        self.segments_counted = -1
        self.order_age: Counts = np.zeros(offers, dtype=np.int64)
        makers, causes = self.market.cause_weights.shape
        self.reported: Counts = np.zeros((makers, causes), dtype=np.int64)
        self.voices: Counts = np.zeros((makers, retailers, causes), dtype=np.int64)
        self.reports_read, self.improvements, self.innovations = np.zeros((3, makers), dtype=np.int64)
        self.held_up: Counts = np.zeros(retailers, dtype=np.int64)
        self.projects: Counts = np.zeros((retailers, venture.PROJECTS), dtype=np.int64)
        self.levers: NDArray[np.float64] = np.zeros((retailers, levers.LEVERS), dtype=np.float64)
        self.convenience: NDArray[np.float64] = np.zeros(retailers, dtype=np.float64)
        self.around: NDArray[np.float64] = np.zeros((retailers, levers.AROUND), dtype=np.float64)
        self.advice: NDArray[np.float64] = np.zeros(retailers, dtype=np.float64)
        self.queues: NDArray[np.float64] = np.zeros((retailers, queueing.QUEUE), dtype=np.float64)
        self.needs = 0

        self.participants: Counts = np.zeros(retailers, dtype=np.int64)
        self.events: NDArray[np.float64] = np.zeros((len(seats), len(pages.EVENTS)), dtype=np.float64)

        self.threads_sheet, self.words_sheet, self.trips_sheet = Sheet(THREAD), Sheet(WORD), Sheet(TRIP)
        self.shown_sheet, self.ideas_sheet = Sheet(SHOWN), Sheet(IDEA)
        self.posts: Rows = np.zeros(0, dtype=POST)
        self.said: Rows = np.zeros(0, dtype=WORD)
        self.spoken: list[Rows] = []
        self.trips: Rows = np.zeros(0, dtype=TRIP)
        self.complaints: Rows = np.zeros(0, dtype=THREAD)
        self.questions: Rows = np.zeros(0, dtype=THREAD)
        self.reports: Rows = np.zeros(0, dtype=REPORT)
        self.desk_free_at = np.zeros((2, retailers), dtype=np.float64)

        following: Counts = np.zeros((retailers, max(len(self.platforms), 1)), dtype=np.int64)
        if self.platforms:
            close.count_bits_per_platform(0, count, self.population.follows, len(self.platforms), following)
        self.followers[:] = following[self.account_retailer, self.account_platform]

        self._crew = Crew(threads) if len(edges(count, threads, LEAST)) > 2 else None

        self.keys: NDArray[np.uint64] = np.zeros(max(Purpose) + 1, dtype=np.uint64)
        self.lasting_keys: NDArray[np.uint64] = np.zeros_like(self.keys)
        fill_streams(np.uint64(seed), -1, self.lasting_keys)
        self.atmosphere = Atmosphere(scenario, self.platforms, self.accounts)
        self.goodwill = Goodwill(scenario)
        self.it = InformationTechnology(scenario, seed)
        self.planning = Planning(scenario, self.market, self.it)
        self.staff = Staff(scenario, self.thousands)
        self.luck = FirmLuck(retailers, len(self.supplier_names), len(self.demand))
        tailoring = self.lasting_key(Purpose.TAILORING)
        self.rules = Rules(scenario, tailoring)
        self._tabulate()

    def _tabulate(self) -> None:
        """Scenario values as the arrays that kernels read."""
        scenario, platforms = self.scenario, self.platforms
        retailers, channels = len(self.retailer_names), self.channels
        firms = list(scenario.retailers.values())
        self.opening_hour = np.array([f.reply.opening_hour for f in firms], dtype=np.float64)
        self.closing_hour = np.array([f.reply.closing_hour for f in firms], dtype=np.float64)
        self.exaggeration = np.array([f.posts.exaggeration for f in firms], dtype=np.float64)
        boast = 1.0 + scenario.promises.pull * self.exaggeration
        self.plain_pull = scenario.attention.appeal_step * boast
        self.promotion_pull = np.minimum(self.plain_pull, 1.0)
        self.claim_belief = scenario.promises.belief * self.exaggeration
        known = [f.database for f in firms]
        at_hand = np.array([d.access for d in known], dtype=np.float64) * self.it.effect
        self.targeted = np.array([d.personalised_share for d in known], dtype=np.float64) * at_hand
        self.looked_up = np.array([d.used_in_replies for d in known], dtype=np.float64) * at_hand
        self.from_profile = np.array([d.personalised_share * d.reads_profiles for d in known], dtype=np.float64)
        # without an account there are no promotions, and so nothing to tailor
        self.tailored = np.array([d.tailored_discount for d in known]) * self.has_account.any(axis=1)
        self.any_tailored = bool(self.tailored.any())
        self.price_error = np.array([d.price_error for d in known], dtype=np.float64)
        self.accuracy = np.array([d.accuracy for d in known], dtype=np.float64)
        self.latency = np.array([d.latency_days for d in known], dtype=np.int64)
        self.capacity = np.array([scenario.customers_served(name) for name in self.retailer_names], dtype=np.float64)
        self.service_minutes = np.array([f.counter.service_minutes for f in firms], dtype=np.float64)
        self.longest_minutes = np.array([f.counter.longest_minutes for f in firms], dtype=np.float64)
        self.standing_share = np.array([f.orders.standing_share for f in firms], dtype=np.float64)
        # kernels want an entry even where there is no platform
        chat = scenario.talk.chat_share
        self.chat_share = np.array([chat * (p.spec.kind == "facebook") for p in platforms] or [0.0], dtype=np.float64)
        self.mobile_lift = np.array([p.spec.mobile_lift for p in platforms] or [0.0], dtype=np.float64)
        self.share_prob = np.array([p.spec.share_prob for p in platforms] or [0.0], dtype=np.float64)
        self.account_of = np.full((retailers, channels), -1, dtype=np.int64)
        for account in self.accounts:
            self.account_of[account.retailer, account.platform] = account.number
        specs = [platforms[a.platform].spec for a in self.accounts]
        # one more entry at the end, for what comes by other channels, which have no page (account_of gives -1)
        self.has_wall = np.array([*(s.kind == "facebook" for s in specs), False], dtype=np.bool_)
        self.page_visit = np.array([s.page_visit_prob for s in specs], dtype=np.float64)
        self.reply_publicity = np.array([s.reply_publicity for s in specs], dtype=np.float64)
        elsewhere = [getattr(scenario.contact, name) for name in CONTACTS]
        self.contact_weights = contact_weights(scenario)
        self.channel_costs = channel_costs(scenario)
        self.life_days = np.array([*(p.spec.complaint_life_days for p in platforms), 0, 0, 0], dtype=np.int64)
        self.expected_hours = np.array(
            [*(p.spec.expected_reply_hours for p in platforms), *(c.expected_hours for c in elsewhere)],
            dtype=np.float64,
        )
        self.notifies = np.array([*(p.spec.notifications for p in platforms), True, True, True], dtype=np.bool_)
        # a basket is one unit plus a geometric number, cut where one basket in 100,000 would be larger
        more = 1.0 - 1.0 / scenario.consumers.basket_units
        steps = int(np.ceil(np.log(1e-5) / np.log(more))) if more > 0 else 0
        self.basket_steps = np.array([1.0 - more**k for k in range(1, steps + 1)], dtype=np.float64)

    def per_thousand(self, amount: int) -> int:
        """An amount of money per 1,000 consumers as a whole amount for this world."""
        return amount * self.population.size // 1000

    def key(self, purpose: Purpose) -> np.uint64:
        """The key of today's stream for a purpose."""
        key: np.uint64 = self.keys[purpose]
        return key

    def lasting_key(self, purpose: Purpose) -> np.uint64:
        """The key of a stream that is the same on every day."""
        key: np.uint64 = self.lasting_keys[purpose]
        return key

    def begin_day(self) -> None:
        """Make the day's keys, and start with empty counts."""
        fill_streams(np.uint64(self.seed), self.day, self.keys)
        self.counts.block.fill(0)
        self.advice.fill(0.0)
        self.pace.begin_day(self.day)
        self.spoken.clear()
        self.it.begin_day(self.key(Purpose.IT_TODAY))
        self.luck.begin_day(self.keys)
        self.atmosphere.colour(self.staff.humanness)

    def settle_pages(self) -> None:
        """The tone of every page, and every retailer's goodwill, take in what happened there today."""
        if not self.accounts:
            return
        pages.count_events(
            self.day, self.threads.live, self.account_of, self.account_retailer, self.account_platform,
            self.account_tally, self.desk_tally, self.events, self.participants,
        )  # fmt: skip
        self.atmosphere.settle(self.events, self.followers)
        self.goodwill.settle(self.participants, self.thousands)

    def settle_staff(self) -> None:
        """The staff of every desk learn, forget and tire by what they did today."""
        self.staff.settle(self.desk_tally)

    def over(self, size: int, work: Callable[..., T], *tallies: Counts, each: int = 1) -> list[tuple[int, T]]:
        """Run ``work(low, high, *tallies)`` over 0..size, shared out in blocks if threads share the world.

        `each` is to how many consumers one of them comes in time. Returns (low, result) of each block, in order.
        Integer tallies are the same for any number of blocks (`sim.crew`).
        """
        if self._crew is None:
            return [(0, work(0, size, *tallies))]
        return self._crew.over(size, work, tallies, LEAST // each)

    def rows_over(
        self, size: int, sheets: Sequence[Sheet], work: Callable[..., Sequence[int]], *tallies: Counts, each: int = 1
    ) -> list[Rows]:
        """Run ``work(low, high, *blank, *tallies)`` as `over` does, and put together the rows that it wrote.

        Few consumers do anything on a day, so blank rows of each sheet are not laid out for all of them, but for a
        stretch (BLANK_BYTES) after those that were written. `work` says how many rows of each sheet it wrote, from the
        first on. Returns the rows by sheet; they are the same for any stretch.
        """
        stretch = max(BLANK_BYTES // sum([sheet.width for sheet in sheets]), 1)
        if size <= stretch and self._crew is None:  # what follows would be felt in the day of a small world
            blank = [sheet.blank(size) for sheet in sheets]
            return [sheet.cut(n) for sheet, n in zip(sheets, work(0, size, *blank, *tallies), strict=True)]

        def run(low: int, high: int, *own: Counts) -> list[Rows]:
            mine = sheets if high - low == size else [Sheet(sheet.dtype) for sheet in sheets]
            written = [0] * len(mine)
            for start in range(low, high, stretch):
                end = min(start + stretch, high)
                blank = [sheet.blank(end - start, count) for sheet, count in zip(mine, written, strict=True)]
                counts = work(start, end, *blank, *own)
                written = [count + more for count, more in zip(written, counts, strict=True)]
            short = high - low <= stretch
            return [sheet.cut(n) if short else sheet.copied(n) for sheet, n in zip(mine, written, strict=True)]

        parts = self.over(size, run, *tallies, each=each)
        return [joined([rows[k] for _, rows in parts], sheet.dtype) for k, sheet in enumerate(sheets)]

    def close_threads(self) -> None:
        """End the threads that share the world, if there are any: what is left is done by the caller's alone."""
        if self._crew is not None:
            self._crew.close()
            self._crew = None
