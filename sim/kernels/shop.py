"""Shop: whether, where and what; and who goes without when the shelf is empty."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.kernels.codes import AWARE, EVER, LEFT, NOBODY, STANDING, UNFAIR
from sim.kernels.compiled import compiled, inlined
from sim.kernels.numbers import gumbel, normal
from sim.kernels.pricing import NO_FRIEND, drawn_friend, gets_discount
from sim.kernels.queueing import FULLEST
from sim.randomness import Purpose, bits, bits2, fill_draws, uniform, uniform_low

BLOCK = 2048  # consumers whose choices are reckoned together: what is written down of them stays near the processor
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
def who_needs(start, people, key, rule, pace, shop_rate, delayed, appeal, draws, needy):  # type: ignore[no-untyped-def]
    """Fill `needy` with those of the `people` from `start` on who need something today; returns how many they are.

    Who put a trip off needs it today. `draws` is room for a number of each.
    """
    fill_draws(key, start, draws[:people])
    count = 0
    for k in range(people):
        i = start + k
        rate = shop_rate[i] * pace
        if delayed[i]:
            delayed[i] = 0
        else:
            if draws[k] >= rate * (1.0 + rule.trip_lift):
                continue
            pull = np.float32(0.0)
            for r in range(appeal.shape[0]):
                pull = max(pull, appeal[r, i])
            if draws[k] >= rate * (1.0 + rule.trip_lift * pull):
                continue
        needy[count] = i
        count += 1
    return count


@inlined
def draw_luck(count, people, option, key, luck):  # type: ignore[no-untyped-def]
    """Fill `luck` with the Gumbel numbers that the first `count` of `people` have for an option today."""
    for n in range(count):
        luck[n] = gumbel(uniform(bits2(key, people[n], option)))


@inlined
def draw_taste(count, people, option, key, taste):  # type: ignore[no-untyped-def]
    """Fill `taste` with the normal numbers that the first `count` of `people` have for an option for good."""
    for n in range(count):
        taste[n] = normal(uniform(bits2(key, people[n], option)))


@inlined
def pick_products(  # type: ignore[no-untyped-def]
    count, who, where, key, lasting, taste_spread, offer_start, offer_supplier, most, values, liked, picked
):
    """Each of the first `count` shoppers takes the product that is liked best today of those at the retailer chosen.

    `most` is the largest number of offers of a retailer; fills `picked` with offers. `values` and `liked` are room.
    """
    for n in range(count):
        liked[n] = -1.0e30
        picked[n] = -1
    for k in range(most):
        for n in range(count):
            s = offer_supplier[min(offer_start[where[n]] + k, offer_start[where[n] + 1] - 1)]
            values[n] = taste_spread * normal(uniform(bits2(lasting, who[n], PRODUCT_TASTE + s))) + gumbel(
                uniform(bits2(key, who[n], s))
            )
        for n in range(count):
            o = offer_start[where[n]] + k
            if values[n] > liked[n] and o < offer_start[where[n] + 1]:
                liked[n], picked[n] = values[n], o


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
    most = np.max(offer_start[1:] - offer_start[:-1])
    needs = shoppers = 0
    draws, needy = np.empty(BLOCK, dtype=np.float32), np.empty(BLOCK, dtype=np.int64)
    outside, luck = np.empty(BLOCK), np.empty((retailers, BLOCK))
    taste = np.empty((retailers, BLOCK), dtype=np.float32)
    where, values, liked, picked = np.empty_like(needy), np.empty(BLOCK), np.empty(BLOCK), np.empty_like(needy)
    for start in range(low, high, BLOCK):
        count = who_needs(
            start, min(high - start, BLOCK), keys[Purpose.NEED], rule, pace, shop_rate, delayed, appeal, draws, needy
        )
        needs += count
        draw_luck(count, needy, NOBODY, keys[Purpose.CHOICE], outside)
        for r in range(retailers):
            draw_luck(count, needy, r, keys[Purpose.CHOICE], luck[r])
            draw_taste(count, needy, r, lasting[Purpose.TASTE], taste[r])
        first, bought = shoppers, 0
        for n in range(count):
            i = needy[n]
            best = rule.outside_utility + outside[n]
            runner_up = -1.0e30
            chosen = NOBODY
            reserve = NOBODY
            ordered = NOBODY
            greatest = np.float32(0.0)
            for r in range(retailers):
                seen = history[r, i]
                if seen & LEFT:
                    continue
                if seen & EVER and follows[r, i] and commitment[r, i] > greatest and online_from[i] <= day:
                    if uniform(bits2(lasting[Purpose.STANDING_ORDER], i, r)) < standing_share[r] * commitment[r, i]:
                        ordered, greatest = r, commitment[r, i]
                paid = price[r]
                if appeal[r, i] > AWARE and gets_discount(
                    i, r, seen, price_sensitivity[i], tailored[r], price_error[r], price_rule
                ):
                    paid = promotion_price[r]
                utility = (
                    place[r]
                    + rule.taste_spread * taste[r, n]
                    + rule.quality_weight * (expectation[r, i] - 0.7)
                    + rule.satisfaction_weight * (satisfaction[r, i] - 0.7)
                    + rule.trust_weight * (trust[r, i] - 0.5)
                    + rule.commitment_weight * commitment[r, i]
                    + rule.appeal_weight * appeal[r, i]
                    - price_sensitivity[i] * (paid / rule.reference_price - 1.0)
                    + luck[r, n]
                )
                if utility > best:
                    runner_up, reserve = best, chosen
                    best, chosen = utility, r
                elif utility > runner_up:
                    runner_up, reserve = utility, r
            if ordered != NOBODY:
                if ordered != chosen:
                    reserve = chosen
                chosen = ordered
            if chosen == NOBODY:
                continue
            trip = trips[first + bought]
            trip["consumer"] = i
            trip["retailer"] = chosen
            trip["second"] = reserve
            trip["marks"] = STANDING if ordered != NOBODY else 0
            needy[bought], where[bought] = i, chosen
            bought += 1
        pick_products(
            bought, needy, where, keys[Purpose.PRODUCT], lasting[Purpose.TASTE], rule.taste_spread,
            offer_start, offer_supplier, most, values, liked, picked,
        )
        for n in range(bought):
            size = 1
            draw = uniform_low(bits(keys[Purpose.BASKET], needy[n]))
            for k in range(basket_steps.shape[0]):
                if draw < basket_steps[k]:
                    break
                size += 1
            trips[first + n]["offer"] = picked[n]
            trips[first + n]["units"] = size
        shoppers += bought
    return needs, shoppers


@compiled
def count_demand(trips, stock, capacity, demand, came, ordered, load):  # type: ignore[no-untyped-def]
    """Add up the units wanted of each offer into `demand`, and the trips to each retailer into `came`.

    Those by standing order are counted in `ordered` as well. All three come empty. `load[r]` becomes how full the
    counters of retailer r are, which can serve `capacity[r]` customers. Returns whether more is wanted of an offer than
    there is in `stock`.
    """
    for k in range(trips.shape[0]):
        demand[trips[k]["offer"]] += trips[k]["units"]
        came[trips[k]["retailer"]] += 1
        ordered[trips[k]["retailer"]] += trips[k]["marks"] & STANDING
    for r in range(came.shape[0]):
        load[r] = min((came[r] - ordered[r]) / capacity[r], FULLEST)
    is_short = False
    for o in range(demand.shape[0]):
        is_short |= demand[o] > stock[o]
    return is_short


@compiled
def serve(  # type: ignore[no-untyped-def]
    arrival, key, other_product, other_retailer, delay,
    offer_start, trips, stock, delayed, missed,
):
    """Serve trips from short shelves in the order `arrival` (a permutation of the trips).

    Those who find the shelf empty take another product, go to their second choice, put the trip off, or
    give up. `stock` is a scratch copy of the shelves. Sets each trip's offer to what it got (-1: nothing) and
    counts in `missed[retailer]` the trips that met an empty shelf; who puts the trip off is marked in `delayed`.
    """
    count = arrival.shape[0]
    waiting = np.zeros(count, dtype=np.uint8)
    for n in range(count):
        k = arrival[n]
        trip = trips[k]
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
                        trip["retailer"] = r
                        trip["marks"] = 0  # a standing order is with the first retailer alone
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
