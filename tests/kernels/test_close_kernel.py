"""The sums at the end of a day against numpy, the turn of a window, and answers of suppliers."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from sim.agents import consumer
from sim.kernels import close
from sim.kernels.codes import CURRENT, EVER, FAILED_BEFORE, LEFT, PREVIOUS
from sim.kernels.numbers import FIXED
from sim.model import Model
from tests.worlds import columns, model

MANY = 3000
ATTITUDES = ("expectation", "satisfaction", "trust", "commitment", "appeal", "fatigue")


def opinionated(*overrides: str) -> Model:
    """A world in which everybody has some opinion of every retailer and some history with it."""
    made = model("baseline", f"consumers.count={MANY}", *overrides)
    rng = np.random.default_rng(4)
    population = made.world.population
    for name in ATTITUDES:
        population.array(name)[:] = rng.random((4, MANY))
    population.wallet[:] = rng.integers(0, 30, (4, MANY))
    population.history[:] = rng.integers(0, 32, (4, MANY))
    population.follows[:] = rng.integers(0, 4, (4, MANY))
    made.world.begin_day()
    return made


@pytest.fixture
def made() -> Model:
    return opinionated(
        "experience.satisfied_above=0.62", "experience.promoter_above=0.7", "experience.detractor_below=0.4"
    )


def test_the_sums_of_a_day_are_those_of_numpy(made):
    consumer.end_day(made.world)
    state = {name: values.astype(np.float64) for name, values in columns(made).items() if values.ndim == 2}
    history = made.world.population.history
    for r in range(4):
        ever, gone = (history[r] & EVER) != 0, (history[r] & LEFT) != 0
        now, then = (history[r] & CURRENT) != 0, (history[r] & PREVIOUS) != 0
        s, t, c = state["satisfaction"][r], state["trust"][r], state["commitment"][r]
        recommends = (s + t) / 2
        sums = made.world.standing[r]
        whole_numbers = {
            close.CUSTOMERS: ever,
            close.LOST: ever & gone,
            close.SATISFIED: ever & (s >= 0.62),
            close.PROMOTERS: ever & ~gone & (recommends >= 0.7),
            close.DETRACTORS: ever & (gone | (recommends < 0.4)),
            close.BUYERS: ever & now,
            close.PREVIOUS_BUYERS: ever & then,
            close.RETAINED: ever & now & then,
            close.FOLLOWING: made.world.population.follows[r] != 0,
        }
        for column, who in whole_numbers.items():
            assert sums[column] == np.count_nonzero(who), column
        real_numbers = {
            close.LOYALTY: (s + t + c)[ever & ~gone],
            close.SATISFACTION: s[ever],
            close.TRUST: t[ever],
            close.COMMITMENT: c[ever],
            close.EXPECTATION: state["expectation"][r][ever],
            close.APPEAL: state["appeal"][r][ever],
            close.FATIGUE: state["fatigue"][r][made.world.population.follows[r] != 0],
            close.OWN_WALLET: state["wallet"][r][ever],
            close.WHOLE_WALLET: state["wallet"].sum(axis=0)[ever],
        }
        for column, values in real_numbers.items():
            assert sums[column] / FIXED == pytest.approx(values.sum(), rel=1e-6), column


def test_pull_fatigue_and_wallet_fade_by_their_half_lives():
    made = opinionated(
        "attention.appeal_half_life_days=3",
        "attention.fatigue_half_life_days=7",
        "relationship.wallet_half_life_days=90",
    )
    before = columns(made)
    consumer.end_day(made.world)
    after = columns(made)
    for name, days in (("appeal", 3), ("fatigue", 7), ("wallet", 90)):
        assert np.abs(after[name] - before[name] * 0.5 ** (1 / days)).max() < 2e-6 * max(before[name].max(), 1)
    for name in set(before) - {"appeal", "fatigue", "wallet"}:
        assert (after[name] == before[name]).all(), name


def test_the_sums_of_parts_add_up_to_the_sum_of_the_whole(made):
    population, rule = made.world.population, made.world.rules.close

    def sums(*edges: int) -> np.ndarray:
        arrays = [population.array(name).copy() for name in (*ATTITUDES, "wallet", "follows", "history")]
        out = np.zeros_like(made.world.standing)
        for low, high in pairwise(edges):
            close.close_day(low, high, rule, *arrays, out)
        return out

    whole = sums(0, MANY)
    assert (sums(0, 1, 700, 701, 2999, MANY) == whole).all()
    assert whole.any()


@pytest.mark.parametrize("attitude", [None, 1.0], ids=["any attitude", "the best attitude of all"])
def test_every_sum_is_exact_however_large_its_parts_are(made, attitude):
    population = made.world.population
    rng = np.random.default_rng(5)
    population.wallet[:] = np.exp(rng.uniform(-8, 15, (4, MANY)))  # to three million purchases
    if attitude is not None:
        for name in ATTITUDES:
            population.array(name)[:] = attitude
    history = population.history
    before = {name: values.copy() for name, values in columns(made).items() if values.ndim == 2}
    nothing_fades = made.world.rules.close._replace(keep_appeal=1.0, keep_fatigue=1.0, keep_wallet=1.0)
    sums = np.zeros_like(made.world.standing)
    arrays = [population.array(name) for name in (*ATTITUDES, "wallet", "follows", "history")]
    close.close_day(0, MANY, nothing_fades, *arrays, sums)
    everywhere = np.zeros(MANY, dtype=np.float32)
    for r in range(4):
        everywhere += before["wallet"][r]
    for r in range(4):
        ever, stays = (history[r] & EVER) != 0, (history[r] & (EVER | LEFT)) == EVER
        loyal = before["satisfaction"][r] + before["trust"][r] + before["commitment"][r]
        parts = {
            close.LOYALTY: loyal[stays],
            close.FATIGUE: before["fatigue"][r][population.follows[r] != 0],
            close.OWN_WALLET: before["wallet"][r][ever],
            close.WHOLE_WALLET: everywhere[ever],
        }
        names = ("SATISFACTION", "TRUST", "COMMITMENT", "EXPECTATION", "APPEAL")
        parts |= {getattr(close, name): before[name.lower()][r][ever] for name in names}
        for column, values in parts.items():
            assert sums[r, column] == sum(int(float(value) * FIXED) for value in values), column


def test_a_window_turns_this_windows_buyers_into_those_of_the_previous_one(made):
    before = made.world.population.history.copy()
    consumer.turn_window(made.world)
    after = made.world.population.history
    assert (((after & PREVIOUS) != 0) == ((before & CURRENT) != 0)).all()
    assert not (after & CURRENT).any()
    kept = EVER | LEFT | FAILED_BEFORE
    assert ((after & kept) == (before & kept)).all()


def test_followers_of_each_platform_are_counted(made):
    counts = np.zeros((4, 2), dtype=np.int64)
    close.count_bits_per_platform(0, MANY, made.world.population.follows, 2, counts)
    for p in range(2):
        assert counts[:, p].tolist() == np.count_nonzero(made.world.population.follows >> p & 1, axis=1).tolist()
