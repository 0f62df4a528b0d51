"""Reports of customers: who reads them, and what hearing of it does."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pytest

from sim.kernels import books, reports, supply
from sim.kernels.records import REPORT


def reported(*rows: tuple[int, int, int, int, int, float]) -> np.ndarray:
    """Reports of these days, consumers, retailers, suppliers, causes and gains."""
    return np.array(list(rows), dtype=REPORT)


class Read(NamedTuple):
    """What came of reports that arrived."""

    left: int
    by_cause: np.ndarray
    voices: np.ndarray
    reports_read: np.ndarray
    answers: np.ndarray
    flow: np.ndarray


def arriving(under_way: np.ndarray, commitment: np.ndarray, causes: int = 3) -> Read:
    """Day 3 of two suppliers, who pay 30 and 50 for each report that they read."""
    terms = np.zeros((2, supply.TERMS), dtype=np.int64)
    terms[:, supply.PARTY] = 3, 4
    terms[:, supply.CAUSES] = causes
    terms[:, supply.READING_COST] = 30, 50
    by_cause, voices = np.zeros((2, 3), dtype=np.int64), np.zeros((2, 4, 3), dtype=np.int64)
    reports_read, answers = np.zeros(2, dtype=np.int64), np.zeros(4, dtype=np.int64)
    flow = np.zeros((5, len(books.ENTRIES)), dtype=np.int64)
    left = reports.arrive(3, under_way, terms, by_cause, voices, reports_read, answers, commitment, flow)
    return Read(left, by_cause, voices, reports_read, answers, flow)


def test_an_answer_of_the_supplier_binds_by_a_share_of_what_is_missing():
    commitment = np.full((4, 12), 0.2, dtype=np.float32)
    due = reported((3, 5, 1, 0, 0, 0.5), (2, 9, 2, 0, 0, 0.25), (3, 5, 1, 0, 0, 0.5))
    read = arriving(due, commitment)
    assert read.left == 0
    assert commitment[1, 5] == pytest.approx(0.8)  # twice half of what is missing
    assert commitment[2, 9] == pytest.approx(0.4)
    assert np.count_nonzero(commitment != np.float32(0.2)) == 2
    assert read.answers.tolist() == [0, 2, 1, 0]


def test_reports_that_are_still_under_way_stay_in_their_order():
    under_way = reported((4, 1, 0, 0, 0, 0.1), (3, 2, 0, 0, 0, 0.1), (9, 3, 0, 0, 0, 0.1), (3, 4, 0, 0, 0, 0.1))
    read = arriving(under_way, np.zeros((4, 8), dtype=np.float32))
    assert under_way[: read.left]["consumer"].tolist() == [1, 3]


def test_a_supplier_reads_what_is_due_and_about_its_goods():
    under_way = reported((3, 1, 0, 1, 2, 0.1), (4, 2, 0, 1, 2, 0.1), (3, 3, 1, 0, 1, 0.1), (2, 4, 1, 1, 2, 0.1))
    read = arriving(under_way, np.zeros((4, 8), dtype=np.float32))
    assert read.reports_read.tolist() == [1, 2]
    assert read.by_cause.tolist() == [[0, 1, 0], [0, 0, 2]]
    assert read.voices[1, :2].tolist() == [[0, 0, 1], [0, 0, 1]]
    assert read.flow.sum() == 0
    assert read.flow[:, books.READING].tolist() == [0, 30 + 2 * 50, 0, -30, -2 * 50]


def test_a_cause_that_a_supplier_does_not_know_is_heard_as_its_last():
    read = arriving(reported((3, 1, 0, 1, 2, 0.1)), np.zeros((4, 8), dtype=np.float32), causes=2)
    assert read.by_cause[1].tolist() == [0, 0, 0]
    assert read.voices[1, 0].tolist() == [0, 1, 0]
