"""Shop: whether, where and what; and who goes without when the queue is long or the shelf is empty."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.kernels.ahead import AHEAD, ask_for
from sim.kernels.codes import AWARE, EVER, LEFT, NOBODY, STANDING, UNFAIR, WALKED_OUT
from sim.kernels.compiled import compiled, inlined
from sim.kernels.numbers import gumbel, normal
from sim.kernels.pricing import NO_FRIEND, drawn_friend, gets_discount
from sim.kernels.queueing import SERVED, settle_queue
from sim.randomness import Purpose, bits, bits2, fill_draws, half, other_half, paired, uniform, uniform_low

BLOCK = 2048  # consumers whose choices are reckoned together: what is written down of them stays near the processor
NO_UTILITY = -1.0e30  # of a retailer that one has left
PRODUCT_TASTE = 1_000_000  # offsets a supplier's number in the streams of lasting taste


class ShopRule(NamedTuple):
    """Scalars of the choice; see `Choice` and `Consumers` in the scenario schema."""

    quality_weight: float
    satisfaction_weight: float
    trust_weight: float
    commitment_weight: float
    appeal_weight: float
    trip_lift: float
    outside_utility: float
    taste_spread: float
    reference_price: float


@inlined
def who_needs(  # type: ignore[no-untyped-def]
    start, people, key, rule, pace, shop_rate, delayed, appeal, draws, may, needy
):
    """Fill `needy` with those of the `people` from `start` on who need something today; returns how many they are.

    Who put a trip off needs it today. `draws` and `may` are room for a number and a flag of each.
    """
    fill_draws(key, start, draws[:people])
    rates, puts_off = shop_rate[start : start + people], delayed[start : start + people]
    lifted = 1.0 + rule.trip_lift
    # whom even the strongest pull would not move is passed over without a jump
    for k in range(people):
        may[k] = (draws[k] < rates[k] * pace * lifted) | (puts_off[k] != 0)
    candidates = 0
    for k in range(people):
        needy[candidates] = k
        candidates += may[k]
    count = 0
    for n in range(candidates):
        k = needy[n]
        pull = np.float32(0.0)
        for r in range(appeal.shape[0]):
            pull = max(pull, appeal[r, start + k])
        needy[count] = start + k
        count += (draws[k] < rates[k] * pace * (1.0 + rule.trip_lift * pull)) | (puts_off[k] != 0)
        puts_off[k] = 0
    return count


@inlined
def halve(count, people, key, halves):  # type: ignore[no-untyped-def]
    """Fill `halves` with what the first `count` of `people` bring to their draws about others under `key`."""
    for n in range(count):
        halves[n] = half(key, people[n])


@inlined
def draw_luck(count, halves, other, luck):  # type: ignore[no-untyped-def]
    """Fill `luck` with the Gumbel numbers of the first `count` of `halves` about `other`, its half."""
    for n in range(count):
        luck[n] = gumbel(uniform(paired(halves[n], other)))


@inlined
def draw_taste(count, halves, other, taste):  # type: ignore[no-untyped-def]
    """Fill `taste` with the normal numbers of the first `count` of `halves` about `other`, its half."""
    for n in range(count):
        taste[n] = uniform(paired(halves[n], other))
    for n in range(count):
        taste[n] = normal(taste[n])


@inlined
def add_up(  # type: ignore[no-untyped-def]
    count, people, rule, place, full, reduced, cheaper, taste, luck,
    expectation, satisfaction, trust, commitment, appeal, price_sensitivity, utility,
):
    """Fill `utility` with what a retailer is worth to the first `count` of `people`.

    `full` and `reduced` are by how much its prices exceed the reference, as a share of it; `cheaper` says who gets the
    reduced one. The columns are those of the retailer.
    """
    for n in range(count):
        i = people[n]
        utility[n] = (
            place
            + rule.taste_spread * taste[n]
            + rule.quality_weight * (expectation[i] - 0.7)
            + rule.satisfaction_weight * (satisfaction[i] - 0.7)
            + rule.trust_weight * (trust[i] - 0.5)
            + rule.commitment_weight * commitment[i]
            + rule.appeal_weight * appeal[i]
            - price_sensitivity[i] * (reduced if cheaper[n] else full)
            + luck[n]
        )


@inlined
def put_first(count, r, utility, best, runner_up, chosen, reserve):  # type: ignore[no-untyped-def]
    """Retailer r takes the place that its `utility` gives it with each of the first `count`: first, second or none."""
    for n in range(count):
        # all is read first: what is read only if something holds is a jump to the compiler
        worth, first, second, choice, other = utility[n], best[n], runner_up[n], chosen[n], reserve[n]
        wins, follows = worth > first, worth > second
        replaced, left = r if follows else other, worth if follows else second
        runner_up[n] = first if wins else left
        reserve[n] = choice if wins else replaced
        best[n] = worth if wins else first
        chosen[n] = r if wins else choice


@inlined
def fill_baskets(count, who, key, basket_steps, draws, sizes):  # type: ignore[no-untyped-def]
    """Fill `sizes` with the units that each of the first `count` shoppers buys: one, and one for each step passed."""
    for n in range(count):
        draws[n] = uniform_low(bits(key, who[n]))
        sizes[n] = 1
    for k in range(basket_steps.shape[0]):
        step = basket_steps[k]
        for n in range(count):
            sizes[n] += draws[n] >= step


@inlined
def pick_products(  # type: ignore[no-untyped-def]
    count, where, tastes, lucks, theirs, taste_spread, offer_start, most, others, taste, values, liked, picked,
):
    """Each of the first `count` shoppers takes the product that is liked best today of those at the retailer chosen.

    `tastes` and `lucks` are the shoppers' halves of their draws about the products, and `theirs[:, offer]` those of the
    products. `most` is the largest number of offers of a retailer; fills `picked` with offers. `others`, `taste`,
    `values` and `liked` are room.
    """
    for n in range(count):
        liked[n] = -1.0e30
        picked[n] = -1
    for k in range(most):
        for n in range(count):
            o = min(offer_start[where[n]] + k, offer_start[where[n] + 1] - 1)
            others[0, n], others[1, n] = theirs[0, o], theirs[1, o]
        for n in range(count):
            taste[n] = uniform(paired(tastes[n], others[0, n]))
            values[n] = gumbel(uniform(paired(lucks[n], others[1, n])))
        for n in range(count):
            o = offer_start[where[n]] + k
            value = taste_spread * normal(taste[n]) + values[n]
            if value > liked[n] and o < offer_start[where[n] + 1]:
                liked[n], picked[n] = value, o


@compiled
def choose(  # type: ignore[no-untyped-def]
    low, high, day, rule, price_rule, keys, lasting, pace,
    online_from, shop_rate, price_sensitivity, delayed, expectation, satisfaction, trust, commitment, appeal,
    follows, history,
    price, promotion_price, tailored, price_error, standing_share, place, offer_start, offer_supplier, basket_steps,
    trips,
):
    """Consumers [low, high) who need something today choose a retailer, a product and a number of units.

    `pace` multiplies everybody's trip rate today.
    A customer who is online and follows a retailer has a standing order there as long as a lasting draw is below
    `standing_share[r]` times the commitment; of several, the one of greatest commitment counts. Who has one does not
    choose the retailer: the choice that would have been is the second.
    `tailored` and `price_error` are of each retailer, as `sim.kernels.pricing` explains them. Offers of retailer r are
    `offer_start[r]:offer_start[r + 1]`. Fills `trips` (`TRIP` rows); returns the numbers of
    needs and of shoppers (needs less those who buy from nobody here).

    Consumers are taken by blocks, and all that chance has to say of a block is reckoned in short loops without a jump,
    so that the machine does several consumers at a time.
    """
    retailers = price.shape[0]
    most = needs = 0
    shoppers = np.int64(0)
    for r in range(retailers):
        most = max(most, offer_start[r + 1] - offer_start[r])
    draws, needy = np.empty(BLOCK, dtype=np.float32), np.empty(BLOCK, dtype=np.int64)
    luck, utility, taste = np.empty(BLOCK), np.empty(BLOCK), np.empty(BLOCK, dtype=np.float32)
    best, runner_up = np.empty(BLOCK), np.empty(BLOCK)
    chosen, reserve = np.empty(BLOCK, dtype=np.int64), np.empty(BLOCK, dtype=np.int64)
    ordered, where = np.empty(BLOCK, dtype=np.int64), np.empty(BLOCK, dtype=np.int64)
    picked, sizes = np.empty(BLOCK, dtype=np.int64), np.empty(BLOCK, dtype=np.int64)
    greatest, cheaper = np.empty(BLOCK, dtype=np.float32), np.empty(BLOCK, dtype=np.bool_)
    tastes, lucks = np.empty(BLOCK, dtype=np.uint64), np.empty(BLOCK, dtype=np.uint64)
    others = np.empty((2, BLOCK), dtype=np.uint64)
    theirs = np.empty((2, offer_supplier.shape[0]), dtype=np.uint64)
    for o in range(offer_supplier.shape[0]):
        theirs[0, o] = other_half(lasting[Purpose.TASTE], PRODUCT_TASTE + offer_supplier[o])
        theirs[1, o] = other_half(keys[Purpose.PRODUCT], offer_supplier[o])
    for start in range(low, high, BLOCK):
        count = who_needs(
            start, min(high - start, BLOCK), keys[Purpose.NEED], rule, pace, shop_rate, delayed, appeal,
            draws, cheaper, needy,
        )
        needs += count
        halve(count, needy, keys[Purpose.CHOICE], lucks)
        halve(count, needy, lasting[Purpose.TASTE], tastes)
        draw_luck(count, lucks, other_half(keys[Purpose.CHOICE], NOBODY), best)
        for n in range(count):
            best[n] = rule.outside_utility + best[n]
            runner_up[n] = NO_UTILITY
            chosen[n] = reserve[n] = ordered[n] = NOBODY
            greatest[n] = 0.0
        for r in range(retailers):
            draw_luck(count, lucks, other_half(keys[Purpose.CHOICE], r), luck)
            draw_taste(count, tastes, other_half(lasting[Purpose.TASTE], r), taste)
            for n in range(count):
                i = needy[n]
                seen = history[r, i]
                cheaper[n] = appeal[r, i] > AWARE and gets_discount(
                    i, r, seen, price_sensitivity[i], tailored[r], price_error[r], price_rule
                )
                if seen & EVER and follows[r, i] and commitment[r, i] > greatest[n] and online_from[i] <= day:
                    if seen & LEFT == 0 and (
                        uniform(bits2(lasting[Purpose.STANDING_ORDER], i, r)) < standing_share[r] * commitment[r, i]
                    ):
                        ordered[n], greatest[n] = r, commitment[r, i]
            add_up(
                count, needy, rule, place[r], price[r] / rule.reference_price - 1.0,
                promotion_price[r] / rule.reference_price - 1.0, cheaper, taste, luck,
                expectation[r], satisfaction[r], trust[r], commitment[r], appeal[r], price_sensitivity, utility,
            )
            for n in range(count):
                if history[r, needy[n]] & LEFT:
                    utility[n] = NO_UTILITY
            put_first(count, r, utility, best, runner_up, chosen, reserve)
        first = shoppers
        bought = np.int64(0)
        for n in range(count):
            at = chosen[n]
            after = reserve[n]
            if ordered[n] != NOBODY:
                if ordered[n] != at:
                    after = at
                at = ordered[n]
            if at == NOBODY:
                continue
            trip = trips[first + bought]
            trip["consumer"] = needy[n]
            trip["retailer"] = at
            trip["second"] = after
            trip["marks"] = STANDING if ordered[n] != NOBODY else 0
            needy[bought], tastes[bought], where[bought] = needy[n], tastes[n], at
            bought += 1
        halve(bought, needy, keys[Purpose.PRODUCT], lucks)
        pick_products(
            bought, where, tastes, lucks, theirs, rule.taste_spread, offer_start, most, others, taste, utility, best,
            picked,
        )
        fill_baskets(bought, needy, keys[Purpose.BASKET], basket_steps, draws, sizes)
        for n in range(bought):
            trips[first + n]["offer"] = picked[n]
            trips[first + n]["units"] = sizes[n]
        shoppers += bought
    return needs, shoppers


@inlined
def is_too_long(key, consumer, r, queue):  # type: ignore[no-untyped-def]
    """Whether the consumer would have to wait longer than anybody does before the counter of retailer r."""
    return uniform_low(bits2(key, consumer, r)) >= queue[SERVED]


@inlined
def walk_out(trip, key, delay, delayed):  # type: ignore[no-untyped-def]
    """Leave the queue with nothing; with chance `delay` the need is there again tomorrow."""
    trip["offer"] = -1
    trip["marks"] = WALKED_OUT
    if uniform_low(bits(key, trip["consumer"])) < delay:
        delayed[trip["consumer"]] = 1


@compiled
def count_demand(  # type: ignore[no-untyped-def]
    visit_key, key, delay, trips, stock, capacity, service_minutes, longest_minutes,
    delayed, demand, came, ordered, queues,
):
    """Fill `queues` (a row of each retailer), let those leave whose wait is too long, and count what is wanted.

    Adds up the trips to each retailer into `came`, those by standing order into `ordered` as well, and the units wanted
    of each offer, without those of people who left, into `demand`. All three come empty. Counters can serve
    `capacity[r]` customers a day. Returns whether more is wanted of an offer than there is in `stock`.
    """
    for k in range(trips.shape[0]):
        came[trips[k]["retailer"]] += 1
        ordered[trips[k]["retailer"]] += trips[k]["marks"] & STANDING
    for r in range(came.shape[0]):
        others = max(came[r] - ordered[r] - 1, 0)  # one is not in one's own way
        settle_queue(queues[r], others, capacity[r], service_minutes[r], longest_minutes[r])
    for k in range(trips.shape[0]):
        trip = trips[k]
        at = np.int64(trip["retailer"])
        if trip["marks"] & STANDING == 0 and is_too_long(visit_key, trip["consumer"], at, queues[at]):
            walk_out(trip, key, delay, delayed)
        else:
            demand[trip["offer"]] += trip["units"]
    is_short = False
    for o in range(demand.shape[0]):
        is_short |= demand[o] > stock[o]
    return is_short


@compiled
def serve(  # type: ignore[no-untyped-def]
    arrival, visit_key, key, other_product, other_retailer, delay, delay_of_queue, queues,
    offer_start, trips, stock, delayed, missed,
):
    """Serve trips from short shelves in the order `arrival` (a permutation of the trips).

    Those who find the shelf empty take another product, go to their second choice (and leave it again, if its queue is
    too long), put the trip off, or give up. `stock` is a scratch copy of the shelves. Sets each trip's offer to what
    it got (-1: nothing) and counts in `missed[retailer]` the trips that met an empty shelf; who puts the trip off is
    marked in `delayed`.
    """
    count = arrival.shape[0]
    waiting = np.zeros(count, dtype=np.uint8)
    for n in range(count):
        k = arrival[n]
        trip = trips[k]
        if trip["offer"] < 0:
            continue
        if stock[trip["offer"]] >= trip["units"]:
            stock[trip["offer"]] -= trip["units"]
        else:
            waiting[k] = 1
            missed[trip["retailer"]] += 1
    for n in range(count):
        k = arrival[n]
        if waiting[k] == 0:
            continue
        trip = trips[k]
        wanted = trip["offer"]
        units = trip["units"]
        got = -1
        draw = uniform(bits(key, trip["consumer"]))
        if draw < other_product:
            r = trip["retailer"]
            for o in range(offer_start[r], offer_start[r + 1]):
                if o != wanted and stock[o] >= units and got < 0:
                    got = o
        elif draw < other_product + other_retailer:
            r = trip["second"]
            if r != NOBODY:
                for o in range(offer_start[r], offer_start[r + 1]):
                    if stock[o] >= units and got < 0:
                        got = o
            if got >= 0:
                trip["retailer"] = r
                trip["marks"] = 0  # a standing order is with the first retailer alone
                if is_too_long(visit_key, trip["consumer"], r, queues[r]):
                    walk_out(trip, key, delay_of_queue, delayed)
                    continue
        elif draw < other_product + other_retailer + delay:
            delayed[trip["consumer"]] = 1
        trip["offer"] = got
        if got >= 0:
            stock[got] -= units


@compiled
def compare_prices(  # type: ignore[no-untyped-def]
    day, key, rule, trips, indptr, lower, upper, member, online_from, appeal, history, price_sensitivity,
    price, promotion_price, tailored, spread,
):
    """Buyers who were refused a promotion's discount ask one friend: the mark `UNFAIR` where the friend gets it.

    `indptr`, `lower` and `upper` are the packed network of friends. Changes nothing else.
    """
    for k in range(trips.shape[0]):
        if k + AHEAD < trips.shape[0]:
            ask_for(appeal, (trips[k + AHEAD]["retailer"], trips[k + AHEAD]["consumer"]))
            ask_for(history, (trips[k + AHEAD]["retailer"], trips[k + AHEAD]["consumer"]))
        r = np.int64(trips[k]["retailer"])
        if trips[k]["offer"] < 0 or tailored[r] <= 0.0 or promotion_price[r] == price[r]:
            continue
        i = np.int64(trips[k]["consumer"])
        if appeal[r, i] <= AWARE:
            continue
        if gets_discount(i, r, history[r, i], price_sensitivity[i], tailored[r], spread[r], rule):
            continue
        friend = drawn_friend(key, i, indptr, lower, upper, 0, member, online_from, day)
        if friend != NO_FRIEND and appeal[r, friend] > AWARE:
            if gets_discount(
                friend, r, history[r, friend], price_sensitivity[friend], tailored[r], spread[r], rule
            ):
                trips[k]["marks"] |= UNFAIR
