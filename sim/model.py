"""The model: a world built from a scenario, and the schedule of its day."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, NoReturn

import numpy as np

from sim.agents import consumer
from sim.agents.books import close_books, draw_up_statements
from sim.agents.consumer import Consumer
from sim.agents.desks import Desks
from sim.agents.ideas import Ideas
from sim.agents.kaizen import Kaizen
from sim.agents.ordering import learn, write_orders
from sim.agents.own_policy import Decider
from sim.agents.partners import Partners
from sim.agents.posting import Posting
from sim.agents.pricing import Pricing
from sim.agents.retailer import Retailer
from sim.agents.supplier import Supplier, deliver, make
from sim.agents.surface import TrmModelSurface
from sim.agents.workshop import read_reports
from sim.birth import NEVER_ONLINE
from sim.conversations import conversation_frame
from sim.daily_tables import accounts_table, market_table, retailers_table, suppliers_table
from sim.errors import InputError
from sim.frames import Frames
from sim.kernels import levers
from sim.kernels.compiled import mark_warm
from sim.metrics import ends_window, relationship_margin, retailer_outcomes, window_days
from sim.recorder import Recorder, RunResult
from sim.relationship import observe, valuations
from sim.scenario.loading import load_scenario
from sim.scenario.overriding import settings_of
from sim.scenario.policy_file import PolicyFiles, read_policies
from sim.scenario.schema import Scenario
from sim.segments import SEGMENTS, SegmentCounts
from sim.service import contacts_table
from sim.ties import networks_table, ties_of
from sim.world import World

PARTS = ("morning", "plans", "feed", "friends", "shop", "judge", "ask", "desks", "evening")
"""The parts of a day, in their order."""


class Model(TrmModelSurface):
    """A world that lives one day at each `step`.

    Parameters
    ----------
    scenario
        What world.
    seed
        Whose luck; the scenario's own seed when none is given.
    threads
        Threads that share the consumers of a large world. Results do not depend on it.
    policies
        The files of the policies that the scenario names; they are read when none are given.
    """

    def __init__(
        self,
        scenario: Scenario,
        *,
        seed: int | None = None,
        threads: int = 1,
        policies: PolicyFiles | None = None,
    ) -> None:
        _check(scenario, seed, threads)
        files = read_policies([scenario]) if policies is None else policies
        self.scenario_file = scenario
        self.seed_used = (
            scenario.seed if seed is None else int(seed)
        )  # numpy's integers, as tables hold them, would wrap
        self.world = World(scenario, self.seed_used, int(threads))
        super().__init__(self.world.population, Consumer, rng=self.seed_used)
        self.retailers = [Retailer(self, self.world, r, name) for r, name in enumerate(self.world.retailer_names)]
        self.suppliers = [Supplier(self, self.world, s, name) for s, name in enumerate(self.world.supplier_names)]
        for retailer in self.retailers:
            if retailer.spec.policy is not None:
                retailer.decider = Decider(files[retailer.spec.policy], scenario.consumers.count)
        self.own_orders = [retailer for retailer in self.retailers if retailer.decides("orders")]
        for supplier in self.suppliers:
            supplier.found()
        for retailer in self.retailers:
            retailer.open_shop(self.suppliers)
        draw_up_statements(self.world)
        self.kaizen = Kaizen(self.world)
        self.partners = Partners(self.world)
        self.pricing = Pricing(self.world, self.retailers)
        self.posting = Posting(self.world, self.retailers)
        self.desks = Desks(self.world, self.retailers)
        self.ideas = Ideas(self.world, self.desks.goes_direct, self.desks.is_relayed)
        self.recorder = Recorder(scenario.days)

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        """Refuse to be copied or pickled: arrays would no longer share memory, and the copy would live another life."""
        raise TypeError(
            "a Model cannot be copied or pickled, since its arrays share memory; "
            "make another one of the same scenario and seed, and live the same days"
        )

    def step(self) -> None:
        """Live one day."""
        for _ in self.parts_of_day():
            pass

    def parts_of_day(self) -> Iterator[str]:
        """Live one day, with a pause after each part of it in which something happens to consumers.

        Gives the name of the part that has ended (see `PARTS`). Who watches may look at everything in a pause, and the
        day goes on with what is there after it; `step` does not stop at any.
        """
        world = self.world
        world.begin_day()

        self.suppliers_deliver_and_improve()
        yield "morning"
        self.retailers_begin_the_day()
        self.retailers_plan_posts()
        yield "plans"
        consumer.see_feed(world)
        yield "feed"
        consumer.hear_friends(world)
        yield "friends"
        consumer.shop(world)
        yield "shop"
        consumer.judge(world)  # … complain, tell friends, leave quietly
        yield "judge"
        consumer.ask(world)
        self.ideas.collect()
        yield "ask"
        self.desks.answer()
        yield "desks"
        self.retailers_order_and_suppliers_make()
        self.everybody_keeps_books()
        world.settle_pages()
        world.settle_staff()
        consumer.end_day(world)

        self.recorder.note(world, self.ideas)
        world.threads.tidy(world.day, world.life_days)
        if ends_window(self.scenario_file, world.day):
            consumer.turn_window(world)
        world.day += 1
        self.running = world.day < self.scenario_file.days  # Mesa's own loop, `run_model`, ends with it
        yield "evening"

    def suppliers_deliver_and_improve(self) -> None:
        """Goods arrive; reports and ideas are read; on review days a cause of defects is mended, a novelty tried.

        Meanwhile consumers get used to what there is.
        """
        world = self.world
        world.market.raise_standard(self.scenario_file.market.standard_growth / 365.0)
        deliver(world)
        read_reports(world)
        for supplier in self.suppliers:
            supplier.workshop.improve()
            supplier.workshop.innovate()
        self.ideas.arrive()

    def retailers_begin_the_day(self) -> None:
        """Levers, ties and joint projects are seen to; then prices are set, by all at once."""
        world, market = self.world, self.world.market
        self.kaizen.begin_day()
        for retailer in self.retailers:
            retailer.begin_day()
        self.partners.begin_day()
        levers.set_levers(
            world.around, world.staff.care, world.plain_pull, world.convenience, world.levers,
            market.place, market.service_failure_prob, market.spoilage_rate, world.promotion_pull,
        )  # fmt: skip
        market.note_quality()
        self.pricing.set_prices()

    def retailers_plan_posts(self) -> None:
        """Every account decides what to post today."""
        self.posting.plan()

    def retailers_order_and_suppliers_make(self) -> None:
        """Orders go out; suppliers look ahead, then make and ship what their capacity allows."""
        world = self.world
        days = learn(world)
        for retailer in self.own_orders:
            retailer.decide_orders()
        write_orders(world, days)
        make(world)

    def everybody_keeps_books(self) -> None:
        """Money and goods of the day change hands on paper."""
        world = self.world
        world.market.hand_out_goods(world.offer_units, world.luck.spoilage)
        for retailer in self.retailers:
            retailer.keep_books()
        close_books(world)

    def run(self) -> RunResult:
        """Live all days that are left, and read the outcomes."""
        began = time.perf_counter()
        while self.world.day < self.scenario_file.days:
            self.step()
        found = self.result()
        if windows := self.scenario_file.finance.oracle_windows:
            focal = self.scenario_file.focal
            valued = found.outcomes | self.live_on(windows)
            found = replace(found, outcomes=valued, by_retailer=found.by_retailer | {focal: valued})
        self.world.close_threads()
        if self.world.day > 1:  # nobody hears of anything on the first day
            mark_warm()
        return replace(found, seconds=time.perf_counter() - began)

    def live_on(self, windows: int) -> dict[str, float]:
        """Live so many retention windows more, and say what each estimator made of today's customers.

        The days lived before stay what the recorder holds; those lived now are counted window by window.
        """
        past, world = self.recorder, self.world
        scenario, channels = self.scenario_file, world.channels
        days = window_days(scenario, world.day)
        known = observe(world)
        realised = np.zeros(windows)
        for k in range(windows):
            self.recorder = Recorder(days)
            before = [int(spent) for spent in known.spending(world)]
            for _ in range(days):
                self.step()
            theirs, all_sales = (now - then for now, then in zip(known.spending(world), before, strict=True))
            margin = relationship_margin(scenario, self.recorder.finish(), world.focal, channels, days)
            realised[k] = margin * theirs / all_sales if all_sales else 0.0
        self.recorder = past
        return valuations(scenario, past.finish(), channels, known, realised)

    def result(self, seconds: float = 0.0) -> RunResult:
        """What the days lived so far amount to."""
        scenario, world = self.scenario_file, self.world
        history = self.recorder.finish()
        channels = world.channels
        by_retailer = retailer_outcomes(scenario, history, channels)
        by_segment = self._segments()
        return RunResult(
            scenario=scenario,
            seed=self.seed_used,
            digest=history.digest(),
            outcomes=by_retailer[scenario.focal],
            by_retailer=by_retailer,
            by_segment=by_segment,
            frames=Frames(
                {
                    "retailers": partial(retailers_table, scenario, history, channels),
                    "accounts": partial(accounts_table, scenario, history, channels),
                    "contacts": partial(contacts_table, scenario, history),
                    "suppliers": partial(suppliers_table, scenario, history),
                    "market": partial(market_table, history),
                    "segments": by_segment.table,
                    "networks": partial(networks_table, ties_of(world)),
                    "conversations": partial(conversation_frame, scenario, world.threads.all_threads()),
                }
            ),
            seconds=seconds,
        )

    def _segments(self) -> SegmentCounts:
        """Segments as they stood this evening, or before the window that ended with it was turned."""
        world = self.world
        if world.segments_counted != world.day - 1:
            consumer.count_segments(world)
        people = np.bincount(world.segment, minlength=len(SEGMENTS))
        return SegmentCounts(world.retailer_names, people, world.segment_standing.copy(), world.segment_sales.copy())


def _check(scenario: object, seed: object, threads: object) -> None:
    """Refuse what would only fail deep inside, and less clearly."""
    if not isinstance(scenario, Scenario):
        raise InputError(f"a {type(scenario).__name__} is no scenario", allowed="what sim.load_scenario returns")
    lived_on = scenario.finance.oracle_windows * window_days(scenario, scenario.days)
    if scenario.days + lived_on > NEVER_ONLINE:
        raise InputError(
            f"{scenario.days:,} days and {lived_on:,} more for finance.oracle_windows are too many to be counted",
            key="days",
            allowed=f"at most {NEVER_ONLINE:,} together",
        )
    if seed is not None and (isinstance(seed, bool) or not isinstance(seed, int | np.integer) or not 0 <= seed < 2**64):
        raise InputError(f"{seed!r} is no seed", key="seed", allowed="a whole number from 0 to 2**64 - 1")
    if isinstance(threads, bool) or not isinstance(threads, int | np.integer) or threads < 1:
        raise InputError(f"{threads!r} is no number of threads", key="threads", allowed="a whole number from 1 on")


def run(
    source: str | Path | Mapping[str, Any] | Scenario,
    *,
    seed: int | None = None,
    overrides: Iterable[str] = (),
    threads: int = 1,
    policies: PolicyFiles | None = None,
) -> RunResult:
    """Run one world once.

    Parameters
    ----------
    source
        Name of a built-in scenario, path of a scenario file, a mapping, or a scenario.
    seed
        Whose luck; the scenario's own seed when none is given.
    overrides
        Changes such as ``"retailers.kopi.reply.policy=private"``.
    threads, policies
        As for `Model`.

    Raises
    ------
    ScenarioError, NetworkError
        The input cannot be used.
    PolicyError
        A policy of the user's own failed.
    """
    scenario = load_scenario(source, overrides=settings_of(overrides))
    return Model(scenario, seed=seed, threads=threads, policies=policies).run()
