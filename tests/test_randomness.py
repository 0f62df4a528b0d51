"""Keyed draws: equal to their plain twins, uniform, and independent of each other, of order and of threads.

Every sample here is keyed, so a statistic is the same number on every run: a limit that holds, holds always.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from itertools import combinations

import numba
import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats

from sim.randomness import (
    Purpose,
    bits,
    bits2,
    draw_bits,
    draw_on,
    draw_uniform,
    fill_bits_for,
    fill_streams,
    fill_uniform,
    replicate_seed,
    stream,
    uniform,
    uniform_low,
)

Words = NDArray[np.uint64]

SEEDS = (0, 1, 2, 2**31, 2**62, 2**63 - 1, 2**64 - 1)
DAYS = (-1, 0, 1, 364, 36_500)
AGENTS = (0, 1, 2, 255, 2**24, 2**31 - 1, 2**53 + 1, 2**63 - 1)
RARE = 1e-4  # a fixed sample whose statistic would be this rare in either direction is refused

# A number, once given, is never reused: results that were published name their seed, and a purpose that takes
# another number is another world. Adding a purpose at the end changes nothing; add it here too.
NUMBERS = {
    "AGE": 1,
    "ONLINE_HOURS": 2,
    "ONLINE_FROM": 3,
    "MEMBERSHIP": 4,
    "SHOP_RATE": 5,
    "TASTE": 6,
    "PRICE_SENSITIVITY": 7,
    "TRAITS": 8,
    "VOICE": 9,
    "FIRST_FOLLOW": 10,
    "FIRST_OPINION": 11,
    "FIRST_CUSTOMER": 12,
    "ONLINE_TODAY": 13,
    "SEE_POST": 14,
    "REACT_TO_POST": 15,
    "UNFOLLOW": 16,
    "VISIT_PAGE": 17,
    "HEAR": 18,
    "READ_TIME": 19,
    "NEED": 20,
    "CHOICE": 21,
    "PRODUCT": 22,
    "BASKET": 23,
    "ARRIVAL": 24,
    "STOCKOUT": 25,
    "DEFECT": 26,
    "SERVICE": 27,
    "QUALITY_NOISE": 28,
    "FOLLOW": 29,
    "EXIT": 30,
    "COMPLAIN": 31,
    "COMPLAINT_KIND": 32,
    "COMPLAINT_HOUR": 33,
    "TALK": 34,
    "HANDLING": 35,
    "RECOVERY": 36,
    "PATIENCE": 37,
    "POSTING": 38,
    "LEAD_TIME": 39,
    "ADVICE": 40,
    "IMPROVEMENT": 41,
    "RETURN": 42,
    "NETWORK": 43,
    "NETWORK_REWIRE": 44,
    "REPLICATE": 45,
    "ANSWERED": 46,
    "RELAY": 47,
    "SPOILAGE": 48,
    "DISTORTION": 49,
    "WRONG_CAUSE": 50,
    "THANKS": 51,
    "PROTECTED": 52,
    "JOIN_EVENT": 53,
    "INTEREST": 54,
    "PERSONALISE": 55,
    "MISTAKE": 56,
    "OWN_POLICY": 57,
    "INTENSITY": 60,
    "PROFILE": 61,
    "CHAT": 62,
    "CHAT_FRIEND": 63,
    "TAILORING": 64,
    "PRICE_COMPARISON": 65,
    "STANDING_ORDER": 66,
    "ASK": 70,
    "ASK_WHERE": 71,
    "CONTACT": 72,
    "BY_THE_BOOK": 73,
    "CLAIM": 74,
    "RECORD": 75,
    "REPLY_ERROR": 76,
    "IT_EFFECT": 77,
    "IT_TODAY": 78,
    "AUTO_ANSWER": 79,
    "PACE": 80,
    "CAMPAIGN": 81,
    "DISRUPTION": 82,
    "AUTHORITY": 83,
    "JOINT_PROJECT": 84,
    "INNOVATION": 85,
    "IDEA": 86,
    "IDEA_FATE": 87,
    "WRITER": 88,
}

PUBLISHED = {
    "key": 16_141_296_306_975_304_110,
    "agent 0": 3_383_610_794_654_290_942,
    "pair 1, 2": 8_235_926_168_908_255_379,
    "replicate 1": 7_892_617_956_437_207_271,
}


@numba.njit
def _pairs(key, firsts, seconds, out):
    for k in range(out.shape[0]):
        out[k] = bits2(key, firsts[k], seconds[k])


def words_of(key: np.uint64, agents: NDArray[np.int64]) -> Words:
    out = np.empty(len(agents), dtype=np.uint64)
    fill_bits_for(key, agents, out)
    return out


def pair_words(key: np.uint64, firsts: NDArray[np.int64], seconds: NDArray[np.int64]) -> Words:
    out = np.empty(len(firsts), dtype=np.uint64)
    _pairs(key, firsts, seconds, out)
    return out


def high(words: Words) -> NDArray[np.float64]:
    return (words >> np.uint64(40)).astype(np.float64) * 2.0**-24


def low(words: Words) -> NDArray[np.float64]:
    return (words & np.uint64(0xFFFFFF)).astype(np.float64) * 2.0**-24


def assert_uniform(sample: NDArray[np.float64], cells: int = 256) -> None:
    counts = np.bincount((sample * cells).astype(int), minlength=cells)
    p = stats.chisquare(counts).pvalue
    assert RARE < p < 1 - RARE, f"chi-square p={p:.2g} over {cells} cells"


def assert_independent(first: NDArray[np.float64], second: NDArray[np.float64], cells: int = 16) -> None:
    table = np.bincount((first * cells).astype(int) * cells + (second * cells).astype(int), minlength=cells * cells)
    p = stats.chisquare(table).pvalue  # against the even table: uniform and independent at once
    assert RARE < p < 1 - RARE, f"chi-square p={p:.2g} over {cells} x {cells} cells"


# ------------------------------------------------------------------------------------- numbers of purposes


def test_the_number_of_a_purpose_never_changes():
    assert {purpose.name: int(purpose) for purpose in Purpose} == NUMBERS


def test_no_two_purposes_share_a_number():
    assert len(set(NUMBERS.values())) == len(Purpose.__members__)  # an enum hides a second name of one number


# ------------------------------------------------------------------------------------- the plain twins


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("day", DAYS)
def test_compiled_keys_equal_the_plain_ones(seed, day):
    out = np.zeros(max(Purpose) + 1, dtype=np.uint64)
    fill_streams(np.uint64(seed), day, out)
    assert [int(out[purpose]) for purpose in Purpose] == [int(stream(seed, purpose, day)) for purpose in Purpose]


@pytest.mark.parametrize("seed", SEEDS)
def test_compiled_draws_equal_the_plain_ones(seed):
    key = stream(seed, Purpose.NEED, 3)
    agents = np.array(AGENTS, dtype=np.int64)
    assert [int(word) for word in words_of(key, agents)] == [draw_bits(key, agent) for agent in AGENTS]
    for agent in AGENTS:
        assert draw_on(np.uint64(seed), int(Purpose.NEED), 3, agent) == draw_uniform(key, agent)
        for other in AGENTS:
            assert int(bits2(key, agent, other)) == draw_bits(key, agent, other)


def test_draws_do_not_depend_on_the_width_of_an_agents_number():
    key = stream(1, Purpose.HEAR, 0)
    for kind in (np.uint8, np.int32, np.int64, np.uint64):
        assert int(bits(key, kind(200))) == draw_bits(key, 200)
        assert int(bits2(key, kind(200), kind(7))) == draw_bits(key, 200, 7)


def test_compiled_uniforms_equal_the_plain_ones():
    key = stream(5, Purpose.AGE)
    out = np.empty(1000, dtype=np.float32)
    fill_uniform(key, 0, out)
    assert out.tolist() == [draw_uniform(key, agent) for agent in range(1000)]


def test_a_uniform_is_exact_and_below_one():
    every_bit = np.uint64(2**64 - 1)
    assert uniform(np.uint64(0)) == uniform_low(np.uint64(0)) == 0.0
    assert float(uniform(every_bit)) == float(uniform_low(every_bit)) == 1.0 - 2.0**-24
    assert float(uniform(np.uint64(1 << 40))) == float(uniform_low(np.uint64(1))) == 2.0**-24
    assert uniform(np.uint64((1 << 40) - 1)) == 0.0
    assert uniform_low(np.uint64(2**64 - 2**24)) == 0.0


def test_draws_are_the_ones_that_were_published():
    key = stream(1, Purpose.NEED, 0)
    assert int(key) == PUBLISHED["key"]
    assert draw_bits(key, 0) == PUBLISHED["agent 0"]
    assert draw_bits(key, 1, 2) == PUBLISHED["pair 1, 2"]
    assert replicate_seed(1, 1) == PUBLISHED["replicate 1"]


# ------------------------------------------------------------------------------------- uniformity

SOME = (Purpose.AGE, Purpose.NEED, Purpose.CHOICE, Purpose.HEAR, Purpose.RECOVERY, Purpose.THANKS)


@pytest.mark.parametrize("purpose", SOME)
@pytest.mark.parametrize("day", [-1, 0, 200])
def test_draws_are_uniform_in_both_halves(purpose, day):
    words = words_of(stream(7, purpose, day), np.arange(100_000))
    assert_uniform(high(words))
    assert_uniform(low(words))


@pytest.mark.parametrize("purpose", SOME)
def test_the_two_halves_of_a_word_are_independent(purpose):
    words = words_of(stream(7, purpose, 4), np.arange(100_000))
    assert_independent(high(words), low(words))


def test_draws_of_pairs_are_uniform_over_a_grid_of_pairs():
    firsts, seconds = (axis.ravel() for axis in np.mgrid[0:400, 0:250])
    words = pair_words(stream(3, Purpose.CHOICE, 9), firsts, seconds)
    assert_uniform(high(words))
    assert_uniform(low(words))
    assert len(np.unique(words)) == len(words)


def test_one_changed_bit_of_any_part_of_the_key_changes_half_of_the_word():
    flips = []
    for bit in range(48):
        key = stream(1, Purpose.NEED, 10)
        flips += [
            draw_bits(key, 5) ^ draw_bits(key, 5 ^ (1 << bit)),
            draw_bits(key, 5, 6) ^ draw_bits(key, 5, 6 ^ (1 << bit)),
            draw_bits(key, 5) ^ draw_bits(stream(1 ^ (1 << bit), Purpose.NEED, 10), 5),
        ]
    changed = np.array([flip.bit_count() for flip in flips])
    assert 12 < changed.min() <= changed.max() < 52
    assert abs(changed.mean() - 32) < 4 * 4 / np.sqrt(len(changed))


# ------------------------------------------------------------------------------------- independence

MANY = np.arange(20_000)


def test_purposes_are_independent_of_each_other():
    words = np.array([high(words_of(stream(1, purpose, 30), MANY)) for purpose in Purpose])
    correlation = np.corrcoef(words)[np.triu_indices(len(words), 1)]
    assert np.abs(correlation).max() < 5.0 / np.sqrt(len(MANY))
    assert abs(correlation.std() * np.sqrt(len(MANY)) - 1.0) < 0.1


def test_days_are_independent_of_each_other():
    days = np.array([high(words_of(stream(1, Purpose.NEED, day), MANY)) for day in range(-1, 40)])
    for lag in (1, 2, 7, 30):
        assert_independent(days[lag:].ravel(), days[:-lag].ravel())


def test_seeds_are_independent_of_each_other():
    seeds = [1, 2, 3, 4, 2**32 + 1, *(replicate_seed(1, k) for k in range(1, 6))]
    draws = [high(words_of(stream(seed, Purpose.CHOICE, 5), MANY)) for seed in seeds]
    for first, second in combinations(draws, 2):
        assert_independent(first, second, cells=8)


@pytest.mark.parametrize("step", [1, 2, 4, 256, 2048, 65_536])
def test_agents_are_independent_of_their_neighbours(step):
    key = stream(1, Purpose.DEFECT, 12)
    assert_independent(high(words_of(key, np.arange(100_000))), high(words_of(key, np.arange(100_000) + step)))


@pytest.mark.parametrize(("first", "second"), [(1, 0), (0, 1), (1, 1), (64, 0), (0, 64)])
def test_pairs_are_independent_of_neighbouring_pairs(first, second):
    firsts, seconds = (axis.ravel() for axis in np.mgrid[0:400, 0:250])
    key = stream(1, Purpose.HEAR, 2)
    here = high(pair_words(key, firsts, seconds))
    there = high(pair_words(key, firsts + first, seconds + second))
    assert_independent(here, there)


def test_a_pair_is_ordered():
    firsts, seconds = np.triu_indices(400, 1)
    key = stream(1, Purpose.HEAR, 2)
    there, back = pair_words(key, firsts, seconds), pair_words(key, seconds, firsts)
    assert not (there == back).any()
    assert_independent(high(there), high(back))


def test_a_pair_is_independent_of_each_of_its_two_agents():
    key = stream(1, Purpose.HEAR, 2)
    firsts = np.arange(100_000)
    alone = high(words_of(key, firsts))
    for other in (0, 1, 77):
        assert_independent(alone, high(pair_words(key, firsts, np.full_like(firsts, other))))


# ------------------------------------------------------------------------------------- nothing is shared


def test_sampling_one_purpose_leaves_every_other_unchanged():
    def sample() -> list[list[float]]:
        return [words_of(stream(1, purpose, 8), np.arange(50)).tolist() for purpose in Purpose]

    before = sample()
    words_of(stream(1, Purpose.NEED, 8), MANY)
    pair_words(stream(1, Purpose.CHOICE, 8), MANY, MANY)
    assert sample() == before


def test_a_new_purpose_leaves_the_keys_of_the_others_unchanged():
    now, later = np.zeros(52, dtype=np.uint64), np.zeros(90, dtype=np.uint64)
    fill_streams(np.uint64(1), 17, now)
    fill_streams(np.uint64(1), 17, later)
    assert (later[:52] == now).all()
    assert len(np.unique(later)) == 90


def test_more_consumers_leave_the_luck_of_the_others_unchanged():
    few, many = np.empty(100, dtype=np.float32), np.empty(1000, dtype=np.float32)
    key = stream(1, Purpose.SHOP_RATE)
    fill_uniform(key, 0, few)
    fill_uniform(key, 0, many)
    assert (many[:100] == few).all()


def test_draws_do_not_depend_on_the_order_of_agents():
    key = stream(1, Purpose.NEED, 8)
    order = np.random.default_rng(1).permutation(len(MANY))
    assert (words_of(key, MANY[order]) == words_of(key, MANY)[order]).all()


@pytest.mark.parametrize("threads", [2, 4])
def test_draws_do_not_depend_on_threads(threads):
    key = stream(1, Purpose.NEED, 8)
    parts = np.array_split(MANY, 16)
    with ThreadPoolExecutor(threads) as pool:
        shared = np.concatenate(list(pool.map(lambda part: words_of(key, part), parts)))
    assert (shared == words_of(key, MANY)).all()


# ------------------------------------------------------------------------------------- replicates


def test_the_first_replicate_keeps_the_seed():
    assert [replicate_seed(seed, 0) for seed in SEEDS] == list(SEEDS)


def test_replicates_are_distinct_seeds_that_every_kernel_takes():
    seeds = [replicate_seed(seed, k) for seed in range(20) for k in range(1, 200)]
    assert len(set(seeds)) == len(seeds)
    assert 0 <= min(seeds) <= max(seeds) < 2**63
    assert seeds == [replicate_seed(seed, k) for seed in range(20) for k in range(1, 200)]
