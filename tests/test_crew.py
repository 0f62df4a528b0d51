"""A crew shares work out among threads: every part is done once, by whoever is free, and counts add up."""

from __future__ import annotations

import gc
import threading
import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim import crew
from sim.crew import Crew, edges


@pytest.fixture
def pair():
    made = Crew(2)
    yield made
    made.close()


def helpers(of: Crew) -> list[threading.Thread]:
    return of._helpers


@given(st.integers(0, 10**7), st.integers(1, 9), st.integers(0, 10**5))
def test_blocks_are_even_not_too_small_and_as_many_for_each_worker(size, workers, least):
    ends = edges(size, workers, least)
    lengths = np.diff(ends)
    assert (ends[0], ends[-1]) == (0, size)
    if len(lengths) > 1:
        assert lengths.max() - lengths.min() <= 1
        assert lengths.min() >= least
        sharing = min(workers, size // max(least, 1))
        assert len(lengths) in [sharing * pieces for pieces in range(1, crew.PIECES + 1)]
    else:
        assert size < 2 * max(least, 1) or workers == 1


def test_results_come_in_order_and_counts_are_those_of_one_who_does_it_all(pair, monkeypatch):
    monkeypatch.setattr(crew, "MANY", 10)
    monkeypatch.setattr(crew, "PIECES", 6)

    def work(low, high, total, by_digit):
        time.sleep(0.001 * (7 - low % 7))  # who begins later may be done earlier
        total[0] += sum(range(low, high))
        by_digit += np.bincount(np.arange(low, high) % 10, minlength=10)
        return high

    total, by_digit = np.array([5]), np.zeros(10, dtype=np.int64)
    found = pair.over(120, work, (total, by_digit), 10)
    assert found == [(low, low + 10) for low in range(0, 120, 10)]
    assert total[0] == 5 + sum(range(120))
    assert (by_digit == 12).all()


def test_the_helpers_work_while_the_caller_works(pair):
    meet = threading.Barrier(2, timeout=10)
    found = pair.over(20, lambda low, high: (meet.wait(), threading.get_ident())[1], (), 10)
    assert {who for _, who in found} == {threading.get_ident(), helpers(pair)[0].ident}


def test_nobody_waits_for_a_helper_that_does_not_come(pair):
    busy = threading.Event()
    pair._inbox.put(lambda: busy.wait(30) and None)
    found = pair.over(20, lambda low, high: threading.get_ident(), (), 10)
    busy.set()
    assert [who for _, who in found] == [threading.get_ident()] * 2


@pytest.mark.parametrize("failing", [0, 10])
def test_what_goes_wrong_in_a_block_reaches_the_caller_when_all_have_stopped(pair, failing):
    meet = threading.Barrier(2, timeout=10)
    ended = []

    def work(low, high):
        meet.wait()
        if low == failing:
            raise ValueError(f"block {low}")
        time.sleep(0.02)
        ended.append(low)

    with pytest.raises(ValueError, match=f"block {failing}"):
        pair.over(20, work, (), 10)
    assert ended == [10 - failing]
    assert pair.over(20, lambda low, high: high, (), 10) == [(0, 10), (10, 20)]  # and the crew goes on


def test_a_closed_crew_leaves_all_to_the_caller_and_its_helpers_end():
    made = Crew(3)
    made.close()
    made.close()
    for helper in helpers(made):
        helper.join(10)
        assert not helper.is_alive()
    assert made.over(100, lambda low, high: (high, threading.get_ident()), (), 1) == [(0, (100, threading.get_ident()))]


def test_the_helpers_of_a_crew_that_nobody_holds_any_more_end():
    made = Crew(2)
    left = helpers(made)
    made.over(20, lambda low, high: high, (), 10)
    del made
    gc.collect()
    for helper in left:
        helper.join(10)
        assert not helper.is_alive()
