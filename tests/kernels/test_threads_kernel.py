"""The list of threads stays in the order in which they are ready to be answered."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sim.kernels import threads
from sim.kernels.records import QUESTION, THREAD

READY = st.lists(st.integers(0, 12), max_size=9)


def rows(ready, numbers):
    made = np.zeros(len(ready), dtype=THREAD)
    made["ready"], made["number"] = ready, numbers
    return made


@given(READY, READY, READY, st.randoms(use_true_random=False))
def test_new_threads_are_sorted_in_by_when_they_are_ready_and_then_by_number(old, complained, asked, shuffle):
    numbers = list(range(100))
    shuffle.shuffle(numbers)
    live = rows(old, numbers[: len(old)])
    live = live[np.lexsort((live["number"], live["ready"]))]
    others = sorted(numbers[len(old) : len(old) + len(complained)])
    complaints, questions = rows(complained, others), rows(asked, QUESTION + np.arange(len(asked)))
    every = np.concatenate([live, complaints, questions])
    out = every.copy()
    out[len(live) :] = 0
    threads.sort_in(out, len(live), complaints, questions, threads.by_ready(complaints, questions))
    assert np.array_equal(out, every[np.lexsort((every["number"], every["ready"]))])
