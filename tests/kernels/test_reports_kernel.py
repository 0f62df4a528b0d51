"""Reports of customers: who reads them, and what hearing of it does."""

from __future__ import annotations

import numpy as np
import pytest

from sim.kernels import reports
from sim.kernels.records import REPORT


def reported(*rows: tuple[int, int, int, int, int, float]) -> np.ndarray:
    """Reports of these days, consumers, retailers, suppliers, causes and gains."""
    return np.array(list(rows), dtype=REPORT)


def test_an_answer_of_the_supplier_binds_by_a_share_of_what_is_missing():
    commitment = np.full((4, 12), 0.2, dtype=np.float32)
    answers = np.zeros(4, dtype=np.int64)
    due = reported((3, 5, 1, 0, 0, 0.5), (2, 9, 2, 0, 0, 0.25), (3, 5, 1, 0, 0, 0.5))
    assert reports.answer(3, due, answers, commitment) == 0
    assert commitment[1, 5] == pytest.approx(0.8)  # twice half of what is missing
    assert commitment[2, 9] == pytest.approx(0.4)
    assert np.count_nonzero(commitment != np.float32(0.2)) == 2
    assert answers.tolist() == [0, 2, 1, 0]


def test_reports_that_are_still_under_way_stay_in_their_order():
    under_way = reported((4, 1, 0, 0, 0, 0.1), (3, 2, 0, 0, 0, 0.1), (9, 3, 0, 0, 0, 0.1), (3, 4, 0, 0, 0, 0.1))
    left = reports.answer(3, under_way, np.zeros(1, dtype=np.int64), np.zeros((1, 8), dtype=np.float32))
    assert under_way[:left]["consumer"].tolist() == [1, 3]


def test_a_supplier_reads_what_is_due_and_about_its_goods():
    by_cause, voices = np.zeros(3, dtype=np.int64), np.zeros((2, 3), dtype=np.int64)
    under_way = reported((3, 1, 0, 1, 2, 0.1), (4, 2, 0, 1, 2, 0.1), (3, 3, 1, 0, 1, 0.1), (2, 4, 1, 1, 2, 0.1))
    assert reports.read(3, under_way, 1, by_cause, voices) == 2
    assert by_cause.tolist() == [0, 0, 2]
    assert voices.tolist() == [[0, 0, 1], [0, 0, 1]]
