"""A consumer: what it knows and feels, and its day."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.account import Rows, joined
from sim.agents.agent_sets import LazyAgentSet, verb
from sim.agents.views import ColumnView, PerConsumer, PerRetailer
from sim.kernels import ask as ask_kernel
from sim.kernels import close, feed, pages
from sim.kernels import judge as judge_kernel
from sim.kernels import shop as shop_kernel
from sim.kernels import words as word_kernel
from sim.kernels.codes import STANDING
from sim.kernels.records import WORD
from sim.randomness import Purpose, fill_bits_for
from sim.world import Counts, World


class Consumer(ColumnView):
    """One consumer, as Mesa and a reader see it: a view of one row of the population.

    Reading an attribute of the first kind gives a number, one of the second kind the array over
    retailers; both can be set. Units and meanings are those of `sim.population.COLUMNS`.
    """

    # who the consumer is
    age = PerConsumer[int]()
    online_hours = PerConsumer[float]()
    shop_rate = PerConsumer[float]()
    price_sensitivity = PerConsumer[float]()
    voice = PerConsumer[float]()
    traits = PerConsumer[int]()
    member = PerConsumer[int]()
    protected = PerConsumer[int]()
    profile = PerConsumer[int]()
    online_from = PerConsumer[int]()
    delayed = PerConsumer[int]()
    orders = PerConsumer[int]()
    first_order = PerConsumer[int]()
    last_order = PerConsumer[int]()
    spent = PerConsumer[int]()

    # what the consumer thinks of each retailer, and has done there
    expectation = PerRetailer()
    satisfaction = PerRetailer()
    trust = PerRetailer()
    commitment = PerRetailer()
    appeal = PerRetailer()
    fatigue = PerRetailer()
    wallet = PerRetailer()
    follows = PerRetailer()
    history = PerRetailer()

    # the day: Mesa's `agents.do("shop")` calls each of these once, for everybody

    @verb
    @staticmethod
    def see_feed(consumers: LazyAgentSet) -> None:
        """See posts of the accounts one follows, and complaints on their pages."""
        see_feed(_world_of(consumers))

    @verb
    @staticmethod
    def hear_friends(consumers: LazyAgentSet) -> None:
        """Hear what friends said, shared and complained of since yesterday."""
        hear_friends(_world_of(consumers))

    @verb
    @staticmethod
    def shop(consumers: LazyAgentSet) -> None:
        """Choose a retailer and a product, if something is needed."""
        shop(_world_of(consumers))

    @verb
    @staticmethod
    def judge(consumers: LazyAgentSet) -> None:
        """Compare what was received with what was expected; complain, tell friends, or leave."""
        judge(_world_of(consumers))

    @verb
    @staticmethod
    def ask(consumers: LazyAgentSet) -> None:
        """Put a routine question to the retailer, if there is one."""
        ask(_world_of(consumers))


def _world_of(consumers: LazyAgentSet) -> World:
    """The world of a whole population: consumers meet on shelves and pages, so a day is lived by all or none."""
    if not consumers.is_whole:
        raise ValueError("a verb of the day is for all consumers of the model, not for some of them")
    world: World = consumers.model.world
    return world


TRIP = 10
"""To judge one takes as long as to go over so many consumers."""

# ------------------------------------------------------------------------------------------ the day
#
# Each verb is one sentence of the day for all consumers at once, over columns.


def see_feed(world: World) -> None:
    """See posts of the accounts one follows, and complaints on their pages; like, share, unfollow."""
    if not world.accounts:
        return
    population, tone = world.population, world.atmosphere
    ranges, chances, shown = _walls(world)
    wall_start, wall_end, aired_start, aired_end = ranges
    page_visit, aired_chance = chances

    def work(low: int, high: int, shares: Rows, tally: Counts) -> tuple[int]:
        count: int = feed.see_feed(
            low, high, world.day, world.rules.feed, world.rules.observer, world.keys, world.lasting_keys,
            population.online_hours, population.online_from, population.traits, population.profile, world.mobile_lift,
            population.expectation, population.satisfaction, population.trust, population.commitment,
            population.appeal, population.fatigue, population.follows, population.history,
            world.posts, world.market.truth, tone.humanness, world.promotion_pull, world.claim_belief,
            world.targeted, world.from_profile, world.accuracy, world.latency,
            world.account_retailer, world.account_platform, wall_start, wall_end, page_visit,
            aired_start, aired_end, aired_chance, shown,
            tone.like_prob, tone.comment_prob, world.share_prob, tone.unfollow_prob, tone.bond, tone.gain, tone.harm,
            tally, shares,
        )  # fmt: skip
        return (count,)

    world.spoken += world.rows_over(population.size, [world.words_sheet], work, world.account_tally)
    world.followers -= world.account_tally[:, feed.UNFOLLOWS]


def hear_friends(world: World) -> None:
    """Hear what friends said, shared and complained of since yesterday; some of it is passed on."""
    if not world.platforms:
        return
    words = _words_in_the_air(world)
    if not len(words):
        return
    population = world.population
    for platform in world.platforms:
        ties, spec = platform.ties, platform.spec
        passed_on = word_kernel.hear(
            platform.number, world.friends_on, ties.indptr, ties.lower, ties.upper, ties.heard, ties.group_starts,
            spec.friends_read, spec.friend_reach, spec.group_reach,
            world.day, world.rules.word, world.rules.observer, world.keys,
            population.online_hours, population.online_from, population.member, population.protected,
            population.expectation, population.trust, population.appeal, population.follows, population.history,
            words, world.account_of, world.atmosphere.humanness,
            world.word_tally, world.account_tally, world.followers,
        )  # fmt: skip
        if len(passed_on):
            order = word_kernel.by_author_and_retailer(passed_on)
            world.spoken.append(passed_on[: word_kernel.keep_one_each(passed_on, order, world.word_tally)])


def shop(world: World) -> None:
    """Whoever needs something chooses a retailer and a product; by long queues and short shelves some go without."""
    population, market, choice = world.population, world.market, world.scenario.choice
    promotion_price = market.promotion_price

    def work(low: int, high: int, trips: Rows, needs: Counts) -> tuple[int]:
        needed, shoppers = shop_kernel.choose(
            low, high, world.day, world.rules.shop, world.rules.price, world.keys, world.lasting_keys, world.pace.today,
            population.online_from, population.shop_rate, population.price_sensitivity, population.delayed,
            population.expectation, population.satisfaction, population.trust, population.commitment,
            population.appeal, population.follows, population.history,
            market.price, promotion_price, world.tailored, world.price_error, world.standing_share, market.place,
            market.offer_start, market.offer_supplier,
            world.basket_steps, trips,
        )  # fmt: skip
        needs[0] += needed
        return (int(shoppers),)

    needs = np.zeros(1, dtype=np.int64)
    (world.trips,) = world.rows_over(population.size, [world.trips_sheet], work, needs)
    world.needs = int(needs[0])
    is_short = shop_kernel.count_demand(
        world.key(Purpose.SERVICE), world.key(Purpose.STOCKOUT), choice.walkout_delay, world.trips, market.stock,
        world.capacity, world.service_minutes, world.longest_minutes,
        population.delayed, world.demand, world.came, world.standing_trips, world.queues,
    )  # fmt: skip
    if is_short:
        serve_in_turn(world)
    _compare_prices(world, promotion_price)


def serve_in_turn(world: World) -> None:
    """Where goods or counters are short it matters who comes first: standing orders, then whoever has the luck."""
    market, choice = world.market, world.scenario.choice
    arrival = np.empty(len(world.trips), dtype=np.uint64)
    fill_bits_for(world.key(Purpose.ARRIVAL), np.ascontiguousarray(world.trips["consumer"]), arrival)
    shop_kernel.serve(
        np.lexsort((arrival, 1 - (world.trips["marks"] & STANDING))), world.key(Purpose.SERVICE),
        world.key(Purpose.STOCKOUT),
        choice.stockout_other_product, choice.stockout_other_retailer, choice.stockout_delay, choice.walkout_delay,
        world.queues,
        market.offer_start, world.trips, market.stock.copy(), world.population.delayed, world.missed,
    )  # fmt: skip


def _compare_prices(world: World, promotion_price: Counts) -> None:
    """Buyers who were refused a discount learn whether a friend gets it (CV1)."""
    if not world.platforms or not world.any_tailored:
        return
    population, ties = world.population, world.platforms[world.friends_on].ties
    shop_kernel.compare_prices(
        world.day, world.key(Purpose.PRICE_COMPARISON), world.rules.price, world.trips,
        ties.indptr, ties.lower, ties.upper, population.member, population.online_from, population.appeal,
        population.history, population.price_sensitivity,
        world.market.price, promotion_price, world.tailored, world.price_error,
    )  # fmt: skip


def judge(world: World) -> None:
    """Compare what was received with what was expected; then complain, tell friends, or leave quietly."""
    population, market = world.population, world.market
    trips = world.trips

    def work(
        low: int, high: int, threads: Rows, words: Rows,
        tally: Counts, segment_sales: Counts, offer_units: Counts, followed: Counts,
    ) -> tuple[int, int]:  # fmt: skip
        complaints, said = judge_kernel.judge(
            low, high, world.day, world.rules.judge, world.rules.price, world.keys, trips,
            world.segment, population.price_sensitivity, population.online_from, population.voice, population.traits,
            population.member, population.expectation,
            population.satisfaction, population.trust, population.commitment, population.appeal, population.wallet,
            population.follows, population.history,
            world.focal, population.orders, population.first_order, population.last_order, population.spent,
            market.offer_supplier, market.defect_prob, market.cause_shares, market.quality, market.price,
            market.promotion_price, world.tailored, world.price_error,
            market.service_failure_prob, world.queues, world.service_minutes, world.longest_minutes,
            world.opening_hour, world.closing_hour,
            world.account_mask, world.contact_weights, len(world.platforms), world.atmosphere.follow_prob,
            world.chat_share, world.exaggeration, world.goodwill.shield,
            tally, segment_sales, offer_units, followed, threads, words,
        )  # fmt: skip
        return int(complaints), int(said)

    tallies = (world.sales_tally, world.segment_sales, world.offer_units, world.followed)
    sheets = [world.threads_sheet, world.words_sheet]
    world.complaints, said = world.rows_over(len(trips), sheets, work, *tallies, each=TRIP)
    world.spoken.append(said)
    feed.count_new(world.followed, world.account_retailer, world.account_platform, world.followers, world.account_tally)


def ask(world: World) -> None:
    """Have a routine question after a purchase, and put it to the retailer."""
    population = world.population

    def work(low: int, high: int, threads: Rows) -> tuple[int]:
        asked: int = ask_kernel.ask(
            low, high, world.day, world.rules.ask, world.keys, world.trips,
            population.online_from, population.member, population.history,
            world.opening_hour, world.closing_hour, world.account_mask, world.contact_weights, len(world.platforms),
            threads,
        )  # fmt: skip
        return (asked,)

    (world.questions,) = world.rows_over(len(world.trips), [world.threads_sheet], work)


def end_day(world: World) -> None:
    """Let promotions, fatigue and old purchases fade, and count how everybody stands with every retailer."""
    population = world.population

    def work(low: int, high: int, sums: Counts) -> None:
        close.close_day(
            low, high, world.rules.close, population.expectation, population.satisfaction, population.trust,
            population.commitment, population.appeal, population.fatigue, population.wallet, population.follows,
            population.history, sums,
        )  # fmt: skip

    world.over(population.size, work, world.standing)
    world.said = joined(world.spoken, WORD)


def turn_window(world: World) -> None:
    """A retention window ends: today's buyers become those of the previous window.

    How the segments stand at its end is counted before.
    """
    count_segments(world)
    close.turn_window(0, world.population.size, world.population.history)


def count_segments(world: World) -> None:
    """Count how the customers of every segment stand with every retailer."""
    population = world.population
    world.segment_standing.fill(0)
    close.count_segments(
        0, population.size, world.segment, population.satisfaction, population.trust, population.commitment,
        population.history, world.segment_standing,
    )  # fmt: skip
    world.segments_counted = world.day


def _walls(world: World) -> tuple[NDArray[np.int64], NDArray[np.float64], Rows]:
    """What stands on each account's page, and which open replies went out since yesterday: ranges, chances, complaints.

    On a Facebook-like platform a complaint stands on the retailer's page, where visitors see it. On a
    Twitter-like one it stands on the complainant's own account, and the retailer's followers see it only
    when an open reply carries it to them. Complaints and replies are counted per 1,000 consumers, because a
    larger retailer's followers do not read more of them; one complaint per 1,000 is seen by half of the visitors.
    """
    live = world.threads.live
    ranges = np.empty((4, len(world.accounts)), dtype=np.int64)
    chances = np.empty((2, len(world.accounts)), dtype=np.float64)
    shown = world.shown_sheet.blank(2 * len(live))  # read at once, and then blank again
    pages.put_up(
        world.day, live, world.population.protected, world.account_of, world.has_wall, world.life_days,
        world.page_visit, world.reply_publicity, max(world.thousands, 1e-9),
        world.public_interest_factor, ranges, chances, shown,
    )  # fmt: skip
    return ranges, chances, shown


def _words_in_the_air(world: World) -> Rows:
    """What was said yesterday, and the public complaints that friends can still see."""
    live = world.threads.live
    words = world.words_sheet.blank(len(world.said) + len(live))
    count = word_kernel.in_the_air(world.day, world.said, live, world.life_days, world.public_interest_factor, words)
    return world.words_sheet.cut(count)
